"""A typeset issue as it is bound: outline, labels, the contents page, and the imprint."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.issue import bind_issue
from samples import Sample, codes, paragraphs


def bound(sample: Sample) -> bytes:
    done = sample.setter().set()
    result = bind_issue(done, sample.project.config)
    assert codes(result.problems) == []
    return result.pdf


def outline(pdf: bytes) -> list[tuple[int, str, int | None]]:
    """Level, title and page (from 0) of every entry of the outline."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            (item.level, item.get_title(), dest.get_index() if (dest := item.get_dest()) else None)
            for item in document.get_toc()
        ]


def labels(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [document.get_page_label(index) for index in range(len(document))]


@pytest.fixture
def issue(sample: Sample) -> Sample:
    sample.page("contents")
    sample.article("letter", "Letter", "A line.\n")
    sample.article("report", "Report", f"{paragraphs(25)}\n## A head\n\n### A small head\n\n{paragraphs(3)}")
    sample.article("second", "Report", "A line.\n")
    sample.page("back")
    return sample


def test_the_outline_is_nested_by_department(issue: Sample) -> None:
    assert outline(bound(issue)) == [
        (0, "Plain Cells", 0),
        (0, "In this issue", 1),
        (0, "Letter", 2),
        (1, "Letter", 2),
        (0, "Report", 3),
        (1, "Report", 3),
        (2, "A head", 4),
        (3, "A small head", 4),
        (1, "Second", 5),
        (0, "Plain", 6),
    ]


def test_emphasis_is_left_out_of_outline_and_metadata(sample: Sample) -> None:
    sample.article("it", "Letter", "A line.\n", headline="On *E. coli*")
    sample.manifest["title"] = "The *E. coli* issue"
    pdf = bound(sample)
    assert (1, "On E. coli") in [entry[:2] for entry in outline(pdf)]
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.docinfo["/Subject"] == "The E. coli issue"


def test_news_items_stand_in_the_outline(sample: Sample) -> None:
    sample.article("news", "News", ":::{item} A *new* drug\nIt arrives.\n:::\n\n:::{item} Another\nToo.\n:::\n")
    assert [entry[:2] for entry in outline(bound(sample))][1:] == [
        (0, "News"),
        (1, "News"),
        (2, "A new drug"),
        (2, "Another"),
    ]


def test_the_contents_page_names_and_links_every_article(issue: Sample) -> None:
    pdf = bound(issue)
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[1].get_textpage().get_text_bounded().split()
    assert {"3", "4", "6", "7"} <= set(text)
    with pikepdf.open(BytesIO(pdf)) as opened:
        links: list[Any] = [annotation for annotation in opened.pages[1].Annots if annotation.Subtype == "/Link"]
        targets = {str(link.Dest) for link in links if "/Dest" in link}
    assert targets == {"letter", "report", "second", "back"}


@pytest.mark.parametrize(
    ("numbering", "expected"),
    [
        ({}, ["1", "2", "3"]),
        ({"cover": "roman"}, ["I", "2", "3"]),
        ({"cover": "none"}, ["Cover", "2", "3"]),
        ({"cover": "none", "first": 65}, ["Cover", "66", "67"]),
    ],
)
def test_page_labels(sample: Sample, numbering: dict[str, object], expected: list[str]) -> None:
    sample.manifest["numbering"] = numbering
    for slug in ("one", "two"):
        sample.article(slug, "Letter", "A line.\n")
    pdf = bound(sample)
    assert labels(pdf) == expected
    with pypdfium2.PdfDocument(pdf) as document:
        folio = document[2].get_textpage().get_text_bounded().split()
    assert expected[2] in folio


def test_plates_carry_no_folio(sample: Sample) -> None:
    opener = {"image": "images/cover.svg", "alt": "A plain colour"}
    sample.article("report", "Report", "A line.\n", opener=opener)
    done = sample.setter().set()
    (run,) = [run for run in done.runs if run.piece.name == "report"]
    assert [run.sheet(offset).numbered for offset in range(run.piece.pages)] == [False, True]


def test_the_imprint(sample: Sample) -> None:
    sample.article("letter", "Letter", "A line.\n", keywords=["cells", "counting"])
    with pikepdf.open(BytesIO(bound(sample))) as pdf:
        assert str(pdf.docinfo.Title) == "Plain Cells, Number 1, February 2025"
        assert str(pdf.docinfo.Keywords) == "cells, counting"
        assert str(pdf.Root.Lang) == "en-US"


def test_viewers_show_the_trim_and_the_file_keeps_the_bleed(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("one", "Letter", paragraphs(2))
    with pikepdf.open(BytesIO(bound(sample))) as pdf:
        for page in pdf.pages:
            assert page.cropbox == page.trimbox
            assert page.mediabox[2] - page.mediabox[0] > page.trimbox[2] - page.trimbox[0]
