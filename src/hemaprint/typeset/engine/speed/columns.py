"""Keep the last trial of a first column, and take it as that column itself where nothing is different.

WeasyPrint 70.0 lays the columns of a page out to see whether their text ends on the page and how high they must be,
throws them away, and lays them out again. The first column stands at the same place both times. Where it was given the
same text, the same room and the same state of the context, and left that state as it was, it comes out the same.
The columns beside it stand elsewhere the second time, and the last bits of a width depend on where a line stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes

_NOWHERE = object()


@dataclass(frozen=True, slots=True)
class Trial:
    """A column as it came out. ``children`` are kept, so that no other box gets the ids in ``key``.

    ``markers`` are the placeholders of list markers: they wait for the page to place them, and say meanwhile where
    the text is that they belong to.
    """

    key: tuple[Any, ...]
    children: Any
    result: tuple[Any, ...]
    markers: tuple[Any, ...]
    places: tuple[Any, ...]


def reusing_trials(original: Callable[..., Any]) -> Callable[..., Any]:
    """``block_box_layout``, which ``columns_layout`` calls for every column, on trial and in earnest."""

    def block_box_layout(
        context: Any,
        box: Any,
        bottom_space: Any,
        skip_stack: Any,
        containing_block: Any,
        page_is_empty: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        adjoining_margins: Any,
        first_letter_style: Any,
        first_line_style: Any,
        discard: Any,
        max_lines: Any,
    ) -> Any:
        def lay_out() -> Any:
            before = (absolute_boxes, fixed_boxes, adjoining_margins, first_letter_style, first_line_style)
            around = (bottom_space, skip_stack, containing_block, page_is_empty)
            return original(context, box, *around, *before, discard, max_lines)

        plain = first_letter_style is None and first_line_style is None
        if not (box.is_column and plain) or bottom_space == inf:
            return lay_out()
        key = _key(context, box, bottom_space, skip_stack, page_is_empty)
        known: Trial | None = context.__dict__.get("_speed_trial")
        if adjoining_margins is None:  # in earnest; on trial it is a list
            context._speed_trial = None
            if known is not None and known.key == key and _places(known.markers) == known.places:
                absolute_boxes.extend(known.markers)
                return known.result
            return lay_out()
        if known is not None and known.key[0] == key[0] and known.key[1] != key[1]:
            return lay_out()  # a column beside the first
        context._speed_trial = None
        before = _state(context)
        result, reached = _reached(box.children, lay_out)
        may_stay = result[0] is not None and not fixed_boxes and not any(map(_is_changed_by_layout, reached))
        if may_stay and _state(context) == before:
            markers = tuple(absolute_boxes)
            context._speed_trial = Trial(key, box.children, result, markers, _places(markers))
        return result

    return block_box_layout


def _key(context: Any, box: Any, bottom_space: Any, skip_stack: Any, page_is_empty: Any) -> tuple[Any, ...]:
    return (
        tuple(map(id, box.children)),
        _frozen(skip_stack),
        bottom_space,
        bool(page_is_empty),
        (box.position_x, box.position_y, box.width, box.height),
        _state(context),
    )


def _state(context: Any) -> tuple[Any, ...]:
    """All that laying out a block can change in the context, apart from memories of its own."""
    return (
        context.page_bottom,
        context.current_page,
        context.in_column,
        context.forced_break,
        context.current_footnote_area.height,
        tuple(map(id, context.footnotes)),
        tuple(map(id, context.current_page_footnotes)),
        tuple(map(id, context.reported_footnotes)),
        tuple(map(id, context.broken_out_of_flow)),
        tuple(map(id, context._excluded_shapes_root_boxes)),
        tuple((id(root), tuple(map(id, shapes))) for root, shapes in context._excluded_shapes.items()),
        sum(len(each) for pages in context.running_elements.values() for each in pages.values()),
    )


def _reached(children: Any, lay_out: Callable[[], Any]) -> tuple[Any, list[Any]]:
    """What ``lay_out`` returns, and the children that it came to: the first thing that it does is to place them.

    A column holds all the text that is left, and what it tries and gives up counts, too.
    """
    places = [child.__dict__.get("position_y", _NOWHERE) for child in children]
    for child in children:
        child.position_y = _NOWHERE
    result = lay_out()
    reached = []
    for child, place in zip(children, places, strict=True):
        if child.position_y is not _NOWHERE:
            reached.append(child)
        elif place is _NOWHERE:
            del child.position_y
        else:
            child.position_y = place
    return result, reached


def _is_changed_by_layout(box: Any) -> bool:
    """Whether laying ``box`` out changes what it will be the next time, or leaves the box itself on the page.

    First letters are cut off the text, grids and tables take notes in their boxes, columns inside columns end the
    state of being in a column, and absolute boxes and floating pictures are not copied. Found out once for every box.
    """
    known: bool | None = box.__dict__.get("_speed_changed")
    if known is None:
        style = box.style
        known = box._speed_changed = (
            box.first_letter_style is not None
            or box.first_line_style is not None
            or isinstance(box, (boxes.FlexContainerBox, boxes.GridContainerBox, boxes.TableBox))
            or (style["position"] not in ("static", "relative") and not box.is_outside_marker)
            or (isinstance(box, boxes.ReplacedBox) and box.is_floated())
            or style["column_count"] != "auto"
            or style["column_width"] != "auto"
            or any(map(_is_changed_by_layout, box.children))
        )
    return known


def _places(markers: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple((id(one._box), one._layout_done, one.position_x, one.position_y) for one in markers)


def _frozen(skip_stack: Any) -> Any:
    return skip_stack and tuple((index, _frozen(deeper)) for index, deeper in skip_stack.items())
