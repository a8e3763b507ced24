# SPDX-License-Identifier: MIT
"""Draw SVG as it is meant: ``currentColor`` and ``var(--accent)`` are those of its page, and words shaped as wholes.

Outlines of many points are read in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tinycss2 import serialize

_VARIABLE = re.compile(r"var\(\s*+(--[\w-]++)\s*+(?:,([^()]*+))?\)")
_APART = ("rotate", "letter-spacing", "textLength")
_PLACES = ("x", "y", "dx", "dy")
_MARKERS = ("marker", "marker-start", "marker-mid", "marker-end")
_NUMBERS = {"m": 2, "l": 2, "c": 6, "z": 0}
"""How many numbers a command of a path takes, of those that are read here."""
_AFTER_END = re.compile(r"[zZ][\s,]*+(?=[-+.\d])")


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


# ---------------------------------------------------------------- paths

Command = tuple[str, list[float]]
"""A command of a path with its numbers, as many as it takes."""


def in_one_go(original: Mapping[str, Callable[..., None]]) -> Mapping[str, Callable[..., None]]:
    """``TAGS``, whose ``path`` reads lines and curves of plain numbers at once, and leaves all others to WeasyPrint.

    WeasyPrint cuts each point off the text of those that follow it. What is written is the same, byte by byte. A path
    is drawn up to a number behind its end (SVG 2, 9.5.4), where WeasyPrint 70 would never end.
    """

    def path(svg: Any, node: Any, font_size: float) -> None:
        if fault := _AFTER_END.search(node.get("d", "")):
            node.attrib["d"] = node.attrib["d"][: fault.end()]
        commands = None if any(node.get(name) for name in _MARKERS) else _commands(node.get("d", ""))
        if commands is None:
            original["path"](svg, node, font_size)
        else:
            _draw(svg.stream, commands)

    return {**original, "path": path}


def _commands(data: str) -> list[Command] | None:
    """The commands of a path; None where it has others, or anything but numbers between them."""
    from weasyprint.svg.path import PATH_LETTERS  # noqa: PLC0415 - loads slowly
    from weasyprint.svg.utils import normalize  # noqa: PLC0415

    for letter in PATH_LETTERS:
        data = data.replace(letter, f" {letter} ")
    commands: list[Command] = []
    letter, numbers = "", list[float]()
    for word in [*normalize(data).split(" "), ""]:
        if word and word not in PATH_LETTERS:
            try:
                numbers.append(float(word))
            except ValueError:
                return None
            continue
        if letter and not _is_taken(commands, letter, numbers):
            return None
        if (word and word.lower() not in _NUMBERS) or not (letter or word in ("m", "M")):
            return None
        letter, numbers = word, []
    return commands


def _is_taken(commands: list[Command], letter: str, numbers: list[float]) -> bool:
    """Enter what a letter and the numbers behind it ask for; False where the numbers are too few or too many."""
    count = _NUMBERS[letter.lower()]
    if not count:
        commands.append((letter, numbers))
        return not numbers
    if not numbers or len(numbers) % count:
        return False
    commands.append((letter, numbers[:count]))
    letter = {"m": "l", "M": "L"}.get(letter, letter)
    commands += ((letter, numbers[at : at + count]) for at in range(count, len(numbers), count))
    return True


def _draw(stream: Any, commands: list[Command]) -> None:
    """Write the commands into a content stream."""
    x, y = 0.0, 0.0
    first: tuple[float, float] | None = None
    stream.move_to(0, 0)  # as WeasyPrint begins
    for letter, numbers in commands:
        if letter in "zZ":
            if first is not None:
                stream.close()
                x, y = first
                first = None
            continue
        if letter.islower():
            numbers = [number + (y if at % 2 else x) for at, number in enumerate(numbers)]
        if letter in "mM":
            first = None
            stream.move_to(*numbers)
        else:
            first = first or (x, y)
            (stream.line_to if letter in "lL" else stream.curve_to)(*numbers)
        x, y = numbers[-2:]
