"""What typesetting gives: the measures of a layout, and a PDF with what is known of each of its sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hemaprint.errors import Problem
from hemaprint.pdf.objects import Rectangle
from hemaprint.typeset.extents import Extents

UNNUMBERED = frozenset({"plate"})
"""Named pages that carry no folio."""

Block = tuple[int, Rectangle]
"""The line of a block in its manuscript, and its border box: left, top, right, bottom in pt from the trim's corner."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of a galley that was laid out but not written."""

    extents: Extents
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A typeset page: its named page, and where ids and blocks stand on it, in pt from the top left of the trim."""

    page_name: str
    anchors: Mapping[str, tuple[float, float]]
    characters: Mapping[str, int]
    blocks: tuple[Block, ...] = ()

    @property
    def numbered(self) -> bool:
        """Whether a folio is stamped on it."""
        return self.page_name not in UNNUMBERED


@dataclass(frozen=True, slots=True)
class Pages:
    """A typeset article or page."""

    name: str
    pdf: bytes
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]

    def sheet_of(self, anchor: str) -> int | None:
        """The index of the sheet that an id stands on."""
        return next((index for index, sheet in enumerate(self.sheets) if anchor in sheet.anchors), None)
