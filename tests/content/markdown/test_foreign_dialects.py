"""Whole articles in other dialects: what readers would see is on the page, or a problem stands where it was typed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings

from dialects import OURS, Foreign, Part, articles
from fuzzing import examples
from hemaprint.content.article import Around as Issue
from hemaprint.content.article import Draft, read_article
from hemaprint.errors import Problem, Severity
from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import Resources
from samples import NAME, Sample
from warm import SharedEngine

SLOWEST = 10.0
"""Seconds that an article of a page may take at most; most take some milliseconds."""


@dataclass(frozen=True)
class Desk:
    """Where articles are read and composed."""

    sample: Sample
    setting: Setting
    issue: Issue
    engine: Engine

    def read(self, text: str) -> Draft:
        path = self.sample.root / "content" / NAME / "articles" / "made-up.md"
        path.write_text(text, "utf-8")
        return read_article(self.sample.project, path, self.issue)

    def galley(self, draft: Draft) -> str:
        assert draft.article is not None
        return Composer(draft.article, self.setting).galley(MakeUp(), "right").html


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    sample = Sample(tmp_path_factory.mktemp("magazine"))
    sample.article("made-up", "Report", "Copy.\n")
    setter, project = sample.setter(), sample.project
    issue = Issue(
        project.config.departments, project.root / "content" / NAME, project.root, project.article_templates, None
    )
    return Desk(sample, setter.setting, issue, SharedEngine(setter.schedule.spec.css, Resources(project.root)))


def page_of(html: str) -> str:
    body = BeautifulSoup(html, "html.parser").body
    assert body is not None
    formulas = (str(svg["data-text"]) for svg in body.find_all("svg", class_="formula"))
    return " ".join(" ".join([body.get_text(), *formulas]).split()).casefold()  # a drop cap is a capital


def near(problems: tuple[Problem, ...], first: int, last: int) -> list[Problem]:
    return [problem for problem in problems if first <= problem.location.line <= last]


def lost(part: Part, problems: list[Problem], page: str, told: set[str]) -> list[str]:
    """The words of a part that are neither on the page nor in an error, and its signs that are printed in silence.

    Signs that are ``told`` of elsewhere may be printed there.
    """
    if any(problem.severity is Severity.ERROR for problem in problems):
        return []
    words = [word for word in part.words if word not in page]
    signs = [sign for sign in part.signs if not problems and sign not in told]
    return words + [sign for sign in signs if " ".join(sign.split()).casefold() in page]


@pytest.mark.fuzz
@settings(max_examples=examples(40), deadline=None)
@given(articles())
def test_nothing_is_lost_and_nothing_is_printed_as_typed_in_silence(desk: Desk, foreign: Foreign) -> None:
    start = time.perf_counter()
    draft = desk.read(OURS + foreign.body)
    page = page_of(desk.galley(draft))
    assert time.perf_counter() - start < SLOWEST
    above = OURS.count("\n")
    parts = [(part, near(draft.problems, first + above, last + above)) for part, first, last in foreign.parts]
    told = {sign for part, problems in parts if problems for sign in part.signs}
    for part, problems in parts:
        assert not lost(part, problems, page, told), part.source


@pytest.mark.fuzz
@settings(max_examples=examples(20), deadline=None)
@given(articles())
def test_foreign_front_matter_hides_no_fault_of_the_body(desk: Desk, foreign: Foreign) -> None:
    front, draft = foreign.front, desk.read(foreign.front + foreign.body)
    assert any(problem.location.line <= front.count("\n") + 1 for problem in draft.problems)
    ours = desk.read(OURS + foreign.body)
    assert _of_body(draft, front) == _of_body(ours, OURS)


def _of_body(draft: Draft, front: str) -> list[tuple[str, int, int]]:
    above = front.count("\n")
    places = ((one.code, one.location.line - above, one.location.column) for one in draft.problems)
    return [place for place in places if place[1] > 0 and place[0] != "HP020"]


def test_what_a_link_can_lead_to_has_its_id(desk: Desk) -> None:
    body = "## A\n\na[@b]^[c]\n\n:::{sidebar} S\n:label: d\n:place: here\n### E {#e}\n\n[f](#e)\n:::\n\n"
    body += "!!! note\n    g\n\n    ### H {#h}\n\n    [i](#h)\n\n> [!TIP]\n> ### J\n>\n> [k](#j)\n"
    draft = desk.read(OURS.replace("---\n", "---\nreferences: [{id: b, title: B}]\n", 1) + body)
    assert draft.article is not None
    ids = [str(tag["id"]) for tag in BeautifulSoup(desk.galley(draft), "html.parser").find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {f"made-up--{anchor}" for anchor in draft.article.anchors} <= set(ids)


@pytest.mark.fuzz
@settings(max_examples=max(examples(2) // 100, 2), deadline=None)
@given(articles())
def test_what_is_composed_is_set(desk: Desk, foreign: Foreign) -> None:
    draft = desk.read(OURS + foreign.body)
    document, _ = desk.engine.lay_out(desk.galley(draft), Path("made-up.md"))
    assert document.pages
