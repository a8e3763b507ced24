"""A stand-in for values with faults, so that one run can report also what stands beside them."""

from __future__ import annotations

from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from hemaprint.project.located import Step
from hemaprint.project.types import annotation_at, choices_of, is_required, keys_of

M = TypeVar("M", bound=BaseModel)

STAND_IN = "stand-in"
"""Replaces a required text that is missing or wrong; checks leave it alone."""

TEXTS = (STAND_IN, "2000-01", STAND_IN, "2000-01")
"""Tried in turn: a date does not take the first."""


def repaired(model: type[M], data: object) -> M | None:
    """``data`` with every fault left out, or replaced where the model cannot do without; None when that fails."""
    for text in TEXTS:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            faults = innermost(error.errors(include_url=False))
        for fault in sorted(faults, key=lambda fault: [str(step).zfill(6) for step in fault["loc"]], reverse=True):
            _mend(model, data, fault["loc"], text)
    return None


def innermost(faults: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without the faults that only follow from one further in: a list counts as too short when its items are wrong."""
    around = {fault["loc"][:length] for fault in faults for length in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["loc"] not in around]


def _mend(model: type[BaseModel], data: Any, steps: tuple[Step, ...], text: str) -> None:
    """Changes ``data`` in place. Later items of a list are mended before earlier ones, so indexes stay right."""
    around = data
    for step in steps[:-1]:
        if not _holds(around, step):
            return  # a fault further up has already been mended
        around = around[step]
    last = steps[-1] if steps else ""
    if isinstance(around, dict) and is_required(model, steps):
        around[last] = _stand_in(annotation_at(model, steps), text)
    elif _holds(around, last):
        del around[last]


def _holds(container: Any, step: Step) -> bool:
    if isinstance(container, dict):
        return step in container
    return isinstance(container, list) and isinstance(step, int) and step < len(container)


def _stand_in(annotation: Any, text: str) -> object:
    if choices := choices_of(annotation):
        return choices[0]
    if annotation is int:
        return 1
    if get_origin(annotation) is tuple:
        return [_stand_in(get_args(annotation)[0], text)]
    return {} if keys_of(annotation) else text
