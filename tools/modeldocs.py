# SPDX-License-Identifier: MIT
"""Write what the keys of a file can be for tools/docs.py, from the model that checks the file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from hemaprint.project import page as pages
from hemaprint.project import values
from hemaprint.project.values import CitationStyle

TYPES: tuple[tuple[Any, str], ...] = (
    (values.Slug, "slug"),
    (values.Text, "text"),
    (values.Day, "day"),
    (values.IssueDate, "month or day"),
    (values.Issued, "year, month or day"),
    (values.Language, "language tag"),
    (values.WebAddress, "web address"),
    (values.PageSizeText, "page size"),
    (values.BleedText, "length"),
    (pages.MarginText, "length"),
    (pages.BaselineText, "length"),
    (pages.TextSize, "length"),
    (pages.GutterText, "length"),
    (pages.SideText, "length"),
    (pages.FolioForm, "text"),
    (values.RateText, "rate"),
    (CitationStyle, "style"),
    (values.Doi, "DOI"),
    (values.Pmid, "PMID"),
    (values.Nct, "NCT number"),
    (values.Orcid, "ORCID iD"),
    (values.Issn, "ISSN"),
    (values.Mailbox, "mailbox"),
    (values.ListId, "list identifier"),
    (values.IssuePattern, "web address"),
    (values.ArticlePattern, "web address"),
    (values.UnsubscribePattern, "web address"),
    (str, "text"),
    (int, "number"),
    (float, "number"),
    (bool, "yes or no"),
    (date, "day"),
)
"""What the types of keys are called."""

WORDS = """\
*text* is quoted where it looks like something else. A *slug* is small letters, digits and hyphens. A *day* is written
2025-02-14, a *month* 2025-02. A *language tag* is that of BCP 47, such as en-US or zh-Hans. A path starts in the folder
of the issue. A key that is **required** must be given; the others may be left out.
"""


def page(made: str, title: str, about: str, model: type[BaseModel], *, is_toml: bool = False) -> str:
    """The page of a file that ``model`` checks; ``made`` says who wrote it."""
    parts = [f"# {title}\n", f"{made}\n", f"{about}\n", WORDS, _table(model)]
    for inner, places in _inner(model).items():
        keys = " and ".join(f"`{place}`" for place in places)
        parts += [f"## {keys}\n", str(inner.__doc__).replace("``", "`") + "\n", _table(inner)]
    whole = "\n".join(parts)
    return _as_toml(whole) if is_toml else whole


def _as_toml(whole: str) -> str:
    """YAML says yes and no, TOML true and false."""
    return whole.replace("| yes or no | `no` |", "| `true` or `false` | `false` |").replace(
        "| yes or no | `yes` |", "| `true` or `false` | `true` |"
    )


def _inner(model: type[BaseModel]) -> dict[type[BaseModel], list[str]]:
    """The models inside a model, with the keys that hold them, in the order in which they are met."""
    found: dict[type[BaseModel], list[str]] = {}
    waiting = [("", model)]
    while waiting:
        above, current = waiting.pop(0)
        for key, annotation in get_type_hints(current).items():
            inner = _model_in(annotation)
            if inner is None:
                continue
            place = f"{above}{key}"
            if inner not in found:
                waiting.append((f"{place}.", inner))
            found.setdefault(inner, []).append(place)
    return found


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _model_in(part))), None)


def _table(model: type[BaseModel]) -> str:
    hints = get_type_hints(model, include_extras=True)
    rows = [
        f"| `{field.alias or key}` | {_type(hints[key])} | {_default(field)} | {_limits(field)} |"
        for key, field in model.model_fields.items()
    ]
    return "\n".join(["| key | type | default | |", "|---|---|---|---|", *rows, ""])


def _type(annotation: Any) -> str:
    for known, word in TYPES:
        if annotation == known:
            return word
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin in (Union, UnionType):
        return ", ".join(_type(part) for part in parts if part is not NoneType)
    if origin in (dict, Mapping):
        return "keys and values"
    if origin is tuple and parts[-1] is not Ellipsis:
        return f"a list of {len(parts)}: {_type(parts[0])}"
    if origin is tuple:
        return "a list" if _model_in(annotation) else f"a list: {_type(parts[0])}"
    if _model_in(annotation):
        return "keys and values"
    return _type(parts[0])  # Annotated with a limit of its own


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    default = field.default
    if default is PydanticUndefined or default in (None, "", ()) or isinstance(default, BaseModel):
        return ""
    return f"`{'yes' if default is True else 'no' if default is False else default}`"


def _limits(field: FieldInfo) -> str:
    """The description, and the bounds of a number."""
    low = next((limit.ge for limit in field.metadata if hasattr(limit, "ge")), None)
    high = next((limit.le for limit in field.metadata if hasattr(limit, "le")), None)
    bounds = f" From {low} to {high}." if high is not None else f" At least {low}." if low is not None else ""
    return f"{field.description}{bounds}"
