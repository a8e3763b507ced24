"""Decide on which sheet every floating block stands: near the words that it belongs to, at the head or foot of a sheet.

A simulation on measured lengths, not a layout: copy is one long column of lines, a sheet holds ``columns`` times its
free lines of it, and each zone takes lines from its sheet. The layout that follows is checked against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Literal

from hemaprint.galley.makeup import LAST_SHEET, Position, Zone
from hemaprint.theme.geometry import BASELINE

MIN_TEXT_LINES = 9
"""A sheet keeps at least this many lines of text, or the zone goes elsewhere."""
ZONE_GAP = 14.0
"""White between a zone and the text, in pt, before rounding to whole lines."""
_MOST_SHEETS = 400


@dataclass(frozen=True, slots=True)
class Request:
    """A block to be placed: ``offset`` is where its words end in the copy, in lines; ``height`` in pt."""

    key: str
    height: float
    offset: float
    position: Position | Literal["auto"] = "auto"
    sheet: int | None = None


@dataclass(frozen=True, slots=True)
class Sheets:
    """What sheets can hold: lines of the type area, of the head on the first sheet, of the copy and of its tail."""

    lines: int
    head: int
    columns: int
    copy_lines: float
    tail_lines: float = 0.0


@dataclass(slots=True)
class Placement:
    """Zones as they fill up, by sheet and position."""

    sheets: Sheets
    heights: dict[tuple[int, Position], float] = field(default_factory=dict)
    keys: dict[tuple[int, Position], list[str]] = field(default_factory=dict)
    left_over: list[str] = field(default_factory=list)

    def zone_lines(self, sheet: int, position: Position, extra: float = 0.0) -> int:
        """Lines that a zone takes, its gap included; 0 for none."""
        height = self.heights.get((sheet, position), 0.0) + extra
        return ceil((height + ZONE_GAP) / BASELINE - 0.01) if height else 0

    def free_lines(self, sheet: int) -> int:
        """Lines of each column of a sheet that are left for text."""
        head = self.sheets.head if sheet == 1 else 0
        return self.sheets.lines - head - self.zone_lines(sheet, "top") - self.zone_lines(sheet, "bottom")

    def sheet_of(self, offset: float) -> int:
        """The sheet on which line ``offset`` of the copy falls."""
        for sheet in range(1, _MOST_SHEETS):
            offset -= self.free_lines(sheet) * self.sheets.columns
            if offset < 0:
                return sheet
        return _MOST_SHEETS

    @property
    def last_sheet(self) -> int:
        """The sheet on which the copy (and its tail) ends."""
        tail = self.sheets.tail_lines * self.sheets.columns
        return self.sheet_of(max(0.0, self.sheets.copy_lines + tail - 1))

    def add(self, key: str, height: float, sheet: int, position: Position) -> None:
        """Put a block into a zone, below what stands there."""
        place = (sheet, position)
        gap = BASELINE if place in self.heights else 0.0
        self.heights[place] = self.heights.get(place, 0.0) + gap + height
        self.keys.setdefault(place, []).append(key)

    def zones(self) -> tuple[Zone, ...]:
        """The zones, in order."""
        return tuple(
            Zone(sheet, position, tuple(keys), self.zone_lines(sheet, position))
            for (sheet, position), keys in sorted(self.keys.items())
        )


def place(requests: Iterable[Request], sheets: Sheets) -> Placement:
    """Place every request, pinned ones first, the others in the order of the copy."""
    placement = Placement(sheets)
    waiting: list[Request] = []
    for request in requests:
        if request.sheet is None:
            waiting.append(request)
        elif request.sheet != LAST_SHEET:
            position: Position = "bottom" if request.position == "bottom" or request.sheet == 1 else "top"
            placement.add(request.key, request.height, request.sheet, position)
    last = [request for request in requests if request.sheet == LAST_SHEET] if isinstance(requests, Sequence) else []
    for request in waiting:
        _place_near(placement, request)
    for request in last:
        placement.add(request.key, request.height, placement.last_sheet, "bottom")
    return placement


def _place_near(placement: Placement, request: Request) -> None:
    wanted = placement.sheet_of(max(0.0, request.offset - 1))
    positions: tuple[Position, ...] = ("top", "bottom")
    candidates = [
        (cost, sheet, position)
        for sheet in range(max(1, wanted - 1), placement.last_sheet + 1)
        for position in positions
        if (cost := _cost(placement, request, sheet, position)) is not None
    ]
    if not candidates:
        placement.left_over.append(request.key)
        return
    _, sheet, position = min(candidates)
    placement.add(request.key, request.height, sheet, position)


def _cost(placement: Placement, request: Request, sheet: int, position: Position) -> float | None:
    """How bad a place is; None where the block cannot stand there."""
    if request.position not in ("auto", position) or (sheet == 1 and position == "top"):
        return None
    before = placement.zone_lines(sheet, position)
    taken = placement.zone_lines(sheet, position, request.height + (BASELINE if before else 0)) - before
    if placement.free_lines(sheet) - taken < MIN_TEXT_LINES:
        return None
    trial = Placement(placement.sheets, dict(placement.heights), placement.keys)
    trial.heights[(sheet, position)] = trial.heights.get((sheet, position), 0.0) + request.height
    distance = sheet - trial.sheet_of(max(0.0, request.offset - 1))
    crowd = sum(1 for at in ("top", "bottom") if (sheet, at) in placement.heights)
    stacked = (sheet, position) in placement.heights
    too_early = distance < 0
    return 10.0 * abs(distance) + 4.0 * too_early + 2.0 * (position == "bottom") + 6.0 * crowd + 8.0 * stacked
