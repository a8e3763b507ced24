"""What counts as a word when the source of an import is compared with its result."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

INVISIBLE = (
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u034f\u061c\u180e"
    "\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe\uffff\U000f0000-\U0010ffff"
)
"""Soft hyphens, zero-width, control and private-use characters, marks of direction: the inside of a character class."""

_NOT_READ = re.compile(f"[{INVISIBLE}]")
_TIMES = re.compile(r"(?<=\d) x (?=\d)")
_WORD = re.compile(
    r"[\u2e80-\u2fff\u3005-\u3007\u3021-\u302f\u3031-\u303c\u3041-\u309f\u30a1-\u30fa\u30fc-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]|[^\W_\u2e80-\u9fff\uf900-\ufaff]+"
)


def words(text: str) -> list[str]:
    """The words of a text in order: runs of letters and digits in small letters; each CJK character is one.

    Punctuation, invisible characters and compatibility forms (ligatures, full-width letters) make no difference.
    """
    plain = unicodedata.normalize("NFKC", _NOT_READ.sub("", text)).casefold()
    # case folding parts some letters from their accents
    plain = unicodedata.normalize("NFKC", plain).replace("\u02bc", "’")
    return _WORD.findall(_TIMES.sub(" ", plain))


def counted(text: str) -> Counter[str]:
    """How often each word stands in a text."""
    return Counter(words(text))


def first_words(text: str) -> str:
    """How a text begins: at most ten words or 90 characters."""
    found = text.split()
    return " ".join(found[:10])[:90] + ("…" if len(found) > 10 else "")
