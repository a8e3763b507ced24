"""The make-up of an article as data: what the typesetter measured and decided, literal in the next galley.

Lengths are whole baseline units ("lines") unless a name says pt. Sheets count from 1, the first that carries text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Position = Literal["top", "bottom"]
LAST_SHEET = -1
"""In place of a sheet's number: the one that the text ends on."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A strip across the head or the foot of one sheet, taken from the columns; ``keys`` are its slots."""

    sheet: int
    position: Position
    keys: tuple[str, ...]
    lines: int


@dataclass(frozen=True, slots=True)
class MakeUp:
    """Where everything that is not running text stands. ``title_lines`` are inline HTML.

    ``measures`` are widths of pull quotes in mm; ``lowered`` is white before wide blocks in pt, which brings them back
    to the grid; ``sheets`` is how many the copy should take.
    """

    title_size: float = 0.0
    title_leading: float = 0.0
    title_lines: tuple[str, ...] = ()
    head: int = 0
    slots: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    measures: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    zones: tuple[Zone, ...] = ()
    sides: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    side_top: int = 0
    tail: tuple[str, ...] = ()
    lowered: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    sheets: int = 0

    def zone(self, sheet: int, position: Position) -> Zone | None:
        """The zone of a sheet, if it has one."""
        return next((zone for zone in self.zones if (zone.sheet, zone.position) == (sheet, position)), None)
