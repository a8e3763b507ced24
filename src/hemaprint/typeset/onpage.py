"""Problems of a page: on which sheet, and of which words, until the plan knows the page and the manuscript the line."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hemaprint.errors import Location, Problem
from hemaprint.source.text import read_text

_WORD = re.compile(r"[^\s“”‘’\"'–—…]+")


@dataclass(frozen=True, slots=True)
class PageProblem(Problem):
    """A problem on ``sheet`` of its article (from 1; 0: on any). ``words`` are the printed ones that it is about.

    Its location is the first line of their block.
    """

    sheet: int = 0
    words: str = ""

    def told(self, page_of: Callable[[int], str]) -> Problem:
        """The problem with its page as ``page_of`` a sheet prints it, and with the line of its words."""
        message = f"page {page_of(self.sheet)}: {self.message}" if self.sheet else self.message
        return Problem(self.code, message, _place(self.location, self.words), self.hint, self.severity)


def _place(start: Location, words: str) -> Location:
    """Where the longest of ``words`` stands in the file, if it can, behind ``start``; ``start`` if it is not found."""
    longest = max(_WORD.findall(words), key=len, default="")
    text = read_text(start.path)[0] if longest and start.path.is_file() else None
    lines = enumerate(text.split("\n") if text else (), start=1)
    found = [Location(start.path, number, line.index(longest) + 1) for number, line in lines if longest in line]
    return next((place for place in found if place.line >= start.line), found[0] if found else start)
