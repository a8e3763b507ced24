"""The rows of the benchmark: what is measured, and the state of the files before each run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.edits import edit_one, grow_one
from benchmarks.programs import Program, environment, hemaprint, knows_jobs

STATE = (".hemaprint", "dist")
"""What a build leaves in a project."""


@dataclass(frozen=True, slots=True)
class Row:
    """A command to measure in ``folder``, after ``prepare`` has been called with the number of the round."""

    key: str
    label: str
    command: tuple[str, ...]
    folder: Path
    pdf: str
    prepare: Callable[[int], object]


class Workbench:
    """The magazine of one size in ``folder``: as generated, and as it is after a build."""

    def __init__(self, folder: Path, pages: int) -> None:
        self.folder = folder
        self.project = folder / "project"
        self._new, self._built = folder / "new", folder / "built"
        command = [sys.executable, "-m", "benchmarks.magazine", str(folder), "--pages", str(pages)]
        subprocess.run(command, check=True)  # elsewhere: it would swell this process, the floor of all that it measures
        shutil.copytree(self.project, self._new)

    def rows(self) -> tuple[Row, ...]:
        """The rows of hemaprint."""
        every = [
            self._row("cold", "cold: nothing kept", self._cold),
            self._row("edited", "one paragraph edited", self._edited),
            self._row("unchanged", "nothing changed", self._warm),
            self._row("grown", "one article a page longer", self._grown),
        ]
        if knows_jobs():
            every.append(self._row("cold-j1", "cold, one process (`-j 1`)", self._cold, "-j", "1"))
        return tuple(every)

    def anchor(self, program: Program) -> Row:
        """The row of another program."""
        folder = self.folder / program.source
        pdf = folder / program.pdf
        return Row(
            program.key, program.name, program.command, folder, program.pdf, lambda _: pdf.unlink(missing_ok=True)
        )

    def _row(self, key: str, label: str, prepare: Callable[[int], object], *arguments: str) -> Row:
        return Row(key, f"hemaprint, {label}", hemaprint(*arguments), self.project, "dist/*/*.pdf", prepare)

    # ------------------------------------------------------------ states

    def _cold(self, turn: int) -> None:
        _replace(self.project, self._new)

    def _warm(self, turn: int) -> None:
        if not self._built.exists():
            self._cold(turn)
            subprocess.run(hemaprint(), cwd=self.project, env=environment(), check=True, capture_output=True)
            shutil.copytree(self.project, self._built)
        _replace(self.project, self._built)

    def _edited(self, turn: int) -> None:
        self._warm(turn)
        edit_one(self.project, turn)

    def _grown(self, turn: int) -> None:
        self._warm(turn)
        grow_one(self.project, turn)


def _replace(folder: Path, by: Path) -> None:
    """Make ``folder`` the same as ``by``, times of the files included."""
    shutil.rmtree(folder)
    shutil.copytree(by, folder)
