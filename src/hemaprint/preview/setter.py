"""What the preview asks of whoever sets the issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue

Arrived = Callable[[str, Pages], None]
"""Called with an article's slug and its pages as soon as they are written; more than once where a draft comes first."""


class Setter(Protocol):
    """A warm issue: reads its files and sets what has changed since the last time."""

    def set(self, first: str | None, arrived: Arrived) -> SetIssue:
        """Set the issue as its files are now, the article ``first`` before the others.

        ``arrived`` may raise to give up, because the files have changed again: what was set before is kept for the
        next time. Warnings are among the problems of what is returned, and errors of the pages (copy lost or overset).
        Raises ContentError with every problem where the files cannot be read as an issue.
        """
