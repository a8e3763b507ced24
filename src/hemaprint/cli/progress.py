"""Show how far a build is: bars on a terminal, plain lines elsewhere, to people who do not want quiet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from hemaprint.cli.report import diagnostics

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
    from hemaprint.cli.bars import BarProgress  # noqa: PLC0415 - loads slowly

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
