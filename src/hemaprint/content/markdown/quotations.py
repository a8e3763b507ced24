"""Pull quotes compared with the running text."""

from __future__ import annotations

import re
from dataclasses import replace

from hemaprint.content.blocks import Block, Blocks, NewsItem, PullQuote, Turn
from hemaprint.content.spans import words_of

_LEFT_OUT = re.compile(r"…|\[[^\[\]]*\]")


def mark_repeated(blocks: Blocks, running: list[str]) -> Blocks:
    """The same blocks, ``repeated`` set where the words of a pull quote also appear in the running text."""
    text = f" {' '.join(_words(' '.join(running)))} "
    return tuple(_marked(block, text) for block in blocks)


def _marked(block: Block, text: str) -> Block:
    match block:
        case PullQuote():
            return replace(block, repeated=_appears(words_of(block.copy), text))
        case Turn() | NewsItem():
            return replace(block, blocks=tuple(_marked(child, text) for child in block.blocks))
        case _:  # what else holds blocks has no room for pull quotes
            return block


def _appears(quotation: str, text: str) -> bool:
    """Whether all parts of a quotation, between its ellipses, appear in ``text``."""
    parts = [_words(part) for part in _LEFT_OUT.split(quotation)]
    return any(parts) and all(f" {' '.join(part)} " in text for part in parts if part)


def _words(text: str) -> list[str]:
    """Words in small letters without punctuation; each CJK character is one."""
    return re.findall(r"[\u2e80-\u9fff]|[^\W_\u2e80-\u9fff]+", text.casefold().replace("’", "").replace("\u2010", "-"))
