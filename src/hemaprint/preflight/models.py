"""What preflight is told, and what it says: the subject, its expectations, findings and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hemaprint.bind.editions import Edition
from hemaprint.errors import Location, Severity
from hemaprint.pdf.objects import Rectangle

if TYPE_CHECKING:
    import pikepdf


class Purpose(StrEnum):
    """What a PDF is for; it rules what is expected of it."""

    SCREEN = "screen"
    PRINT = "print"


class Origin(Protocol):
    """Where what stands on a page comes from; known for PDFs that hemaprint made from a project at hand."""

    def locate(self, page: int, place: Rectangle | None) -> Location | None:
        """The manuscript, and its line where it is known, behind a place (pt, user space) of a page (from 0)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong or worth knowing. ``page`` counts from 0; None is the file as a whole."""

    code: str
    severity: Severity
    message: str
    hint: str = ""
    page: int | None = None
    place: Rectangle | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """The PDF that is examined.

    ``edition`` is known for a finished file of an issue; ``largest`` is how many bytes the file may have, where its
    readers or its mail systems set a bound.
    """

    path: Path
    data: bytes
    pdf: pikepdf.Pdf
    purpose: Purpose
    origin: Origin | None = None
    edition: Edition | None = None
    largest: int | None = None

    def located(self, page: int | None, place: Rectangle | None = None) -> Location | None:
        """The manuscript behind a place of a page, where it is known."""
        return None if self.origin is None or page is None else self.origin.locate(page, place)

    def advice(self, own: str, other: str) -> str:
        """What to do: ``own`` where the file was made from a project at hand, ``other`` where others made it."""
        return own if self.origin is not None or self.edition is not None else other


Check = Callable[[Subject], Iterable[Finding]]
"""One question asked of a PDF. A check never raises for what the PDF holds."""


@dataclass(frozen=True, slots=True)
class Size:
    """A trim size in pt, and how many pages have it."""

    width: float
    height: float
    pages: int


@dataclass(frozen=True, slots=True)
class Report:
    """Every finding about one PDF, in the order of its pages, those about the whole file first."""

    path: Path
    purpose: Purpose
    pages: int
    labels: tuple[str, ...]
    findings: tuple[Finding, ...]
    sizes: tuple[Size, ...] = ()
