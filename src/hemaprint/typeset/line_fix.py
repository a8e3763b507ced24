"""Mend one fault of WeasyPrint's line breaking: a line cut after its first word.

WeasyPrint 70.0 counts the space at the end of a text run when it asks whether the run fits. A run such as "Cite the
paper. A " before an ``<abbr>`` may fit without that space and not with it; Pango then gives one line that is "too
wide", and ``split_first_line`` falls back to breaking behind the first word. Here such a run is given back whole: the
caller already lets trailing spaces hang. Applied to the pinned version only; ``tests/typeset/test_line_fix.py`` fails
once it is not needed.
"""

from __future__ import annotations

from math import inf
from typing import Any

import weasyprint
from weasyprint.layout import inline

PINNED = "70."
_original = inline.split_first_line
_RESUME, _WIDTH = 2, 3  # places in what split_first_line returns


def install() -> None:
    """Put the mended function in place, once, for the pinned version."""
    if weasyprint.__version__.startswith(PINNED):
        inline.split_first_line = split_first_line


def split_first_line(
    text: str, style: Any, context: Any, max_width: Any, justification_spacing: Any, **options: Any
) -> Any:
    """As WeasyPrint's own, but a run that fits except for its last space stays in one piece."""
    line = _original(text, style, context, max_width, justification_spacing, **options)
    if line[_RESUME] is None or not _may_hang(text, style, max_width):
        return line
    bare = _original(text.rstrip(" "), style, context, max_width, justification_spacing, **options)
    if bare[_RESUME] is None and bare[_WIDTH] <= max_width:
        return _original(text, style, context, inf, justification_spacing, **options)
    return line


def _may_hang(text: str, style: Any, max_width: Any) -> bool:
    """Whether the run ends in a space that may hang, and is short enough to fit at all (a letter is 0.2 em or more)."""
    if max_width in (None, inf) or not text.endswith(" ") or style["white_space"] != "normal":
        return False
    return len(text) * float(style["font_size"]) * 0.2 <= float(max_width)
