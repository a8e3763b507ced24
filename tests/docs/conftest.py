"""A reader, and a magazine for every page to start from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import hemaprint.cli.scaffold as init_module
from hemaprint.cli.main import main
from hemaprint.scaffold.create import create
from hemaprint.system.plugins import plugins

from .manual import Reader

TODAY = date(2025, 2, 1)


class _FixedDate(date):
    @classmethod
    def today(cls) -> _FixedDate:
        return cls(TODAY.year, TODAY.month, TODAY.day)


@pytest.fixture(scope="session")
def finished_magazine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The magazine with its editions, for pages that begin where a build ends."""
    folder = tmp_path_factory.mktemp("finished") / "my-magazine"
    create(folder, today=TODAY)
    assert main(["--project", str(folder), "build", "--edition", "all", "--quiet"]) == 0
    return folder


@pytest.fixture
def reader(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Reader]:
    """A reader in an empty folder, in February 2025."""
    monkeypatch.setattr(init_module, "date", _FixedDate)
    monkeypatch.chdir(tmp_path)
    plugins.cache_clear()
    yield Reader(capsys, monkeypatch)
    plugins.cache_clear()


@pytest.fixture
def magazine(reader: Reader, finished_magazine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: the magazine that ``hemaprint init my-magazine`` writes, with the cache of a build."""
    folder = Path.cwd() / "my-magazine"
    create(folder, today=TODAY)
    shutil.copytree(finished_magazine / ".hemaprint" / "cache", folder / ".hemaprint" / "cache")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def built(reader: Reader, finished_magazine: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: the same magazine after ``hemaprint build --edition all``."""
    folder = Path.cwd() / "my-magazine"
    shutil.copytree(finished_magazine, folder)
    monkeypatch.chdir(folder)
    return folder
