"""Calendars, puzzles, posters, notices and the boxes after an article, set for real: whole, and without a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.galley.completeness import prove_issue
from hemaprint.typeset.issue import IssueSetter
from samples import DEPARTMENTS, NAME, Sample, paragraphs

CALENDAR = ":::{calendar}\n" + "".join(
    f"2025-{month:02d}-{day:02d}\n: Event {month} {day}\n\n" for month in range(4, 10) for day in (3, 17)
)
CLUES = "COO\n: What a dove says\n\nCAB\n: A ride\n\nORE\n: A find\n"
CROSSWORD = f":::{{crossword}} data/grid.txt\n:alt: A grid\n\n{CLUES}:::\n"
NOTICES = "".join(
    f":::{{{kind}}} The {kind}\n:source: Number 1, page {page}\n:doi: 10.1234/x.{page}\n\nIt was page {page}.\n:::\n\n"
    for page, kind in enumerate(("correction", "retraction", "concern"), start=11)
)
CME = {
    "credit": "0.5 hours",
    "expires": "2026-03-31",
    "url": "https://a.org/credit",
    "objectives": ["Listen", "Hear"],
    "questions": [
        {"question": f"Question {number}?", "options": ["All", "Nobody"], "answer": 2, "explanation": "Ask."}
        for number in range(1, 9)
    ],
}
ANA = {
    "name": "Ana Brandt",
    "about": "walks at night.",
    "portrait": "images/tall.svg",
    "alt": "Ana",
    "disclosure": "No.",
}


@pytest.fixture(scope="module", params=["A4", "A5"])
def setter(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> IssueSetter:
    sample = Sample(tmp_path_factory.mktemp("special"), size=request.param)
    config = sample.root / "hemaprint.toml"
    more = {"Dates": "calendar", "Puzzle": "puzzle", "Poster": "poster"}
    assert not more.keys() & DEPARTMENTS.keys()
    added = "".join(f'[[departments]]\nname = "{name}"\ntemplate = "{of}"\n' for name, of in more.items())
    config.write_text(config.read_text("utf-8") + added, "utf-8")
    sample.write(f"content/{NAME}/data/grid.txt", "COO\nA#R\nB#E\n")
    opener = {"image": "images/cover.svg", "alt": "A plate", "caption": "A caption.", "credit": "HF"}
    sample.article("dates", "Dates", f"{CALENDAR}:::\n", standfirst="When.")
    sample.article("puzzle", "Puzzle", CROSSWORD, standfirst="What.")
    sample.article("poster", "Poster", "A sentence for the wall.\n", opener=opener, standfirst="Where.")
    qr = "\n:::{qr} https://a.org/data\nThe data:\n:::\n"
    sample.article("notices", "Letter", NOTICES + qr)
    sample.article("report", "Report", paragraphs(6), contributors=[ANA], cme=CME, funding="A grant.")
    return sample.setter()


def test_nothing_is_lost_and_nothing_is_wrong(setter: IssueSetter) -> None:
    done = setter.set()
    told = [problem for problem in done.problems if problem.severity == "error" or problem.code == "HP215"]
    assert told == []
    counts = {run.piece.name: run.piece.pages for run in done.runs}
    assert (counts["poster"], counts["puzzle"]) == (1, 1)


def test_every_word_is_asked_for(setter: IssueSetter) -> None:
    assert prove_issue(setter.setting) == ()


def test_months_stand_one_by_one(setter: IssueSetter) -> None:
    done = setter.set()
    html = next(galley.html for galley in done.galleys if galley.name == "dates")
    assert html.count('class="month"') == html.count('class="box calendar') == 6


@pytest.mark.parametrize("name", ["calendar", "crossword", "notice", "qr", "contributors", "cme", "declarations"])
def test_a_partial_that_forgets_is_found(tmp_path: Path, name: str) -> None:
    sample = Sample(tmp_path)
    sample.write(f"content/{NAME}/data/grid.txt", "COO\nA#R\nB#E\n")
    body = f"{CALENDAR}:::\n\n{CROSSWORD}\n{NOTICES}\n:::{{qr}} https://a.org/data\n:::\n"
    sample.article("it", "Report", body, contributors=[ANA], cme=CME)
    assert prove_issue(sample.setter().setting) == ()
    sample.write(f"layouts/partials/{name}.html", "<div></div>")
    found = prove_issue(sample.setter().setting)
    assert {problem.code for problem in found} <= {"HP254", "HP255"}
    assert found
