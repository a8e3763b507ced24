"""Pictures of every colour space."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms

from .making import EOSIN, INKS, MIST, Drawing, many_colors, opened, pressed

GRAY = Image.linear_gradient("L").resize((16, 16))


def printed(drawing: Drawing, picture: pikepdf.Stream) -> pikepdf.Stream:
    """The picture as it goes to the press."""
    result = pressed(drawing.with_picture(picture).data)
    assert result.problems == ()
    made = opened(result).pages[0].Resources.XObject.Im
    assert isinstance(made, pikepdf.Stream)
    return made


def ink(color: str) -> bytes:
    return bytes(round(255 * amount) for amount in INKS[color])


def refused(drawing: Drawing, picture: pikepdf.Stream) -> list[str]:
    return [problem.code for problem in pressed(drawing.with_picture(picture).data).problems]


def plate(*colors: str) -> Image.Image:
    """A picture with one pixel of each colour."""
    picture = Image.new("RGB", (len(colors), 1))
    for place, color in enumerate(colors):
        picture.paste(color, (place, 0, place + 1, 1))
    return picture


@pytest.mark.parametrize("colors", [(EOSIN, MIST, "#FFFFFF"), (EOSIN, "#971721", "#961720", "#971820", "#961821")])
def test_few_colours_become_a_palette_of_inks(colors: tuple[str, ...]) -> None:
    drawing = Drawing()
    made = printed(drawing, drawing.picture(plate(*colors), Name.DeviceRGB))
    table, pixels = bytes(made.ColorSpace[3]), made.read_bytes()
    assert made.ColorSpace[1] == Name.DeviceCMYK
    assert len(pixels) == len(set(pixels)) == len(colors)
    first = 4 * pixels[0]
    assert table[first : first + 4] == ink(EOSIN)


def test_many_colours_stay_lossless_with_exact_tokens() -> None:
    picture = many_colors()
    picture.putpixel((0, 0), (0x97, 0x17, 0x20))
    drawing = Drawing()
    made = printed(drawing, drawing.picture(picture, Name.DeviceRGB))
    assert (made.ColorSpace, made.Filter) == (Name.DeviceCMYK, Name.FlateDecode)
    assert made.read_bytes()[:4] == ink(EOSIN)


def test_a_jpeg_stays_a_jpeg_with_full_chroma() -> None:
    drawing = Drawing()
    made = printed(drawing, drawing.picture(many_colors(), Name.DeviceRGB, jpeg=True))
    coded = Image.open(BytesIO(made.read_raw_bytes()))
    assert (made.Filter, made.ColorSpace, coded.mode) == (Name.DCTDecode, Name.DeviceCMYK, "CMYK")
    assert {layer[1:3] for layer in coded.layer} == {(1, 1)}  # type: ignore[attr-defined]
    assert list(made.Decode) == [1, 0] * 4


def test_grey_pixels_are_not_touched_and_mean_black() -> None:
    drawing = Drawing()
    made = printed(drawing, drawing.picture(GRAY, Name.DeviceGray))
    table = bytes(made.ColorSpace[3])
    assert made.read_bytes() == GRAY.tobytes()
    assert table[:4] == bytes((0, 0, 0, 255))
    assert table[-4:] == bytes(4)
    assert not any(table[index] for index in range(len(table)) if index % 4 != 3)


def test_a_grey_picture_that_is_inverted_stays_inverted() -> None:
    drawing = Drawing()
    made = printed(drawing, drawing.picture(GRAY, Name.DeviceGray, Decode=Array([1, 0])))
    assert bytes(made.ColorSpace[3])[:4] == bytes(4)
    assert "/Decode" not in made


def test_a_grey_jpeg_is_printed_in_black() -> None:
    drawing = Drawing()
    made = printed(drawing, drawing.picture(GRAY, Name.DeviceGray, jpeg=True))
    cyan = Image.open(BytesIO(made.read_raw_bytes())).getchannel("C")
    assert made.ColorSpace == Name.DeviceCMYK
    assert cyan.getextrema() == (0, 0)


def test_a_palette_is_converted_and_its_pixels_stay() -> None:
    drawing = Drawing()
    space = Array([Name.Indexed, Name.DeviceRGB, 1, String(bytes((0x97, 0x17, 0x20, 0xD9, 0xE6, 0xEC)))])
    made = printed(drawing, drawing.picture(Image.frombytes("L", (2, 1), b"\1\0"), space))
    assert bytes(made.ColorSpace[3]) == ink(EOSIN) + ink(MIST)
    assert made.read_bytes() == b"\1\0"


@pytest.mark.parametrize("profiled", [False, True])
def test_inks_are_left_as_they_are(profiled: bool) -> None:
    drawing = Drawing()
    picture = Image.frombytes("CMYK", (1, 1), bytes((1, 2, 3, 4)))
    space: Any = Array([Name.ICCBased, drawing.pdf.make_stream(b"profile", N=4)]) if profiled else Name.DeviceCMYK
    made = printed(drawing, drawing.picture(picture, space))
    assert (made.ColorSpace, made.read_bytes()) == (Name.DeviceCMYK, bytes((1, 2, 3, 4)))


def test_a_picture_with_a_profile_is_read_with_it() -> None:
    drawing = Drawing()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    space = Array([Name.ICCBased, drawing.pdf.make_stream(srgb, N=3)])
    made = printed(drawing, drawing.picture(plate(EOSIN, MIST), space))
    assert ink(MIST) in bytes(made.ColorSpace[3])


def test_a_soft_mask_is_kept() -> None:
    drawing = Drawing()
    picture = drawing.picture(many_colors(16), Name.DeviceRGB, Interpolate=True)
    picture.SMask = drawing.picture(GRAY, Name.DeviceGray, Interpolate=True)
    made = printed(drawing, picture)
    assert (made.SMask.ColorSpace, made.SMask.read_bytes()) == (Name.DeviceGray, GRAY.tobytes())
    assert "/Interpolate" not in made
    assert "/Interpolate" not in made.SMask


@pytest.mark.parametrize(
    "further",
    [
        {"Mask": Array([0, 1, 0, 1, 0, 1])},
        {"Decode": Array([0, 0.5] * 3)},
        {"BitsPerComponent": 16},
        {"Width": 99},
    ],
)
def test_what_cannot_be_converted_is_refused(further: dict[str, Any]) -> None:
    drawing = Drawing()
    assert refused(drawing, drawing.picture(many_colors(), Name.DeviceRGB, **further)) == ["HP352"]


def test_a_picture_in_a_space_that_cannot_be_printed_is_refused() -> None:
    tint = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([1] * 3), C1=Array([0, 1, 0]), N=1)
    drawing = Drawing()
    space = Array([Name.Separation, Name("/Gold"), Name.DeviceRGB, tint])
    assert refused(drawing, drawing.picture(GRAY, space)) == ["HP351"]


def test_a_picture_that_knows_its_backdrop_is_refused() -> None:
    drawing = Drawing()
    picture = drawing.picture(many_colors(16), Name.DeviceRGB)
    picture.SMask = drawing.picture(GRAY, Name.DeviceGray, Matte=Array([1, 1, 1]))
    assert refused(drawing, picture) == ["HP352"]


def test_a_picture_on_two_pages_is_converted_once() -> None:
    drawing = Drawing()
    picture = drawing.pdf.make_indirect(drawing.picture(plate(EOSIN), Name.DeviceRGB))
    file = opened(pressed(drawing.with_picture(picture).with_picture(picture).data))
    first, second = (page.Resources.XObject.Im for page in (file.pages[0], file.pages[1]))
    assert first.objgen == second.objgen
