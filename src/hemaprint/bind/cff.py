"""CFF subsets as sets of charstrings, and back as a bare CID-keyed program.

Formats and operators are those of Adobe Technical Note 5176, "The Compact Font Format Specification". The programs that
WeasyPrint 70 embeds keep all glyph ids up to the last one in use (60 000 for Chinese), each with an entry in several
tables; in a CID-keyed program the charset names the CIDs instead, so that only glyphs in use take room.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

from fontTools.ttLib import TTLibError
from fontTools.ttLib.sfnt import SFNTReader

from hemaprint.bind.union import NotMergeableError

_CHARSET, _CHARSTRINGS, _PRIVATE, _SUBRS, _FONT_BBOX = 15, 17, 18, 19, 5
_FONT_MATRIX, _ROS, _CID_COUNT, _FD_ARRAY, _FD_SELECT = (12 << 8 | low for low in (7, 30, 34, 36, 37))
_ENDCHAR = b"\x0e"
_FIRST_CUSTOM_STRING = 391
_SEAC_OPERANDS = 4


@dataclass(frozen=True, slots=True)
class Glyph:
    """A charstring with the private dictionary and matrix that it is drawn with."""

    charstring: bytes
    private: bytes
    matrix: bytes


@dataclass(frozen=True, slots=True)
class CffSubset:
    """A CFF program of which ``glyphs``, by CID, are in use."""

    name: bytes
    box: bytes
    matrix: bytes
    glyphs: Mapping[int, Glyph]

    @classmethod
    def read(cls, data: bytes, used: Collection[int]) -> Self:
        """Read the glyphs ``used`` of a bare or OpenType program; raises NotMergeableError if it has subroutines."""
        try:
            if data[:4] == b"OTTO":
                data = bytes(SFNTReader(BytesIO(data))["CFF "])
            return cls._read(_Program(data), used)
        except (TTLibError, KeyError, struct.error, IndexError, ValueError) as error:
            raise NotMergeableError(str(error)) from error

    @classmethod
    def _read(cls, program: _Program, used: Collection[int]) -> Self:
        glyphs = {gid: program.glyph(gid) for gid in sorted(used) if gid < program.count}
        return cls(program.name, program.top.get(_FONT_BBOX, b""), program.top.get(_FONT_MATRIX, b""), glyphs)

    @property
    def common(self) -> bytes:
        """The matrix of the face."""
        return self.matrix

    def blank(self, gid: int) -> bool:
        """Whether the glyph has no outline."""
        return len(self.glyphs[gid].charstring) <= len(_ENDCHAR) + 3

    def write(self, glyphs: Mapping[int, Glyph], all_subsets: Sequence[Self]) -> bytes:  # noqa: ARG002
        """The CID-keyed program that has ``glyphs``."""
        ordered = sorted(glyphs.items())
        privates = list(dict.fromkeys((glyph.private, glyph.matrix) for _, glyph in ordered))
        if len(privates) > 0xFF:
            raise NotMergeableError("too many private dictionaries")
        sections = {
            _CHARSET: b"\0" + b"".join(struct.pack(">H", cid) for cid, _ in ordered[1:]),
            _FD_SELECT: b"\0" + bytes(privates.index((glyph.private, glyph.matrix)) for _, glyph in ordered),
            _CHARSTRINGS: _index([glyph.charstring for _, glyph in ordered]),
        }
        return self._assembled(sections, privates, ordered[-1][0] + 1)

    def _assembled(self, sections: dict[int, bytes], privates: list[tuple[bytes, bytes]], cid_count: int) -> bytes:
        """Head, ``sections``, font dictionaries, privates; offsets have a fixed length, so one pass will do."""
        before = b"\1\0\4\4" + _index([self.name])
        after = _index([b"Adobe", b"Identity"]) + _index([])
        size = len(before) + len(_index([self._top(dict.fromkeys([*sections, _FD_ARRAY], 0), cid_count)])) + len(after)
        offsets, position = {}, size
        for operator, content in sections.items():
            offsets[operator] = position
            position += len(content)
        offsets[_FD_ARRAY] = position
        position += len(_index([_font_dict(private, matrix, 0) for private, matrix in privates]))
        font_dicts = []
        for private, matrix in privates:
            font_dicts.append(_font_dict(private, matrix, position))
            position += len(private)
        body = b"".join(sections.values()) + _index(font_dicts) + b"".join(private for private, _ in privates)
        return before + _index([self._top(offsets, cid_count)]) + after + body

    def _top(self, offsets: Mapping[int, int], cid_count: int) -> bytes:
        registry, ordering = _integer(_FIRST_CUSTOM_STRING), _integer(_FIRST_CUSTOM_STRING + 1)
        entries = [registry + ordering + _integer(0) + _operator(_ROS), _integer(cid_count) + _operator(_CID_COUNT)]
        entries += [raw + _operator(key) for key, raw in ((_FONT_BBOX, self.box), (_FONT_MATRIX, self.matrix)) if raw]
        return b"".join(entries + [_integer(at) + _operator(operator) for operator, at in offsets.items()])


class _Program:
    """Random access to a CFF program."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        names = _Index(data, data[2])
        tops = _Index(data, names.end)
        strings = _Index(data, tops.end)
        if _Index(data, strings.end).count:
            raise NotMergeableError("the program has global subroutines")
        self.name = names[0]
        self.top = _dict(tops[0])
        self._charstrings = _Index(data, _int(self.top[_CHARSTRINGS]))
        self.count = self._charstrings.count
        self._cid_keyed = _ROS in self.top
        if self._cid_keyed:
            self._check_charset(_int(self.top[_CHARSET]))
            fonts = _Index(data, _int(self.top[_FD_ARRAY]))
            self._fonts = [self._font(_dict(fonts[number])) for number in range(fonts.count)]
        else:
            self._fonts = [(self._font(self.top)[0], b"")]

    def glyph(self, gid: int) -> Glyph:
        """The glyph with this id, which is also its CID."""
        charstring = self._charstrings[gid]
        if _composes_accents(charstring):
            raise NotMergeableError("a glyph is composed of others by name")
        private, matrix = self._fonts[self._font_number(gid) if self._cid_keyed else 0]
        return Glyph(charstring, private, matrix)

    def _check_charset(self, at: int) -> None:
        """Only programs in which the CID of every glyph is its id can be united by glyph id."""
        if self._data[at] != 2 or struct.unpack_from(">HH", self._data, at + 1) != (1, self.count - 2):
            raise NotMergeableError("CIDs are not glyph ids")

    def _font(self, entries: Mapping[int, bytes]) -> tuple[bytes, bytes]:
        """The private dictionary, as it is written, and the matrix."""
        size, at = _numbers(entries[_PRIVATE])
        private = self._data[at : at + size]
        if _SUBRS in _dict(private):
            raise NotMergeableError("the program has local subroutines")
        return private, entries.get(_FONT_MATRIX, b"")

    def _font_number(self, gid: int) -> int:
        at = _int(self.top[_FD_SELECT])
        if self._data[at] == 0:
            return self._data[at + 1 + gid]
        if self._data[at] != 3:
            raise NotMergeableError("FDSelect has an unknown format")
        low, high = 0, struct.unpack_from(">H", self._data, at + 1)[0]
        while high - low > 1:
            middle = (low + high) // 2
            first = struct.unpack_from(">H", self._data, at + 3 + 3 * middle)[0]
            low, high = (middle, high) if first <= gid else (low, middle)
        return self._data[at + 5 + 3 * low]


class _Index:
    """An INDEX structure: byte strings by number."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.count = struct.unpack_from(">H", data, at)[0]
        self._width = data[at + 2] if self.count else 0
        self._offsets = at + 3
        self._base = self._offsets + (self.count + 1) * self._width - 1
        self.end = self._base + self._offset(self.count) if self.count else at + 2

    def __getitem__(self, number: int) -> bytes:
        if not 0 <= number < self.count:
            raise IndexError(number)
        return self._data[self._base + self._offset(number) : self._base + self._offset(number + 1)]

    def _offset(self, number: int) -> int:
        at = self._offsets + number * self._width
        return int.from_bytes(self._data[at : at + self._width], "big")


def _operand_length(data: bytes, at: int) -> int:
    """Length of the number at ``at`` in a DICT, or 0 where an operator stands."""
    first = data[at]
    if first == 30:
        end = at + 1
        while data[end] & 0x0F != 0x0F and data[end] >> 4 != 0x0F:
            end += 1
        return end + 1 - at
    fixed = {28: 3, 29: 5}
    return fixed.get(first, 1 if 32 <= first <= 246 else 2 if 247 <= first <= 254 else 0)


def _dict(data: bytes) -> dict[int, bytes]:
    """Operators of a DICT with their operands as they are written; two-byte operators are 12 << 8 and the second."""
    entries, start, at = {}, 0, 0
    while at < len(data):
        length = _operand_length(data, at)
        if length:
            at += length
            continue
        operands = data[start:at]
        operator = data[at]
        at += 1
        if operator == 12:
            operator = 12 << 8 | data[at]
            at += 1
        entries[operator] = operands
        start = at
    return entries


def _numbers(operands: bytes) -> list[int]:
    """Operands that are all integers."""
    values, at = [], 0
    while at < len(operands):
        first, length = operands[at], _operand_length(operands, at)
        if first in (28, 29):
            values.append(int.from_bytes(operands[at + 1 : at + length], "big", signed=True))
        elif 32 <= first <= 246:
            values.append(first - 139)
        elif 247 <= first <= 250:
            values.append((first - 247) * 256 + operands[at + 1] + 108)
        elif 251 <= first <= 254:
            values.append(-(first - 251) * 256 - operands[at + 1] - 108)
        else:
            raise ValueError("an integer was expected")
        at += length
    return values


def _int(operands: bytes) -> int:
    (value,) = _numbers(operands)
    return value


def _composes_accents(charstring: bytes) -> bool:
    """Whether the first operator is an endchar with the four operands of the obsolete seac (Technical Note 5177, C)."""
    at = operands = 0
    while at < len(charstring) and (charstring[at] >= 32 or charstring[at] == 28):
        first = charstring[at]
        at += 3 if first == 28 else 5 if first == 255 else 1 if first <= 246 else 2
        operands += 1
    return charstring[at : at + 1] == _ENDCHAR and operands >= _SEAC_OPERANDS


def _integer(value: int) -> bytes:
    """An integer of fixed length, five bytes."""
    return b"\x1d" + struct.pack(">i", value)


def _operator(operator: int) -> bytes:
    return bytes([12, operator & 0xFF]) if operator > 0xFF else bytes([operator])


def _font_dict(private: bytes, matrix: bytes, at: int) -> bytes:
    head = matrix + _operator(_FONT_MATRIX) if matrix else b""
    return head + _integer(len(private)) + _integer(at) + _operator(_PRIVATE)


def _index(items: Sequence[bytes]) -> bytes:
    """An INDEX with offsets of four bytes; an empty one is its count alone."""
    if not items:
        return b"\0\0"
    offsets, position = [1], 1
    for item in items:
        position += len(item)
        offsets.append(position)
    return struct.pack(f">HB{len(offsets)}I", len(items), 4, *offsets) + b"".join(items)
