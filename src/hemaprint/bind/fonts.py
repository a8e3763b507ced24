# SPDX-License-Identifier: MIT
"""Embed each face of a file once.

Parts name the faces that they are set in (``typeset/pages.py``); here programs with the glyphs of all parts replace the
names. Widths and Unicode maps may differ from part to part (WeasyPrint 70 rounds the widths, and keeps the first
reading of a glyph); then the program is shared and the dictionaries stay apart, so that every line looks and reads
exactly as it was set. Programs that a part brings along, such as those of SVG glyphs, stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from unicodedata import category, normalize

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.bind.foundry import Foundry, LostFaceError
from hemaprint.errors import Location, Problem
from hemaprint.pdf.objects import ObjectId, entries, is_new, walk_resources
from hemaprint.typeset.pages import Face

# ---------------------------------------------------------------- widths and Unicode maps

TextMap = dict[int, bytes]
"""Glyph id to its text: UTF-16BE in hexadecimal."""

_LINE = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]*)>\s*$", re.MULTILINE)
_BLOCK = 100
"""The most entries in one bfchar block (Adobe Technical Note 5014)."""

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
    """The bfchar entries of a ToUnicode map as WeasyPrint writes it: one per line, two bytes per code."""
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
    """The /W array of ``widths``: one list for consecutive CIDs."""
    array, run = Array(), Array()
    for cid, width in sorted(widths.items()):
        if cid - 1 not in widths:
            run = Array()
            array.append(cid)
            array.append(run)
        run.append(int(width) if width.is_integer() else width)
    return array


# ---------------------------------------------------------------- fonts

_FIXED_PITCH = 1

_READINGS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": "-", "\u00b5": "\u03bc"})
"""Signs that often share a glyph: which of them a part says depends on what came first, so that one is chosen for all.
With U+002D words are found by typing them, and readers rejoin divided ones."""
_IDEOGRAPHIC_SPACE = "\u3000"


@dataclass(frozen=True, slots=True)
class _Font:
    """A composite font of one part: its dictionaries, and the face that it names."""

    type0: Object
    face: Face
    widths: dict[int, float]
    texts: TextMap

    @property
    def name(self) -> str:
        return str(self.type0.BaseFont)

    @property
    def cid_font(self) -> Object:
        return self.type0.DescendantFonts[0]

    @property
    def descriptor(self) -> Object:
        return self.cid_font.FontDescriptor

    @property
    def glyphs(self) -> Iterator[int]:
        """The ids of the glyphs in use; ids beyond the face are those of characters that it lacks."""
        return (gid for gid in {*self.texts, *self.widths} if gid < self.face.glyphs)

    @property
    def shareable(self) -> bool:
        """False if the font's own encoding maps characters that the face lacks (``Font.missing``)."""
        return bool(self.type0.Encoding == Name("/Identity-H"))


def complete(part: bytes, foundry: Foundry) -> bytes:
    """A part with its faces, to be looked at alone; lost faces are not reported."""
    with pikepdf.open(BytesIO(part)) as pdf:
        embed_faces(pdf, foundry, [])
        target = BytesIO()
        pdf.save(target, compress_streams=False)
    return target.getvalue()


def embed_faces(issue: pikepdf.Pdf, foundry: Foundry, problems: list[Problem]) -> None:
    """Replace the name of every face by its program, with the glyphs that the whole file uses."""
    uses = _uses(issue)
    replaced: dict[ObjectId, Object] = {}
    for face, fonts in _by_face(font for _, _, font in uses).items():
        try:
            glyphs = {gid for font in fonts for gid in font.glyphs}
            program = foundry.program(face, glyphs, notdef=not all(font.shareable for font in fonts))
        except LostFaceError as error:
            problems.append(_lost(fonts[0], error))
            continue
        # as the format of the program requires (ISO 32000-1, table 127)
        form = {"Subtype": Name.CIDFontType0C} if face.cff else {"Length1": len(program)}
        stream = issue.make_stream(program, **form)
        for name in dict.fromkeys(font.name for font in fonts):
            replaced |= _embed(issue, stream, [font for font in fonts if font.name == name])
    for resources, name, font in uses:
        if font.objgen in replaced:
            resources[name] = replaced[font.objgen]


def _uses(issue: pikepdf.Pdf) -> list[tuple[Object, str, Object]]:
    """Every entry of every font resource dictionary: the dictionary, the entry's name, the font."""
    seen: set[ObjectId] = set()
    found = []
    for resources in walk_resources(issue):
        fonts = resources.get("/Font")
        if fonts is not None and is_new(fonts, seen):
            found += [(fonts, name, font) for name, font in entries(resources, "/Font")]
    return found


def _by_face(fonts: Iterable[Object]) -> dict[Face, list[_Font]]:
    """Fonts by the face that they name, in the order in which they occur."""
    found: dict[Face, list[_Font]] = {}
    seen: set[ObjectId] = set()
    for font in fonts:
        if font.get("/Subtype") == Name.Type0 and is_new(font, seen) and (read := _read(font)) is not None:
            found.setdefault(read.face, []).append(read)
    return found


def _read(type0: Object) -> _Font | None:
    """A font whose program is the name of a face; None for any other."""
    descriptor = type0.DescendantFonts[0].get("/FontDescriptor", Dictionary())
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
    face = Face.read(program.read_bytes()) if isinstance(program, Stream) else None
    if face is None:
        return None
    texts = {gid: _reading(text) for gid, text in read_to_unicode(type0.ToUnicode.read_bytes()).items()}
    widths = widths_of(type0.DescendantFonts[0].W)
    return _Font(type0, face, {gid: width for gid, width in widths.items() if gid < face.glyphs}, texts)


def _reading(text: bytes) -> bytes:
    """A text as it is typed: plain spaces for those of typography, one sign of those that look alike."""
    said = normalize("NFC", bytes.fromhex(text.decode()).decode("utf-16-be", "replace")).translate(_READINGS)
    spaced = (" " if category(one) == "Zs" and one != _IDEOGRAPHIC_SPACE else one for one in said)
    return "".join(spaced).encode("utf-16-be").hex().encode()


def _embed(issue: pikepdf.Pdf, program: Stream, members: list[_Font]) -> dict[ObjectId, Object]:
    """Let fonts of one face and one name use its program; return the font that replaces each."""
    descriptor = members[0].descriptor
    descriptor["/FontFile3" if members[0].face.cff else "/FontFile2"] = program
    _describe(descriptor, [member.descriptor for member in members])
    replaced: dict[ObjectId, Object] = {}
    for merged, others in _agreeing(members):
        merged.cid_font.W = widths_array(merged.widths)
        merged.cid_font.FontDescriptor = descriptor
        if merged.shareable:
            merged.type0.ToUnicode = Stream(issue, to_unicode(merged.texts))
        replaced |= {font.type0.objgen: merged.type0 for font in others}
    return replaced


def _describe(descriptor: Object, members: list[Object]) -> None:
    """Make the descriptor hold for every member: a box around all, fixed pitch only if all are."""
    left, bottom, right, top = zip(*([float(edge) for edge in member.FontBBox] for member in members), strict=True)
    descriptor.FontBBox = Array([round(edge) for edge in (min(left), min(bottom), max(right), max(top))])
    if not all(int(member.Flags) & _FIXED_PITCH for member in members):
        descriptor.Flags = int(descriptor.Flags) & ~_FIXED_PITCH
    if "/CIDSet" in descriptor:
        del descriptor["/CIDSet"]


def _agreeing(fonts: Iterable[_Font]) -> list[tuple[_Font, list[_Font]]]:
    """Fonts whose widths and readings agree: the first of each group with those of all, and the others."""
    groups: list[tuple[_Font, list[_Font]]] = []
    for font in fonts:
        for merged, others in groups:
            is_shared = font.shareable and merged.shareable
            if is_shared and _agree(merged.widths, font.widths) and _agree(merged.texts, font.texts):
                merged.widths.update(font.widths)
                merged.texts.update(font.texts)
                others.append(font)
                break
        else:
            groups.append((font, []))
    return groups


def _agree(one: Mapping[int, object], other: Mapping[int, object]) -> bool:
    small, large = sorted((one, other), key=len)
    return all(large.get(key, value) == value for key, value in small.items())


def _lost(font: _Font, error: LostFaceError) -> Problem:
    return Problem(
        "HP305",
        f"the font file in which “{font.name.partition('+')[2]}” was set is missing or has changed",
        Location(Path(str(error))),
        hint="`hemaprint clean`, then build again: cached pages were set in it",
    )
