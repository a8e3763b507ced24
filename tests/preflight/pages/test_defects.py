"""Pages with one thing wrong each, and pages on which nothing is."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from hemaprint.errors import Severity
from hemaprint.preflight.report import Purpose

from .sheet import (
    BLEED,
    HEIGHT,
    WIDTH,
    Prepare,
    examined,
    in_print,
    on_screen,
    picture,
    placed,
    resources,
    sheet,
    text,
)

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
BLACK = "0 0 0 1 k "
FULL = (-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED)
COPY = BLACK + text("Cells carry what they are given") + "0 0 0 1 K .5 w 50 190 m 200 190 l S "

FINE = (1400, 1900)
"""Pixels for a page with its bleed at 300 ppi and more."""


def separation(name: str, tint: str = "1 1 1 1") -> Array:
    function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[int(ink) for ink in tint.split()])
    return Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, function])


def raised(words: str, figure: str) -> str:
    """Words with a raised figure behind them."""
    return f"0 g BT /F1 10 Tf 50 200 Td ({words}) Tj /F1 6.6 Tf 4 Ts ({figure}) Tj ET "


DIVIDED = "".join(text(f"{'ceding ' * bool(line)}all re-", at=(50, 300 - 12 * line)) for line in range(8))
DIVIDED = f"/P <</MCID 0>> BDC 0 g {DIVIDED} EMC"
"""Lines that end within words."""


def tag(pdf: pikepdf.Pdf) -> None:
    """Let the file be tagged."""
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Dictionary(S=Name.P))


def test_a_clean_page_yields_nothing() -> None:
    content = placed(*FULL) + ".1 0 0 0 k 40 150 220 100 re f " + COPY
    assert in_print(content, picture(FINE)) == []
    assert on_screen("1 g 0 0 300 400 re f 0.2 0.1 0.3 rg " + text("Cells"), picture(FINE, Name.DeviceRGB)) == []


@pytest.mark.parametrize(
    ("found", "content", "prepare"),
    [
        pytest.param([("HP452", ERROR)], "0.1 0.1 0.1 rg " + text("Cells"), None, id="RGB text"),
        pytest.param([("HP452", ERROR)], "1 0 0 RG .5 w 50 50 m 90 90 l S", None, id="RGB line"),
        pytest.param(
            [("HP452", ERROR)], placed(20, 20, 120, 120), picture((500, 500), Name.DeviceRGB), id="RGB picture"
        ),
        pytest.param([("HP451", ERROR)], placed(20, 20, 120, 120), picture((200, 200)), id="picture of 144 ppi"),
        pytest.param([("HP451", WARNING)], placed(20, 20, 120, 120), picture((350, 350)), id="picture of 252 ppi"),
        pytest.param(
            [("HP451", ERROR)],
            placed(20, 20, 120, 120),
            picture((400, 400), Name.DeviceGray, bits=1),
            id="drawing of one bit of 288 ppi",
        ),
        pytest.param(
            [("HP467", WARNING)], placed(20, 20, 120, 120), picture((500, 500), flat=True), id="empty picture"
        ),
        pytest.param(
            [("HP450", ERROR)], placed(-BLEED, 100, WIDTH, 200), picture(FINE), id="picture that ends at the trim"
        ),
        pytest.param([("HP450", ERROR)], "1 0 0 0 k -20 1 340 90 re f", None, id="area that ends before the trim"),
        pytest.param([("HP458", WARNING)], "0 0 0 1 K .1 w 50 50 m 90 50 l S", None, id="line of 0.1 pt"),
        pytest.param([("HP458", ERROR)], "0 0 0 1 K 0 w 50 50 m 90 50 l S", None, id="line without a width"),
        pytest.param([("HP458", WARNING)], "0 0 0 1 k 50 50 90 .1 re f", None, id="area of 0.1 pt"),
        pytest.param([("HP468", NOTE)], "1 1 0 0 K .3 w 50 50 m 90 50 l S", None, id="thin line of two inks"),
        pytest.param(
            [("HP459", ERROR)],
            "/O gs 0 0 0 0 k 50 50 20 20 re f",
            resources("ExtGState", O=Dictionary(op=True, OP=True, OPM=1)),
            id="white overprint",
        ),
        pytest.param([("HP460", WARNING)], ".6 .5 .5 1 k " + text("Cells"), None, id="rich black small text"),
        pytest.param([("HP460", NOTE)], ".1 1 .9 .3 k " + text("Cells"), None, id="small text in four inks"),
        pytest.param([("HP455", ERROR)], "1 1 1 1 k 50 50 20 20 re f", None, id="400 % ink"),
        pytest.param([("HP462", WARNING)], BLACK + text("Cells in small print", 3), None, id="text of 3 pt"),
        pytest.param(
            [("HP462", WARNING)],
            BLACK + "40 190 200 30 re f 0 0 0 0 k " + text("Cells in small print", 5.5),
            None,
            id="reversed text of 5.5 pt",
        ),
        pytest.param(
            [("HP461", ERROR)],
            "/All cs 1 scn 50 50 1 1 re f",
            resources("ColorSpace", All=separation("All")),
            id="registration colour inside",
        ),
        pytest.param(
            [("HP453", NOTE)],
            "/Gold cs .5 scn 50 50 9 9 re f",
            resources("ColorSpace", Gold=separation("Gold", "0 0 1 0")),
            id="spot ink",
        ),
        pytest.param([("HP465", WARNING)], BLACK + text("Cells", at=(5, 200)), None, id="text near the trim"),
        pytest.param([("HP465", ERROR)], BLACK + text("Cells", at=(-9, 200)), None, id="text cut by the trim"),
        pytest.param(
            [("HP466", NOTE)],
            "/T gs 0 0 0 1 k 50 50 20 20 re f",
            resources("ExtGState", T=Dictionary(ca=0.5)),
            id="transparency",
        ),
        pytest.param([("HP464", WARNING)], "0 0 0 0 k " + text("Cells"), None, id="white on white"),
        pytest.param([("HP464", WARNING)], BLACK + "3 Tr " + text("Cells"), None, id="text that is not painted"),
        pytest.param(
            [("HP464", WARNING)], BLACK + text("Cells") + ".1 0 0 0 k 40 190 90 40 re f", None, id="text painted over"
        ),
        pytest.param(
            [("HP464", WARNING)], BLACK + "0 0 20 20 re W n " + text("Cells"), None, id="text that is clipped away"
        ),
    ],
)
def test_print_defects(found: list[tuple[str, Severity]], content: str, prepare: Prepare | None) -> None:
    assert in_print(content, prepare) == found


@pytest.mark.parametrize(
    ("found", "content", "prepare"),
    [
        pytest.param([("HP463", WARNING)], "0.7 g " + text("Cells"), None, id="grey on white"),
        pytest.param(
            [("HP463", WARNING)], "0 0 .5 rg 40 190 99 40 re f .3 .3 .9 rg " + text("Cells"), None, id="blue on blue"
        ),
        pytest.param(
            [("HP463", WARNING)],
            placed(0, 0, WIDTH, HEIGHT) + "0.25 g " + text("Cells carry what they are given"),
            picture(FINE, Name.DeviceRGB),
            id="grey on a dark picture",
        ),
        pytest.param([("HP464", WARNING)], "1 g " + text("Cells"), None, id="white on white"),
        pytest.param([("HP464", NOTE)], "3 Tr " + text("Cells"), None, id="a layer of text under a scan"),
        pytest.param([("HP462", NOTE)], text("Cells in small print", 4), None, id="text of 4 pt"),
        pytest.param([("HP454", WARNING)], "0 0 0 1 k " + text("Cells"), None, id="inks of no press"),
        pytest.param([("HP471", WARNING)], raised("10", "6"), None, id="a raised figure behind a number"),
        pytest.param([("HP472", NOTE)], DIVIDED, tag, id="divided words of a tagged file"),
        pytest.param(
            [("HP451", WARNING)], placed(20, 20, 120, 120), picture((90, 90), Name.DeviceRGB), id="picture of 65 ppi"
        ),
        pytest.param(
            [("HP451", NOTE)], placed(20, 20, 120, 120), picture((180, 180), Name.DeviceRGB), id="picture of 130 ppi"
        ),
    ],
)
def test_screen_defects(found: list[tuple[str, Severity]], content: str, prepare: Prepare | None) -> None:
    assert on_screen(content, prepare) == found


def test_no_break_spaces_between_all_words_are_named() -> None:
    content = "0 g BT /F3 10 Tf 50 200 Td <0003" + "00050003" * 10 + "> Tj ET"
    spaced = b"2 beginbfchar <0003> <0061> <0005> <%s> endbfchar"
    assert on_screen(content, lambda pdf: composite(pdf, spaced % b"00a0")) == [("HP470", WARNING)]
    assert on_screen(content, lambda pdf: composite(pdf, spaced % b"0020")) == []


def test_soft_hyphens_may_be_said_by_elements() -> None:
    def say(pdf: pikepdf.Pdf) -> None:
        tag(pdf)
        said = Dictionary(S=Name.Span, ActualText="\u00ad")
        pdf.Root.StructTreeRoot.K.K = Array([pdf.make_indirect(said)])

    assert on_screen(DIVIDED, say) == []


def composite(pdf: pikepdf.Pdf, unicode: bytes) -> None:
    """A composite font /F3 with a ToUnicode map of these entries."""
    head = b"1 begincodespacerange <0000> <ffff> endcodespacerange "
    pdf.pages[0].Resources.Font.F3 = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        Encoding=Name("/Identity-H"),
        BaseFont=Name.Cells,
        ToUnicode=pdf.make_stream(head + unicode),
        DescendantFonts=Array([Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, DW=500)]),
    )


@pytest.mark.parametrize("examine", [in_print, on_screen])
def test_a_missing_glyph_is_named(examine: object) -> None:
    assert callable(examine)
    content = "0 g BT /F3 10 Tf 50 200 Td <00050000> Tj ET"
    found = examine(content, lambda pdf: composite(pdf, b"2 beginbfchar <0005> <0061> <0000> <6f58> endbfchar"))
    assert found == [("HP456", ERROR)]


@pytest.mark.parametrize("unicode", [b"", b"1 beginbfchar <0005> <e001> endbfchar"])
def test_text_that_reads_as_nothing_is_named_for_readers(unicode: bytes) -> None:
    content = "0 g BT /F3 10 Tf 50 200 Td <0005> Tj ET"
    assert on_screen(content, lambda pdf: composite(pdf, unicode)) == [("HP457", WARNING)]
    assert in_print(content, lambda pdf: composite(pdf, unicode)) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BLACK + text("12", 4.5), id="a superscript"),
        pytest.param("1 0 0 0 k 0 0 300 90 re f -20 -20 340 110 re f", id="an area that goes on in its colour"),
        pytest.param("0 0 0 0 k 0 0 300 400 re f", id="a white page"),
        pytest.param("1 1 1 1 K .3 w 310 405 m 330 405 l S", id="marks outside the trim"),
        pytest.param(
            "0 0 .1 0 k -20 -20 340 440 re f 1 0 0 0 k 150 -3 m 250 60 l 50 60 l h f",
            id="drawn shape that ends on a ground that bleeds",
        ),
        pytest.param("1 1 1 1 k 50 50 .7 .7 re f", id="a dot of all inks"),
        pytest.param(".2 1 .8 0 k " + text("Cells"), id="small text in three inks"),
        pytest.param(".6 .5 .5 1 k " + text("Cells", 40), id="large text in rich black"),
        pytest.param(BLACK + "q 0 0 400 20 re W n " + text("Cells", 10, at=(50, 15)) + "Q", id="text clipped in part"),
    ],
)
def test_what_only_looks_like_a_defect_in_print(content: str) -> None:
    assert in_print(content) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("0.55 g " + text("Cells", 18), id="large text"),
        pytest.param("0.55 g " + text("Cells", 14, font="F2"), id="bold text of 14 pt"),
        pytest.param("0.8 g " + text("* * *"), id="an ornament"),
        pytest.param(raised("cells", "8"), id="a call behind a word"),
        pytest.param("/Span <</ActualText (10^6)>> BDC " + raised("10", "6") + "EMC", id="a number with its text"),
        pytest.param(DIVIDED, id="divided words without tags"),
        pytest.param("0 g 40 190 99 40 re f 1 g " + text("Cells"), id="white on black"),
        pytest.param("0 g 90 210 m 140 210 l 140 160 l h f 1 g " + text("Cells", at=(95, 203)), id="a shape behind"),
        pytest.param("q 90 210 m 140 210 l 140 160 l h W n 0.5 g 0 0 300 400 re f Q " + text("Cells"), id="a clip"),
    ],
)
def test_what_only_looks_like_a_defect_on_screen(content: str) -> None:
    assert on_screen(content) == []


def test_pages_laid_out_in_pairs_have_no_bleed_at_the_spine() -> None:
    content = "1 0 0 0 k 0 -20 340 500 re f"
    assert in_print(content) == [("HP450", ERROR)]
    assert in_print(content, lambda pdf: pdf.Root.__setitem__("/PageLayout", Name.TwoPageRight)) == []


def test_an_area_that_misses_the_bleed_on_every_side_is_one_finding() -> None:
    (finding,) = examined(sheet(f"1 0 0 0 k 0 0 {WIDTH} {HEIGHT} re f"), Purpose.PRINT)
    assert finding.code == "HP450"
    assert all(side in finding.message for side in ("left", "bottom", "right", "top"))


def test_a_plain_picture_is_empty_however_it_is_coded() -> None:
    def jpeg(mode: str, space: Name) -> Prepare:
        def prepare(pdf: pikepdf.Pdf) -> None:
            picture((500, 500), space, flat=True)(pdf)
            target = BytesIO()
            Image.new(mode, (500, 500), 120 if mode == "L" else (120, 90, 60)).save(target, "JPEG")
            pdf.pages[0].Resources.XObject.Im.write(target.getvalue(), filter=Name.DCTDecode)

        return prepare

    for mode, space in (("L", Name.DeviceGray), ("RGB", Name.DeviceRGB)):
        assert on_screen(placed(20, 20, 120, 120), jpeg(mode, space)) == [("HP467", WARNING)]


def test_inks_are_welcome_on_screens_where_their_press_is_named() -> None:
    def intend(pdf: pikepdf.Pdf) -> None:
        profile = pdf.make_stream(b"", N=4)
        pdf.Root.OutputIntents = Array([Dictionary(S=Name.GTS_PDFX, DestOutputProfile=profile)])

    assert on_screen("0 0 0 1 k " + text("Cells"), intend) == []


def test_a_defect_is_told_once_a_page_with_its_place() -> None:
    assert in_print("0.1 0.1 0.1 rg " + text("One") * 30) == [("HP452", ERROR)]
