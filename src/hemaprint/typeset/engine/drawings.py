# SPDX-License-Identifier: MIT
"""Draw what is ``currentColor`` in an SVG in the color of the text around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def colored(original: Callable[..., None]) -> Callable[..., None]:
    """``SVGImage.draw``, which gives the drawing the color of its box, as CSS has it."""

    def draw(self: Any, stream: Any, width: float, height: float, style: Any) -> None:
        red, green, blue = style["color"].to("srgb").coordinates
        self._svg.tree.attrib.setdefault("color", f"rgb({red * 100}% {green * 100}% {blue * 100}%)")
        original(self, stream, width, height, style)

    return draw
