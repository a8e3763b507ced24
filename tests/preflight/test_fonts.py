"""A font counts where it shows something: in pages, forms, patterns, masks and annotations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from hemaprint.preflight.fonts import check_fonts
from hemaprint.preflight.report import Purpose, Subject
from pdf.pages import helvetica, one_page

SHOWN = "BT /F1 9 Tf 20 20 Td (Cells) Tj ET "


def found(pdf: pikepdf.Pdf, purpose: Purpose = Purpose.PRINT) -> list[tuple[str, int | None]]:
    """Codes, and the pages (from 0) that they are said of."""
    return [(one.code, one.page) for one in check_fonts(Subject(Path("page.pdf"), b"", pdf, purpose))]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (SHOWN, True),
        ("", False),
        ("BT /F1 9 Tf ET", False),
        ("BT /F1 9 Tf () Tj [4 -20] TJ ET", False),
        ("BT 3 Tr /F1 9 Tf (Cells) Tj ET", False),
        ("BT 7 Tr /F1 9 Tf (Cells) Tj ET", True),
        ("BT 3 Tr /F1 9 Tf (Cells) Tj 0 Tr (.) Tj ET", True),
        ("BT /F1 9 Tf 20 20 Td [(Cells)] TJ ET", True),
        ("BT /F1 9 Tf 20 20 Td (Cells) ' ET", True),
        ("q BT /F1 9 Tf ET Q BT (Cells) Tj ET", False),
    ],
)
def test_a_font_that_shows_nothing_need_not_be_embedded(content: str, named: bool) -> None:
    assert found(one_page(content)) == ([("HP418", 0)] if named else [])


def form(pdf: pikepdf.Pdf, **entries: Any) -> pikepdf.Stream:
    own = Dictionary(Font=Dictionary(F1=pdf.make_indirect(helvetica())))
    return pdf.make_stream(SHOWN.encode(), Subtype=Name.Form, BBox=Array([0, 0, 99, 99]), Resources=own, **entries)


def in_a_form(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.XObject = Dictionary(X=form(pdf))


def in_a_pattern(pdf: pikepdf.Pdf) -> None:
    cell = form(pdf, PatternType=1, PaintType=1, TilingType=1, XStep=99, YStep=99)
    pdf.pages[0].Resources.Pattern = Dictionary(P=cell)


def in_a_mask(pdf: pikepdf.Pdf) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    mask = Dictionary(S=Name.Luminosity, G=form(pdf, Group=group))
    pdf.pages[0].Resources.ExtGState = Dictionary(M=Dictionary(SMask=mask))


def in_an_annotation(pdf: pikepdf.Pdf) -> None:
    looks = Dictionary(N=Dictionary(On=form(pdf)))
    pdf.pages[0].Annots = Array([Dictionary(Subtype=Name.Widget, Rect=Array([0, 0, 9, 9]), AP=looks)])


@pytest.mark.parametrize(
    ("content", "prepare"),
    [
        ("/X Do", in_a_form),
        ("/Pattern cs /P scn 0 0 90 90 re f", in_a_pattern),
        ("/M gs", in_a_mask),
        ("", in_an_annotation),
    ],
)
def test_a_font_counts_wherever_it_is_used(content: str, prepare: Callable[[pikepdf.Pdf], None]) -> None:
    pdf = one_page(content)
    prepare(pdf)
    assert found(pdf) == [("HP418", 0)]


def test_the_page_that_shows_it_is_named() -> None:
    pdf = one_page("BT 3 Tr /F1 9 Tf (Cells) Tj ET")
    pdf.pages[0].Resources.Font.F1 = pdf.make_indirect(helvetica())
    pdf.add_blank_page(page_size=(200, 100))
    pdf.pages[1].Resources, pdf.pages[1].Contents = pdf.pages[0].Resources, pdf.make_stream(SHOWN.encode())
    assert found(pdf) == [("HP418", 1)]


def test_text_below_a_scan_is_still_to_be_read() -> None:
    pdf = one_page("BT 3 Tr /F1 9 Tf (Cells) Tj ET")
    pdf.pages[0].Resources.Font.F1 = helvetica(Encoding=Name("/Identity-H"))
    assert found(pdf, Purpose.SCREEN) == [("HP421", 0)]
