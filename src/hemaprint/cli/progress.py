"""Show how far a build is: a bar per article on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from hemaprint.report import diagnostics

if TYPE_CHECKING:
    from hemaprint.stages import Progress
    from hemaprint.typeset.pages import Pages


@contextmanager
def progress_shown(quiet: bool) -> Iterator[Progress]:
    """Progress as the console can show it; with ``quiet`` nobody is told."""
    if quiet:
        from hemaprint.stages import SilentProgress  # noqa: PLC0415 - it brings WeasyPrint, which loads slowly

        yield SilentProgress()
        return
    console = diagnostics()
    with BarProgress(console) if console.is_terminal else LineProgress(console) as shown:
        yield shown


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
