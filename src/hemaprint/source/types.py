"""What type a model gives to the value at a path."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hemaprint.source.located import Step


def annotation_at(model: type[BaseModel], steps: tuple[Step, ...]) -> Any:
    """The type of the value at this path, without "or None" and metadata; None where the model has no such path."""
    annotation: Any = model
    for step in steps:
        annotation = _below(_plain(annotation), step)
    return _plain(annotation)


def keys_of(annotation: Any) -> list[str]:
    """The keys of a model; none for other types."""
    return list(annotation.model_fields) if _is_model(annotation) else []


def choices_of(annotation: Any) -> list[str]:
    """The values of a Literal; none for other types."""
    return [str(choice) for choice in get_args(annotation)] if get_origin(annotation) is Literal else []


def is_required(model: type[BaseModel], steps: tuple[Step, ...]) -> bool:
    """Whether the last step is a key that its model cannot do without."""
    around = annotation_at(model, steps[:-1])
    field = around.model_fields.get(str(steps[-1])) if _is_model(around) else None
    return field is not None and field.is_required()


def _below(annotation: Any, step: Step) -> Any:
    if _is_model(annotation):
        field = annotation.model_fields.get(str(step))
        return field.annotation if field else None
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return get_args(annotation)[0] if get_origin(annotation) is tuple else None


def _plain(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(_plain(part) for part in get_args(annotation) if part is not NoneType)
    return _plain(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
