# SPDX-License-Identifier: MIT
"""Read what page templates declare for the make-up, and which blocks of ``article.html`` they fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, nodes

from hemaprint.errors import ContentError, Problem, did_you_mean
from hemaprint.project.page import MOST_COLUMNS
from hemaprint.theme.geometry import FRAMES
from hemaprint.theme.layouts import place_in, source_of


@dataclass(frozen=True, slots=True)
class TemplateFacts:
    """What a page template declares with ``{% set name = constant %}``, for the make-up.

    ``frame`` is the frame of its text (``frame_name`` in the template); a ``spread`` opens with a plate on the left.
    The title is at most ``title_max`` pt, with a leading that is a multiple of its size, and as wide as
    ``title_measure``; the nameplate of a cover, or of a ``front`` page, which tells the pages of the issue, is at most
    ``nameplate_max`` pt. Its text is set in ``columns`` (0: as
    many as the frame has), ``text`` is ragged or justified, and opens with a drop cap, or with ``words`` led in.
    The ``lead`` of news, before its first item, is set in its head, or as its text begins. ``captions`` of pictures
    across the text are below them, or beside them in the side column.
    Of ``addresses`` for readers on paper, those of marked links are printed, with QR codes (``links``), or also that of
    the article itself, all with ``codes`` or all as ``text``. A ``side_column``
    that the measures ask for is always there, or only where enough would fill it. Whether it fills the block
    ``side_head`` is seen.
    """

    frame: str = "feature"
    spread: bool = False
    title_max: float = 48.0
    title_leading: float = 1.0
    title_measure: str = "text"
    front: bool = False
    side_column: str = "asked"
    nameplate_max: float = 72.0
    columns: int = 0
    text: str = "ragged"
    opening: Literal["cap", "words", "none"] = "cap"
    lead: str = "head"
    captions: str = "below"
    addresses: str = "links"
    side_head: bool = False


_CHOICES = {
    "frame_name": FRAMES,
    "title_measure": ("plate", "type", "text", "main", "column"),
    "text": ("ragged", "justified"),
    "opening": ("cap", "words", "none"),
    "lead": ("head", "text"),
    "captions": ("below", "beside"),
    "addresses": ("links", "codes", "text"),
    "side_column": ("asked", "filled"),
}
"""A headline is as wide as the page, the type area, the columns, or two or one of three columns."""
_RANGES = {"title_max": (8.0, 400.0), "title_leading": (0.5, 3.0), "nameplate_max": (8.0, 400.0)}
"""Limits of the size of a headline in pt, of its leading as a multiple of its size, and of the size of a nameplate."""
_SWITCHES = {"spread", "front"}
_FACTS = {"columns", *_SWITCHES, *_CHOICES, *_RANGES}


@dataclass(frozen=True, slots=True)
class _Declaration:
    """A line that sets a fact, and its place; ``value`` is None if it is not a constant."""

    name: str
    value: Any
    path: Path
    line: int


def facts_of(environment: Environment, name: str) -> TemplateFacts:
    """The facts of the layout ``name``; raises ContentError with every value that the make-up cannot use (HP233)."""
    declarations = tuple(_declarations(environment, name, ()))
    problems = [problem for one in declarations if (problem := _fault(one)) is not None]
    if problems:
        raise ContentError(problems)
    facts: dict[str, Any] = {one.name: float(one.value) if one.name in _RANGES else one.value for one in declarations}
    if "frame_name" in facts:
        facts["frame"] = facts.pop("frame_name")
    return TemplateFacts(**facts, side_head=fills(environment, name, "side_head"))


def _declarations(environment: Environment, name: str, below: tuple[str, ...]) -> Iterator[_Declaration]:
    """The facts of a template, after those of the template that it extends."""
    source, path = source_of(environment, name)
    body = _body(environment, source, name, str(path))
    for node in body:
        above = node.template if isinstance(node, nodes.Extends) else None
        if isinstance(above, nodes.Const) and above.value not in below:
            yield from _declarations(environment, str(above.value), (*below, name))
    for node in body:
        if isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name) and node.target.name in _FACTS:
            value = node.node.value if isinstance(node.node, nodes.Const) else None
            yield _Declaration(node.target.name, value, path, node.lineno)


@lru_cache(maxsize=256)
def _body(environment: Environment, source: str, name: str, path: str) -> list[nodes.Node]:
    return environment.parse(source, name, path).body


def _fault(one: _Declaration) -> Problem | None:
    """The problem of a fact that the make-up cannot use (HP233)."""
    name, value = one.name, one.value
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is None:
        return _wrong(one, f"{name} is not a plain value", f'write it out: {{% set {name} = "…" %}}')
    if name in _SWITCHES:
        fits, wanted = isinstance(value, bool), "true or false"
    elif name == "columns":
        fits = is_number and isinstance(value, int) and 1 <= value <= MOST_COLUMNS
        wanted = f"a whole number from 1 to {MOST_COLUMNS}"
    elif name in _RANGES:
        least, most = _RANGES[name]
        fits, wanted = is_number and least <= value <= most, f"a number from {least:g} to {most:g}"
    else:
        choices = _CHOICES[name]
        fits, wanted = value in choices, f"one of {', '.join(choices)}"
        wanted += f"; {near}" if (near := did_you_mean(str(value), choices)) else ""
    return None if fits else _wrong(one, f"{name} cannot be {value!r}", f"it is {wanted}")


def _wrong(one: _Declaration, message: str, hint: str) -> Problem:
    return Problem("HP233", message, place_in(one.path, one.line, one.name), hint)


def fills(environment: Environment, name: str, block: str, below: tuple[str, ...] = ()) -> bool:
    """Whether a template, or one that it extends, fills ``block``; raises TemplateNotFound, TemplateSyntaxError.

    ``below`` are the templates that extend it.
    """
    source, path = source_of(environment, name)
    body = _body(environment, source, name, str(path))
    if any(isinstance(node, nodes.Block) and node.name == block for node in body):
        return True
    extended = [node.template for node in body if isinstance(node, nodes.Extends)]
    above = [str(one.value) for one in extended if isinstance(one, nodes.Const)]
    return any(fills(environment, one, block, (*below, name)) for one in above if one not in below)
