"""Show how far a build is on a terminal: a bar for each article, the stage below them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from hemaprint.cli.progress import article_text

if TYPE_CHECKING:
    from hemaprint.typeset.pages import Pages


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
