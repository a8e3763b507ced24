"""``hemaprint build``: set the articles, bind the issue, print where the PDF is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.bind.editions import Conformance, Edition, EditionOptions
from hemaprint.build.results import BuildResult
from hemaprint.cli.means import Cluster, Jobs, NoCache, Staffing, Unencrypted, hired
from hemaprint.cli.progress import article_text, progress_shown
from hemaprint.cli.report import diagnostics, print_error, print_problems, problem_data, shown_path
from hemaprint.cli.results import edition_data, edition_lines, print_back_catalogue, print_timings
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.errors import ContentError, ExitCode, Severity, UsageError
from hemaprint.project.project import Project, issue_names
from hemaprint.system.collector import collector_waiting
from hemaprint.system.environment import require_engine

if TYPE_CHECKING:
    from hemaprint.build.record import Order
    from hemaprint.build.stages import Means


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
    every: Annotated[bool, typer.Option("--all", help="Every issue under content/.")] = False,
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
    jobs: Jobs = None,
    cluster: Cluster = None,
    unencrypted: Unencrypted = False,
    no_cache: NoCache = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings fail, too, when all is written.")] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Say where the time went, stage by stage.")] = False,
    open_pdf: Annotated[bool, typer.Option("--open", help="Open the PDF when it is done.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; warnings and errors stay.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="List what was set; show the traceback of a bug.")
    ] = False,
) -> None:
    """Build the editions of an issue and print their paths."""
    from hemaprint.build.record import Order  # noqa: PLC0415 - with what finds that nothing has changed

    session = session_of(context)
    session.verbose = verbose
    project = session.project()
    names = _issues(project, issue, every=every, single=article is not None or output is not None)
    _refuse_idle(edition.editions, profile=profile is not None, spreads=spreads, max_mb=max_mb is not None)
    wishes = EditionOptions(conformance=conformance, profile=profile, spreads=spreads, max_mb=max_mb)
    orders = [Order(name, edition.editions, wishes, output, article, html) for name in names]
    staffing = Staffing(jobs, cluster, unencrypted, no_cache)
    results = _build_all(project, orders, staffing, quiet=quiet)
    if not quiet:
        for result in results:
            _summarize(result, verbose=verbose)
        if every:
            print_back_catalogue(names, results)
    if timings:
        for result in results:
            print_timings(result)
    if as_json:
        data = [_data(result, timings=timings) for result in results]
        typer.echo(json.dumps(data if every else data[0], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(shown_path(path) for result in results for path in _files(result)), nl=bool(results))
    if open_pdf and results:
        typer.launch(str(results[-1].pdf))
    warned = any(problem.severity is Severity.WARNING for result in results for problem in result.problems)
    if len(results) < len(names) or (strict and warned):
        raise typer.Exit(ExitCode.CONTENT)


def _issues(project: Project, issue: str | None, *, every: bool, single: bool) -> tuple[str, ...]:
    if not every:
        return (pick_issue(project, issue),)
    if issue is not None or single:
        raise UsageError("--all builds every issue: it goes with no ISSUE, --article or --output", "leave one out")
    names = issue_names(project)
    if not names:
        raise UsageError(f"there is no issue in {project.content}", hint="hemaprint new issue NAME writes one")
    return names


def _build_all(project: Project, orders: Sequence[Order], staffing: Staffing, *, quiet: bool) -> list[BuildResult]:
    """Carry the orders out with one crew. With several, the errors of one issue do not stop the others."""
    from hemaprint.build.record import recall, recipe_of, remember  # noqa: PLC0415 - as above

    store = staffing.store(project)
    recipes = [recipe_of(project, order) for order in orders]
    known = [recall(store, recipe) for recipe in recipes]
    for result in (one for one in known if one is not None):
        print_problems(result.problems)
    if all(known):
        return [result for result in known if result is not None]
    require_engine()
    results = []
    with hired(staffing, project, store, orders[0].wishes.conformance) as means:
        for order, recipe, recalled in zip(orders, recipes, known, strict=True):
            try:
                built = recalled or _build(project, order, means, quiet=quiet)
            except ContentError as error:
                if len(orders) == 1:
                    raise
                print_error(error)
                continue
            remember(store, recipe, built)
            results.append(built)
    return results


def _build(project: Project, order: Order, means: Means, *, quiet: bool) -> BuildResult:
    from hemaprint.build.issue import build  # noqa: PLC0415 - pikepdf and pdfium load slowly, and check does without

    with collector_waiting(), progress_shown(quiet) as progress:
        result = build(
            project,
            order.issue,
            editions=order.editions,
            wishes=order.wishes,
            output=order.output,
            article=order.article,
            html=order.html,
            means=means,
            progress=progress,
        )
    print_problems(result.problems)
    return result


def _refuse_idle(editions: Sequence[Edition], *, profile: bool, spreads: bool, max_mb: bool) -> None:
    """Raise UsageError for an option that means an edition which is not asked for."""
    meant = {"--profile": (profile, Edition.PRINT), "--spreads": (spreads, Edition.PRINT)}
    for option, (given, edition) in (meant | {"--max-mb": (max_mb, Edition.EMAIL)}).items():
        if given and edition not in editions:
            raise UsageError(f"{option} is for the {edition} edition alone", f"add --edition {edition}, or all")


def _summarize(result: BuildResult, *, verbose: bool) -> None:
    console = diagnostics()
    if verbose:
        for article in result.articles:
            console.print(f"{article.first_page:>4}  {article.slug}: {article_text(article.pages, article.seconds)}")
    for one in result.editions:
        for line in edition_lines(one, verbose=verbose):
            console.print(line)
    said = f"in {result.seconds:.1f} s" if result.stages else "nothing has changed since it was built"
    console.print(f"{result.issue}: {said}")


def _files(result: BuildResult) -> tuple[Path, ...]:
    """What was written; the PDFs last, because scripts read the last line."""
    return (*result.html, *(one.path for one in result.editions))


def _data(result: BuildResult, *, timings: bool) -> dict[str, object]:
    data: dict[str, object] = {
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
    if timings:
        data["stages"] = {name: round(seconds, 3) for name, seconds in result.stages}
    return data
