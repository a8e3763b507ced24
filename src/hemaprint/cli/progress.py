"""Show how far a build is: bars on a terminal, plain lines elsewhere, to people who do not want quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from hemaprint.build.results import BuildResult, EditionResult
from hemaprint.cli.report import count, diagnostics
from hemaprint.errors import Severity

if TYPE_CHECKING:
    from rich.console import Console

    from hemaprint.build.backend import Progress
    from hemaprint.typeset.pages import Pages


@contextmanager
def progress_shown(quiet: bool) -> Iterator[Progress]:
    """Progress as the console can show it; with ``quiet`` nobody is told."""
    if quiet:
        from hemaprint.build.backend import Progress  # noqa: PLC0415 - it brings WeasyPrint, which loads slowly

        yield Progress()
        return
    console = diagnostics()
    if not console.is_terminal:
        with LineProgress(console) as lines:
            yield lines
        return
    __DROPPED_IMPORT__  # noqa: PLC0415 - loads slowly

    with BarProgress(console) as bars:
        yield bars


def pages_text(pages: int) -> str:
    """``1 page``, ``4 pages``."""
    return f"{pages} page{'s' * (pages != 1)}"


def article_text(pages: int, seconds: float) -> str:
    """``4 pages, 1.2 s``; an article that was known needed no time."""
    return f"{pages_text(pages)}, {f'{seconds:.1f} s' if seconds else 'as before'}"


class LineProgress:
    """One line per article and stage, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Lines leave nothing to tidy."""

    def start(self, slugs: Sequence[str]) -> None:
        """The articles that will be set."""
        self._console.print(f"setting {len(slugs)} article{'s' * (len(slugs) != 1)}")

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """An article has been set, or was known."""
        self._console.print(f"  {slug}: {article_text(len(pages.sheets), seconds)}")

    def stage(self, name: str) -> None:
        """The next stage begins."""
        self._console.print(name)


class BarProgress:
    """A bar per article; one that is set again after others moved keeps its row."""

    def __init__(self, console: Console) -> None:
        self._bars = Bars(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[pages]}", style="dim"),
            console=console,
            transient=True,
        )
        self._rows: dict[str, TaskID] = {}
        self._stage: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._bars.stop()

    def start(self, slugs: Sequence[str]) -> None:
        """A row for every article that will be set."""
        for slug in slugs:
            if slug in self._rows:
                self._bars.reset(self._rows[slug], total=None)
            else:
                self._rows[slug] = self._bars.add_task(slug, total=None, pages="")

    def article(self, slug: str, pages: Pages, seconds: float) -> None:
        """Fill the row of an article that has been set."""
        row = self._rows.get(slug)
        if row is None:
            row = self._rows[slug] = self._bars.add_task(slug, total=None, pages="")
        count = len(pages.sheets)
        self._bars.update(row, total=count, completed=count, pages=article_text(len(pages.sheets), seconds))

    def stage(self, name: str) -> None:
        """Name the stage in a row below the others."""
        if self._stage is not None:
            self._bars.remove_task(self._stage)
        self._stage = self._bars.add_task(name, total=None, pages="")


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
