# SPDX-License-Identifier: MIT
"""Draw SVG as it is meant: ``currentColor`` and ``var(--accent)`` are those of its page, and words shaped as wholes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tinycss2 import serialize

_VARIABLE = re.compile(r"var\(\s*+(--[\w-]++)\s*+(?:,([^()]*+))?\)")
_APART = ("rotate", "letter-spacing", "textLength")
_PLACES = ("x", "y", "dx", "dy")


def colored(original: Callable[..., None]) -> Callable[..., None]:
    """``SVGImage.draw``, which gives the drawing the color and the custom properties of its box, as CSS has them."""

    def draw(self: Any, stream: Any, width: float, height: float, style: Any) -> None:
        red, green, blue = style["color"].to("srgb").coordinates
        self._svg.tree.attrib.setdefault("color", f"rgb({red * 100}% {green * 100}% {blue * 100}%)")
        _fill_in(self._svg.tree, style)
        original(self, stream, width, height, style)

    return draw


def _fill_in(root: Any, style: Any) -> None:
    """Put the values of custom properties into the attributes of a drawing, as ``var(--accent, #971720)`` asks."""

    def value(found: re.Match[str]) -> str:
        return serialize(style[found[1].replace("-", "_")] or ()).strip() or (found[2] or "").strip()

    for element in root._etree_node.iter():
        for name, text in element.attrib.items():
            if "var(" in text:
                element.set(name, _VARIABLE.sub(value, text))
                if element is root._etree_node:
                    root.attrib[name] = element.get(name)


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
