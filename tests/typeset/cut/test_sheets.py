"""A galley is cut: boxes are moved once, ids stay with the first part, heads of tables are repeated, flaws are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemaprint.typeset.crew.compositor import LaidOut, prove_complete
from hemaprint.typeset.engine.boxes import kinds, walk
from samples import Sample, paragraphs

ROWS = "".join(f"| Row {number} | {number} |\n" for number in range(90))
TABLE = ":::{table} Long\n:width: %s\n| A | B |\n|---|---|\n" + ROWS + ":::\n\n"


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(tmp_path)


def words_on(page: Any) -> str:
    return " ".join(box.text for box in walk(page._page_box) if isinstance(box, kinds.TextBox))


def told(laid: LaidOut) -> list[tuple[str, int]]:
    return [(problem.code, problem.location.line) for problem in laid.problems]


def line_of(sample: Sample, slug: str, words: str) -> int:
    text = (sample.root / f"content/2025-01/articles/{slug}.md").read_text("utf-8")
    return next(number for number, line in enumerate(text.splitlines(), start=1) if words in line)


@pytest.mark.parametrize("width", ["column", "page"])
def test_a_table_is_cut_between_rows_under_its_head(sample: Sample, width: str) -> None:
    sample.article("report", "Report", paragraphs(3) + TABLE % width + paragraphs(9, start=40))
    laid = sample.lay_out("report")
    parts = [box for page in laid.document.pages for box in walk(page._page_box) if isinstance(box, kinds.TableBox)]
    assert len(parts) > 1
    for part in parts:
        head, *rest = (words_in(row) for group in part.children for row in group.children)
        assert head == "A B"
        assert all(row.startswith("Row ") for row in rest)
    words = " ".join(map(words_on, laid.document.pages))
    assert words.count("continued") == len(parts) - 1
    assert prove_complete(laid.document, laid.source) == ()


def words_in(box: Any) -> str:
    return " ".join(one.text for one in walk(box) if isinstance(one, kinds.TextBox))


def test_an_id_is_where_its_element_begins(sample: Sample) -> None:
    body = paragraphs(40) + TABLE.replace(":width: %s", ":label: rows")
    sample.article("report", "Report", body)
    pages = sample.lay_out("report").document.pages
    assert [page.anchors.keys() & {"report", "report--rows"} for page in pages].count({"report--rows"}) == 1
    assert "report" in pages[0].anchors
    assert all("report" not in page.anchors for page in pages[1:])


def test_every_sheet_has_its_running_heads(sample: Sample) -> None:
    sample.article("report", "Report", paragraphs(60), headline="A long report")
    pages = sample.lay_out("report").document.pages
    assert len(pages) >= 3
    for page in pages:
        margins = [box for box in page._page_box.children if isinstance(box, kinds.MarginBox)]
        assert {"A long report", "REPORT"} <= {words_in(box) for box in margins}


def test_notes_stand_on_the_sheet_that_calls_them(sample: Sample) -> None:
    calls = "".join(f"{paragraphs(4, start=9 * number)}Called here[^{number}].\n\n" for number in range(9))
    notes = "\n\n".join(f"[^{number}]: Note number {number} of nine." for number in range(9))
    sample.article("report", "Report", f"{calls}\n{notes}\n")
    pages = sample.lay_out("report").document.pages
    for page in pages:
        words = words_on(page)
        calls_here = [box.text for box in walk(page._page_box) if str(box.element_tag).endswith("::footnote-call")
                      and isinstance(box, kinds.TextBox)]  # fmt: skip
        assert words.count("of nine.") == len(calls_here)


def test_notes_of_a_lead_stand_on_the_first_sheet(sample: Sample) -> None:
    item = ":::{item} One\nA line.\n:::\n"
    sample.article("news", "News", f"A lead[^n].\n\n{item}\n[^n]: The note of the lead.\n")
    assert "The note of the lead." in words_on(sample.lay_out("news").document.pages[0])


def test_a_block_that_no_sheet_holds_is_named_with_what_would_fit(sample: Sample) -> None:
    caption = paragraphs(40).replace("\n\n", " ")
    body = f":::{{figure}} images/cover.svg\n:alt: A picture\n\n{caption}\n:::\n\n"
    sample.article("report", "Report", paragraphs(2) + body + paragraphs(2))
    laid = sample.lay_out("report")
    assert ("HP224", line_of(sample, "report", "{figure}")) in told(laid)


def test_what_is_pinned_behind_the_last_sheet_is_told(sample: Sample) -> None:
    body = f"{paragraphs(2)}\n:::{{figure}} images/cover.svg\n:alt: A picture\n:sheet: 7\n:width: page\n:::\n"
    sample.article("report", "Report", body)
    assert ("HP214", line_of(sample, "report", "{figure}")) in told(sample.lay_out("report"))


def test_later_text_passes_a_block_that_does_not_fit(sample: Sample) -> None:
    """White of 20 lines would stand before it; in the tags it keeps its place."""
    picture = ":::{figure} images/cover.svg\n:alt: A picture\n\nA caption.\n:::\n\n"
    sample.article("report", "Report", paragraphs(9) + picture + paragraphs(60, start=90))
    assert {code for code, _ in told(sample.lay_out("report"))} <= {"HP226"}
