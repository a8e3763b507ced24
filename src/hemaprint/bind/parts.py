# SPDX-License-Identifier: MIT
"""Describe what is bound: parts, outline, page labels, imprint and attachments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import pikepdf

from hemaprint.errors import Location, Problem
from hemaprint.pdf.objects import ObjectId


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A bookmark. ``level`` 0 is a department, 1 an article, 2 and 3 crossheads.

    ``anchor`` is a named destination of the issue; "" takes the destination of the first item below it.
    """

    title: str
    level: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive issue pages that come from one typeset PDF.

    ``sheets`` are the pages of ``pdf`` to take, counted from 0, in this order; the first of them becomes issue page
    ``first_page``, also counted from 0. A split article gives two parts. Problems name ``source``, the manuscript.
    """

    name: str
    pdf: bytes
    title: str
    sheets: tuple[int, ...]
    first_page: int
    outline: tuple[OutlineItem, ...] = ()
    source: Path | None = None

    @property
    def location(self) -> Location:
        """Where a problem of this part is reported."""
        return Location(self.source or Path(self.name))


@dataclass(frozen=True, slots=True)
class PageLabel:
    """From issue page ``index`` (from 0) on, pages are labelled ``prefix`` and a number that starts at ``start``.

    Styles are those of ISO 32000-1, 12.4.2: decimal, upper and lower case roman, or no number.
    """

    index: int
    style: Literal["D", "R", "r", ""] = "D"
    prefix: str = ""
    start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What document information and XMP say of the file. Both dates must have a time zone.

    ``pages`` are the labels of the first and the last page of an offprint.
    """

    title: str
    language: str
    created: datetime
    modified: datetime
    authors: tuple[str, ...] = ()
    subject: str = ""
    keywords: tuple[str, ...] = ()
    publisher: str = ""
    publication: str = ""
    issn: str = ""
    volume: str = ""
    number: str = ""
    doi: str = ""
    pages: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed: its ``name`` in the PDF, its media type, and a description."""

    name: str
    data: bytes
    mime: str
    description: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound issue; it must not be published if one of ``problems`` is an error."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A part whose sheets are in the issue: ``pages`` maps pages of ``source`` to page indices of the issue."""

    part: Part
    source: pikepdf.Pdf
    pages: Mapping[ObjectId, int]
