"""Headlines: one line of Markdown or several, and their words one by one."""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from itertools import accumulate
from unicodedata import east_asian_width

from hemaprint.content.markdown.inline import render_inline
from hemaprint.content.models import Headline

RUNNING_LENGTH = 60
"""A headline of more characters is cut for the running head; an East Asian character counts as two."""

_PIECE = re.compile(r"<[^<>]*>|\s+|[^<\s]+")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = "<br>"
_RAISED = re.compile(r"<(su[bp])>([0-9+−-]+)</\1>")
_RAISE = {
    "sup": str.maketrans("0123456789+−-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻"),
    "sub": str.maketrans("0123456789+−-", "₀₁₂₃₄₅₆₇₈₉₊₋₋"),
}
"""Figures that Unicode has raised and lowered: 10⁹ is not 109."""


def read_headline(text: str, language: str) -> Headline:
    """A headline of front matter or ``issue.yaml``; its line breaks are kept."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    html = render_inline("\\\n".join(lines), language=language, acronyms=False)
    rows = tuple(_words(html))
    html = html.replace(_BREAK, "\n")
    return Headline(rows, html, text_of(html))


def text_of(html: str) -> str:
    """Inline HTML without its markup, in single spaces that may break."""
    html = _RAISED.sub(lambda match: match[2].translate(_RAISE[match[1]]), html)
    return " ".join(unescape(_TAG.sub("", html)).split())


def running_title(running: str, headline: Headline, language: str) -> str:
    """What the running head says, without markup: the headline is cut where it is longer than that may be."""
    return text_of(render_inline(running, language=language)) if running else shortened(headline.text, RUNNING_LENGTH)


def _words(html: str) -> list[tuple[str, ...]]:
    """The words of each line; markup that spans several of them is closed behind each, and opened anew."""
    rows: list[list[str]] = [[]]
    opened: list[str] = []
    word = ""
    for piece in [*_PIECE.findall(html), " "]:
        if piece == _BREAK or piece.isspace():
            if _TAG.sub("", word):
                rows[-1].append(word + "".join(f"</{_name(tag)}>" for tag in reversed(opened)))
            word = "".join(opened)
            if piece == _BREAK:
                rows.append([])
        elif piece.startswith("</"):
            opened.pop()
            word += piece
        elif piece.startswith("<"):
            opened.append(piece)
            word += piece
        else:
            word += piece
    return [tuple(row) for row in rows if row]


def _name(tag: str) -> str:
    return tag[1:-1].partition(" ")[0]


def shortened(text: str, length: int) -> str:
    """``text``, or as many of its words as ``length`` allows, with an ellipsis."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text))
    if not ends or ends[-1] <= length:
        return text
    kept = text[: bisect_right(ends, length - 1)]
    words = kept.rpartition(" ")[0] or kept
    return words.rstrip(" ,;:.–—-") + "…"
