"""What every reader of manuscripts hands over: the author's words as passages in order, each with its place.

A reader (plain text, Word, HTML...) knows only its format. What a passage means - a speaker's turn, the editor's note,
the box about the guest - is decided afterwards, in the same way for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

Mark = Literal["strong", "emphasis", "struck", "sub", "sup"]

PLAIN: frozenset[Mark] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one face. A line break inside a paragraph is a newline in ``text``.

    ``href`` is the address of a link (http, https or mailto; ``#label`` for a picture of the manuscript, whose number
    a ``#`` in the text means), "" for none. ``note`` is the key of a note that is called here, or, behind an @,
    what a citation cites: ids of references, each with its locator, between semicolons. Such a span has no text.
    """

    text: str
    marks: frozenset[Mark] = PLAIN
    href: str = ""
    note: str = ""


Inline: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Anything in a manuscript; ``line`` (from 1) is where it stands, counted as the manuscript's ``unit`` says."""

    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose(Passage):
    """A paragraph; ``subtitle`` where the source gives it the style of the subtitle of the whole."""

    inline: Inline
    subtitle: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading(Passage):
    """A heading; ``level`` from 1, as the source has it."""

    inline: Inline
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Passage):
    """A list; each item holds passages, the first of them most often a paragraph. ``start`` numbers the first one.

    The items of a ``labelled`` list begin with what numbers them, such as ``a)`` or ``1.2``, as words of their own.
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
    """A table: ``head`` is the row of column heads (empty where it has none), every row as long as the longest."""

    head: tuple[Inline, ...]
    rows: tuple[tuple[Inline, ...], ...]
    caption: Inline = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Passage):
    """A picture. ``data`` are its bytes as found; None where only the web has it, at ``remote``.

    ``name`` proposes a file name (no folders), with an ending. ``alt`` is "" where the source says nothing, and
    ``label`` where nothing refers to the picture.
    """

    name: str
    data: bytes | None
    alt: str = ""
    caption: Inline = ()
    credit: str = ""
    remote: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote, by its key in :attr:`Raw.notes`; notes of more paragraphs are joined by newlines."""

    line: int
    inline: Inline


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that was decided and might be wrong. ``otherwise`` says how to have it another way."""

    code: str
    line: int
    message: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the source that is not in the result, and why."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody whom a file names as a contributor; the affiliations are joined by semicolons."""

    name: str
    role: Literal["author", "interviewee", "interviewer"] = "author"
    credentials: str = ""
    affiliation: str = ""
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody who speaks, as the format of the file says; ``part`` is "" where it does not say which."""

    name: str
    part: Literal["", "question", "answer"] = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says about its text outside the text; "" and () where it says nothing. Dates are 2025-02-14.

    ``bibliography`` names files of references, ``references`` are entries in the form of CSL-JSON.
    ``origin`` names the place of values that the author may never have seen, such as file properties: whatever is
    taken from there is doubtful. ``unused`` are values of that place which programs write by themselves.
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
    """Who wrote the lines that a mail quotes."""
    answers: str = ""
    """Who wrote the mail."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A source file as read. ``words_of`` is all its visible text, found by another way than the passages.

    The account compares the words of ``words_of`` with those of the article: what a reader loses is seen there.
    ``words_of`` includes what is listed in ``left_out``.
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
    """Words that are others now: as they stood, and as they are set (``thera py``, ``therapy``)."""
    decoded: str = ""
    """The characters of a text or a page, before anything is read in them; "" for containers."""
    unit: Literal["line", "paragraph"] = "line"
    says: tuple[Says, ...] = ()
    """Who speaks, where the format names them: their labels are certain."""


def text_of(inline: Inline) -> str:
    """The text of spans without their faces."""
    return "".join(span.text for span in inline)


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
