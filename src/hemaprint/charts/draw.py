"""Choose the kind of chart and write the finished picture."""

from __future__ import annotations

from hemaprint.charts.axes import area_of, draw_title
from hemaprint.charts.bars import draw_bars
from hemaprint.charts.curves import draw_curves
from hemaprint.charts.drawing import UNIT, Drawing, Palette, whole_units
from hemaprint.content.blocks import ChartSpec


def draw(spec: ChartSpec, *, width: float, palette: Palette, title_id: str, alt: str) -> str:
    """An inline SVG of ``spec``, ``width`` pt wide and a whole number of 12 pt high.

    ``title_id`` must be unique in the document; ``alt`` is the text alternative. Colours come from ``palette`` by
    token: an unknown token raises UsageError.
    """
    drawing = Drawing(palette)
    frame = area_of(width)
    top = draw_title(drawing, spec.title, width)
    if any(value is not None for series in spec.series for value in series.values):
        kind = draw_curves if spec.kind in ("line", "km") else draw_bars
        bottom = kind(drawing, spec, frame, top)
    else:
        bottom = top + UNIT
    return drawing.document(width, whole_units(bottom), title_id, alt)
