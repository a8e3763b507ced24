"""Which colour spaces a print file may use, wherever they hide (ISO 15930-7, 6.2)."""

from __future__ import annotations

from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from hemaprint.errors import Severity

from .sheet import Prepare, in_print, picture, placed, text

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
AREA = "50 50 20 20 re f "
CODES = {"HP452", "HP476", "HP477", "HP478"}

TINT = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0], C1=[1, 0, 0])
WHITE = Dictionary(WhitePoint=Array([0.9642, 1, 0.8249]))
CAL, LAB = Array([Name.CalRGB, WHITE]), Array([Name.Lab, WHITE])


def profiled(pdf: pikepdf.Pdf, components: int) -> Array:
    return Array([Name.ICCBased, pdf.make_stream(b"", N=components)])


def separation(alternate: Any, name: Name = Name.Gold) -> Array:
    return Array([Name.Separation, name, alternate, TINT])


def intended(pdf: pikepdf.Pdf, components: int = 4, claim: str = "PDF/X-4") -> None:
    """An output intent with so many components, and the claim."""
    profile = pdf.make_stream(b"", N=components)
    intent = Dictionary(S=Name.GTS_PDFX, OutputConditionIdentifier=String("FOGRA51"), DestOutputProfile=profile)
    pdf.Root.OutputIntents = Array([intent])
    if claim:
        pdf.docinfo["/GTS_PDFXVersion"] = String(claim)


def found(content: str, prepare: Prepare | None = None, components: int = 4, claim: str = "PDF/X-4") -> Any:
    """Codes and severities that are about colour spaces."""

    def prepared(pdf: pikepdf.Pdf) -> None:
        intended(pdf, components, claim)
        if prepare is not None:
            prepare(pdf)

    return [told for told in in_print(content, prepared) if told[0] in CODES]


def spaces(**named: Any) -> Prepare:
    """Colour spaces of the page; a number stands for a profile with as many components."""

    def prepare(pdf: pikepdf.Pdf) -> None:
        own = pdf.pages[0].Resources.ColorSpace = Dictionary()
        for name, one in named.items():
            own[f"/{name}"] = profiled(pdf, one) if isinstance(one, int) else one

    return prepare


@pytest.mark.parametrize(
    ("space", "values"),
    [
        pytest.param(1, "0.5", id="grey"),
        pytest.param(3, "1 0 0", id="RGB"),
        pytest.param(4, "1 0 0 0", id="CMYK"),
        pytest.param(CAL, "1 0 0", id="CalRGB"),
        pytest.param(LAB, "50 20 20", id="Lab"),
    ],
)
def test_colours_with_a_profile_are_legal_since_pdf_x_3_and_converted(space: Any, values: str) -> None:
    content = f"/S cs {values} scn {AREA}"
    assert found(content, spaces(S=space)) == [("HP476", NOTE)]
    assert found(content, spaces(S=space), claim="PDF/X-3:2003") == [("HP476", NOTE)]
    assert found(content, spaces(S=space), claim="PDF/X-1a:2003") == [("HP476", ERROR)]
    assert found(content, spaces(S=space), claim="") == [("HP476", WARNING)]


@pytest.mark.parametrize(
    ("components", "content", "code"),
    [
        (4, "1 0 0 rg " + AREA, ["HP452"]),
        (4, "1 0 0 0 k " + AREA, []),
        (4, "0.5 g " + AREA, []),
        (3, "1 0 0 rg " + AREA, []),
        (3, "1 0 0 0 k " + AREA, ["HP478"]),
        (3, "0.5 g " + AREA, []),
        (1, "1 0 0 rg " + AREA, ["HP452"]),
        (1, "1 0 0 0 k " + AREA, ["HP478"]),
    ],
)
def test_the_colours_of_a_device_are_those_of_the_output_intent(components: int, content: str, code: list[str]) -> None:
    assert found(content, components=components) == [(one, ERROR) for one in code]


def test_a_default_space_says_what_the_colours_of_a_device_mean() -> None:
    content = "1 0 0 rg " + AREA + "BI /W 1 /H 1 /BPC 8 /CS /RGB ID abc EI "
    assert found(content, spaces(DefaultRGB=3)) == [("HP476", NOTE)]
    assert found(content, spaces(DefaultCMYK=4)) == [("HP452", ERROR)]
    assert found("1 0 0 0 k " + AREA, spaces(DefaultCMYK=4), components=3) == [("HP476", NOTE)]
    assert found("1 0 0 rg " + AREA, spaces(DefaultRGB=Name.DeviceRGB)) == [("HP452", ERROR)]
    pictured = picture((500, 500), Name.DeviceRGB)

    def both(pdf: pikepdf.Pdf) -> None:
        pictured(pdf)
        spaces(DefaultRGB=3)(pdf)

    assert found(placed(20, 20, 120, 120), both) == [("HP476", NOTE)]


@pytest.mark.parametrize(
    ("alternate", "code"),
    [(Name.DeviceRGB, ["HP477"]), (Name.DeviceCMYK, []), (Name.DeviceGray, []), (LAB, []), (CAL, [])],
)
def test_a_named_ink_is_mixed_of_what_the_press_has(alternate: Any, code: list[str]) -> None:
    several = Array([Name.DeviceN, Array([Name.Gold, Name.Black]), alternate, TINT])
    for content, space in (
        ("/S cs 1 scn " + AREA, separation(alternate)),
        ("/S cs 1 scn " + AREA, separation(alternate, Name.Black)),
        ("/S cs 1 1 scn " + AREA, several),
        ("/S cs 0 scn " + AREA, Array([Name.Indexed, separation(alternate), 0, String(b"\xff")])),
    ):
        assert found(content, spaces(S=space)) == [(one, ERROR) for one in code]
    assert found(AREA, spaces(S=separation(alternate))) == []  # nothing is painted in it
    for prepare in (picture((500, 500), separation(alternate)), shaded(separation(alternate), components=1)):
        assert found(placed(20, 20, 120, 120) + "/S sh", prepare) == [(one, ERROR) for one in code]


def shaded(space: Any, components: int = 3) -> Prepare:
    """A gradient /S, and a pattern /P of it."""

    def prepare(pdf: pikepdf.Pdf) -> None:
        function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0] * components, C1=[1] * components)
        shading = Dictionary(ShadingType=2, ColorSpace=space, Coords=[0, 0, 9, 9], Function=function)
        own = pdf.pages[0].Resources
        own.Shading, own.Pattern = Dictionary(S=shading), Dictionary(P=Dictionary(PatternType=2, Shading=shading))

    return prepare


def tiled(pdf: pikepdf.Pdf) -> None:
    cell = pdf.make_stream(b"1 0 0 rg 0 0 5 5 re f", PatternType=1, PaintType=1, TilingType=1, XStep=9, YStep=9)
    cell.BBox, cell.Resources = Array([0, 0, 9, 9]), Dictionary()
    pdf.pages[0].Resources.Pattern = Dictionary(P=cell)


def form(pdf: pikepdf.Pdf, content: bytes, **entries: Any) -> pikepdf.Stream:
    return pdf.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 99, 99]), **entries)


def masked(pdf: pikepdf.Pdf) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    mask = Dictionary(S=Name.Luminosity, G=form(pdf, b"1 0 0 rg 0 0 9 9 re f", Group=group, Resources=Dictionary()))
    pdf.pages[0].Resources.ExtGState = Dictionary(M=Dictionary(SMask=mask))


def blended(pdf: pikepdf.Pdf) -> None:
    """A group inside a group: only the inner one blends in RGB."""
    inner = form(pdf, b"", Group=Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))
    resources = Dictionary(XObject=Dictionary(Inner=inner))
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    pdf.pages[0].Resources.XObject = Dictionary(F=form(pdf, b"/Inner Do", Group=group, Resources=resources))


def annotated(pdf: pikepdf.Pdf) -> None:
    look = form(pdf, b"1 0 0 rg 0 0 9 9 re f", Resources=Dictionary())
    one = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([400, 500, 409, 509]), AP=Dictionary(N=look))
    pdf.pages[0].Annots = Array([pdf.make_indirect(one)])


@pytest.mark.parametrize(
    ("content", "prepare"),
    [
        pytest.param("/S sh", shaded(Name.DeviceRGB), id="gradient"),
        pytest.param("/Pattern cs /P scn " + AREA, shaded(Name.DeviceRGB), id="gradient as a pattern"),
        pytest.param("/Pattern cs /P scn " + AREA, tiled, id="tiles"),
        pytest.param(
            placed(20, 20, 120, 120),
            picture((500, 500), Array([Name.Indexed, Name.DeviceRGB, 0, String(b"abc")])),
            id="palette",
        ),
        pytest.param("/M gs 0 g " + AREA, masked, id="mask"),
        pytest.param("/F Do", blended, id="group"),
        pytest.param("", annotated, id="annotation"),
        pytest.param("1 0 0 RG .5 w 50 50 m 90 90 l S " + text("Cells"), None, id="line"),
    ],
)
def test_a_colour_of_screens_is_found_wherever_it_is(content: str, prepare: Prepare | None) -> None:
    assert found(content, prepare) == [("HP452", ERROR)]


def test_the_page_itself_may_not_blend_in_rgb() -> None:
    def prepare(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)

    assert found("0 g " + AREA, prepare) == [("HP452", ERROR)]
    assert found("0 g " + AREA, prepare, components=3) == []
