"""Which characters a page must show, and whether its PDF shows them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

_IGNORED = re.compile(r"[\s\u00ad\u2010\u2011\u200b\u2060-]+")


def normalized(text: str) -> str:
    """Text as proofs compare it: line breaking and text-transform change white space, hyphens and case."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()


def prove_printed(expected: Sequence[Mapping[str, int]], printed: Sequence[str]) -> tuple[int, ...]:
    """Indices of pages whose extracted text lacks characters that were set on them."""
    return tuple(
        index
        for index, (wanted, text) in enumerate(zip(expected, printed, strict=True))
        if Counter(wanted) - Counter(normalized(text))
    )
