"""An article's file cut into its front matter and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import Location, Problem

FENCE = "---"
_ENDS = ("---", "...")
_KEY_LINE = re.compile(r"[A-Za-z_]+:(\s|$)|\s+\S|-\s|#|$")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The two parts of a file with the lines they start at, counted from 1."""

    front: str
    front_line: int
    body: str
    body_line: int


def split_manuscript(text: str, path: Path) -> tuple[Manuscript | None, tuple[Problem, ...]]:
    """Front matter and body of ``text``; None where the front matter is missing or does not end."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        hint = 'the first line is "---"; then come headline, department..., and "---" again'
        return None, (Problem("HP020", "the article has no front matter", Location(path, 1, 1), hint),)
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in _ENDS), 0)
    if not end:
        place = Location(path, _first_line_of_copy(lines), 1)
        return None, (Problem("HP021", "the front matter does not end", place, 'put a line "---" before the copy'),)
    body = "\n".join(lines[end + 1 :])
    manuscript = Manuscript("\n".join(lines[1:end]), 2, body, end + 2)
    if not body.strip():
        message = "nothing stands below the front matter"
        return manuscript, (Problem("HP022", message, Location(path, end + 1, 1), "write the article below this line"),)
    return manuscript, ()


def _first_line_of_copy(lines: list[str]) -> int:
    """The first line that does not look like a key, an item or a continuation."""
    return next((number for number, line in enumerate(lines[1:], 2) if not _KEY_LINE.match(line)), len(lines))
