"""Measure and read the strings that fonts show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fontTools import agl
from fontTools.encodings.MacRoman import MacRoman
from fontTools.encodings.StandardEncoding import StandardEncoding
from pikepdf import Array, Name, Object, Stream

from hemaprint.pdf.cmaps import CMap, read_cmap
from hemaprint.pdf.geometry import IDENTITY
from hemaprint.pdf.objects import Matrix, ObjectId
from hemaprint.pdf.values import box_of, content_of, entry, matrix_of, name_of, number, numbers

UNKNOWN = "\ufffd"
_EM = 1000.0
_SHELF = 256
"""Fonts that are kept read; a file that has more reads them anew."""

_LIMITS = (-2.0, 2.0)
"""Ascenders and descenders outside these, in em, are mistakes."""

_USUAL = (0.75, -0.25)
_NO_WIDTH = {"Courier": 600.0}
_AVERAGE = 500.0
"""Width of a character of a font that gives none: the standard fonts may leave them out (ISO 32000-1, 9.6.2.2)."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character code in a font: its advance in em, its text, whether it shows .notdef, whether it is the space 32."""

    advance: float
    text: str
    missing: bool
    is_space: bool
    name: str


class Font:
    """A font dictionary, read. Never raises for what it holds."""

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
        """What each code of a string is."""
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
        return entry(entry(self._dictionary, "/CharProcs"), f"/{glyph.name}") if glyph.name else None

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
            return number(entry(entry(self._inner, "/FontDescriptor"), "/MissingWidth"))
        base = name_of(entry(self._dictionary, "/BaseFont"))
        return next((width for family, width in _NO_WIDTH.items() if family in base), _AVERAGE)

    def _extents(self) -> tuple[float, float]:
        """Ascender and descender in em: as the descriptor says, else as its box, else usual ones."""
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
    """Fonts of a file that were read, so that each is read once."""

    def __init__(self) -> None:
        self._read: dict[ObjectId, Font] = {}

    def font(self, dictionary: Any) -> Font:
        """The font of a dictionary, which may be missing or anything else."""
        if not isinstance(dictionary, Object) or not dictionary.is_indirect:
            return Font(dictionary)
        if len(self._read) >= _SHELF:
            self._read.clear()
        if dictionary.objgen not in self._read:
            self._read[dictionary.objgen] = Font(dictionary)
        return self._read[dictionary.objgen]


def _descendant(dictionary: Any) -> Any:
    descendants = entry(dictionary, "/DescendantFonts")
    return descendants[0] if isinstance(descendants, Array) and len(descendants) else None


def _composite_encoding(dictionary: Any) -> CMap:
    """The map of an embedded CMap; of a predefined one only how long its codes are (ISO 32000-1, table 118)."""
    encoding = entry(dictionary, "/Encoding")
    if isinstance(encoding, Stream):
        return read_cmap(content_of(encoding))
    name = name_of(encoding)
    if any(mixed in name for mixed in ("RKSJ", "GBK", "EUC", "GB-", "B5pc", "ETen", "HKscs", "KSC")) and (
        "UCS2" not in name and "UTF16" not in name
    ):
        return CMap(spaces=[(b"\x00", b"\x80"), (b"\x81\x00", b"\xff\xff")])
    return CMap(spaces=[(b"\x00\x00", b"\xff\xff")])


def _glyph_names(dictionary: Any) -> dict[int, str]:
    """Glyph names by code of a simple font: its base encoding and the differences from it (ISO 32000-1, 9.6.6)."""
    encoding = entry(dictionary, "/Encoding")
    base = name_of(encoding) or name_of(entry(encoding, "/BaseEncoding"))
    symbolic = int(number(entry(entry(dictionary, "/FontDescriptor"), "/Flags"))) & 4
    names = {} if symbolic and not base else dict(_base_names(base))
    code = 0
    differences = entry(encoding, "/Differences")
    for item in differences if isinstance(differences, Array) else ():
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
    items = list(array) if isinstance(array, Array) else []
    at = 0
    while at + 1 < len(items):
        first = int(number(items[at]))
        if isinstance(items[at + 1], Array):
            widths |= dict(enumerate(numbers(items[at + 1]), first))
            at += 2
        else:
            last = min(int(number(items[at + 1])), 0xFFFF)
            width = number(items[at + 2]) if at + 2 < len(items) else _EM
            widths |= dict.fromkeys(range(first, last + 1), width)
            at += 3
    return widths
