"""Read the inks of the print edition: which colour token of ``tokens.css`` is printed with which ink."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from hemaprint.errors import Location, Problem, Severity

PRINT_STYLE = "editions/print.css"

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])(?P<selector>[^{}]*)\{(?P<body>[^{}]*)\}")
_DECLARATION = re.compile(r"[^;]+")
_PAIR = re.compile(r"\s*--(?P<token>[a-z][a-z0-9-]*)\s*:\s*device-cmyk\((?P<values>[^()]*)\)\s*")
_VALUE = re.compile(r"(\d+|\d*\.\d+)(%?)")


class InkSheet(NamedTuple):
    """What the print style says: ``inks`` by sRGB colour ("#971720", upper case), and what is wrong with it."""

    inks: Mapping[str, Ink]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """A token and its ink, as they stand in the style."""

    token: str
    ink: Ink
    location: Location


def read_inks(path: Path, colors: Mapping[str, str], reach: Mapping[str, str]) -> InkSheet:
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
    return InkSheet({color: pair.ink for color, pair in inks.items()}, tuple(problems))


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
