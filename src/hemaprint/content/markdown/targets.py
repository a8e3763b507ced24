"""What cross-references can name: labels, crossheads and items, found and numbered before any copy is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.crossrefs import CrossReferences, Kind, Target
from hemaprint.content.markdown.directives import Directive, Segment
from hemaprint.content.markdown.positions import Source
from hemaprint.source.slugs import slug_of

_LABEL = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_RESERVED = re.compile(r"(?:fn|ref)-\d+")
_MARKUP = re.compile(r"\{[^{}]*\}|\[[@^][^\[\]]*\]|\]\([^()]*\)|[*_`\[\]^~\\]")


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
    tables: int = 0

    def gather(self, segments: list[Segment]) -> None:
        """Labels come first: an anchor made from a heading gives way to them."""
        for directive in _directives(segments):
            self._label(directive)
        for index, text in self._heads(segments):
            anchor = base = slugify(text)
            count = 1
            while anchor in self.crossrefs.targets or _RESERVED.fullmatch(anchor):
                count += 1
                anchor = f"{base}-{count}"
            self.crossrefs.targets[anchor] = Target("place", None, self.source.start_of(index))
            self.anchors[index] = anchor

    def _label(self, directive: Directive) -> None:
        label = directive.text("label")
        if not label:
            return
        location = directive.where("label")
        if not _LABEL.fullmatch(label) or _RESERVED.fullmatch(label):
            hint = "small letters, digits and hyphens, such as fig-loop; fn-1 and ref-1 are taken"
            self.problems.error("HP130", f'"{label}" is not a label', location, hint)
            return
        kind, number = self._numbered(directive)
        if self.crossrefs.define(label, Target(kind, number, location), self.problems):
            self.anchors[directive.index] = label
            if number is not None:
                self.numbers[directive.index] = number

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


def _headings(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    for token, following in pairwise(tokens):
        if token.type == "heading_open" and token.map and token.level == 0:
            yield token.map[0], following.content


def _directives(segments: list[Segment]) -> Iterator[Directive]:
    for segment in segments:
        if isinstance(segment, Directive):
            yield segment
            yield from _directives(segment.parts)
