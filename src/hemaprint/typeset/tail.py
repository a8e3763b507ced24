"""Lower the tail of an article to the foot of its last sheet, once it is laid out.

What stands below the text (About boxes, references) ends the article. Nothing comes after it, so that it is moved as it
is, and needs no second layout.
"""

from __future__ import annotations

from typing import Any

from hemaprint.theme.geometry import BASELINE, MARGIN_TOP, Geometry
from hemaprint.typeset.engine import boxes
from hemaprint.typeset.engine.boxes import Document, Page
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.engine.measure import keyed_extents, walk
from hemaprint.typeset.extents import PX_TO_PT, Extents

TAIL = "tail"
LARGEST_DROP = 16
"""A tail is lowered by at most this many lines; more would leave a hole before it."""


def lower_tail(document: Document, geometry: Geometry, engine: Engine) -> None:
    """Move the tail of a laid-out article, if it has one, down by whole lines."""
    lines = lines_below_tail(document, keyed_extents(document), geometry)
    if not lines:
        return
    page_box = document.pages[-1]._page_box
    tail = next(box for box in walk(page_box) if _is_tail(box))
    tail.translate(0, lines * BASELINE / PX_TO_PT)
    engine.place_backgrounds(page_box, tail)
    document.pages[-1] = Page(page_box)  # where its ids and links stand is read off the boxes


def lines_below_tail(document: Document, extents: Extents, geometry: Geometry) -> int:
    """Lines by which the tail must go down to end at the foot of its sheet; 0 where it had better stay."""
    last = len(document.pages) - 1
    tail = [extent for extent in extents.get(TAIL, ()) if extent.height]
    shares = any(key[0] in "tl" and key != TAIL and places[-1].page == last for key, places in extents.items())
    if len(tail) != 1 or tail[0].page != last or not shares:
        return 0
    page_box = document.pages[last]._page_box
    taken = page_box.margin_bottom * PX_TO_PT - geometry.margin_bottom + _notes_height(page_box)
    gap = MARGIN_TOP + geometry.lines * BASELINE - taken - tail[0].bottom
    lines = int(gap // BASELINE)
    return lines if -LARGEST_DROP <= lines <= LARGEST_DROP else 0


def _notes_height(page_box: Any) -> float:
    """What the footnotes of a page take, in pt."""
    areas = [box for box in page_box.children if isinstance(box, boxes.FootnoteAreaBox)]
    return sum(float(area.margin_height()) * PX_TO_PT for area in areas if area.children)


def _is_tail(box: Any) -> bool:
    element = getattr(box, "element", None)
    return element is not None and element.get("data-key") == TAIL and box.element_tag == element.tag
