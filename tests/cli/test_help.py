"""Every command has help and an example, and every example runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typer

from hemaprint.cli.commands import LateCommand
from hemaprint.cli.main import app

from .conftest import Call, FakeBuild


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
    assert set(COMMANDS) - {"", "new", "newsletter"} == {
        "init",
        "import",
        "check",
        "build",
        "clean",
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
    pdf.save(folder / "2025-01-email.pdf")  # where the build that sets nothing says that it is


@pytest.fixture
def sent(magazine: Path) -> None:
    """Manuscripts, as the examples of ``hemaprint import`` name them."""
    talk = "Q: Why?\n\nA: Because.\n\nQ: And then?\n\nA: Then it was printed.\n"
    (magazine / "interview.txt").write_text(talk, "utf-8")
    (magazine / "page.html").write_text("<article><h1>A page</h1><p>One.</p><p>Two.</p></article>", "utf-8")


@pytest.mark.usefixtures("finished", "sent", "clean_preflight", "brief_preview", "mail_taken", "identity")
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(example: str, hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    program, *arguments = shlex.split(example)
    assert program == "hemaprint"
    assert hemaprint(*arguments).code == 0


def test_help_names_the_example(hemaprint: Call) -> None:
    assert "Example: hemaprint check" in hemaprint("check", "--help").out
