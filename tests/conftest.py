from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typer

from hemaprint.preview.server import Preview
from samples import Sample


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
        with ThreadPoolExecutor(1) as thread:
            thread.submit(run, preview, announce_and_stop).result()

    monkeypatch.setattr(Preview, "run", run_briefly)
    monkeypatch.setattr(typer, "launch", lambda url: 0)
    return opened
