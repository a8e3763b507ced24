"""What every kind of chart shares: the label gutter, the title, the colours of the series."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.charts.palette import SERIES_TOKENS
from hemaprint.charts.svg import NAME, Drawing
from hemaprint.content.blocks import ChartSpec

FULL = 480.0
SCHOLAR = 300.0
"""Least widths in pt of charts across the page and across the scholar block; anything less is one column."""

FULL_GUTTER = 128.98
"""Three of the twelve columns with their gutters (SPEC 1): 45.5 mm."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The width of a chart in pt and the gutter that its labels have at the left; 0: labels stand above."""

    width: float
    gutter: float

    @property
    def plot(self) -> float:
        """Width right of the gutter."""
        return self.width - self.gutter


def frame_for(width: float) -> Frame:
    """The gutter by the width: a quarter of the page, about a quarter of the scholar block, none in a column."""
    if width >= FULL:
        return Frame(width, FULL_GUTTER)
    return Frame(width, round(width * 0.27, 2) if width >= SCHOLAR else 0.0)


def series_tokens(spec: ChartSpec) -> tuple[str, ...]:
    """The colour token of each series: its own, or the next one of the default order."""
    return tuple(series.color or SERIES_TOKENS[index % len(SERIES_TOKENS)] for index, series in enumerate(spec.series))


def draw_title(drawing: Drawing, title: str, width: float) -> float:
    """A hairline and the title under it; the y where the chart may begin."""
    if not title:
        return 0.0
    lines = NAME.wrap(title, width)
    drawing.line((0, 0.25), (width, 0.25), "ink")
    drawing.lines((0, 13.5), lines, NAME)
    return 14 + len(lines) * NAME.leading
