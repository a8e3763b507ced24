# SPDX-License-Identifier: MIT
"""Flatten the copy for the search: one row of items, with all lengths in whole thousandths of a line.

Texts and blocks become one thing, an item made of slices (lines of a text, rows of a block), so that a table is cut by
the same rule as a paragraph. Integers compare and add without error, and make good keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from hemaprint.typeset.makeup import prices
from hemaprint.typeset.makeup.interface import At, Band, Block, Copy, Setting, Sheets, Text

LINE = 1000  # thousandths of a line in a line
_TOLERANCE = 10  # a hundredth of a line more than whole is an error of measurement
_ROWS = 2  # rows of a table that stay together at a cut, if there are enough
_TALL = 1 / 3  # part of a sheet above which a picture is tall: if it does not fit, it leaves much white


def units(lines: float) -> int:
    """A length in thousandths of a line."""
    return round(lines * LINE)


def up(length: int) -> int:
    """The next line of the grid at or below a place."""
    return -((_TOLERANCE - length) // LINE) * LINE


@dataclass(frozen=True, slots=True)
class Way:
    """A setting: ``ends[k]`` is the height of its first k slices; ``notes`` are (slice, index of the note)."""

    ends: tuple[int, ...]
    cost: float = 0.0
    hyphens: frozenset[int] = frozenset()
    notes: tuple[tuple[int, int], ...] = ()

    @property
    def slices(self) -> int:
        """How many lines or rows it has."""
        return len(self.ends) - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """An item of the copy.

    ``stop``: the first item that is not of its band. ``first`` and ``last``: the fewest slices
    before and after a turn. ``ordered``: a figure or a table, which keep their order. ``quotation``: must not split a
    sentence. ``highest``: the height of its highest setting. Lengths in thousandths of a line.
    """

    at: At
    ways: tuple[Way, ...]
    columns: int
    stop: int
    block: bool
    before: int
    after: int
    above: int = 0
    below: int = 0
    grid: bool = False
    first: int = 1
    last: int = 1
    with_next: bool = False
    whole: bool = False
    stretch: int = 0
    repeat: int = 0
    may_wait: bool = False
    ordered: bool = False
    tail: bool = False
    quotation: bool = False
    highest: int = 0

    def height(self, way: int, start: int, end: int) -> int:
        """The height of some of its slices, with what a later part repeats."""
        ends = self.ways[way].ends
        return ends[end] - ends[start] + (self.repeat if start else 0)


@dataclass(frozen=True, slots=True)
class Matter:
    """All items in their order.

    ``offsets[i]``: lines of a single column above item i, including white, in thousandths. ``waits``: whether blocks
    may wait. ``calls``: where notes are called in the best settings, as (place, index of the note).
    """

    pieces: tuple[Piece, ...]
    offsets: tuple[int, ...]
    index: dict[tuple[int, int], int]
    waits: bool
    calls: tuple[tuple[tuple[int, int], int], ...]

    def ahead(self, item: int, line: int) -> float:
        """How many lines of a single column lie before a place."""
        return self.offset_of((item, line)) / LINE

    def ends_copy(self, item: int) -> bool:
        """Whether the copy ends before an item: only the tail may follow."""
        return item == len(self.pieces) or (self.pieces[item].tail and not (item and self.pieces[item - 1].tail))

    def gap(self, upper: int, lower: int) -> int:
        """The white between two items, one above the other."""
        return max(self.pieces[upper].after, self.pieces[lower].before)

    def place_of(self, at: At) -> tuple[int, int]:
        """Item and slice of a place in the copy; a place beyond the copy is its end."""
        index = self.index.get((at.band, at.item))
        return (len(self.pieces), 0) if index is None else (index, at.line)

    def offset_of(self, place: tuple[int, int]) -> int:
        """How far down the copy a place is, in thousandths of a line of a single column."""
        index, line = place
        if index == len(self.pieces):
            return self.offsets[index]
        ends = self.pieces[index].ways[0].ends
        return self.offsets[index] + ends[min(line, len(ends) - 1)]


def matter_of(copy: Copy, sheets: Sheets, moved: Mapping[At, int] | None = None, sizes: Sequence[float] = ()) -> Matter:
    """Flatten an article for these sheets, with some blocks ``moved`` after other items of their band.

    ``sizes``: parts of their height to which tall pictures may be reduced, besides those that make them fit a sheet.
    """
    pieces: list[Piece] = []
    index: dict[tuple[int, int], int] = {}
    for number, band in enumerate(copy.bands):
        stop = len(pieces) + len(band.items)
        for position in _order(band, number, moved or {}):
            item, at = band.items[position], At(number, position)
            index[number, position] = len(pieces)
            if isinstance(item, Text):
                pieces.append(_text(item, at, band, stop, sheets.lines))
            else:
                pieces.append(_block(item, at, band, stop, sheets, sizes))
    waits = any(piece.may_wait for piece in pieces)
    calls = tuple(((item, line), note) for item, piece in enumerate(pieces) for line, note in piece.ways[0].notes)
    return Matter(tuple(pieces), _offsets(pieces), index, waits, calls)


def _order(band: Band, number: int, moved: Mapping[At, int]) -> tuple[int, ...]:
    """The items of a band in order: as written, except figures that the copy mentions further down, and quotations that
    are ``moved``.

    A figure follows its sentence. Figures keep their order.
    """
    places: list[tuple[int, bool, int]] = []
    last = 0
    for index, item in enumerate(band.items):
        place = moved.get(At(number, index), index)
        if isinstance(item, Block) and item.may_wait and not item.quotation:
            place = last = max(last, index, _behind(band, number, item.mention))
        places.append((place, place != index, index))
    return tuple(index for _, _, index in sorted(places))


def _behind(band: Band, number: int, mention: At | None) -> int:
    """The item of a band after which a figure comes that is mentioned at a place of the copy; -1 for any."""
    if mention is None or mention.band < number:
        return -1
    end = len(band.items) - 1
    at = min(mention.item, end) if mention.band == number else end
    while at < end and isinstance(item := band.items[at], Text) and item.with_next:
        at += 1
    return at


def _text(text: Text, at: At, band: Band, stop: int, lines: int) -> Piece:
    leading = units(text.leading)
    ways = tuple(_way(setting, leading, changed=bool(number)) for number, setting in enumerate(text.settings))
    highest = max(way.ends[-1] for way in ways)
    return Piece(
        at,
        ways,
        band.columns,
        stop,
        block=False,
        before=units(text.before),
        after=units(text.after),
        above=units(text.above),
        below=units(text.below),
        grid=leading % LINE == 0,
        first=max(1, text.orphans),
        last=max(1, text.widows),
        with_next=text.with_next,
        # what no sheet can hold is broken nevertheless
        whole=text.whole and text.above + highest / LINE + text.below <= lines,
        stretch=text.stretch,
        tail=band.tail,
        highest=highest,
    )


def _way(setting: Setting, leading: int, *, changed: bool) -> Way:
    heights = [units(height) for height in setting.heights] or [leading] * setting.lines
    cost = setting.cost + (prices.CHANGED if changed else 0.0)
    return Way(tuple(accumulate(heights, initial=0)), cost, setting.hyphens, setting.notes)


def _block(block: Block, at: At, band: Band, stop: int, sheets: Sheets, sizes: Sequence[float]) -> Piece:
    parts = block.parts or (block.height,)
    keep = _ROWS if len(parts) >= 2 * _ROWS else 1
    ends = tuple(units(end) for end in accumulate(parts, initial=0.0))
    return Piece(
        at,
        tuple(_sizes(block, ends, sheets, sizes)),
        band.columns,
        stop,
        block=True,
        before=units(block.before),
        after=units(block.after),
        first=keep,
        last=keep,
        whole=len(parts) == 1,
        stretch=block.stretch,
        repeat=units(block.repeat),
        # what must be cut anyway is cut in its place
        may_wait=block.may_wait and len(band.items) > 1 and (len(parts) == 1 or block.height <= sheets.lines),
        ordered=block.may_wait,
        tail=band.tail,
        quotation=block.quotation,
        grid=block.grid,
        highest=ends[-1],
    )


def _sizes(block: Block, ends: tuple[int, ...], sheets: Sheets, sizes: Sequence[float]) -> Iterator[Way]:
    """A block as it is, and with its picture reduced."""
    notes = tuple((0, note) for note in block.notes)
    yield Way(ends, notes=notes)
    full, height = units(sheets.lines), ends[-1]
    reduced = [full, full - up(units(sheets.head))]
    if height > full * _TALL:
        reduced += [round(height * size) for size in sizes]
    for fits in dict.fromkeys(reduced):
        if 0 < units(block.least) <= fits < height:
            yield Way((0, fits), prices.REDUCED * (1 - fits / height), notes=notes)


def _offsets(pieces: Sequence[Piece]) -> tuple[int, ...]:
    """Where each item begins in a single column of copy in its best settings, and where the last ends."""
    offsets, end = [0], 0
    for number, piece in enumerate(pieces):
        white = max(pieces[number - 1].after, piece.before) if number else 0
        end += white + piece.above + piece.ways[0].ends[-1] + piece.below
        end = up(end) if piece.block else end
        offsets.append(end)
    return tuple(offsets)
