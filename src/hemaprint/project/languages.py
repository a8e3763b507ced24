# SPDX-License-Identifier: MIT
"""Say what typography must know of a language: its marks, and which words stay together (``languages.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from babel import Locale, UnknownLocaleError

from hemaprint.errors import Location, Problem, Severity

Entry = TypeVar("Entry")

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
    phrases: str = ""
    elisions: str = ""
    spaced_signs: bool = False
    bound_letters: bool = False
    divides: bool = True
    patterns: bool = True


def subtag_of(tag: str) -> str:
    """The language of a BCP 47 tag, without script and region, in lower case."""
    return tag.lower().partition("-")[0]


def locale_of(language: str) -> Locale:
    """The locale of a BCP 47 tag; English where Babel knows none."""
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def in_language(tag: str, known: Mapping[str, Entry]) -> Entry:
    """What a table by languages has for a BCP 47 tag; what it has for English where it lacks the language."""
    return known.get(subtag_of(tag), known["en"])


@cache
def language_named(tag: str) -> Language:
    """The language of a BCP 47 tag; English where it is not known."""
    entry = in_language(tag, _DATA) | _DATA.get(tag.lower(), {})
    return Language(**entry | {key: tuple(entry[key]) for key in ("double", "single")})


def language_problems(tag: str, place: Location, listed: Collection[str] = ()) -> Iterator[Problem]:
    """Warnings that English marks and words are printed (HP127), and that no word is divided (HP128).

    ``listed`` are the languages of the house's own list of divided words.
    """
    language = language_named(tag)
    if subtag_of(tag) not in NAMES:
        message = f'hemaprint does not know the language "{tag}": marks and the words that pages add are English'
        hint = f"type its quotation marks as they are printed; known: {', '.join(sorted(NAMES.values()))}"
        yield Problem("HP127", message, place, hint, Severity.WARNING)
    elif language.divides and not language.patterns and subtag_of(tag) not in map(subtag_of, listed):
        message = f"words of {language.name} are not divided at line ends: there are no patterns for it"
        hint = f"list the long ones in [hyphenation] of hemaprint.toml: {subtag_of(tag)} = [...]"
        yield Problem("HP128", message, place, hint, Severity.WARNING)
