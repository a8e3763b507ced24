"""The e-mail edition: pictures take fewer bytes, and nothing else changes."""

from __future__ import annotations

import base64
import os
from functools import cache
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image, ImageDraw

from hemaprint.bind.binder import bind
from hemaprint.bind.lighten import Light, Step, lighten
from hemaprint.bind.parts import Part
from hemaprint.errors import Severity

from .press import IMPRINT, typeset
from .reading import changeable, opened, pixels, saved, text

INCH = "25.4mm"
RED, PAPER = (139, 22, 32), (250, 246, 238)


def photograph(size: int = 600) -> Image.Image:
    """Soft and full of colours, as photographs are."""
    shape = Image.effect_mandelbrot((size, size), (-2.0, -1.5, 1.0, 1.5), 90)
    slope = Image.linear_gradient("L").resize((size, size))
    return Image.merge("RGB", (shape, slope, slope.rotate(90)))


def engraving(size: int = 600) -> Image.Image:
    """Fine red lines on paper, anti-aliased, in seventeen colours at most."""
    large = Image.new("RGB", (4 * size, 4 * size), PAPER)
    draw = ImageDraw.Draw(large)
    for radius in range(20, 4 * size, 50):
        draw.circle((2 * size, 2 * size), radius, outline=RED, width=16)
    return large.resize((size, size), Image.Resampling.BOX)


def cut_out(size: int = 600) -> Image.Image:
    """A photograph that fades out, and is black where it cannot be seen."""
    picture = photograph(size)
    shown = Image.radial_gradient("L").resize((size, size)).point(lambda value: 255 if value < 120 else 0)
    picture.paste((0, 0, 0), mask=shown.point(lambda value: 255 - value))
    picture.putalpha(shown)
    return picture


def uri(image: Image.Image, form: str) -> str:
    target = BytesIO()
    image.save(target, form, quality=95)
    return f"data:image/{form.lower()};base64,{base64.b64encode(target.getvalue()).decode()}"


def shown(image: Image.Image, form: str = "PNG", width: str = INCH) -> str:
    return f'<p><img src="{uri(image, form)}" alt="A picture" style="width: {width}"></p>'


@cache
def issue(*bodies: str) -> bytes:
    """A bound, tagged issue with an article of one page for every body."""
    parts = []
    for at, body in enumerate(bodies):
        words = f'<h1 id="p{at}">Cells</h1><p>See <a href="x-issue:#p0">the first page</a>.</p>{body}'
        parts.append(Part(f"p{at}", typeset(words, tags=True), f"Picture {at}", (0,), at))
    return bind(parts, imprint=IMPRINT).pdf


def images(pdf: bytes) -> list[pikepdf.Stream]:
    found = (thing for thing in opened(pdf).objects if isinstance(thing, pikepdf.Stream))
    return [stream for stream in found if stream.get("/Subtype") == Name.Image]


def samples(image: pikepdf.Stream) -> bytes:
    return pikepdf.PdfImage(image).as_pil_image().convert("RGB").tobytes()


def size_of(image: pikepdf.Object) -> tuple[int, int]:
    return int(image.Width), int(image.Height)


def everything_else(pdf: bytes) -> list[bytes]:
    """Every object but the images, in the order of the file; how the file is indexed does not count."""
    found = []
    for thing in opened(pdf).objects:
        if not isinstance(thing, pikepdf.Stream):
            found.append(thing.unparse(resolved=True))
        elif thing.get("/Subtype") != Name.Image and thing.get("/Type") not in ("/XRef", "/ObjStm"):
            found.append(b"".join(f"{key} {value!r}".encode() for key, value in sorted(thing.items())))
            found.append(thing.read_raw_bytes())
    return found


def without_loss(pdf: bytes) -> Light:
    """As small as it gets while every pixel stays: one byte less must be found."""
    return lighten(pdf, most_bytes=len(pdf) - 1)


def only_step(light: Light) -> Step:
    (step,) = light.steps
    return step


def test_a_small_issue_stays_as_it_is() -> None:
    pdf = issue(shown(engraving()))
    light = lighten(pdf, most_bytes=len(pdf))
    assert light == Light(pdf, len(pdf), len(pdf))


def test_few_colours_take_fewer_bytes_without_loss() -> None:
    pdf = issue(shown(engraving()))
    light = without_loss(pdf)
    step = only_step(light)
    assert (step.pixels_before, step.pixels_after) == ((600, 600), (600, 600))
    assert step.ppi_after == pytest.approx(600)
    assert step.bytes_after < 0.7 * step.bytes_before
    (image,) = images(light.pdf)
    assert image.ColorSpace[0] == Name.Indexed
    assert samples(image) == engraving().tobytes()


@pytest.mark.parametrize(("colors", "bits"), [(2, 1), (3, 2), (16, 4), (17, 8), (255, 8), (256, 8)])
def test_every_number_of_colours_is_kept_exactly(colors: int, bits: int) -> None:
    image = Image.effect_mandelbrot((301, 201), (-2.0, -1.0, 1.0, 1.0), 90).convert("RGB").quantize(colors)
    image.putpalette([value for at in range(256) for value in (at, at // 2, 200)])
    for at in range(colors):
        image.putpixel((at, 0), at)
    (found,) = images(without_loss(issue(shown(image))).pdf)
    assert (len(bytes(found.ColorSpace[3])), int(found.BitsPerComponent)) == (3 * colors, bits)
    assert samples(found) == image.convert("RGB").tobytes()


@pytest.mark.parametrize("colors", [2, 4, 16, 64])
def test_a_palette_that_is_there_already(colors: int) -> None:
    pdf = issue(shown(engraving().quantize(colors)))
    assert images(pdf)[0].ColorSpace[0] == Name.Indexed
    (same,) = images(lighten(pdf, most_bytes=without_loss(pdf).after).pdf)
    assert samples(same) == samples(images(pdf)[0])
    light = lighten(pdf, most_bytes=without_loss(pdf).after - 1)
    assert only_step(light).ppi_after < 600
    assert mean_difference(pdf, light.pdf) < 6


def test_a_photograph_with_a_palette_becomes_a_jpeg() -> None:
    pdf = issue(shown(photograph().quantize(256)))
    light = lighten(pdf, most_bytes=len(pdf) // 5)
    (image,) = images(light.pdf)
    assert (image.Filter, image.ColorSpace) == (Name.DCTDecode, Name.DeviceRGB)
    assert image.BitsPerComponent == 8
    assert mean_difference(pdf, light.pdf) < 6


def test_black_and_white_gets_greys_where_it_is_resampled() -> None:
    pdf = issue(shown(engraving().convert("1")))
    assert images(pdf)[0].ColorSpace == Name.DeviceGray
    assert images(pdf)[0].BitsPerComponent == 1
    light = lighten(pdf, most_bytes=without_loss(pdf).after - 1)
    assert only_step(light).ppi_after < 600
    assert mean_difference(pdf, light.pdf) < 6


def test_nothing_but_the_pictures_changes() -> None:
    pdf = issue(shown(engraving()), shown(photograph(), "JPEG") + shown(cut_out()))
    light = lighten(pdf, most_bytes=len(pdf) // 4)
    assert light.after == len(light.pdf) <= len(pdf) // 4
    assert everything_else(light.pdf) == everything_else(pdf)
    assert [text(light.pdf, page) for page in (0, 1)] == [text(pdf, page) for page in (0, 1)]


def test_the_same_bytes_twice_and_on_any_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = issue(shown(engraving()), shown(photograph(), "JPEG") + shown(cut_out()))
    first = lighten(pdf, most_bytes=len(pdf) // 4)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert lighten(pdf, most_bytes=len(pdf) // 4) == first


def test_all_pictures_come_to_one_level() -> None:
    pdf = issue(
        shown(photograph(), "JPEG"), shown(photograph(700), "JPEG", "20mm"), shown(engraving(1200), width="40mm")
    )
    light = lighten(pdf, most_bytes=len(pdf) // 4)
    assert light.after <= len(pdf) // 4
    assert [round(step.ppi_after) for step in light.steps] in ([ppi] * 3 for ppi in (300, 225, 200, 150, 120))


def test_a_picture_under_the_level_keeps_its_pixels() -> None:
    coarse = shown(photograph(120), "JPEG")
    pdf = issue(shown(photograph(1200), "JPEG"), coarse)
    light = lighten(pdf, most_bytes=len(pdf) * 2 // 3)
    assert [step.pages for step in light.steps] == [(0,)]


def test_photographs_become_jpegs_and_stay_what_they_show() -> None:
    pdf = issue(shown(photograph()))
    light = lighten(pdf, most_bytes=len(pdf) // 3)
    (image,) = images(light.pdf)
    assert (image.Filter, image.ColorSpace) == (Name.DCTDecode, Name.DeviceRGB)
    assert mean_difference(pdf, light.pdf) < 2


def test_a_resampled_engraving_keeps_its_own_colours() -> None:
    pdf = issue(shown(engraving()))
    light = lighten(pdf, most_bytes=without_loss(pdf).after - 1)
    step = only_step(light)
    assert step.ppi_after < step.ppi_before
    (image,) = images(light.pdf)
    palette = bytes(image.ColorSpace[3])
    drawn = engraving().convert("RGB").getcolors() or []
    assert {tuple(palette[at : at + 3]) for at in range(0, len(palette), 3)} <= {color for _, color in drawn}


def test_flat_colours_without_blends_get_them() -> None:
    """Two flat colours side by side, whose edge is neither: a third of the palette must not stand between them."""
    flat = Image.new("RGB", (600, 600), (200, 0, 0))
    draw = ImageDraw.Draw(flat)
    for at in range(0, 600, 10):
        draw.line((at, 0, 600 - at, 600), (0, 0, 200), 2)
    draw.rectangle((0, 0, 9, 9), (100, 100, 100))
    pdf = issue(shown(flat))
    light = lighten(pdf, most_bytes=without_loss(pdf).after - 1)
    assert only_step(light).ppi_after < 600
    assert mean_difference(pdf, light.pdf) < 6


def test_a_mask_is_resampled_with_its_picture() -> None:
    pdf = issue(shown(cut_out()))
    light = lighten(pdf, most_bytes=len(pdf) // 4)
    (image,) = (image for image in images(light.pdf) if "/SMask" in image)
    assert size_of(image) == size_of(image.SMask) == only_step(light).pixels_after
    assert image.SMask.Filter == Name.FlateDecode
    assert mean_difference(pdf, light.pdf) < 2


def test_a_mask_that_two_pictures_share_serves_both() -> None:
    """One stands twice as large as the other, so that the mask is wanted in two sizes."""
    other = engraving().convert("RGBA")
    other.putalpha(cut_out().getchannel("A"))
    pdf = issue(shown(cut_out()), shown(other, width="50.8mm"))
    assert len({image.SMask.objgen for image in images(pdf) if "/SMask" in image}) == 1
    light = lighten(pdf, most_bytes=len(pdf) // 4)
    pictures = [image for image in images(light.pdf) if "/SMask" in image]
    assert len({size_of(image) for image in pictures}) == 2
    assert [size_of(image.SMask) for image in pictures] == [size_of(image) for image in pictures]


def test_one_picture_on_two_pages_is_one_step() -> None:
    pdf = issue(shown(engraving()), shown(engraving()))
    light = without_loss(pdf)
    assert (only_step(light).pages, only_step(light).labels) == ((0, 1), ("1", "2"))
    assert len(images(light.pdf)) == 1


def test_the_largest_use_rules_the_resolution() -> None:
    pdf = issue(shown(engraving(), width="10mm"), shown(engraving(), width="50.8mm"))
    light = lighten(pdf, most_bytes=without_loss(pdf).after - 1)
    step = only_step(light)
    assert step.ppi_before == pytest.approx(300, rel=0.01)
    assert step.ppi_after <= 226


def test_a_size_that_cannot_be_reached() -> None:
    pdf = issue(shown(photograph(), "JPEG"))
    light = lighten(pdf, most_bytes=1000)
    assert [(problem.code, problem.severity) for problem in light.problems] == [("HP370", Severity.ERROR)]
    assert len(light.pdf) == light.after < len(pdf)


def test_an_issue_without_pictures_is_never_made_larger() -> None:
    pdf = issue("<p>Words.</p>")
    light = lighten(pdf, most_bytes=1000)
    assert [problem.code for problem in light.problems] == ["HP370"]
    assert (light.pdf, light.steps) == (pdf, ())


def test_coarse_pictures_are_told_of() -> None:
    pdf = issue(shown(photograph(1200), "JPEG", "80mm"))
    floor = lighten(pdf, most_bytes=1).after
    light = lighten(pdf, most_bytes=floor)
    assert only_step(light).ppi_after == pytest.approx(72, rel=0.02)
    assert [(problem.code, problem.severity) for problem in light.problems] == [("HP371", Severity.WARNING)]


def test_pictures_that_cannot_be_read_are_left_alone() -> None:
    pdf = changeable(issue(shown(photograph(), "JPEG"), shown(engraving())))
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == Name.DCTDecode:
            thing.write(b"no JPEG at all", filter=Name.DCTDecode)
    light = lighten(saved(pdf), most_bytes=20_000)
    assert [step.pages for step in light.steps] == [(1,)]


def test_a_step_tells_what_was_done() -> None:
    step = Step((9,), ("10",), (2551, 3579), (1276, 1790), 300.0, 150.0, 1_036_000, 278_000, "31 colours")
    assert str(step) == "page 10: 300 to 150 ppi (2551 x 3579 to 1276 x 1790), 1036 to 278 kB, 31 colours"
    assert step.data()["bytes"] == [1_036_000, 278_000]


def mean_difference(one: bytes, other: bytes) -> float:
    """Of the channels of the first page, 0 to 255."""
    before, after = pixels(one, 0), pixels(other, 0)
    return sum(abs(a - b) for a, b in zip(before, after, strict=True)) / len(before)
