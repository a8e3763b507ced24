# SPDX-License-Identifier: MIT
"""Typeset issues, ``hemaprint build``, and offprints of their articles, ``offprints``; empty the cache, ``clean``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.bind.editions import Conformance, Edition
from hemaprint.bind.impose.options import Imposition, Scheme, parse_thickness
from hemaprint.cli.impose import SignatureOption, ThicknessOption
from hemaprint.cli.report import diagnostics, print_error, print_problems, problem_data, shown_path
from hemaprint.cli.session import (
    AsJson,
    Cluster,
    IssueName,
    Jobs,
    NoCache,
    OneArticle,
    Quiet,
    Unencrypted,
    output_option,
    session_of,
)
from hemaprint.errors import ContentError, ExitCode, Severity, UsageError

if TYPE_CHECKING:
    from hemaprint.build.backend import BackendOptions
    from hemaprint.build.results import BuildOptions, BuildResult
    from hemaprint.project.project import Project

ConformanceOption = Annotated[
    Conformance,
    typer.Option("--conformance", help="ua1: PDF/UA-1 and PDF/A-3a; ua2: PDF/UA-2 and PDF/A-4, or 4f with files."),
]


class EditionName(StrEnum):
    """The values of ``--edition``."""

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
    issue: IssueName = None,
    every: Annotated[bool, typer.Option("--all", help="Every issue under content/.")] = False,
    output: Annotated[Path | None, output_option("dist/ISSUE")] = None,
    edition: Annotated[
        EditionName,
        typer.Option("--edition", help="Which edition: digital for the screen, print for the press, email, or all."),
    ] = EditionName.DIGITAL,
    conformance: ConformanceOption = Conformance.UA1,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile", metavar="FILE", exists=True, dir_okay=False, help="Print: the ICC profile of the press."
        ),
    ] = None,
    spreads: Annotated[
        bool, typer.Option("--spreads/--no-spreads", help="Print: two facing pages on one sheet.")
    ] = False,
    scheme: Annotated[
        Scheme | None,
        typer.Option("--impose", help="Print: also put the pages on press sheets: booklet, 2up, saddle or perfect."),
    ] = None,
    signature: SignatureOption = None,
    thickness: ThicknessOption = None,
    max_mb: Annotated[
        float | None,
        typer.Option("--max-mb", metavar="MB", min=0.1, max=100, help="Email: the largest file, in million bytes."),
    ] = None,
    article: Annotated[
        str | None, typer.Option("--article", metavar="SLUG", help="Only this article, as a separate PDF.")
    ] = None,
    html: Annotated[bool, typer.Option("--html", help="Also write the HTML of every article.")] = False,
    jobs: Jobs = None,
    cluster: Cluster = None,
    unencrypted: Unencrypted = False,
    no_cache: NoCache = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on warnings as well, after writing all files.")
    ] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Report the time of each stage and article.")] = False,
    open_pdf: Annotated[bool, typer.Option("--open", help="Open the PDF when it is done.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="List what was set; show the traceback of a bug.")
    ] = False,
) -> None:
    """Build the editions of an issue and print their paths."""
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.build.results import BuildOptions  # noqa: PLC0415 - as above

    session = session_of(context)
    session.verbose = verbose
    project = session.project()
    names = _issues(project, issue, every=every, single=article is not None or output is not None)
    imposition = _imposition(scheme, signature, thickness)
    orders = [
        BuildOptions(
            issue=name,
            editions=edition.editions,
            output=output,
            article=article,
            html=html,
            conformance=conformance,
            profile=profile,
            spreads=spreads,
            max_mb=max_mb,
            imposition=imposition,
        )
        for name in names
    ]
    _refuse_idle(orders[0])
    results = _build_all(project, orders, BackendOptions(jobs, cluster, unencrypted, no_cache), quiet=quiet)
    _print_results(results, quiet=quiet, verbose=verbose, timings=timings, catalogue=names if every else ())
    if as_json:
        data = [_data(result, timings=timings) for result in results]
        typer.echo(json.dumps(data if every else data[0], ensure_ascii=False, indent=2))
    else:
        # the PDFs last, because scripts read the last line
        paths = [path for one in results for path in (*one.html, *(edition.path for edition in one.editions))]
        typer.echo("\n".join(map(shown_path, paths)), nl=bool(results))
    if open_pdf and results:
        typer.launch(str(results[-1].pdf))
    warned = any(problem.severity is Severity.WARNING for result in results for problem in result.problems)
    if len(results) < len(names) or (strict and warned):
        raise typer.Exit(ExitCode.CONTENT)


def _issues(project: Project, issue: str | None, *, every: bool, single: bool) -> tuple[str, ...]:
    from hemaprint.project.project import some_issues  # noqa: PLC0415 - as above

    if not every:
        return (project.pick_issue(issue),)
    if issue is not None or single:
        message = "--all builds every issue: it cannot be combined with ISSUE, --article or --output"
        raise UsageError(message, "leave one of them out")
    return some_issues(project)


def _imposition(scheme: Scheme | None, signature: int | None, thickness: str | None) -> Imposition | None:
    """How to impose the print edition, None where it is not asked for; raises UsageError."""
    if scheme is None:
        if signature is not None or thickness is not None:
            option = "--signature" if signature is not None else "--paper-thickness"
            raise UsageError(f"{option} is only for imposed sheets", "add --impose saddle or perfect")
        return None
    imposition = Imposition(
        scheme=scheme, signature=signature, thickness=parse_thickness(thickness) if thickness else 0.0
    )
    imposition.refuse_contradictions()
    return imposition


def _refuse_idle(options: BuildOptions) -> None:
    """Raise UsageError for an option of an edition that is not built."""
    if options.imposition is not None and options.spreads:
        raise UsageError("--impose needs single pages, and --spreads puts two on a sheet", "leave one of them out")
    for option, given, edition in (
        ("--profile", options.profile, Edition.PRINT),
        ("--spreads", options.spreads, Edition.PRINT),
        ("--impose", options.imposition, Edition.PRINT),
        ("--max-mb", options.max_mb, Edition.EMAIL),
    ):
        if given and edition not in options.editions:
            raise UsageError(f"{option} is only for the {edition} edition", f"add --edition {edition}, or all")


def _build_all(
    project: Project, orders: Sequence[BuildOptions], options: BackendOptions, *, quiet: bool
) -> list[BuildResult]:
    """The results, and their problems on stderr. With several issues, the errors of one do not stop the others."""
    from hemaprint.build.run import build_all  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above

    results = []
    for result in build_all(project, orders, options, lambda: progress_shown(quiet)):
        if not isinstance(result, ContentError):
            print_problems(result.problems)
            results.append(result)
        elif len(orders) > 1:
            print_error(result)
        else:
            raise result
    return results


def _print_results(
    results: Sequence[BuildResult], *, quiet: bool, verbose: bool, timings: bool, catalogue: Sequence[str]
) -> None:
    from hemaprint.cli.progress import print_back_catalogue, print_timings  # noqa: PLC0415 - as above

    if not quiet:
        for result in results:
            _summarize(result, verbose=verbose)
        if catalogue:
            print_back_catalogue(catalogue, results)
    if timings:
        for result in results:
            print_timings(result)


def _summarize(result: BuildResult, *, verbose: bool = False) -> None:
    from hemaprint.cli.progress import article_text, edition_lines  # noqa: PLC0415 - as above

    console = diagnostics()
    if verbose:
        for article in result.articles:
            console.print(f"{article.first_page:>4}  {article.slug}: {article_text(article.pages, article.seconds)}")
    for one in result.editions:
        for line in edition_lines(one, verbose=verbose):
            console.print(line)
    said = f"in {result.seconds:.1f} s" if result.stages else "nothing has changed since it was built"
    console.print(f"{result.issue}: {said}")


def _data(result: BuildResult, *, timings: bool = False) -> dict[str, object]:
    from hemaprint.cli.progress import edition_data  # noqa: PLC0415 - as above

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


def offprints_command(
    context: typer.Context,
    issue: IssueName = None,
    article: OneArticle = None,
    cover: Annotated[bool, typer.Option("--cover", help="Put a cover with the citation before the article.")] = False,
    conformance: ConformanceOption = Conformance.UA1,
    output: Annotated[Path | None, output_option("dist/ISSUE/offprints")] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    unencrypted: Unencrypted = False,
    no_cache: NoCache = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Build an offprint of every article, with the issue's page numbers, and print their paths."""
    from hemaprint.build.backend import BackendOptions, open_backend  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.system.environment import require_engine  # noqa: PLC0415 - as above

    project, name = session_of(context).issue(issue)
    require_engine()
    options = BackendOptions(jobs, cluster, unencrypted, no_cache)
    with open_backend(project, options, conformance) as backend, progress_shown(quiet) as progress:
        from hemaprint.build.issue import build_offprints  # noqa: PLC0415 - loads slowly, while the crew wakes up

        result = build_offprints(
            project,
            name,
            article=article,
            cover=cover,
            conformance=conformance,
            output=output,
            backend=backend,
            progress=progress,
        )
    print_problems(result.problems)
    if not quiet:
        _summarize(result)
    if as_json:
        whole = _data(result)
        data = {"issue": name, "offprints": whole["editions"]} | {key: whole[key] for key in ("seconds", "problems")}
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(shown_path(one.path) for one in result.editions))


def clean_command(context: typer.Context) -> None:
    """Remove every cached page; finished files stay."""
    from hemaprint.system.files import linked_problem  # noqa: PLC0415 - help is shown sooner without it

    store = session_of(context).project().store()
    if store.link is not None:
        raise ContentError([linked_problem(store.link)])
    emptied = store.clear()
    entries = f"{emptied.entries} entr{'y' if emptied.entries == 1 else 'ies'}"
    typer.echo(f"{shown_path(store.folder)}: {entries} removed, {emptied.size / 1e6:.1f} MB")
