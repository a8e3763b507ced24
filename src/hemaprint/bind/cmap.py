"""Read and write the widths and the Unicode maps of composite fonts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pikepdf import Array, Object

TextMap = dict[int, bytes]
"""Glyph id to the text it stands for: UTF-16BE in hexadecimal."""

_LINE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>\s*$", re.MULTILINE)
_BLOCK = 100
"""Entries in one bfchar block, at most (Adobe Technical Note 5014)."""

_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_TAIL = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def read_to_unicode(data: bytes) -> TextMap:
    """The bfchar entries of a ToUnicode map as WeasyPrint writes it: one a line, two bytes a code."""
    body = data.partition(b"endcodespacerange")[2]
    return {int(code, 16): text.lower() for code, text in _LINE.findall(body)}


def to_unicode(texts: TextMap) -> bytes:
    """A ToUnicode map, its codes in order."""
    entries = [b"<%04x> <%s>\n" % (code, text) for code, text in sorted(texts.items())]
    blocks = [entries[at : at + _BLOCK] for at in range(0, len(entries), _BLOCK)]
    body = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(block), b"".join(block)) for block in blocks)
    return _HEAD + body + _TAIL


def widths_of(array: Object) -> dict[int, float]:
    """Advance widths by CID, in thousandths of an em, from a /W array of either form (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    items: Iterator[Object] = iter(array)
    for first in items:
        second = next(items)
        if isinstance(second, Array):
            widths |= {int(first) + offset: float(width) for offset, width in enumerate(second)}
        else:
            width = float(next(items))
            widths |= dict.fromkeys(range(int(first), int(second) + 1), width)
    return widths


def widths_array(widths: dict[int, float]) -> Array:
    """The /W array of ``widths``: one list for every run of consecutive CIDs."""
    array = Array()
    run = Array()
    previous: int | None = None
    for cid, width in sorted(widths.items()):
        if previous is None or cid != previous + 1:
            run = Array()
            array.append(cid)
            array.append(run)
        run.append(int(width) if width.is_integer() else width)
        previous = cid
    return array
