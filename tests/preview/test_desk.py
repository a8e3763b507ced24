"""The desk: what it tells, and that nothing stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from weasyprint.urls import FatalURLFetchingError

from hemaprint.copydesk.copyfit.fit import Fit
from hemaprint.errors import ContentError, Location, Problem, UsageError
from hemaprint.preview.desk import Arrived, Desk, WarmSetter
from hemaprint.preview.showing import PreviewState
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.outline import FOLIOS, name_of, outline_of
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue
from samples import NAME, Sample

from .conftest import PATIENCE, Unheard


class FakeSetter:
    """Gives what it is told to give; waits where it is told to wait."""

    def __init__(self, done: SetIssue) -> None:
        self.done = done
        self.raises: BaseException | None = None
        self.gate = Event()
        self.gate.set()
        self.began = Event()
        self.firsts: list[str | None] = []
        self.arriving: list[tuple[str, Pages]] = []
        self.outline: SetIssue | None = None
        self.ended = 0

    def fit(self, done: SetIssue, article: str, rest: Callable[[], object]) -> Fit:
        """Nothing is tried."""
        raise NotImplementedError

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        self.firsts.append(first)
        if self.outline is not None:
            arrived.planned(self.outline)
        self.began.set()
        assert self.gate.wait(PATIENCE / 1000)
        for name, pages in self.arriving:
            arrived(name, pages)
        self.ended += 1
        if self.raises:
            raise self.raises
        return self.done


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> SetIssue:
    sample = Sample(tmp_path_factory.mktemp("desk"))
    sample.article("letter", "Letter", "A few words.\n")
    assert sample.project
    return replace(WarmSetter(sample.root, NAME, Alone()).set(None, Unheard()), problems=())


@pytest.fixture
def setter(done: SetIssue) -> FakeSetter:
    return FakeSetter(done)


@pytest.fixture
def desk(setter: FakeSetter, done: SetIssue) -> Iterator[Desk]:
    made = Desk(setter, done.setting.issue.path.parents[1])
    yield made
    made.stop()


def settled(desk: Desk, builds: int) -> PreviewState:
    """The state after so many builds."""
    reached = Event()

    def look(state: PreviewState) -> None:
        if state.build >= builds and not state.busy:
            reached.set()

    leave = desk.listen(look)
    look(desk.state)
    assert reached.wait(PATIENCE / 1000)
    leave()
    return desk.state


def test_changes_during_a_build_cause_one_more(desk: Desk, setter: FakeSetter) -> None:
    setter.gate.clear()
    desk.start()
    assert setter.began.wait(PATIENCE / 1000)
    for number in range(30):
        desk.changed({Path(f"/{number}.md")})
    setter.gate.set()
    settled(desk, 2)
    assert len(setter.firsts) == 2


def test_a_build_that_has_shown_an_article_gives_way_to_the_next(desk: Desk, setter: FakeSetter) -> None:
    desk.start()
    settled(desk, 1)
    run = next(run for run in setter.done.runs if run.piece.name == "letter")
    setter.arriving = [("letter", run.pages)]
    setter.gate.clear()
    setter.began.clear()
    desk.changed({Path("/content/letter.md")})
    assert setter.began.wait(PATIENCE / 1000)
    desk.changed({Path("/content/letter.md")})
    setter.gate.set()
    state = settled(desk, 2)
    assert (len(setter.firsts), setter.ended, state.failed) == (3, 2, False)


def test_the_article_that_was_edited_is_set_first_and_else_the_one_in_view(desk: Desk, setter: FakeSetter) -> None:
    desk.start()
    settled(desk, 1)
    desk.look_at("other")
    desk.changed({Path("/content/letter.md")})
    settled(desk, 2)
    desk.changed({Path("/styles/tokens.css")})
    settled(desk, 3)
    assert setter.firsts == [None, "letter", "other"]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FatalURLFetchingError("gone"), "HP912"),
        (RecursionError("deep"), "HP912"),
        (FileNotFoundError(2, "No such file", "/x/letter.md"), "HP912"),
        (UsageError("no issue"), "HP912"),
        (SystemExit(1), "HP912"),
        (ContentError([Problem("HP012", "unknown", Location(Path("a.md"), 3, 4))]), "HP012"),
    ],
)
def test_whatever_goes_wrong_the_last_pages_stay(
    desk: Desk, setter: FakeSetter, error: BaseException, code: str
) -> None:
    desk.start()
    showing = settled(desk, 1).showing
    assert showing is not None
    setter.raises = error
    desk.changed({Path("/a.md")})
    state = settled(desk, 2)
    assert (state.failed, state.showing, [problem.code for problem in state.problems]) == (True, showing, [code])
    setter.raises = None
    desk.changed({Path("/a.md")})
    state = settled(desk, 3)
    assert (state.failed, state.problems) == (False, ())


def test_the_first_build_shows_what_is_planned_and_then_what_arrives(
    desk: Desk, setter: FakeSetter, done: SetIssue
) -> None:
    whole = {name_of(run.piece): run.pages for run in done.runs}
    setter.outline = outline_of(done.plan, done.setting)
    setter.arriving = [("letter", whole["letter"]), (FOLIOS, Pages(FOLIOS, done.folios, done.runs[0].pages.sheets, ()))]
    states: list[PreviewState] = []
    desk.listen(states.append)
    desk.start()
    settled(desk, 1)
    shown = [state.showing for state in states if state.showing is not None]
    assert shown[0].ready == 0
    assert {len(showing.faces) for showing in shown} == {done.plan.total}
    assert shown[-1].is_whole
    half = next(showing for showing in shown if showing.ready)
    assert [face.run.piece.name for face in half.faces if face.key] == ["letter"]


def test_a_first_build_that_fails_before_a_page_is_set_shows_none(
    desk: Desk, setter: FakeSetter, done: SetIssue
) -> None:
    setter.outline = outline_of(done.plan, done.setting)
    setter.raises = ValueError("from the start")
    desk.start()
    assert settled(desk, 1).showing is None


def test_an_error_of_the_first_build_leaves_no_pages(desk: Desk, setter: FakeSetter) -> None:
    setter.raises = ValueError("from the start")
    desk.start()
    state = settled(desk, 1)
    assert state.showing is None
    assert state.failed


def test_pages_that_stay_the_same_keep_their_keys(desk: Desk, setter: FakeSetter) -> None:
    desk.start()
    first = settled(desk, 1).showing
    desk.changed({Path("/a.md")})
    setter.done = replace(setter.done, problems=())
    second = settled(desk, 2).showing
    assert first is not None
    assert second is not None
    assert [face.key for face in first.faces] == [face.key for face in second.faces]
    assert len({face.key for face in first.faces}) == len(first.faces)
