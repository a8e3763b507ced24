"""Pages that WeasyPrint set, and pages that nobody could have meant."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from bind import press
from hemaprint.errors import Severity
from hemaprint.preflight.report import Purpose, Subject

from .sheet import examined, findings_of_pages, sheet, told

COPY = "<p>Cells carry what they are given<sup>1</sup> and come back.</p><hr>"
BLED = "@page { bleed: 3mm; marks: none } "


def found(data: bytes, purpose: Purpose) -> list[tuple[str, Severity]]:
    with pikepdf.open(BytesIO(data)) as pdf:
        subject = Subject(Path("page.pdf"), data, pdf, purpose)
        return told(findings_of_pages(subject))


def test_a_typeset_page_is_clean() -> None:
    assert found(press.typeset(press.BORROWED, tags=True), Purpose.SCREEN) == []


def test_colours_of_screens_are_found_where_the_engine_writes_them() -> None:
    assert found(press.typeset(COPY, style=BLED), Purpose.PRINT) == [("HP452", Severity.ERROR)]


def test_inks_of_the_engine_are_clean() -> None:
    style = BLED + "* { color: device-cmyk(0 0 0 1); border-color: currentColor } hr { border: .5pt solid }"
    assert found(press.typeset(COPY, style=style), Purpose.PRINT) == []


def test_a_character_without_a_glyph_is_found() -> None:
    assert found(press.typeset("<p>Cells \U000ABCDE divide.</p>"), Purpose.SCREEN) == [("HP456", Severity.ERROR)]


def test_faint_text_is_found() -> None:
    assert found(press.typeset('<p style="color: #aaa">Cells</p>'), Purpose.SCREEN) == [("HP463", Severity.WARNING)]


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("wrong", [Array([1]), Name.Wrong, Dictionary(), 7, Array([]), Dictionary(Subtype=Name.Image)])
def test_nothing_is_raised_for_what_a_page_holds(wrong: object, purpose: Purpose) -> None:
    names = ("XObject", "Font", "ExtGState", "ColorSpace", "Pattern", "Shading", "Properties")
    content = "/A gs /A cs /A scn 0 0 50 50 re f /P /A BDC BT /A 9 Tf (a) Tj ET q 90 0 0 90 0 0 cm /A Do Q /A sh"

    def prepare(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Resources = Dictionary({f"/{name}": Dictionary({"/A": wrong}) for name in names})
        pdf.Root.OutputIntents = wrong
        pdf.pages[0].Group = wrong
        pdf.pages[0].BleedBox = wrong

    assert isinstance(examined(sheet(content, prepare), purpose), list)
