# SPDX-License-Identifier: MIT
"""Join each annotation with the words that it means and their line, and say what cannot be done by itself, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import category

from hemaprint.bind.sourcemap import MappedPage
from hemaprint.pdf.objects import Rectangle
from hemaprint.review.proof.annotations import Annotation, Answer, Kind, around
from hemaprint.review.proof.manuscripts import Manuscript, Span, key_of
from hemaprint.review.proof.records import Round, Sent
from hemaprint.review.proof.words import PageLetters, Selected

CHANGES = frozenset({Kind.STRIKE, Kind.INSERT, Kind.REPLACE})
_MARKS = re.compile(r"[\\`*_{}\[\]<>#|^~$@&\n]")
"""Signs that mean something in Markdown."""
NO_WORDS = "no words of the page are under it"
NOT_MARKDOWN = "these pages are not set from an article"
NOT_FOUND = "its words are not found once at this place"
FRONT_MATTER = "front matter is changed by hand"
CROSSED = "marks of Markdown are in the way"
SIGNS = "the new words have signs that are marks in Markdown"
WHOSE_WORD = "it may be a word of its own, or a part of the word beside it"
NOTED = "it has a note, which may say what to write instead"
IN_CONFLICT = "readers wish different things here"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader wishes at a place. ``words`` are those of the page, ``text`` is inserted or said there.

    ``who`` is the reader as people know them, ``author`` what their program calls them.

    ``page`` counts from 0 and ``label`` is printed on it; ``boxes`` are in pt from the top left corner of the trim;
    ``letters`` counts the characters of the page. ``source`` is a path from the project, ``line`` and ``column`` count
    from 1, all of them as sent. ``start`` and ``end`` is what would be replaced, by ``instead``, in the manuscript as
    sent; ``doubt`` is why that is not certain ("" where it is; also for what does not change words).
    """

    identity: str
    proof: str
    round: int
    who: str
    author: str
    date: str
    kind: Kind
    subtype: str
    page: int
    label: str
    boxes: tuple[Rectangle, ...]
    words: str
    text: str
    note: str
    answers: tuple[Answer, ...]
    letters: tuple[int, int]
    source: str
    line: int
    column: int
    start: int = 0
    end: int = 0
    instead: str = ""
    doubt: str = ""

    @property
    def is_change(self) -> bool:
        """Whether it wants other words."""
        return self.kind in CHANGES

    @property
    def wish(self) -> tuple[object, ...]:
        """What it wants: equal for two readers who want the same."""
        return (self.kind, self.start or self.letters, self.end, self.words, " ".join(self.text.split()))


@dataclass(frozen=True)
class Setting:
    """A page of a proof as it was sent: its letters, where it is from, and the manuscript that it was set from."""

    letters: PageLetters
    label: str
    mapped: MappedPage
    manuscript: Manuscript
    lines: Sequence[int]
    """Of all blocks of the manuscript, sorted."""


def remark_of(one: Annotation, who: str, sent: Sent, round_: Round, page: Setting) -> Remark:
    """The remark that an annotation is."""
    rect = around(one.places, one.rect)
    found = page.letters.beside(one.rect) if one.kind is Kind.INSERT else page.letters.under(one.places)
    place = page.mapped.locate(rect)
    text, note = _without_echo(one, found)
    span = _span(found, one.kind, place, page)
    line, column = place or 0, 1
    if span is not None:
        line, column = page.manuscript.line_at(span.start), page.manuscript.column_at(span.start)
    start, end, instead, doubt = 0, 0, "", ""
    if one.kind in CHANGES:
        doubt = _doubt(one.kind, text, note, found, span, page)
        if span is not None and found is not None and not doubt:
            start, end, instead = change(one.kind, text, found, span, page.manuscript.text)
    named = (one.name,) if one.name else (one.rect, one.date)
    said = (sent.identity, *named, one.page, one.subtype, one.author, text, note)
    return Remark(
        identity=sha256(repr(said).encode()).hexdigest()[:16],
        proof=sent.identity,
        round=round_.number,
        who=who,
        author=one.author,
        date=one.date,
        kind=one.kind,
        subtype=one.subtype,
        page=one.page,
        label=page.label,
        boxes=tuple(_from_corner(box, page.mapped.trim) for box in one.places or (one.rect,)),
        words=found.text if found else "",
        text=text,
        note=note,
        answers=one.answers,
        letters=(found.start, found.end) if found else (0, 0),
        source=page.mapped.source,
        line=line,
        column=column,
        start=start,
        end=end,
        instead=instead,
        doubt=doubt,
    )


def _without_echo(one: Annotation, found: Selected | None) -> tuple[str, str]:
    """What is said, and the note of a change; many programs copy the words that are marked into their own note."""

    def echoes(said: str) -> bool:
        words = found.text if found else ""
        return bool(words) and "".join(map(key_of, said)) == "".join(map(key_of, words))

    if one.kind in (Kind.INSERT, Kind.REPLACE):
        return one.text, "" if echoes(one.note) else one.note
    text = "" if echoes(one.text) and one.kind is not Kind.REMARK else one.text
    return ("", text) if one.kind is Kind.STRIKE else (text, "")


def _span(found: Selected | None, kind: Kind, line: int | None, page: Setting) -> Span | None:
    """The place of the words in the manuscript."""
    if found is None:
        return None
    first = line or 1
    after = next((one for one in page.lines if one > first), 1_000_000_000)
    if kind is Kind.INSERT:
        return page.manuscript.gap(found.before, found.after, (first, after))
    return page.manuscript.words(found.text, found.before, found.after, (first, after))


def _doubt(kind: Kind, text: str, note: str, found: Selected | None, span: Span | None, page: Setting) -> str:
    """Why a change of words is not certain; "" where it is."""
    if found is None:
        return NO_WORDS
    if not page.mapped.source.endswith(".md"):
        return NOT_MARKDOWN
    if span is None:
        return NOT_FOUND
    if span.start < page.manuscript.body:
        return FRONT_MATTER
    if span.crossed:
        return CROSSED
    if note:
        return NOTED
    if kind is not Kind.STRIKE and (_MARKS.search(text.strip()) or not text.strip()):
        return SIGNS
    if kind is Kind.INSERT and not _is_clear(text, found):
        return WHOSE_WORD
    return ""


def _is_clear(text: str, found: Selected) -> bool:
    """Whether it shows where a word begins and ends that is inserted."""
    if found.apart:
        return True
    touches = found.before[-1:].isalnum(), found.after[:1].isalnum()
    if all(touches):
        return True
    return not (touches[0] and text[0].isalnum()) and not (touches[1] and text[-1].isalnum())


def change(kind: Kind, text: str, found: Selected, span: Span, manuscript: str) -> tuple[int, int, str]:
    """What a certain change replaces in a manuscript, from and to, and by what; spaces stay as single ones."""
    start, end = span.start, span.end
    if kind is Kind.REPLACE:
        return start, end, text.strip()
    if kind is Kind.STRIKE:
        before, after = manuscript[start - 1 : start], manuscript[end : end + 1]
        ends = not after or after.isspace() or category(after) in ("Po", "Pe", "Pf")
        if before in (" ", "\t") and ends:
            return start - 1, end, ""
        if before == "\n" and ends and after not in " \t\n" and manuscript[start - 2 : start - 1].strip():
            return start - 1, end, ""
        return start, end + 1 if before in ("", "\n") and after == " " else end, ""
    if found.apart:
        return start, start, f" {text.strip()}"
    place = start if found.before[-1:].isalnum() or not found.after[:1].isalnum() else end
    if manuscript[place - 1 : place].isspace():
        text = text.lstrip()
    if manuscript[place : place + 1].isspace():
        text = text.rstrip()
    return place, place, text


def _from_corner(box: Rectangle, trim: Rectangle) -> Rectangle:
    left, bottom, right, top = box
    return (
        round(left - trim[0], 1),
        round(trim[3] - top, 1),
        round(right - trim[0], 1),
        round(trim[3] - bottom, 1),
    )


# ---------------------------------------------------------------- conflicts


def conflicts(remarks: Iterable[Remark]) -> tuple[tuple[Remark, ...], ...]:
    """Remarks of several readers on the same words of a proof who want different things, together."""
    by_page: dict[tuple[int, int], list[Remark]] = {}
    for one in remarks:
        by_page.setdefault((one.round, one.page), []).append(one)
    return tuple(group for those in by_page.values() for group in _grouped(those))


def _grouped(remarks: Sequence[Remark]) -> Iterator[tuple[Remark, ...]]:
    waiting = list(remarks)
    while waiting:
        group = near = [waiting.pop(0)]
        while near:
            split: dict[bool, list[Remark]] = {True: [], False: []}
            for one in waiting:
                split[any(_is_against(one, other) for other in near)].append(one)
            near, waiting = split[True], split[False]
            group = group + near
        if len(group) > 1:
            yield tuple(group)


def _is_against(one: Remark, other: Remark) -> bool:
    """Whether two readers want different things of the same words, at least one of them a change."""
    if one.who == other.who or one.wish == other.wish or not (one.is_change or other.is_change):
        return False
    if not all(each.is_change or each.text for each in (one, other)):
        return False
    (start, end), (begin, stop) = one.letters, other.letters
    if start == end and begin == stop:
        return start == begin and start > 0
    return start < stop and begin < end
