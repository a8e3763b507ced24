"""Sheets and boxes of files that hemaprint made, and of those that others made."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from hemaprint.bind.editions import Edition
from hemaprint.errors import Severity
from hemaprint.preflight.conformance import check_annotations, check_forbidden, check_identity, check_intent
from hemaprint.preflight.file import check_boxes, check_page_count, check_page_sizes
from hemaprint.preflight.metadata import check_language
from hemaprint.preflight.report import Check, Finding, Purpose, Subject
from hemaprint.preflight.tags import check_tags

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
WIDTH, HEIGHT = 300.0, 400.0


def found(check: Check, purpose: Purpose, widths: list[float], edition: Edition | None = None) -> list[Finding]:
    """What a check says of a file with pages of these widths in pt."""
    pdf = pikepdf.new()
    for width in widths:
        pdf.add_blank_page(page_size=(width, HEIGHT))
    figure = pdf.make_indirect(Dictionary(S=Name.Figure, K=Array()))
    skipping = pdf.make_indirect(Dictionary(S=Name.H3, K=Array()))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = Dictionary(K=Array([figure, skipping])), Dictionary(Marked=True)
    target = BytesIO()
    pdf.save(target)
    with pikepdf.open(BytesIO(target.getvalue())) as opened:
        subject = Subject(Path("file.pdf"), target.getvalue(), opened, purpose, edition=edition)
        return list(check(subject))


@pytest.mark.parametrize(
    ("edition", "purpose", "pages", "severity"),
    [
        (Edition.PRINT, Purpose.PRINT, 7, ERROR),
        (Edition.PRINT, Purpose.PRINT, 1, ERROR),
        (Edition.PRINT, Purpose.PRINT, 8, None),
        (Edition.DIGITAL, Purpose.SCREEN, 7, NOTE),
        (None, Purpose.PRINT, 7, WARNING),
        (None, Purpose.PRINT, 3, None),
        (None, Purpose.PRINT, 1, None),
        (None, Purpose.SCREEN, 7, None),
    ],
)
def test_only_a_print_edition_must_have_whole_sheets(
    edition: Edition | None, purpose: Purpose, pages: int, severity: Severity | None
) -> None:
    said = [finding.severity for finding in found(check_page_count, purpose, [WIDTH] * pages, edition)]
    assert said == ([] if severity is None else [severity])


def test_a_spread_is_two_pages() -> None:
    spreads = [WIDTH, 2 * WIDTH, 2 * WIDTH, 2 * WIDTH, WIDTH]
    for check in (check_page_count, check_page_sizes):
        assert found(check, Purpose.PRINT, spreads, Edition.PRINT) == []
    assert found(check_page_count, Purpose.PRINT, spreads[1:], Edition.PRINT)
    assert found(check_page_sizes, Purpose.PRINT, [WIDTH + 9, *spreads[1:]], Edition.PRINT)


@pytest.mark.parametrize("purpose", Purpose)
def test_others_are_not_told_of_our_files(purpose: Purpose) -> None:
    """Their hints differ from ours, and speak of nothing that only hemaprint has."""
    press = (check_annotations, check_forbidden, check_identity, check_intent)
    for check in (check_boxes, check_page_count, check_language, check_tags, *press):
        theirs = found(check, purpose, [WIDTH] * 7)
        assert not [one for one in theirs if "hemaprint" in one.hint or ".yaml" in one.hint or "manuscript" in one.hint]
        ours = found(check, purpose, [WIDTH] * 7, Edition.PRINT if purpose is Purpose.PRINT else Edition.DIGITAL)
        for one in theirs:
            assert any(one.code == other.code and one.hint != other.hint for other in ours), one
