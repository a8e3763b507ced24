# SPDX-License-Identifier: MIT
"""Read inline Markdown: a paragraph, a title, a headline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from pathlib import Path
from typing import TypeAlias
from unicodedata import east_asian_width

from markdown_it.token import Token

from hemaprint.content.markdown.apparatus import (
    Citations,
    CrossReferences,
    Footnotes,
    is_inside,
    link_outside,
    marked_for_paper,
    span_element,
)
from hemaprint.content.markdown.dialects import INSTEAD, Construct
from hemaprint.content.markdown.equations import read_formula
from hemaprint.content.markdown.finish import Element, Node, Words, finished, plain_text
from hemaprint.content.markdown.marking import Marking
from hemaprint.content.markdown.parser import Env, inline_tokens
from hemaprint.content.markdown.source import Fragment, Problems
from hemaprint.content.markdown.typography import script
from hemaprint.content.models import Headline
from hemaprint.content.spans import (
    Branch,
    Code,
    Copy,
    CrossReference,
    Foreign,
    Leaf,
    LineBreak,
    Link,
    Note,
    Span,
    Style,
    Styled,
    Task,
    Text,
    mapped,
    text_of,
)
from hemaprint.errors import Location, Problem
from hemaprint.project.config import NO_ACRONYMS, Acronyms

_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
_WORD = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]|[^\W\u2e80-\u9fff]+(?:[’'\u2010-\u2013-][^\W\u2e80-\u9fff]+)*")

_STYLES: dict[str, Style] = {"em_open": "emphasis", "strong_open": "strong", "s_open": "struck"}
_SHOWN = 40

HTML_HINTS: dict[str, str] = INSTEAD["html"]
HTML_HINT = r"write it in Markdown, or \< where the sign itself is meant"


@dataclass(frozen=True, slots=True)
class Mode:
    """What inline copy may hold here."""

    acronyms: bool = True
    footnotes: bool = True
    links: bool = True
    formulas: bool = True
    is_block: bool = True
    """Whether it is a paragraph."""
    place: str = "running text"


BODY = Mode()
BOXED = Mode(footnotes=False, place="a box")
DISPLAY = Mode(acronyms=False, footnotes=False, is_block=False, place="a caption, a table or a heading")
_HEADLINE = replace(DISPLAY, links=False, formulas=False, place="a headline")
_NOTE = Mode(footnotes=False, place="a footnote")


def count_words(text: str) -> int:
    """The number of words; "CAR-T" and "it's" are one, each CJK character is one."""
    return sum(1 for _ in _WORD.finditer(text))


@dataclass(slots=True)
class Apparatus:
    """What ties copy to the rest of its article."""

    citations: Citations
    footnotes: Footnotes
    crossrefs: CrossReferences


@dataclass(slots=True)
class InlineWriter:
    """Writes inline copy; without an ``apparatus`` (standfirsts, policies) references of any kind are errors."""

    language: str
    listed: Acronyms
    problems: Problems = field(default_factory=Problems)
    apparatus: Apparatus | None = None
    env: Env = field(default_factory=lambda: {"references": {}})

    def write(self, fragment: Fragment, mode: Mode) -> Copy:
        """The finished copy of a fragment; what is wrong in it is added to ``problems``."""
        nodes = _TreeBuilder(self, fragment, mode).build(inline_tokens(fragment.text, self.env, is_block=mode.is_block))
        return finished(nodes, Marking(self.language, self.listed, mode.acronyms))


@dataclass(slots=True)
class _TreeBuilder:
    """Turns the flat tokens of one fragment into nodes."""

    writer: InlineWriter
    fragment: Fragment
    mode: Mode
    has_html: bool = False

    @property
    def problems(self) -> Problems:
        return self.writer.problems

    def build(self, tokens: list[Token]) -> list[Node]:
        return self._children(iter(tokens))

    def _children(self, tokens: Iterator[Token]) -> list[Node]:
        nodes: list[Node] = []
        for token in tokens:
            if token.nesting < 0:
                break
            nodes += self._open(token, self._children(tokens)) if token.nesting > 0 else self._leaf(token)
        return nodes

    def _at(self, token: Token) -> Location:
        return self.fragment.locate(token.meta.get("at", 0))

    def _open(self, token: Token, children: list[Node]) -> list[Node]:
        if token.type in _STYLES:
            return [Element(Styled(_STYLES[token.type], ()), children)]
        if token.type == "span_open":
            at = self.fragment.locate(token.meta["attributes_at"])
            return span_element(token.meta["attributes"], children, at, self.problems)
        return self._link(token, children)

    def _link(self, token: Token, children: list[Node]) -> list[Node]:
        href, location = str(token.attrs.get("href", "")), self._at(token)
        if "label" in token.meta:
            self.writer.env.setdefault("used", set()).add(token.meta["label"])
        if token.attrs.get("title"):
            self.problems.error("HP138", "the title of a link is not printed", location, "remove the quoted title")
        if not plain_text(children).strip():
            self.problems.error("HP136", "a link has no text", location, "write [text](address)")
            return children
        if not self.mode.links:
            self._not_here("a link", location)
            return children
        paper = False
        if "attributes" in token.meta:
            at = self.fragment.locate(token.meta["attributes_at"])
            refusal = "" if self.writer.apparatus else "only links in the body of an article are printed for paper"
            refusal = "a link into the issue has no address to print" if is_inside(href) else refusal
            paper = marked_for_paper(token.meta["attributes"], at, refusal, self.problems)
        if not is_inside(href):
            return link_outside(href, children, location, self.problems, paper=paper)
        if self.writer.apparatus is None:
            self._not_here("a link into the issue", location)
            return children
        return self.writer.apparatus.crossrefs.link_inside(href, children, location, self.problems)

    def _leaf(self, token: Token) -> list[Node]:
        match token.type:
            case "text":
                return [Words(token.content)]
            case "softbreak":
                return [Words("\n")]
            case "hardbreak":
                return [LineBreak()]
            case "text_special":
                return [Words(token.content, protected=True)]
            case "code_inline":
                return [Code(token.content)]
            case "sup" | "sub":
                return [self._script(token)]
            case "citation":
                return self._citation(token)
            case "footnote":
                return self._footnote(token)
            case "inline_note":
                return self._inline_note(token)
            case "task":
                return [Task(done=token.content != " ")]
            case "formula":
                return self._formula(token)
            case _:
                self._report(token)
                return [Words(token.content, protected=True)]

    def _script(self, token: Token) -> Node:
        text = script(_BACKSLASH.sub(r"\1", token.content))
        return Styled("superior" if token.type == "sup" else "inferior", (Text(text),))

    def _formula(self, token: Token) -> list[Node]:
        start = token.meta["at"] + len("$")
        if not self.mode.formulas:
            hint = "write it in words, or with x^2^ and H~2~O"
            self.problems.error("HP177", f"a formula cannot go in {self.mode.place}", self._at(token), hint)
            return []
        formula = read_formula(self.fragment.part(start, start + len(token.content)), self.problems)
        return [formula] if formula else []

    def _citation(self, token: Token) -> list[Node]:
        if self.writer.apparatus is None:
            self._not_here("a citation", self._at(token))
            return []
        citations = self.writer.apparatus.citations
        node = citations.cite(self.fragment, token.meta["at"], token.content, self.problems)
        return [node] if node else []

    def _footnote(self, token: Token) -> list[Node]:
        location = self._at(token)
        apparatus = self.writer.apparatus
        if apparatus is None or not self.mode.footnotes:
            self._refuse_footnote(token.content, location)
            return []
        called = apparatus.footnotes.call(token.content, location, self.problems)
        return [self._note(*called)] if called else []

    def _inline_note(self, token: Token) -> list[Node]:
        location, start = self._at(token), token.meta["at"] + len("^[")
        apparatus = self.writer.apparatus
        if apparatus is None or not self.mode.footnotes:
            self._refuse_footnote(" ".join(token.content.split())[:40], location)
            return []
        fragment = self.fragment.part(start, start + len(token.content))
        if not fragment.text:
            self.problems.error("HP146", "a footnote has no text", location, "write it in the brackets")
            return []
        return [self._note(apparatus.footnotes.call_inline(location), fragment)]

    def _note(self, number: int, fragment: Fragment) -> Node:
        assert self.writer.apparatus is not None
        return Note(self.writer.apparatus.footnotes.slug, number, self.writer.write(fragment, _NOTE))

    def _refuse_footnote(self, name: str, location: Location) -> None:
        if self.mode is _NOTE:
            hint = "write it in the first footnote"
            self.problems.error("HP144", f'footnote "{name}" is called in a footnote', location, hint)
        else:
            hint = "use a note of the table, or write it in the text"
            self.problems.error("HP145", f'footnote "{name}" is called in {self.mode.place}', location, hint)
        if self.writer.apparatus is not None:
            self.writer.apparatus.footnotes.set_at.setdefault(name, location)

    def _not_here(self, what: str, location: Location) -> None:
        self.problems.error("HP137", f"{what} cannot go here", location, "use it in the body of an article")

    def _report(self, token: Token) -> None:
        location, content = self._at(token), token.content
        match token.type:
            case "foreign":
                self._report_foreign(token.meta["construct"], token.meta["text"], location)
            case "html":
                name = re.match(r"</?([A-Za-z0-9]+|!--)", content)
                is_end = content.startswith("</")
                if not (is_end and self.has_html):
                    hint = HTML_HINTS.get(name[1].lower() if name else "", HTML_HINT)
                    self.problems.error("HP100", f"HTML is not printed: {content[:40]}", location, hint)
                self.has_html = True
            case "picture":
                self.problems.error("HP101", "a picture is in running text", location, "use :::{figure} path")
            case "displayed":
                hint = "write $$...$$ on lines of its own, or $...$ in this line"
                self.problems.error("HP178", "a displayed formula is in a line of text", location, hint)
            case "undefined_reference":
                hint = "write [text](address), or define the label: [label]: https://..."
                self.problems.error("HP139", f"{content[:60]} names a link that is not defined", location, hint)
            case _:
                hint = "put attributes after text in brackets: [text]{.sc}"
                self.problems.error("HP153", f"{content[:40]} follows no text in brackets", location, hint)

    def _report_foreign(self, construct: Construct, text: str, location: Location) -> None:
        if self.problems.stand_at(location):
            return
        shown = " ".join(text.split())
        shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        report = self.problems.error if construct.sure else self.problems.warning
        report("HP186", f"{construct.name}: {shown}", location, construct.remedy)


def read_inline(text: str, *, language: str, listed: Acronyms = NO_ACRONYMS, acronyms: bool = True) -> Copy:
    """One paragraph of Markdown (a standfirst, a deck, a policy) as copy; check_inline says what is wrong with it."""
    fragment = Fragment.at(text, Location(Path(), 1, 1))
    return InlineWriter(language, listed).write(fragment, BODY if acronyms else DISPLAY)


def check_inline(text: str, *, location: Location, links: bool = True) -> tuple[Problem, ...]:
    """What is wrong in a paragraph of Markdown that starts at ``location``, which may hold links or may not."""
    writer = InlineWriter("en", NO_ACRONYMS)
    writer.write(Fragment.at(text, location), DISPLAY if links else _HEADLINE)
    return writer.problems.sorted()


# ---------------------------------------------------------------- headlines

RUNNING_LENGTH = 60
"""A headline of more characters is cut for the running head; an East Asian character counts as two."""


def read_headline(text: str, language: str) -> Headline:
    """A headline of front matter or ``issue.yaml``; its line breaks are kept."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    broken = read_inline("\\\n".join(lines), language=language, acronyms=False)
    copy = mapped(broken, lambda leaf: Text("\n") if isinstance(leaf, LineBreak) else leaf)
    return Headline(tuple(_rows(broken)), copy, text_of(copy))


def running_title(running: str, headline: Headline, language: str) -> str:
    """What the running head says, without markup: the headline is cut where it is longer than that may be."""
    return text_of(read_inline(running, language=language)) if running else shortened(headline.text, RUNNING_LENGTH)


def shortened(text: str, length: int) -> str:
    """``text``, or as many of its words as ``length`` allows, with an ellipsis."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text))
    if not ends or ends[-1] <= length:
        return text
    kept = text[: bisect_right(ends, length - 1)]
    words = kept.rpartition(" ")[0] or kept
    return words.rstrip(" ,;:.–—-") + "…"


# ---------------------------------------------------------------- words


_Piece: TypeAlias = tuple[Leaf, tuple[Branch, ...]]
"""A part of a word, and the spans around it."""


def _rows(copy: Copy) -> Iterator[tuple[Copy, ...]]:
    """The words of each line; a span that holds several of them is around each."""
    for is_break, pieces in groupby(_pieces(copy), lambda piece: isinstance(piece[0], LineBreak)):
        words = groupby(pieces, lambda piece: isinstance(piece[0], Text) and piece[0].text.isspace())
        row = tuple(_nested(list(word)) for is_space, word in words if not is_space)
        if row and not is_break:
            yield row


def _pieces(copy: Copy, around: tuple[Branch, ...] = ()) -> Iterator[_Piece]:
    for span in copy:
        match span:
            case Styled() | Foreign() | Link() | CrossReference():
                yield from _pieces(span.copy, (*around, span))
            case Text():
                for part in re.split(r"(\s+)", span.text):
                    if part:
                        yield replace(span, text=part), around
            case _:
                yield span, around


def _nested(pieces: list[_Piece], depth: int = 0) -> Copy:
    """The copy of a word, its pieces inside their spans again."""
    spans: list[Span] = []
    for branch, inside in groupby(pieces, lambda piece: piece[1][depth] if len(piece[1]) > depth else None):
        if branch is None:
            spans += (leaf for leaf, _ in inside)
        else:
            spans.append(replace(branch, copy=_nested(list(inside), depth + 1)))
    return tuple(spans)
