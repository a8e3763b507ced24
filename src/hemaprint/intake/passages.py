# SPDX-License-Identifier: MIT
"""Define a manuscript as its reader returns it: the author's words as passages in order, each with its place.

A reader (plain text, Word, HTML...) knows only its format. The meaning of a passage - a speaker's turn, the editor's
note, the box about the guest - is determined afterwards, in the same way for all of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

Mark = Literal["strong", "emphasis", "struck", "sub", "sup", "formula"]

PLAIN: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class TextRun:
    """A stretch of text in one face. A line break inside a paragraph is a newline in ``text``.

    A ``formula`` is LaTeX that can be set. ``href`` is the address of a link: http, https, mailto, or ``#label`` for a
    picture of the manuscript, whose number a ``#`` in the text means. ``note`` is the key of a note that is called
    here; after an @ it is a citation: ids of references, each with its locator, between semicolons. Such a run has no
    text.
    """

    text: str
    marks: frozenset[Mark] = PLAIN
    href: str = ""
    note: str = ""


Inline: TypeAlias = tuple[TextRun, ...]


# ---------------------------------------------------------------- passages


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Any part of a manuscript; ``line`` is its place, counted from 1 in the ``unit`` of the manuscript."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Passage):
    """A paragraph; ``subtitle`` where the source gives it the style of a subtitle."""

    inline: Inline
    subtitle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Passage):
    """A heading; ``level`` from 1, as the source has it."""

    inline: Inline
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Passage):
    """A list; each item holds passages, usually a paragraph first. ``start`` numbers the first item.

    In a ``labelled`` list each item begins with its own number as text, such as ``a)`` or ``1.2``.
    """

    items: tuple[tuple[Passage, ...], ...]
    ordered: bool = False
    start: int = 1
    labelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(Passage):
    """A block quotation."""

    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid(Passage):
    """A table: ``head`` is the row of column heads (empty for none); every row is as long as the longest."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    caption: Inline = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Passage):
    """A picture. ``data`` is its file as found; None where it is only on the web, at ``remote``.

    ``name`` proposes a file name with a suffix and without folders. ``label`` is "" where nothing refers to the
    picture.
    """

    name: str
    data: bytes | None
    alt: str = ""
    caption: Inline = ()
    credit: str = ""
    remote: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnStart(Passage):
    """The start of a turn, found by recognition; ``speaker`` is a key of the front matter."""

    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Boxed(Passage):
    """A box, found by recognition: the editor's note, a box about the guest, or a closing (a note without title)."""

    kind: Literal["note", "about"]
    title: Inline
    passages: tuple[Passage, ...]


# ---------------------------------------------------------------- the manuscript


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote, by its key in :attr:`Raw.notes`; newlines join notes of several paragraphs."""

    line: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Doubt:
    """A decision that may be wrong. ``otherwise`` says how to get another result."""

    code: str
    line: int
    message: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the source that is not in the article, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Author:
    """A contributor; semicolons join the affiliations.

    ``origin`` names the source of a name that the author of the file may never have seen there.
    """

    name: str
    role: Literal["author", "interviewee", "interviewer"] = "author"
    credentials: str = ""
    affiliation: str = ""
    orcid: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """A speaker, as the format of the file names one; ``part`` is "" where it does not say which."""

    name: str
    part: Literal["", "question", "answer"] = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The data of a file about its text, "" and () where it has none. Dates are 2025-02-14.

    ``bibliography`` names files of references, ``references`` are entries in the form of CSL-JSON.
    ``origin`` names a place of values that the author may never have seen, such as file properties: everything taken
    from there is doubtful. ``unused`` are values from there that programs write without being asked.
    """

    title: str = ""
    standfirst: str = ""
    authors: tuple[Author, ...] = ()
    published: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    doi: str = ""
    bibliography: tuple[str, ...] = ()
    references: tuple[Mapping[str, object], ...] = ()
    origin: str = ""
    unused: tuple[str, ...] = ()
    asks: str = ""
    """The writer of the lines that a mail quotes."""
    answers: str = ""
    """The writer of the mail."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A source file as read. ``words_of`` is all its visible text, found by another way than the passages.

    The account compares the words of ``words_of`` with those of the article and so finds what a reader loses.
    ``words_of`` includes the text of ``left_out``.
    """

    path: Path
    kind: str
    passages: tuple[Passage, ...]
    words_of: str
    notes: Mapping[str, Note] = field(default_factory=dict)
    metadata: Metadata = Metadata()
    doubts: tuple[Doubt, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    respelled: tuple[tuple[str, str], ...] = ()
    """Words as they were and as they are set, where these differ (``thera py``, ``therapy``)."""
    decoded: str = ""
    """The characters of a text or a page before any interpretation; "" for containers."""
    unit: Literal["line", "paragraph"] = "line"
    says: tuple[Says, ...] = ()
    """The speakers, where the format names them: their labels are certain."""


# ---------------------------------------------------------------- work on inline copy


def text_of(inline: Inline) -> str:
    """The text of runs without their faces."""
    return "".join(run.text for run in inline)


def text_in(passage: Passage | None) -> str:
    """The text of a paragraph or a heading, without white space at its ends; "" for anything else."""
    return text_of(passage.inline).strip() if isinstance(passage, Prose | Heading) else ""


def plain(text: str) -> Inline:
    """A text in one face."""
    return (TextRun(text),) if text else ()


def cut(inline: Inline, start: int, end: int | None = None) -> Inline:
    """The runs from character ``start`` to ``end`` of their text; a note goes with the text after it, if any."""
    pieces: list[TextRun] = []
    at, total = 0, len(text_of(inline))
    stop = total if end is None else end
    for run in inline:
        begin, finish = max(start - at, 0), min(stop - at, len(run.text))
        if run.note:
            pieces += [run] if start <= at < stop or (at == stop == total) else []
        elif begin < finish:
            pieces.append(replace(run, text=run.text[begin:finish]))
        at += len(run.text)
    return tuple(pieces)


def trimmed(inline: Inline) -> Inline:
    """The runs without white space at both ends; every note stays."""
    return _stripped(_stripped(inline, str.lstrip)[::-1], str.rstrip)[::-1]


def _stripped(inline: Inline, strip: Callable[[str], str]) -> Inline:
    """The runs without white space before the first character, in the order given."""
    kept: list[TextRun] = []
    for index, run in enumerate(inline):
        text = strip(run.text)
        kept += [replace(run, text=text)] if text or run.note else []
        if text:
            return (*kept, *inline[index + 1 :])
    return tuple(kept)


def marked(inline: Inline, start: int, end: int, mark: Mark) -> Inline:
    """The runs with the face ``mark`` added from ``start`` to ``end``."""
    inside = tuple(replace(run, marks=run.marks | {mark}) for run in cut(inline, start, end))
    return joined((*cut(inline, 0, start), *inside, *cut(inline, end)))


def unmarked(inline: Inline, *marks: Mark) -> Inline:
    """The runs without some faces."""
    return tuple(replace(run, marks=run.marks.difference(marks)) for run in inline)


def joined(inline: Iterable[TextRun]) -> Inline:
    """The runs with neighbours of the same face joined, and without empty ones."""
    done: list[TextRun] = []
    for run in inline:
        if not run.text and not run.note:
            continue
        last = done[-1] if done else None
        if last and not last.note and not run.note and last.marks == run.marks and last.href == run.href:
            done[-1] = replace(last, text=last.text + run.text)
        else:
            done.append(run)
    return tuple(done)


def all_have(inline: Inline, mark: Mark) -> bool:
    """Whether every letter is in this face."""
    lettered = [run for run in inline if run.text.strip()]
    return bool(lettered) and all(mark in run.marks for run in lettered)


def has_notes(inline: Inline) -> bool:
    """Whether a note is called in these runs."""
    return any(run.note for run in inline)


# ---------------------------------------------------------------- work on passages


def walk(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages and those inside them, however deep, in reading order."""
    stack = list(passages)[::-1]
    while stack:
        passage = stack.pop()
        yield passage
        match passage:
            case Listing():
                stack += [part for item in reversed(passage.items) for part in reversed(item)]
            case Quotation() | Boxed():
                stack += reversed(passage.passages)


def with_inline(passage: Passage, change: Callable[[Inline, int], Inline]) -> Passage:
    """The passage with all inline copy in it changed, however deep; ``change`` also gets its line."""
    line = passage.line
    match passage:
        case Prose() | Heading():
            return replace(passage, inline=change(passage.inline, line))
        case Listing():
            items = tuple(tuple(with_inline(part, change) for part in item) for item in passage.items)
            return replace(passage, items=items)
        case Quotation():
            return replace(passage, passages=tuple(with_inline(part, change) for part in passage.passages))
        case Boxed():
            inside = tuple(with_inline(part, change) for part in passage.passages)
            return replace(passage, title=change(passage.title, line), passages=inside)
        case Grid():
            head = tuple(change(cell, line) for cell in passage.head)
            rows = tuple(tuple(change(cell, line) for cell in row) for row in passage.rows)
            return replace(passage, head=head, rows=rows, caption=change(passage.caption, line))
        case Picture():
            return replace(passage, caption=change(passage.caption, line))
        case _:
            return passage


def inlines(passages: Iterable[Passage]) -> Iterator[tuple[Inline, int]]:
    """All inline copy of the passages with its line, in reading order."""
    for passage in walk(passages):
        match passage:
            case Prose() | Heading():
                yield passage.inline, passage.line
            case Grid():
                for cell in (*passage.head, *itertools.chain(*passage.rows), passage.caption):
                    yield cell, passage.line
            case Picture():
                yield passage.caption, passage.line


@dataclass(slots=True)
class Findings:
    """What a reader notices beside the text, gathered on its way."""

    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def words_left_out(self) -> str:
        """All text that was left out."""
        return "\n".join(one.text for one in self.left_out)

    def doubt(self, code: str, line: int, message: str, otherwise: str = "") -> None:
        """Note something doubtful."""
        self.doubts.append(Doubt(code, line, message, otherwise))

    def leave_out(self, line: int, text: str, why: str) -> None:
        """Note text that is not taken over; blank text is ignored."""
        if text.strip():
            self.left_out.append(LeftOut(line, text.strip(), why))
