"""Commands are entry points: hemaprint's own, and those of other packages; each has help, and every example runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typer

from hemaprint.bind.sourcemap import MappedPage
from hemaprint.cli import commands
from hemaprint.cli.commands import LateCommand
from hemaprint.cli.main import app
from hemaprint.errors import ExitCode
from hemaprint.preview import cards
from hemaprint.review.proof.records import Round, Sent, Stamped, record_of
from hemaprint.system.plugins import plugins

from .conftest import Call, FakeBuild

# ---------------------------------------------------------------- commands


Install = Callable[..., None]
PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
MODULE = """
import typer
from hemaprint.cli.session import session_of

def count(context: typer.Context, words: bool = False) -> None:
    '''Count the articles of an issue.

    Or their words.
    '''
    project, issue = session_of(context).issue(None)
    typer.echo(f"{project.root.name} {issue} {words}")

def crash() -> None:
    raise ZeroDivisionError("no articles")
"""


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package of one module with entry points for commands."""
    monkeypatch.syspath_prepend(str(tmp_path))
    plugins.cache_clear()

    def install(package: str, *entries: str, module: str = MODULE) -> None:
        meta = tmp_path / f"{package}-1.dist-info"
        meta.mkdir()
        (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
        (meta / "entry_points.txt").write_text("\n".join([f"[{commands.GROUP}]", *entries]))
        (tmp_path / f"{package}.py").write_text(module)
        sys.modules.pop(package, None)

    yield install
    plugins.cache_clear()


def test_pyproject_declares_every_command() -> None:
    declared = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["entry-points"][commands.GROUP]
    written = {
        name.rstrip("_"): f"{commands.__name__}:{name}"
        for name, value in vars(commands).items()
        if isinstance(value, commands.Command)
    }
    assert declared == written


def test_a_function_of_another_package_is_a_command(hemaprint: Call, magazine: Path, install: Install) -> None:
    install("counter", "count = counter:count")
    shown = hemaprint("--help").out
    assert "Count the articles of an issue. (counter)" in shown
    assert shown.index("doctor") < shown.index("Count the articles")
    assert "Or their words." in hemaprint("count", "--help").out
    assert hemaprint("count", "--words").out == "field-notes 2025-01 True\n"


def test_a_declared_command_is_imported_when_it_is_called(hemaprint: Call, magazine: Path, install: Install) -> None:
    declaration = "from hemaprint.cli.commands import Command\n"
    declaration += "count = Command('slow:count', 'Count.', ('count --words',))\n"
    install("slow", module=MODULE)
    install("quick", "count = quick:count", module=declaration)
    shown = hemaprint("--help").out
    assert "Count. (quick)" in shown
    assert "slow" not in sys.modules
    assert "Example: hemaprint count --words" in hemaprint("count", "--help").out
    assert hemaprint("count").code == 0


def test_a_crash_names_its_package(hemaprint: Call, magazine: Path, install: Install) -> None:
    install("crasher", "crash = crasher:crash")
    outcome = hemaprint("crash")
    assert outcome.code == ExitCode.ENVIRONMENT
    assert "the command crash of crasher crashed: ZeroDivisionError" in outcome.err
    assert "Traceback" in (magazine / ".hemaprint" / "traceback.txt").read_text("utf-8")


@pytest.mark.parametrize("entry", ["broken = broken:count", "broken = broken:late"])
def test_a_package_that_cannot_be_imported_disturbs_no_other_command(
    entry: str, hemaprint: Call, magazine: Path, install: Install
) -> None:
    late = "from hemaprint.cli.commands import Command\nlate = Command('no_such_module:count', 'Count.')\n"
    install("broken", entry, module=late if "late" in entry else "import no_such_module\n")
    assert "broken" in hemaprint("--help").out
    assert hemaprint("check").code == 0
    outcome = hemaprint("broken")
    assert (outcome.code, "no_such_module" in outcome.err) == (ExitCode.ENVIRONMENT, True)


def test_two_packages_with_one_name_are_refused(hemaprint: Call, install: Install) -> None:
    install("another", "build = another:count")
    outcome = hemaprint("build")
    assert (outcome.code, "pip uninstall another" in outcome.err) == (ExitCode.ENVIRONMENT, True)


def test_without_its_own_entry_points_hemaprint_says_so(
    hemaprint: Call, install: Install, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "plugins", lambda group: {})
    outcome = hemaprint("build")
    assert (outcome.code, "--force-reinstall" in outcome.err) == (ExitCode.ENVIRONMENT, True)


def test_the_package_is_a_program(magazine: Path) -> None:
    run = subprocess.run([sys.executable, "-m", "hemaprint", "check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "2025-01: no problems\n")
    usage = subprocess.run([sys.executable, "-m", "hemaprint", "--help"], capture_output=True, text=True, check=True)
    assert "python -m hemaprint" in usage.stdout


# ---------------------------------------------------------------- help


def _below(command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "list_commands"):
        yield from ((child, command.commands[child]) for child in command.list_commands(None))


def _commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    command = command.read() if isinstance(command, LateCommand) else command
    yield name, command
    for child, below in _below(command):
        yield from _commands(below, f"{name} {child}".strip())


def _late(command: Any) -> Iterator[LateCommand]:
    for _, below in _below(command):
        if isinstance(below, LateCommand):
            yield below
            yield from _late(below.read())


COMMANDS = dict(_commands(typer.main.get_command(app)))
EXAMPLES = [example for command in COMMANDS.values() for example in re.findall(r"Example: (.+)", command.epilog or "")]


def test_the_commands_are_these() -> None:
    assert set(COMMANDS) - {"", "new", "newsletter", "proof", "theme"} == {
        "init",
        "import",
        "check",
        "lint",
        "flatplan",
        "look",
        "diff",
        "proof make",
        "proof collect",
        "build",
        "clean",
        "copyfit",
        "offprints",
        "preflight",
        "export",
        "pages",
        "preview",
        "schema",
        "doctor",
        "newsletter compose",
        "newsletter preview",
        "new issue",
        "new article",
        "new interview",
        "new news",
        "new template",
        "theme list",
        "theme new",
        "theme check",
        "newsletter send",
        "newsletter status",
        "newsletter login",
        "newsletter logout",
    }


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example(name: str) -> None:
    assert COMMANDS[name].help
    assert f"Example: hemaprint {name}".rstrip() in COMMANDS[name].epilog


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained(name: str) -> None:
    assert all(getattr(parameter, "help", "") for parameter in COMMANDS[name].params)


@pytest.mark.parametrize("command", [*_late(typer.main.get_command(app))], ids=lambda command: command.name)
def test_the_help_of_all_commands_says_of_each_what_its_own_says_first(command: LateCommand) -> None:
    itself = command.read()
    assert (command.name, command.help) == (itself.name, str(itself.help).partition("\n")[0])


def test_help_reads_no_command() -> None:
    script = "import sys; from hemaprint.cli.main import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stderr.split()
    assert not {"pydantic", "hemaprint.project.project", "hemaprint.cli.build", "weasyprint"} & set(loaded)


@pytest.fixture
def finished(magazine: Path) -> None:
    """A digital edition of six pages, as far as ``hemaprint pages`` can see."""
    pdf = pikepdf.new()
    for _ in range(6):
        pdf.add_blank_page(page_size=(100, 150))
    folder = magazine / "dist" / "2025-01"
    folder.mkdir(parents=True)
    pdf.save(folder / "field-notes-2025-01-digital.pdf")
    pdf.save(magazine / "ours.pdf")
    pdf.save(magazine / "proof.pdf")
    pdf.save(folder / "2025-01-email.pdf")  # where the build that sets nothing says that it is


@pytest.fixture
def sent(magazine: Path) -> None:
    """Manuscripts, as the examples of ``hemaprint import`` name them."""
    talk = "Q: Why?\n\nA: Because.\n\nQ: And then?\n\nA: Then it was printed.\n"
    (magazine / "interview.txt").write_text(talk, "utf-8")
    (magazine / "page.html").write_text("<article><h1>A page</h1><p>One.</p><p>Two.</p></article>", "utf-8")


@pytest.fixture
def attentive_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """A preview that shows every file on page 3."""
    monkeypatch.setattr(cards, "tell_previews", lambda *place: ("3",))


@pytest.fixture
def returned(magazine: Path) -> None:
    """Two proofs of one page that came back, as the examples of ``hemaprint proof collect`` name them."""
    stamped = Stamped("2025-01", 1, "Ana Reyes", "2025-02-14")
    page = MappedPage("content/2025-01/issue.yaml", (0, 0, 100, 150), ())
    sent = (Sent("0123456789ab", stamped, "2025-01-proof-1-ana-reyes.pdf", ""),)
    path = magazine / "dist" / "2025-01" / "proofs" / "2025-01-proof-1.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(record_of(Round(1, "2025-01", 1, "", (page,), {}, sent)))
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(100, 150))
    pdf.docinfo["/HemaprintProof"] = pikepdf.String("0123456789ab")
    (magazine / "returned").mkdir()
    for name in ("ana", "tom"):
        pdf.save(magazine / "returned" / f"{name}.pdf")


READY = (
    "attentive_preview",
    "finished",
    "returned",
    "sent",
    "clean_preflight",
    "flawless_theme",
    "brief_preview",
    "mail_taken",
    "identity",
)


@pytest.mark.usefixtures(*READY)
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example: str, hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    program, *arguments = shlex.split(example)
    assert program == "hemaprint"
    assert hemaprint(*arguments).code == 0


def test_help_names_the_example(hemaprint: Call) -> None:
    assert "Example: hemaprint check" in hemaprint("check", "--help").out
