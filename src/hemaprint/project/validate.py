"""What type a model gives to the value at a path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Any, Generic, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from hemaprint.errors import Location, MalformedError, Problem, closest, did_you_mean
from hemaprint.project.text import Located, Step


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


M = TypeVar("M", bound=BaseModel)

SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": ("headline",),
    "authors": ("contributors",),
    "author": ("contributors",),
    "summary": ("standfirst",),
    "deck": ("standfirst",),
    "subtitle": ("standfirst",),
    "description": ("standfirst",),
    "excerpt": ("standfirst",),
    "abstract": ("standfirst",),
    "lead": ("standfirst",),
    "section": ("department",),
    "category": ("department",),
    "categories": ("department",),
    "layout": ("template",),
    "tags": ("keywords",),
    "tag": ("keywords",),
    "lang": ("language",),
    "locale": ("language",),
    "image": ("opener",),
    "cover": ("opener",),
    "thumbnail": ("opener",),
    "featured_image": ("opener",),
    "banner": ("opener",),
    "short_title": ("running",),
    "shorttitle": ("running",),
    "linktitle": ("running",),
    "bibliography": ("references",),
    "csl": ("citation_style",),
    "journal": ("container_title",),
    "container-title": ("container_title",),
    "year": ("issued",),
    "date": ("published", "issued"),
    "pages": ("page",),
    "ads": ("advertisements",),
    "articles": ("order",),
}
"""What other systems call our keys: the first of them that is known there."""

NOWHERE = {
    **dict.fromkeys(
        ("slug", "permalink", "url", "aliases", "alias", "id"), "remove it: an article is named by its file"
    ),
    **dict.fromkeys(
        ("draft", "publish", "published_at", "weight", "order", "nav_order", "sidebar_position", "menu", "parent"),
        "remove it: what is printed, and in which order, issue.yaml says",
    ),
    **dict.fromkeys(
        (
            "toc", "math", "mathjax", "cssclass", "cssclasses", "css", "kernelspec", "jupytext", "jupyter", "output",
            "format", "documentclass", "geometry", "fontsize", "header-includes", "comments", "share", "seo", "robots",
            "sitemap", "redirect_from", "execute", "editor", "theme", "icon", "created", "updated", "modified",
            "lastmod",
        ),
        "remove it: it sets up another program",
    ),
}  # fmt: skip
"""Keys of other systems that have no counterpart here."""

EXPECTED = {
    "string": ("text", "quote it where it looks like something else"),
    "int": ("a whole number", "for example 4"),
    "float": ("a number", "for example 4.5"),
    "bool": ("yes or no", "write yes or no"),
    "tuple": ("a list", "write one item a line, each after a dash: - item"),
    "dict": ("keys and values", "write one key a line, indented below this one"),
    "model": ("keys and values", "write one key a line, indented below this one"),
    "date": ("a date", "write year, month and day: 2025-02-14"),
}
"""By the first word of pydantic's error type: what was expected, and how to write it."""

PATTERNS = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "small letters, digits and single hyphens, for example borrowed-cells",
    r"^[A-Za-z][A-Za-z0-9_:.-]*$": "a letter, then letters, digits and _ : . -, for example pan2024",
}
"""The patterns of our models in words."""

KINDS: tuple[tuple[type, str], ...] = ((str, "text"), (dict, "keys and values"), (list, "a list"), (bool, "yes or no"))


@dataclass(frozen=True, slots=True)
class Validated(Generic[M]):
    """A value and what is wrong with it.

    With problems, ``value`` is a stand-in in which faults are left out or replaced by
    :data:`hemaprint.project.validate.STAND_IN`, so that the rest can still be checked; None where even that fails.
    ``broken`` names the top-level keys that hold faults.
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
        faults = innermost(error.errors(include_url=False))
    problems = tuple(_problems(model, located, faults))
    broken = frozenset(str(fault["loc"][0]) for fault in faults if fault["loc"])
    return Validated(repaired(model, data), problems, broken)


def _problems(model: type[BaseModel], located: Located, faults: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """One problem a fault; a missing key is not reported beside its own misspelling."""
    meant: set[tuple[Step, ...]] = set()
    for fault in faults:
        if fault["type"] == "extra_forbidden":
            around, key = fault["loc"][:-1], str(fault["loc"][-1])
            known = keys_of(annotation_at(model, around))
            near = _near_key(key, known)
            meant.add((*around, near))
            hint = f'did you mean "{near}"?' if near else NOWHERE.get(key.lower(), "")
            hint = hint or did_you_mean(key, known, noun="known here")
            yield Problem("HP011", f'unknown key "{key}"', located.key(*fault["loc"]), hint)
    for fault in faults:
        if fault["type"] == "missing" and fault["loc"] not in meant:
            yield _missing(located, fault)
        elif fault["type"] not in ("extra_forbidden", "missing"):
            yield _wrong_value(model, located, fault)


def _near_key(key: str, known: Sequence[str]) -> str:
    synonym = next((word for word in SYNONYMS.get(key.lower(), ()) if word in known), "")
    return synonym or ("" if key.lower() in NOWHERE else closest(key, known))


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
        choices = choices_of(annotation_at(model, steps))
        hint = did_you_mean(str(given), choices, noun="allowed")
        return Problem("HP015", f'"{name}" cannot be {_shown(given)}', place, hint)
    if kind.endswith(("_type", "_parsing")) and (expected := EXPECTED.get(kind.partition("_")[0])):
        return Problem("HP014", f'"{name}" should be {expected[0]}, not {_shown(given)}', place, expected[1])
    if kind in ("too_short", "too_long"):
        few = "few" if kind == "too_short" else "many"
        return Problem("HP016", f'"{name}" holds too {few} items', place, _limit(kind, context))
    return Problem("HP016", f'"{name}" cannot be {_shown(given)}', place, _limit(kind, context))


def _limit(kind: str, context: dict[str, Any]) -> str:
    """What a bound or a pattern asks for."""
    match kind:
        case "string_pattern_mismatch":
            return f"allowed: {PATTERNS.get(context['pattern'], context['pattern'])}"
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
    return next((words for kind, words in KINDS if isinstance(value, kind)), str(value))


def _name(steps: tuple[Step, ...]) -> str:
    """A path as an editor would say it: the last key, or the item of a list."""
    last = steps[-1] if steps else "the file"
    return f"{steps[-2]}, item {last + 1}" if isinstance(last, int) and len(steps) > 1 else str(last)
