"""Write CFF programs whose glyphs are named by CID, as PDF wants them for a CIDFontType0 (ISO 32000-1, 9.7.4.2).

WeasyPrint writes glyph ids into pages, and a program that keeps all ids up to the last one in use (60 000 for Chinese)
has an entry for each in several tables. In a CID-keyed program the charset names the CIDs instead: here they are the
glyph ids of the whole face, and only glyphs in use take room (Adobe Technical Note 5176, sections 13, 18 and 19).
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from io import BytesIO
from itertools import accumulate
from typing import Any

from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.DefaultTable import DefaultTable
from fontTools.varLib.instancer import AxisLimits

from hemaprint.bind.outlines import Outline, Outlines, packed

_ORDER = ("Adobe", "Identity", 0)
_COMPOSED = 4
"""Numbers before an ``endchar`` that draws two glyphs by their names (Adobe Technical Note 5177, appendix C)."""


def by_cid(program: bytes, glyphs: Sequence[int], wanted: Collection[int]) -> bytes:
    """The bare program of an OpenType face that has ``glyphs``, in this order, with those of them that are wanted."""
    with TTFont(BytesIO(program), recalcBBoxes=False, recalcTimestamp=False) as font:
        fonts = font["CFF "].cff
        top = fonts.topDictIndex[0]
        if not hasattr(top, "ROS"):
            _key_by_cid(top, font)
        kept = [(at, cid) for at, cid in enumerate(glyphs) if cid in wanted]
        strings, old = top.CharStrings, top.charset
        names = [f"cid{cid:05d}" if cid else ".notdef" for _, cid in kept]
        # read before the selection below is another: fontTools looks the dictionary of a glyph up by its old number
        read = [strings[old[at]] for at, _ in kept]
        strings.charStrings, strings.charStringsAreIndexed = dict(zip(names, read, strict=True)), False
        top.charset = names
        top.FDSelect.gidArray = [top.FDSelect.gidArray[at] for at, _ in kept]
        top.ROS = _ORDER
        top.CIDCount = kept[-1][1] + 1
        target = BytesIO()
        fonts.compile(target, font)
    return target.getvalue()


def _key_by_cid(top: Any, font: TTFont) -> None:
    """Put the one private dictionary of a name-keyed program behind a font dictionary that all glyphs select.

    A glyph that draws others by their names gets outlines of its own: names are gone then.
    """
    glyphs, private = font.getGlyphSet(), top.Private
    for name in top.charset:
        string = top.CharStrings[name]
        string.decompile()
        before = string.program[-1 - _COMPOSED : -1]
        if string.program[-1] == "endchar" and sum(isinstance(one, int | float) for one in before) == _COMPOSED:
            width = glyphs[name].width - private.nominalWidthX
            pen = T2CharStringPen(width, glyphs)
            glyphs[name].draw(pen)
            top.CharStrings[name] = pen.getCharString(private, top.GlobalSubrs)
    part = FontDict(GlobalSubrs=top.GlobalSubrs)
    part.Private = private
    top.FDArray = FDArrayIndex()
    top.FDArray.append(part)
    top.FDSelect = FDSelect(format=3)
    top.FDSelect.gidArray = [0] * len(top.charset)
    del top.Private


_OF_DESIGN_SPACE = ("fvar", "gvar", "avar")
_SHORT_LOCA_LIMIT = 0x20000
_XMIN_IS_BEARING = 2
"""Flag of head: every outline begins at its left side bearing."""


def still(program: bytes, location: Mapping[str, float]) -> bytes:
    """The face of ``program`` at ``location``; axes that it does not name are at their defaults."""
    font = TTFont(BytesIO(program), recalcBBoxes=False, recalcTimestamp=False)
    axes = (axis.axisTag for axis in font["fvar"].axes)
    limits = AxisLimits(dict.fromkeys(axes) | dict(location)).limitAxesAndPopulateDefaults(font).normalize(font)
    outlines = Outlines(font, limits)
    _describe(font, [outline for outline in outlines.used.values() if outline.glyph.numberOfContours])
    _replace(font, outlines)
    for tag in _OF_DESIGN_SPACE:
        if tag in font:
            del font[tag]
    target = BytesIO()
    font.save(target, reorderTables=None)
    return target.getvalue()


def _describe(font: TTFont, inked: Sequence[Outline]) -> None:
    """What head, hhea and maxp say of all glyphs."""
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
    _put(font, "hmtx", struct.pack(f">{'Hh' * long}", *metrics) + packed("h", bearings[long:]))
    records = [outlines.used[gid].data if gid in outlines.used else b"" for gid in range(outlines.count)]
    glyf, loca, font["head"].indexToLocFormat = _glyf(records)
    _put(font, "glyf", glyf)
    _put(font, "loca", loca)


def _put(font: TTFont, tag: str, data: bytes) -> None:
    table = font[tag] = DefaultTable(tag)
    table.data = data


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
