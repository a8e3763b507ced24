# SPDX-License-Identifier: MIT
"""Map the pages of a finished PDF to the manuscripts and lines that they were set from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import hypot
from pathlib import Path
from typing import Any

import pikepdf

from hemaprint.errors import Location
from hemaprint.pdf.objects import Rectangle
from hemaprint.typeset.pages import Block


@dataclass(frozen=True, slots=True)
class MappedPage:
    """A page: the file that it was set from (relative to the project), and the blocks on it.

    ``trim`` is its trim box in pt of default user space.
    """

    source: str
    trim: Rectangle
    blocks: tuple[Block, ...]

    def locate(self, place: Rectangle) -> int | None:
        """The line of the block that is at a place (pt, user space), or nearest to it; None where there is none."""
        if not self.blocks:
            return None
        left, _, _, top = self.trim
        x, y = (place[0] + place[2]) / 2 - left, top - (place[1] + place[3]) / 2
        line, _ = min(self.blocks, key=lambda block: _distance(block[1], x, y))
        return line


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The pages of one PDF."""

    root: Path
    pages: tuple[MappedPage, ...]

    def locate(self, page: int, place: Rectangle | None) -> Location | None:
        """The manuscript of a place (pt, user space), with its line if the page has blocks."""
        if not 0 <= page < len(self.pages):
            return None
        mapped = self.pages[page]
        path = self.root / mapped.source
        line = mapped.locate(place) if place is not None else None
        return Location(path) if line is None else Location(path, line, 1)


def map_pages(pdf: bytes, sources: Sequence[tuple[Path, Sequence[Block]]], root: Path) -> tuple[MappedPage, ...]:
    """The pages of ``pdf`` with the file (inside ``root``) and the blocks that each was set from."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        trims = [_rectangle(page.trimbox) for page in opened.pages]
    return tuple(
        MappedPage(source.resolve().relative_to(root).as_posix(), trim, tuple(blocks))
        for trim, (source, blocks) in zip(trims, sources, strict=True)
    )


def map_path(cache: Path, pdf: Path) -> Path:
    """Where the map of a PDF is kept."""
    return cache / "maps" / f"{pdf.stem}.json"


def write_map(pdf: bytes, pages: Iterable[MappedPage]) -> bytes:
    """A map as JSON, with the checksum of its PDF."""
    data = {
        "sha256": sha256(pdf).hexdigest(),
        "pages": [
            {
                "source": page.source,
                "trim": _rounded(page.trim),
                "blocks": [[line, *_rounded(box)] for line, box in page.blocks],
            }
            for page in pages
        ],
    }
    return json.dumps(data, separators=(",", ":")).encode()


def read_map(path: Path, pdf: bytes, root: Path) -> SourceMap | None:
    """The map in the file ``path``; None if it cannot be read or was made for another ``pdf``."""
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["sha256"] != sha256(pdf).hexdigest():
            return None
        return SourceMap(root, tuple(map(_page, data["pages"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _page(page: dict[str, Any]) -> MappedPage:
    blocks = tuple((int(line), _rectangle(box)) for line, *box in page["blocks"])
    return MappedPage(str(page["source"]), _rectangle(page["trim"]), blocks)


def _distance(box: Rectangle, x: float, y: float) -> float:
    """How far a point is outside a box; among boxes that contain it, the smaller one is nearer."""
    left, top, right, bottom = box
    dx, dy = max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom)
    return hypot(dx, dy) + (right - left) * (bottom - top) * 1e-9


def _rounded(box: Rectangle) -> list[float]:
    return [round(value, 1) for value in box]


def _rectangle(values: Iterable[Any]) -> Rectangle:
    left, top, right, bottom = (float(value) for value in values)
    return left, top, right, bottom
