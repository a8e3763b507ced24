"""Say which line of which file stands at a place on a page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from pathlib import Path

from hemaprint.pdf.objects import Rectangle
from hemaprint.preview.models import PageFace
from hemaprint.typeset.pages import Block

_WORD = re.compile(r"\w{3,}")
_SHARED = 2
"""Words that a line of the page and a line of the file must share before the latter is believed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1; 0: the file as a whole) of a file, and the box on the page that it was found in (pt)."""

    path: Path
    line: int
    column: int
    box: Rectangle | None


def block_at(blocks: Sequence[Block], x: float, y: float) -> Block | None:
    """The block at a place, the nearest where there is none; of those that hold it, the smallest."""
    return min(blocks, key=lambda block: _distance(block[1], x, y), default=None)


def locate(face: PageFace, x: float, y: float, shown: str) -> Place:
    """The place in the file behind ``x, y`` (pt from the trim's corner); ``shown`` is the text on that line."""
    blocks = face.run.sheet(face.offset).blocks
    block = block_at(blocks, x, y)
    if block is None:
        return Place(face.source, 0, 0, None)
    first, box = block
    after = min((line for line, _ in _all_blocks(face) if line > first), default=first + 200)
    line, column = _line_of(face.source, first, after, shown)
    return Place(face.source, line, column, box)


def _all_blocks(face: PageFace) -> list[Block]:
    return [block for sheet in face.run.pages.sheets for block in sheet.blocks]


def _line_of(path: Path, first: int, after: int, shown: str) -> tuple[int, int]:
    """The line from ``first`` to before ``after`` that has most of the words shown, and where the first of them is."""
    words = [word.lower() for word in _WORD.findall(shown)]
    try:
        lines = path.read_text("utf-8", errors="replace").splitlines()[first - 1 : after - 1]
    except OSError:
        return first, 1
    if not lines or not words:
        return first, 1
    scores = [len(set(words) & {word.lower() for word in _WORD.findall(line)}) for line in lines]
    best = max(range(len(lines)), key=lambda index: scores[index])
    if scores[best] < min(_SHARED, len(words)):
        return first, 1
    return first + best, _column(lines[best], words)


def _column(line: str, words: list[str]) -> int:
    lowered = line.lower()
    pair = next((lowered.find(word) for word in words if word in lowered), 0)
    return max(0, pair) + 1


def _distance(box: Rectangle, x: float, y: float) -> float:
    left, top, right, bottom = box
    dx, dy = max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom)
    return hypot(dx, dy) + (right - left) * (bottom - top) * 1e-9
