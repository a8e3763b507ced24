"""Read a page once, and ask every question about what is painted on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import pikepdf
from pikepdf import Stream

from hemaprint.errors import Severity
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_in, marks_of
from hemaprint.pdf.marks import Mark, TextMark
from hemaprint.pdf.objects import (
    MM,
    ObjectId,
    Rectangle,
    annotations_of,
    entries_of,
    entry,
    inherited,
    is_new,
    name_of,
    overlap,
    page_box,
    trim_of,
)
from hemaprint.preflight.artwork import PictureChecks, check_bleed, check_hairlines, check_margins, check_tinted_lines
from hemaprint.preflight.colors import (
    check_black_text,
    check_press_spaces,
    check_registration,
    check_screen_colors,
    check_spots,
    check_transparency,
    check_white_overprint,
)
from hemaprint.preflight.report import Finding, Purpose, Subject
from hemaprint.preflight.text import check_contrast, check_glyphs, check_readings, check_sizes, check_visible


def resources_of(page: pikepdf.Page, seen: set[ObjectId] | None = None) -> Iterator[Any]:
    """The resources of a page, of its annotations, and of the forms, patterns, masks and Type 3 fonts that these name.

    Each once; what is in ``seen`` is left out, and is added to it.
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
        pending += [entry(font, "/Resources") for _, font in entries_of(entry(resources, "/Font"))]
        pending += [*_inner(resources), *_masks(resources)]


def marks_beside(page: pikepdf.Page, shelf: FontShelf) -> Iterator[Mark]:
    """The marks inside soft masks and appearances, each in the space of its own form."""
    seen: set[ObjectId] = set()
    masks = (mask for resources in resources_of(page) for mask in _masks(resources))
    for form in (*_appearances(page), *masks):
        if isinstance(form, Stream) and is_new(form, seen):
            yield from marks_in(form, shelf)


def groups_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The transparency groups of a page and of all forms and masks that it uses, with the resources they stand in."""
    yield entry(page.obj, "/Group"), inherited(page.obj, "/Resources")
    for resources in resources_of(page):
        for form in (*_inner(resources), *_masks(resources)):
            yield entry(form, "/Group"), entry(form, "/Resources")
    for form in _appearances(page):
        yield entry(form, "/Group"), entry(form, "/Resources")


def spaces_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The colour spaces that resources, pictures and shadings of a page name, with the resources they stand in."""
    for resources in resources_of(page):
        shadings = [shading for _, shading in entries_of(entry(resources, "/Shading"))]
        shadings += [entry(pattern, "/Shading") for _, pattern in entries_of(entry(resources, "/Pattern"))]
        spaces = [space for _, space in entries_of(entry(resources, "/ColorSpace"))]
        things = (*shadings, *(thing for _, thing in entries_of(entry(resources, "/XObject"))))
        for space in (*spaces, *(entry(thing, "/ColorSpace") for thing in things)):
            yield space, resources


def _inner(resources: Any) -> Iterator[Stream]:
    """Forms and cells of patterns."""
    for category in ("/XObject", "/Pattern"):
        for _, thing in entries_of(entry(resources, category)):
            if isinstance(thing, Stream) and name_of(thing.get("/Subtype")) != "Image":
                yield thing


def _masks(resources: Any) -> Iterator[Any]:
    for _, state in entries_of(entry(resources, "/ExtGState")):
        yield entry(entry(state, "/SMask"), "/G")


def _appearances(page: pikepdf.Page) -> Iterator[Any]:
    for annotation in annotations_of(page):
        for _, look in entries_of(entry(annotation, "/AP")):
            yield from [look] if isinstance(look, Stream) else [one for _, one in entries_of(look)]


_QUOTED = 40
"""Characters of a text that are quoted as evidence."""

MarkType = TypeVar("MarkType", bound=Mark)


@dataclass(frozen=True, slots=True)
class PageView:
    """One page and all that is painted on it. ``trim``, ``bleed`` and ``media`` in pt of default user space.

    ``beside`` are the marks of soft masks and of annotations, each in the space of its own form.
    """

    subject: Subject
    index: int
    page: pikepdf.Page
    marks: tuple[Mark, ...]
    beside: tuple[Mark, ...]
    trim: Rectangle
    bleed: Rectangle
    media: Rectangle

    @property
    def printed(self) -> bool:
        """The page goes to a press."""
        return self.subject.purpose is Purpose.PRINT

    def of(self, kind: type[MarkType]) -> list[MarkType]:
        """The marks of a kind that something is left of, and that are not wholly transparent."""
        return [mark for mark in self.marks if isinstance(mark, kind) and not mark.clipped_away and mark.alpha > 0]

    def texts(self) -> list[TextMark]:
        """The strings that are seen and that have more in them than spaces."""
        return [mark for mark in self.painted_texts() if mark.text.strip() and mark.size > 0]

    def painted_texts(self) -> list[TextMark]:
        """The strings that are painted, those without readable characters included."""
        return [mark for mark in self.of(TextMark) if mark.mode not in (3, 7)]

    def on_sheet(self, mark: Mark) -> bool:
        """Some of the mark is left when the sheet is cut."""
        return overlap(mark.box, self.trim)

    def finding(self, code: str, severity: Severity, message: str, hint: str, place: Rectangle | None) -> Finding:
        """A finding about this page."""
        location = self.subject.located(self.index, place)
        return Finding(code, severity, message, hint, self.index, place, location)


PageCheck = Callable[[PageView], Iterable[Finding]]
"""One question asked of a page."""


def view_of(subject: Subject, index: int, page: pikepdf.Page, shelf: FontShelf) -> PageView:
    """Read a page."""
    media = page_box(page, "/MediaBox") or trim_of(page)
    bleed = page_box(page, "/BleedBox") or page_box(page, "/CropBox") or media
    marks, beside = tuple(marks_of(page, shelf)), tuple(marks_beside(page, shelf))
    return PageView(subject, index, page, marks, beside, trim_of(page), bleed, media)


def quoted(text: str) -> str:
    """The beginning of a text, as evidence."""
    words = " ".join(text.split())
    words = "".join(letter if letter.isprintable() else "\ufffd" for letter in words)
    return f"“{words if len(words) <= _QUOTED else words[:_QUOTED].rstrip() + '…'}”"


def times(count: int, one: str, many: str = "") -> str:
    """``1 line``, ``3 lines``."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def millimetres(length: float) -> str:
    """A length in pt as a reader measures it."""
    return f"{length / MM:.1f} mm"


_CHECKS: tuple[PageCheck, ...] = (
    check_bleed,
    check_margins,
    check_press_spaces,
    check_screen_colors,
    check_spots,
    check_registration,
    check_white_overprint,
    check_black_text,
    check_transparency,
    check_glyphs,
    check_readings,
    check_sizes,
    check_visible,
    check_contrast,
    check_hairlines,
    check_tinted_lines,
)


def check_marks(subject: Subject) -> Iterator[Finding]:
    """Everything that the marks of the pages tell; only one page's are held at a time."""
    shelf = FontShelf()
    checks = (*_CHECKS, *PictureChecks().checks)
    for index, page in enumerate(subject.pdf.pages):
        view: PageView = view_of(subject, index, page, shelf)
        for check in checks:
            yield from check(view)
