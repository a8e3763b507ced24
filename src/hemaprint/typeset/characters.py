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


def normalized(text: str) -> str:
    """Text as proofs compare it: line breaking and text-transform change white space, hyphens and case.

    What only changes its neighbours, such as the selector behind an emoji or a soft hyphen, need not come back from a
    PDF: its glyph is that of the whole sequence, or none.
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def prove_printed(expected: Sequence[Mapping[str, int]], printed: Sequence[str]) -> tuple[int, ...]:
    """Indices of pages whose extracted text lacks characters that were set on them."""
    return tuple(
        index
        for index, (wanted, text) in enumerate(zip(expected, printed, strict=True))
        if Counter(wanted) - Counter(normalized(text))
    )
