# SPDX-License-Identifier: MIT
"""Read style sheets: join them into one text, and trace each place of it back to its file."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import tinycss2

from hemaprint.errors import Location, Problem
from hemaprint.project.text import BYTES_AT_MOST, place_of, read_text

# ---------------------------------------------------------------- joining

COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
"""A comment of a style sheet."""
_SPANS_AT_MOST = 2000
"""Parts of files that one text is joined from; every import makes two."""
_NOT_A_NAME = 'an @import names one sheet and ends with a semicolon: @import "components/box.css";'


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """The joined text from ``start`` on, which begins in ``path`` at ``line`` and ``column``.

    ``path`` is None for text that hemaprint itself wrote.
    """

    start: int
    path: Path | None
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class JoinedSheets:
    """Style sheets as one ``text``, the problems of the files, and where each span of the text came from."""

    text: str
    spans: tuple[SourceSpan, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order of their text."""
        return tuple(dict.fromkeys(span.path for span in self.spans if span.path is not None))

    def place(self, line: int, column: int) -> Location | None:
        """The place in a file of a place in the text (both from 1); None for text that is in no file."""
        start = 0
        for _ in range(line - 1):
            start = self.text.find("\n", start) + 1
            if not start:
                return None
        offset = start + max(0, column - 1)
        at = bisect_right([span.start for span in self.spans], offset) - 1
        span = self.spans[at] if at >= 0 else None
        if span is None or span.path is None:
            return None
        place = place_of(self.text[span.start : offset], offset - span.start, span.path)
        if place.line > 1:
            return Location(span.path, span.line + place.line - 1, place.column)
        return Location(span.path, span.line, span.column + place.column - 1)


class Joiner:
    """Joins sheets, each ``@import`` replaced by the sheet that it names."""

    def __init__(self, find: Callable[[str], Sequence[Path]]) -> None:
        """``find`` returns the files of a sheet by its name, such as "components/box.css"."""
        self._find = find
        self._parts: list[str] = []
        self._length = 0
        self._spans: list[SourceSpan] = []
        self._problems: list[Problem] = []
        self._is_full = False

    def joined(self) -> JoinedSheets:
        """What was added, in order."""
        return JoinedSheets("".join(self._parts), tuple(self._spans), tuple(dict.fromkeys(self._problems)))

    def add_text(self, text: str) -> None:
        """Add text that is in no file."""
        self._add(text, None, 1, 1)

    def add_sheet(self, name: str) -> None:
        """Add a sheet by its name, with everything that it imports."""
        self._expand(name, (), Location(next(iter(self._find(name)), Path("styles") / name)))

    def add_file(self, path: Path) -> None:
        """Add the sheet at ``path``, with everything that it imports; names are looked up as in ``issue.css``."""
        self._copy(path, "", (str(path),))

    def _add(self, text: str, path: Path | None, line: int, column: int) -> None:
        self._spans.append(SourceSpan(self._length, path, line, column))
        self._parts.append(text)
        self._length += len(text)

    def _expand(self, name: str, above: tuple[str, ...], importer: Location) -> None:
        paths = self._find(name)
        if not paths or name in above:
            reason = "imports itself" if name in above else "does not exist"
            self._refuse(f'the style sheet "{name}" {reason}', importer)
            return
        if self._length > BYTES_AT_MOST or len(self._spans) > _SPANS_AT_MOST:
            if not self._is_full:
                self._refuse("the style sheets import one another again and again", importer)
            self._is_full = True
            return
        # what a sheet of a layer imports is looked up in all layers: "bundled/issue.css" is a list of names
        folder = name.removeprefix("bundled/").removeprefix("theme/").rpartition("/")[0]
        for path in paths:
            self._copy(path, folder, (*above, name))

    def _copy(self, path: Path, folder: str, above: tuple[str, ...]) -> None:
        """Add the text of a sheet, each import in it replaced."""
        sheet = _parsed(path)
        text = sheet.text
        self._problems += sheet.problems
        rest = Location(path, 1, 1)
        begin = 0
        for start, end, rule in sheet.imports:
            place = Location(path, rule.source_line, rule.source_column)
            self._add(text[begin:start], path, rest.line, rest.column)
            imported = _imported_name(rule)
            if imported is None:
                self._refuse(_NOT_A_NAME, place)
            else:
                is_whole = not folder or imported.startswith(("bundled/", "theme/"))
                self._expand(imported if is_whole else f"{folder}/{imported}", above, place)
            begin, rest = end, place_of(text, end, path)
        self._add(f"{text[begin:]}\n", path, rest.line, rest.column)

    def _refuse(self, message: str, importer: Location) -> None:
        hint = "check the @import lines of issue.css and the files in styles/"
        self._problems.append(Problem("HP201", message, importer, hint))


# ---------------------------------------------------------------- reading

_OPENERS = {"{} block": "{", "[] block": "[", "() block": "(", "function": "("}
_CLOSERS = {"{": "}", "[": "]", "(": ")"}
BLANK = ("whitespace", "comment")
"""Types of tokens that mean nothing."""
_END = "hemaprint-end-of-file"
"""Added to the end of a style sheet: a block that contains it was never closed."""
_ERRORS = {
    "bad-string": "this string does not end on its line",
    "eof-in-string": "this string is not closed",
    "bad-url": "this url() contains a character that is not allowed",
    "eof-in-url": "this url() is not closed",
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A style sheet; ``imports`` are the rules that import others, and where each starts and ends."""

    text: str
    problems: tuple[Problem, ...]
    imports: tuple[tuple[int, int, Any], ...] = ()


def read_style(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The text of a style sheet, which may be empty, and what cannot be read in it (HP001, HP002, HP008, HP230)."""
    sheet = _parsed(path)
    return sheet.text, sheet.problems


@lru_cache(maxsize=2)
def rules_in(css: str) -> tuple[Any, ...]:
    """The rules of a text of styles, as tinycss2 has them, without comments; they are not to be changed."""
    return tuple(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _parsed(path: Path) -> _Sheet:
    text, problems = read_text(path)
    if text is None:
        return _Sheet("", tuple(problem for problem in problems if problem.code != "HP003"))
    return _sheet_of(text, path)


@lru_cache(maxsize=64)
def _sheet_of(text: str, path: Path) -> _Sheet:
    tokens = tinycss2.parse_component_value_list(f"{text}\n{_END}")
    open_ends = tuple(_open_ends(tokens, path))
    if open_ends:
        return _Sheet(text, open_ends)
    rules = tinycss2.parse_stylesheet(tokens[:-1])
    return _Sheet(text, tuple(_broken_rules(rules, text, path)), tuple(_imports(rules, text)))


def _open_ends(tokens: list[Any], path: Path) -> Iterator[Problem]:
    """What is not closed at the end of a sheet, and what closes nothing."""
    for token in tokens:
        if token.type == "error":
            message = _ERRORS.get(token.kind, f"this {token.kind} closes nothing")
            yield _broken(message, path, token, "look at the brackets and quotation marks before it")
        elif token.type == "comment" and token.value.endswith(_END):
            yield _broken("this comment is not closed", path, token, "write */ after it")
        inside = token.arguments if token.type == "function" else getattr(token, "content", None)
        if token.type not in _OPENERS or inside is None:
            continue
        deeper = list(_open_ends(inside, path))
        if not (inside and inside[-1].type == "ident" and inside[-1].value == _END):
            yield from deeper
            continue
        # what is not closed takes the brackets after it: they close nothing, and those around it stay open
        others = [one for one in deeper if not one.message.endswith("closes nothing")]
        yield from others if others or _OPENERS[token.type] != "{" else deeper
        if not others:
            yield _not_closed(_at_fault(token, tokens), path)


def _not_closed(token: Any, path: Path) -> Problem:
    opener = _OPENERS[token.type]
    column = token.source_column + (len(token.name) if token.type == "function" else 0)
    place = Location(path, token.source_line, column)
    return Problem("HP230", f"this {opener} is not closed", place, f"write {_CLOSERS[opener]} after it")


def _at_fault(block: Any, around: list[Any]) -> Any:
    """The block that was left open: the first inside with a rule that is not indented from its own, or ``block``."""
    own = _begins(block, around)
    if block.type != "{} block" or own is None:
        return block
    for token in block.content:
        if token.type == "{} block" and (rule := _begins(token, block.content)) is not None:
            inner = (_begins(one, token.content) for one in token.content if one.type == "{} block")
            if rule.source_column > own.source_column and any(
                one is not None and one.source_column <= rule.source_column for one in inner
            ):
                return token
    return block


def _begins(block: Any, tokens: list[Any]) -> Any:
    """The first token of the line on which a block opens among ``tokens``."""
    return next((one for one in tokens if one.source_line == block.source_line and one.type != "whitespace"), None)


def _broken_rules(rules: list[Any], text: str, path: Path) -> Iterator[Problem]:
    """What is not a rule, and a last rule without a block: it would take the block of the next sheet."""
    for rule in rules:
        if rule.type == "error":
            yield _broken("this is not a rule", path, rule, "a rule is a selector and a block: .title { color: red }")
    last = next((rule for rule in reversed(rules) if rule.type not in BLANK), None)
    if last is not None and last.type == "at-rule" and last.content is None and not text.rstrip().endswith(";"):
        yield _broken(f"@{last.at_keyword} does not end", path, last, "write its block, or a semicolon, after it")


def _broken(message: str, path: Path, node: Any, hint: str) -> Problem:
    return Problem("HP230", message, Location(path, node.source_line, node.source_column), hint)


def _imports(rules: list[Any], text: str) -> Iterator[tuple[int, int, Any]]:
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    starts = [lines[rule.source_line - 1] + rule.source_column - 1 for rule in rules]
    for rule, (start, end) in zip(rules, pairwise([*starts, len(text)]), strict=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield start, end, rule


def _imported_name(rule: Any) -> str | None:
    """The name in an ``@import``; None if it is not the plain name of a style sheet, or says more than a name."""
    tokens = [token for token in rule.prelude if token.type not in BLANK]
    if len(tokens) != 1 or rule.content is not None:
        return None
    token = tokens[0]
    if token.type == "function" and token.lower_name == "url":
        token = next((one for one in token.arguments if one.type == "string"), token)
    return str(token.value) if token.type in ("string", "url") else None


# ---------------------------------------------------------------- addresses


class Address(NamedTuple):
    """What a ``url()`` names, and where."""

    url: str
    location: Location


@lru_cache(maxsize=64)
def addresses_in(text: str, path: Path) -> tuple[Address, ...]:
    """Every absolute address in the rules of a sheet, without those of sheets that it imports."""
    found = []
    waiting = list(tinycss2.parse_component_value_list(text, skip_comments=True))
    while waiting:
        token = waiting.pop(0)
        if token.type == "function" and token.lower_name == "url":
            string = next((one.value for one in token.arguments if one.type == "string"), "")
            found.append(Address(string, Location(path, token.source_line, token.source_column)))
        elif token.type == "url":
            found.append(Address(token.value, Location(path, token.source_line, token.source_column)))
        elif token.type in _OPENERS:
            waiting += token.arguments if token.type == "function" else token.content
    return tuple(one for one in found if urlsplit(one.url).scheme)
