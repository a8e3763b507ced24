# SPDX-License-Identifier: MIT
"""Draw SVG as it is meant: ``currentColor`` is the color of the text around it, and words are shaped as wholes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

_APART = ("rotate", "letter-spacing", "textLength")
_PLACES = ("x", "y", "dx", "dy")


def colored(original: Callable[..., None]) -> Callable[..., None]:
    """``SVGImage.draw``, which gives the drawing the color of its box, as CSS has it."""

    def draw(self: Any, stream: Any, width: float, height: float, style: Any) -> None:
        red, green, blue = style["color"].to("srgb").coordinates
        self._svg.tree.attrib.setdefault("color", f"rgb({red * 100}% {green * 100}% {blue * 100}%)")
        original(self, stream, width, height, style)

    return draw


def shaped(original: property) -> property:
    """``Node.text``, which is drawn letter by letter only where the letters have places of their own."""

    def text(node: Any) -> Any:
        text = original.__get__(node)
        return _Whole(text) if text and not _is_spread(node.attrib) else text

    return property(text)


class _Whole(str):
    """A text that goes through in one: WeasyPrint lays out what it finds when it goes through a text."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        yield str(self)


def _is_spread(attributes: Any) -> bool:
    places = (attributes.get(name, "").replace(",", " ").split() for name in _PLACES)
    return any(name in attributes for name in _APART) or any(len(each) > 1 for each in places)
