"""Let WeasyPrint embed faces without idle work, and without the time of day.

WeasyPrint 70.0 cuts every face down to the glyphs of a document, which keep their ids, and lets fontTools make a still
face of a variable one. That works out all ids up to the highest in use, a thousand for a dozen of glyphs, again for
every document; it parses the C type of an array anew for every number of glyphs; and it writes the time into the face.
Here only glyphs that have something are worked out, each once (``outlines``); arrays have one type; the time stays that
of the face. The faces are the same otherwise, byte for byte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import partial
from itertools import accumulate
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.varLib.instancer import AxisLimits, OverlapMode, instantiateVariableFont

from hemaprint.typeset.outlines import Outline, Outlines, packed

_ARRAY = "hb_codepoint_t["
_NEEDED = frozenset({"fvar", "glyf", "gvar", "head", "hhea", "hmtx", "loca", "maxp", "post"})
_LEFT = frozenset({"vmtx", "vhea", "COLR", "VARC", "CFF ", "CFF2"})
"""Tables that have a part in the outlines, or go by them; faces with them are left to fontTools."""
_SPENT = ("gvar", "HVAR")
"""Tables that are gone when all axes are pinned; fontTools reads HVAR in full to find that out."""
_NAMELESS = b"\0\3\0\0"
"""Version of post without names; fontTools would look for the names that Adobe gave the characters of the glyphs."""
_SHORT_LOCA_LIMIT = 0x20000
_XMIN_IS_BEARING = 2
"""Flag of head: every outline begins at its left side bearing."""


class TypedArrays:
    """WeasyPrint's cffi, whose arrays of glyph ids have one type, whatever their length: it parses each type once."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def new(self, kind: str, *values: Any) -> Any:
        """A new C object."""
        return self._ffi.new(f"{_ARRAY}]" if kind.startswith(_ARRAY) else kind, *values)


def untimed(original: Callable[..., TTFont]) -> Callable[..., TTFont]:
    """``TTFont``, but a face keeps the time that it came with."""
    return partial(original, recalcTimestamp=False)


def still_faces(original: Callable[..., TTFont]) -> Callable[..., TTFont]:
    """``instantiateVariableFont``, but only glyphs that have something are worked out."""

    def instantiate(font: TTFont, location: dict[str, float | None], *, static: bool) -> TTFont:
        return still(font, location) if static and _is_plain(font) else original(font, location, static=static)

    return instantiate


def _is_plain(font: TTFont) -> bool:
    """Whether a face has what is worked out here, and nothing besides that goes by outlines."""
    tables = frozenset(font.keys())
    return tables >= _NEEDED and not tables & _LEFT


def still(font: TTFont, location: dict[str, float | None]) -> TTFont:
    """The plain variable ``font`` with all its axes pinned at ``location``."""
    if font.reader["post"][:4] == _NAMELESS:
        font.setGlyphOrder([f"glyph{gid:05d}" for gid in range(font["maxp"].numGlyphs)])
    axes = (axis.axisTag for axis in font["fvar"].axes)
    limits = AxisLimits(dict.fromkeys(axes) | location).limitAxesAndPopulateDefaults(font).normalize(font)
    outlines = Outlines(font, limits)
    inked = [outline for outline in outlines.used.values() if outline.glyph.numberOfContours]
    _describe(font, inked)
    _replace(font, outlines)
    keep = OverlapMode.KEEP_AND_DONT_SET_FLAGS
    return instantiateVariableFont(font, location, inplace=True, overlap=keep, static=True)


def _describe(font: TTFont, inked: Sequence[Outline]) -> None:
    """What head, hhea and maxp say of all glyphs, as fontTools 4.68 works it out when it saves a face."""
    font.recalcBBoxes = False
    head, hhea, maxp = font["head"], font["hhea"], font["maxp"]
    boxes = [(one.glyph.xMin, one.glyph.yMin, one.glyph.xMax, one.glyph.yMax) for one in inked] or [(0, 0, 0, 0)]
    left, bottom, right, top = zip(*boxes, strict=True)
    head.xMin, head.yMin, head.xMax, head.yMax = min(left), min(bottom), max(right), max(top)
    head.flags &= ~_XMIN_IS_BEARING
    if all(one.bearing == one.glyph.xMin for one in inked):
        head.flags |= _XMIN_IS_BEARING
    extents = [(one, one.bearing + one.glyph.xMax - one.glyph.xMin) for one in inked]
    hhea.minLeftSideBearing = min((one.bearing for one in inked), default=0)
    hhea.minRightSideBearing = min((one.advance - extent for one, extent in extents), default=0)
    hhea.xMaxExtent = max((extent for _, extent in extents), default=0)
    simple, composite = ([one for one in inked if one.glyph.isComposite() is kind] for kind in (False, True))
    maxp.maxPoints = max((one.points for one in simple), default=0)
    maxp.maxContours = max((one.contours for one in simple), default=0)
    maxp.maxCompositePoints = max((one.points for one in composite), default=0)
    maxp.maxCompositeContours = max((one.contours for one in composite), default=0)
    maxp.maxComponentElements = max((len(one.glyph.components) for one in composite), default=0)
    maxp.maxComponentDepth = max((one.depth for one in composite), default=0)


def _replace(font: TTFont, outlines: Outlines) -> None:
    """Put the tables of the outlines in place as they shall be written; fontTools does not look into them any more."""
    advances, bearings = list(outlines.advances), list(outlines.bearings)
    for gid, one in outlines.used.items():
        advances[gid], bearings[gid] = one.advance, one.bearing
    font["hhea"].advanceWidthMax = max(advances)
    font["hhea"].numberOfHMetrics = long = _long_metrics(advances)
    metrics = [value for pair in zip(advances[:long], bearings[:long], strict=True) for value in pair]
    hmtx = _ready(font, "hmtx", struct.pack(f">{'Hh' * long}", *metrics) + packed("h", bearings[long:]))
    hmtx.metrics = dict(enumerate(zip(advances, bearings, strict=True)))  # OS/2 wants the average of all advances
    records = [outlines.used[gid].data if gid in outlines.used else b"" for gid in range(outlines.count)]
    glyf, loca, font["head"].indexToLocFormat = _glyf(records)
    _ready(font, "glyf", glyf)
    _ready(font, "loca", loca)
    for tag in _SPENT:
        if tag in font:
            del font[tag]


def _ready(font: TTFont, tag: str, data: bytes) -> Any:
    table = font[tag] = DefaultTable(tag)
    table.data = data
    return table


def _long_metrics(advances: Sequence[int]) -> int:
    """How many entries hmtx has: all but the last of a run of equal advances go without (OpenType 1.9, hmtx)."""
    count = len(advances)
    while count > 1 and advances[count - 2] == advances[-1]:
        count -= 1
    return count


def _glyf(records: Sequence[bytes]) -> tuple[bytes, bytes, int]:
    """The tables glyf and loca with the format of loca, which is 0, that of short offsets, wherever it can be."""
    padded = [record + b"\0" * (len(record) % 2) for record in records]
    short = sum(map(len, padded)) < _SHORT_LOCA_LIMIT
    records = padded if short else records
    offsets = [0, *accumulate(map(len, records))]
    loca = packed("H", [offset // 2 for offset in offsets]) if short else packed("I", offsets)
    return b"".join(records) or b"\0", loca, 0 if short else 1
