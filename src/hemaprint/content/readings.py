# SPDX-License-Identifier: MIT
"""Say by the type of a text how it is read: in front matter, in ``issue.yaml`` and in the blocks of a body."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel, Field

from hemaprint.content.spans import Copy
from hemaprint.project.text import Step


class Reading(StrEnum):
    """What becomes of a text.

    ``plain``: printed as it is typed; ``headline``: lines of Markdown without links, because other pages
    link to the article; ``inline``: a paragraph of Markdown, printed; ``paragraphs``: several of them;
    ``elsewhere``: a paragraph of Markdown that is printed on another page, or in the running head; ``copy``: finished
    copy of a body, printed; ``picture``: the path of a picture, shown; ``composed``: printed as a part of
    something else, such as a reference or a turn; ``unread``: a setting, or data that the files carry.
    """

    PLAIN = "plain"
    HEADLINE = "headline"
    INLINE = "inline"
    PARAGRAPHS = "paragraphs"
    ELSEWHERE = "elsewhere"
    COPY = "copy"
    PICTURE = "picture"
    COMPOSED = "composed"
    UNREAD = "unread"


Plain = Annotated[str, Reading.PLAIN]
Name = Annotated[str, Field(min_length=1), Reading.PLAIN]
Headline = Annotated[str, Reading.HEADLINE]
Inline = Annotated[str, Reading.INLINE]
Line = Annotated[str, Field(min_length=1), Reading.INLINE]
Paragraphs = Annotated[str, Reading.PARAGRAPHS]
Elsewhere = Annotated[str, Reading.ELSEWHERE]
Picture = Annotated[str, Reading.PICTURE]
Composed = Annotated[str, Reading.COMPOSED]
Unread = Annotated[str, Reading.UNREAD]

PRINTED = frozenset(
    {Reading.PLAIN, Reading.HEADLINE, Reading.INLINE, Reading.PARAGRAPHS, Reading.COPY, Reading.PICTURE}
)
"""What must be printed."""


@dataclass(frozen=True, slots=True)
class EditorText:
    """A text of a model, its path in the file, and how it is read."""

    steps: tuple[Step, ...]
    text: str
    reading: Reading


def editor_texts(model: BaseModel, steps: tuple[Step, ...] = ()) -> Iterator[EditorText]:
    """Every text of a model and of the models in it that says how it is read, in the order of the fields."""
    readings = readings_of(type(model))
    for key in type(model).model_fields:
        yield from _pieces(getattr(model, key), (*steps, key), readings[key])


def _pieces(value: object, steps: tuple[Step, ...], reading: Reading | None) -> Iterator[EditorText]:
    if isinstance(value, BaseModel):
        yield from editor_texts(value, steps)
    elif isinstance(value, str) and value and reading is not None:
        yield EditorText(steps, value, reading)
    elif isinstance(value, tuple | dict):
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _pieces(inner, (*steps, step), reading)


@cache
def readings_of(model: type[BaseModel]) -> Mapping[str, Reading | None]:
    """How each field of a model is read; None where it is not text."""
    return {
        key: reading_of(field.annotation, f"{model.__name__}.{key}", tuple(field.metadata))
        for key, field in model.model_fields.items()
    }


def reading_of(annotation: Any, name: str, metadata: tuple[object, ...] = ()) -> Reading | None:
    """The reading that the type of the field ``name`` declares; raises TypeError for free text that declares none.

    A type with a pattern or a check (a slug, a DOI, a date) is not copy.
    """
    declared = next((mark for mark in metadata if isinstance(mark, Reading)), None)
    if declared is not None:
        return declared
    if hasattr(annotation, "__metadata__"):
        return reading_of(annotation.__origin__, name, (*annotation.__metadata__, *metadata))
    if annotation == Copy:
        return Reading.COPY
    if annotation is str:
        limits = [limit for mark in metadata for limit in getattr(mark, "metadata", [mark])]
        if all(isinstance(limit, MinLen) for limit in limits):
            raise TypeError(f"{name} does not say how it is read: give it a type of hemaprint.content.readings")
        return None
    parts = get_args(annotation)[1:] if get_origin(annotation) is dict else get_args(annotation)
    inner = (reading_of(part, name) for part in parts if not isinstance(part, str))
    return next((reading for reading in inner if reading is not None), None)
