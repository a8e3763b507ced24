"""Draw a chart's data as inline SVG in the theme's type and colours."""

from hemaprint.charts.draw import draw
from hemaprint.charts.drawing import SERIES_TOKENS, TOKENS, Palette, palette_of

__all__ = ["SERIES_TOKENS", "TOKENS", "Palette", "draw", "palette_of"]
