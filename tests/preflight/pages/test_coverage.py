from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from hemaprint.preflight.pages.coverage import ink_coverage, ink_limit

from .sheet import HEIGHT, WIDTH, Prepare, picture, placed, resources, sheet, text

NEAR = 0.6
"""% that eight bits and softened edges may take."""


def highest(content: str, prepare: Prepare | None = None) -> float:
    return ink_coverage(sheet(content, prepare), 0).highest


@pytest.mark.parametrize(
    ("content", "total"),
    [
        (".5 .4 .3 .2 k 50 50 50 50 re f", 140),
        ("0.25 g 50 50 50 50 re f", 75),
        ("50 50 50 50 re f", 100),
        ("1 0 0 0 k 50 50 50 50 re f 0 1 0 0 k 60 60 50 50 re f", 100),
        ("/DeviceCMYK cs 1 1 1 0 scn 50 50 50 50 re f", 300),
        ("0 0 0 0 k " + text("Cells"), 0),
    ],
)
def test_the_inks_of_a_colour_are_added_up(content: str, total: float) -> None:
    assert highest(content) == pytest.approx(total, abs=NEAR)


def test_opacity_mixes_ink_by_ink() -> None:
    content = "1 0 0 0 k 50 50 90 90 re f /T gs 0 1 1 1 k 50 50 90 90 re f"
    assert highest(content, resources("ExtGState", T=Dictionary(ca=0.5))) == pytest.approx(200, abs=NEAR)


def test_multiplied_inks_add_up() -> None:
    content = "1 0 0 0 k 50 50 90 90 re f /T gs 0 1 1 1 k 50 50 90 90 re f"
    assert highest(content, resources("ExtGState", T=Dictionary(BM=Name.Multiply))) == pytest.approx(400, abs=NEAR)


def test_the_place_and_the_means_are_those_of_the_page() -> None:
    coverage = ink_coverage(sheet("1 1 1 1 k 60 100 30 40 re f"), 0, 300)
    assert coverage.place == pytest.approx((60, 100, 90, 140), abs=2)
    share = 30 * 40 / (WIDTH * HEIGHT) * 100
    assert coverage.means == pytest.approx((share,) * 4, abs=0.2)
    assert coverage.over == pytest.approx(30 * 40 / (72 / 25.4) ** 2, rel=0.15)


def test_what_stands_outside_the_trim_does_not_count() -> None:
    assert highest("1 1 1 1 k 305 0 4 400 re f") == 0


def cmyk_jpeg(inks: tuple[int, int, int, int], *, adobe: bool) -> Prepare:
    """A JPEG of four inks (of 255) as /Im; Pillow writes it inverted, as Adobe does, so that Decode must say so."""
    colors = inks if adobe else tuple(255 - ink for ink in inks)
    target = BytesIO()
    Image.new("CMYK", (500, 500), colors).save(target, "JPEG", quality=95)

    def prepare(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(target.getvalue())
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 500, 500
        image.ColorSpace, image.BitsPerComponent, image.Filter = Name.DeviceCMYK, 8, Name.DCTDecode
        if adobe:
            image.Decode = Array([1, 0] * 4)
        pdf.pages[0].Resources.XObject = Dictionary(Im=image)

    return prepare


@pytest.mark.parametrize("adobe", [True, False])
def test_pictures_of_four_inks_are_read_as_they_are_meant(adobe: bool) -> None:
    found = ink_coverage(sheet(placed(0, 0, WIDTH, HEIGHT), cmyk_jpeg((204, 51, 0, 102), adobe=adobe)), 0)
    assert found.means == pytest.approx((80, 20, 0, 40), abs=1)


def test_plain_pictures_of_four_inks() -> None:
    found = ink_coverage(sheet(placed(0, 0, WIDTH, HEIGHT), picture((400, 400), flat=True)), 0)
    assert found.highest == 0
    inverted = picture((400, 400), flat=True, Decode=[1, 0] * 4)
    assert highest(placed(0, 0, WIDTH, HEIGHT), inverted) == pytest.approx(400)


def test_indexed_and_grey_pictures() -> None:
    indexed = Array([Name.Indexed, Name.DeviceCMYK, 0, String(b"\xff\xff\x00\x80")])
    assert highest(placed(0, 0, 99, 99), picture((90, 90), indexed, flat=True)) == pytest.approx(250, abs=NEAR)
    assert highest(placed(0, 0, 99, 99), picture((90, 90), Name.DeviceGray, flat=True)) == pytest.approx(100)


def test_shadings_and_patterns() -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1, 1, 0, 0], C1=[1, 1, 0, 1])
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, 300, 0], Function=function)
    shading.Extend = Array([True, True])
    assert highest("/Sh sh", resources("Shading", Sh=shading)) == pytest.approx(300, abs=2)
    pattern = Dictionary(PatternType=2, Shading=shading)
    content = "/Pattern cs /P scn 0 0 300 400 re f"
    assert highest(content, resources("Pattern", P=pattern)) == pytest.approx(300, abs=2)


def test_inks_by_name() -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])

    def ink(name: str) -> Prepare:
        space = Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, function])
        return resources("ColorSpace", Ink=space)

    content = "/Ink cs 1 scn 50 50 50 50 re f"
    assert highest(content, ink("All")) == pytest.approx(400)
    cyan = ink_coverage(sheet(content, ink("Cyan")), 0)
    assert cyan.highest == pytest.approx(100)
    assert cyan.means[0] > cyan.means[3] == 0
    assert highest(content, ink("Gold")) == pytest.approx(100)


def test_forms_are_separated_too() -> None:
    def prepare(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(b"1 1 1 0 k 0 0 90 90 re f")
        form.Subtype, form.BBox = Name.Form, Array([0, 0, 100, 100])
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
        pdf.pages[0].Resources.XObject = Dictionary(Fm=form)

    assert highest("/Fm Do", prepare) == pytest.approx(300, abs=NEAR)


@pytest.mark.parametrize(
    ("condition", "limit"),
    [("FOGRA39", 330), ("ISO Coated v2 300% (ECI)", 300), ("FOGRA51", 300), ("CGATS TR 001", 300)],
)
def test_the_limit_follows_the_printing_condition(condition: str, limit: float) -> None:
    pdf = sheet("")
    pdf.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX, OutputConditionIdentifier=String(condition))])
    assert ink_limit(pdf) == limit


def test_measuring_leaves_the_file_as_it_is() -> None:
    pdf = sheet("1 1 1 1 k 0 0 9 9 re f" + placed(0, 0, 99, 99), picture((90, 90)))
    before = [page.Contents.read_bytes() for page in pdf.pages], str(pdf.pages[0].Resources)
    ink_coverage(pdf, 0)
    assert ([page.Contents.read_bytes() for page in pdf.pages], str(pdf.pages[0].Resources)) == before
