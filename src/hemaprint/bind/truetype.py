"""TrueType subsets as sets of glyphs, and back.

The tables written are the ones that PDF needs for a CIDFontType2 (ISO 32000-1, 9.9); names and mappings stay out.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self

from fontTools.ttLib.sfnt import SFNTWriter

from hemaprint.bind.union import NotMergeableError

# OpenType 1.9, glyf: flags of a component.
_WORDS, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 0x0001, 0x0008, 0x0020, 0x0040, 0x0080
_DEEPEST = 8
_SHORT_LOCA_LIMIT = 0x20000
_PROGRAM_TABLES = ("cvt ", "fpgm", "prep")
_MAXP = struct.Struct(">I14H")
_VERSIONS = (b"\0\1\0\0", b"true")


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline with its metrics. In ``data`` of a composite the glyph ids are blank; ``parts`` are the glyphs meant.

    ``parts`` pairs the offset of a glyph id in ``data`` with the glyph that belongs there: subsets number components as
    they like (WeasyPrint 70 moves those beyond the last glyph in use), so only what they draw can be compared.
    """

    data: bytes
    advance: int
    bearing: int
    parts: tuple[tuple[int, Glyph], ...] = ()


@dataclass(frozen=True, slots=True)
class TrueTypeSubset:
    """A TrueType program of which ``glyphs`` are in use."""

    tables: Mapping[str, bytes]
    glyphs: Mapping[int, Glyph]

    @classmethod
    def read(cls, data: bytes, used: Collection[int]) -> Self:
        """Read the glyphs ``used``; raises NotMergeableError for a program that is not a plain TrueType one."""
        try:
            tables = _tables(data)
            outlines = _Outlines(tables)
            return cls(tables, {gid: outlines.glyph(gid) for gid in sorted(used) if gid < outlines.count})
        except (KeyError, struct.error, IndexError) as error:
            raise NotMergeableError(str(error)) from error

    @property
    def common(self) -> tuple[object, ...]:
        """Units per em, flags and version of head; programs run before every glyph."""
        head = self.tables["head"]
        return (head[4:8], head[16:20], *(self.tables.get(tag) for tag in _PROGRAM_TABLES))

    def blank(self, gid: int) -> bool:
        """Whether the glyph has no outline."""
        return not self.glyphs[gid].data

    def write(self, glyphs: Mapping[int, Glyph], all_subsets: Sequence[Self]) -> bytes:
        """The program that has ``glyphs`` at their ids, and their components after the last of them."""
        ordered = _numbered(glyphs)
        glyf, loca = bytearray(), [0]
        for data, _, _ in ordered:
            glyf += data + bytes(-len(data) % 4)
            loca.append(len(glyf))
        short = len(glyf) < _SHORT_LOCA_LIMIT
        tables = {tag: self.tables[tag] for tag in _PROGRAM_TABLES if tag in self.tables}
        tables["glyf"] = bytes(glyf)
        tables["loca"] = _packed("H", [at // 2 for at in loca]) if short else _packed("I", loca)
        metrics = (value for _, advance, bearing in ordered for value in (advance, bearing))
        tables["hmtx"] = struct.pack(f">{'Hh' * len(ordered)}", *metrics)
        tables["maxp"] = _maxp([one.tables["maxp"] for one in all_subsets], len(ordered))
        tables["head"] = _head([one.tables["head"] for one in all_subsets], short)
        tables["hhea"] = _hhea([one.tables["hhea"] for one in all_subsets], len(ordered))
        return _sfnt(tables)


def _tables(data: bytes) -> dict[str, bytes]:
    """The tables of a font file by tag (OpenType 1.9, "The OpenType font file")."""
    version, count = struct.unpack_from(">4sH", data)
    if version not in _VERSIONS:
        raise NotMergeableError("not a TrueType program")
    tables = {}
    for number in range(count):
        tag, _, at, length = struct.unpack_from(">4s3I", data, 12 + number * 16)
        if at + length > len(data):
            raise NotMergeableError("the program is cut off")
        tables[tag.decode("latin-1")] = data[at : at + length]
    return tables


class _Outlines:
    """Random access to glyf, loca and hmtx."""

    def __init__(self, tables: Mapping[str, bytes]) -> None:
        self.count = struct.unpack_from(">H", tables["maxp"], 4)[0]
        if _MAXP.size > len(tables["maxp"]):
            raise NotMergeableError("maxp is not of version 1.0")
        long_loca = struct.unpack_from(">h", tables["head"], 50)[0]
        self._ends = struct.Struct(">2I" if long_loca else ">2H")
        self._unit = 1 if long_loca else 2
        self._loca = tables["loca"]
        self._glyf = tables["glyf"]
        self._hmtx = tables["hmtx"]
        self._long_metrics = struct.unpack_from(">H", tables["hhea"], 34)[0]

    def glyph(self, gid: int, depth: int = 0) -> Glyph:
        """The glyph, with its components inside."""
        if depth > _DEEPEST:
            raise NotMergeableError("a glyph is made of itself")
        start, end = self._ends.unpack_from(self._loca, gid * self._ends.size // 2)
        data = self._glyf[start * self._unit : end * self._unit]
        advance, bearing = self._metrics(gid)
        if len(data) < 10 or struct.unpack_from(">h", data)[0] >= 0:
            return Glyph(data, advance, bearing)
        blanked = bytearray(data)
        parts = []
        for at in _component_offsets(data):
            component = struct.unpack_from(">H", data, at)[0]
            parts.append((at, self.glyph(component, depth + 1)))
            blanked[at : at + 2] = b"\0\0"
        return Glyph(bytes(blanked), advance, bearing, tuple(parts))

    def _metrics(self, gid: int) -> tuple[int, int]:
        if gid < self._long_metrics:
            advance, bearing = struct.unpack_from(">Hh", self._hmtx, gid * 4)
            return advance, bearing
        advance = struct.unpack_from(">H", self._hmtx, (self._long_metrics - 1) * 4)[0]
        bearing = struct.unpack_from(">h", self._hmtx, self._long_metrics * 4 + (gid - self._long_metrics) * 2)[0]
        return advance, bearing


def _component_offsets(data: bytes) -> list[int]:
    """Where the glyph ids of a composite stand in its data."""
    offsets, at, flags = [], 10, _MORE
    while flags & _MORE:
        flags = struct.unpack_from(">H", data, at)[0]
        offsets.append(at + 2)
        at += 4 + (4 if flags & _WORDS else 2)
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return offsets


def _numbered(glyphs: Mapping[int, Glyph]) -> list[tuple[bytes, int, int]]:
    """Data, advance and bearing of every glyph id from 0, components appended and referred to."""
    slots: list[Glyph | None] = [glyphs.get(gid) for gid in range(max(glyphs) + 1)]
    numbers = {glyph: gid for gid, glyph in sorted(glyphs.items(), reverse=True)}
    pending = [glyphs[gid] for gid in sorted(glyphs)]
    while pending:
        for _, part in pending.pop().parts:
            if part not in numbers:
                numbers[part] = len(slots)
                slots.append(part)
                pending.append(part)
    if len(slots) > 0xFFFF:
        raise NotMergeableError("too many glyphs")
    return [(_renumbered(slot, numbers), slot.advance, slot.bearing) if slot else (b"", 0, 0) for slot in slots]


def _renumbered(glyph: Glyph, numbers: Mapping[Glyph, int]) -> bytes:
    data = bytearray(glyph.data)
    for at, part in glyph.parts:
        struct.pack_into(">H", data, at, numbers[part])
    return bytes(data)


def _maxp(tables: Sequence[bytes], count: int) -> bytes:
    """The greatest of every limit; the number of glyphs is ``count``."""
    rows = [_MAXP.unpack_from(table) for table in tables]
    version, _, *limits = (max(column) for column in zip(*rows, strict=True))
    return _MAXP.pack(version, count, *limits)


def _head(tables: Sequence[bytes], short: bool) -> bytes:
    """The first head with a box around all, and without the time at which the subset was made."""
    head = bytearray(tables[0])
    head[28:36] = head[20:28]  # modified := created
    boxes = [struct.unpack_from(">4h", table, 36) for table in tables]
    low = [min(box[edge] for box in boxes) for edge in (0, 1)]
    high = [max(box[edge] for box in boxes) for edge in (2, 3)]
    struct.pack_into(">4h", head, 36, *low, *high)
    struct.pack_into(">h", head, 50, 0 if short else 1)
    return bytes(head)


def _hhea(tables: Sequence[bytes], count: int) -> bytes:
    hhea = bytearray(tables[0])
    struct.pack_into(">H", hhea, 10, max(struct.unpack_from(">H", table, 10)[0] for table in tables))
    struct.pack_into(">H", hhea, 34, count)
    return bytes(hhea)


def _packed(code: str, values: Sequence[int]) -> bytes:
    return struct.pack(f">{len(values)}{code}", *values)


def _sfnt(tables: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    writer = SFNTWriter(target, len(tables), "\x00\x01\x00\x00")
    for tag in sorted(tables):
        writer[tag] = tables[tag]
    writer.close()
    return target.getvalue()
