# SPDX-License-Identifier: MIT
"""Read the copy of an issue passage by passage as it is typed, each character with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from hemaprint.content.article import split_manuscript
from hemaprint.content.markdown import BodyContext, OwnStyle, Piece, pieces_of
from hemaprint.content.markdown.source import Fragment
from hemaprint.content.markdown.typography import ADDRESS, PROTECTED
from hemaprint.content.models import Article, Issue
from hemaprint.content.readings import EditorText, Reading, editor_texts
from hemaprint.copydesk.lint.inline import NOTHING, Marked, Unmarked
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.languages import subtag_of
from hemaprint.project.project import Project
from hemaprint.project.text import Located, read_text

Room = Literal["text", "box", "heading", "cell", "display", "note", "headline", "standfirst", "front"]
"""Where a passage is printed: ``display`` is a caption or a title, ``front`` anything else of front matter."""

RUNNING: frozenset[Room] = frozenset({"text", "box", "note"})
"""Sentences."""
PROSE: frozenset[Room] = RUNNING | {"display", "standfirst", "front"}

_SENTENCE = re.compile(r"(?<=[.!?…])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9])")
_NOT_AN_END = re.compile(
    r"(?:\b(?:Drs?|Profs?|Mr|Mrs|Ms|St|vs|no|No|nos|Fig|Figs|Eq|Ref|Refs|Tab|ca|approx|al|eg|ie|e\.g|i\.e|cf|Jr|Sr|[A-Z]))\.$"
)


@dataclass(frozen=True)
class Passage:
    """A paragraph, a heading, a caption, or a text of front matter: ``text`` without its markup.

    ``at`` has the index of each character in ``fragment``, which knows its place in the file.
    """

    text: str
    room: Room
    language: str
    fragment: Fragment
    at: tuple[int, ...]
    marked: tuple[Marked, ...] = ()

    @cached_property
    def plain(self) -> str:
        """The text with what is not language (code, formulas, addresses, identifiers, foreign words) as U+FFFC."""
        text = self.text
        if any(sign in text for sign in ("/", "@", ":", "-")):
            for match in (*PROTECTED.finditer(text), *ADDRESS.finditer(text)):
                text = text[: match.start()] + NOTHING * (match.end() - match.start()) + text[match.end() :]
        for one in self.marked:
            if one.kind == "foreign":
                text = text[: one.start] + NOTHING * (one.end - one.start) + text[one.end :]
        return text

    @property
    def is_english(self) -> bool:
        """Whether it is in English."""
        return subtag_of(self.language) == "en"

    def place(self, index: int) -> Location:
        """Where a character of the text is typed."""
        if not self.at:
            return self.fragment.locate(0)
        return self.fragment.locate(self.at[min(index, len(self.at) - 1)])

    def problem(
        self, code: str, index: int, message: str, hint: str = "", severity: Severity = Severity.WARNING
    ) -> Problem:
        """What is wrong at a character of the text."""
        return Problem(code, message, self.place(index), hint, severity)

    def is_marked(self, start: int, end: int, *kinds: str) -> bool:
        """Whether any character between two places is marked as one of these kinds."""
        return any(one.kind in kinds and one.start < end and start < one.end for one in self.marked)

    def occurrences(self, words: str) -> Iterator[int]:
        """Where whole words are in it; small letters also mean capitals."""
        text, wanted = self.plain, words
        if words.islower() and len(text.lower()) == len(text):  # a letter may have a longer small form, such as İ
            text = text.lower()
        index = text.find(wanted)
        while index >= 0:
            end = index + len(wanted)
            if not _runs_on(text[index - 1 : index], wanted[0]) and not _runs_on(text[end : end + 1], wanted[-1]):
                yield index
            index = text.find(wanted, end)

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Its sentences, each with its place in the text."""
        return tuple(_sentences(self.plain))

    def starts_sentence(self, index: int) -> bool:
        """Whether the first letter of a sentence, or of the passage, is there."""
        before = self.plain[:index].rstrip(" \"“‘'(*[")
        return not before or (before[-1] in ".!?:…" and not _NOT_AN_END.search(before[-12:]))


def _runs_on(neighbor: str, own: str) -> bool:
    """Whether a word goes on beyond its first or last sign."""
    return own.isalnum() and (neighbor.isalnum() or neighbor == "_")


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in _SENTENCE.finditer(text):
        if not _NOT_AN_END.search(text[max(match.start() - 12, start) : match.start()]):
            yield start, text[start : match.start()]
            start = match.end()
    if text[start:].strip():
        yield start, text[start:]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article, the passages of its front matter and of its body, and its file."""

    article: Article
    passages: tuple[Passage, ...]
    lines: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.article.path

    def rooms(self, *rooms: Room) -> Iterator[Passage]:
        """The passages of some rooms, in order."""
        return (passage for passage in self.passages if passage.room in rooms)


def manuscript_of(article: Article, issue: Issue, project: Project) -> Manuscript:
    """An article as it is typed; one that was removed since it was read has no passages."""
    text, _ = read_text(article.path, lenient=True)
    if text is None:
        return Manuscript(article, (), ())
    parts, _ = split_manuscript(text, article.path)
    context = BodyContext(
        slug=article.slug,
        meta=article.meta,
        template=article.template,
        language=article.language,
        style=OwnStyle("ama", article.language),
        issue_dir=issue.path,
        project_root=project.root,
    )
    lines = tuple(text.split("\n"))
    pieces = pieces_of(parts.body, first_line=parts.body_line, path=article.path, context=context)
    front = front_passages(editor_texts(article.meta), article.front, lines, article.language)
    body = (_passage(piece, lines, article.language) for piece in pieces)
    return Manuscript(article, (*front, *body), lines)


def _passage(piece: Piece, lines: Sequence[str], language: str) -> Passage:
    return passage_of(piece.fragment, _room(piece, lines), language)


def passage_of(fragment: Fragment, room: Room, language: str) -> Passage:
    """A passage of inline Markdown."""
    read = Unmarked(fragment.text)
    read.read()
    return Passage(read.text, room, language, fragment, tuple(read.at), tuple(read.marked))


def _room(piece: Piece, lines: Sequence[str]) -> Room:
    if piece.room != "display":
        return piece.room
    place = piece.fragment.locate(0)
    line = lines[place.line - 1].lstrip() if place.line <= len(lines) else ""
    if line.startswith(("#", ":::{item}")):
        return "heading"
    return "cell" if line.startswith("|") else "display"


# ---------------------------------------------------------------- front matter

_ROOMS: dict[str, Room] = {"headline": "headline", "standfirst": "standfirst", "contents": "standfirst"}
_READ = frozenset({Reading.HEADLINE, Reading.INLINE, Reading.PARAGRAPHS, Reading.ELSEWHERE})
_NAMES = frozenset({"credentials", "affiliation", "byline", "credit", "names", "running", "label", "kicker", "sponsor"})
"""Keys whose texts are names, or no sentences."""


def front_passages(
    texts: Iterator[EditorText], located: Located, lines: Sequence[str], language: str
) -> Iterator[Passage]:
    """What front matter or ``issue.yaml`` says in sentences."""
    for piece in texts:
        key = next(step for step in reversed(piece.steps) if isinstance(step, str))
        if piece.reading not in _READ or key in _NAMES:
            continue
        room: Room = _ROOMS.get(key, "front") if len(piece.steps) == 1 else "front"
        room = "headline" if piece.reading is Reading.HEADLINE else room
        yield passage_of(_fragment(piece.text, located.at(*piece.steps), lines), room, language)


def _fragment(text: str, start: Location, lines: Sequence[str]) -> Fragment:
    """A value of YAML with the places of its lines; what is folded or escaped has the place where it begins."""
    marks: list[tuple[int, int, int]] = []
    offset, number = 0, start.line
    for line in text.rstrip("\n").split("\n"):
        found = next((at for at in range(number, len(lines) + 1) if line and line in lines[at - 1]), 0)
        if found:
            marks.append((offset, found, lines[found - 1].index(line) + 1))
            number = found + 1
        elif not marks:
            marks.append((offset, start.line, start.column))
        offset += len(line) + 1
    return Fragment(text.rstrip("\n"), start.path, tuple(marks))
