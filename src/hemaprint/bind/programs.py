# SPDX-License-Identifier: MIT
"""Name the glyphs of CFF programs by CID, with fontTools, which loads slowly."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from io import BytesIO
from typing import Any

from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

_ORDER = ("Adobe", "Identity", 0)
_COMPOSED = 4
"""Numbers before an ``endchar`` that draws two glyphs by their names (Adobe Technical Note 5177, appendix C)."""


def by_cid(program: bytes, glyphs: Sequence[int], wanted: Collection[int]) -> bytes:
    """The bare program of an OpenType face that has ``glyphs``, in this order, reduced to the wanted ones.

    PDF names glyphs by CID in a CIDFontType0 (ISO 32000-1, 9.7.4.2). WeasyPrint writes glyph ids into pages, and a
    program that keeps all ids up to the last one in use (60 000 for Chinese) has an entry for each in several tables.
    In a CID-keyed program the charset names the CIDs instead: here they are the glyph ids of the whole face, and only
    glyphs in use take room (Adobe Technical Note 5176, sections 13, 18 and 19).
    """
    with TTFont(BytesIO(program), recalcBBoxes=False, recalcTimestamp=False) as font:
        fonts = font["CFF "].cff
        top = fonts.topDictIndex[0]
        if not hasattr(top, "ROS"):
            _key_by_cid(top, font)
        kept = [(at, cid) for at, cid in enumerate(glyphs) if cid in wanted]
        strings, old = top.CharStrings, top.charset
        names = [f"cid{cid:05d}" if cid else ".notdef" for _, cid in kept]
        # read before FDSelect changes below: fontTools looks up the dictionary of a glyph by its old number
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

    A glyph that draws others by their names gets its own outlines, as the names are lost.
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
