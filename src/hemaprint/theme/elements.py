# SPDX-License-Identifier: MIT
"""Find broken HTML in a layout before it is filled: elements that are not closed, and what closes nothing.

A parser of HTML mends such things in silence, and gives an element other contents than its author meant. Branches are
followed: what each branch of an ``{% if %}`` opens is open once after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hemaprint.errors import Problem, Severity, did_you_mean
from hemaprint.project.text import place_of
from hemaprint.theme.jinja import Piece, pieces

FILLED, STATED = "\ue000", "\ue001"
"""Put in place of each character of an expression of Jinja2, and of a statement or a comment."""
_TAG = re.compile(r"</?([A-Za-z\ue000][^\s/<>\ue001]*)")
_ATTRIBUTE = re.compile(r"[\s/\ue001]*([^\s/<>=\ue001]+)(?:\s*=\s*(?:([\"'])|([^\s<>\"'\ue001]*)))?")
VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
})  # fmt: skip
"""Elements without an end (HTML, 13.1.2)."""
_RAW = frozenset({"script", "style", "textarea", "title"})
_OPTIONAL = frozenset({
    "body", "colgroup", "dd", "dt", "head", "html", "li", "optgroup", "option", "p", "rp", "rt", "tbody", "td",
    "tfoot", "th", "thead", "tr",
})  # fmt: skip
"""Elements that may end without a tag."""
_FOREIGN = frozenset({"svg", "math"})
_SCOPES = frozenset({"block", "macro", "call", "filter", "set", "trans"})
_KNOWN = frozenset({
    "a", "abbr", "address", "area", "article", "aside", "audio", "b", "base", "bdi", "bdo", "big", "blockquote",
    "body", "br", "button", "canvas", "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del",
    "details", "dfn", "dialog", "div", "dl", "dt", "em", "embed", "fieldset", "figcaption", "figure", "font",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "i", "iframe",
    "img", "input", "ins", "kbd", "label", "legend", "li", "link", "main", "map", "mark", "math", "meta", "meter",
    "nav", "noscript", "object", "ol", "optgroup", "option", "output", "p", "picture", "pre", "progress", "q", "rp",
    "rt", "ruby", "s", "samp", "script", "search", "section", "select", "small", "source", "span", "strike", "strong",
    "style", "sub", "summary", "sup", "svg", "table", "tbody", "td", "template", "textarea", "tfoot", "th", "thead",
    "time", "title", "tr", "track", "tt", "u", "ul", "var", "video", "wbr",
})  # fmt: skip


class Written(NamedTuple):
    """A piece of a layout's text, and where it begins in that."""

    text: str
    start: int


@dataclass(slots=True)
class Elements:
    """What the HTML of a layout holds: its ``problems``, and what other rooms look at.

    ``styles`` are the contents of ``style`` attributes, ``sheets`` those of ``<style>``, ``pictures`` those of ``src``;
    where Jinja2 reads something, they have ``FILLED`` or ``STATED``.
    """

    problems: list[Problem] = field(default_factory=list)
    styles: list[Written] = field(default_factory=list)
    sheets: list[Written] = field(default_factory=list)
    pictures: list[Written] = field(default_factory=list)


@lru_cache(maxsize=256)
def elements_of(text: str, path: Path) -> Elements:
    """The elements of the layout at ``path``, which Jinja2 can read."""
    return _Reader(text, path).read()


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    start: int


@dataclass(slots=True)
class _Branches:
    """A statement that contains others: what was open before it, and after each branch that has ended."""

    word: str
    before: list[_Open]
    after: list[list[_Open]] = field(default_factory=list)
    has_else: bool = False


class _Reader:
    def __init__(self, text: str, path: Path) -> None:
        self._source, self._path = text, path
        self._pieces = list(pieces(text))
        self._text = _blanked(text, self._pieces)
        self._open: list[_Open] = []
        self._crossed: list[str] = []
        self._around: list[_Branches] = []
        self._found = Elements()

    def read(self) -> Elements:
        """What the layout holds."""
        waiting = list(self._pieces)
        at = 0
        while (start := self._text.find("<", at)) >= 0:
            while waiting and waiting[0].start < start:
                self._statement(waiting.pop(0))
            at = self._tag(start)
            waiting = [one for one in waiting if one.start >= at]
        for piece in waiting:
            self._statement(piece)
        self._unclosed(self._open)
        return self._found

    # ------------------------------------------------------------ tags

    def _tag(self, start: int) -> int:
        """Read what begins with ``<``; where it ends."""
        text = self._text
        if text.startswith("<!", start):
            return self._past("-->" if text.startswith("<!--", start) else ">", start)
        match = _TAG.match(text, start)
        if match is None:
            return start + 1
        name = "*" if FILLED in match[1] else match[1].lower()
        end, closes_itself = self._attributes(match.end(), start, name)
        if text[start + 1] == "/":
            self._close(name, start)
            return end
        is_foreign = any(one.name in _FOREIGN for one in self._open)
        if not is_foreign and name != "*" and name not in _KNOWN and "-" not in name:
            hint = did_you_mean(name, _KNOWN) or "write div or span, with a class"
            self._say(f"there is no element <{name}>", start, hint, Severity.WARNING)
        if name in VOID or (closes_itself and (is_foreign or name in _FOREIGN or name == "*")):
            return end
        if closes_itself:
            self._say(f"<{name}/> opens an element, and does not close it", start, f"write <{name}></{name}>")
            return end
        self._open.append(_Open(name, start))
        if name in _RAW:
            return self._raw(name, end)
        return end

    def _past(self, closer: str, start: int) -> int:
        end = self._text.find(closer, start)
        if end < 0:
            self._say("this does not end", start, f"write {closer} after it", Severity.ERROR)
        return end + len(closer) if end >= 0 else len(self._text)

    def _raw(self, name: str, at: int) -> int:
        """Pass over what is not read as HTML, to the tag that ends it."""
        end = self._text.lower().find(f"</{name}", at)
        end = end if end >= 0 else len(self._text)
        if name == "style":
            self._found.sheets.append(Written(self._text[at:end], at))
        return end

    def _attributes(self, at: int, start: int, name: str) -> tuple[int, bool]:
        """Read the attributes of the tag at ``start``: where it ends, and whether it ends with a slash."""
        text = self._text
        while (match := _ATTRIBUTE.match(text, at)) is not None:
            at = match.end()
            if match[2] is None:
                continue
            end = text.find(match[2], at)
            value = text[at : end if end >= 0 else len(text)]
            if end < 0 or "<" in value:
                self._say("this quotation mark is not closed", at - 1, f"write {match[2]} after it", Severity.ERROR)
                closed = text.find(">", at)
                return (closed + 1 if closed >= 0 else len(text)), False
            self._keep(match[1].lower(), Written(value, at), name)
            at = end + 1
        rest = text[at:].lstrip(f" \t\n/{STATED}")
        at += len(text[at:]) - len(rest)
        if not rest.startswith(">"):
            self._say(f"the tag <{name} is not closed", start, "write > after it", Severity.ERROR)
            return at, False
        return at + 1, text[at - 1] == "/"

    def _keep(self, attribute: str, value: Written, name: str) -> None:
        if attribute == "style":
            self._found.styles.append(value)
        elif attribute == "src" or (attribute == "data" and name == "object"):
            self._found.pictures.append(value)

    def _close(self, name: str, start: int) -> None:
        floor = next((len(one.before) for one in reversed(self._around) if one.word in _SCOPES), 0)
        at = next((at for at in range(len(self._open) - 1, floor - 1, -1) if self._open[at].name in (name, "*")), -1)
        if at < 0:
            if name in self._crossed:
                self._crossed.remove(name)
            elif name != "*":
                self._say(f"</{name}> closes nothing", start, f"remove it, or write <{name}> before it")
            return
        crossed = self._open[at + 1 :]
        self._unclosed(crossed, f" before </{name}>")
        self._crossed += [one.name for one in crossed]
        del self._open[at:]

    def _unclosed(self, some: Sequence[_Open], before: str = "") -> None:
        for one in some:
            if one.name not in _OPTIONAL and one.name != "*":
                self._say(f"<{one.name}> is not closed{before}", one.start, f"write </{one.name}> after its contents")

    def _say(self, message: str, start: int, hint: str, severity: Severity = Severity.WARNING) -> None:
        place = place_of(self._source, start, self._path)
        self._found.problems.append(Problem("HP091", message, place, hint, severity))

    # ------------------------------------------------------------ statements

    def _statement(self, piece: Piece) -> None:
        if piece.is_ended:
            self._around.append(_Branches(piece.word, list(self._open)))
        elif piece.word in ("else", "elif") and self._around:
            branches = self._around[-1]
            branches.after.append(self._open)
            branches.has_else = branches.has_else or piece.word == "else"
            self._open = list(branches.before)
        elif piece.ends and self._around:
            self._end(self._around.pop())

    def _end(self, branches: _Branches) -> None:
        if branches.word in _SCOPES:
            self._unclosed(self._open[len(branches.before) :])
            self._open = branches.before
        else:
            ends = [*branches.after, self._open]
            self._open = _joined(branches.before, ends if branches.has_else else [*ends, branches.before])


def _joined(before: Sequence[_Open], ends: Sequence[list[_Open]]) -> list[_Open]:
    """What is open after branches: without what any of them closes, with the most that any of them opens."""
    kept = min(_common(before, one) for one in ends)
    opened = (one[_common(before, one) :] for one in ends)
    return [*before[:kept], *max(opened, key=len)]


def _common(before: Sequence[_Open], after: Sequence[_Open]) -> int:
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


def _blanked(text: str, found: Sequence[Piece]) -> str:
    """The text with ``FILLED`` and ``STATED`` for what Jinja2 reads, and everything else at its place."""
    return "".join(_parts(text, found))


def _parts(text: str, found: Sequence[Piece]) -> Iterator[str]:
    at = 0
    for piece in found:
        yield text[at : piece.start]
        yield (FILLED if piece.opener == "{{" else STATED) * (piece.end - piece.start)
        at = piece.end
    yield text[at:]
