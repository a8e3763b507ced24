"""The few SVG elements that charts are made of, written with presentation attributes only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

from hemaprint.charts.metrics import text_width, wrap
from hemaprint.charts.palette import Palette

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]

UNIT = 12.0
"""The baseline unit in pt: every chart is a whole number of it high."""


CAP = 0.66
"""Height of capitals and lining figures of Source Sans 3, in em."""


@dataclass(frozen=True, slots=True)
class Style:
    """A role of type: size and leading in pt, weight, and colour token."""

    size: float
    leading: float
    weight: int
    ink: str

    def width(self, text: str) -> float:
        """Width of ``text`` in pt."""
        return text_width(text, self.size, self.weight)

    def wrap(self, text: str, width: float) -> tuple[str, ...]:
        """``text`` in lines no wider than ``width`` pt."""
        return wrap(text, width, self.size, self.weight) if text else ()


NAME = Style(8.25, 10, 600, "ink")
NOTE = Style(7.25, 9, 400, "ink-2")
SMALL = Style(7, 9, 400, "ink-2")
SMALL_BOLD = Style(7, 9, 600, "ink-2")
VALUE = Style(9.5, 11, 700, "ink")


def fixed(value: float) -> str:
    """A coordinate with at most two decimals and no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def whole_units(height: float) -> float:
    """``height`` rounded up to whole baseline units."""
    return math.ceil(height / UNIT - 1e-6) * UNIT


class Drawing:
    """Collects elements from back to front and writes them as one inline SVG."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self._elements: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, token: str) -> None:
        """A filled rectangle."""
        self._elements.append(
            f'<rect x="{fixed(x)}" y="{fixed(y)}" width="{fixed(width)}" height="{fixed(height)}" '
            f'fill="{self.palette[token]}"/>'
        )

    def line(self, start: Point, end: Point, token: str, width: float = 0.5) -> None:
        """A straight line. ``fill="none"``: WeasyPrint 70 would else leave RGB black in a CMYK file."""
        self._elements.append(
            f'<line x1="{fixed(start[0])}" y1="{fixed(start[1])}" x2="{fixed(end[0])}" y2="{fixed(end[1])}" '
            f'fill="none" stroke="{self.palette[token]}" stroke-width="{fixed(width)}"/>'
        )

    def path(self, points: Sequence[Point], token: str, width: float) -> None:
        """An open line through ``points``."""
        data = "L".join(f"{fixed(x)} {fixed(y)}" for x, y in points)
        self._elements.append(
            f'<path d="M{data}" fill="none" stroke="{self.palette[token]}" stroke-width="{fixed(width)}" '
            'stroke-linejoin="miter"/>'
        )

    def dot(self, center: Point, radius: float, token: str) -> None:
        """A filled dot."""
        self._elements.append(
            f'<circle cx="{fixed(center[0])}" cy="{fixed(center[1])}" r="{fixed(radius)}" '
            f'fill="{self.palette[token]}"/>'
        )

    def text(self, at: Point, text: str, style: Style, *, anchor: Anchor = "start", ink: str = "") -> None:
        """One line of text with its baseline at ``at``."""
        self._elements.append(
            f'<text x="{fixed(at[0])}" y="{fixed(at[1])}" font-family="{escape(self.palette.sans)}" '
            f'font-size="{fixed(style.size)}" font-weight="{style.weight}" fill="{self.palette[ink or style.ink]}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )

    def lines(self, at: Point, lines: Iterable[str], style: Style, *, anchor: Anchor = "start", ink: str = "") -> None:
        """Lines of text, the first baseline at ``at``."""
        for index, line in enumerate(lines):
            self.text((at[0], at[1] + index * style.leading), line, style, anchor=anchor, ink=ink)

    def document(self, width: float, height: float, title_id: str, alt: str) -> str:
        """The finished picture, ``width`` x ``height`` pt, with its text alternative."""
        title, size = escape(title_id), f"{fixed(width)} {fixed(height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{fixed(width)}pt" height="{fixed(height)}pt" '
            f'viewBox="0 0 {size}" role="img" aria-labelledby="{title}"><title id="{title}">{escape(alt)}</title>'
            f"{''.join(self._elements)}</svg>"
        )
