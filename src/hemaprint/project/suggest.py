"""The nearest of the words that would have been right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LISTED_AT_MOST = 12
COMPARED_AT_MOST = 1000
"""Choices that are looked at: whoever has more of them, and many wrong words, waits no longer."""


def closest(word: str, choices: Iterable[str]) -> str:
    """The choice most like ``word``, ignoring case; "" when none is near."""
    folded: dict[str, str] = {}
    for choice in islice(choices, COMPARED_AT_MOST):
        folded.setdefault(choice.casefold(), choice)
    match = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[match[0]] if match else ""


def did_you_mean(word: str, choices: Iterable[str], *, noun: str = "") -> str:
    """A hint: the nearest choice, or else all of them when they are few and ``noun`` names them; "" otherwise."""
    known = list(dict.fromkeys(choices))
    near = closest(word, known)
    if near:
        return f'did you mean "{near}"?'
    if noun and 0 < len(known) <= LISTED_AT_MOST:
        return f"{noun}: {', '.join(known)}"
    return ""
