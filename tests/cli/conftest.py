"""A scaffolded magazine to stand in, the program to call, and a build that sets nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

import hemaprint.build.issue as build_module
import hemaprint.newsletter.identities as identities_module
import hemaprint.newsletter.smtp as smtp_module
import hemaprint.preflight.issue as preflight_module
import hemaprint.scaffold.proof as proof_module
from hemaprint.build.backend import Backend, Progress
from hemaprint.build.results import ArticleResult, BuildOptions, BuildResult, EditionResult
from hemaprint.cli.main import main
from hemaprint.errors import Problem
from hemaprint.newsletter.ledger import Ledger
from hemaprint.newsletter.ledger_file import ledger_path
from hemaprint.newsletter.oauth import Grant, Person, Registration
from hemaprint.newsletter.transport import Fate, HandOver, Message
from hemaprint.newsletter.transport import Outcome as TransportOutcome
from hemaprint.project.project import Project, load_project
from hemaprint.scaffold.create import create
from hemaprint.scaffold.proof import Proof
from hemaprint.typeset.pages import Pages, Sheet
from newsletter.plain import stand_in, write_list
from newsletter.post import readers


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


def pages(count: int) -> Pages:
    """Typeset pages, as far as progress is shown."""
    return Pages("letter", b"", (Sheet("", {}, {}),) * count, ())


@dataclass
class FakeBuild:
    """Stands in for the stages: remembers what it was asked for, and returns a result without rendering."""

    asked: BuildOptions | None = None
    raises: BaseException | None = None
    problems: tuple[Problem, ...] = ()

    def __call__(
        self, project: Project, options: BuildOptions, *, backend: Backend, progress: Progress | None = None
    ) -> BuildResult:
        self.asked, progress = options, progress or Progress()
        progress.start([options.article or "letter"])
        if self.raises:
            raise self.raises
        progress.article("letter", pages(2), 0.1)
        progress.stage("binding")
        name, folder = options.issue, options.output or project.dist / options.issue
        files = tuple(
            EditionResult(edition, folder / f"{name}-{edition}.pdf", 8, 1_500_000) for edition in options.editions
        )
        article_result = ArticleResult(slug="letter", title="Letter", first_page="3", pages=2, seconds=0.1)
        stages = (("binding", 0.1),)
        articles = (article_result,)
        return BuildResult(name, files, (), articles, self.problems, seconds=0.2, stages=stages)


@pytest.fixture
def fake_build(monkeypatch: pytest.MonkeyPatch) -> FakeBuild:
    fake = FakeBuild()
    monkeypatch.setattr(build_module, "build", fake)
    return fake


@pytest.fixture
def clean_preflight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every finished file is without a fault."""
    monkeypatch.setattr(preflight_module, "examine_issue", lambda project, name, *, purpose: ())


@pytest.fixture
def flawless_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every theme is without a fault."""
    monkeypatch.setattr(proof_module, "prove", lambda look, output, **asked: Proof((), (), 0))


class _Taker:
    """A mail server that takes everything."""

    def send(self, message: Message, hand_over: HandOver) -> TransportOutcome:
        hand_over()
        return TransportOutcome(Fate.DELIVERED, 250, "taken")

    def close(self) -> None: ...


@pytest.fixture
def mail_taken(magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newsletters are not composed, and go to nobody; the issue 2025-01 has been sent to one reader."""
    stand_in(monkeypatch)
    monkeypatch.setattr(smtp_module, "smtp_transport", lambda project: _Taker())
    write_list(magazine / "subscribers.csv", 3)
    with Ledger(ledger_path(load_project(magazine))) as ledger:
        ledger.enrol("2025-01", readers(1))


class _Identity:
    """Signs everybody in at once."""

    def sign_in(self, person: Person, /) -> Grant:
        person.enter("GTHK-QPRS", "https://microsoft.com/devicelogin")
        return Grant("token", 0.0, 3600.0, "memory")

    def renew(self, grant: Grant, /) -> Grant:
        return grant

    def revoke(self, grant: Grant, /) -> bool:
        return True


@pytest.fixture
def identity(magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The magazine sends through Microsoft 365, which signs everybody in."""

    def signing_in(registration: Registration, port: int = 0) -> _Identity:
        return _Identity()

    monkeypatch.setattr(identities_module, "identity_of", signing_in)
    monkeypatch.setenv("XDG_STATE_HOME", str(magazine.parent / "state"))
    with (magazine / "hemaprint.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[smtp]\nhost = "smtp.office365.com"\n')
        stream.write('[smtp.oauth2]\nprovider = "microsoft"\nuser = "press@example.org"\nclient_id = "1"\n')
