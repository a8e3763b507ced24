# SPDX-License-Identifier: MIT
"""List the commands: hemaprint's own, and those of other packages, all found by entry points.

A command is imported only when it is called, because typer reads options off a function, with all that its module
imports. The help of all commands needs one sentence of each, so an entry point of the group ``hemaprint.commands``
can name a :class:`Command` in a module that loads quickly; it can also name a function or a Typer app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

from hemaprint.errors import MissingEnvironmentError
from hemaprint.system.plugins import Plugin, plugins

if TYPE_CHECKING:
    from typer._click import Command as ClickCommand  # typer brings its own Click, and names these nowhere else
    from typer._click import Context

GROUP = "hemaprint.commands"


@dataclass(frozen=True, slots=True)
class Command:
    """A command as an entry point declares it.

    ``runs`` is a function for typer, a Typer app, or where one is: ``module:name``. ``help`` is the first sentence of
    its help; ``examples`` are calls without the name of the program.
    """

    runs: object
    help: str
    examples: tuple[str, ...] = ()

    @classmethod
    def of(cls, found: object) -> Command:
        """The object of an entry point as a command."""
        if isinstance(found, Command):
            return found
        text = found.info.help if isinstance(found, typer.Typer) else found.__doc__
        return cls(found, text.strip().partition("\n")[0] if isinstance(text, str) else "")


class LateCommand(TyperCommand):
    """Represents a command, or a group of commands, that is imported when it is called."""

    def __init__(self, name: str, runs: object = "", help: str = "", *examples: str, plugin: Plugin | None = None):
        super().__init__(name, help=help)
        self.plugin = plugin
        self._command = None if plugin else Command(runs, help, examples)

    def describe(self) -> Command:
        """Complete the help from the entry point."""
        if self._command is None:
            assert self.plugin is not None
            self._command = Command.of(self.plugin.load())
            self.help = self._command.help
            if not self.plugin.is_ours:
                self.help = f"{self.help} ({self.plugin.package})".strip()
        return self._command

    def read(self) -> ClickCommand:
        """Import the command itself."""
        command = self.describe()
        found: Any = command.runs
        if isinstance(found, str):
            module, _, name = found.partition(":")
            found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False)
        epilog = "\n\n".join(f"Example: hemaprint {example}" for example in command.examples)
        alone.command(self.name, epilog=epilog)(found)
        return typer.main.get_command(alone)

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        """The context of the command itself, which then runs instead of this one."""
        if self.plugin is not None and parent is not None and parent.obj is not None:
            parent.obj.plugin = self.plugin
        return self.read().make_context(info_name, args, parent, **extra)


class LateGroup(TyperGroup):
    """A group that also contains ``late`` commands: a class, because typer makes the group of it."""

    late: ClassVar[tuple[LateCommand, ...]] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in self.more():
            self.add_command(command)

    def more(self) -> Iterable[LateCommand]:
        """The late commands."""
        return self.late


class InstalledCommands(LateGroup):
    """The commands of all installed packages."""

    def more(self) -> Iterable[LateCommand]:
        """Every entry point; raises MissingEnvironmentError when hemaprint's own are not there."""
        found: Mapping[str, Plugin] = plugins(GROUP)
        if not any(plugin.is_ours for plugin in found.values()):
            message = "hemaprint's own commands are not registered: its installation is incomplete"
            raise MissingEnvironmentError(message, "python -m pip install --force-reinstall hemaprint")
        return (LateCommand(name, plugin=plugin) for name, plugin in found.items())

    def list_commands(self, _ctx: Context) -> list[str]:
        """The names for the help: hemaprint's own in the order of this module, then those of other packages."""
        order, places = list(globals()), {}
        for name, command in self.commands.items():
            assert isinstance(command, LateCommand)
            assert command.plugin is not None
            attribute = command.plugin.place.partition(":")[2]
            places[name] = (order.index(attribute) if command.plugin.is_ours else len(order), name)
            try:
                command.describe()
            except MissingEnvironmentError as error:  # the help of the others is shown all the same
                command.help = error.message
        return sorted(places, key=places.__getitem__)


# ---------------------------------------------------------------- hemaprint's own, which pyproject.toml declares

init = Command(
    "hemaprint.cli.scaffold:init_command",
    "Write a small magazine that builds, to be replaced page by page; its pictures are drawn from its title.",
    ("init my-magazine --title 'Field Notes' --size A5 --language de", "init another --from my-magazine"),
)
new = Command(
    "hemaprint.cli.scaffold:new_app", "Write a new issue, article or page template; nothing is ever overwritten."
)
theme = Command(
    "hemaprint.cli.theme:theme_app", "List the themes at hand, start one of your own, and prove one on every page."
)
import_ = Command(
    "hemaprint.cli.manuscripts:import_command",
    "Turn authors' manuscripts into articles of an issue; none of their text is lost.",
    ("import interview.txt --template interview", "import page.html --selector article --dry-run"),
)
check = Command(
    "hemaprint.cli.view:check_command",
    "Read an issue and report every problem, without rendering.",
    ("check 2025-01 --strict",),
)
lint = Command(
    "hemaprint.cli.lint:lint_command",
    "Read an issue as a copy editor does: typography, house style, clinical language.",
    ("lint 2025-01 --no-build", "lint --rules"),
)
copyfit = Command(
    "hemaprint.cli.copyfit:copyfit_command",
    "Say how many lines each article is over or under its budget, where a cut saves one, and what fills a page.",
    ("copyfit 2025-01 --article begin-anywhere", "copyfit --article begin-anywhere --save 3 --json"),
)
diff = Command(
    "hemaprint.cli.diff:diff_command",
    "Compare two versions of an issue: pages, words and pictures. Exits with 1 if they differ.",
    ("diff ours.pdf proof.pdf --html changes.html",),
)
flatplan = Command(
    "hemaprint.cli.flatplan:flatplan_command",
    "Show an issue as its printer sees it: spreads, signatures, inks, advertisements, budgets, and what is late.",
    ("flatplan 2025-01 --signature 8", "flatplan --format pdf --paper a4"),
)
proof = Command("hemaprint.cli.proof:proof_app", "Send numbered proofs to readers, and collect their remarks.")
build = Command(
    "hemaprint.cli.build:build_command",
    "Build the editions of an issue and print their paths.",
    ("build 2025-01 --edition all", "build --article begin-anywhere", "build --all --timings"),
)
clean = Command(
    "hemaprint.cli.build:clean_command",
    "Remove every cached page; finished files stay.",
    ("clean",),
)
preview = Command(
    "hemaprint.cli.preview:preview_command",
    "Show the pages in a browser, and set them again when a file is saved. Ctrl-C ends it.",
    ("preview 2025-01 --no-open", "preview --editor 'code -g {file}:{line}'", "preview --template feature"),
)
look = Command(
    "hemaprint.cli.preview:look_command",
    "Show the page of a line in every running preview of its project, and print which it is; for editors.",
    ("look content/2025-01/articles/begin-anywhere.md:12",),
)
newsletter = Command("hemaprint.cli.newsletter:newsletter_app", "Bring an issue to its readers by mail.")
offprints = Command(
    "hemaprint.cli.build:offprints_command",
    "Build an offprint of every article, with the issue's page numbers, and print their paths.",
    ("offprints 2025-01 --cover",),
)
export = Command(
    "hemaprint.cli.manuscripts:export_command",
    "Write articles as text, HTML, Word documents or JATS, and print their paths; nothing is typeset.",
    ("export 2025-01 -f html -f docx", "export -f jats --article begin-anywhere"),
)
preflight = Command(
    "hemaprint.cli.view:preflight_command",
    "Examine a PDF, or every finished file of an issue, as a printer and a reader would.",
    ("preflight 2025-01 --strict",),
)
impose = Command(
    "hemaprint.cli.impose:impose_command",
    "Put the pages of a print file on press sheets, in the order of folding, and print the paths.",
    ("impose booklet magazine.pdf", "impose perfect 2025-01 --paper-thickness 0.1mm"),
)
pages = Command(
    "hemaprint.cli.view:pages_command",
    "Draw the pages of a finished issue as PNGs and print their paths.",
    ("pages 2025-01 --pages cover,4-5 --spreads", "pages --contact-sheet"),
)
schema = Command(
    "hemaprint.cli.scaffold:schema_command",
    "Write the JSON Schemas of hemaprint.toml, issue.yaml and front matter, or print one.",
    ("schema", "schema issue"),
)
doctor = Command(
    "hemaprint.cli.view:doctor_command",
    "Report versions and fonts, what is missing, and the command that fixes it.",
    ("doctor",),
)
