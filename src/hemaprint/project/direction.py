# SPDX-License-Identifier: MIT
"""Say in which direction a language is written."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal
from unicodedata import bidirectional

from babel import Locale, UnknownLocaleError

from hemaprint.errors import MalformedError

Direction = Literal["ltr", "rtl", "ttb"]

_LANGUAGE = re.compile(
    r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-(?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*", re.ASCII
)
"""BCP 47: language, script, region, variants."""

_SCRIPTS: dict[str, Direction] = {
    **dict.fromkeys(("adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"), "rtl"),
    **dict.fromkeys(("mong", "phag"), "ttb"),
}
"""Scripts, by their subtags (ISO 15924), that do not run from left to right; ``ttb``: in lines from top to bottom."""


@cache
def direction_of(language: str) -> Direction:
    """The direction of a BCP 47 tag: that of its script subtag, else of the language as CLDR has it, else ``ltr``."""
    script = next((part.lower() for part in language.split("-")[1:] if len(part) == 4 and part.isalpha()), "")
    if script:
        return _SCRIPTS.get(script, "ltr")
    try:
        order = str(Locale.parse(language.replace("-", "_")).text_direction)
    except (ValueError, UnknownLocaleError):
        return "ltr"
    return "rtl" if order == "rtl" else "ttb" if order == "ttb" else "ltr"


def runs_from_the_right(language: str) -> bool:
    """Whether a language is written from right to left."""
    return direction_of(language) == "rtl"


def direction_of_text(text: str) -> Direction:
    """The direction of a text by its first letter that has one (UAX 9, P2); ``ltr`` where none has."""
    kinds = (bidirectional(character) for character in text)
    first = next((kind for kind in kinds if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def horizontal(language: str) -> str:
    """A BCP 47 tag; raises MalformedError (HP124) where its script is set in lines from top to bottom."""
    if direction_of(language) == "ttb":
        message = f'"{language}" is written in lines from top to bottom, which hemaprint cannot set'
        raise MalformedError(
            "HP124", message, "set it in another script, for example mn-Cyrl, or place it as a picture"
        )
    return language


def language_tag(text: str) -> str:
    """A BCP 47 tag; raises MalformedError where it is none (HP055), or cannot be set (HP124)."""
    if not _LANGUAGE.fullmatch(text):
        raise MalformedError("HP055", f'"{text}" is not a language tag', "for example en-US, de or zh-Hans")
    return horizontal(text)
