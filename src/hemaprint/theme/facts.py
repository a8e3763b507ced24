"""Read what a page template says of itself: the ``{% set name = constant %}`` lines that the make-up must know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

from hemaprint.errors import ContentError, Problem, did_you_mean
from hemaprint.theme.geometry import FRAMES, MOST_COLUMNS
from hemaprint.theme.layouts import place_in

MEASURES = ("plate", "type", "text", "column")
"""How wide a headline may be: the page, the type area, the columns, or one of three columns."""
TITLE_SIZES = (8.0, 400.0)
"""The least and the greatest size of a headline that can be asked for, in pt."""
TITLE_LEADINGS = (0.5, 3.0)
"""The least and the greatest leading of a headline, as multiples of its size."""
TEXTS = ("ragged", "justified")
"""How running text can be set: flush left, or flush on both sides."""


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a page template says of itself.

    ``frame`` is the frame of its text; ``spread``: it opens with a plate on the left; the title is at most
    ``title_max`` pt, its leading a multiple of its size, and it may be as wide as ``title_measure`` (plate, type, text
    or column). Its text stands in ``columns`` (0: as many as the frame has), and is ``text``: ragged or justified.
    """

    frame: str = "feature"
    spread: bool = False
    title_max: float = 48.0
    title_leading: float = 1.0
    title_measure: str = "text"
    columns: int = 0
    text: str = "ragged"


_FIELDS = {"frame_name": "frame"} | {
    name: name for name in ("spread", "title_max", "title_leading", "title_measure", "columns", "text")
}
_CHOICES = {"frame_name": FRAMES, "title_measure": MEASURES, "text": TEXTS}
_RANGES = {"title_max": TITLE_SIZES, "title_leading": TITLE_LEADINGS}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that sets a ``value``, and where it stands."""

    name: str
    value: object
    path: Path
    line: int


def facts_of(environment: Environment, name: str) -> TemplateFacts:
    """What the layout ``name`` declares; raises ContentError with every value that the make-up cannot use (HP233)."""
    lines = tuple(_lines(environment, name, ()))
    problems = [problem for line in lines if (problem := _problem(line)) is not None]
    if problems:
        raise ContentError(problems)
    said: dict[str, Any] = {_FIELDS[line.name]: _plain(line) for line in lines}
    return TemplateFacts(**said)


def _lines(environment: Environment, name: str, below: tuple[str, ...]) -> Iterator[_Line]:
    """The lines of a template, after those of what it extends."""
    assert environment.loader is not None
    source, path, _ = environment.loader.get_source(environment, name)
    body = _body(environment, source, name, path)
    for node in body:
        above = node.template if isinstance(node, nodes.Extends) else None
        if isinstance(above, nodes.Const) and above.value not in below:
            yield from _lines(environment, str(above.value), (*below, name))
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name in _FIELDS:
            value = node.node.value if isinstance(node.node, nodes.Const) else None
            yield _Line(node.target.name, value, Path(path or name), node.lineno)


@lru_cache(maxsize=64)
def _body(environment: Environment, source: str, name: str, path: str | None) -> list[nodes.Node]:
    return environment.parse(source, name, path).body


def _plain(line: _Line) -> object:
    return float(str(line.value)) if line.name in _RANGES else line.value


def _problem(line: _Line) -> Problem | None:
    if line.value is None:
        return _wrong(line, f"{line.name} is not a plain value", f'write it out: {{% set {line.name} = "…" %}}')
    if line.name == "spread":
        fits, wanted = isinstance(line.value, bool), "true or false"
    elif line.name == "columns":
        fits = isinstance(line.value, int) and not isinstance(line.value, bool) and 1 <= line.value <= MOST_COLUMNS
        wanted = f"a whole number from 1 to {MOST_COLUMNS}"
    elif line.name in _RANGES:
        least, most = _RANGES[line.name]
        number = isinstance(line.value, int | float) and not isinstance(line.value, bool)
        fits, wanted = number and least <= float(str(line.value)) <= most, f"a number from {least:g} to {most:g}"
    else:
        fits, wanted = line.value in _CHOICES[line.name], f"one of {', '.join(_CHOICES[line.name])}"
        wanted += f"; {near}" if (near := did_you_mean(str(line.value), _CHOICES[line.name])) else ""
    return None if fits else _wrong(line, f"{line.name} cannot be {line.value!r}", f"it is {wanted}")


def _wrong(line: _Line, message: str, hint: str) -> Problem:
    return Problem("HP233", message, place_in(line.path, line.line, line.name), hint)
