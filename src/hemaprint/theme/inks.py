# SPDX-License-Identifier: MIT
"""Read the inks that the print styles give to colour tokens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import tinycss2

from hemaprint.errors import Location, Problem, Severity
from hemaprint.theme.stylesheets import BLANK, read_style

PRINT_STYLE = "editions/print.css"

Ink = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""


class PrintInks(NamedTuple):
    """What the print style says: ``inks`` by sRGB colour ("#971720", upper case), and its problems."""

    inks: Mapping[str, Ink]
    problems: tuple[Problem, ...] = ()


class _Pair(NamedTuple):
    """A token and its ink."""

    token: str
    ink: Ink
    location: Location


class InkSheet(NamedTuple):
    """A print style, and the colours of the tokens for which it was made (name to "#rrggbb")."""

    path: Path
    reach: Mapping[str, str]


def read_inks(sheets: Sequence[InkSheet], colors: Mapping[str, str]) -> PrintInks:
    """The inks of the tokens ``colors`` (name to "#rrggbb"), of the last of ``sheets`` that has one.

    Where a later layer has given a token another colour, an ink that was chosen for the old colour is ignored.
    """
    problems: list[Problem] = []
    chosen: dict[str, _Pair] = {}
    for sheet in sheets:
        faults = read_style(sheet.path)[1]
        problems += faults
        for pair in _pairs(sheet.path, problems) if not faults else ():
            if pair.token not in colors and pair.token not in sheet.reach:
                known = ", ".join(name for name, color in colors.items() if color.startswith("#"))
                message = f'"--{pair.token}" is not a colour token; its ink is ignored'
                problems.append(Problem("HP354", message, pair.location, f"the tokens are {known}", Severity.WARNING))
            elif pair.token in colors and sheet.reach.get(pair.token, "").upper() == colors[pair.token].upper():
                chosen[pair.token] = pair
    inks: dict[str, _Pair] = {}
    for token, pair in chosen.items():
        color = colors[token].upper()
        earlier = inks.setdefault(color, pair)
        if earlier.ink != pair.ink:
            message = f"--{earlier.token} and --{pair.token} are the same colour ({color}) with different inks"
            hint = "give them one ink, or change one of the colours by one step in tokens.css"
            problems.append(Problem("HP355", message, pair.location, hint))
    return PrintInks({color: pair.ink for color, pair in inks.items()}, tuple(problems))


def _pairs(path: Path, problems: list[Problem]) -> Iterator[_Pair]:
    """Every pair of the style; anything else becomes a problem."""
    text, _ = read_style(path)
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        is_root = rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() == ":root"
        nodes = [rule]
        if is_root:
            nodes = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        for node in nodes:
            place = Location(path, node.source_line, node.source_column)
            is_token = node.type == "declaration" and node.name.startswith("--") and not node.important
            ink = _ink(node) if is_token else None
            if ink is None:
                problems.append(_not_an_ink(text, place))
            else:
                yield _Pair(node.name[2:], ink, place)


def _ink(declaration: Any) -> Ink | None:
    """Four numbers from 0 to 1, or percentages (CSS Color 5, "device-cmyk()")."""
    tokens = [token for token in declaration.value if token.type not in BLANK]
    if [getattr(token, "lower_name", "") for token in tokens] != ["device-cmyk"]:
        return None
    values = [token for token in tokens[0].arguments if token.type not in BLANK and token != ","]
    if not all(value.type in ("number", "percentage") for value in values):
        return None
    amounts = [value.value / (100 if value.type == "percentage" else 1) for value in values]
    if len(amounts) != 4 or min(amounts) < 0 or max(amounts) > 1:
        return None
    cyan, magenta, yellow, black = amounts
    return (cyan, magenta, yellow, black)


def _not_an_ink(text: str, place: Location) -> Problem:
    line = text.split("\n")[place.line - 1]
    first = line[place.column - 1 :].partition(";")[0].strip() or line.strip()
    hint = "the print style holds only `:root { --token: device-cmyk(c m y k); }`, amounts from 0 to 1"
    return Problem("HP354", f'"{first}" is not an ink; it is ignored', place, hint, Severity.WARNING)
