"""Mend two faults of WeasyPrint's lines: a line cut after its first word, a line pushed off the grid by another face.

WeasyPrint 70.0 counts the space at the end of a text run when it asks whether the run fits. A run such as "Cite the
paper. A " before an ``<abbr>`` may fit without that space and not with it; Pango then gives one line that is "too
wide", and ``split_first_line`` falls back to breaking behind the first word. Here such a run is given back whole: the
caller already lets trailing spaces hang.

It also takes the height and the baseline of a run from all faces in it, fallbacks too, so that one Chinese name makes
its line taller than its ``line-height`` and moves every line below it off the grid. CSS Inline 3 (section 4.2, "layout
bounds") lets the first available face alone decide unless ``line-height`` is ``normal``; so it is here.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

from weasyprint.layout import inline

_RESUME, _WIDTH, _HEIGHT, _BASELINE = 2, 3, 4, 5  # places in what split_first_line returns
_SAME = 0.001


def whole_runs(original: Callable[..., Any]) -> Callable[..., Any]:
    """``split_first_line``, but a run that fits without its last space stays whole."""

    def split_first_line(
        text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any, **options: Any
    ) -> Any:
        line = original(text, style, context, max_width, justification_spacing, **options)
        if line[_RESUME] is None or not _may_hang(text, style, max_width):
            return line
        bare = original(text.rstrip(" "), style, context, max_width, justification_spacing, **options)
        if bare[_RESUME] is None and bare[_WIDTH] <= max_width:
            return original(text, style, context, inf, justification_spacing, **options)
        return line

    return split_first_line


def one_strut(original: Callable[..., Any]) -> Callable[..., Any]:
    """``split_first_line``, but faces other than the first of the style do not heighten the line."""

    def split_first_line(
        text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any, **options: Any
    ) -> Any:
        line = original(text, style, context, max_width, justification_spacing, **options)
        if style["line_height"] == "normal" or style["font_size"] == 0:
            return line
        height, baseline = inline.strut(style)
        if abs(line[_BASELINE] + (height - line[_HEIGHT]) / 2 - baseline) < _SAME:
            return line
        return (*line[:_HEIGHT], height, baseline)

    return split_first_line


def _may_hang(text: str, style: Any, max_width: Any) -> bool:
    """Whether the run ends in a space that may hang, and is short enough to fit at all (a letter is 0.2 em or more)."""
    if max_width in (None, inf) or not text.endswith(" ") or style["white_space"] != "normal":
        return False
    return len(text) * float(style["font_size"]) * 0.2 <= float(max_width)
