"""What a question about a page is asked of: its marks, its boxes, and where its findings go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import pikepdf

from hemaprint.errors import Severity
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.geometry import MM, overlap
from hemaprint.pdf.marks import Mark, TextMark, marks_of
from hemaprint.pdf.objects import Rectangle
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reach import marks_beside
from hemaprint.preflight.reading import page_box, trim_of

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
