"""Say what was written: for people in lines, for programs as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hemaprint.build.results import BuildResult, EditionResult
from hemaprint.cli.progress import pages_text
from hemaprint.cli.report import count, diagnostics
from hemaprint.errors import Severity


def edition_lines(one: EditionResult, *, verbose: bool) -> Iterator[str]:
    """Its pages and its size; what became of its pictures, in ``verbose`` form each of them."""
    yield f"{one.name}: {pages_text(one.pages)}, {one.size / 1e6:.1f} MB"
    if one.steps:
        saved = sum(step.saved for step in one.steps)
        yield f"{one.name}: {len(one.steps)} picture{'s' * (len(one.steps) != 1)} made {saved / 1e6:.1f} MB smaller"
    if verbose:
        for step in one.steps:
            yield f"  {step.text}"


def edition_data(one: EditionResult) -> dict[str, object]:
    """An edition or offprint as JSON has it."""
    data: dict[str, object] = {"name": one.name, "path": str(one.path), "pages": one.pages, "bytes": one.size}
    if one.steps:
        data["pictures"] = [step.data for step in one.steps]
    return data


def print_back_catalogue(names: Sequence[str], results: Sequence[BuildResult]) -> None:
    """A table of every issue that was asked for; one without a result has failed."""
    from rich.table import Table  # noqa: PLC0415 - loads slowly, and few ask for tables

    table = Table("issue", "pages", "size", "time", "warnings", box=None, pad_edge=False, header_style="bold")
    known = {result.issue: result for result in results}
    for name in names:
        result = known.get(name)
        if result is None:
            table.add_row(name, "failed", style="red")
            continue
        size = sum(one.size for one in result.editions) / 1e6
        time = f"{result.seconds:.1f} s" if result.stages else "as before"
        table.add_row(
            name, str(result.pages), f"{size:.1f} MB", time, str(count(result.problems, Severity.WARNING) or "")
        )
    diagnostics().print(table)


def print_timings(result: BuildResult) -> None:
    """Where the time of a build went: by stages, then by articles."""
    from rich.table import Table  # noqa: PLC0415 - as above

    console = diagnostics()
    stages = Table(f"{result.issue}, stage", "seconds", box=None, pad_edge=False, header_style="bold")
    for name, seconds in result.stages:
        stages.add_row(name, f"{seconds:.2f}")
    stages.add_row("in all", f"{result.seconds:.2f}")
    console.print(stages)
    articles = Table("article", "pages", "seconds", "set", "known", box=None, pad_edge=False, header_style="bold")
    for one in sorted(result.articles, key=lambda article: -article.seconds):
        articles.add_row(one.slug, str(one.pages), f"{one.seconds:.2f}", str(one.made), str(one.known))
    articles.add_row("other pages", "", f"{result.others:.2f}")
    console.print(articles)
