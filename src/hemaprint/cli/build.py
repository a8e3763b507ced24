"""``hemaprint build``: set the articles, bind the issue, print where the PDF is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.progress import BarProgress, LineProgress, pages_text
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.environment import require_engine
from hemaprint.report import diagnostics, print_problems, problem_data, shown_path

if TYPE_CHECKING:
    from hemaprint.build import BuildResult


def build_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of dist/ISSUE."),
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
    """Build an issue into one PDF and print its path."""
    session = session_of(context)
    session.verbose = verbose
    project = session.project()
    name = pick_issue(project, issue)
    require_engine()
    from hemaprint.build import SilentProgress, build  # noqa: PLC0415 - WeasyPrint loads slowly, and check does without

    if quiet:
        result = build(project, name, output=output, article=article, html=html, progress=SilentProgress())
    else:
        with _progress() as progress:
            result = build(project, name, output=output, article=article, html=html, progress=progress)
    print_problems(result.problems)
    if not quiet:
        _summarize(result, verbose)
    typer.echo(_as_json(result) if as_json else "\n".join(shown_path(path) for path in _files(result)))
    if open_pdf and result.pdf:
        typer.launch(str(result.pdf))


def _progress() -> BarProgress | LineProgress:
    console = diagnostics()
    return BarProgress(console) if console.is_terminal else LineProgress(console)


def _summarize(result: BuildResult, verbose: bool) -> None:
    console = diagnostics()
    if verbose:
        for article in result.articles:
            console.print(
                f"{article.first_page:>4}  {article.slug}: {pages_text(article.pages)}, {article.seconds:.1f} s"
            )
    console.print(f"{result.issue}: {pages_text(result.pages)} in {result.seconds:.1f} s")


def _files(result: BuildResult) -> tuple[Path, ...]:
    """What was written; the PDF last, because scripts read the last line."""
    return result.html if result.pdf is None else (*result.html, result.pdf)


def _as_json(result: BuildResult) -> str:
    data = {
        "issue": result.issue,
        "pdf": str(result.pdf) if result.pdf else None,
        "html": [str(path) for path in result.html],
        "pages": result.pages,
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
