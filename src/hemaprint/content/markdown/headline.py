"""Headlines: one line of Markdown or several, and their words one by one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, groupby
from typing import TypeAlias
from unicodedata import east_asian_width

from hemaprint.content.markdown.inline import read_inline
from hemaprint.content.models import Headline
from hemaprint.content.spans import (
    Branch,
    Copy,
    CrossReference,
    Foreign,
    Leaf,
    LineBreak,
    Link,
    Span,
    Styled,
    Text,
    mapped,
    text_of,
)

RUNNING_LENGTH = 60
"""A headline of more characters is cut for the running head; an East Asian character counts as two."""


def read_headline(text: str, language: str) -> Headline:
    """A headline of front matter or ``issue.yaml``; its line breaks are kept."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    broken = read_inline("\\\n".join(lines), language=language, acronyms=False)
    copy = mapped(broken, lambda leaf: Text("\n") if isinstance(leaf, LineBreak) else leaf)
    return Headline(tuple(_rows(broken)), copy, text_of(copy))


def running_title(running: str, headline: Headline, language: str) -> str:
    """What the running head says, without markup: the headline is cut where it is longer than that may be."""
    return text_of(read_inline(running, language=language)) if running else shortened(headline.text, RUNNING_LENGTH)


def shortened(text: str, length: int) -> str:
    """``text``, or as many of its words as ``length`` allows, with an ellipsis."""
    ends = list(accumulate(2 if east_asian_width(character) in "WF" else 1 for character in text))
    if not ends or ends[-1] <= length:
        return text
    kept = text[: bisect_right(ends, length - 1)]
    words = kept.rpartition(" ")[0] or kept
    return words.rstrip(" ,;:.–—-") + "…"


# ---------------------------------------------------------------- words


_Piece: TypeAlias = tuple[Leaf, tuple[Branch, ...]]
"""A part of a word, and the spans around it."""


def _rows(copy: Copy) -> Iterator[tuple[Copy, ...]]:
    """The words of each line; a span that holds several of them is around each."""
    for is_break, pieces in groupby(_pieces(copy), lambda piece: isinstance(piece[0], LineBreak)):
        words = groupby(pieces, lambda piece: isinstance(piece[0], Text) and piece[0].text.isspace())
        row = tuple(_nested(list(word)) for is_space, word in words if not is_space)
        if row and not is_break:
            yield row


def _pieces(copy: Copy, around: tuple[Branch, ...] = ()) -> Iterator[_Piece]:
    for span in copy:
        match span:
            case Styled() | Foreign() | Link() | CrossReference():
                yield from _pieces(span.copy, (*around, span))
            case Text():
                for part in re.split(r"(\s+)", span.text):
                    if part:
                        yield replace(span, text=part), around
            case _:
                yield span, around


def _nested(pieces: list[_Piece], depth: int = 0) -> Copy:
    """The copy of a word, its pieces inside their spans again."""
    spans: list[Span] = []
    for branch, inside in groupby(pieces, lambda piece: piece[1][depth] if len(piece[1]) > depth else None):
        if branch is None:
            spans += (leaf for leaf, _ in inside)
        else:
            spans.append(replace(branch, copy=_nested(list(inside), depth + 1)))
    return tuple(spans)
