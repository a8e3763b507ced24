"""What cross-references can name: labels, crossheads and items, found and numbered before any copy is set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from markdown_it.token import Token

from hemaprint.content.markdown.apparatus import CrossReferences, Kind, Target
from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.directives import Directive, Segment
from hemaprint.content.markdown.source import Fragment, Source
from hemaprint.errors import Location
from hemaprint.project.slugs import slug_of

_LABEL = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAMED = re.compile(r"(?<![ \t])[ \t]*\{#(?P<name>[^{}\s]*)\}[ \t]*$")
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
    counts: dict[str, int] = field(default_factory=dict)
    """The last number given to headings of the same words."""

    def gather(self, segments: list[Segment]) -> None:
        """Names that were given come first: an anchor made from the words of a heading gives way to them."""
        for directive in _directives(segments):
            self._label(directive)
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
        label = directive.text("label")
        if not label or not self._well_formed(label, location := directive.where("label")):
            return
        kind, number = self._numbered(directive)
        if self.crossrefs.define(label, Target(kind, number, location), self.problems):
            self.anchors[directive.index] = label
            if number is not None:
                self.numbers[directive.index] = number

    def _well_formed(self, label: str, location: Location) -> bool:
        if not _LABEL.fullmatch(label):
            hint = "small letters, digits and hyphens, such as fig-loop"
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


def _directives(segments: list[Segment]) -> Iterator[Directive]:
    for segment in segments:
        if isinstance(segment, Directive):
            yield segment
            yield from _directives(segment.parts)
