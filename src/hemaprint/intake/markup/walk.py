# SPDX-License-Identifier: MIT
"""Walk through a tree of HTML and gather its passages: faces of text, paragraphs, and what each element adds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import Tag
from bs4.element import PageElement

from hemaprint.intake.markup.soup import BLOCKS, SUBTITLE, UNSEEN, LineOf, attribute, is_text, visible_text
from hemaprint.intake.passages import (
    PLAIN,
    Findings,
    Grid,
    Heading,
    Inline,
    Listing,
    Mark,
    Passage,
    Picture,
    Prose,
    Quotation,
    TextRun,
    joined,
)

MARKS: dict[str, Mark] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis", "var": "emphasis",
    "dfn": "emphasis", "s": "struck", "strike": "struck", "del": "struck", "sub": "sub", "sup": "sup",
}  # fmt: skip
LINKS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)
CHECKED, UNCHECKED = "☑", "☐"
FRAMES = frozenset({"iframe", "object", "embed", "video", "audio", "canvas", "applet"})

_WHITESPACE = re.compile(r"[ \t\r\n\f]+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-4]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)\b", re.IGNORECASE)
_UPRIGHT = re.compile(r"font-style\s*:\s*normal\b", re.IGNORECASE)
_SHIFT = re.compile(r"vertical-align\s*:\s*(sub|super)\b", re.IGNORECASE)


# ---------------------------------------------------------------- text: its faces and its white space


FORMULA = "hemaprint-formula"
"""The class of a formula that a reader found."""


@dataclass(frozen=True, slots=True)
class Face:
    """How text is set at a place of the tree: its marks, its link, whether line ends count."""

    marks: frozenset[Mark] = PLAIN
    href: str = ""
    preformatted: bool = False

    def span(self, text: str) -> TextRun:
        """``text`` in this face, whitespace collapsed."""
        if self.preformatted:
            return TextRun(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "), self.marks, self.href)
        return TextRun(_WHITESPACE.sub(" ", text), self.marks, self.href)


def face_of(tag: Tag, outer: Face) -> Face:
    """The face inside ``tag``."""
    marks = set(outer.marks)
    if tag.name in MARKS:
        marks.add(MARKS[tag.name])
    if FORMULA in attribute(tag, "class").split():
        marks.add("formula")
    if style := attribute(tag, "style"):
        _apply_style(style, marks)
    if tag.name in ("sub", "sup"):
        marks.discard("sup" if tag.name == "sub" else "sub")
    href = attribute(tag, "href").strip() if tag.name == "a" else ""
    return replace(outer, marks=frozenset(marks), href=href if LINKS.match(href) else outer.href)


def _apply_style(style: str, marks: set[Mark]) -> None:
    if _BOLD.search(style):
        marks.add("strong")
    elif _LIGHT.search(style):
        marks.discard("strong")
    if _ITALIC.search(style):
        marks.add("emphasis")
    elif _UPRIGHT.search(style):
        marks.discard("emphasis")
    if shift := _SHIFT.search(style):
        marks.add("sup" if shift[1].lower() == "super" else "sub")


def tidy(spans: Iterable[TextRun]) -> Inline:
    """Spans without doubled or outer whitespace, neighbours of one face merged, spaces outside faces."""
    return tuple(_collapsed(joined(_spaced(joined(spans)))))


def paragraphs(spans: Iterable[TextRun]) -> list[Inline]:
    """Spans cut where two line breaks follow each other: people make paragraphs so."""
    parts: list[list[TextRun]] = [[]]
    for span in tidy(spans):
        first, *others = span.text.split("\n\n")
        parts[-1].append(replace(span, text=first))
        parts += [[replace(span, text=piece)] for piece in others]
    return [inline for part in parts if (inline := tidy(part))]


def without(mark: Mark, inline: Inline) -> Inline:
    """Spans without one mark."""
    return tidy(replace(span, marks=span.marks - {mark}) for span in inline)


def together(inlines: Iterable[Inline], between: str) -> Inline:
    """Several inlines as one."""
    spans: list[TextRun] = []
    for inline in inlines:
        if spans and inline:
            spans.append(TextRun(between))
        spans += inline
    return tidy(spans)


def _spaced(spans: Iterable[TextRun]) -> Iterator[TextRun]:
    """Move whitespace at the edges of a marked stretch outside it: Markdown has no other way."""
    for span in spans:
        core = span.text.strip(" \n")
        if span.note or not (span.marks or span.href):
            yield span
        elif not core:
            yield TextRun(span.text)
        else:
            before, _, after = span.text.partition(core)
            yield from (TextRun(before), replace(span, text=core), TextRun(after))


_AROUND_BREAK = re.compile(r"(?<! ) +(?=\n)|(?<=\n) +")


def _collapsed(spans: Inline) -> list[TextRun]:
    result: list[TextRun] = []
    last = "\n"
    for span in spans:
        text = re.sub(" {2,}", " ", re.sub("\n{2,}", "\n\n", _AROUND_BREAK.sub("", span.text)))
        if last in " \n":
            text = text.lstrip(" ")
        if not result:
            text = text.lstrip(" \n")
        if text.startswith("\n") and result and not result[-1].note:
            result[-1] = replace(result[-1], text=result[-1].text.rstrip(" "))
        if text or span.note:
            result.append(replace(span, text=text))
            last = text[-1:] or "x"
    while result and not result[-1].note and not result[-1].text.rstrip(" \n"):
        result.pop()
    if result and not result[-1].note:
        result[-1] = replace(result[-1], text=result[-1].text.rstrip(" \n"))
    return [span for span in result if span.text or span.note]


# ---------------------------------------------------------------- passages


def flat(passage: Passage) -> list[Inline]:
    """The lines of a passage where only text is possible: in a cell, in a note. A picture has none."""
    match passage:
        case Prose(inline=inline) | Heading(inline=inline):
            return [inline]
        case Listing(items=items):
            return [line for item in items for inner in item for line in flat(inner)]
        case Quotation(passages=passages):
            return [line for inner in passages for line in flat(inner)]
        case Grid(head=head, rows=rows, caption=caption):
            return [line for line in (caption, *(together(row, " ") for row in (head, *rows))) if line]
        case _:
            return []


def flattened(passages: Iterable[Passage], between: str) -> Inline:
    """Passages as one text (:func:`flat`)."""
    return together((line for passage in passages for line in flat(passage)), between)


def pictures_in(passages: Iterable[Passage]) -> list[Passage]:
    """The pictures among passages, however deep."""
    found: list[Passage] = []
    for passage in passages:
        match passage:
            case Picture():
                found.append(passage)
            case Listing(items=items):
                found += [inner for item in items for inner in pictures_in(item)]
            case Quotation(passages=inside):
                found += pictures_in(inside)
    return found


CELLS_AT_MOST = 100_000


def spread(rows: Sequence[Sequence[tuple[Inline, int, int]]]) -> list[list[Inline]] | None:
    """A table as a matrix; None for one that is too large.

    Each cell comes with the columns and the rows that it spans: its text is in the first of them, the others are empty.
    """
    if sum(wide * high for row in rows for _, wide, high in row) > CELLS_AT_MOST:
        return None
    grid: list[dict[int, Inline]] = [{} for _ in rows]
    for at, row in enumerate(rows):
        place = 0
        for inline, wide, high in row:
            while place in grid[at]:
                place += 1
            for below in grid[at : at + high]:
                for right in range(wide):
                    below.setdefault(place + right, ())
            grid[at][place] = inline
            place += wide
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    if width * len(grid) > CELLS_AT_MOST:
        return None
    return [[row.get(n, ()) for n in range(width)] for row in grid]


# ---------------------------------------------------------------- the walk


@dataclass(slots=True)
class Column:
    """Passages as they come, and the spans of the unfinished paragraph."""

    passages: list[Passage] = field(default_factory=list)
    spans: list[TextRun] = field(default_factory=list)
    late: list[Passage] = field(default_factory=list)
    line: int = 1
    subtitle: bool = False

    def add(self, *passages: Passage) -> None:
        """Add passages after the unfinished paragraph."""
        self.flush()
        self.passages += passages

    def place(self, picture: Passage) -> None:
        """Add a picture; one amid a paragraph goes after it."""
        shown = any(span.text.strip() or span.note for span in self.spans)
        (self.late if shown else self.passages).append(picture)

    def flush(self) -> None:
        """Finish the paragraph."""
        texts = paragraphs(self.spans)
        self.passages += [Prose(line=self.line, inline=inline, subtitle=self.subtitle) for inline in texts]
        self.passages += self.late
        self.spans, self.late = [], []


PictureOf = Callable[[Tag], Picture | None]


@dataclass(frozen=True, slots=True)
class Walker:
    """One walk through the elements of a page; what it notices goes to ``findings``.

    ``visits`` has, by the names of elements, what adds them to a column; ``picture_of`` finds the picture of an ``img``
    (None for one that shows nothing, such as a tracking pixel); ``line_of`` gives the place of an element.
    """

    path: Path
    picture_of: PictureOf
    line_of: LineOf
    findings: Findings
    visits: Mapping[str, Visit]

    def doubt(self, code: str, tag: Tag, message: str, otherwise: str = "") -> None:
        """Note something doubtful at ``tag``."""
        self.findings.doubt(code, self.line_of(tag), message, otherwise)

    def passages_of(self, tag: Tag, face: Face) -> list[Passage]:
        """The passages inside ``tag``."""
        return self.passages_in(list(tag.children), tag, face)

    def passages_in(self, nodes: Iterable[PageElement], tag: Tag, face: Face) -> list[Passage]:
        """The passages of some nodes; ``tag`` gives their place."""
        column = Column(line=self.line_of(tag))
        for node in nodes:
            self.visit(node, column, face)
        column.flush()
        return column.passages

    def inline_of(self, tag: Tag, face: Face) -> tuple[Inline, list[Passage]]:
        """All text inside ``tag`` as spans, blocks as lines of them; and the pictures in it."""
        inside = self.passages_of(tag, face_of(tag, face))
        return flattened(inside, "\n"), pictures_in(inside)

    def children(self, tag: Tag, column: Column, face: Face) -> None:
        """Visit everything directly inside ``tag``."""
        for child in list(tag.children):
            self.visit(child, column, face)

    def visit(self, node: PageElement, column: Column, face: Face) -> None:
        """Visit an element or a string: add what HTML says about it, or else its text."""
        if not isinstance(node, Tag):
            column.spans += [face.span(str(node))] if is_text(node) else []
        elif node.name in self.visits:
            if node.name in BLOCKS:
                column.flush()  # also where nothing is in it
            self.visits[node.name](self, node, column, face)
        elif node.name in FRAMES:
            self._frame(node)
            column.spans.append(face.span(" "))  # it separates two words
        elif node.name in BLOCKS:
            self.block(node, column, face_of(node, face))
        elif node.name not in UNSEEN:
            self.children(node, column, face_of(node, face))

    def block(self, tag: Tag, column: Column, face: Face) -> None:
        """Visit a block: a paragraph, or what holds paragraphs."""
        column.flush()
        column.line = self.line_of(tag)
        column.subtitle = attribute(tag, "class") == SUBTITLE
        self.children(tag, column, face)
        column.flush()
        column.subtitle = False

    def _frame(self, tag: Tag) -> None:
        source = attribute(tag, "src") or attribute(tag, "data")
        self.doubt("HP524", tag, f"a <{tag.name}> was left out" + (f": {source[:200]}" if source else ""))
        why = f"it replaces a <{tag.name}> that cannot be shown"
        self.findings.leave_out(self.line_of(tag), visible_text(tag), why)


Visit = Callable[[Walker, Tag, Column, Face], None]
