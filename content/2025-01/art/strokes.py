"""What the schematic figures are drawn with: text, lines and shapes as SVG, in the inks of the magazine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

INK, INK_2, RULE, PAPER = "#1C191A", "#5B5657", "#B5AEA8", "#FFFFFF"
EOSIN, EOSIN_DEEP, EOSIN_MID, BLUSH = "#971720", "#5E0D16", "#C4786C", "#F1D6C9"
AZURE, AZURE_DEEP, AZURE_MID, MIST, SERUM = "#1F4F73", "#12334C", "#7FA0B5", "#D9E6EC", "#F5F0E7"


def svg(width: float, height: int, title: str, parts: Sequence[str]) -> str:
    assert height % 12 == 0
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}pt" height="{height}pt" '
        f'viewBox="0 0 {width:g} {height}"><title>{escape(title)}</title>{"".join(parts)}</svg>\n'
    )


def text(
    x: float,
    y: float,
    words: str,
    size: float = 7.5,
    weight: int = 400,
    fill: str = INK,
    anchor: str = "start",
    family: str = "HF Sans",
    style: str = "normal",
) -> str:
    return (
        f'<text x="{x:.2f}" y="{y:.2f}" font-family="{family}" font-size="{size:g}" font-weight="{weight}" '
        f'font-style="{style}" fill="{fill}" text-anchor="{anchor}">{escape(words)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, color: str = INK_2, width: float = 0.5, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" fill="none" stroke="{color}" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def path(data: str, color: str, width: float, fill: str = "none", dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path d="{data}" fill="{fill}" stroke="{color}" stroke-width="{width:g}" stroke-linecap="round" '
        f'stroke-linejoin="round"{dashes}/>'
    )


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" fill="{fill}"/>'


def circle(
    x: float, y: float, radius: float, fill: str, stroke: str = "none", width: float = 0.0, dash: str = ""
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:.2f}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{width:g}"{dashes}/>'
    )


def contours(x: float, y: float, radius: float, color: str, count: int = 9) -> str:
    """Contour lines: the flat cousin of the engraving."""
    rings = []
    for index in range(count):
        part = index / count
        reach = radius * (1 - part) * 0.96
        rings.append(
            f'<ellipse cx="{x - radius * 0.32 * part:.2f}" cy="{y - radius * 0.24 * part:.2f}" rx="{reach:.2f}" '
            f'ry="{reach * (1 - 0.06 * part):.2f}" fill="none" stroke="{color}" stroke-width="{0.8 - 0.45 * part:.2f}"/>'
        )
    return "".join(rings)


def fork(x: float, y: float, radius: float, degrees: float, color: str, length: float = 8, width: float = 1.5) -> str:
    """A receptor on the rim of a cell."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    x0, y0, x1, y1 = x + c * radius, y + s * radius, x + c * (radius + length), y + s * (radius + length)
    data = f"M{x0:.2f} {y0:.2f}L{x1:.2f} {y1:.2f}"
    for side in (-0.65, 0.65):
        tip = (x1 + math.cos(angle + side) * length * 0.62, y1 + math.sin(angle + side) * length * 0.62)
        data += f"M{x1:.2f} {y1:.2f}L{tip[0]:.2f} {tip[1]:.2f}"
    return path(data, color, width)


def knob(x: float, y: float, radius: float, degrees: float, *, hollow: bool = False) -> str:
    """A protein on the rim of a cell; hollow and broken where it has been deleted."""
    angle = math.radians(degrees)
    c, s = math.cos(angle), math.sin(angle)
    foot, head, dash = radius, radius + 5.3, "1.4 1.3" if hollow else ""
    stem = line(x + c * foot, y + s * foot, x + c * (head - 2.8), y + s * (head - 2.8), EOSIN, 1.2, dash)
    return stem + circle(x + c * head, y + s * head, 2.8, PAPER if hollow else EOSIN, EOSIN, 0.9, dash)
