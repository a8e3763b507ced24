# SPDX-License-Identifier: MIT
"""Draw a chart's data as inline SVG in the theme's type and colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from hemaprint.charts.axes import ChartArea, area_of, draw_title
from hemaprint.charts.bars import draw_bars
from hemaprint.charts.curves import draw_curves
from hemaprint.charts.drawing import SERIES_TOKENS, TOKENS, UNIT, Drawing, Palette, palette_of, whole_units
from hemaprint.charts.lettering import Lettering, lettering_of
from hemaprint.charts.summary import csv_of, summary, words_of
from hemaprint.content.blocks import ChartSpec

__all__ = [
    "SERIES_TOKENS",
    "TOKENS",
    "Lettering",
    "Palette",
    "csv_of",
    "draw",
    "lettering_of",
    "palette_of",
    "summary",
    "words_of",
]


def draw(
    spec: ChartSpec,
    width: float,
    palette: Palette,
    letters: Lettering,
    *,
    title_id: str,
    alt: str,
    pt: float = 1.0,
    further: Mapping[str, str] | None = None,
) -> str:
    """An inline SVG of ``spec``, ``width`` pt wide; its height is a whole number of lines of 12 points of type.

    ``title_id`` must be unique in the document; ``alt`` is the text alternative; ``further`` are more attributes. A
    point of its type is ``pt`` pt: where the text of the page is larger than 9 pt, so is that of the chart.
    Raises UsageError for a colour token that ``palette`` does not hold.
    """
    drawing, width = Drawing(palette, letters), width / pt
    bottom = draw_title(drawing, spec.title, width)
    if any(value is not None for series in spec.series for value in series.values):
        bottom = _draw_marks(drawing, spec, area_of(width, letters), bottom)
    else:
        bottom += UNIT
    return drawing.document(width, whole_units(bottom), title_id, alt, pt, further or {})


def _draw_marks(drawing: Drawing, spec: ChartSpec, area: ChartArea, top: float) -> float:
    """Draw axes, marks and labels from ``top`` down; return the y of the lower edge. Every kind has its case here."""
    match spec.kind:
        case "bar" | "stacked":
            return draw_bars(drawing, spec, area, top)
        case "line" | "km":
            return draw_curves(drawing, spec, area, top)
    assert_never(spec.kind)
