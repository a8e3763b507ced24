# SPDX-License-Identifier: MIT
"""Tell style sheets and galleys that differ only in their colours: they are laid out alike, and painted differently.

A colour counts as one where nothing but paint is made of it: as the value of a property that paints, or of a custom
property that no other property uses. Its value is left out, but not whether it can be seen at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2.color4 import parse_color

from hemaprint.theme.stylesheets import rules_in

_PAINTING = frozenset({"color", "background", "background-color", "background-image", "column-rule", "outline"}) | {
    f"{name}-color" for name in ("column-rule", "outline", "text-decoration")
}
"""Properties of which a colour is a part; those of borders have many names."""
_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla"})
_DRAWN = frozenset({"fill", "stroke", "stop-color", "flood-color", "lighting-color", "color"})
"""Attributes of SVG that are colours."""
_SVG = "{http://www.w3.org/2000/svg}"
_SEEN, _UNSEEN = "#000", "#0000"


def paints(name: str) -> bool:
    """Whether a property, by its name in small letters, only paints with a colour in its value."""
    is_border = name.startswith("border") and "image" not in name
    return is_border or name in _PAINTING


@lru_cache(maxsize=16)
def css_without_colors(css: str) -> str:
    """The same for two style sheets that differ in nothing but colours; its rules have the selectors of ``css``."""
    rules = rules_in(css)
    fixed = _fixed(list(_declarations(rules)))
    return "".join(_written(rules, fixed))


def _declarations(rules: Iterable[Any]) -> Iterator[Any]:
    """Every declaration of a sheet, at any depth."""
    for rule in rules:
        if rule.type == "declaration":
            yield rule
        elif getattr(rule, "content", None) is not None and rule.type in ("qualified-rule", "at-rule"):
            yield from _declarations(_inside(rule))


def _inside(rule: Any) -> Sequence[Any]:
    contents: Sequence[Any] = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    return contents


def _fixed(declarations: Sequence[Any]) -> frozenset[str]:
    """The custom properties of which something other than paint is made, directly or through others."""
    used: dict[str, set[str]] = {}
    fixed: set[str] = set()
    for one in declarations:
        names = set(_variables(one.value))
        if one.name.startswith("--"):
            used.setdefault(one.name, set()).update(names)
        elif not paints(one.lower_name):
            fixed |= names
    waiting = list(fixed)
    while waiting:
        fresh = used.get(waiting.pop(), set()) - fixed
        fixed |= fresh
        waiting += fresh
    return frozenset(fixed)


def _variables(tokens: Iterable[Any]) -> Iterator[str]:
    """The names of custom properties in a value."""
    for token in tokens:
        inside = _content(token)
        if token.type == "function" and token.lower_name == "var":
            yield from (one.value for one in inside[:2] if one.type == "ident")
        yield from _variables(inside)


def _content(token: Any) -> Sequence[Any]:
    content: Sequence[Any] = token.arguments if token.type == "function" else getattr(token, "content", None) or ()
    return content


def _written(rules: Iterable[Any], fixed: frozenset[str]) -> Iterator[str]:
    """A sheet in parts, without its colours."""
    for rule in rules:
        if rule.type == "declaration":
            custom = rule.name.startswith("--")
            is_paint = rule.name not in fixed if custom else paints(rule.lower_name)
            value = _value(rule.value, named=not custom) if is_paint else tinycss2.serialize(rule.value)
            yield f"{rule.name}:{value.strip()}{'!important' * rule.important};"
        elif getattr(rule, "content", None) is not None and rule.type in ("qualified-rule", "at-rule"):
            keyword = f"@{rule.at_keyword}" if rule.type == "at-rule" else ""
            yield f"{keyword}{tinycss2.serialize(rule.prelude)}{{"
            yield from _written(_inside(rule), fixed)
            yield "}\n"
        else:
            yield f"{rule.serialize()}\n"


def _value(tokens: Iterable[Any], *, named: bool) -> str:
    """A value without its colours. Words are colours only where they are ``named`` so, and mean nothing else."""
    parts = []
    for token in tokens:
        if _may_be_color(token, named=named) and (color := parse_color(token)) and color != "currentcolor":
            parts.append(_SEEN if color.alpha else _UNSEEN)
        elif token.type == "function":
            parts.append(f"{token.lower_name}({_value(token.arguments, named=named)})")
        elif token.type != "comment":
            parts.append(token.serialize())
    return "".join(parts)


def _may_be_color(token: Any, *, named: bool) -> bool:
    if token.type == "function":
        return token.lower_name in _FUNCTIONS and not any(True for _ in _variables(token.arguments))
    return token.type == "hash" or (named and token.type == "ident")


# ---------------------------------------------------------------- galleys


_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl)a?\([^()\"<>]*\)")


def without_colors(html: str) -> str:
    """A galley without most of what can be a colour: where two differ so, they differ in more than colours."""
    return _COLOR.sub("#", html)


def recolor(old: Any, new: Any) -> bool:
    """Give the elements of a galley the colours of another that differs from it in nothing else; else change nothing.

    ``old`` and ``new`` are the roots of their trees. Returns whether they differ in nothing but colours.
    """
    changes: list[tuple[Any, Any]] = []
    ours, theirs = list(old.iter()), list(new.iter())
    if len(ours) != len(theirs):
        return False
    for one, other in zip(ours, theirs, strict=True):
        if one.tag != other.tag or len(one) != len(other) or (one.tail or "") != (other.tail or ""):
            return False
        if (one.text or "") != (other.text or ""):
            is_sheet = one.tag in ("style", f"{_SVG}style")
            if not is_sheet or css_without_colors(one.text or "") != css_without_colors(other.text or ""):
                return False
            changes.append((one, other))
        if one.attrib != other.attrib:
            if not _alike(one, other):
                return False
            changes.append((one, other))
    for one, other in changes:
        one.text = other.text
        one.attrib.update(other.attrib)
    return True


def _alike(one: Any, other: Any) -> bool:
    """Whether the attributes of two elements differ only in colours."""
    drawn = isinstance(one.tag, str) and one.tag.startswith(_SVG)
    return list(one.attrib) == list(other.attrib) and all(
        value == other.attrib[name] or _same_paint(name, value, other.attrib[name], drawn=drawn)
        for name, value in one.attrib.items()
    )


def _same_paint(name: str, value: str, other: str, *, drawn: bool) -> bool:
    if name == "style":
        return css_without_colors(f"a{{{value}}}") == css_without_colors(f"a{{{other}}}")
    return drawn and name in _DRAWN and _attribute(value) == _attribute(other)


def _attribute(value: str) -> str:
    return _value(tinycss2.parse_component_value_list(value), named=True)
