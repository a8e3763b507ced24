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
from hemaprint.typeset.plan import PageRun

_WORD = re.compile(r"\w{3,}")
_SHARED = 2
"""Words that a line of the page and a line of the file must share before the latter is believed."""
_FURTHER = 200
"""Lines that a last block can go on for."""


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
    """The place in the file behind ``x, y`` (pt from the trim's corner), where the page shows the words ``shown``.

    In a block that knows its line, the words say which line of the block is meant; beside all blocks (a headline, a
    cover) which line of the file.
    """
    block = block_at(face.run.sheet(face.offset).blocks, x, y)
    lines = _lines_of(face.source)
    if block is not None and _distance(block[1], x, y) < 1:
        first = block[0]
        after = min((line for line, _ in _all_blocks(face) if line > first), default=first + _FURTHER)
        line, column = _best(lines[first - 1 : after - 1], shown) or (0, 1)
        return Place(face.source, first + line, column, block[1])
    if (found := _best(lines, shown)) is not None:
        return Place(face.source, found[0] + 1, found[1], None)
    if block is not None:
        return Place(face.source, block[0], 1, block[1])
    return Place(face.source, _entry_of(face.run.piece, lines), 1, None)


def _all_blocks(face: PageFace) -> list[Block]:
    return [block for sheet in face.run.pages.sheets for block in sheet.blocks]


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _best(lines: Sequence[str], shown: str) -> tuple[int, int] | None:
    """The index of the line with most of the words shown, and the column (from 1) of the first of them."""
    words = [word.lower() for word in _WORD.findall(shown)]
    if not lines or not words:
        return None
    scores = [len(set(words) & {word.lower() for word in _WORD.findall(line)}) for line in lines]
    best = max(range(len(lines)), key=lambda index: scores[index])
    if scores[best] < min(_SHARED, len(set(words))):
        return None
    lowered = lines[best].lower()
    return best, 1 + next(lowered.find(word) for word in words if word in lowered)


def _entry_of(piece: PageRun, lines: Sequence[str]) -> int:
    """The line of issue.yaml where a page or an advertisement begins; 0 where that cannot be told."""
    name = re.escape(piece.name)
    entry = rf"\bid\W+{name}\b" if piece.kind == "advertisement" else rf'^\s*"?{name}"?\s*:'
    return next((number for number, line in enumerate(lines, 1) if re.search(entry, line)), 0)


def _distance(box: Rectangle, x: float, y: float) -> float:
    left, top, right, bottom = box
    dx, dy = max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom)
    return hypot(dx, dy) + (right - left) * (bottom - top) * 1e-9
