"""``hemaprint build``: set the articles, bind the issue, print where the PDF is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.progress import pages_text, progress_shown
from hemaprint.cli.results import edition_data, edition_lines
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.editions import Conformance, Edition, Wishes
from hemaprint.environment import require_engine
from hemaprint.errors import UsageError
from hemaprint.report import diagnostics, print_problems, problem_data, shown_path

if TYPE_CHECKING:
    from hemaprint.build import BuildResult


class EditionName(StrEnum):
    """What ``--edition`` takes."""

    DIGITAL = "digital"
    PRINT = "print"
    EMAIL = "email"
    ALL = "all"

    @property
    def editions(self) -> tuple[Edition, ...]:
        """The editions that it names."""
        return tuple(Edition) if self is EditionName.ALL else (Edition(self.value),)


def build_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of dist/ISSUE."),
    ] = None,
    edition: Annotated[
        EditionName,
        typer.Option("--edition", help="Which edition: digital for the screen, print for the press, email, or all."),
    ] = EditionName.DIGITAL,
    conformance: Annotated[
        Conformance,
        typer.Option("--conformance", help="ua1: PDF/UA-1 and PDF/A-3a; ua2: PDF/UA-2 and PDF/A-4f."),
    ] = Conformance.UA1,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", metavar="FILE", exists=True, dir_okay=False, help="Print: the ICC profile of the press."
        ),
    ] = None,
    spreads: Annotated[
        bool, typer.Option("--spreads/--no-spreads", help="Print: two facing pages on one sheet.")
    ] = False,
    max_mb: Annotated[
        float | None,
        typer.Option("--max-mb", metavar="MB", min=0.1, max=100, help="Email: the largest file, in million bytes."),
    ] = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="SLUG", help="Only this article, as a PDF of its own.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Also keep the HTML of every article.")] = False,
    open_pdf: Annotated[bool, typer.Option("--open", help="Open the PDF when it is done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; warnings and errors stay.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="List what was set; show the traceback of a bug.")
    ] = False,
) -> None:
    """Build the editions of an issue and print their paths."""
    session = session_of(context)
    session.verbose = verbose
    project = session.project()
    name = pick_issue(project, issue)
    require_engine()
    from hemaprint.build import build  # noqa: PLC0415 - WeasyPrint loads slowly, and check does without

    _refuse_idle(edition.editions, profile=profile is not None, spreads=spreads, max_mb=max_mb is not None)
    wishes = Wishes(conformance=conformance, profile=profile, spreads=spreads, max_mb=max_mb)
    with progress_shown(quiet) as progress:
        result = build(
            project,
            name,
            editions=edition.editions,
            wishes=wishes,
            output=output,
            article=article,
            html=html,
            progress=progress,
        )
    print_problems(result.problems)
    if not quiet:
        _summarize(result, verbose)
    typer.echo(_as_json(result) if as_json else "\n".join(shown_path(path) for path in _files(result)))
    if open_pdf:
        typer.launch(str(result.pdf))


def _refuse_idle(editions: Sequence[Edition], *, profile: bool, spreads: bool, max_mb: bool) -> None:
    """Raise UsageError for an option that means an edition which is not asked for."""
    meant = {"--profile": (profile, Edition.PRINT), "--spreads": (spreads, Edition.PRINT)}
    for option, (given, edition) in (meant | {"--max-mb": (max_mb, Edition.EMAIL)}).items():
        if given and edition not in editions:
            raise UsageError(f"{option} is for the {edition} edition alone", f"add --edition {edition}, or all")


def _summarize(result: BuildResult, verbose: bool) -> None:
    console = diagnostics()
    if verbose:
        for article in result.articles:
            console.print(
                f"{article.first_page:>4}  {article.slug}: {pages_text(article.pages)}, {article.seconds:.1f} s"
            )
    for one in result.editions:
        for line in edition_lines(one, verbose=verbose):
            console.print(line)
    console.print(f"{result.issue} in {result.seconds:.1f} s")


def _files(result: BuildResult) -> tuple[Path, ...]:
    """What was written; the PDFs last, because scripts read the last line."""
    return (*result.html, *(one.path for one in result.editions))


def _as_json(result: BuildResult) -> str:
    data = {
        "issue": result.issue,
        "editions": [edition_data(one) for one in result.editions],
        "html": [str(path) for path in result.html],
        "seconds": round(result.seconds, 3),
        "articles": [
            {
                "slug": article.slug,
                "title": article.title,
                "first_page": article.first_page,
                "pages": article.pages,
                "seconds": round(article.seconds, 3),
            }
            for article in result.articles
        ],
        "problems": [problem_data(problem) for problem in result.problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
