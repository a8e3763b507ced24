from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageStat

from fuzzing import examples
from hemaprint.errors import Severity
from hemaprint.pdf.raster import plates_of
from hemaprint.preflight.colors import ink_coverage, ink_limit

from .sheet import HEIGHT, WIDTH, Prepare, in_print, picture, placed, resources, sheet, text

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


def means(pdf: pikepdf.Pdf) -> list[float]:
    """The mean tints of cyan, magenta, yellow and black in %."""
    return [ImageStat.Stat(plate).mean[0] / 2.55 for plate in plates_of(pdf, 0, (0, 0, WIDTH, HEIGHT))[:4]]


def test_the_place_and_the_means_are_those_of_the_page() -> None:
    page = sheet("1 1 1 1 k 60 100 30 40 re f")
    coverage = ink_coverage(page, 0, 300)
    assert coverage.place == pytest.approx((60, 100, 90, 140), abs=2)
    share = 30 * 40 / (WIDTH * HEIGHT) * 100
    assert means(page) == pytest.approx((share,) * 4, abs=0.2)
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
    page = sheet(placed(0, 0, WIDTH, HEIGHT), cmyk_jpeg((204, 51, 0, 102), adobe=adobe))
    assert means(page) == pytest.approx((80, 20, 0, 40), abs=1)


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
    assert highest(content, ink("Cyan")) == pytest.approx(100)
    drawn = means(sheet(content, ink("Cyan")))
    assert drawn[0] > drawn[3] == 0
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


# ---------------------------------------------------------------- overprint (ISO 32000-1, table 149)

BELOW = "1 1 0 0 k 40 40 200 200 re f "


def overprinting(**entries: Any) -> Prepare:
    """Graphics states /O, which overprints, and /Off, and inks by name."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[0, 0, 1, 0])
    black, gold = (Array([Name.Separation, name, Name.DeviceCMYK, tint]) for name in (Name.Black, Name.Gold))
    pair = Array([Name.DeviceN, Array([Name.Black, Name.Gold]), Name.DeviceCMYK, tint])

    def prepare(pdf: pikepdf.Pdf) -> None:
        own = pdf.pages[0].Resources
        state = entries or {"OP": True, "OPM": 1}
        own.ExtGState = Dictionary(O=Dictionary(**state), Off=Dictionary(OP=False, op=False))
        own.ColorSpace = Dictionary(Black=black, Gold=gold, Pair=pair)
        shading = Dictionary(ShadingType=2, ColorSpace=black, Coords=[0, 0, 300, 0], Extend=[True, True])
        shading.Function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[1], C1=[1])
        own.Shading = Dictionary(S=shading)
        stencil = pdf.make_stream(bytes(8), Subtype=Name.Image, Width=8, Height=8, ImageMask=True, BitsPerComponent=1)
        picture = pdf.make_stream(bytes([0, 0, 0, 255]), Subtype=Name.Image, Width=1, Height=1)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceCMYK, 8
        form = pdf.make_stream(b"0 0 0 1 k 0 0 90 90 re f", Subtype=Name.Form, BBox=[0, 0, 90, 90])
        named = pdf.make_stream(b"\xff", Subtype=Name.Image, Width=1, Height=1, ColorSpace=black, BitsPerComponent=8)
        own.XObject = Dictionary(Stencil=stencil, Picture=picture, Form=form, Named=named)

    return prepare


@pytest.mark.parametrize(
    ("content", "total"),
    [
        ("/O gs 0 0 0 1 k 50 50 90 90 re f", 300),
        ("0 0 0 1 k /O gs 50 50 90 90 re f", 300),
        ("0 0 0 1 k 50 50 90 90 re f", 200),
        ("/O gs 0 0 0 1 k /Off gs 50 50 90 90 re f", 200),
        ("q /O gs Q 0 0 0 1 k 50 50 90 90 re f", 200),
        ("/O gs .5 0 1 0 k 50 50 90 90 re f", 250),
        ("/O gs 0 g 50 50 90 90 re f", 200),
        ("/O gs 0 0 0 1 K 30 w 50 90 m 190 90 l S", 300),
        ("/O gs 0 0 0 1 K .2 .2 0 0 k 30 w 50 50 90 90 re B", 300),
        ("/O gs 0 0 0 1 k " + text("MMMM", 90, at=(50, 60), font="F2"), 300),
        ("/O gs 1 Tr 0 0 0 1 K 0 0 0 0 k 9 w " + text("MMMM", 90, at=(50, 60), font="F2"), 300),
        ("/O gs /Black cs 1 scn 50 50 90 90 re f", 300),
        ("/O gs /Gold cs 1 scn 50 50 90 90 re f", 300),
        ("0 0 0 1 k 50 50 90 90 re f /O gs /Gold cs 1 scn 50 50 90 90 re f", 200),
        ("/Gold cs 1 scn 50 50 90 90 re f", 200),
        ("/O gs /Pair cs 1 1 scn 50 50 90 90 re f", 400),
        ("/O gs /S sh", 300),
        ("/O gs 0 0 0 1 k q 90 0 0 90 50 50 cm /Stencil Do Q", 300),
        ("/O gs 0 0 0 1 k q 90 0 0 90 50 50 cm BI /IM true /W 1 /H 1 /BPC 1 ID \x00 EI Q", 300),
        ("/O gs q 90 0 0 90 50 50 cm /Picture Do Q", 200),
        ("/O gs q 1 0 0 1 50 50 cm /Form Do Q", 300),
        ("q 1 0 0 1 150 150 cm /Form Do Q /O gs q 1 0 0 1 45 45 cm /Form Do Q", 300),
        ("/O gs q 90 0 0 90 50 50 cm /Named Do /Named Do Q", 300),
    ],
)
def test_what_overprints_adds_to_what_lies_below(content: str, total: float) -> None:
    assert highest(BELOW + content, overprinting()) == pytest.approx(total, abs=2)


@pytest.mark.parametrize(
    ("entries", "total"),
    [
        ({"op": True, "OPM": 1}, 300),
        ({"OP": True, "op": False, "OPM": 1}, 200),
        ({"op": True}, 200),
        ({"op": True, "OPM": 1, "ca": 0.5}, 250),
        ({"op": True, "OPM": 1, "BM": Name.Multiply}, 300),
    ],
)
def test_what_the_graphics_state_says_of_overprint(entries: dict[str, Any], total: float) -> None:
    content = BELOW + "/O gs 0 0 0 1 k 50 50 90 90 re f"
    assert highest(content, overprinting(**entries)) == pytest.approx(total, abs=2)


def test_a_form_that_draws_itself_ends() -> None:
    def prepare(pdf: pikepdf.Pdf) -> None:
        form = pdf.make_stream(
            b"/A gs /Form Do 1 1 0 0 k 0 0 90 90 re f /Form Do", Subtype=Name.Form, BBox=[0, 0, 90, 90]
        )
        form.Resources = Dictionary(XObject=Dictionary(Form=form))
        pdf.pages[0].Resources.XObject = Dictionary(Form=form)

    assert highest("/Form Do", prepare) == pytest.approx(200, abs=NEAR)


TINTS = st.sampled_from([0.0, 0.2, 0.6, 1.0])
NAMES = {"Cyan": 0, "Magenta": 1, "Yellow": 2, "Black": 3, "Gold": 4}


@st.composite
def things(draw: st.DrawFn) -> tuple[str, dict[int, float], frozenset[int]]:
    """Operators that choose a colour, what it puts on which plate, and which plates it touches while it overprints."""
    kind = draw(st.sampled_from(["CMYK", "CMYK directly", "Gray", "named", "several"]))
    if kind.startswith("CMYK"):
        inks = dict(enumerate(draw(st.tuples(TINTS, TINTS, TINTS, TINTS))))
        chosen = " ".join(f"{ink:g}" for ink in inks.values())
        code = f"{chosen} k" if kind == "CMYK directly" else f"/DeviceCMYK cs {chosen} scn"
        return code, inks, frozenset(place for place, ink in inks.items() if ink)
    if kind == "Gray":
        tint = draw(TINTS)
        return f"{1 - tint:g} g", {3: tint}, frozenset(range(4))
    names = ["Magenta"] if kind == "named" else ["Black", "Gold"]
    values = [draw(TINTS) for _ in names]
    space = "Magenta" if kind == "named" else "Pair"
    touched = {NAMES[name]: value for name, value in zip(names, values, strict=True)}
    return f"/{space} cs {' '.join(map(str, values))} scn", touched, frozenset(touched)


@pytest.mark.fuzz
@settings(max_examples=examples(25), deadline=None)
@given(layers=st.lists(st.tuples(things(), st.booleans(), st.booleans()), min_size=1, max_size=6))
def test_layers_add_up_plate_by_plate(
    layers: list[tuple[tuple[str, dict[int, float], frozenset[int]], bool, bool]],
) -> None:
    """Squares one over the other, on the page or in a form: the plates are those of an account of them (OPM 1)."""
    plates, content = [0.0] * 5, ""
    forms: list[str] = []
    for (code, inks, touched), over, in_form in layers:
        for place in touched if over else range(5):
            plates[place] = inks.get(place, 0.0)
        content += "/O gs " if over else "/Off gs "
        content += f"/Form{len(forms)} Do " if in_form else f"{code} 50 50 90 90 re f "
        forms += [f"{code} 50 50 90 90 re f"] if in_form else []

    def prepare(pdf: pikepdf.Pdf) -> None:
        overprinting()(pdf)
        own = pdf.pages[0].Resources
        own.ColorSpace.Magenta = Array([Name.Separation, Name.Magenta, *list(own.ColorSpace.Black)[2:]])
        for number, drawn in enumerate(forms):
            form = pdf.make_stream(drawn.encode(), Subtype=Name.Form, BBox=[0, 0, 300, 400])
            form.Resources = Dictionary(ColorSpace=own.ColorSpace)
            own.XObject[f"/Form{number}"] = form

    drawn = plates_of(sheet(content, prepare), 0, (60, 60, 120, 120))
    found = [band.getpixel((30, 30)) for band in drawn]
    assert found == pytest.approx([plate * 255 for plate in plates], abs=2)


@pytest.mark.parametrize("side", [0.5, 20_000])
def test_a_page_that_cannot_be_measured_is_said_so(side: float) -> None:
    found = in_print("", lambda pdf: pdf.pages[0].__setitem__("/TrimBox", Array([0, 0, side, side])))
    assert ("HP475", Severity.WARNING) in found
