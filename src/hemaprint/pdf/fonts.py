# SPDX-License-Identifier: MIT
"""Measure and read the strings that fonts show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from fontTools import agl
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from pikepdf import Array, Name, Object, Stream

from hemaprint.pdf.objects import (
    IDENTITY,
    Matrix,
    ObjectId,
    box_of,
    content_of,
    entry,
    items,
    matrix_of,
    name_of,
    number,
    numbers,
)

UNKNOWN = "\ufffd"
_EM = 1000.0
_MOST_FONTS = 256
"""Fonts that are kept in memory; a file with more reads them again."""

_LIMITS = (-2.0, 2.0)
"""Ascenders and descenders outside these, in em, are mistakes."""

_USUAL = (0.75, -0.25)
_NO_WIDTH = {"Courier": 600.0}
_AVERAGE = 500.0
"""Width of a character of a font that gives none: the standard fonts may omit widths (ISO 32000-1, 9.6.2.2)."""

_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])|(-?\d+)|([A-Za-z]+)")
_LARGEST = 70_000
"""Entries that are read from one character map: more than a map of two bytes can have."""
_SECTIONS = {b"endcodespacerange": 2, b"endbfchar": 2, b"endbfrange": 3, b"endcidchar": 2, b"endcidrange": 3}
"""The operands of each entry of a section, by the word that closes it."""
_MIXED = ("RKSJ", "GBK", "EUC", "GB-", "B5pc", "ETen", "HKscs", "KSC")
"""Parts of the names of predefined CMaps whose codes have one or two bytes (ISO 32000-1, table 118)."""

_Item = bytes | int | list[bytes | int]


# character maps


@dataclass(slots=True)
class CMap:
    """The text (ToUnicode) or the glyph (Encoding) of each code, by the length of the code in bytes and the code.

    ``spaces`` are its codespace ranges.
    """

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    cids: dict[tuple[int, int], int] = field(default_factory=dict)
    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)

    def length_at(self, codes: bytes, at: int) -> int:
        """The bytes of the next code: those of the codespace range that contains it (ISO 32000-1, 9.7.6.2)."""
        for low, high in self.spaces:
            code = codes[at : at + len(low)]
            if len(code) == len(low) and all(a <= b <= c for a, b, c in zip(low, code, high, strict=True)):
                return len(low)
        return min((len(low) for low, _ in self.spaces), default=2)


def read_cmap(data: bytes) -> CMap:
    """The ranges of a CMap file (Adobe Technical Note 5014); skips what cannot be read."""
    cmap = CMap()
    waiting: list[_Item] = []
    for item, word in _items(data):
        if word.startswith(b"begin"):
            waiting = []
        elif size := _SECTIONS.get(word):
            for at in range(0, len(waiting) - size + 1, size):
                _add(cmap, word, waiting[at : at + size])
            waiting = []
        elif item is not None:
            waiting.append(item)
    return cmap


def _items(data: bytes) -> Iterator[tuple[_Item | None, bytes]]:
    """Strings, numbers and arrays of them, or words."""
    array: list[bytes | int] | None = None
    for text, bracket, digits, word in _TOKEN.findall(data):
        if bracket == b"[":
            array = []
        elif bracket == b"]":
            if array is not None:
                yield array, b""
            array = None
        elif word:
            yield None, word
        else:
            item = int(digits) if digits else _bytes(text)
            if array is None:
                yield item, b""
            else:
                array.append(item)


def _bytes(text: bytes) -> bytes:
    digits = b"".join(text.split()).decode("ascii")
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _add(cmap: CMap, section: bytes, operands: list[_Item]) -> None:
    """Add one entry of a section."""
    texts, cids = cmap.texts, cmap.cids
    match section, operands:
        case b"endcodespacerange", [bytes(low), bytes(high)] if 0 < len(low) == len(high) <= 4:
            cmap.spaces.append((low, high))
        case b"endbfchar", [bytes(code), text] if len(texts) < _LARGEST:
            texts[len(code), int.from_bytes(code, "big")] = _text(text)
        case b"endbfrange", [bytes(low), bytes(high), list(targets)]:
            texts.update(zip(_codes(low, high, _LARGEST - len(texts)), map(_text, targets), strict=False))
        case b"endbfrange", [bytes(low), bytes(high), bytes(target)] if target:
            last = int.from_bytes(target[-2:], "big")
            for offset, key in enumerate(_codes(low, high, _LARGEST - len(texts))):
                texts[key] = _text(target[:-2] + (last + offset & 0xFFFF).to_bytes(2, "big"))
        case b"endcidchar", [bytes(code), int(cid)]:
            cids[len(code), int.from_bytes(code, "big")] = cid
        case b"endcidrange", [bytes(low), bytes(high), int(cid)]:
            cids.update(zip(_codes(low, high, _LARGEST - len(cids)), count(cid), strict=False))


def _text(item: _Item) -> str:
    return item.decode("utf-16-be", "replace") if isinstance(item, bytes) else ""


def _codes(low: bytes, high: bytes, most: int) -> Iterator[tuple[int, int]]:
    first, last = int.from_bytes(low, "big"), int.from_bytes(high, "big")
    for code in range(first, min(last, first + most - 1) + 1):
        yield len(low), code


# fonts


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character code in a font: advance in em, text, whether it shows .notdef, whether it is the space 32."""

    advance: float
    text: str
    missing: bool
    is_space: bool
    name: str


class Font:
    """A font dictionary, read. Never raises for its contents."""

    def __init__(self, dictionary: Any) -> None:
        self.subtype = name_of(entry(dictionary, "/Subtype"))
        self.composite = self.subtype == "Type0"
        self.matrix: Matrix = matrix_of(entry(dictionary, "/FontMatrix")) if self.subtype == "Type3" else IDENTITY
        self._dictionary = dictionary
        self._inner = _descendant(dictionary) if self.composite else dictionary
        self._glyphs: dict[tuple[int, int], Glyph] = {}
        self._unicode = read_cmap(content_of(entry(dictionary, "/ToUnicode")))
        self._encoding = _composite_encoding(dictionary) if self.composite else CMap()
        self._names = {} if self.composite else _glyph_names(dictionary)
        self._widths = _cid_widths(entry(self._inner, "/W")) if self.composite else _simple_widths(dictionary)
        self._default = self._default_width()
        self.vertical = self.composite and name_of(entry(dictionary, "/Encoding")).endswith("-V")
        self.ascent, self.descent = self._extents()

    def glyphs(self, codes: bytes) -> Iterator[Glyph]:
        """The glyph of each code of a string."""
        at = 0
        while at < len(codes):
            length = self._encoding.length_at(codes, at) if self.composite else 1
            key = (length, int.from_bytes(codes[at : at + length], "big"))
            glyph = self._glyphs.get(key)
            if glyph is None:
                glyph = self._glyphs[key] = self._glyph(*key)
            yield glyph
            at += length

    def procedure(self, glyph: Glyph) -> Any:
        """The content stream that draws a glyph of a Type 3 font."""
        return entry(self._dictionary, "/CharProcs", f"/{glyph.name}") if glyph.name else None

    @property
    def resources(self) -> Any:
        """The resources of a Type 3 font."""
        return entry(self._dictionary, "/Resources")

    def _glyph(self, length: int, code: int) -> Glyph:
        if self.composite:
            cid = self._encoding.cids.get((length, code), 0 if self._encoding.cids else code)
            name, missing, place = "", cid == 0, cid
        else:
            name, place = self._names.get(code, ""), code
            missing = name == ".notdef"
        scale = self.matrix[0] if self.subtype == "Type3" else 1 / _EM
        advance = self._widths.get(place, self._default) * scale
        is_space = length == 1 and code == 32
        return Glyph(advance, self._text(length, code, name), missing, is_space, name)

    def _text(self, length: int, code: int, name: str) -> str:
        found = self._unicode.texts.get((length, code))
        if found is None and length == 1:  # some writers map single bytes as two
            found = self._unicode.texts.get((2, code))
        if found is None and name and not self._unicode.texts:
            found = agl.toUnicode(name)
        if found is None and self._unicode_encoded:
            found = code.to_bytes(length, "big").decode("utf-16-be", "replace")
        return found or UNKNOWN

    @property
    def _unicode_encoded(self) -> bool:
        encoding = name_of(entry(self._dictionary, "/Encoding"))
        return self.composite and ("UCS2" in encoding or "UTF16" in encoding)

    def _default_width(self) -> float:
        if self.composite:
            return number(entry(self._inner, "/DW"), _EM)
        if self._widths:
            return number(entry(self._inner, "/FontDescriptor", "/MissingWidth"))
        base = name_of(entry(self._dictionary, "/BaseFont"))
        return next((width for family, width in _NO_WIDTH.items() if family in base), _AVERAGE)

    def _extents(self) -> tuple[float, float]:
        """Ascender and descender in em: from the descriptor, else from its box, else usual ones."""
        if self.subtype == "Type3":
            box = box_of(entry(self._dictionary, "/FontBBox"))
            scale = self.matrix[3]
            pairs = [(box[3] * scale, box[1] * scale)] if box else []
        else:
            descriptor = entry(self._inner, "/FontDescriptor")
            box = box_of(entry(descriptor, "/FontBBox"))
            pairs = [(number(entry(descriptor, "/Ascent")) / _EM, number(entry(descriptor, "/Descent")) / _EM)]
            pairs += [(box[3] / _EM, box[1] / _EM)] if box else []
        low, high = _LIMITS
        sane = [(up, -abs(down)) for up, down in pairs if 0 < up < high and low < down < high and up > down]
        return sane[0] if sane else _USUAL


class FontShelf:
    """The fonts of a file, each read once."""

    def __init__(self) -> None:
        self._read: dict[ObjectId, Font] = {}

    def font(self, dictionary: Any) -> Font:
        """The font of a dictionary, which may be missing or any other object."""
        if not isinstance(dictionary, Object) or not dictionary.is_indirect:
            return Font(dictionary)
        if len(self._read) >= _MOST_FONTS:
            self._read.clear()
        if dictionary.objgen not in self._read:
            self._read[dictionary.objgen] = Font(dictionary)
        return self._read[dictionary.objgen]


def _descendant(dictionary: Any) -> Any:
    return next(iter(items(entry(dictionary, "/DescendantFonts"))), None)


def _composite_encoding(dictionary: Any) -> CMap:
    """The map of an embedded CMap; of a predefined one only the length of its codes (ISO 32000-1, table 118)."""
    encoding = entry(dictionary, "/Encoding")
    if isinstance(encoding, Stream):
        return read_cmap(content_of(encoding))
    name = name_of(encoding)
    if any(part in name for part in _MIXED) and "UCS2" not in name and "UTF16" not in name:
        return CMap(spaces=[(b"\x00", b"\x80"), (b"\x81\x00", b"\xff\xff")])
    return CMap(spaces=[(b"\x00\x00", b"\xff\xff")])


def _glyph_names(dictionary: Any) -> dict[int, str]:
    """Glyph names by code of a simple font: its base encoding and the differences from it (ISO 32000-1, 9.6.6)."""
    encoding = entry(dictionary, "/Encoding")
    base = name_of(encoding) or name_of(entry(encoding, "/BaseEncoding"))
    symbolic = int(number(entry(dictionary, "/FontDescriptor", "/Flags"))) & 4
    names = {} if symbolic and not base else dict(_base_names(base))
    code = 0
    for item in items(entry(encoding, "/Differences")):
        if isinstance(item, Name):
            names[code] = name_of(item)
            code += 1
        else:
            code = int(number(item, code))
    return names


@cache
def _base_names(encoding: str) -> dict[int, str]:
    if encoding == "WinAnsiEncoding":
        characters = ((code, bytes([code]).decode("cp1252", "ignore")) for code in range(32, 256))
        return {code: agl.UV2AGL.get(ord(text), f"uni{ord(text):04X}") for code, text in characters if text}
    names = MacRoman if encoding == "MacRomanEncoding" else StandardEncoding
    return {code: name for code, name in enumerate(names) if name != ".notdef"}


def _simple_widths(dictionary: Any) -> dict[int, float]:
    first = int(number(entry(dictionary, "/FirstChar")))
    return dict(enumerate(numbers(entry(dictionary, "/Widths")), first))


def _cid_widths(array: Any) -> dict[int, float]:
    """Advances by CID, in thousandths of an em, from a /W array of either form (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    parts = items(array)
    at = 0
    while at + 1 < len(parts):
        first = int(number(parts[at]))
        if isinstance(parts[at + 1], Array):
            widths |= dict(enumerate(numbers(parts[at + 1]), first))
            at += 2
        else:
            last = min(int(number(parts[at + 1])), 0xFFFF)
            width = number(parts[at + 2]) if at + 2 < len(parts) else _EM
            widths |= dict.fromkeys(range(first, last + 1), width)
            at += 3
    return widths
