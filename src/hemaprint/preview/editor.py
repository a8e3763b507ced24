"""Open a file in the editor of the user, at a line; no shell has a part in it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import UsageError

VARIABLE = "HEMAPRINT_EDITOR"
EXAMPLE = "code -g {file}:{line}"


@dataclass(frozen=True, slots=True)
class Editor:
    """A command as arguments, with ``{file}``, ``{line}`` and ``{column}`` in them."""

    arguments: tuple[str, ...]

    @classmethod
    def of(cls, template: str) -> Editor:
        """The editor that a template such as :data:`EXAMPLE` names; raises UsageError for one that is none."""
        try:
            arguments = tuple(shlex.split(template))
        except ValueError as error:
            raise UsageError(f"the editor command cannot be read: {error}", f"for example '{EXAMPLE}'") from error
        if not arguments:
            raise UsageError("the editor command is empty", f"for example '{EXAMPLE}'")
        if not any("{file}" in argument for argument in arguments):
            arguments = (*arguments, "{file}")
        return cls(arguments)

    @property
    def name(self) -> str:
        """The program, for people."""
        return Path(self.arguments[0]).name

    @property
    def is_there(self) -> bool:
        """Whether the program can be found."""
        return shutil.which(self.arguments[0]) is not None

    def filled(self, path: Path, line: int, column: int) -> list[str]:
        """The arguments for a place; every part is filled by itself, so that no file name can become two of them."""
        values = {"{file}": str(path), "{line}": str(max(1, line)), "{column}": str(max(1, column))}
        return [_filled(argument, values) for argument in self.arguments]

    def open(self, path: Path, line: int, column: int) -> None:
        """Start the editor and do not wait for it; raises OSError where it cannot be started."""
        subprocess.Popen(
            self.filled(path, line, column),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def _filled(argument: str, values: dict[str, str]) -> str:
    """One pass from left to right: a file whose name holds ``{line}`` stays as it is."""
    done, rest = "", argument
    while True:
        places = [(rest.find(name), name) for name in values if name in rest]
        if not places:
            return done + rest
        at, name = min(places)
        done, rest = done + rest[:at] + values[name], rest[at + len(name) :]
