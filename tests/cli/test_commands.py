"""Commands are entry points: hemaprint's own, and those of other packages."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hemaprint.cli import commands
from hemaprint.errors import ExitCode
from hemaprint.system.plugins import plugins

from .conftest import Call

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
    declaration += "count = Command('slow:count', 'Count.', ('count --words',), rank=1)\n"
    install("slow", module=MODULE)
    install("quick", "count = quick:count", module=declaration)
    shown = hemaprint("--help").out
    assert shown.index("Count. (quick)") < shown.index("Write a small magazine")
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
