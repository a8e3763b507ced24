"""Measures of laid-out blocks as data, in pt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PX_TO_PT = 0.75
GRID_TOLERANCE = 0.05
"""Coordinates add up in floating point over a page; a line may be off the grid by this much, in pt."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A fragment of a block on one page: its margin box, in pt from the top left of the page."""

    page: int
    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


Extents = Mapping[str, Sequence[Extent]]
"""Fragments of every keyed block, in page order."""


def height_of(key: str, extents: Extents) -> float:
    """The height of a block that stands in one piece; 0 where there is none."""
    return max((extent.height for extent in extents.get(key, ())), default=0.0)
