# SPDX-License-Identifier: MIT
"""Give a laid-out document other colours: its styles forget their paint, and its backgrounds are made again.

The boxes remain where they are. Each style takes over what a new sheet declares for its element, which differs from
the old in colours only, and computes its colours again when they are drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.css import get_all_computed_styles
from weasyprint.css.counters import CounterStyle
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.formatting_structure import boxes
from weasyprint.images import SVGImage
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import set_page_type_computed_styles
from weasyprint.layout.table import collapse_table_borders

_PAINT = frozenset(name for name in INITIAL_VALUES if "color" in name) | {"background_image"}
"""Computed values that have colours in them."""
_SVG = "{http://www.w3.org/2000/svg}svg"


class UnpaintableError(Exception):
    """A document that must be laid out again, because a colour is kept where it cannot be changed."""


def repaint(document: Any, sheet: Any, image_of: Callable[..., Any]) -> None:
    """Give a document the colours of ``sheet`` and of its own elements; ``image_of`` finds pictures by their ``url``.

    Raises UnpaintableError, after which the document must not be drawn any more.
    """
    html = document._html
    styles = get_all_computed_styles(html, [sheet], font_config=document.font_config, counter_style=CounterStyle())
    painter = _Painter(html, styles, image_of)
    for page in document.pages:
        painter.paint(page._page_box)
    painter.finish()
    for page in document.pages:
        layout_backgrounds(page._page_box, image_of)


def once_more(drawing: Any) -> Any:
    """A drawing as it was read: once drawn, it remembers the colour of the text around it."""
    return SVGImage(drawing._svg.tree._etree_node, drawing._base_url, drawing._url_fetcher, drawing._context)


class _Painter:
    """Goes through pages, and lets each style forget its paint once."""

    def __init__(self, html: Any, styles: Any, image_of: Callable[..., Any]) -> None:
        self._html, self._styles, self._image_of = html, styles, image_of
        self._done: dict[int, Any] = {}
        self._pages: set[Any] = set()
        self._tables: dict[int, list[Any]] = {}

    def paint(self, page: Any) -> None:
        """Every style and every drawing of a page."""
        if page.page_type not in self._pages:
            self._pages.add(page.page_type)
            set_page_type_computed_styles(page.page_type, self._html, self._styles)
        for box in _every(page):
            if getattr(box, "collapsed_border_grid", None) is not None:
                self._tables.setdefault(id(box.collapsed_border_grid), []).append(box)
            self._forget(box.style, box.element if box.element is not None else page.page_type)
            replacement = getattr(box, "replacement", None)
            if isinstance(replacement, SVGImage):
                box.replacement = self._drawn(box, replacement)

    def finish(self) -> None:
        """The rules of tables whose cells share them; these keep their colours."""
        for parts in self._tables.values():
            old = parts[0].collapsed_border_grid
            whole = _whole(parts)
            if sum(len(group.children) for group in whole.children) != len(old[0]):
                raise UnpaintableError("rows of a table are missing")
            new = collapse_table_borders(whole, len(old[1][0]) if old[1] else 0, len(old[0]))
            if _without_colors(new) != _without_colors(old):
                raise UnpaintableError("rules of a table that are drawn otherwise")
            for part in parts:
                part.collapsed_border_grid = new

    def _forget(self, style: Any, owner: Any) -> None:
        if id(style) in self._done:
            return
        self._done[id(style)] = style
        if hasattr(style, "cascaded"):
            new = self._styles.get_computed_styles().get((owner, style.pseudo_type))
            if new is None or new.cascaded.keys() != style.cascaded.keys():
                raise UnpaintableError(f"the style of a box is not that of its element, {owner}")
            style.cascaded, style.parent_style, style.root_style = new.cascaded, new.parent_style, new.root_style
            style.__dict__.pop("_computed", None)
        else:  # that of an anonymous box, which has the element of the box around it
            self._forget(style.parent_style, owner)
        for name in [name for name in style if name in _PAINT or name.startswith("__")]:
            del style[name]

    def _drawn(self, box: Any, old: Any) -> Any:
        """The drawing of a box once more."""
        return once_more(old) if box.element.tag == _SVG else self._image_of(url=old._base_url)


def _whole(parts: list[Any]) -> Any:
    """A table with the rows of all its parts, each once; its boxes are copies."""
    groups: dict[int, tuple[Any, dict[int, Any]]] = {}
    for group in (group for part in parts for group in part.children):
        _, rows = groups.setdefault(id(group.element), (group, {}))
        for row in group.children:
            rows.setdefault(id(row.element), row.copy_with_children([cell.copy() for cell in row.children]))
    whole = [group.copy_with_children(list(rows.values())) for group, rows in groups.values()]
    return parts[0].copy_with_children(whole)


def _without_colors(grid: Any) -> Any:
    return [[[(score, rule[:2]) for score, rule in line] for line in lines] for lines in grid]


def _every(box: Any) -> Iterator[Any]:
    """A box and every box below it, also those that are only grounds, such as the columns of a table."""
    pile = [box]
    while pile:
        box = pile.pop()
        box = getattr(box, "_box", box)
        yield box
        pile += reversed(list(box.all_children())) if isinstance(box, boxes.Box) else []
