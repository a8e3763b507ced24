from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from hemaprint.preview.server import Preview
from samples import Sample
from waiting import PATIENCE, in_thread

SLOW = 5
"""How many times the limit of other tests a slow one may take."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A limit on the command line is for all tests; otherwise the slow ones have a longer one."""
    if config.getoption("timeout") is None:
        limit = SLOW * float(config.getini("timeout"))
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.timeout(limit))


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An empty small magazine on A4, to be filled."""
    return Sample(tmp_path)


@pytest.fixture
def brief_preview(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Previews end as soon as they are open, and no browser is started; the addresses they had."""
    opened: list[str] = []
    run = Preview.run

    def run_briefly(preview: Preview, announce: Callable[[str], None]) -> None:
        def announce_and_stop(url: str) -> None:
            announce(url)
            opened.append(url)
            preview.stop()

        # in a thread, because a browser that another test has open keeps a loop of its own in this one
        in_thread(run, preview, announce_and_stop).result(PATIENCE)

    monkeypatch.setattr(Preview, "run", run_briefly)
    monkeypatch.setattr(typer, "launch", lambda url: 0)
    return opened
