"""The first frame of a preview has a place for every page that is planned, before any of them is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import Event

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hemaprint.copydesk.copyfit.fit import Fit
from hemaprint.preview.desk import Arrived
from hemaprint.preview.server import PreviewOptions
from hemaprint.typeset.outline import outline_of
from hemaprint.typeset.plan import SetIssue
from samples import Sample

from .conftest import PATIENCE, Served, until


class Slow:
    """A setter that tells its plan, sets an article, and the rest when it may."""

    def __init__(self, done: SetIssue) -> None:
        self._done = replace(done, problems=())
        self.begin, self.end = Event(), Event()

    def fit(self, done: SetIssue, article: str, rest: Callable[[], object]) -> Fit:
        """Nothing is tried."""
        raise NotImplementedError

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        arrived.planned(outline_of(self._done.plan, self._done.setting))
        assert self.begin.wait(PATIENCE / 1000)
        arrived("letter", next(run.pages for run in self._done.runs if run.piece.name == "letter"))
        assert self.end.wait(PATIENCE / 1000)
        return self._done


@pytest.fixture
def slow(base: SetIssue, finished: Sample) -> Iterator[tuple[Slow, Served]]:
    setter = Slow(base)
    served = Served(finished, PreviewOptions(), setter)
    yield setter, served
    setter.begin.set()
    setter.end.set()
    served.stop()


def awaited(page: Page) -> int:
    return page.locator(".leaf.awaited").count()


def test_every_planned_page_has_its_place_and_fills_when_it_is_set(
    slow: tuple[Slow, Served], context: BrowserContext, faults: list[str]
) -> None:
    setter, served = slow
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(served.address)
    until(page, "document.querySelector('.leaf')")
    total = page.locator(".leaf").count()
    assert awaited(page) == total == 4
    expect(page.locator("#status-text")).to_have_text(f"Setting: 0 of {total} pages set")
    setter.begin.set()
    until(page, "document.querySelector('.sheet img')")
    assert awaited(page) == total - 1
    expect(page.locator("#status-text")).to_have_text(f"Setting: 1 of {total} pages set")
    setter.end.set()
    until(page, "!document.querySelector('.leaf.awaited')")
    expect(page.locator("#rail .changed")).to_have_count(0)
