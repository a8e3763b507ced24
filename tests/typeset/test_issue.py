"""A whole issue is set until its page numbers agree: cited pages, split articles, budgets."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from geometries import A4
from hemaprint.build.backend import Progress
from hemaprint.errors import ContentError
from hemaprint.galley.setting import Setting
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.plan import LastSet, PagePlan, SetIssue, SetRun, read_last, write_last
from samples import Sample, codes, paragraphs


def text(run: SetRun, done: SetIssue) -> str:
    """The galley that a run was set from."""
    return next(galley.html for galley in done.galleys if galley.name == run.piece.name)


def runs(done: SetIssue) -> dict[tuple[str, str], SetRun]:
    return {(run.piece.kind, run.piece.name): run for run in done.runs}


# ---------------------------------------------------------------- convergence


def test_page_numbers_settle_whatever_was_known_before(sample: Sample) -> None:
    """Nine pages of copy before a letter: its number has one digit in the estimate and two on the page."""
    sample.article("first", "Letter", "[Last, page #](article:last), see there.\n")
    sample.article("long", "Letter", paragraphs(130), budget=1)
    sample.article("last", "Letter", "[First, page #](article:first), [long](article:long).\n")
    wrong = {"first": 1, "long": 1, "last": 1}
    done, other = sample.setter(dict(wrong)).set(), sample.setter().set()
    assert done.plan == other.plan
    last = done.plan.piece("article", "last")
    assert last.first >= 9
    assert f"page\u00a0{last.first + 1}" in text(runs(done)["article", "first"], done)
    assert "page\u00a02" in text(runs(done)["article", "last"], done)


def test_only_what_a_number_changes_is_set_again(sample: Sample) -> None:
    sample.article("alone", "Letter", "A line.\n")
    sample.article("citing", "Letter", "See [page #](article:last).\n")
    sample.article("last", "Letter", "A line.\n")
    setter = sample.setter({"alone": 1, "citing": 3, "last": 1})
    seen: list[list[str]] = []

    class Watching(Progress):
        def start(self, slugs: Sequence[str]) -> None:
            seen.append(list(slugs))

    setter.watcher = Watching()
    done = setter.set()
    assert seen[0] == ["alone", "citing", "last"]
    assert "alone" not in seen[1]
    assert "page\u00a04" in text(runs(done)["article", "citing"], done)


def test_numbers_that_chase_each_other_are_an_error(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    sample.article("restless", "Letter", "See [page #](article:other).\n")
    sample.article("other", "Letter", "A line.\n")
    setter = sample.setter({"restless": 1, "other": 1})
    original = IssueSetter._set_round
    lengths = iter(range(2, 100))

    def growing(self: IssueSetter, stale: Sequence[str], plan: PagePlan, setting: Setting) -> None:
        original(self, stale, plan, setting)
        self.counts["restless"] = next(lengths)

    monkeypatch.setattr(IssueSetter, "_set_round", growing)
    with pytest.raises(ContentError) as caught:
        setter.set()
    assert "HP209" in codes(caught.value.problems)


def test_a_place_in_an_article_is_cited_by_its_own_page(sample: Sample) -> None:
    sample.article("letter", "Letter", "The end is on [page #](article:report#the-end).\n")
    sample.article("report", "Report", f"{paragraphs(60)}\n## The end\n\n{paragraphs(1, start=500)}")
    done = sample.setter().set()
    report = runs(done)["article", "report"]
    sheet = next(at for at, one in enumerate(report.pages.sheets) if "report--the-end" in one.anchors)
    assert sheet is not None
    assert sheet > 0
    assert f"page\u00a0{done.plan.label(report.piece.first + sheet)}" in text(runs(done)["article", "letter"], done)


# ---------------------------------------------------------------- budgets


def test_an_article_that_does_not_keep_its_budget_warns(sample: Sample) -> None:
    sample.article("short", "Letter", "A line.\n", budget=3)
    done = sample.setter().set()
    assert done.plan.piece("article", "short").pages == 1
    assert codes(done.problems) == ["HP208", "HP212"]


@pytest.mark.parametrize(("budget", "guess"), [(3, 2), (4, 4)])
def test_a_new_budget_says_more_than_the_last_build(sample: Sample, budget: int, guess: int) -> None:
    sample.article("short", "Letter", "A line.\n", budget=budget)
    setter = sample.setter()
    setter.last = {"short": LastSet(2, budget=3)}
    setter.planned_pages()
    assert setter.counts["short"] == guess


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"a": "x"}',
        '{"a": [-1, 1, 0]}',
        '{"a": [100000, 1, 0]}',
        "\0",
        '{"a": 3}',
        '{"a": [1.5, 0, 0]}',
        '{"a": [3, 1]}',
    ],
)
def test_a_last_build_that_is_not_ours_counts_as_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "pages.json"
    assert read_last(path) == {}
    path.write_text(content)
    assert read_last(path) == {}


def test_what_a_build_remembers_is_read_back(tmp_path: Path) -> None:
    last = {"a": LastSet(3, 1.5, 4), "b": LastSet(1)}
    (tmp_path / "pages.json").write_bytes(write_last(last))
    assert read_last(tmp_path / "pages.json") == last


# ---------------------------------------------------------------- splits


def split(sample: Sample, between: int, *, at: int = 1) -> IssueSetter:
    """An article split after ``at`` pages, ``between`` one-page letters before it goes on."""
    sample.article("tale", "Report", f"{paragraphs(45)}\n## The end\n\nIt ends.\n")
    order = sample.manifest["order"]
    assert isinstance(order, list)
    order[-1]["split"] = at
    for number in range(between):
        sample.article(f"letter-{number}", "Letter", "A line.\n")
    sample.enter({"continued": "tale"})
    return sample.setter()


@pytest.mark.parametrize("between", [1, 2])
def test_jump_lines_name_the_pages(sample: Sample, between: int) -> None:
    done = split(sample, between).set()
    start, rest = runs(done)["article", "tale"], runs(done)["continued", "tale"]
    assert (start.piece.pages, start.sheets) == (1, (0,))
    assert rest.sheets == tuple(range(1, 1 + rest.piece.pages))
    html = text(start, done)
    assert f"Continued on page {done.plan.label(rest.piece.first)}<" in html
    assert f"Continued from page {done.plan.label(start.piece.first)}<" in html
    assert not [problem for problem in done.problems if problem.code.startswith("HP25")]


@pytest.mark.parametrize(("between", "side"), [(1, "left"), (2, "right")])
def test_the_second_half_has_the_margins_of_its_side(sample: Sample, between: int, side: str) -> None:
    done = split(sample, between).set()
    start, rest = runs(done)["article", "tale"], runs(done)["continued", "tale"]
    assert (start.piece.side, rest.piece.side) == ("left", side)
    assert rest.pages is start.pages
    edges = {min(left for _, (left, *_) in rest.sheet(offset).blocks) for offset in range(0, rest.piece.pages, 2)}
    assert {round(edge) for edge in edges} == {round(A4.left(is_left=side == "left"))}


def test_a_cited_place_in_the_second_half_has_its_page_there(sample: Sample) -> None:
    sample.article("citing", "Letter", "See [page #](article:tale#the-end).\n")
    done = split(sample, 1).set()
    run = runs(done)["continued", "tale"]
    sheet = next(at for at, one in enumerate(run.pages.sheets) if "tale--the-end" in one.anchors)
    assert sheet is not None
    page = done.plan.label(run.piece.first + run.sheets.index(sheet))
    assert f"page\u00a0{page}<" in text(runs(done)["article", "citing"], done)


def test_nothing_left_to_continue(sample: Sample) -> None:
    with pytest.raises(ContentError) as caught:
        split(sample, 1, at=9).set()
    assert codes(caught.value.problems) == ["HP211"]
