# SPDX-License-Identifier: MIT
"""Cut a body into prose and directives, and read their names, arguments and options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

from markdown_it.token import Token

from hemaprint.content.markdown.apparatus import Definition, Footnotes
from hemaprint.content.markdown.dialects import INSTEAD, title_of
from hemaprint.content.markdown.parser import NESTING_AT_MOST, Env, block_tokens
from hemaprint.content.markdown.source import ADMONITIONS, Fence, Fragment, Problems, Source, match_fences
from hemaprint.errors import Location, did_you_mean

_OPENING = re.compile(r"[ \t]*:{3,}[ \t]*\{(?P<name>[^{}\s]*)\}[ \t]*+(?P<argument>(?:.*[^ \t\n])?)[ \t]*")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
"""A value as YAML would have it."""
_OPTION = re.compile(r":(?P<key>[A-Za-z][\w-]*):(?:[ \t]++(?P<value>(?:.*[^ \t\n])?))?[ \t]*")
_CONTINUED = re.compile(r"[ \t]{2,}+(?P<value>\S(?:.*[^ \t\n])?)[ \t]*")

Content = Literal["caption", "figures", "table", "quote", "blocks", "terms", "dates", "questions"]
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True, slots=True)
class Spec:
    """What a directive may say. ``argument``: what it must name after the braces, "" for none."""

    content: Content
    options: frozenset[str]
    argument: str = ""
    optional_argument: bool = False


_DISPLAYED = frozenset({"label", "width", "place", "sheet"})
_PICTURE = _DISPLAYED | {"alt", "credit", "number"}
_BOX = _DISPLAYED | {"kicker"}
_NOTICE = _DISPLAYED | {"source", "doi"}

SPECS: dict[str, Spec] = {
    "figure": Spec("caption", _PICTURE | {"decorative", "size", "trim"}, "the path of its picture"),
    "gallery": Spec("figures", frozenset({"label", "place", "sheet", "height"})),
    "chart": Spec(
        "caption",
        _PICTURE | {"type", "title", "x", "y", "unit", "counts", "height", "colors"},
        "the path of its CSV data",
    ),
    "table": Spec("table", _DISPLAYED | {"number", "row-headers", "align", "widths", "totals"}, "its title"),
    "pull": Spec("quote", _DISPLAYED | {"attribution"}),
    "sidebar": Spec("blocks", _BOX, "its title"),
    "about": Spec("blocks", _BOX, "its title"),
    "note": Spec("blocks", _BOX, "its title", optional_argument=True),
    "related": Spec("blocks", _BOX, "its title", optional_argument=True),
    "tally": Spec("blocks", _BOX, "its number"),
    "diary": Spec("terms", _BOX, "its title", optional_argument=True),
    "glossary": Spec("terms", _BOX, "its title", optional_argument=True),
    "timeline": Spec("dates", _BOX, "its title", optional_argument=True),
    "questions": Spec("questions", _BOX, "its title", optional_argument=True),
    "calendar": Spec("terms", _BOX, "its title", optional_argument=True),
    "correction": Spec("blocks", _NOTICE, "the headline of the article"),
    "retraction": Spec("blocks", _NOTICE, "the headline of the article"),
    "concern": Spec("blocks", _NOTICE, "the headline of the article"),
    "crossword": Spec("terms", _DISPLAYED | {"alt", "decorative", "solved", "title"}, "the path of its grid"),
    "qr": Spec("caption", _DISPLAYED, "the address"),
    "item": Spec("blocks", frozenset({"label", "tag"}), "its headline"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An option as written: its value, and the places of key and value."""

    key: str
    value: Fragment
    location: Location


@dataclass(frozen=True, slots=True)
class Prose:
    """Block tokens between two directives."""

    tokens: list[Token]


@dataclass(slots=True)
class Directive:
    """A directive as written; ``body`` are its lines (from 0) without fences and options."""

    name: str
    spec: Spec
    argument: Fragment
    index: int
    location: Location
    options: dict[str, Option]
    body: tuple[int, int]
    problems: Problems
    parts: list[Segment] = field(default_factory=list)
    """Its body, filled in by :mod:`segments`."""

    def text(self, key: str) -> str:
        """The value of an option; "" when it is not there."""
        return self.options[key].value.text if key in self.options else ""

    def fragment(self, key: str) -> Fragment:
        """The value of an option as inline Markdown."""
        return self.options[key].value if key in self.options else Fragment.at("", self.location)

    def where(self, key: str) -> Location:
        """The place of the value of an option, or of the directive where the option is missing."""
        return self.options[key].value.locate(0) if key in self.options else self.location

    def choice(self, key: str, choices: Sequence[Choice], default: Choice) -> Choice:
        """The value of an option that is one of ``choices``."""
        value = self.text(key)
        for choice in choices:
            if choice == value:
                return choice
        if value:
            self.wrong(key, did_you_mean(value, choices) or f"one of: {', '.join(choices)}")
        return default

    def yes(self, key: str, default: bool = False) -> bool:
        """The value of a yes-or-no option."""
        value = self.text(key).lower()
        if not value:
            return default
        if value not in ("yes", "no"):
            self.wrong(key, "write yes or no")
            return default
        return value == "yes"

    def integer(self, key: str, lowest: int, highest: int) -> int | None:
        """The value of an option that is a whole number; None when it is missing or wrong."""
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", value) or not lowest <= int(value) <= highest:
            self.wrong(key, f"write a whole number from {lowest} to {highest}")
            return None
        return int(value)

    def items(self, key: str) -> list[Fragment]:
        """The values of an option that is a list with commas."""
        fragment = self.fragment(key)
        found: list[Fragment] = []
        start = 0
        for part in fragment.text.split(",") if fragment.text else ():
            found.append(fragment.part(start, start + len(part)))
            start += len(part) + 1
        return found

    def wrong(self, key: str, hint: str) -> None:
        """Report the value of an option."""
        self.problems.error("HP118", f'"{self.text(key)}" is not a value of :{key}:', self.where(key), hint)


Segment = Prose | Directive


def read_directive(source: Source, fence: Fence, problems: Problems) -> Directive | None:
    """The directive that a fence encloses; None with a problem when its name is not known."""
    line = source.lines[fence.opening]
    match = _OPENING.fullmatch(line)
    assert match is not None, line
    location = source.at(fence.opening, match.start("name"))
    options, body_start = _read_options(source, fence, problems)
    name = match["name"]
    argument = source.piece(fence.opening, match.start("argument"), match.end("argument"))
    if name in ADMONITIONS:
        argument = argument if argument.text else Fragment.at(title_of(name), location)
        options.setdefault("place", Option("place", Fragment.at("here", location), location))
        name = "sidebar"
    spec = SPECS.get(name)
    if spec is None:
        hint = INSTEAD["directives"].get(name) or did_you_mean(name, SPECS) or f"directives: {', '.join(SPECS)}"
        problems.error("HP110", f'unknown directive "{name}"', location, hint)
        return None
    body = (body_start, fence.closing)
    directive = Directive(name, spec, argument, fence.opening, source.start_of(fence.opening), options, body, problems)
    _check(directive)
    return directive


def _read_options(source: Source, fence: Fence, problems: Problems) -> tuple[dict[str, Option], int]:
    """The lines ``:key: value`` under the opening fence, and the line after them; indented lines go on a value."""
    options: dict[str, Option] = {}
    index = fence.opening + 1
    while index < fence.closing:
        line = source.lines[index]
        if not line.startswith(":") or line.startswith(":::"):
            break
        match = _OPTION.fullmatch(line)
        start = index
        index += 1
        while match and index < fence.closing and _CONTINUED.fullmatch(source.lines[index]):
            index += 1
        if match is None:
            problems.error("HP117", f"{line.strip()[:40]} is not an option", source.at(start), "write :key: value")
            continue
        option = Option(match["key"], _value(source, start, match, index), source.at(start, 2))
        if option.key in options:
            problems.error("HP116", f":{option.key}: is given twice", option.location, "keep one")
        options.setdefault(option.key, option)
    return options, index


def _value(source: Source, start: int, match: re.Match[str], end: int) -> Fragment:
    first = source.piece(start, *(match.span("value") if match["value"] else (match.end(), match.end())))
    if end == start + 1:
        return first
    pieces = [first, *(source.piece(n, 0, len(source.lines[n])) for n in range(start + 1, end))]
    marks: list[tuple[int, int, int]] = []
    offset = 0
    for piece in pieces:
        place = piece.locate(0)
        marks.append((offset, place.line, place.column))
        offset += len(piece.text) + 1
    return Fragment("\n".join(piece.text for piece in pieces), source.path, tuple(marks))


def _check(directive: Directive) -> None:
    """What can be said without knowing the rest: the argument and the names of the options."""
    spec, problems = directive.spec, directive.problems
    if directive.argument.text and not spec.argument:
        hint = "write it on a separate line"
        problems.error("HP120", f"{directive.name} has no text after }}", directive.argument.locate(0), hint)
    elif spec.argument and not directive.argument.text and not spec.optional_argument:
        message = f"{directive.name} lacks {spec.argument}"
        hint = f"write :::{{{directive.name}}} and then {spec.argument}"
        problems.error("HP119", message, directive.location, hint)
    for key, option in directive.options.items():
        if key not in spec.options:
            hint = did_you_mean(key, spec.options) or f"options: {', '.join(sorted(spec.options))}"
            problems.error("HP115", f"{directive.name} has no option :{key}:", option.location, hint)
        elif not option.value.text:
            problems.error("HP118", f":{key}: has no value", option.location, "write a value, or remove the line")
        elif _QUOTED.fullmatch(option.value.text):
            hint = "remove them: a value is written as it is; typographic ones (“ ”) where they are meant"
            problems.warning("HP118", f"the quotation marks around :{key}: are part of it", option.location, hint)


# ---------------------------------------------------------------- segments

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
                self.problems.error("HP109", message, self.source.start_of(token.map[0]), "deeper levels would be lost")
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
