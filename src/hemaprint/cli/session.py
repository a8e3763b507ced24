# SPDX-License-Identifier: MIT
"""Hold what one run of the command line knows, and the options that several commands share."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.errors import ContentError, UsageError

if TYPE_CHECKING:
    from hemaprint.project.project import Project
    from hemaprint.system.plugins import Plugin

IssueName = Annotated[str | None, typer.Argument(metavar="ISSUE", help="Defaults to the newest issue.")]
IssueOption = Annotated[str | None, typer.Option("--issue", metavar="ISSUE", help="Defaults to the newest issue.")]
OneArticle = Annotated[str | None, typer.Option("--article", metavar="SLUG", help="Only this article.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="Show no progress, only warnings and errors.")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail on warnings as well.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        "-j", "--jobs", metavar="N", min=1, max=256, help="Processes that set articles; defaults to one for each core."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="A Dask scheduler whose workers set the articles: tls://HOST:PORT."
    ),
]
Unencrypted = Annotated[
    bool,
    typer.Option(
        "--unencrypted",
        help="Trust everybody who can reach the cluster: tcp:// beyond this machine lets them run programs here.",
    ),
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Neither use cached pages nor keep any.")]


def output_option(default: str) -> typer.models.OptionInfo:
    """``--output``, which replaces the folder ``default``."""
    text = f"Where to write, instead of {default}."
    option: typer.models.OptionInfo = typer.Option("-o", "--output", metavar="DIR", file_okay=False, help=text)
    return option


@dataclass(slots=True)
class Session:
    """Set by the options, read by the commands; ``verbose`` also shows the traceback of a bug."""

    start: Path = field(default_factory=Path.cwd)
    verbose: bool = False
    plugin: Plugin | None = None
    """The command that was called."""

    def project(self) -> Project:
        """The project around ``start``."""
        from hemaprint.project.project import find_root, load_project  # noqa: PLC0415 - pydantic loads slowly

        return load_project(find_root(self.start))

    def project_if_any(self) -> Project | None:
        """The project around ``start``; None where there is none, or where it cannot be read."""
        try:
            return self.project()
        except (UsageError, ContentError):
            return None

    def issue(self, name: str | None) -> tuple[Project, str]:
        """The project, and its issue ``name``, by default the newest; raises UsageError when there is no such issue."""
        project = self.project()
        return project, project.pick_issue(name)


def session_of(context: typer.Context) -> Session:
    """The session that :func:`hemaprint.cli.main.main` put into the context."""
    return context.ensure_object(Session)
