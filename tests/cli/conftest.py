"""A scaffolded magazine to stand in, the program to call, and a build that sets nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import hemaprint.build as build_module
from hemaprint.build import ArticleResult, BuildResult, Progress
from hemaprint.cli.main import main
from hemaprint.project import Project
from hemaprint.scaffold.magazine import create


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
        output: Path | None = None,
        article: str | None = None,
        html: bool = False,
        progress: Progress,
    ) -> BuildResult:
        self.asked = {"name": name, "output": output, "article": article, "html": html}
        progress.start([article or "letter"])
        if self.raises:
            raise self.raises
        progress.article("letter", 2, 0.1)
        progress.stage("binding")
        pdf = (output or project.dist / name) / f"{name}.pdf"
        article_result = ArticleResult(slug="letter", title="Letter", first_page="3", pages=2, seconds=0.1)
        return BuildResult(issue=name, pdf=pdf, html=(), pages=8, articles=(article_result,), problems=(), seconds=0.2)


@pytest.fixture
def fake_build(monkeypatch: pytest.MonkeyPatch) -> FakeBuild:
    fake = FakeBuild({})
    monkeypatch.setattr(build_module, "build", fake)
    return fake
