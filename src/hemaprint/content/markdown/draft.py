"""Everything the builders of blocks share while one body is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from hemaprint.content.blocks import Place, Width
from hemaprint.content.markdown.context import BodyContext, Problems
from hemaprint.content.markdown.directives import SPECS, Directive
from hemaprint.content.markdown.inline import DISPLAY, InlineWriter, Mode, count_words
from hemaprint.content.markdown.source import Fragment, Source
from hemaprint.content.markdown.targets import TargetIndex
from hemaprint.content.spans import Copy, words_of
from hemaprint.errors import Location

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
        """The id of what stands at a line of the body; "" when it has none."""
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
        """The fragment of an inline token; a directive that was taken for text in it is reported."""
        assert token.map is not None
        fragment = self.source.fragment(token.content, token.map[0])
        fence, option = _FENCE_IN_TEXT.search(token.content), _OPTION_IN_TEXT.search(token.content)
        if fence and not self.problems.stand_at(place := fragment.locate(fence.start())):
            hint = "put it at the left margin, outside lists and quotations"
            self.problems.error("HP114", "a directive cannot stand here", place, hint)
        if option:
            hint = "options stand right under the opening fence, without an empty line"
            self.problems.error("HP117", f"{option[0]} stands in text", fragment.locate(option.start()), hint)
        return fragment

    def refuse(self, what: str, where: str, location: Location, hint: str) -> None:
        """Report something in a place that cannot hold it."""
        self.problems.error("HP122", f"{what} cannot stand in {where}", location, hint)


def groups(tokens: list[Token]) -> Iterator[list[Token]]:
    """The outermost blocks of a token stream, each as its tokens from opening to closing."""
    depth = start = 0
    for index, token in enumerate(tokens):
        depth += token.nesting
        if depth == 0:
            yield tokens[start : index + 1]
            start = index + 1


def displayed_width(directive: Directive) -> Width:
    """The ``:width:`` of a directive."""
    match directive.choice("width", ("column", "page", "side"), "column"):
        case "page":
            return "page"
        case "side":
            return "side"
        case _:
            return "column"


def displayed_place(directive: Directive) -> Place:
    """The ``:place:`` of a directive."""
    match directive.choice("place", ("auto", "here", "top", "bottom"), "auto"):
        case "here":
            return "here"
        case "top":
            return "top"
        case "bottom":
            return "bottom"
        case _:
            return "auto"


def displayed_sheet(directive: Directive) -> int | None:
    """The ``:sheet:`` of a directive."""
    return directive.integer("sheet", 1, 99)
