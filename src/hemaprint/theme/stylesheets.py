"""Join style sheets into one text, and lead every place of that text back to the file that it came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2

from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.text import BYTES_AT_MOST, read_text

_OPENERS = {"{} block": "{", "[] block": "[", "() block": "(", "function": "("}
_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_BLANK = ("whitespace", "comment")
_END = "hemaprint-end-of-file"
"""Put behind a style sheet: a block that has swallowed it was never closed."""
_STRETCHES_AT_MOST = 2000
"""Pieces of files that one text is joined from; every import makes two."""
_NAMELESS = 'an @import gives the name of one sheet and ends with a semicolon: @import "components/box.css";'


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A run of the joined text from ``start`` on; it began in ``path`` at ``line`` and ``column``.

    ``path`` is None where no file holds the text: hemaprint itself wrote it.
    """

    start: int
    path: Path | None
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class JoinedSheets:
    """Style sheets as one ``text``, what is wrong with the files, and where each stretch of it came from."""

    text: str
    stretches: tuple[SourceSpan, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files, in the order of their text."""
        return tuple(dict.fromkeys(stretch.path for stretch in self.stretches if stretch.path is not None))

    def place(self, line: int, column: int) -> Location | None:
        """The place in a file of a place in the text (both from 1); None where no file holds it."""
        start = 0
        for _ in range(line - 1):
            start = self.text.find("\n", start) + 1
            if not start:
                return None
        offset = start + max(0, column - 1)
        at = bisect_right([stretch.start for stretch in self.stretches], offset) - 1
        stretch = self.stretches[at] if at >= 0 else None
        if stretch is None or stretch.path is None:
            return None
        before = self.text[stretch.start : offset]
        lines = before.count("\n")
        if not lines:
            return Location(stretch.path, stretch.line, stretch.column + len(before))
        return Location(stretch.path, stretch.line + lines, len(before) - before.rfind("\n"))


class Joiner:
    """Puts sheets one behind the other, each ``@import`` replaced by what it names."""

    def __init__(self, find: Callable[[str], Path | None]) -> None:
        """``find`` gives the file of a sheet's name, such as "components/box.css"."""
        self._find = find
        self._parts: list[str] = []
        self._length = 0
        self._stretches: list[SourceSpan] = []
        self._problems: list[Problem] = []
        self._is_full = False

    def joined(self) -> JoinedSheets:
        """What was added, in its order."""
        return JoinedSheets("".join(self._parts), tuple(self._stretches), tuple(dict.fromkeys(self._problems)))

    def add_text(self, text: str) -> None:
        """Text that no file holds."""
        self._add(text, None, 1, 1)

    def add_sheet(self, name: str) -> None:
        """A sheet by its name, with everything that it imports."""
        self._expand(name, (), Location(self._find(name) or Path("styles") / name))

    def _add(self, text: str, path: Path | None, line: int, column: int) -> None:
        self._stretches.append(SourceSpan(self._length, path, line, column))
        self._parts.append(text)
        self._length += len(text)

    def _expand(self, name: str, above: tuple[str, ...], importer: Location) -> None:
        path = self._find(name)
        if path is None or name in above:
            reason = "imports itself" if name in above else "does not exist"
            self._problems.append(_unusable(f'the style sheet "{name}" {reason}', importer))
            return
        if self._length > BYTES_AT_MOST or len(self._stretches) > _STRETCHES_AT_MOST:
            if not self._is_full:
                self._problems.append(_unusable("the style sheets import one another again and again", importer))
            self._is_full = True
            return
        sheet = _parsed(path)
        text = sheet.text
        self._problems += sheet.problems
        rest, line, column = 0, 1, 1
        for start, end, rule in sheet.imports:
            place = Location(path, rule.source_line, rule.source_column)
            self._add(text[rest:start], path, line, column)
            imported = _name_of(rule)
            if imported is None:
                self._problems.append(_unusable(_NAMELESS, place))
            else:
                self._expand(_beside(name, imported), (*above, name), place)
            rest = end
            line, column = text.count("\n", 0, end) + 1, end - text.rfind("\n", 0, end)
        self._add(f"{text[rest:]}\n", path, line, column)


def read_style(path: Path) -> tuple[str, tuple[Problem, ...]]:
    """The text of a style sheet, which may be empty, and what cannot be read in it (HP001, HP002, HP008, HP230)."""
    sheet = _parsed(path)
    return sheet.text, sheet.problems


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A file as it was read; ``imports`` are the rules that import others, and where each starts and ends."""

    text: str
    problems: tuple[Problem, ...]
    imports: tuple[tuple[int, int, Any], ...] = ()


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
    return _Sheet(text, tuple(_rules_without_end(rules, text, path)), tuple(_imports(rules, text)))


def _open_ends(tokens: list[Any], path: Path) -> Iterator[Problem]:
    """What is open at the end of a sheet, and what closes nothing."""
    for token in tokens:
        place = Location(path, token.source_line, token.source_column)
        if token.type == "error":
            yield _broken(_said(token), place, "look at the brackets and quotation marks before it")
        elif token.type == "comment" and token.value.endswith(_END):
            yield _broken("this comment is not closed", place, "write */ behind it")
        inside = token.arguments if token.type == "function" else getattr(token, "content", None)
        if token.type not in _OPENERS or inside is None:
            continue
        yield from _open_ends(inside, path)
        if inside and inside[-1].type == "ident" and inside[-1].value == _END:
            opener = _OPENERS[token.type]
            yield _broken(f"this {opener} is not closed", _opened(token, place), f"write {_CLOSERS[opener]} behind it")


def _rules_without_end(rules: list[Any], text: str, path: Path) -> Iterator[Problem]:
    """What is no rule, and a last rule that has no block: it would take that of the sheet behind it."""
    for rule in rules:
        if rule.type == "error":
            place = Location(path, rule.source_line, rule.source_column)
            yield _broken("this is not a rule", place, "a rule is a selector and a block: .title { color: red }")
    last = next((rule for rule in reversed(rules) if rule.type not in _BLANK), None)
    if last is not None and last.type == "at-rule" and last.content is None and not text.rstrip().endswith(";"):
        place = Location(path, last.source_line, last.source_column)
        yield _broken(f"@{last.at_keyword} does not end", place, "write its block, or a semicolon, behind it")


def _opened(token: Any, place: Location) -> Location:
    """A function starts with its name; the bracket stands behind it."""
    if token.type != "function":
        return place
    return Location(place.path, place.line, place.column + len(token.name))


def _said(token: Any) -> str:
    messages = {
        "bad-string": "this string does not end on its line",
        "eof-in-string": "this string is not closed",
        "bad-url": "this url() has a character that it cannot hold",
        "eof-in-url": "this url() is not closed",
    }
    return messages.get(token.kind, f"this {token.kind} closes nothing")


def _imports(rules: list[Any], text: str) -> Iterator[tuple[int, int, Any]]:
    lines = [0, *(match.end() for match in re.finditer("\n", text))]
    starts = [lines[rule.source_line - 1] + rule.source_column - 1 for rule in rules]
    for rule, (start, end) in zip(rules, pairwise([*starts, len(text)]), strict=True):
        if rule.type == "at-rule" and rule.lower_at_keyword == "import":
            yield start, end, rule


def _name_of(rule: Any) -> str | None:
    """The name that an ``@import`` gives; None where it is no plain name of a style sheet, or says more than a name."""
    tokens = [token for token in rule.prelude if token.type not in _BLANK]
    if len(tokens) != 1 or rule.content is not None:
        return None
    token = tokens[0]
    if token.type == "function" and token.lower_name == "url":
        token = next((one for one in token.arguments if one.type == "string"), token)
    return str(token.value) if token.type in ("string", "url") else None


def _beside(name: str, imported: str) -> str:
    folder = name.rpartition("/")[0]
    return f"{folder}/{imported}" if folder else imported


def _broken(message: str, place: Location, hint: str) -> Problem:
    return Problem("HP230", message, place, hint)


def _unusable(message: str, importer: Location) -> Problem:
    return Problem("HP201", message, importer, "check the @import lines of issue.css and the files in styles/")


PRINT_STYLE = "editions/print.css"

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])(?P<selector>[^{}]*)\{(?P<body>[^{}]*)\}")
_DECLARATION = re.compile(r"[^;]+")
_PAIR = re.compile(r"\s*--(?P<token>[a-z][a-z0-9-]*)\s*:\s*device-cmyk\((?P<values>[^()]*)\)\s*")
_VALUE = re.compile(r"(\d+|\d*\.\d+)(%?)")


class PrintInks(NamedTuple):
    """What the print style says: ``inks`` by sRGB colour ("#971720", upper case), and what is wrong with it."""

    inks: Mapping[str, Ink]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A token and its ink, as they stand in the style."""

    token: str
    ink: Ink
    location: Location


def read_inks(path: Path, colors: Mapping[str, str], reach: Mapping[str, str]) -> PrintInks:
    """The inks of the style at ``path`` for the tokens ``colors`` (name to "#rrggbb").

    ``reach`` has the tokens for which the style was made, those of its own theme: where a project has given a token
    another colour, an ink that was chosen for the old colour is passed over.
    """
    problems: list[Problem] = []
    inks: dict[str, _Pair] = {}
    for pair in _pairs(path, problems):
        color = colors.get(pair.token, "").upper()
        if pair.token not in colors and pair.token not in reach:
            problems.append(_unknown(pair, colors))
        elif color and reach.get(pair.token, "").upper() == color:
            earlier = inks.setdefault(color, pair)
            if earlier.ink != pair.ink:
                problems.append(_contradiction(earlier, pair, color))
    return PrintInks({color: pair.ink for color, pair in inks.items()}, tuple(problems))


def _pairs(path: Path, problems: list[Problem]) -> Iterator[_Pair]:
    """Every pair of the style; what is none becomes a problem."""
    text = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), path.read_text("utf-8"))
    end = 0
    for rule in _RULE.finditer(text):
        selector = rule["selector"].strip()
        if selector != ":root" or text[end : rule.start()].strip():
            problems.append(_foreign(_location(path, text, end), selector))
        else:
            yield from _declared(path, text, *rule.span("body"), problems)
        end = rule.end()
    if text[end:].strip():
        problems.append(_foreign(_location(path, text, end), text[end:].strip()))


def _declared(path: Path, text: str, start: int, end: int, problems: list[Problem]) -> Iterator[_Pair]:
    for declaration in _DECLARATION.finditer(text, start, end):
        if not declaration[0].strip():
            continue
        location = _location(path, text, declaration.start())
        pair = _PAIR.fullmatch(declaration[0])
        ink = _ink(pair["values"]) if pair else None
        if pair is None or ink is None:
            problems.append(_foreign(location, declaration[0].strip()))
        else:
            yield _Pair(pair["token"], ink, location)


def _ink(values: str) -> Ink | None:
    """Four numbers from 0 to 1, or percentages (CSS Color 5, "device-cmyk()")."""
    found = [_VALUE.fullmatch(value) for value in values.replace(",", " ").split()]
    amounts = [float(one[1]) / (100 if one[2] else 1) for one in found if one]
    if len(found) != 4 or len(amounts) != 4 or max(amounts) > 1:
        return None
    cyan, magenta, yellow, black = amounts
    return (cyan, magenta, yellow, black)


def _location(path: Path, text: str, offset: int) -> Location:
    """The first character at or after ``offset`` that is no white space."""
    offset += len(text[offset:]) - len(text[offset:].lstrip())
    line_start = text.rfind("\n", 0, offset) + 1
    return Location(path, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _foreign(location: Location, text: str) -> Problem:
    first = text.splitlines()[0] if text else ""
    return Problem(
        "HP354",
        f'"{first}" is not an ink; it is passed over',
        location,
        hint="the print style holds only `:root { --token: device-cmyk(c m y k); }`, amounts from 0 to 1",
        severity=Severity.WARNING,
    )


def _unknown(pair: _Pair, colors: Mapping[str, str]) -> Problem:
    known = ", ".join(name for name, color in colors.items() if color.startswith("#"))
    return Problem(
        "HP354",
        f'"--{pair.token}" is not a colour token; its ink is passed over',
        pair.location,
        hint=f"tokens.css has {known}",
        severity=Severity.WARNING,
    )


def _contradiction(earlier: _Pair, pair: _Pair, color: str) -> Problem:
    return Problem(
        "HP355",
        f"--{earlier.token} and --{pair.token} are the same colour ({color}) with different inks",
        pair.location,
        hint="give them one ink, or change one of the colours by a step in tokens.css so that they can be told apart",
    )
