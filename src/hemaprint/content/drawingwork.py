# SPDX-License-Identifier: MIT
"""Estimate the work of drawing a drawing: its parts, each as often as it is drawn.

A few lines of nested ``<use>`` are drawn a thousand million times. WeasyPrint 70 draws about 10,000 parts in a second.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb, hypot

DEEPEST = 100
"""Levels of elements inside one another, references followed; WeasyPrint draws each level by a separate call."""
MOST = 300_000
"""Work that a drawing may be, in parts: half a minute."""

PAINTS = frozenset({"fill", "stroke"})
MARKERS = frozenset({"marker", "marker-start", "marker-mid", "marker-end"})
PLACED = frozenset({"mask", "clip-path"})
_TEXT = frozenset({"text", "tspan", "textPath", "tref", "a"})
_UNDRAWN = frozenset({"clipPath", "filter", "gradient", "image", "marker", "mask", "path", "pattern", "symbol"})
"""What WeasyPrint 70 draws the children of only where it is referred to (svg/__init__.py, DEF_TYPES)."""
_PER_WORD, _LETTERS, _BYTES, _FOUND, _BOXES, _MATCHES = 7, 2, 100, 120, 3, 150
"""Measured: a piece of text is as much as 7 parts; as one part are 2 letters, 100 bytes of attributes, 120 parts that
are looked through for an id, 3 whose box is measured, 150 that a selector is tried on."""
_SPREADS_AT_MOST = 10_000
"""Repetitions of a gradient: WeasyPrint 70 writes every one of them."""
_WITHOUT_END = 10**12

_ID = re.compile(r"url\(\s*+['\"]?#([^'\")\s]++)", re.IGNORECASE)
_RULE = re.compile(r"(?<![^{};])([^{};]+)\{([^{}]*)\}")
_DECLARATION = re.compile(r"(?<![\w-])(fill|stroke|marker(?:-start|-mid|-end)?|mask|clip-path|opacity)\s*+:([^;]*)")
_KEY = re.compile(r"[.#]?[\w-]+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?", re.IGNORECASE | re.ASCII)
_GEOMETRY = ("x", "y", "width", "height", "r", "rx", "ry", "cx", "cy", "x1", "x2", "y1", "y2", "points", "d")


class EndlessDrawingError(ValueError):
    """The drawing refers to itself, or nests too deep; says where."""


@dataclass(slots=True)
class Part:
    """An element: its name without namespace, its attributes, and the letters of text in it."""

    tag: str
    attributes: Mapping[str, str]
    letters: int = 0
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Weight:
    """Of a part as it is drawn once: all its work, the elements drawn, their vertices, and the levels below it."""

    work: int = 0
    drawn: int = 0
    vertices: int = 0
    levels: int = 0

    def __add__(self, other: _Weight) -> _Weight:
        return _Weight(
            min(self.work + other.work, _WITHOUT_END),
            min(self.drawn + other.drawn, _WITHOUT_END),
            min(self.vertices + other.vertices, _WITHOUT_END),
            max(self.levels, other.levels),
        )


def work_of(root: Part, style: str = "") -> int:
    """The work of a drawing with the text of its style sheets, comments and escapes resolved.

    Raises EndlessDrawingError where it refers to itself or nests deeper than DEEPEST.
    """
    return _Scale(root, style).total()


class _Scale:
    def __init__(self, root: Part, style: str) -> None:
        self._root = root
        self._every = list(_all(root))
        self._ids = {part.attributes["id"]: part for part in reversed(self._every) if "id" in part.attributes}
        self._rules: dict[str, list[tuple[str, str]]] = {}
        self._matching = 0
        self._read(style)
        self._known: dict[int, _Weight] = {}
        self._open: set[int] = set()
        self._found: set[str] = set()
        self._extent = max((_extent(part) for part in self._every), default=0.0)

    def total(self) -> int:
        """Everything that is drawn, and what it takes to find it."""
        drawn = self._drawn(self._root, 0)
        return drawn.work + len(self._found) * len(self._every) // _FOUND + self._matching

    def _read(self, style: str) -> None:
        """The declarations of style sheets by the name, class or id that they are for."""
        depth = _depth(self._root)
        for selectors, body in _RULE.findall(style):
            said = _declared(body)
            for selector in selectors.split(","):
                steps = selector.replace(">", " ").replace("+", " ").replace("~", " ").split()
                keys = _KEY.findall(steps[-1]) if steps else []
                key = next((one for one in keys if one[0] in ".#"), keys[0] if keys else "*")
                self._rules.setdefault(key, []).extend(said)
                ways = comb(depth, min(len(steps) - 1, depth)) if len(steps) > 1 else int(key == "*")
                self._matching = min(self._matching + ways * len(self._every) // _MATCHES, _WITHOUT_END)

    def _drawn(self, part: Part, depth: int) -> _Weight:
        """A part in its place."""
        if part.tag == "defs":
            return _Weight()
        return self._weighed(part, depth, inner=part.tag not in _UNDRAWN)

    def _weighed(self, part: Part, depth: int, *, inner: bool = True) -> _Weight:
        """A part, with what is inside it or without."""
        key = id(part) * 2 + inner
        known = self._known.get(key)
        if key in self._open:
            raise EndlessDrawingError(f"<{part.tag}> refers to itself")
        if depth + (known.levels if known else 0) > DEEPEST:
            raise EndlessDrawingError(f"it is nested deeper than {DEEPEST} levels, references followed")
        if known is None:
            self._open.add(key)
            known = self._known[key] = self._sum(part, depth, inner)
            self._open.remove(key)
        return known

    def _sum(self, part: Part, depth: int, inner: bool) -> _Weight:
        own = 1 + sum(map(len, part.attributes.values())) // _BYTES
        if part.tag in _TEXT:
            own += _PER_WORD + part.letters // _LETTERS
        vertices = len(part.attributes.get("d", "") + part.attributes.get("points", "")) // 2
        weight = _Weight(own, 1, vertices)
        for child in part.parts if inner else ():
            weight += self._drawn(child, depth + 1)
        if "Gradient" in part.tag:
            weight += _Weight(self._spread(part) * (1 + len(part.parts)) // 10)
        link = part.attributes.get("href", "")
        if link.startswith("#") and part.tag != "a":
            weight += self._target(link[1:], depth)
        for name, value in self._properties(part):
            weight += self._property(name, value, weight, depth)
        return _Weight(weight.work, weight.drawn, weight.vertices, weight.levels + 1)

    def _property(self, name: str, value: str, weight: _Weight, depth: int) -> _Weight:
        """What a property adds to a part: inherited ones are used by everything that is drawn in it."""
        if name == "opacity":
            return _Weight(weight.drawn // _BOXES)
        target = _Weight()
        for address in _ID.findall(value):
            target += self._target(address, depth)
        times = weight.vertices if name in MARKERS else weight.drawn if name in PAINTS else 1
        more = weight.drawn // _BOXES if name == "mask" else 0
        return _Weight(min(target.work * times + more, _WITHOUT_END), 0, 0, target.levels)

    def _target(self, name: str, depth: int) -> _Weight:
        self._found.add(name)
        part = self._ids.get(name)
        return self._weighed(part, depth + 1) if part is not None else _Weight(len(self._every) // _FOUND)

    def _properties(self, part: Part) -> Iterator[tuple[str, str]]:
        for name, value in part.attributes.items():
            if name in PAINTS or name in MARKERS or name in PLACED or name == "opacity":
                yield name, value
        yield from _declared(part.attributes.get("style", ""))
        names = [f".{one}" for one in part.attributes.get("class", "").split()]
        for key in ("*", part.tag, f"#{part.attributes.get('id', '')}", *names):
            yield from self._rules.get(key, ())

    def _spread(self, part: Part) -> int:
        """How often a gradient repeats in the largest part of the drawing; 0 for one that does not."""
        said = part.attributes
        if said.get("spreadMethod", "pad") not in ("repeat", "reflect"):
            return 0
        fractions = said.get("gradientUnits") != "userSpaceOnUse"
        across = 1.0 if fractions else self._extent
        numbers = [_length(said.get(name, usual), across) for name, usual in _VECTORS[part.tag == "radialGradient"]]
        length = (
            abs(numbers[0]) if part.tag == "radialGradient" else hypot(numbers[1] - numbers[0], numbers[3] - numbers[2])
        )
        scales = [abs(float(one)) for one in _NUMBER.findall(said.get("gradientTransform", ""))]
        scale = min([one for one in scales if one] + [1.0])
        repeats = across / (length * scale) if length * scale else float(_WITHOUT_END)
        return int(repeats) if repeats <= _SPREADS_AT_MOST else _WITHOUT_END


_VECTORS = (
    (("x1", "0"), ("x2", "100%"), ("y1", "0"), ("y2", "0")),
    (("r", "50%"),),
)
"""Of linear and of radial gradients: the ends, or the radius, and their initial values (SVG 1.1, 13.2)."""


def _length(text: str, whole: float) -> float:
    found = _NUMBER.match(text.strip())
    number = float(found[0]) if found else 0.0
    return number / 100 * whole if "%" in text else number


def _declared(style: str) -> list[tuple[str, str]]:
    return _DECLARATION.findall(style)


def _all(root: Part) -> Iterator[Part]:
    waiting = [root]
    while waiting:
        part = waiting.pop()
        yield part
        waiting += reversed(part.parts)


def _depth(root: Part) -> int:
    level: Sequence[Part] = [root]
    depth = 0
    while level:
        level, depth = [child for part in level for child in part.parts], depth + 1
    return depth


def _extent(part: Part) -> float:
    """No side of what a part draws is longer: the sum of all its coordinates."""
    return sum(abs(float(one)) for name in _GEOMETRY for one in _NUMBER.findall(part.attributes.get(name, "")))
