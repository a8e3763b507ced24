# SPDX-License-Identifier: MIT
"""Build an issue as it was in a revision of git; as a program, for a preview that goes on meanwhile.

The program is ``python -m hemaprint.review.rebuilding PROJECT REVISION ISSUE FOLDER``. It writes :data:`PAGES` and
:data:`MAP` into the folder, and a line of JSON for each step: ``{"told": WORDS}``, at the end ``{"issue": NAME}``, or
``{"message": ..., "hint": ..., "problems": [[PLACE, CODE, MESSAGE, HINT], ...]}`` where it cannot be built.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.bind.sourcemap import SourceMap, write_map
from hemaprint.build.backend import BackendOptions, Progress
from hemaprint.build.current import current_pages
from hemaprint.errors import ContentError, HemaprintError, Location, Problem
from hemaprint.project.project import Project, load_project
from hemaprint.review.revisions import as_it_was
from hemaprint.typeset.pages import Pages

PAGES, MAP = "pages.pdf", "map.json"
_BACK = 10
"""By how much the program is nicer than others (POSIX, nice)."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """An issue as it was: its name, its digital edition, and where its pages come from, as REVISION:PATH."""

    issue: str
    pdf: bytes
    origin: SourceMap


def rebuilt(
    project: Project,
    revision: str,
    name: str | None,
    options: BackendOptions,
    progress: Callable[[], AbstractContextManager[Progress]],
) -> Rebuilt:
    """Build an issue (None: the newest) as it was; articles that have not changed since come from the project's cache.

    Raises ContentError with its places as REVISION:PATH where it cannot be built, and what :func:`as_it_was` raises.
    """
    with as_it_was(project.root, revision) as folder:
        try:
            then = load_project(folder)
            picked = then.pick_issue(name)
            pages = current_pages(then, picked, options, progress, store=options.store(project))
        except ContentError as error:
            raise ContentError([_renamed(one, folder, revision) for one in error.problems], error.hint) from error
    return Rebuilt(picked, pages.pdf, replace(pages.origin, root=named_root(revision)))


def named_root(revision: str) -> Path:
    """The folder of a project as it was, as git names it."""
    return Path(f"{revision}:.")


def _renamed(problem: Problem, folder: Path, revision: str) -> Problem:
    place = problem.location
    path = place.path.relative_to(folder) if place.path.is_relative_to(folder) else place.path
    return replace(problem, location=Location(Path(f"{revision}:{path}"), place.line, place.column))


# ---------------------------------------------------------------- as a program


class _Told(Progress):
    """Writes a line for each step."""

    def __init__(self) -> None:
        super().__init__()
        self._count = self._done = 0

    def start(self, slugs: Sequence[str]) -> None:
        """These articles will be set."""
        self._count = len(slugs)

    def article(self, slug: str, pages: Pages, seconds: float) -> None:  # noqa: ARG002 - only the number is told
        """An article has been set, or was known."""
        self._done += 1
        _tell(told=f"setting articles: {self._done} of {self._count}")

    def stage(self, name: str) -> None:
        """The next stage begins."""
        _tell(told=name)


def _tell(**said: object) -> None:
    print(json.dumps(said), flush=True)


def main(arguments: Sequence[str]) -> None:
    """Build, and tell the parent; one process, so that nothing is left when it is killed."""
    root, revision, issue, folder = arguments
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_BACK)

    @contextmanager
    def progress() -> Iterator[Progress]:
        yield _Told()

    try:
        _tell(told="reading the revision")
        made = rebuilt(load_project(Path(root)), revision, issue, BackendOptions(jobs=1), progress)
    except ContentError as error:
        found = [[str(one.location), one.code, one.message, one.hint] for one in error.problems]
        _tell(message=error.message, hint=error.hint, problems=found)
    except HemaprintError as error:
        _tell(message=error.message, hint=error.hint, problems=[])
    else:
        (Path(folder) / PAGES).write_bytes(made.pdf)
        (Path(folder) / MAP).write_bytes(write_map(made.pdf, made.origin.pages))
        _tell(issue=made.issue)


if __name__ == "__main__":
    main(sys.argv[1:])
