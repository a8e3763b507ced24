# SPDX-License-Identifier: MIT
"""Show the progress of a build and its results: bars on a terminal, plain lines elsewhere, JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table

from hemaprint.build.backend import Progress
from hemaprint.build.results import BuildResult, EditionResult
from hemaprint.cli.report import count, diagnostics, pages_text
from hemaprint.errors import Severity

if TYPE_CHECKING:
    from rich.console import Console

    from hemaprint.typeset.pages import Pages


@contextmanager
def progress_shown(quiet: bool) -> Iterator[Progress]:
    """Progress as the console can show it; nothing when ``quiet``."""
    console = diagnostics()
    if quiet:
        yield Progress()
    elif not console.is_terminal:
        yield LineProgress(console)
    else:
        with bars_on(console) as bars:
            yield bars


def article_text(pages: int, seconds: float) -> str:
    """``4 pages, 1.2 s``; an article that was known needed no time."""
    return f"{pages_text(pages)}, {f'{seconds:.1f} s' if seconds else 'as before'}"


class LineProgress(Progress):
    """One line per article and stage, for logs."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def start(self, slugs: Sequence[str]) -> None:
        """These articles will be set."""
        self._console.print(f"setting {len(slugs)} article{'s' * (len(slugs) != 1)}")

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """An article has been set, or was known."""
        self._console.print(f"  {slug}: {article_text(len(pages.sheets), seconds)}")

    def stage(self, name: str) -> None:
        """The next stage begins."""
        self._console.print(name)


@contextmanager
def bars_on(console: Console) -> Iterator[BarProgress]:
    """Bars that disappear at the end."""
    columns = (
        SpinnerColumn(finished_text="[green]✓[/]"),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[pages]}", style="dim"),
    )
    with Bars(*columns, console=console, transient=True) as bars:
        yield BarProgress(bars)


class BarProgress(Progress):
    """A bar per article, the stage below them; an article that is set again keeps its row."""

    def __init__(self, bars: Bars) -> None:
        super().__init__()
        self._bars = bars
        self._rows: dict[str, TaskID] = {}
        self._last: TaskID | None = None

    def start(self, slugs: Sequence[str]) -> None:
        """A row for every article that will be set."""
        for slug in slugs:
            self._bars.reset(self._row(slug), total=None)

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """Fill the row of an article that has been set."""
        number = len(pages.sheets)
        self._bars.update(self._row(slug), total=number, completed=number, pages=article_text(number, seconds))

    def stage(self, name: str) -> None:
        """Name the stage in a row below the others."""
        if self._last is not None:
            self._bars.remove_task(self._last)
        self._last = self._bars.add_task(name, total=None, pages="")

    def _row(self, slug: str) -> TaskID:
        if slug not in self._rows:
            self._rows[slug] = self._bars.add_task(slug, total=None, pages="")
        return self._rows[slug]


# ---------------------------------------------------------------- results


def edition_lines(one: EditionResult, *, verbose: bool) -> Iterator[str]:
    """Its pages and its size, and how its pictures were reduced; with ``verbose``, each of them."""
    yield f"{one.name}: {pages_text(one.pages)}, {one.size / 1e6:.1f} MB"
    if one.steps:
        saved = sum(step.saved for step in one.steps)
        yield f"{one.name}: {len(one.steps)} picture{'s' * (len(one.steps) != 1)} made {saved / 1e6:.1f} MB smaller"
    if verbose:
        yield from (f"  {step.text}" for step in one.steps)


def edition_data(one: EditionResult) -> dict[str, object]:
    """An edition or offprint as JSON."""
    data: dict[str, object] = {"name": one.name, "path": str(one.path), "pages": one.pages, "bytes": one.size}
    if one.steps:
        data["pictures"] = [step.data for step in one.steps]
    return data


def print_back_catalogue(names: Sequence[str], results: Sequence[BuildResult]) -> None:
    """A table of every issue; one without a result has failed."""
    table = _table("issue", "pages", "size", "time", "warnings")
    known = {result.issue: result for result in results}
    for name in names:
        result = known.get(name)
        if result is None:
            table.add_row(name, "failed", style="red")
            continue
        size = f"{sum(one.size for one in result.editions) / 1e6:.1f} MB"
        time = f"{result.seconds:.1f} s" if result.stages else "as before"
        table.add_row(name, str(result.pages), size, time, str(count(result.problems, Severity.WARNING) or ""))
    diagnostics().print(table)


def print_timings(result: BuildResult) -> None:
    """Where the time of a build went: by stages, then by articles."""
    stages = _table(f"{result.issue}, stage", "seconds")
    for name, seconds in (*result.stages, ("in all", result.seconds)):
        stages.add_row(name, f"{seconds:.2f}")
    articles = _table("article", "pages", "seconds", "set", "known")
    for one in sorted(result.articles, key=lambda article: -article.seconds):
        articles.add_row(one.slug, str(one.pages), f"{one.seconds:.2f}", str(one.made), str(one.known))
    articles.add_row("other pages", "", f"{result.others:.2f}")
    console = diagnostics()
    console.print(stages)
    console.print(articles)


def _table(*heads: str) -> Table:
    return Table(*heads, box=None, pad_edge=False, header_style="bold")
