"""Which characters a page must show, and whether its PDF shows them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

_IGNORED = re.compile(
    r"[\s\u2010\u2011\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff-]+"
)
"""White space, hyphens, and what has no glyph of its own: Default_Ignorable_Code_Point of Unicode 16."""

_PICTURES = re.compile(
    "[0-9#*]\ufe0f?\u20e3"
    "|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u2199\u21a9\u21aa\u231a\u231b\u2328\u2388\u23cf\u23e9-\u23f3\u23f8-\u23fa"
    "\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
    "\u3297\u3299\U0001f000-\U0001faff\U0001fc00-\U0001fffd]"
)
"""Keycaps, flags and Extended_Pictographic (Unicode Technical Standard 51): what fonts may have as pictures."""


_MIRRORED = str.maketrans(")]}»›", "([{«‹")


def normalized(text: str) -> str:
    """Text as proofs compare it: line breaking and text-transform change white space, hyphens and case.

    What only changes its neighbours, such as the selector behind an emoji or a soft hyphen, need not come back from a
    PDF: its glyph is that of the whole sequence, or none.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def readable(text: str) -> str:
    """The part of a text that must come back from its PDF, as proofs compare it.

    A font of coloured emoji is drawn as pictures over glyphs without an outline, and pdfium reads no such glyph. Where
    text runs from right to left, a bracket is drawn by the glyph of its counterpart, and read as either.
    """
    return normalized(_PICTURES.sub("", text)).translate(_MIRRORED)


def prove_printed(expected: Sequence[Mapping[str, int]], printed: Sequence[str]) -> tuple[int, ...]:
    """Indices of pages whose extracted text lacks characters that were set on them."""
    return tuple(
        index
        for index, (wanted, text) in enumerate(zip(expected, printed, strict=True))
        if Counter(wanted) - Counter(readable(text))
    )
