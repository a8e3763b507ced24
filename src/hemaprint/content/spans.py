# SPDX-License-Identifier: MIT
"""Hold inline copy as a tree of spans, and read it.

The reader of manuscripts makes these trees, typographically finished; :mod:`hemaprint.galley.markup` alone writes
their HTML. Whatever takes spans apart does so with a ``match`` that ends in ``assert_never``: a new kind of span is a
type error wherever it is not handled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, assert_never

from hemaprint.content.formulas.latex import mathml
from hemaprint.content.formulas.linear import linear

# fmt: off
Style = Literal[
    "emphasis", "strong", "struck", "small capitals", "gene", "italic", "superior", "inferior",
    "acronym", "expanded", "symbol", "identifier", "lining", "together", "full width", "dot", "address", "person",
]
# fmt: on
"""What editors mark, in the first line; what the typographic finish and the credits of an article mark, in the second.

``expanded``: an abbreviation whose meaning is known; ``lining``: figures as high as capitals; ``together``: not
broken; ``full width``: a mark as wide as a CJK character; ``dot``: an emphasized CJK character; ``person``: the name of
a contributor.
"""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters. A line may be broken after the signs of text that ``breaks``, as in an address, without a hyphen."""

    text: str
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Styled:
    """Copy in one style; of an abbreviation, what it means."""

    style: Style
    copy: Copy
    expansion: str = ""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Copy in another language; ``language`` is a BCP 47 tag. ``native``: the name of a contributor in its script."""

    language: str
    copy: Copy
    native: bool = False


LONGEST_CODE = 152
"""Bytes of the longest address that a QR code of version 8 holds at error correction level M (ISO/IEC 18004, table 7).

Its modules are 0.35 mm wide on the page; finer ones are not certain to be read off paper."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link out of the magazine; the address of one for ``paper`` is also printed in full."""

    href: str
    copy: Copy
    paper: bool = False


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A link into the issue: to the article ``slug``, or to ``anchor`` in it. ``within``: the article it is in."""

    slug: str
    anchor: str
    copy: Copy
    within: bool

    @property
    def place(self) -> str:
        """The id of what it leads to."""
        return f"{self.slug}--{self.anchor}" if self.anchor else self.slug


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of the page of ``target`` (``slug`` or ``slug#anchor``), literal once pages are known (law 1)."""

    target: str


@dataclass(frozen=True, slots=True)
class Cited:
    """References that are cited together: one, perhaps with a ``locator`` such as "p. 12", or ``first`` to ``last``.

    ``label`` is printed instead of the number, such as "Pan 2024"; it holds the locator.
    """

    first: int
    last: int
    locator: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation, raised or in the line, with its signs. Its numbers lead to ``slug--ref_NUMBER``.

    ``place`` is its id, to which references lead back that are cited here first; "" where none is.
    """

    slug: str
    cited: tuple[Cited, ...]
    raised: bool
    before: str = ""
    between: str = ","
    after: str = ""
    place: str = ""

    @property
    def parts(self) -> Iterator[tuple[str, int]]:
        """What is printed, piece by piece, each with the number of the reference that it leads to, or 0."""
        if self.before:
            yield self.before, 0
        for index, cited in enumerate(self.cited):
            if index:
                yield self.between, 0
            yield cited.label or str(cited.first), cited.first
            if cited.last != cited.first:
                yield "–", 0
                yield str(cited.last), cited.last
            if cited.locator:
                yield f"({cited.locator})", 0
        if self.after:
            yield self.after, 0

    @property
    def text(self) -> str:
        """What is printed."""
        return "".join(text for text, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote where it is called; notes are numbered from 1 in the order of their calls."""

    slug: str
    number: int
    copy: Copy


@dataclass(frozen=True, slots=True)
class Code:
    """Code in a line, as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The end of a line that the editor set."""


@dataclass(frozen=True, slots=True)
class Task:
    """The box of a task list."""

    done: bool

    @property
    def text(self) -> str:
        """The character."""
        return "☑" if self.done else "☐"


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, as LaTeX that can be set; ``display``: on lines of its own."""

    tex: str
    display: bool = False

    @property
    def text(self) -> str:
        """The formula in one line of characters."""
        return linear(mathml(self.tex, display=self.display))


Leaf: TypeAlias = Text | Code | Task | Formula | LineBreak | PageNumber | Citation | Note
"""What holds no other copy, except for the text of a note, which is printed elsewhere."""
Branch: TypeAlias = Styled | Foreign | Link | CrossReference
Span: TypeAlias = Leaf | Branch
Copy: TypeAlias = tuple[Span, ...]


# ---------------------------------------------------------------- making copy


def plain(text: str) -> Copy:
    """Finished plain text as copy."""
    return (Text(text),) if text else ()


def joined(spans: Iterable[Span]) -> Copy:
    """Spans with neighbouring texts of one kind joined, and empty texts left out."""
    done: list[Span] = []
    for span in spans:
        last = done[-1] if done else None
        if isinstance(span, Text) and isinstance(last, Text) and span.breaks == last.breaks:
            done[-1] = replace(last, text=last.text + span.text)
        elif not isinstance(span, Text) or span.text:
            done.append(span)
    return tuple(done)


def between(separator: str, parts: Iterable[Copy]) -> Copy:
    """The parts that are not empty, with a text between every two."""
    filled = [part for part in parts if part]
    return joined(span for index, part in enumerate(filled) for span in (*plain(separator * bool(index)), *part))


def filled(pattern: str, copy: Copy) -> Copy:
    """A pattern of words with copy instead of its ``{}``."""
    before, _, after = pattern.partition("{}")
    return joined((*plain(before), *copy, *plain(after)))


def mapped(copy: Copy, change: Callable[[Leaf], Leaf]) -> Copy:
    """The same copy with every leaf changed."""
    return joined(
        replace(span, copy=mapped(span.copy, change)) if isinstance(span, Branch) else change(span) for span in copy
    )


def parted(copy: Copy) -> tuple[Copy, Copy]:
    """The first word of copy, and the rest; a word is not cut out of anything but plain text."""
    first = copy[0] if copy else None
    if not isinstance(first, Text):
        return copy[:1], copy[1:]
    word, space, rest = first.text.partition(" ")
    return plain(word), joined((replace(first, text=space + rest), *copy[1:]))


# ---------------------------------------------------------------- reading copy


def leaves(copy: Copy) -> Iterator[Leaf]:
    """What copy holds, in reading order; the text of a note stays in its note."""
    for span in copy:
        match span:
            case Styled() | Foreign() | Link() | CrossReference():
                yield from leaves(span.copy)
            case _:
                yield span


def words_of(copy: Copy) -> str:
    """What is read, on one line, without notes and citations: for the outline, and for counting."""
    return " ".join("".join(_texts(copy, _read)).split())


def characters_of(copy: Copy) -> str:
    """The characters that are read, without notes and citations."""
    return "".join(_read(leaf) for leaf in leaves(copy))


def _read(leaf: Leaf) -> str:
    match leaf:
        case Text() | Code() | Task() | Formula():
            return leaf.text
        case LineBreak():
            return " "
        case PageNumber():
            return "1"
        case Citation() | Note():
            return ""
        case _:
            assert_never(leaf)


SUPERIOR = str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
INFERIOR = str.maketrans("0123456789+−-", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
"""Figures that Unicode has raised and lowered: 10⁹ is not 109."""
_FIGURES = re.compile("[0-9+−-]+")


def raised(text: str, style: Literal["superior", "inferior"]) -> str:
    """Figures as they are raised or lowered in plain text; any other text as it is."""
    table = SUPERIOR if style == "superior" else INFERIOR
    return text.translate(table) if _FIGURES.fullmatch(text) else text


def text_of(copy: Copy) -> str:
    """Copy as plain text, for running heads, metadata and messages: on one line, page numbers as #."""
    return " ".join("".join(_texts(copy, _printed)).split())


def _texts(copy: Copy, said: Callable[[Leaf], str]) -> Iterator[str]:
    for span in copy:
        match span:
            case Styled(style="superior" | "inferior" as style, copy=(Text(text=text),)):
                yield raised(text, style)
            case Styled() | Foreign() | Link() | CrossReference():
                yield from _texts(span.copy, said)
            case _:
                yield said(span)


def _printed(leaf: Leaf) -> str:
    match leaf:
        case Note():
            return "".join(_texts(leaf.copy, _printed))
        case Citation():
            return leaf.text
        case PageNumber():
            return "#"
        case _:
            return _read(leaf)
