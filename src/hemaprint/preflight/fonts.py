# SPDX-License-Identifier: MIT
"""Check fonts: embedded, reduced to the characters used, and readable by machines (ISO 32000-1, 9.6 to 9.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Stream

from hemaprint.errors import Severity
from hemaprint.pdf.marks import TextMark
from hemaprint.pdf.objects import ObjectId, entries, entry, identity, is_new, items, name_of
from hemaprint.preflight.page import resources_of, views_of
from hemaprint.preflight.report import Finding, Purpose, Subject

LARGE = 200_000
"""Bytes of a font program as stored, from which on a whole font is reported."""

_INVISIBLE = 3
"""The text rendering mode that paints nothing (ISO 32000-1, table 106)."""
_SUBSET = re.compile(r"[A-Z]{6}\+")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_KNOWN_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding", "MacExpertEncoding")


@dataclass(frozen=True, slots=True)
class NamedFont:
    """A font that resources name, its name without a subset tag, and the first page (from 0) that names it."""

    font: pikepdf.Object
    name: str
    subset: bool
    page: int

    @property
    def kind(self) -> str:
        """Its subtype: Type0, Type1, TrueType, Type3..."""
        return name_of(self.font.get("/Subtype"))

    @property
    def program(self) -> Any:
        """The stream of its font program, or None."""
        below = items(self.font.get("/DescendantFonts"))
        described = below[0] if self.kind == "Type0" and below else self.font
        found = (entry(described, "/FontDescriptor", key) for key in _PROGRAMS)
        return next((one for one in found if isinstance(one, Stream)), None)

    @property
    def is_readable(self) -> bool:
        """Whether its codes can be turned into characters (ISO 32000-1, 9.10.2)."""
        if isinstance(self.font.get("/ToUnicode"), Stream):
            return True
        encoding = self.font.get("/Encoding")
        if self.kind == "Type0":
            return not name_of(encoding).startswith("Identity") and isinstance(encoding, pikepdf.Name)
        if self.kind == "Type3":
            return False
        if isinstance(encoding, Dictionary):
            return True
        flags = entry(self.font, "/FontDescriptor", "/Flags")
        symbolic = isinstance(flags, int) and bool(flags & 4)  # flag 3 of a descriptor (ISO 32000-1, table 123)
        return name_of(encoding) in _KNOWN_ENCODINGS or (encoding is None and not symbolic)

    @property
    def is_doubtful(self) -> bool:
        """Whether it is worth a finding if it shows text."""
        return self.kind == "Type3" or self.program is None or not self.is_readable


def check_fonts(subject: Subject) -> Iterator[Finding]:
    """Check that every font with visible text is embedded, no larger than needed, and identifies its characters."""
    named = list(fonts_of(subject.pdf))
    shown = _shown(subject) if any(one.is_doubtful for one in named) else {}
    for one in named:
        if one.program is not None and one.kind != "Type3" and not one.subset:
            size = len(one.program.read_raw_bytes())
            if size > LARGE:
                message = f"the whole font {one.name} is embedded: {size / 1e6:.1f} MB"
                yield Finding("HP419", Severity.WARNING, message, "embed only the characters that are used", one.page)
        if one.is_doubtful and (use := shown.get(_key(one.font))) is not None:
            yield from _doubts(one, use, subject)


def _doubts(one: NamedFont, use: _Use, subject: Subject) -> Iterator[Finding]:
    """The faults of a font; a hidden layer of text below a scan may have any font."""
    if use.painted is not None and one.kind == "Type3":
        if subject.purpose is Purpose.PRINT:
            message = f"the font {one.name} is drawn (Type 3); printers may render it coarsely"
            yield Finding("HP420", Severity.WARNING, message, "use an outline font instead", use.painted)
    elif use.painted is not None and one.program is None:
        message = f"the font {one.name} is not embedded, so another font will replace it"
        yield Finding("HP418", Severity.ERROR, message, "embed all fonts when the file is made", use.painted)
    if subject.purpose is Purpose.SCREEN and not one.is_readable:
        message = f"text in {one.name} cannot be searched, copied or read aloud"
        hint = "add a ToUnicode table to the font: it does not identify its characters"
        yield Finding("HP421", Severity.WARNING, message, hint, use.first)


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[NamedFont]:
    """Every font that pages, forms, patterns, masks and annotations name, each once."""
    seen: set[ObjectId] = set()
    fonts: set[ObjectId] = set()
    for index, page in enumerate(pdf.pages):
        for resources in resources_of(page, seen):
            for _, font in entries(resources, "/Font"):
                if isinstance(font, Dictionary) and is_new(font, fonts):
                    name = name_of(font.get("/BaseFont")) or name_of(font.get("/Name")) or "without a name"
                    yield NamedFont(font, _SUBSET.sub("", name, count=1), bool(_SUBSET.match(name)), index)


@dataclass(frozen=True, slots=True)
class _Use:
    """The first pages (from 0) on which a font shows text, and on which it paints it (ISO 32000-1, 9.3.6)."""

    first: int
    painted: int | None


def _shown(subject: Subject) -> dict[ObjectId | bytes, _Use]:
    """The use of each font, by its key; strings without characters do not count."""
    uses: dict[ObjectId | bytes, _Use] = {}
    for view in views_of(subject):
        for mark in (*view.marks, *view.beside):
            if isinstance(mark, TextMark):
                key = _key(mark.font)
                known = uses.get(key, _Use(view.index, None))
                painted = view.index if known.painted is None and mark.mode != _INVISIBLE else known.painted
                uses[key] = _Use(known.first, painted)
    return uses


def _key(font: pikepdf.Object) -> ObjectId | bytes:
    """An indirect font is identified by its number, another by its content."""
    return identity(font) or font.unparse()
