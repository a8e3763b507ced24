# SPDX-License-Identifier: MIT
"""Compare two versions of an issue: ``hemaprint diff``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import print_error, shown_location
from hemaprint.cli.session import AsJson, Jobs, NoCache, Quiet, Session, session_of
from hemaprint.errors import ContentError, ExitCode, UsageError

if TYPE_CHECKING:
    from hemaprint.bind.sourcemap import SourceMap
    from hemaprint.build.backend import BackendOptions
    from hemaprint.project.project import Project
    from hemaprint.review.versions import Version

_SIDE = (
    "A PDF, an issue as it is now, REVISION:ISSUE as it was in git, or proof:ISSUE as it was sent to readers last; "
    "without ISSUE the newest one."
)
PROOF = "proof"
"""The version that is the newest proof; a branch of that name is refs/heads/proof."""
OLD = Annotated[str, typer.Argument(metavar="OLD", help=_SIDE)]
NEW = Annotated[str, typer.Argument(metavar="NEW", help="The same; it is compared with OLD.")]


def diff_command(
    context: typer.Context,
    old: OLD,
    new: NEW,
    only_words: Annotated[bool, typer.Option("--only-words", help="Compare no pictures of pages.")] = False,
    tolerance: Annotated[
        float,
        typer.Option("--tolerance", metavar="PERCENT", min=0, max=100, help="How far a colour may be from another."),
    ] = 12,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", dir_okay=False, help="Also write a report with the pages: one file."),
    ] = None,
    as_json: AsJson = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Compare two versions of an issue: pages, words and pictures. Exits with 1 if they differ.

    Pages are matched by what is on them. What differs only by rendering, as in a printer's proof, does not count.
    """
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.review.comparison import compare  # noqa: PLC0415 - as above
    from hemaprint.review.telling import data, lines  # noqa: PLC0415 - as above

    options = BackendOptions(jobs, no_cache=no_cache)
    try:
        versions = [_version(session_of(context), side, options, quiet=quiet) for side in (old, new)]
    except ContentError as error:  # 1 would mean that the versions were compared
        print_error(error)
        raise typer.Exit(ExitCode.USAGE) from error
    found = compare(*versions, pictures=not only_words, tolerance=tolerance)
    if html is not None:
        from hemaprint.review.report import report  # noqa: PLC0415 - as above
        from hemaprint.system.files import write_files  # noqa: PLC0415 - as above

        target = html.resolve()
        write_files({target: report(found, shown_location).encode()}, target.parent)
    if as_json:
        typer.echo(json.dumps(data(found, shown_location), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(lines(found, shown_location)))
    if not found.is_same:
        raise typer.Exit(ExitCode.CONTENT)


def _version(session: Session, side: str, options: BackendOptions, *, quiet: bool) -> Version:
    """What an argument names: a file, a revision, or an issue."""
    from hemaprint.review.versions import open_version  # noqa: PLC0415 - as above

    path = Path(side)
    if path.is_file() or path.suffix.lower() == ".pdf":
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise UsageError(f"there is no file {side}", "hemaprint build writes PDFs below dist") from error
        return open_version(path.name, path, data, _origin(session, path, data))
    revision, colon, name = side.rpartition(":")
    project = session.project()
    if not colon:
        name = project.pick_issue(name)
        pdf, origin = _built(project, name, options, quiet=quiet)
        return open_version(name, project.content / name, pdf, origin)
    if revision == PROOF:
        return _sent(project, project.pick_issue(name or None))
    return _revised(project, revision, name, options, quiet=quiet)


def _sent(project: Project, name: str) -> Version:
    """An issue as its newest proof has it, without the stamp; lines are those of the manuscripts at that time."""
    from hemaprint.review.proof.sent import newest_pages  # noqa: PLC0415 - as above
    from hemaprint.review.versions import open_version  # noqa: PLC0415 - as above

    sent = newest_pages(project, name)
    if sent is None:
        raise UsageError(f"no proof of {name} was made yet", f"hemaprint proof {name} --to NAME makes one")
    return open_version(f"{PROOF}:{name}", sent.path, sent.pdf, sent.origin)


def _origin(session: Session, path: Path, data: bytes) -> SourceMap | None:
    """Where the pages of a file come from, if it was built here."""
    from hemaprint.bind.sourcemap import map_path, read_map  # noqa: PLC0415 - as above

    project = session.project_if_any()
    return read_map(map_path(project.cache, path), data, project.root) if project is not None else None


def _built(project: Project, name: str, options: BackendOptions, *, quiet: bool) -> tuple[bytes, SourceMap]:
    from hemaprint.build.current import current_pages  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above

    pages = current_pages(project, name, options, lambda: progress_shown(quiet))
    return pages.pdf, pages.origin


def _revised(project: Project, revision: str, name: str, options: BackendOptions, *, quiet: bool) -> Version:
    """An issue as it was; places in it are named REVISION:PATH, as git does."""
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.review.rebuilding import rebuilt  # noqa: PLC0415 - as above
    from hemaprint.review.versions import open_version  # noqa: PLC0415 - as above

    then = rebuilt(project, revision, name or None, options, lambda: progress_shown(quiet))
    title = f"{revision}:{then.issue}"
    return open_version(title, Path(title), then.pdf, then.origin)
