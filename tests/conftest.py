import gc
import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import typer

from hemaprint.bind import foundry
from hemaprint.build import backend
from hemaprint.preview.guard import Address
from hemaprint.preview.server import Preview
from hemaprint.typeset.crew import compositor
from samples import Sample
from waiting import PATIENCE, in_thread
from warm import SharedEngine

SLOW = 3
"""How many times the limit of other tests a slow one may take."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow tests have a longer limit, unless another is given for all; their files come first."""
    slow = [item for item in items if item.get_closest_marker("slow")]
    if config.getoption("timeout") is None and "PYTEST_TIMEOUT" not in os.environ:
        for item in slow:
            item.add_marker(pytest.mark.timeout(SLOW * float(config.getini("timeout"))))
    # the files with slow tests first, so that no process is left with one of them when the others are done
    first = {item.path for item in slow}
    items.sort(key=lambda item: item.path not in first)


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def one_process() -> Iterator[None]:
    """Commands that are called in this process set pages in it: to start others takes longer than to set a few pages.

    Those that are started as programs have as many processes as there are cores.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backend, "_cores", lambda: 1)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_engine() -> Iterator[None]:
    """Compositors of this process have an engine for each style sheet, not one each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compositor, "Engine", SharedEngine)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_foundry() -> Iterator[None]:
    """A font program is made once in this process: small magazines show the same letters again and again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(foundry, "make_program", cache(foundry.make_program))
        yield


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An empty small magazine on A4, to be filled."""
    return Sample(tmp_path)


@pytest.fixture
def brief_preview(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Previews end as soon as they are open, and no browser is started; the addresses they had."""
    opened: list[str] = []
    run = Preview.run

    def run_briefly(preview: Preview, announce: Callable[[Address], None]) -> None:
        def announce_and_stop(address: Address) -> None:
            announce(address)
            opened.append(address.shown)
            preview.stop()

        # in a thread, because a browser that another test has open keeps a loop of its own in this one
        in_thread(run, preview, announce_and_stop).result(PATIENCE)

    monkeypatch.setattr(Preview, "run", run_briefly)
    monkeypatch.setattr(typer, "launch", lambda url: 0)
    return opened
