# SPDX-License-Identifier: MIT
"""Say what typography must know of a language: its marks, and which words stay together (``languages.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hemaprint.errors import Location, Problem, Severity

_DATA: dict[str, Any] = tomllib.loads(files("hemaprint.project").joinpath("languages.toml").read_text("utf-8"))
NAMES: dict[str, str] = {tag: entry["name"] for tag, entry in _DATA.items() if "name" in entry}
"""The languages that hemaprint knows, by their subtags."""


@dataclass(frozen=True, slots=True)
class Language:
    """What ``languages.toml`` says of a language; its first lines say what each field means."""

    name: str
    double: tuple[str, str]
    single: tuple[str, str]
    dash: str = "–"
    labels: str = ""
    lettered: str = ""
    titles: str = ""
    units: str = ""
    initials: str = ""
    elisions: str = ""
    spaced_signs: bool = False
    bound_letters: bool = False
    indents: bool = False
    divides: bool = True


def subtag_of(tag: str) -> str:
    """The language of a BCP 47 tag, without script and region, in lower case."""
    return tag.lower().partition("-")[0]


@cache
def language_named(tag: str) -> Language:
    """The language of a BCP 47 tag; English where it is not known."""
    first = subtag_of(tag)
    entry = _DATA.get(first, _DATA["en"]) | _DATA.get(tag.lower(), {})
    return Language(**entry | {key: tuple(entry[key]) for key in ("double", "single")})


def language_problem(tag: str, place: Location) -> Problem | None:
    """A warning where a language is not known, so that English marks and words would be printed in silence (HP127)."""
    if subtag_of(tag) in NAMES:
        return None
    message = f'hemaprint does not know the language "{tag}": marks and the words that pages add are English'
    hint = f"type its quotation marks as they are printed; known: {', '.join(sorted(NAMES.values()))}"
    return Problem("HP127", message, place, hint, Severity.WARNING)
