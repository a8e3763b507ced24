"""Pull quotes compared with the running text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from hemaprint.content.blocks import Block, Box, Entry, NewsItem, PullQuote, Turn

_NOT_READ = re.compile(
    r'<sup class="cite">(?:(?!<sup class="cite">).)*?</sup>'
    r'|<span class="cite">(?:(?!<span class="cite">).)*?</span>|<[^<>]*>'
)
_LEFT_OUT = re.compile(r"…|\[[^\[\]]*\]")


def mark_repeated(blocks: tuple[Block, ...], running: list[str]) -> tuple[Block, ...]:
    """The same blocks, ``repeated`` set where the words of a pull quote also stand in the running text."""
    text = f" {' '.join(_words(' '.join(running)))} "
    return tuple(_marked(block, text) for block in blocks)


def _marked(block: Block, text: str) -> Block:
    if isinstance(block, PullQuote):
        return replace(block, repeated=_stands_in(block.html, text))
    if isinstance(block, Turn | Box | NewsItem | Entry):
        inner = tuple(_marked(child, text) for child in block.blocks)
        return block if inner == block.blocks else replace(block, blocks=inner)
    return block


def _stands_in(html: str, text: str) -> bool:
    """Whether all parts of a quotation, between its ellipses, stand in ``text``."""
    parts = [_words(part) for part in _LEFT_OUT.split(unescape(_NOT_READ.sub("", html)))]
    return any(parts) and all(f" {' '.join(part)} " in text for part in parts if part)


def _words(text: str) -> list[str]:
    """Words in small letters without punctuation; each CJK character is one."""
    return re.findall(r"[\u2e80-\u9fff]|[^\W_\u2e80-\u9fff]+", text.casefold().replace("’", "").replace("\u2010", "-"))
