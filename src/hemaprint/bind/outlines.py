"""Work out the glyphs of a variable TrueType face at one place of its design space, each once for a process.

The arithmetic is that of fontTools (``varLib.instancer``), and so are its results, bit for bit: the order of sums and
the moment of rounding decide over units. What is spared is work on glyphs that a subset does not use but still counts,
and the same glyph worked out again for every article.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from fontTools.ttLib import TTFont, getTableClass
from fontTools.ttLib.tables import TupleVariation
from fontTools.ttLib.tables._g_l_y_f import OVERLAP_COMPOUND, Glyph, GlyphCoordinates, flagOverlapSimple
from fontTools.varLib.instancer import instantiateTupleVariationStore

_MOST = 8192
"""Glyphs that are kept: more than the faces of a magazine use, some tens of megabytes at most."""
_MOST_PLACES = 256
_OWN_REGION = TupleVariation.EMBEDDED_PEAK_TUPLE | TupleVariation.INTERMEDIATE_REGION
_GVAR = struct.Struct(">HHHHIHHI")


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the design space of a face: its axes, the location on each, and the tuples that its glyphs share."""

    axes: tuple[str, ...]
    location: tuple[tuple[str, float], ...]
    tuples: bytes
    limits: Any = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Source:
    """A glyph as a variable face has it: its records in glyf, gvar and hmtx."""

    data: bytes
    variations: bytes
    advance: int
    bearing: int


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A glyph at its place: its record in glyf with metrics in font units, and what maxp wants to know of it.

    ``parts`` are the glyphs that a composite is made of, down to the last, by glyph id as text.
    """

    data: bytes
    advance: int
    bearing: int
    glyph: Any
    parts: tuple[tuple[str, Outline], ...]
    points: int
    contours: int
    depth: int


class Outlines:
    """The glyphs of a variable face, of which most may be empty, at the place ``limits``."""

    def __init__(self, font: TTFont, limits: Any) -> None:
        self.count: int = font["maxp"].numGlyphs
        reader = font.reader
        self._glyf, self._gvar = reader["glyf"], reader["gvar"]
        self._starts = unpacked("I" if font["head"].indexToLocFormat else "H", reader["loca"])
        self._scale = 1 if font["head"].indexToLocFormat else 2
        self.advances, self.bearings = _metrics(reader["hmtx"], font["hhea"].numberOfHMetrics, self.count)
        _, _, _, shared, tuples, _, flags, self._base = _GVAR.unpack_from(self._gvar)
        size = (self.count + 1) * (4 if flags & 1 else 2)
        self._offsets = unpacked("I" if flags & 1 else "H", self._gvar[_GVAR.size : _GVAR.size + size])
        self._offset_scale = 1 if flags & 1 else 2
        axes = tuple(axis.axisTag for axis in font["fvar"].axes)
        peaks = self._gvar[tuples : tuples + shared * len(axes) * 2]
        self._place = _Place(axes, tuple(sorted(limits.pinnedLocation().items())), peaks, limits)
        self._known: dict[int, Outline] = {}

    @cached_property
    def used(self) -> Mapping[int, Outline]:
        """Every glyph that has a record in glyf or gvar; others keep their advance and stay empty."""
        starts, offsets = self._starts, self._offsets
        ids = [gid for gid in range(self.count) if starts[gid] != starts[gid + 1] or offsets[gid] != offsets[gid + 1]]
        return {gid: self._outline(gid) for gid in ids}

    def _outline(self, gid: int) -> Outline:
        if gid not in self._known:
            source = self._source(gid)
            parts: dict[str, Outline] = {}
            for name in Glyph(source.data).getComponentNames(_Numbered()):
                part = self._outline(int(name))
                parts |= {name: part, **dict(part.parts)}
            self._known[gid] = _worked_out(source, self._place, tuple(parts.items()))
        return self._known[gid]

    def _source(self, gid: int) -> _Source:
        start, end = (at * self._scale for at in self._starts[gid : gid + 2])
        first, last = (self._base + at * self._offset_scale for at in self._offsets[gid : gid + 2])
        return _Source(self._glyf[start:end], self._gvar[first:last], self.advances[gid], self.bearings[gid])


class _Numbered(getTableClass("glyf")):  # type: ignore[misc]  # fontTools is untyped
    """A glyf table of some glyphs of a face, whose names are their ids."""

    def __init__(self, glyphs: Mapping[str, Any] | None = None) -> None:
        super().__init__("glyf")
        self.glyphs = dict(glyphs or {})

    def getGlyphName(self, glyphID: int) -> str:  # noqa: N802, N803  # fontTools names it
        return str(glyphID)

    def getGlyphID(self, glyphName: str) -> int:  # noqa: N802, N803
        return int(glyphName)


@lru_cache(_MOST)
def _worked_out(source: _Source, place: _Place, parts: tuple[tuple[str, Outline], ...]) -> Outline:
    """As ``instancer._instantiateGvarGlyph`` of fontTools 4.68 does it, then flagged and written as a face is saved."""
    name, metrics = "", {"": (source.advance, source.bearing)}
    glyph = Glyph(source.data)
    glyf = _Numbered({part: outline.glyph for part, outline in parts} | {name: glyph})
    coordinates, controls = glyf._getCoordinatesAndControls(name, metrics)
    variations = _variations(source.variations, len(coordinates), place)
    if variations:
        deltas = instantiateTupleVariationStore(variations, place.limits, coordinates, controls.endPts)
        if deltas:
            coordinates += GlyphCoordinates(deltas)
    glyf._setCoordinates(name, coordinates, metrics)
    points, contours, depth = _extent(glyph, glyf)
    data = glyph.compile(glyf, recalcBBoxes=False)  # the box was measured when the coordinates were set
    return Outline(data, *metrics[name], glyph, parts, points, contours, depth)


def _variations(data: bytes, points: int, place: _Place) -> list[Any]:
    """The variations that may move the glyph; those that cannot are more than half, and are not decoded."""
    if not data:
        return []
    count, at = struct.unpack_from(">HH", data)
    shared, near = _shared_tuples(place)
    common: list[int] = []
    if count & TupleVariation.TUPLES_SHARE_POINT_NUMBERS:
        common, at = TupleVariation.TupleVariation.decompilePoints_(points, data, at, "gvar")
    found, head = [], 4
    for _ in range(count & TupleVariation.TUPLE_COUNT_MASK):
        size, flags = struct.unpack_from(">HH", data, head)
        end = head + TupleVariation.TupleVariation.getTupleSize_(flags, len(place.axes))
        if flags & _OWN_REGION or near[flags & TupleVariation.TUPLE_INDEX_MASK]:
            read = TupleVariation.decompileTupleVariation_
            found.append(read(points, shared, common, "gvar", place.axes, data[head:end], data[at : at + size]))
        head, at = end, at + size
    return found


@lru_cache(_MOST_PLACES)
def _shared_tuples(place: _Place) -> tuple[list[Any], list[bool]]:
    """The peaks that glyphs share, and whether each can be felt at ``place`` (OpenType 1.9, gvar)."""
    count = len(place.tuples) // 2 // len(place.axes)
    shared = TupleVariation.decompileSharedTuples(place.axes, count, place.tuples, 0)
    location = dict(place.location)
    return shared, [all(not peak or 0 < location[axis] / peak <= 1 for axis, peak in peaks.items()) for peaks in shared]


def _extent(glyph: Any, glyf: Any) -> tuple[int, int, int]:
    """Points, contours and levels of components; flags a glyph that may overlap itself, as instances do."""
    if glyph.isComposite():
        glyph.components[0].flags |= OVERLAP_COMPOUND
        points, contours, depth = glyph.getCompositeMaxpValues(glyf)
        return points, contours, depth
    if not glyph.numberOfContours:
        return 0, 0, 0
    glyph.flags[0] |= flagOverlapSimple
    points, contours = glyph.getMaxpValues()
    return points, contours, 0


def _metrics(data: bytes, long: int, count: int) -> tuple[Sequence[int], Sequence[int]]:
    """Advances and bearings by glyph id (OpenType 1.9, hmtx)."""
    advances = unpacked("H", data[: long * 4])[0::2]
    bearings = unpacked("h", data[: long * 4])[1::2] + unpacked("h", data[long * 4 : long * 2 + count * 2])
    return advances + array("H", [advances[-1]]) * (count - long), bearings


def unpacked(code: str, data: bytes) -> array[int]:
    """Numbers that a font has in the order of big ends."""
    numbers = array(code, data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def packed(code: str, numbers: Sequence[int]) -> bytes:
    """The other way."""
    values = array(code, numbers)
    if sys.byteorder == "little":
        values.byteswap()
    return values.tobytes()
