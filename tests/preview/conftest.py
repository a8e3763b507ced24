"""A tiny magazine, a preview of it in a thread, and Debian's chromium to look at it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import waiting
from browsing import open_browser
from hemaprint.build.backend import Backend
from hemaprint.preview.desk import Setter, WarmSetter
from hemaprint.preview.server import Address, Preview, PreviewOptions
from hemaprint.preview.showing import PreviewState
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue
from samples import NAME, Sample, paragraphs

from .shuffled import Deal, Shuffled

LETTER = f"content/{NAME}/articles/letter.md"
DEAL: Deal = {"alpha": (0, 1, 2), "beta": (3, 4), "gamma": (5, 6, 7, 8), "delta": (9,)}
TALK = f"content/{NAME}/articles/second.md"
PATIENCE = waiting.PATIENCE * 1000
"""ms before a condition is given up."""


class Unheard:
    """Takes pages, and does nothing with them."""

    def __call__(self, name: str, pages: Pages) -> None:
        """Do nothing."""

    def planned(self, outline: SetIssue) -> None:
        """Do nothing."""

    def stage(self, name: str) -> None:
        """Do nothing."""


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Four pages: a cover, a letter, another letter that opens on its own page, and a back cover; set once."""
    sample = Sample(tmp_path_factory.mktemp("finished") / "magazine")
    sample.article("letter", "Letter", paragraphs(3))
    sample.article("second", "Letter", paragraphs(3, start=40))
    sample.page("back")
    sample.build(backend=Backend(sample.project.store()))
    return sample


@pytest.fixture
def magazine(finished: Sample, tmp_path: Path) -> Sample:
    """A copy of it; its pages are in the cache."""
    return finished.copied(tmp_path / "magazine")


expect.set_options(timeout=PATIENCE)


class Served:
    """A preview that runs in a thread. ``address`` lets a browser in; ``url`` is that without its path and token."""

    def __init__(self, sample: Sample, wishes: PreviewOptions, setter: Setter | None = None) -> None:
        self.sample = sample
        setter = setter or WarmSetter(sample.root, NAME, Alone())
        self.preview = Preview(setter, sample.root, NAME, wishes)
        self.address = self.url = ""
        self._open = Event()
        self._thread = Thread(target=self.preview.run, args=(self._announce,), daemon=True)
        self._thread.start()
        assert self._open.wait(PATIENCE / 1000)

    def _announce(self, address: Address) -> None:
        self.address = address.shown
        self.url = "/".join(address.shown.split("/")[:3]) + "/"
        self._open.set()

    def client(self) -> httpx.Client:
        """Who has opened the address."""
        client = httpx.Client(base_url=self.url, timeout=PATIENCE / 1000, verify=False)  # no certificates to load
        assert client.get(self.address).status_code == 303
        return client

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])

    def stop(self) -> None:
        self.preview.stop()
        self._thread.join(PATIENCE / 1000)
        assert not self._thread.is_alive()

    def until(self, holds: Callable[[PreviewState], object]) -> PreviewState:
        """The first state that ``holds``."""
        done = Event()
        found: list[PreviewState] = []

        def look(state: PreviewState) -> None:
            if holds(state):
                found.append(state)
                done.set()

        leave = self.preview.desk.listen(look)
        look(self.preview.desk.state)
        assert done.wait(PATIENCE / 1000), self.preview.desk.state.problems
        leave()
        return found[0]

    def settled(self, builds: int = 1) -> PreviewState:
        """Wait until so many builds are done and none is under way."""
        return self.until(lambda state: not state.busy and state.build >= builds)

    def edit(self, name: str, old: str, new: str) -> None:
        """Save a file with a change in it."""
        path = self.sample.root / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


Serve = Callable[..., Served]


@pytest.fixture
def serve(magazine: Sample) -> Iterator[Serve]:
    """Start previews of the magazine; they end with the test."""
    started: list[Served] = []

    def start(wishes: PreviewOptions | None = None) -> Served:
        started.append(Served(magazine, wishes or PreviewOptions()))
        return started[-1]

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def served(serve: Serve) -> Served:
    return serve()


@pytest.fixture(scope="module")
def standing(finished: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview for the tests that change nothing."""
    started = Served(finished.copied(tmp_path_factory.mktemp("standing") / "magazine"), PreviewOptions())
    started.settled()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def base(finished: Sample) -> SetIssue:
    """That magazine, set."""
    return WarmSetter(finished.root, NAME, Alone()).set(None, Unheard())


class Dealt:
    """A preview of dealt pages: every save is shown at once."""

    def __init__(self, base: SetIssue, sample: Sample, deal: Deal) -> None:
        self.setter = Shuffled(base, deal)
        self.served = Served(sample, PreviewOptions(), self.setter)
        self.served.settled()

    def save(self, deal: Deal | None = None, *names: str) -> None:
        """Deal again, as if the files of the articles ``names`` had been saved; wait for the end of the build."""
        self.setter.deal = deal or self.setter.deal
        builds = self.served.preview.desk.state.build
        self.change(*names)
        self.served.settled(builds + 1)

    def change(self, *names: str) -> None:
        """Begin to build, as if these articles had been saved."""
        self.served.preview.desk.changed({self.setter.path(name) for name in names})


@pytest.fixture
def dealt(base: SetIssue, finished: Sample) -> Iterator[Dealt]:
    """Articles of three, two, four and one pages."""
    dealt = Dealt(base, finished, DEAL)
    yield dealt
    dealt.served.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1200, "height": 800})
    opened.set_default_timeout(PATIENCE)
    opened.grant_permissions(["clipboard-read", "clipboard-write"])
    yield opened
    opened.close()


@pytest.fixture
def faults() -> list[str]:
    """What the browser complained about: there is nothing, at the end of every test that opens a page."""
    return []


@pytest.fixture
def look(context: BrowserContext, faults: list[str]) -> Iterator[Callable[[Served], Page]]:
    """Open the preview in a new tab, and wait for its first picture."""

    def open_tab(served: Served, fragment: str = "") -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{served.address}{fragment}")
        until(page, "document.querySelector('.sheet img')")
        return page

    yield open_tab
    assert faults == []


Look = Callable[..., Page]


def until(page: Page, condition: str) -> None:
    """Wait for a condition in JavaScript; the page's own policy forbids to evaluate text inside it."""
    page.evaluate(
        f"""() => new Promise((done, fail) => {{
            const look = () => {{ if ({condition}) done(); else setTimeout(look, 10); }};
            setTimeout(() => fail(new Error({condition!r})), {PATIENCE});
            look();
        }})"""
    )


def version_shown(page: Page) -> int:
    """The state that the page has come to."""
    return int(page.evaluate("window.hemaprint.version ?? 0"))
