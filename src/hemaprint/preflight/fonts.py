"""Fonts: embedded, cut down to the characters that are used, and readable by machines (ISO 32000-1, 9.6 to 9.10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Dictionary, Stream

from hemaprint.errors import Severity
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.values import entries_of, entry, inherited, is_new, items, name_of
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reading import annotations_of

LARGE = 200_000
"""Bytes of a font program as it lies in the file, above which a whole font is worth a word."""

_SUBSET = re.compile(r"[A-Z]{6}\+")
_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_KNOWN_ENCODINGS = ("WinAnsiEncoding", "MacRomanEncoding", "StandardEncoding", "MacExpertEncoding")


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font, its name without the tag of a subset, and the first page (from 0) that may use it."""

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
    """Every font is in the file, no more of it than needed, and says what its characters mean."""
    for used in fonts_of(subject.pdf):
        if used.kind == "Type3":
            yield from _type3(used, subject)
        elif used.program is None:
            message = f"the font {used.name} is not embedded, so that another will stand in for it"
            hint = "embed all fonts when the file is made"
            yield Finding("HP418", Severity.ERROR, message, hint, used.page)
        else:
            yield from _whole(used)
        if subject.purpose is Purpose.SCREEN and not _readable(used):
            message = f"text in {used.name} cannot be searched, copied or read aloud"
            hint = "write a ToUnicode table for the font: it does not name its letters"
            yield Finding("HP421", Severity.WARNING, message, hint, used.page)


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[UsedFont]:
    """Every font that pages, forms, patterns, masks and annotations can use, each once."""
    seen: set[ObjectId] = set()
    for index, page in enumerate(pdf.pages):
        pending = [inherited(page.obj, "/Resources")]
        pending += [inner for one in annotations_of(page) for inner in _appearances(one)]
        while pending:
            holder = pending.pop()
            if holder is None or not is_new(holder, seen):
                continue
            resources = entry(holder, "/Resources") if isinstance(holder, Stream) else holder
            for _, font in entries_of(entry(resources, "/Font")):
                if isinstance(font, Dictionary) and is_new(font, seen):
                    yield _used(font, index)
                    pending.append(entry(font, "/Resources"))
            pending += _inner(resources)


def _inner(resources: Any) -> Iterator[Any]:
    """Streams that may have resources of their own."""
    for category in ("/XObject", "/Pattern"):
        for _, thing in entries_of(entry(resources, category)):
            if isinstance(thing, Stream) and name_of(thing.get("/Subtype")) != "Image":
                yield thing
    for _, state in entries_of(entry(resources, "/ExtGState")):
        yield entry(entry(state, "/SMask"), "/G")


def _appearances(annotation: pikepdf.Object) -> Iterator[Any]:
    for _, look in entries_of(entry(annotation, "/AP")):
        yield from [look] if isinstance(look, Stream) else [one for _, one in entries_of(look)]


def _used(font: pikepdf.Object, page: int) -> UsedFont:
    name = name_of(font.get("/BaseFont")) or name_of(font.get("/Name")) or "without a name"
    return UsedFont(font, _SUBSET.sub("", name, count=1), bool(_SUBSET.match(name)), page)


def _type3(used: UsedFont, subject: Subject) -> Iterator[Finding]:
    if subject.purpose is Purpose.PRINT:
        message = f"the font {used.name} is drawn (Type 3); printers may set it coarsely"
        yield Finding("HP420", Severity.WARNING, message, "use an outline font instead", used.page)


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
