"""An article's file cut into its front matter and its body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import Location, Problem

FENCE = "---"
_ENDS = ("---", "...")
FOREIGN = {"+++": ("this TOML", "+++"), "{": ("this JSON", "}"), ";;;": ("this JSON", ";;;")}
"""How front matter of Hugo and others begins that is not YAML: what it is, and the line that it ends with."""
_KEY_LINE = re.compile(r"[A-Za-z_]+:(\s|$)|\s+\S|-\s|#|$")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The two parts of a file with the lines they start at, counted from 1."""

    front: str | None
    front_line: int
    body: str
    body_line: int


def split_manuscript(text: str, path: Path) -> tuple[Manuscript, tuple[Problem, ...]]:
    """Front matter and body of ``text``; a front matter that is missing or does not end is None."""
    lines = text.split("\n")
    opening = lines[0].rstrip()
    if opening != FENCE:
        hint = 'the first line is "---"; then come headline, department..., and "---" again'
        foreign = FOREIGN.get(opening)
        if foreign:
            hint = f"write {foreign[0]} as YAML: headline: ... between lines of ---"
        body = _line_of(lines, (foreign[1],)) + 1 if foreign else 0
        problem = Problem("HP020", "the article has no front matter", Location(path, 1, 1), hint)
        return Manuscript(None, 1, "\n".join(lines[body:]), body + 1), (problem,)
    end = _line_of(lines, _ENDS)
    if not end:
        body = _first_line_of_copy(lines)
        hint = 'put a line "---" before the copy'
        problem = Problem("HP021", "the front matter does not end", Location(path, body, 1), hint)
        return Manuscript(None, 2, "\n".join(lines[body - 1 :]), body), (problem,)
    copy = "\n".join(lines[end + 1 :])
    manuscript = Manuscript("\n".join(lines[1:end]), 2, copy, end + 2)
    if not copy.strip():
        message = "nothing stands below the front matter"
        return manuscript, (Problem("HP022", message, Location(path, end + 1, 1), "write the article below this line"),)
    return manuscript, ()


def _line_of(lines: list[str], marks: tuple[str, ...]) -> int:
    """The first line below the first (from 0) that is one of ``marks``; 0 where none is."""
    return next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in marks), 0)


def _first_line_of_copy(lines: list[str]) -> int:
    """The first line that does not look like a key, an item or a continuation; a comment right before it is a head."""
    first = next((number for number, line in enumerate(lines[1:], 2) if not _KEY_LINE.match(line)), len(lines))
    back = first
    while back > 2 and (not lines[back - 2].strip() or lines[back - 2].startswith("#")):
        back -= 1
        first = back if lines[back - 1].strip() else first
    return first
