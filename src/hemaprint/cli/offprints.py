"""``hemaprint offprints``: every article of an issue as a PDF of its own, as it ran."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.bind.editions import Conformance
from hemaprint.cli.means import Cluster, Jobs, NoCache, Staffing, Unencrypted, hired
from hemaprint.cli.progress import progress_shown
from hemaprint.cli.report import diagnostics, print_problems, problem_data, shown_path
from hemaprint.cli.results import edition_data, edition_lines
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.system.environment import require_engine

if TYPE_CHECKING:
    from hemaprint.build.issue import OffprintsResult


def offprints_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    article: Annotated[str | None, typer.Option("--article", metavar="SLUG", help="Only this article.")] = None,
    cover: Annotated[bool, typer.Option("--cover", help="Put a cover with the citation before the article.")] = False,
    conformance: Annotated[
        Conformance,
        typer.Option("--conformance", help="ua1: PDF/UA-1 and PDF/A-3a; ua2: PDF/UA-2 and PDF/A-4f."),
    ] = Conformance.UA1,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", file_okay=False, help="Where to write, instead of dist/ISSUE/offprints."
        ),
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    unencrypted: Unencrypted = False,
    no_cache: NoCache = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress; warnings and errors stay.")] = False,
) -> None:
    """Build an offprint of every article, with the issue's own page numbers, and print their paths."""
    project = session_of(context).project()
    name = pick_issue(project, issue)
    require_engine()
    staffing = Staffing(jobs, cluster, unencrypted, no_cache)
    with hired(staffing, project, staffing.store(project), conformance) as means, progress_shown(quiet) as progress:
        from hemaprint.build.issue import build_offprints  # noqa: PLC0415 - loads slowly, while the crew wakes up

        result = build_offprints(
            project,
            name,
            article=article,
            cover=cover,
            conformance=conformance,
            output=output,
            means=means,
            progress=progress,
        )
    print_problems(result.problems)
    if not quiet:
        _summarize(result)
    typer.echo(_as_json(result) if as_json else "\n".join(shown_path(one.path) for one in result.offprints))


def _summarize(result: OffprintsResult) -> None:
    console = diagnostics()
    for one in result.offprints:
        for line in edition_lines(one, verbose=False):
            console.print(line)
    console.print(f"{result.issue} in {result.seconds:.1f} s")


def _as_json(result: OffprintsResult) -> str:
    data = {
        "issue": result.issue,
        "offprints": [edition_data(one) for one in result.offprints],
        "seconds": round(result.seconds, 3),
        "problems": [problem_data(problem) for problem in result.problems],
    }
    return json.dumps(data, ensure_ascii=False, indent=2)
