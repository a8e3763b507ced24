"""What type a model gives to the value at a path."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from hemaprint.project.located import Step


def annotation_at(model: type[BaseModel], steps: tuple[Step, ...]) -> Any:
    """The type of the value at this path, without "or None" and metadata; None where the model has no such path."""
    annotation: Any = model
    for step in steps:
        annotation = _below(_plain(annotation), step)
    return _plain(annotation)


def keys_of(annotation: Any) -> list[str]:
    """The keys of a model; none for other types."""
    if not _is_model(annotation):
        return []
    return [field.alias or name for name, field in annotation.model_fields.items()]


def choices_of(annotation: Any) -> list[str]:
    """The values of a Literal; none for other types."""
    return [str(choice) for choice in get_args(annotation)] if get_origin(annotation) is Literal else []


def is_required(model: type[BaseModel], steps: tuple[Step, ...]) -> bool:
    """Whether the last step is a key that its model cannot do without."""
    around = annotation_at(model, steps[:-1])
    field = _field(around, str(steps[-1])) if _is_model(around) else None
    return field is not None and field.is_required()


def _below(annotation: Any, step: Step) -> Any:
    if _is_model(annotation):
        field = _field(annotation, str(step))
        return field.annotation if field else None
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    return get_args(annotation)[0] if get_origin(annotation) is tuple else None


def _field(model: type[BaseModel], key: str) -> FieldInfo | None:
    """The field that files call ``key``: a word of Python's own, such as ``from``, has another name in the model."""
    return next((field for name, field in model.model_fields.items() if (field.alias or name) == key), None)


def _plain(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(_plain(part) for part in get_args(annotation) if part is not NoneType)
    return _plain(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
