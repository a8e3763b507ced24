# SPDX-License-Identifier: MIT
"""Check what a file says against a model: report every fault with its place, what was expected and the likely word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from hemaprint.errors import Location, MalformedError, Problem, closest, did_you_mean
from hemaprint.project.text import Located, Step, hints

M = TypeVar("M", bound=BaseModel)

STAND_IN = "stand-in"
"""Replaces a required text that is missing or wrong; checks ignore it."""


@dataclass(frozen=True, slots=True)
class Validated(Generic[M]):
    """A value and what is wrong with it.

    With problems, ``value`` is a stand-in without the faults, or with :data:`STAND_IN` instead, so that the rest can
    still be checked; None when even that fails. ``broken`` names the top-level keys that contain faults.
    """

    value: M | None
    problems: tuple[Problem, ...]
    broken: frozenset[str]


def validate(model: type[M], located: Located) -> Validated[M]:
    """What a file says as a ``model``, with all its faults."""
    data = located.root.plain()
    try:
        return Validated(model.model_validate(data), (), frozenset())
    except ValidationError as error:
        faults = _innermost(error)
    problems = tuple(_problems(model, located, faults))
    broken = frozenset(str(fault["loc"][0]) for fault in faults if fault["loc"])
    return Validated(_repaired(model, data), problems, broken)


def _innermost(error: ValidationError) -> list[ErrorDetails]:
    """Without the faults that only follow from one further in: a list counts as too short when its items are wrong."""
    faults = error.errors(include_url=False)
    around = {fault["loc"][:length] for fault in faults for length in range(len(fault["loc"]))}
    return [fault for fault in faults if fault["loc"] not in around]


# ---------------------------------------------------------------- problems

_KINDS: tuple[tuple[type, str], ...] = ((str, "text"), (dict, "keys and values"), (list, "a list"), (bool, "yes or no"))


def _problems(model: type[BaseModel], located: Located, faults: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """One problem for each fault; a missing key is not reported beside its own misspelling."""
    meant: set[tuple[Step, ...]] = set()
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            around, key = fault["loc"][:-1], str(fault["loc"][-1])
            known = list(_fields(_annotation_at(model, around)))
            near, foreign = _near_key(key, known)
            meant.add((*around, near))
            hint = f'did you mean "{near}"?' if near else foreign or did_you_mean(key, known, noun="known here")
            yield Problem("HP011", f'unknown key "{key}"', located.key(*fault["loc"]), hint)
    for fault in faults:
        if fault["type"] == "missing" and fault["loc"] not in meant:
            yield _missing(located, fault)
        elif fault["type"] not in ("extra_forbidden", "missing"):
            yield _wrong_value(model, located, fault)


def _near_key(key: str, known: Sequence[str]) -> tuple[str, str]:
    """The key of ours that is meant, or what to do about a key of another system."""
    folded = key.lower()
    synonyms = (ours for ours, theirs in hints("synonyms").items() if folded in theirs and ours in known)
    foreign = next((hint for hint, theirs in hints("foreign").items() if folded in theirs), "")
    return next(synonyms, "" if foreign else closest(key, known)), foreign


def _missing(located: Located, fault: ErrorDetails) -> Problem:
    around, key = fault["loc"][:-1], fault["loc"][-1]
    if located.has_key(*fault["loc"]):
        return _empty(str(key), located.key(*fault["loc"]))
    place = located.at(*around)
    within = f' of "{_name(around)}"' if around else ""
    line = f"{key} = ..." if _is_toml(place) else f"{key}: ..."
    return Problem("HP013", f'the key "{key}"{within} is missing', place, f"add a line: {line}")


def _empty(name: str, place: Location) -> Problem:
    sign = "equals sign" if _is_toml(place) else "colon"
    return Problem("HP013", f'"{name}" has no value', place, f"write one after the {sign}; text after # is a comment")


def _is_toml(place: Location) -> bool:
    return place.path.suffix == ".toml"


def _wrong_value(model: type[BaseModel], located: Located, fault: ErrorDetails) -> Problem:
    steps, kind, given = fault["loc"], fault["type"], fault["input"]
    place, name, context = located.at(*steps), _name(steps), fault.get("ctx", {})
    malformed = context.get("error")
    if isinstance(malformed, MalformedError):
        return Problem(malformed.code, malformed.message, place, malformed.hint)
    if given is None or (given == "" and kind == "string_too_short"):
        return _empty(name, place)
    if kind == "literal_error":
        hint = did_you_mean(str(given), _choices(_annotation_at(model, steps)), noun="allowed")
        return Problem("HP015", f'"{name}" cannot be {_shown(given)}', place, hint)
    if kind.endswith(("_type", "_parsing")) and (expected := hints("expected").get(kind.partition("_")[0])):
        return Problem("HP014", f'"{name}" should be {expected[0]}, not {_shown(given)}', place, expected[1])
    if kind in ("too_short", "too_long"):
        few = "few" if kind == "too_short" else "many"
        return Problem("HP016", f'"{name}" has too {few} items', place, _limit(kind, context))
    return Problem("HP016", f'"{name}" cannot be {_shown(given)}', place, _limit(kind, context))


def _limit(kind: str, context: dict[str, Any]) -> str:
    """What a bound or a pattern requires."""
    match kind:
        case "string_pattern_mismatch":
            return f"allowed: {hints('patterns').get(context['pattern'], context['pattern'])}"
        case "greater_than_equal":
            return f"at least {context['ge']}"
        case "less_than_equal":
            return f"at most {context['le']}"
        case "too_short":
            return f"at least {context['min_length']} of them"
        case "too_long":
            return f"at most {context['max_length']} of them"
        case "string_too_long":
            return f"at most {context['max_length']} characters"
    return kind.replace("_", " ")


def _shown(value: object) -> str:
    if isinstance(value, str) and len(value) <= 40 and "\n" not in value:
        return f'"{value}"'
    return next((words for kind, words in _KINDS if isinstance(value, kind)), str(value))


def _name(steps: tuple[Step, ...]) -> str:
    """A path as an editor would say it: the last key, or the item of a list."""
    last = steps[-1] if steps else "the file"
    return f"{steps[-2]}, item {last + 1}" if isinstance(last, int) and len(steps) > 1 else str(last)


# ---------------------------------------------------------------- stand-ins

_TEXTS = (STAND_IN, "2000-01", STAND_IN, "2000-01")
"""Tried in turn: a date does not accept the first."""


def _repaired(model: type[M], data: object) -> M | None:
    """``data`` without its faults, or with stand-ins where the model requires a value; None when that fails."""
    for text in _TEXTS:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            places = [fault["loc"] for fault in _innermost(error)]
        # later items of a list before earlier ones, so that indexes stay right
        for steps in sorted(places, key=lambda steps: [str(step).zfill(6) for step in steps], reverse=True):
            _replace(model, data, steps, text)
    return None


def _replace(model: type[BaseModel], data: Any, steps: tuple[Step, ...], text: str) -> None:
    """Removes the value at ``steps`` of ``data``, or puts a stand-in there."""
    around = data
    for step in steps[:-1]:
        if not _contains(around, step):
            return  # a fault further up has already been repaired
        around = around[step]
    last = steps[-1] if steps else ""
    field = _fields(_annotation_at(model, steps[:-1])).get(str(last))
    if isinstance(around, dict) and field is not None and field.is_required():
        around[last] = _stand_in(_annotation_at(model, steps), text)
    elif _contains(around, last):
        del around[last]


def _contains(container: Any, step: Step) -> bool:
    if isinstance(container, dict):
        return step in container
    return isinstance(container, list) and isinstance(step, int) and step < len(container)


def _stand_in(annotation: Any, text: str) -> object:
    if choices := _choices(annotation):
        return choices[0]
    if annotation is int:
        return 1
    if get_origin(annotation) is tuple:
        return [_stand_in(get_args(annotation)[0], text)]
    return {} if _fields(annotation) else text


# ---------------------------------------------------------------- the types of a model


def _annotation_at(model: type[BaseModel], steps: tuple[Step, ...]) -> Any:
    """The type of the value at this path, without "or None" and metadata; None where the model has no such path."""
    annotation: Any = model
    for step in steps:
        if fields := _fields(annotation):
            field = fields.get(str(step))
            below = field.annotation if field else None
        elif get_origin(annotation) is dict:
            below = get_args(annotation)[1]
        else:
            below = get_args(annotation)[0] if get_origin(annotation) is tuple else None
        annotation = _plain(below)
    return annotation


def _fields(annotation: Any) -> dict[str, FieldInfo]:
    """The fields of a model by the keys of its files (Python reserves some, such as ``from``); none for other types."""
    if not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return {}
    return {field.alias or name: field for name, field in annotation.model_fields.items()}


def _choices(annotation: Any) -> list[str]:
    """The values of a Literal; none for other types."""
    return [str(choice) for choice in get_args(annotation)] if get_origin(annotation) is Literal else []


def _plain(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        return next(_plain(part) for part in get_args(annotation) if part is not NoneType)
    return _plain(get_args(annotation)[0]) if hasattr(annotation, "__metadata__") else annotation
