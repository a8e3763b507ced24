"""Fonts: embedded, cut down to the characters that are used, and readable by machines (ISO 32000-1, 9.6 to 9.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Stream

from hemaprint.errors import Severity
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import TextMark
from hemaprint.pdf.objects import ObjectId, entries_of, entry, identity, is_new, items, name_of
from hemaprint.preflight.page import marks_beside, resources_of
from hemaprint.preflight.report import Finding, Purpose, Subject

LARGE = 200_000
"""Bytes of a font program as it lies in the file, above which a whole font is worth a word."""

_INVISIBLE = 3
"""The text rendering mode that paints nothing (ISO 32000-1, table 106)."""
_SUBSET = re.compile(r"[A-Z]{6}\+")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_KNOWN_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding", "MacExpertEncoding")


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font, its name without the tag of a subset, and the first page (from 0) that names it."""

    font: pikepdf.Object
    name: str
    subset: bool
    page: int

    @property
    def kind(self) -> str:
        """Its subtype: Type0, Type1, TrueType, Type3..."""
        return name_of(self.font.get("/Subtype"))

    @property
    def described(self) -> Any:
        """The dictionary that has its descriptor: itself, or its descendant."""
        below = items(self.font.get("/DescendantFonts"))
        return below[0] if self.kind == "Type0" and below else self.font

    @property
    def program(self) -> Any:
        """The stream of its font program, or None."""
        descriptor = entry(self.described, "/FontDescriptor")
        found = (entry(descriptor, key) for key in _PROGRAMS)
        return next((one for one in found if isinstance(one, Stream)), None)


def check_fonts(subject: Subject) -> Iterator[Finding]:
    """Every font that shows something is in the file, no more of it than needed, and says what its characters mean."""
    declared = list(fonts_of(subject.pdf))
    shown = _shown(subject.pdf) if any(_is_doubtful(used) for used in declared) else {}
    for used in declared:
        if used.program is not None and used.kind != "Type3":
            yield from _whole(used)
        if _is_doubtful(used) and (use := shown.get(_key(used.font))) is not None:
            yield from _doubts(used, use, subject)


def _is_doubtful(used: UsedFont) -> bool:
    return used.kind == "Type3" or used.program is None or not _readable(used)


def _doubts(used: UsedFont, use: _Use, subject: Subject) -> Iterator[Finding]:
    if use.painted is None:
        pass  # a layer of text below a scan: nothing of the font is seen
    elif used.kind == "Type3":
        yield from _type3(used, use.painted, subject)
    elif used.program is None:
        message = f"the font {used.name} is not embedded, so that another will stand in for it"
        hint = "embed all fonts when the file is made"
        yield Finding("HP418", Severity.ERROR, message, hint, use.painted)
    if subject.purpose is Purpose.SCREEN and not _readable(used):
        message = f"text in {used.name} cannot be searched, copied or read aloud"
        hint = "write a ToUnicode table for the font: it does not name its letters"
        yield Finding("HP421", Severity.WARNING, message, hint, use.first)


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[UsedFont]:
    """Every font that pages, forms, patterns, masks and annotations name, each once."""
    seen: set[ObjectId] = set()
    fonts: set[ObjectId] = set()
    for index, page in enumerate(pdf.pages):
        for resources in resources_of(page, seen):
            for _, font in entries_of(entry(resources, "/Font")):
                if isinstance(font, Dictionary) and is_new(font, fonts):
                    yield _used(font, index)


@dataclass(frozen=True, slots=True)
class _Use:
    """The first pages (from 0) on which a font shows text, and on which that is painted (ISO 32000-1, 9.3.6)."""

    first: int
    painted: int | None


def _shown(pdf: pikepdf.Pdf) -> dict[ObjectId | bytes, _Use]:
    """How fonts are used, by their keys; strings of no characters show nothing."""
    uses: dict[ObjectId | bytes, _Use] = {}
    shelf = FontShelf()
    for index, page in enumerate(pdf.pages):
        for mark in (*marks_of(page, shelf), *marks_beside(page, shelf)):
            if isinstance(mark, TextMark):
                key = _key(mark.font)
                known = uses.get(key, _Use(index, None))
                painted = index if known.painted is None and mark.mode != _INVISIBLE else known.painted
                uses[key] = _Use(known.first, painted)
    return uses


def _key(font: pikepdf.Object) -> ObjectId | bytes:
    """An indirect font is known by its number, another by what it says."""
    return identity(font) or font.unparse()


def _used(font: pikepdf.Object, page: int) -> UsedFont:
    name = name_of(font.get("/BaseFont")) or name_of(font.get("/Name")) or "without a name"
    return UsedFont(font, _SUBSET.sub("", name, count=1), bool(_SUBSET.match(name)), page)


def _type3(used: UsedFont, page: int, subject: Subject) -> Iterator[Finding]:
    if subject.purpose is Purpose.PRINT:
        message = f"the font {used.name} is drawn (Type 3); printers may set it coarsely"
        yield Finding("HP420", Severity.WARNING, message, "use an outline font instead", page)


def _whole(used: UsedFont) -> Iterator[Finding]:
    size = len(used.program.read_raw_bytes()) if not used.subset else 0
    if size > LARGE:
        message = f"the whole font {used.name} is embedded: {size / 1e6:.1f} MB"
        yield Finding("HP419", Severity.WARNING, message, "embed only the characters that are used", used.page)


def _readable(used: UsedFont) -> bool:
    """Whether characters can be told from codes (ISO 32000-1, 9.10.2)."""
    if isinstance(used.font.get("/ToUnicode"), Stream):
        return True
    encoding = used.font.get("/Encoding")
    if used.kind == "Type0":
        return not name_of(encoding).startswith("Identity") and isinstance(encoding, pikepdf.Name)
    if used.kind == "Type3":
        return False
    if isinstance(encoding, Dictionary):
        return True
    return name_of(encoding) in _KNOWN_ENCODINGS or (encoding is None and not _symbolic(used))


def _symbolic(used: UsedFont) -> bool:
    """Flag 3 of a descriptor (ISO 32000-1, table 123)."""
    flags = entry(entry(used.font, "/FontDescriptor"), "/Flags")
    return isinstance(flags, int) and bool(flags & 4)
