"""Write running text as HTML: paragraphs, lists, quotations, and code, its lines broken to the measure."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import assert_never

from markupsafe import Markup

from hemaprint.content.blocks import (
    Block,
    Blocks,
    Box,
    Chart,
    CodeBlock,
    Crosshead,
    Definitions,
    Entry,
    Figure,
    List,
    NewsItem,
    Paragraph,
    PullQuote,
    Quotation,
    Table,
    Turn,
)
from hemaprint.content.spans import Copy

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

_SIGN = 2
"""Characters that the sign takes."""
_AFTER = " ,;:)(]}/|&=+"
"""Signs behind which a line is broken rather than in the middle of a word."""


@dataclass(frozen=True, slots=True)
class TextWriter:
    """Writes running text as it is inside a box, an item or a list; ``drawn`` writes the blocks that have a partial.

    ``width`` and ``size`` are those of code, in pt; ``depth`` is how many items and quotations are around.
    """

    copy: Callable[[Copy], Markup]
    drawn: Callable[[Block], Markup]
    width: float
    size: float
    depth: int = 0

    def html(self, block: Block) -> Markup:
        """The HTML of a block."""
        match block:
            case Paragraph():
                return Markup("<p>{}</p>").format(self.copy(block.copy))
            case Crosshead():
                named = Markup(' id="{}"').format(block.anchor) if block.anchor else ""
                return Markup("<h4{}>{}</h4>").format(named, self.copy(block.copy))
            case List():
                return self._list(block)
            case Definitions():
                return Markup("<dl>{}</dl>").format(Markup().join(map(self._entry, block.entries)))
            case Quotation():
                inner = replace(self, depth=self.depth + 1)
                return Markup("<blockquote>{}</blockquote>").format(Markup().join(map(inner.html, block.blocks)))
            case CodeBlock():
                named = Markup(' class="language-{}"').format(block.language) if block.language else ""
                lines = self._lines(block.text)
                return Markup('<pre class="listing"><code{}>{}</code></pre>').format(named, lines)
            case Figure() | Chart() | Table() | PullQuote() | Box() | Turn() | NewsItem():
                return self.drawn(block)
            case _:
                assert_never(block)

    def _entry(self, entry: Entry) -> Markup:
        said = Markup().join(Markup("<dd>{}</dd>").format(self._item(blocks)) for blocks in entry.said)
        return Markup("<dt>{}</dt>{}").format(self.copy(entry.term), said)

    def _list(self, block: List) -> Markup:
        if not block.delimiter:
            items = (Markup("<li>{}</li>").format(self._item(item)) for item in block.items)
            return Markup("<ul>{}</ul>").format(Markup().join(items))
        numbered = (
            Markup('<li data-number="{}{}">{}</li>').format(number, block.delimiter, self._item(item))
            for number, item in enumerate(block.items, block.start)
        )
        start = Markup(' start="{}"').format(block.start) if block.start != 1 else ""
        return Markup("<ol{}>{}</ol>").format(start, Markup().join(numbered))

    def _item(self, blocks: Blocks) -> Markup:
        """Blocks of an item: the first paragraph needs no ``p``, which would part it from the label of the item."""
        inner = replace(self, depth=self.depth + 1)
        leads = self.copy(blocks[0].copy) if blocks and isinstance(blocks[0], Paragraph) else Markup()
        return leads + Markup().join(map(inner.html, blocks[bool(leads) :]))

    def _lines(self, code: str) -> Markup:
        limit = max(int((self.width - INSET - self.depth * INDENT) / (self.size * ADVANCE)), 2 * _SIGN)
        return Markup("\n".join(_broken(line, limit) for line in code.expandtabs(TAB).split("\n")))


def _broken(line: str, limit: int) -> str:
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
