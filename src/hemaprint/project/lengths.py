"""Lengths and page sizes as CSS writes them, in points."""

from __future__ import annotations

import re
from typing import NamedTuple

from hemaprint.project.malformed import MalformedError
from hemaprint.project.suggest import did_you_mean

POINTS = {"pt": 1.0, "px": 0.75, "pc": 12.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "q": 72 / 101.6}
"""Points in one unit (CSS Values and Units 4, section 6.2)."""

NAMED_SIZES_MM = {
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "b4": (250.0, 353.0),
    "b5": (176.0, 250.0),
    "jis-b4": (257.0, 364.0),
    "jis-b5": (182.0, 257.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
    "ledger": (279.4, 431.8),
}
"""Page sizes by name (CSS Paged Media 3, section 7.1; A6 added)."""

SMALLEST, LARGEST = 50 * POINTS["mm"], 1200 * POINTS["mm"]
EXAMPLES = 'write a name such as "A4" or "letter", or a width and a height such as "200mm 280mm"'

_LENGTH = re.compile(r"\+?(\d+(?:\.\d+)?|\.\d+)(pt|px|pc|in|cm|mm|q)", re.ASCII | re.IGNORECASE)


class PageSize(NamedTuple):
    """The trim size of a page in pt."""

    width: float
    height: float


def parse_length(text: str) -> float | None:
    """A CSS length such as ``18mm`` in pt; None when it is not one."""
    match = _LENGTH.fullmatch(text.strip())
    return float(match[1]) * POINTS[match[2].lower()] if match else None


def parse_page_size(text: str) -> PageSize:
    """A CSS page size (``A4 landscape``, ``200mm 280mm``) in pt; raises MalformedError (HP056)."""
    words = text.lower().split()
    turned = [word for word in words if word in ("landscape", "portrait")]
    sizes = [word for word in words if word not in turned]
    if len(turned) > 1 or not sizes:
        raise MalformedError("HP056", f'"{text}" is not a page size', EXAMPLES)
    width, height = _named(sizes, text) or _measured(sizes, text)
    if turned:
        short, long = sorted((width, height))
        width, height = (long, short) if turned == ["landscape"] else (short, long)
    return PageSize(width, height)


def _named(words: list[str], text: str) -> tuple[float, float] | None:
    if words[0][0].isdigit() or words[0][0] in ".+-":
        return None
    size = NAMED_SIZES_MM.get(words[0]) if len(words) == 1 else None
    if size is None:
        raise MalformedError(
            "HP056", f'"{text}" is not a page size', did_you_mean(words[0], NAMED_SIZES_MM) or EXAMPLES
        )
    return size[0] * POINTS["mm"], size[1] * POINTS["mm"]


def _measured(words: list[str], text: str) -> tuple[float, float]:
    lengths = [parse_length(word) for word in words]
    known = [length for length in lengths if length is not None]
    if len(known) != len(words) or len(words) > 2:
        raise MalformedError("HP056", f'"{text}" is not a page size', EXAMPLES)
    if min(known) < SMALLEST or max(known) > LARGEST:
        raise MalformedError("HP056", f'a page of "{text}" cannot be set', "each side lies between 50 mm and 1200 mm")
    return known[0], known[-1]
