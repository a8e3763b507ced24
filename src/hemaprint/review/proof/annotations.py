# SPDX-License-Identifier: MIT
"""Read the annotations of a PDF, whichever program wrote them: what is marked, struck, inserted and said, and by whom.

A replacement is two annotations in most programs: a caret with the new words, and what is struck, in one group
(ISO 32000-2, 12.5.6.2). Answers belong to the annotation that they answer. What is not understood is listed as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from html import unescape
from typing import Any

import pikepdf
from pikepdf import Stream

from hemaprint.pdf.objects import (
    ObjectId,
    Point,
    Rectangle,
    annotations_of,
    box_around,
    box_of,
    content_of,
    entry,
    identity,
    name_of,
    numbers,
    written_of,
)

MOST = 5000
"""Annotations of one file."""
_QUADS = 200
"""Boxes of one annotation that are read: about as many lines of a page."""
_LONGEST = 20_000
"""Characters of one text."""
_OURS = frozenset({"Link", "Popup", "Widget", "PrinterMark", "TrapNet", "Watermark", "Screen", "3D", "RichMedia"})
"""What belongs to the page, or to another annotation."""
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*+)[^<>]*+>")
_ENTITY_BREAKS = frozenset({"p", "div", "br", "li"})
_DATE = re.compile(r"(?:D:)?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([Zz+-])(\d{2})?'?(\d{2})?)?", re.ASCII)


class Kind(StrEnum):
    """What a reader wants: three changes of words, words that are marked, and everything else that is said."""

    STRIKE = "strike"
    INSERT = "insert"
    REPLACE = "replace"
    MARK = "mark"
    REMARK = "remark"


_KINDS = {
    "StrikeOut": Kind.STRIKE,
    "Caret": Kind.INSERT,
    "Highlight": Kind.MARK,
    "Underline": Kind.MARK,
    "Squiggly": Kind.MARK,
}
_AROUND = frozenset({"Square", "Circle", "Polygon", "PolyLine", "Ink", "Line", "Redact"})
"""Drawn around or through words, by their rectangle."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reader answered, or the state that they gave it, such as Accepted."""

    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """One wish of a reader. ``page`` counts from 0; ``places`` are the boxes of the words meant, pt of user space.

    ``text`` is what is to be inserted, or what is said; ``subtype`` is PDF's word for it; ``name`` is the identifier
    that its program gave it, ``date`` as 2025-02-14T09:00:00+01:00, "" where there is none.
    """

    kind: Kind
    subtype: str
    page: int
    places: tuple[Rectangle, ...]
    rect: Rectangle
    author: str
    date: str
    text: str
    name: str
    note: str = ""
    answers: tuple[Answer, ...] = ()


@dataclass(slots=True)
class _Found:
    """An annotation as it is in the file, and those that belong to it."""

    read: Annotation
    key: ObjectId | None
    parent: ObjectId | None
    grouped: bool
    below: list[_Found] = field(default_factory=list)


class TooManyError(ValueError):
    """A file has more annotations than people write."""


def read_annotations(pdf: pikepdf.Pdf) -> Iterator[Annotation]:
    """Every annotation of a reader, in the order of pages and of the file; groups and answers are put together.

    Raises TooManyError.
    """
    found = [one for index, page in enumerate(pdf.pages) for one in _of_page(page, index)]
    if len(found) > MOST:
        raise TooManyError
    by_key = {one.key: one for one in found if one.key is not None}
    tops = []
    for one in found:
        head = _head(one, by_key)
        if head is one:
            tops.append(one)
        else:
            head.below.append(one)
    for one in tops:
        yield from _together(one)


def _of_page(page: pikepdf.Page, index: int) -> Iterator[_Found]:
    for one in annotations_of(page):
        subtype = name_of(entry(one, "/Subtype"))
        if subtype in _OURS:
            continue
        parent = entry(one, "/IRT")
        grouped = name_of(entry(one, "/RT")) == "Group"
        yield _Found(_read(one, subtype, index), identity(one), identity(parent), grouped)


def _head(one: _Found, by_key: dict[ObjectId, _Found]) -> _Found:
    """The annotation that one belongs to, through any number of answers; itself where that is unknown."""
    head, seen = one, {id(one)}
    while head.parent in by_key and id(by_key[head.parent]) not in seen:
        head = by_key[head.parent]
        seen.add(id(head))
    return one if one.parent is not None and head.parent in by_key else head


def _together(top: _Found) -> Iterator[Annotation]:
    """A head with its group and its answers; members of a group that is not a pair are listed alone."""
    members = [one for one in top.below if one.grouped]
    answers = tuple(Answer(one.read.author, one.read.text) for one in top.below if not one.grouped and one.read.text)
    read = [top.read, *(one.read for one in members)]
    strikes = [one for one in read if one.kind is Kind.STRIKE]
    carets = [one for one in read if one.kind is Kind.INSERT]
    if len(strikes) == 1 and len(carets) == 1:
        struck, caret = strikes[0], carets[0]
        note = struck.text if struck.text != caret.text else ""
        pair = replace(struck, kind=Kind.REPLACE, text=caret.text, note=note, author=caret.author or struck.author)
        yield replace(pair, date=caret.date or struck.date, name=caret.name or struck.name, answers=answers)
        read = [one for one in read if one not in (struck, caret)]
        answers = ()
    for index, one in enumerate(read):
        yield replace(one, answers=answers if index == 0 else ())


# ---------------------------------------------------------------- one annotation


def _read(one: Any, subtype: str, index: int) -> Annotation:
    rect = box_of(entry(one, "/Rect")) or (0.0, 0.0, 0.0, 0.0)
    places = tuple(_quads(entry(one, "/QuadPoints")))
    if not places and subtype != "Caret" and (subtype in _AROUND or subtype in _KINDS):
        places = (rect,)
    text = _said(one)
    kind = _KINDS.get(subtype, Kind.REMARK)
    if kind is Kind.INSERT and not text.strip():
        kind = Kind.REMARK
    return Annotation(
        kind=kind,
        subtype=subtype or "annotation",
        page=index,
        places=places,
        rect=rect,
        author=" ".join(_text(entry(one, "/T")).split()),
        date=_dated(_text(entry(one, "/M")) or _text(entry(one, "/CreationDate"))),
        text=text,
        name=_text(entry(one, "/NM")).strip(),
    )


def _quads(value: Any) -> Iterator[Rectangle]:
    """The boxes of quadrilaterals, whose corners programs write in every order."""
    flat = numbers(value)
    for at in range(0, min(len(flat) - 7, 8 * _QUADS), 8):
        corners: list[Point] = [(flat[at + step], flat[at + step + 1]) for step in range(0, 8, 2)]
        yield box_around(corners)


def _said(one: Any) -> str:
    """What is written in it: as plain text, or else as rich text; a state as its name."""
    plain = _text(entry(one, "/Contents"))
    if not plain.strip():
        rich = entry(one, "/RC")
        plain = plain_of(content_of(rich).decode("utf-8", "replace") if isinstance(rich, Stream) else _text(rich))
    if not plain.strip():
        plain = _text(entry(one, "/State"))
    return plain.replace("\r\n", "\n").replace("\r", "\n")


def plain_of(rich: str) -> str:
    """Rich text (XHTML, ISO 32000-2, 12.7.4.4) without its markup, a line for each paragraph."""
    parts, at = [], 0
    for tag in _TAG.finditer(rich):
        parts.append(" ".join(rich[at : tag.start()].split("\n")))
        at = tag.end()
        if tag[2].lower() in _ENTITY_BREAKS and (tag[1] or tag[2].lower() == "br"):
            parts.append("\n")
    parts.append(" ".join(rich[at:].split("\n")))
    return unescape("".join(parts).partition("?>")[2] if rich.startswith("<?xml") else "".join(parts)).strip()


def _text(value: Any) -> str:
    """A text string; control characters that no text has are left out."""
    written = written_of(value)[:_LONGEST]
    return "".join(letter for letter in written if letter.isprintable() or letter in "\n\r\t")


def _dated(text: str) -> str:
    """A date (ISO 32000-1, 7.9.4) as ISO 8601 writes it, without parts that are missing; "" where there is none."""
    match = _DATE.match(text.strip())
    if match is None:
        return ""
    year, month, day, hour, minute, second, sign, hours, minutes = match.groups()
    said = "-".join(filter(None, (year, month, month and day)))
    if day and hour:
        said += f"T{hour}:{minute or '00'}:{second or '00'}"
        said += f"{sign}{hours or '00'}:{minutes or '00'}" if sign in ("+", "-") else "Z" if sign else ""
    return said


def around(places: Iterable[Rectangle], rect: Rectangle) -> Rectangle:
    """The box around the words of an annotation, or its own."""
    corners = [point for left, bottom, right, top in places for point in ((left, bottom), (right, top))]
    return box_around(corners) if corners else rect
