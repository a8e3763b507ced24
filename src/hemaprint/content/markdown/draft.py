# SPDX-License-Identifier: MIT
"""Hold what the builders of blocks share while one body is read, and find everything that copy can refer to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TypedDict, get_args

from markdown_it.token import Token

from hemaprint.content.blocks import Blocks, Place, Width
from hemaprint.content.markdown.apparatus import CrossReferences, Kind, Target
from hemaprint.content.markdown.directives import SPECS, Directive, Segment
from hemaprint.content.markdown.inline import DISPLAY, InlineWriter, Mode, count_words
from hemaprint.content.markdown.source import Fragment, Problems, ReferenceStyle, Source
from hemaprint.content.models import CitedReference, FrontMatter, PageReference
from hemaprint.content.spans import Copy, words_of
from hemaprint.errors import Location, Problem
from hemaprint.project.config import NO_ACRONYMS, Acronyms
from hemaprint.project.text import slug_of


@dataclass(frozen=True, slots=True)
class BodyContext:
    """The article around a body. Paths in the body start in ``issue_dir`` and never leave ``project_root``.

    A ``template`` that is not known is "".
    """

    slug: str
    meta: FrontMatter
    template: str
    language: str
    style: ReferenceStyle
    issue_dir: Path
    project_root: Path
    listed: Acronyms = NO_ACRONYMS


@dataclass(frozen=True, slots=True)
class Body:
    """A body as blocks, what it cites, and everything that is wrong with it.

    ``anchors`` are the targets of cross-references, without the prefix of the slug. ``links`` are all links into other
    articles, also those that print no page number; ``page_references`` those that do.
    """

    blocks: Blocks
    references: tuple[CitedReference, ...]
    page_references: tuple[PageReference, ...]
    anchors: frozenset[str]
    problems: tuple[Problem, ...]
    word_count: int
    used_references: frozenset[str]
    links: tuple[PageReference, ...] = ()


# ---------------------------------------------------------------- what copy can refer to

_LABEL = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAMED = re.compile(r"(?<![ \t])[ \t]*\{#(?P<name>[^{}\s]*)\}[ \t]*$")
_MARKUP = re.compile(r"<!--[^>\n]{0,400}-->|\{[^{}]*\}|\[[@^][^\[\]]*\]|\]\([^()]*\)|[*_`\[\]^~\\]")


def slugify(text: str) -> str:
    """Inline Markdown as the last part of an address; "section" when no Latin letter or digit is in it."""
    return slug_of(_MARKUP.sub("", text)) or "section"


@dataclass(slots=True)
class TargetIndex:
    """Anchors (without the prefix of the slug) and numbers, by the line (from 0) of what has them."""

    source: Source
    crossrefs: CrossReferences
    problems: Problems
    anchors: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    figures: int = 0
    equations: int = 0
    tables: int = 0
    shown: set[int] = field(default_factory=set)
    """The pictures of galleries, which are numbered also without a label."""
    counts: dict[str, int] = field(default_factory=dict)
    """The last number given to headings of the same words."""

    def gather(self, segments: list[Segment]) -> None:
        """Names that were given come first: an anchor made from the words of a heading gives way to them."""
        for directive in _directives(segments):
            self._label(directive)
        for token in _equations(segments):
            self._equation(token)
        heads = list(self._heads(segments))
        for index, text in heads:
            self._name(index, text)
        for index, text in heads:
            if index not in self.anchors:
                anchor = self._free(slugify(_NAMED.sub("", text)))
                self.crossrefs.targets[anchor] = Target("place", None, self.source.start_of(index))
                self.anchors[index] = anchor

    def _free(self, base: str) -> str:
        """``base``, numbered where it is taken. References and footnotes are named with a ``_``, which no slug has."""
        if base not in self.crossrefs.targets:
            return base
        count = self.counts.get(base, 1) + 1
        while f"{base}-{count}" in self.crossrefs.targets:
            count += 1
        self.counts[base] = count
        return f"{base}-{count}"

    def _name(self, index: int, text: str) -> None:
        """The name that a heading gives itself: ``## Head {#name}``."""
        match = _NAMED.search(text)
        if match is None:
            return
        location = self.source.fragment(text, index).locate(match.start("name"))
        if self._well_formed(match["name"], location) and self.crossrefs.define(
            match["name"], Target("place", None, location), self.problems
        ):
            self.anchors[index] = match["name"]

    def _label(self, directive: Directive) -> None:
        if directive.spec.content == "figures":
            self.shown.update(part.index for part in directive.parts if isinstance(part, Directive))
        label = directive.text("label")
        if not label and directive.index in self.shown:
            _, number = self._numbered(directive)
            self.numbers |= {directive.index: number} if number is not None else {}
        if not label or not self._well_formed(label, location := directive.where("label")):
            return
        kind, number = self._numbered(directive)
        if self.crossrefs.define(label, Target(kind, number, location), self.problems):
            self.anchors[directive.index] = label
            if number is not None:
                self.numbers[directive.index] = number

    def _equation(self, token: Token) -> None:
        """The label after a displayed formula; those that have one are numbered."""
        assert token.map is not None
        index, label = token.map[0], token.meta["label"]
        if label is None:
            return
        last = token.map[1] - 1
        location = self.source.at(last, self.source.lines[last].rfind("{#") + 3)
        if self._well_formed(label, location) and self.crossrefs.define(
            label, Target("equation", self.equations + 1, location), self.problems
        ):
            self.equations += 1
            self.anchors[index], self.numbers[index] = label, self.equations

    def _well_formed(self, label: str, location: Location) -> bool:
        if not _LABEL.fullmatch(label):
            hint = "use small letters, digits and hyphens, such as fig-loop"
            self.problems.error("HP130", f'"{label}" is not a label', location, hint)
        return bool(_LABEL.fullmatch(label))

    def _numbered(self, directive: Directive) -> tuple[Kind, int | None]:
        """Figures and charts are counted together, tables on their own."""
        if directive.name not in ("figure", "chart", "table"):
            return "place", None
        kind: Kind = "table" if directive.name == "table" else "figure"
        if directive.text("number").lower() == "no":
            return kind, None
        if kind == "table":
            self.tables += 1
            return kind, self.tables
        self.figures += 1
        return kind, self.figures

    def _heads(self, segments: list[Segment]) -> Iterator[tuple[int, str]]:
        for segment in segments:
            if isinstance(segment, Directive):
                if segment.name == "item" and segment.index not in self.anchors:
                    yield segment.index, segment.argument.text
                if segment.spec.content == "blocks":
                    yield from self._heads(segment.parts)
            else:
                yield from _headings(segment.tokens)


def without_name(head: Fragment) -> Fragment:
    """A heading without the name that it gives itself."""
    match = _NAMED.search(head.text)
    return head.part(0, match.start()) if match else head


def _headings(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.map:
            yield token.map[0], following.content


def _equations(segments: list[Segment]) -> Iterator[Token]:
    for segment in segments:
        if not isinstance(segment, Directive):
            yield from (token for token in segment.tokens if token.type == "equation")
        elif segment.spec.content == "blocks":
            yield from _equations(segment.parts)


def _directives(segments: list[Segment]) -> Iterator[Directive]:
    for segment in segments:
        if isinstance(segment, Directive):
            yield segment
            yield from _directives(segment.parts)


# ---------------------------------------------------------------- the draft

_FENCE_IN_TEXT = re.compile(r"^:::", re.MULTILINE)
_OPTIONS = "|".join(sorted(frozenset[str]().union(*(spec.options for spec in SPECS.values()))))
_OPTION_IN_TEXT = re.compile(rf"^:(?:{_OPTIONS}):(?=\s|$)", re.MULTILINE)


@dataclass(slots=True)
class Draft:
    """The state of one reading; ``running`` gathers the words of the running text."""

    context: BodyContext
    source: Source
    writer: InlineWriter
    index: TargetIndex
    running: list[str] = field(default_factory=list)
    word_count: int = 0

    @property
    def problems(self) -> Problems:
        """What is wrong so far."""
        return self.writer.problems

    def line(self, index: int) -> int:
        """The line of the file that a line of the body is."""
        return self.source.first_line + index

    def anchor(self, index: int) -> str:
        """The id of what begins at a line of the body; "" where it has none."""
        name = self.index.anchors.get(index, "")
        return f"{self.context.slug}--{name}" if name else ""

    def write(self, fragment: Fragment, mode: Mode, *, running: bool = False) -> Copy:
        """Finished copy; ``running`` text is counted and remembered."""
        copy = self.writer.write(fragment, mode)
        if running:
            self.running.append(words_of(copy))
            self.word_count += count_words(self.running[-1])
        return copy

    def display(self, fragment: Fragment) -> Copy:
        """The copy of a title, a credit, a caption."""
        return self.writer.write(fragment, DISPLAY) if fragment.text else ()

    def paragraph(self, token: Token) -> Fragment:
        """The fragment of an inline token; a directive that was read as its text is reported."""
        assert token.map is not None
        fragment = self.source.fragment(token.content, token.map[0])
        fence, option = _FENCE_IN_TEXT.search(token.content), _OPTION_IN_TEXT.search(token.content)
        if fence and not self.problems.stand_at(place := fragment.locate(fence.start())):
            hint = "put it at the left margin, outside lists and quotations"
            self.problems.error("HP114", "a directive cannot go here", place, hint)
        if option:
            hint = "put options right under the opening fence, without an empty line"
            self.problems.error("HP117", f"{option[0]} is in the text", fragment.locate(option.start()), hint)
        return fragment

    def refuse(self, what: str, where: str, location: Location, hint: str) -> None:
        """Report something in a place that cannot hold it."""
        self.problems.error("HP122", f"{what} cannot go in {where}", location, hint)


def groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """The outermost blocks of a token stream, each as its tokens from opening to closing."""
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


class DisplayedOptions(TypedDict):
    """The fields that all displayed blocks have."""

    line: int
    anchor: str
    width: Width
    place: Place
    sheet: int | None


def displayed_options(draft: Draft, directive: Directive) -> DisplayedOptions:
    """The options that all displayed blocks have."""
    return {
        "line": draft.line(directive.index),
        "anchor": draft.anchor(directive.index),
        "width": directive.choice("width", _WIDTHS, "column"),
        "place": directive.choice("place", _PLACES, "auto"),
        "sheet": directive.integer("sheet", 1, 99),
    }


_WIDTHS: tuple[Width, ...] = get_args(Width)
_PLACES: tuple[Place, ...] = get_args(Place)
