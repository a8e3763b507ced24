# SPDX-License-Identifier: MIT
"""Read a page of a PDF once: its marks, its boxes, and everything else that it uses."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, TypeVar

import pikepdf
import pypdfium2
from pikepdf import Stream

from hemaprint.errors import Severity
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.imposed import ImposedSheet, read_imposed
from hemaprint.pdf.interpreter import marks_in, marks_of
from hemaprint.pdf.marks import Mark, TextMark
from hemaprint.pdf.objects import (
    MM,
    ObjectId,
    Rectangle,
    annotations_of,
    entries,
    entries_of,
    entry,
    inherited,
    is_new,
    name_of,
    overlap,
    page_box,
    trim_of,
)
from hemaprint.pdf.structure import Around, Content, Structure
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

_QUOTED = 40
"""Characters of a text that are quoted as evidence."""

MarkType = TypeVar("MarkType", bound=Mark)


@dataclass(frozen=True, slots=True)
class PageView:
    """One page and everything painted on it. ``trim``, ``bleed`` and ``media`` are in pt of default user space.

    ``beside`` are the marks of soft masks and of annotations, each in the space of its form; ``held`` is the content
    that the structure tree has on the page, in reading order. ``flat`` remembers, for all pages of the file, which
    pictures are one plain colour. ``imposed`` says which pages it has if it is a press sheet.
    """

    subject: Subject
    index: int
    page: pikepdf.Page
    marks: list[Mark]
    beside: list[Mark]
    trim: Rectangle
    bleed: Rectangle
    media: Rectangle
    held: list[tuple[Content, Around]]
    flat: dict[ObjectId, bool] = field(default_factory=dict)
    imposed: ImposedSheet | None = None

    @property
    def purpose(self) -> Purpose:
        """The purpose of the file."""
        return self.subject.purpose

    @property
    def printed(self) -> bool:
        """Whether the page goes to a press."""
        return self.purpose is Purpose.PRINT

    def of(self, kind: type[MarkType]) -> list[MarkType]:
        """The marks of a kind that are neither clipped away nor fully transparent."""
        return [mark for mark in self.marks if isinstance(mark, kind) and not mark.clipped_away and mark.alpha > 0]

    def texts(self) -> list[TextMark]:
        """The visible strings with more in them than spaces."""
        return [mark for mark in self.painted_texts() if mark.text.strip() and mark.size > 0]

    def painted_texts(self) -> list[TextMark]:
        """The painted strings, including those without readable characters."""
        return [mark for mark in self.of(TextMark) if mark.mode not in (3, 7)]

    def on_sheet(self, mark: Mark) -> bool:
        """Whether some of the mark remains when the sheet is cut."""
        return overlap(mark.box, self.trim)

    def leaves(self) -> Iterator[tuple[PageView, str]]:
        """Each page on a press sheet with its own boxes and marks, and the edge at which it is bound."""
        for page in self.imposed.pages if self.imposed is not None else ():
            marks = [mark for mark in self.marks if overlap(mark.box, page.bleed)]
            yield replace(self, marks=marks, trim=page.trim, bleed=page.bleed, imposed=None), page.spine

    def finding(self, code: str, severity: Severity, message: str, hint: str, place: Rectangle | None) -> Finding:
        """A finding about this page."""
        return self.subject.finding(code, severity, message, hint, self.index, place)


PageCheck = Callable[[PageView], Iterable[Finding]]
"""One question about a page."""


def page_check(purpose: Purpose | None = None) -> Callable[[PageCheck], PageCheck]:
    """Ask the decorated check about each page instead of about the file; with ``purpose`` only in files for that."""

    def marked(check: PageCheck) -> PageCheck:
        asked: Any = check if purpose is None else only_for(purpose)(check)
        asked.of_pages = True
        return asked  # type: ignore[no-any-return]

    return marked


def views_of(subject: Subject, only: Container[int] | None = None) -> Iterator[PageView]:
    """Every page, or those whose index is in ``only``, read; hold one at a time, because a page can be huge."""
    shelf = FontShelf()
    flat: dict[ObjectId, bool] = {}
    held: dict[int | None, list[tuple[Content, Around]]] = {}
    for content, around in Structure(subject.pdf).held():
        held.setdefault(content.page, []).append((content, around))
    for index, page in enumerate(subject.pdf.pages):
        if only is not None and index not in only:
            continue
        media = page_box(page, "/MediaBox") or trim_of(page)
        bleed = page_box(page, "/BleedBox") or page_box(page, "/CropBox") or media
        marks, beside = marks_of(page, shelf), list(marks_beside(page, shelf))
        of_page, imposed = held.get(index, []), read_imposed(page)
        yield PageView(subject, index, page, marks, beside, trim_of(page), bleed, media, of_page, flat, imposed)


# wording of messages


def quoted(text: str) -> str:
    """The beginning of a text, as evidence."""
    words = " ".join(text.split())
    words = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return f"“{words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + '…'}”"


def quoted_first(marks: list[TextMark]) -> str:
    """The first of some texts, and the number of others."""
    return quoted(marks[0].text) + (f" and {len(marks) - 1} more" if len(marks) > 1 else "")


def times(count: int, one: str, many: str = "") -> str:
    """``1 line``, ``3 lines``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def millimetres(length: float) -> str:
    """A length in pt as a reader measures it."""
    return f"{length / MM:.1f} mm"


# everything else that a page uses


def resources_of(page: pikepdf.Page, seen: set[ObjectId] | None = None) -> Iterator[Any]:
    """The resources of a page, of its annotations, and of the forms, patterns, masks and Type 3 fonts that they name.

    Each once; skips those in ``seen``, and adds to it.
    """
    known: set[ObjectId] = set() if seen is None else seen
    pending = [inherited(page.obj, "/Resources"), *_appearances(page)]
    while pending:
        holder = pending.pop()
        if holder is None or not is_new(holder, known):
            continue
        resources = entry(holder, "/Resources") if isinstance(holder, Stream) else holder
        if holder is not resources and not is_new(resources, known):
            continue
        yield resources
        pending += [entry(font, "/Resources") for _, font in entries(resources, "/Font")]
        pending += [*_inner(resources), *_masks(resources)]


def marks_beside(page: pikepdf.Page, shelf: FontShelf) -> Iterator[Mark]:
    """The marks inside soft masks and appearances, each in the space of its form."""
    seen: set[ObjectId] = set()
    masks = (mask for resources in resources_of(page) for mask in _masks(resources))
    for form in (*_appearances(page), *masks):
        if isinstance(form, Stream) and is_new(form, seen):
            yield from marks_in(form, shelf)


def groups_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The transparency groups of a page and of all forms and masks that it uses, with their resources."""
    yield entry(page.obj, "/Group"), inherited(page.obj, "/Resources")
    inner = (form for resources in resources_of(page) for form in (*_inner(resources), *_masks(resources)))
    for form in (*inner, *_appearances(page)):
        yield entry(form, "/Group"), entry(form, "/Resources")


def spaces_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The colour spaces that resources, pictures and shadings of a page name, with the resources around them."""
    for resources in resources_of(page):
        holders = [shading for _, shading in entries(resources, "/Shading")]
        holders += [entry(pattern, "/Shading") for _, pattern in entries(resources, "/Pattern")]
        holders += [thing for _, thing in entries(resources, "/XObject")]
        spaces = [space for _, space in entries(resources, "/ColorSpace")]
        for space in (*spaces, *(entry(holder, "/ColorSpace") for holder in holders)):
            yield space, resources


def _inner(resources: Any) -> Iterator[Stream]:
    """Forms and cells of patterns."""
    for category in ("/XObject", "/Pattern"):
        for _, thing in entries(resources, category):
            if isinstance(thing, Stream) and name_of(thing.get("/Subtype")) != "Image":
                yield thing


def _masks(resources: Any) -> Iterator[Any]:
    return (entry(state, "/SMask", "/G") for _, state in entries(resources, "/ExtGState"))


def _appearances(page: pikepdf.Page) -> Iterator[Any]:
    for annotation in annotations_of(page):
        for _, look in entries_of(entry(annotation, "/AP")):
            yield from [look] if isinstance(look, Stream) else [one for _, one in entries_of(look)]


# pdfium, which reads and draws pages


@contextmanager
def pdfium_document(subject: Subject) -> Iterator[Any]:
    """The file opened in pdfium: as it is, or as repaired by qpdf where pdfium finds another number of pages in it.

    Raises PdfiumError where pdfium can read neither.
    """
    try:
        document = pypdfium2.PdfDocument(subject.data)
    except pypdfium2.PdfiumError:
        document = None
    if document is None or len(document) != len(subject.pdf.pages):
        target = BytesIO()
        subject.pdf.save(target, fix_metadata_version=False)
        document = pypdfium2.PdfDocument(target.getvalue())
    with document:
        yield document


def page_text(document: Any, index: int) -> str:
    """The text of a page, "" where pdfium cannot read it."""
    try:
        return str(document[index].get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""
