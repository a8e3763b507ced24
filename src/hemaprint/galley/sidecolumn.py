# SPDX-License-Identifier: MIT
"""Decide whether an article has enough for the side column of its pages, or is set wide instead.

Before anything is laid out, heights are estimated: the decision must be the same wherever the article is set, and
whatever pages it cites.
"""

from __future__ import annotations

from math import ceil

from hemaprint.content import blocks
from hemaprint.content.models import Article
from hemaprint.content.units import copies_of
from hemaprint.galley.flow import line_count, where_to
from hemaprint.theme.geometry import Frame, Geometry

LEAST_FILLED = 0.2
"""The part of the side columns of an article that must be filled; less looks forgotten, page after page."""
LEAST_BLOCK = 5
"""Lines that are enough where there is one sheet: a note or a quotation, but not a name alone."""
HEAD = 16
"""Lines of the head of an article: kicker, title, standfirst."""
SMALL = 0.8
"""Lines of a box as a part of as many lines of running text: its type is smaller."""
LARGE = 3.2
"""Lines of a quotation in large type as a multiple of those that running text would take."""
FIGURE = 20
"""Lines across the text that a figure, chart or table takes on average, with its caption."""
BOOK = 14
"""Lines of the side column that a book takes: its cover and what is said of it."""
AROUND = 2
"""White lines around a block."""


def fills_side(article: Article, frame: Frame, geometry: Geometry, *, head: bool) -> bool:
    """Whether the side columns of ``frame`` are worth their room; ``head``: it opens with one."""
    lines = geometry.lines
    sheets = sum(_text_lines(block, frame) for block in article.body) / (frame.columns * lines) + HEAD / lines
    beside = sum(_side_lines(block, frame) for block in article.body) + (
        _head_lines(article, frame, geometry) if head else 0.0
    )
    return beside >= (LEAST_BLOCK if sheets <= 1 else LEAST_FILLED * lines * ceil(sheets))


def _text_lines(block: blocks.Block, frame: Frame) -> float:
    """Lines of a column that a block takes in the text, or above and below it."""
    if not isinstance(block, blocks.Displayed):
        return float(sum(line_count(copy, frame.column) for copy in copies_of(block)))
    match where_to(block, frame):
        case "side":
            return 0.0
        case "zone" | "wide":
            return float(frame.columns * FIGURE)
        case "flow" | "tail":
            return SMALL * sum(line_count(copy, frame.column) for copy in copies_of(block)) + AROUND


def _side_lines(block: blocks.Block, frame: Frame) -> float:
    """Lines of the side column that a block takes, with those in it."""
    inside = block.blocks if isinstance(block, blocks.Turn) else ()
    nested = sum(_side_lines(one, frame) for one in inside)
    if not isinstance(block, blocks.Displayed) or where_to(block, frame) != "side":
        return nested
    size = LARGE if isinstance(block, blocks.PullQuote) else SMALL
    return nested + size * sum(line_count(copy, frame.side) for copy in copies_of(block)) + AROUND


def _head_lines(article: Article, frame: Frame, geometry: Geometry) -> float:
    """Lines of the picture, as high as wide, of the people, and of books with their covers on the first sheet."""
    picture = frame.side / geometry.baseline + AROUND if article.meta.opener is not None else 0.0
    return picture + AROUND * len(article.meta.contributors) + BOOK * len(article.meta.books)
