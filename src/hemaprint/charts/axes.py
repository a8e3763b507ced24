# SPDX-License-Identifier: MIT
"""Give every kind of chart what it shares: the label gutter, the title, series colours, scales, ticks and numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.charts.drawing import SERIES_TOKENS, Drawing
from hemaprint.charts.lettering import NAME, Lettering
from hemaprint.content.blocks import ChartSpec

FULL = 480.0
SCHOLAR = 300.0
"""Minimum widths in pt of charts across the page and across the scholar block; anything narrower is one column."""

FULL_GUTTER = 128.98
"""Three of the twelve columns with their gutters (SPEC 1): 45.5 mm."""


@dataclass(frozen=True, slots=True)
class ChartArea:
    """The width of a chart in pt, and the gutter for labels at the left; 0 puts labels above."""

    width: float
    gutter: float
    letters: Lettering

    @property
    def plot(self) -> float:
        """Width right of the gutter."""
        return self.width - self.gutter


def area_of(width: float, letters: Lettering) -> ChartArea:
    """The area by its width: the gutter is a quarter of the page or the scholar block; a column has none."""
    if width >= FULL:
        return ChartArea(width, FULL_GUTTER, letters)
    return ChartArea(width, round(width * 0.27, 2) if width >= SCHOLAR else 0.0, letters)


def series_tokens(spec: ChartSpec) -> tuple[str, ...]:
    """The colour token of each series: its own, or the next default."""
    return tuple(series.color or SERIES_TOKENS[index % len(SERIES_TOKENS)] for index, series in enumerate(spec.series))


def draw_title(drawing: Drawing, title: str, width: float) -> float:
    """Draw a hairline and the title below it; return the y where the chart begins."""
    if not title:
        return 0.0
    lines = drawing.letters.wrap(NAME, title, width)
    drawing.line((0, 0.25), (width, 0.25), "ink")
    drawing.lines((0, 13.5), lines, NAME)
    return 14 + len(lines) * NAME.leading


def axis_label(text: str, unit: str) -> str:
    """What an axis measures, with its unit; the per cent sign is printed beside every figure instead."""
    return ", ".join(filter(None, (text, "" if unit == "%" else unit)))


# ---------------------------------------------------------------- scales

STEPS = (1.0, 2.0, 5.0, 10.0)
MONTHS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0)


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps data from ``low`` to ``high`` onto pt from ``start`` to ``end``; ``end`` may be the smaller."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of ``value`` in pt."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, wanted: int, *, months: bool = False) -> float:
    """The smallest round step (1, 2 or 5 times a power of ten) that divides ``span`` into at most ``wanted`` parts."""
    rough = span / max(wanted, 1)
    if months and rough <= MONTHS[-1]:
        return next(step for step in MONTHS if step >= rough - 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((step * power for step in STEPS if step * power >= rough * (1 - 1e-9)), 10 * power)


def ticks(low: float, high: float, wanted: int, *, months: bool = False) -> tuple[float, ...]:
    """Multiples of a round step between ``low`` and ``high``."""
    step = nice_step(high - low, wanted, months=months)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(index * step, 10) for index in range(first, last + 1))


def zero_based(values: Sequence[float]) -> tuple[float, float]:
    """The span of ``values`` and zero; (0, 1) if all are zero."""
    low, high = min((0.0, *values)), max((0.0, *values))
    return (low, high) if high > low else (0.0, 1.0)


def widened(low: float, high: float, wanted: int) -> tuple[float, float]:
    """``low`` and ``high`` moved out to whole steps, so that the axis ends in ticks."""
    step = nice_step(high - low, wanted)
    return round(math.floor(low / step + 1e-9) * step, 10), round(math.ceil(high / step - 1e-9) * step, 10)


def number(value: float, unit: str = "") -> str:
    """``1234.5`` as ``1,234.5`` with a true minus sign; of units, only the per cent sign is printed.

    Two decimals, or as many more (up to nine) as a small number needs for two significant figures.
    """
    decimals = min(9, max(2, 1 - math.floor(math.log10(abs(value))))) if value else 2
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{decimals}f}".rstrip("0").rstrip(".")
    return ("\N{MINUS SIGN}" if rounded < 0 else "") + text + ("%" if unit == "%" else "")
