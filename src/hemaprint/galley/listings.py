"""Break the lines of code to the measure that they are set in, with a sign where one goes on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html import escape, unescape

from markupsafe import Markup

ADVANCE = 0.6
"""Width of a character of Source Code Pro in em."""
INSET = 8.0
"""What the rule beside a listing and the space behind it take, in pt (typography.css)."""
INDENT = 16.0
"""The widest indent of an item of a list, in pt (typography.css)."""
TAB = 4
"""Columns between tab stops."""
TURNOVER = '<span class="turnover"></span>'
"""The sign that a line goes on; it is drawn, because a character would be copied with the code."""

_LISTING = re.compile(r'(?P<start><pre class="listing"[^<>]*><code[^<>]*>)(?P<text>[^<]*)</code></pre>')
_OPENED = re.compile(r"<(/?)(?:li|dd|blockquote)\b")
_SIGN = 2
"""Characters that the sign takes."""
_AFTER = " ,;:)(]}/|&=+"
"""Signs behind which a line is broken rather than in the middle of a word."""


def broken(html: str, width: float, size: float) -> Markup:
    """``html`` with every listing in it broken to ``width`` at the type ``size``, both in pt; in lists to less."""

    def fit(match: re.Match[str]) -> str:
        depth = sum(-1 if opened[1] else 1 for opened in _OPENED.finditer(html, 0, match.start()))
        limit = int((width - INSET - depth * INDENT) / (size * ADVANCE))
        lines = unescape(match["text"]).expandtabs(TAB).split("\n")
        fitted = "\n".join(_line(line, max(limit, 2 * _SIGN)) for line in lines)
        return f"{match['start']}{fitted}</code></pre>"

    return Markup(_LISTING.sub(fit, html))


def _line(line: str, limit: int) -> str:
    return f"\n{TURNOVER}".join(escape(piece, quote=False) for piece in _pieces(line, limit))


def _pieces(line: str, limit: int) -> Iterator[str]:
    """``line`` cut into pieces that are ``limit`` characters wide at most; the later ones make room for the sign."""
    room = limit
    while (end := _reach(line, room)) < len(line):
        at = next((index for index in range(end, end // 2, -1) if line[index - 1] in _AFTER), end)
        yield line[:at]
        line, room = line[at:], limit - _SIGN
    yield line


def _reach(line: str, limit: int) -> int:
    """How many characters of ``line`` fit into ``limit`` columns."""
    taken = 0
    for index, character in enumerate(line):
        taken += columns(character)
        if taken > limit:
            return max(index, 1)
    return len(line)


def columns(character: str) -> int:
    """The columns of a character: none for what is set over another or has no width, two for Chinese and emoji."""
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
