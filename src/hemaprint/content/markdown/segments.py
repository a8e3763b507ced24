"""A body cut into prose and directives, every block token knowing its line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.directives import Prose, Segment, read_directive
from hemaprint.content.markdown.fences import Fence, match_fences
from hemaprint.content.markdown.footnotes import Definition, Footnotes
from hemaprint.content.markdown.parser import NESTING_AT_MOST, Env, block_tokens
from hemaprint.content.markdown.positions import Source

DIRECTIVES_DEEP_AT_MOST = 3
"""A box in an item, a figure in that box: nothing in a magazine needs more."""


@dataclass(slots=True)
class Cutter:
    """Cuts lines into segments; link definitions are gathered in ``env``, footnotes in ``footnotes``."""

    source: Source
    env: Env
    footnotes: Footnotes
    problems: Problems

    def cut(self) -> list[Segment]:
        """The whole body in segments."""
        fences = match_fences(self.source, self.problems)
        return self._cut(0, len(self.source.lines), fences, 0)

    def _cut(self, start: int, end: int, fences: dict[int, Fence], depth: int) -> list[Segment]:
        segments: list[Segment] = []
        prose_start = index = start
        while index < end:
            fence = fences.get(index)
            if fence is None:
                index += 1
                continue
            segments += self._prose(prose_start, index)
            segments += self._directive(fence, fences, depth)
            index = prose_start = fence.closing + fence.closed
        return [*segments, *self._prose(prose_start, end)]

    def _directive(self, fence: Fence, fences: dict[int, Fence], depth: int) -> list[Segment]:
        if depth == DIRECTIVES_DEEP_AT_MOST:
            hint = "close the directives before it with :::"
            self.problems.error("HP109", "directives are nested too deeply", self.source.start_of(fence.opening), hint)
            return []
        if not fence.ours:
            return self._cut(fence.opening + 1, fence.closing, fences, depth + 1)
        directive = read_directive(self.source, fence, self.problems)
        if directive is None:
            return []
        directive.parts = [*self._cut(*directive.body, fences, depth + 1)]
        return [directive]

    def _prose(self, start: int, end: int) -> Iterator[Prose]:
        if not any(line.strip() for line in self.source.lines[start:end]):
            return
        tokens = block_tokens("\n".join(self.source.lines[start:end]), self.env, start)
        kept: list[Token] = []
        for token in tokens:
            if token.type == "footnote_definition":
                self._define_footnote(token)
            elif token.type == "definition":
                self._note_definition(token)
            else:
                kept.append(token)
            if token.level >= NESTING_AT_MOST - 1 and token.map:
                message = "lists and quotations are nested too deeply"
                self.problems.error("HP109", message, self.source.start_of(token.map[0]), "what lies deeper is lost")
        yield Prose(kept)

    def _define_footnote(self, token: Token) -> None:
        assert token.map is not None
        index = token.map[0]
        line = self.source.lines[index]
        label = line.find(f"[^{token.meta['id']}]:")
        fragment = self.source.fragment(token.content, index)
        definition = Definition(fragment, self.source.at(index, max(label, 0) + 1))
        more = token.meta["more"]
        place = None if more is None else self.source.start_of(index + more)
        self.footnotes.define(token.meta["id"], definition, place, self.problems)

    def _note_definition(self, token: Token) -> None:
        """Remember where a link is defined, and that no label is defined twice."""
        assert token.map is not None
        label, location = token.meta["id"], self.source.start_of(token.map[0])
        defined = self.env.setdefault("defined", {})
        if label in defined:
            message = f"[{token.meta['label']}] is defined twice, first in line {defined[label].line}"
            self.problems.error("HP147", message, location, "keep one of the definitions")
        defined.setdefault(label, location)
