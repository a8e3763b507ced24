"""Other trim sizes than A4: a small issue fits its pages, and its text stands on the grid."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.project.values import parse_page_size
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.crew import compositor
from hemaprint.typeset.crew.compositor import LaidOut
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.strays import off_grid
from samples import Sample, codes, paragraphs

OPENER = {"image": "images/cover.svg", "alt": "A plain colour", "credit": "HF Studio", "caption": "**A plate.**"}
STANDFIRST = "Donor cells, edited to spare one another, meet a leukemia that had run out of options."
SPEAKERS = {
    "HF": {"name": "Plain Cells", "role": "question"},
    "Pan": {"name": "Dr. Jing Pan", "short": "Pan", "role": "answer"},
}
FIGURE = ":::{figure} images/low.svg\n:alt: A plain colour\n:width: page\n\nA caption.\n:::\n\n"
QUESTIONS = ":::{questions}\n" + "".join(f"\n### Why {n}?\n\nBecause of {n}, and so on.\n" for n in range(4)) + ":::\n"


def issue(root: Path, size: str) -> Sample:
    """Sixteen pages or so with every page template."""
    sample = Sample(root, size=size)
    cover = {"headline": "Borrowed\ncells", "deck": STANDFIRST, "article": "report"}
    lines = [{"headline": "In seven questions", "text": "The trial", "article": slug} for slug in ("talk", "news")]
    sample.manifest["cover"] = {"art": "images/cover.svg", "alt": "A plain colour"} | cover | {"lines": lines}
    sample.page("contents")
    sample.page("masthead")
    sample.article("letter", "Letter", paragraphs(6), standfirst=STANDFIRST)
    sample.article("news", "News", f"{paragraphs(2)}\n:::{{item}} A drug arrives\n{paragraphs(1)}:::\n", opener=OPENER)
    sample.article("report", "Report", paragraphs(9) + FIGURE + paragraphs(9), opener=OPENER, standfirst=STANDFIRST)
    turns = "".join(f"**HF:** Question {n}?\n\n**Pan:** {paragraphs(3, start=9 * n)}\n\n" for n in range(4))
    sample.article("talk", "Talk", turns, speakers=SPEAKERS, opener=OPENER, standfirst=STANDFIRST)
    sample.article("questions", "Questions", QUESTIONS, standfirst=STANDFIRST)
    sample.page("colophon")
    sample.page("back")
    return sample


@pytest.mark.parametrize("size", ["A5", "letter", "200mm 280mm"])
def test_a_small_issue_fits(size: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents: list[tuple[LaidOut, Geometry]] = []
    finish = compositor.finish

    def remembering(laid: LaidOut, geometry: Geometry) -> Pages:
        documents.append((laid, geometry))
        return finish(laid, geometry)

    monkeypatch.setattr(compositor, "finish", remembering)
    done = issue(tmp_path, size).setter().set()
    assert set(codes(done.problems)) <= {"HP207", "HP208", "HP221", "HP226"}
    assert [line for laid, geometry in documents for line in off_grid(laid.document, geometry)] == []
    trim = parse_page_size(size)
    page = documents[0][0].document.pages[0]
    assert (page.width * 0.75, page.height * 0.75) == pytest.approx((trim.width, trim.height), abs=0.01)
