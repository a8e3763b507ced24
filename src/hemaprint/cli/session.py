"""What one run of the command line knows: where it starts, how much it tells, and which issue is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from hemaprint.errors import UsageError

if TYPE_CHECKING:
    from hemaprint.project.project import Project


@dataclass(slots=True)
class Session:
    """Set by the options, read by the commands; ``verbose`` also shows the traceback of a bug."""

    start: Path = field(default_factory=Path.cwd)
    verbose: bool = False

    def project(self) -> Project:
        """The project around ``start``."""
        from hemaprint.project.project import find_root, load_project  # noqa: PLC0415 - help does without pydantic, which loads slowly

        return load_project(find_root(self.start))


def session_of(context: typer.Context) -> Session:
    """The session that :func:`hemaprint.cli.main.main` put into the context."""
    return context.ensure_object(Session)


def pick_issue(project: Project, name: str | None) -> str:
    """The issue called ``name``, or the newest one (2025-10 is newer than 2025-9).

    Raises UsageError when there is none.
    """
    from hemaprint.project.project import issue_folder, issue_names  # noqa: PLC0415 - as above

    if name is not None:
        return issue_folder(project, name).name
    names = issue_names(project)
    if not names:
        raise UsageError(f"there is no issue in {project.content}", hint="hemaprint new issue NAME writes one")
    return max(names, key=_natural)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    parts = re.findall(r"\d+|\D+", name)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)
