"""Embed each face of the issue once.

WeasyPrint 70 subsets every face for every article, keeps glyph ids, and names the result after a hash of the Pango
description: family, weight, style, variations. Subsets of one name are therefore mostly cuttings of one face. They are
united glyph by glyph, but only where shared glyphs are equal: an optical size that follows the type size gives other
outlines under the same name. Widths and Unicode maps may differ from article to article (WeasyPrint rounds the one, and
takes the first reading of the other); then the program is shared and the dictionaries stay apart, so that every line
stands, and reads, exactly as it was set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.bind.cff import CffSubset
from hemaprint.bind.cmap import TextMap, read_to_unicode, to_unicode, widths_array, widths_of
from hemaprint.bind.truetype import TrueTypeSubset
from hemaprint.bind.union import NotMergeableError, Subset, Union
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.resources import entries, walk_resources
from hemaprint.pdf.values import is_new

_FIXED_PITCH = 1

_READINGS = {b"2010": b"002d"}
"""Pango breaks words with U+2010, often the glyph of U+002D: which of them a subset says depends on what came first.
Read as U+002D, words with a hyphen are found by typing them, and readers rejoin broken ones."""


@dataclass(frozen=True, slots=True)
class _Font:
    """A composite font of one part: its dictionaries, and its program as glyphs."""

    type0: Object
    program: Subset
    widths: dict[int, float]
    texts: TextMap

    @property
    def cid_font(self) -> Object:
        return self.type0.DescendantFonts[0]

    @property
    def descriptor(self) -> Object:
        return self.cid_font.FontDescriptor

    @property
    def shareable(self) -> bool:
        """False where an encoding of its own maps characters that the face lacks (``Font.missing``)."""
        return bool(self.type0.Encoding == Name("/Identity-H"))


def unite_fonts(issue: pikepdf.Pdf) -> None:
    """Unite the subsets of each face; a font that cannot be united safely stays as it is."""
    uses = _uses(issue)
    replaced: dict[ObjectId, Object] = {}
    for fonts in _by_name(font for _, _, font in uses).values():
        for union, members in _unions(fonts):
            replaced |= _embed(issue, union, members)
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


def _by_name(fonts: Iterable[Object]) -> dict[str, list[_Font]]:
    """Composite fonts that can be read, by BaseFont, in the order in which they occur."""
    named: dict[str, list[_Font]] = {}
    seen: set[ObjectId] = set()
    for font in fonts:
        if font.get("/Subtype") == Name.Type0 and is_new(font, seen):
            read = _read(font)
            if read is not None:
                named.setdefault(str(font.BaseFont), []).append(read)
    return named


def _read(type0: Object) -> _Font | None:
    cid_font = type0.DescendantFonts[0]
    descriptor = cid_font.get("/FontDescriptor", Dictionary())
    if "/ToUnicode" not in type0 or "/W" not in cid_font:
        return None
    texts = {gid: _READINGS.get(text, text) for gid, text in read_to_unicode(type0.ToUnicode.read_bytes()).items()}
    widths = widths_of(cid_font.W)
    used = {0, *texts, *widths}
    try:
        if "/FontFile2" in descriptor and cid_font.get("/CIDToGIDMap") == Name.Identity:
            program: Subset = TrueTypeSubset.read(descriptor.FontFile2.read_bytes(), used)
        elif "/FontFile3" in descriptor:
            program = CffSubset.read(descriptor.FontFile3.read_bytes(), used)
        else:
            return None
    except NotMergeableError:
        return None
    return _Font(type0, program, {gid: width for gid, width in widths.items() if gid in program.glyphs}, texts)


def _unions(fonts: Iterable[_Font]) -> list[tuple[Union, list[_Font]]]:
    """Each font in the first union that it agrees with."""
    unions: list[tuple[Union, list[_Font]]] = []
    for font in fonts:
        for union, members in unions:
            if union.add(font.program):
                members.append(font)
                break
        else:
            unions.append((Union(font.program), [font]))
    return unions


def _embed(issue: pikepdf.Pdf, union: Union, members: list[_Font]) -> dict[ObjectId, Object]:
    """Write the united program and let all members use it: the font that replaces each."""
    try:
        program = union.program()
    except NotMergeableError:
        return {}
    descriptor = members[0].descriptor
    stream = issue.make_stream(program)
    if isinstance(members[0].program, TrueTypeSubset):
        stream.Length1 = len(program)
        descriptor.FontFile2 = stream
    else:
        stream.Subtype = Name.CIDFontType0C
        descriptor.FontFile3 = stream
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
