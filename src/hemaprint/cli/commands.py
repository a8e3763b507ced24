"""Read a command from its module when it is called: the help of all commands needs a sentence of each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from typer._click import Command, Context  # typer, which brings a Click of its own, names them nowhere else


class LateCommand(TyperCommand):
    """A command, or a group of them, that stands in for the one at ``place``, ``module:function`` or ``module:app``.

    Typer reads the options of a command off its function, whose module must be imported for that, with all that it
    imports. ``help`` is the first sentence of the command's own.
    """

    def __init__(self, name: str, place: str, help: str, *examples: str) -> None:
        super().__init__(name, help=help)
        self._place = place
        self._examples = examples

    def read(self) -> Command:
        """The command itself."""
        module, _, name = self._place.partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False)
        epilog = "\n\n".join(f"Example: hemaprint {example}" for example in self._examples)
        alone.command(self.name, epilog=epilog)(found)
        return typer.main.get_command(alone)

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        """The context of the command itself, which then runs in the place of this one."""
        return self.read().make_context(info_name, args, parent, **extra)


class LateGroup(TyperGroup):
    """A group of commands that also has ``late`` ones: a class, because typer makes the group of it."""

    late: ClassVar[tuple[LateCommand, ...]] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for command in self.late:
            self.add_command(command)
