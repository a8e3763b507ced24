"""Embed each face of a file once.

Parts name the faces that they are set in (``typeset/face.py``); here the names become programs with the glyphs of all
parts. Widths and Unicode maps may differ from part to part (WeasyPrint 70 rounds the one, and takes the first reading
of the other); then the program is shared and the dictionaries stay apart, so that every line stands, and reads, exactly
as it was set. Programs that a part brings, as those of pictures for glyphs, stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.bind.cmap import TextMap, read_to_unicode, to_unicode, widths_array, widths_of
from hemaprint.bind.foundry import Foundry, LostFaceError
from hemaprint.errors import Location, Problem
from hemaprint.pdf.objects import ObjectId, entries, is_new, walk_resources
from hemaprint.typeset.face import Face

_FIXED_PITCH = 1

_READINGS = {b"2010": b"002d"}
"""Pango breaks words with U+2010, often the glyph of U+002D: which of them a part says depends on what came first.
Read as U+002D, words with a hyphen are found by typing them, and readers rejoin broken ones."""


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
        """The ids of the glyphs in use; ids beyond the face stand for characters that it lacks."""
        return (gid for gid in {*self.texts, *self.widths} if gid < self.face.glyphs)

    @property
    def shareable(self) -> bool:
        """False where an encoding of its own maps characters that the face lacks (``Font.missing``)."""
        return bool(self.type0.Encoding == Name("/Identity-H"))


def complete(part: bytes, foundry: Foundry) -> bytes:
    """A part with its faces, to be looked at by itself; a face that is lost is left to who shows it."""
    with pikepdf.open(BytesIO(part)) as pdf:
        embed_faces(pdf, foundry, [])
        target = BytesIO()
        pdf.save(target, compress_streams=False)
    return target.getvalue()


def embed_faces(issue: pikepdf.Pdf, foundry: Foundry, problems: list[Problem]) -> None:
    """Put the program of every face in the place of its name, with the glyphs that are used in the whole file."""
    uses = _uses(issue)
    replaced: dict[ObjectId, Object] = {}
    for face, fonts in _by_face(font for _, _, font in uses).items():
        try:
            glyphs = {gid for font in fonts for gid in font.glyphs}
            program = foundry.program(face, glyphs, notdef=not all(font.shareable for font in fonts))
        except LostFaceError as error:
            problems.append(_lost(fonts[0], error))
            continue
        stream = _stream(issue, face, program)
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
        if font.get("/Subtype") == Name.Type0 and is_new(font, seen):
            read = _read(font)
            if read is not None:
                found.setdefault(read.face, []).append(read)
    return found


def _read(type0: Object) -> _Font | None:
    descriptor = type0.DescendantFonts[0].get("/FontDescriptor", Dictionary())
    program = descriptor.get("/FontFile2", descriptor.get("/FontFile3"))
    face = Face.read(program.read_bytes()) if isinstance(program, Stream) else None
    if face is None:
        return None
    texts = {gid: _READINGS.get(text, text) for gid, text in read_to_unicode(type0.ToUnicode.read_bytes()).items()}
    widths = widths_of(type0.DescendantFonts[0].W)
    return _Font(type0, face, {gid: width for gid, width in widths.items() if gid < face.glyphs}, texts)


def _stream(issue: pikepdf.Pdf, face: Face, program: bytes) -> Stream:
    """A font program as a stream, as its format wants it (ISO 32000-1, table 127)."""
    if face.cff:
        return issue.make_stream(program, Subtype=Name.CIDFontType0C)
    return issue.make_stream(program, Length1=len(program))


def _embed(issue: pikepdf.Pdf, program: Stream, members: list[_Font]) -> dict[ObjectId, Object]:
    """Let fonts of one face and one name use its program: the font that replaces each."""
    descriptor = members[0].descriptor
    descriptor["/FontFile3" if members[0].face.cff else "/FontFile2"] = program
    _describe(descriptor, [member.descriptor for member in members])
    replaced: dict[ObjectId, Object] = {}
    for group in _agreeing(members):
        replaced |= _share_dictionaries(issue, group, descriptor)
    return replaced


def _describe(descriptor: Object, others: list[Object]) -> None:
    """What the descriptor says must hold for every member: a box around all, fixed pitch only if all are."""
    boxes = [[float(edge) for edge in other.FontBBox] for other in others]
    edges = [min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)]
    descriptor.FontBBox = Array([round(edge) for edge in edges])
    flags = int(descriptor.Flags)
    if not all(int(other.Flags) & _FIXED_PITCH for other in others):
        flags &= ~_FIXED_PITCH
    descriptor.Flags = flags
    if "/CIDSet" in descriptor:
        del descriptor["/CIDSet"]


def _agreeing(fonts: Iterable[_Font]) -> list[list[_Font]]:
    """Groups within which widths and readings agree."""
    groups: list[tuple[dict[int, float], TextMap, list[_Font]]] = []
    for font in fonts:
        for widths, texts, members in groups:
            if font.shareable and members[0].shareable and _agree(widths, font.widths) and _agree(texts, font.texts):
                widths |= font.widths
                texts |= font.texts
                members.append(font)
                break
        else:
            groups.append((dict(font.widths), dict(font.texts), [font]))
    return [members for _, _, members in groups]


def _agree(one: Mapping[int, object], other: Mapping[int, object]) -> bool:
    small, large = (one, other) if len(one) < len(other) else (other, one)
    return all(large.get(key, value) == value for key, value in small.items())


def _share_dictionaries(issue: pikepdf.Pdf, group: list[_Font], descriptor: Object) -> dict[ObjectId, Object]:
    first = group[0]
    widths: dict[int, float] = {}
    texts: TextMap = {}
    for font in group:
        widths |= font.widths
        texts |= font.texts
    first.cid_font.W = widths_array(widths)
    first.cid_font.FontDescriptor = descriptor
    if first.shareable:
        first.type0.ToUnicode = Stream(issue, to_unicode(texts))
    return {font.type0.objgen: first.type0 for font in group[1:]}


def _lost(font: _Font, error: LostFaceError) -> Problem:
    return Problem(
        "HP305",
        f"the font file that “{font.name.partition('+')[2]}” was set in is not here, or is another one",
        Location(Path(str(error))),
        hint="`hemaprint clean`, then build again: pages that were kept were set in it",
    )
