"""A scaffolded magazine to stand in, the program to call, and a build that sets nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import hemaprint.build as build_module
import hemaprint.preflight.issue as preflight_module
from hemaprint.build import ArticleResult, BuildResult, EditionResult
from hemaprint.cli.main import main
from hemaprint.editions import Edition, Wishes
from hemaprint.project import Project
from hemaprint.scaffold.magazine import create
from hemaprint.stages import Progress


@dataclass(frozen=True)
class Outcome:
    """What the shell would see."""

    code: int
    out: str
    err: str

    @property
    def last_line(self) -> str:
        return self.out.rstrip("\n").rpartition("\n")[2]


Call = Callable[..., Outcome]


@pytest.fixture
def hemaprint(capsys: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str) -> Outcome:
        capsys.readouterr()
        code = main(arguments)
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture
def magazine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a magazine with the issue 2025-01."""
    folder = tmp_path / "field-notes"
    create(folder, today=date(2025, 2, 1))
    monkeypatch.chdir(folder)
    return folder


@dataclass
class FakeBuild:
    """Stands in for the stages: remembers what it was asked for, and returns a result without rendering."""

    asked: dict[str, object]
    raises: BaseException | None = None

    def __call__(
        self,
        project: Project,
        name: str,
        *,
        editions: Sequence[Edition],
        wishes: Wishes,
        output: Path | None = None,
        article: str | None = None,
        html: bool = False,
        progress: Progress,
    ) -> BuildResult:
        self.asked = {
            "name": name,
            "editions": tuple(editions),
            "wishes": wishes,
            "output": output,
            "article": article,
            "html": html,
        }
        progress.start([article or "letter"])
        if self.raises:
            raise self.raises
        progress.article("letter", 2, 0.1)
        progress.stage("binding")
        folder = output or project.dist / name
        files = tuple(EditionResult(edition, folder / f"{name}-{edition}.pdf", 8, 1_500_000) for edition in editions)
        article_result = ArticleResult(slug="letter", title="Letter", first_page="3", pages=2, seconds=0.1)
        return BuildResult(name, files, html=(), articles=(article_result,), problems=(), seconds=0.2)


@pytest.fixture
def fake_build(monkeypatch: pytest.MonkeyPatch) -> FakeBuild:
    fake = FakeBuild({})
    monkeypatch.setattr(build_module, "build", fake)
    return fake


@pytest.fixture
def clean_preflight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every finished file is without a fault."""
    monkeypatch.setattr(preflight_module, "examine_issue", lambda project, name, *, purpose: ())
