# SPDX-License-Identifier: MIT
"""Say how far a sheet is filled: the lines of its paragraphs, and the white that its columns have left."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from math import ceil, floor
from typing import Any

from hemaprint.theme.geometry import Frame, Geometry
from hemaprint.typeset.cut.leaves import is_text
from hemaprint.typeset.engine.boxes import Page, has_class, kinds, line_of, words_of
from hemaprint.typeset.pages import PX_TO_PT, UNNUMBERED, SetLines

_TOUCHED = 0.25
"""The part of a line of the grid that a box may reach into it and leave it free."""
_OVERLAP = 1.0
"""px that a box must share with a column to be in it."""


def lines_on(page: Page) -> tuple[SetLines, ...]:
    """The lines of each paragraph of running text on a page, in reading order; not those of displayed blocks."""
    return tuple(_lines(page._page_box.children[0], None, None))


def _lines(box: Any, owner: Any, paragraph: Any) -> Iterator[SetLines]:
    """The lines below a box, which is in the block ``owner`` that knows its line, and in one of its paragraphs."""
    box = getattr(box, "_box", box)
    element = getattr(box, "element", None)
    if has_class(element, "slot"):
        return
    if element is not None and line_of(element):
        owner = element
    if element is not None and element.tag == "p":
        paragraph = element
    if owner is not None and paragraph is not None and is_text(box):
        plain = [one for one in owner.iter("p") if one is owner or not one.get("class")]
        if paragraph in plain:
            texts = [words_of(one) for one in box.children]
            joined = " ".join(texts)
            counts = len(texts), len(joined.split()), len(joined)
            yield SetLines(line_of(owner), plain.index(paragraph), *counts, texts[-1])
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child, owner, paragraph)


def white_on(page: Page, frame: Frame, geometry: Geometry) -> tuple[int, ...]:
    """The lines of the grid that are free in each column of a page, in one piece; none on a page that is all picture.

    Free are the most that are free in succession: white between two blocks of the copy is not to be filled.
    """
    box = page._page_box
    if box.page_type.name in UNNUMBERED:
        return ()
    left, top = float(box.content_box_x()), float(box.content_box_y())
    step, width, gap = (one / PX_TO_PT for one in (geometry.baseline, frame.column, frame.gutter))
    columns = [[True] * geometry.lines for _ in range(frame.columns)]
    inside = (child for child in box.children if not isinstance(child, kinds.MarginBox))
    for x, y, right, bottom in (edges for child in inside for edges in _filled(child)):
        first, end = floor((y - top) / step + _TOUCHED), ceil((bottom - top) / step - _TOUCHED)
        for number, lines in enumerate(columns):
            start = left + number * (width + gap)
            if x < start + width - _OVERLAP and right > start + _OVERLAP:
                for index in range(max(0, first), min(end, len(lines))):
                    lines[index] = False
    return tuple(max((len(list(run)) for free, run in groupby(lines) if free), default=0) for lines in columns)


def _filled(box: Any) -> Iterator[tuple[float, float, float, float]]:
    """The places of lines and pictures below a box: left, top, right, bottom in px."""
    box = getattr(box, "_box", box)
    if is_text(box):
        x, width = float(box.border_box_x()), float(box.border_width())
        first, last = box.children[0], box.children[-1]
        yield x, float(first.position_y), x + width, float(last.position_y + last.height)
    elif isinstance(box, kinds.ReplacedBox):
        x, y = float(box.position_x), float(box.position_y)
        yield x, y, x + float(box.margin_width()), y + float(box.margin_height())
    else:
        for child in getattr(box, "children", ()):
            yield from _filled(child)
