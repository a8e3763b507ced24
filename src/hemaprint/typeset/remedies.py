# SPDX-License-Identifier: MIT
"""Find what would mend a declaration that the layout engine passes over, by trying it on the engine."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

import tinycss2
from tinycss2 import ast, color4

from hemaprint.theme.stylesheets import BLANK
from hemaprint.typeset.engine.verdicts import UNITS, reasons_against

CORRECT = "correct or remove it; docs/how-to/change-a-layout.md says what style sheets can contain"
_KEYWORDS = (
    *color4._COLOR_KEYWORDS, "currentcolor", "none", "auto", "normal", "inherit", "initial", "unset", "block", "inline",
    "inline-block", "flex", "grid", "inline-flex", "inline-grid", "table", "table-cell", "table-row", "contents",
    "static", "relative", "absolute", "fixed", "left", "right", "center", "justify", "start", "end", "both", "top",
    "bottom", "middle", "baseline", "sub", "super", "bold", "bolder", "lighter", "italic", "oblique", "small-caps",
    "uppercase", "lowercase", "capitalize", "underline", "overline", "line-through", "solid", "dashed", "dotted",
    "double", "groove", "ridge", "inset", "outset", "thin", "medium", "thick", "hidden", "visible", "collapse",
    "nowrap", "pre", "pre-wrap", "pre-line", "wrap", "row", "column", "stretch", "flex-start", "flex-end",
    "space-between", "space-around", "space-evenly", "avoid", "always", "page", "avoid-page", "avoid-column",
    "manual", "all", "content-box", "border-box", "padding-box", "cover", "contain", "repeat", "no-repeat", "repeat-x",
    "repeat-y", "serif", "sans-serif", "monospace", "disc", "circle", "square", "decimal", "min-content",
    "max-content", "fit-content", "balance", "break-word", "break-all", "keep-all", "ltr", "rtl", "portrait",
    "landscape",
)  # fmt: skip


def remedy(declaration: Any) -> str:
    """What would mend a value, as the engine confirms; or else where to look."""
    written = tinycss2.serialize(declaration.value)
    tokens = list(_walk(declaration.value))
    for token in tokens:
        for mended, hint in _mended(token):
            if mended is None or _is_used(_with(declaration, token, mended)):
                return hint
    for token, following in pairwise(tokens):
        if token.type == "number" and following.type == "ident" and following.lower_value in UNITS:
            return f"no space is between a number and its unit: {token.representation}{following.value}"
        if token == "!":
            return 'did you mean "!important"?'
    if any(token.type == "function" and token.lower_name in ("calc", "min", "max", "clamp") for token in tokens):
        return "each sign needs a value on both sides, and spaces around + and -: calc(1mm + 2pt)"
    if any(mark in written for mark in "“”„‘’"):
        return 'write straight quotation marks: "…"'
    if any(mark in written for mark in "；：，"):
        return "write the semicolon, the colon and the comma of CSS: ; : ,"
    if written.lstrip().startswith(":"):
        return "write one colon"
    return CORRECT


def _mended(token: Any) -> Iterator[tuple[Any, str]]:
    """What a token may have been meant to be, and the hint that says so; None for what need not be tried."""
    line, column = token.source_line, token.source_column
    if token.type == "hash" and not re.fullmatch(r"(?i)(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", token.value):
        yield None, "a colour has 3, 4, 6 or 8 digits after #, each 0 to 9 or a to f"
    elif token.type == "dimension" and token.lower_unit not in UNITS:
        near = get_close_matches(token.lower_unit, sorted(UNITS), n=5, cutoff=0.5)
        for unit in near:
            meant = ast.DimensionToken(line, column, token.value, token.int_value, token.representation, unit)
            yield meant, f'there is no unit {token.unit}; did you mean "{token.representation}{unit}"?'
        yield None, f"there is no unit {token.unit}; lengths are in pt or mm"
    elif token.type == "number" and token.value:
        meant = ast.DimensionToken(line, column, token.value, token.int_value, token.representation, "pt")
        yield meant, f"a length needs its unit: {token.representation}pt or {token.representation}mm"
    elif token.type == "ident":
        for word in get_close_matches(token.lower_value, _KEYWORDS, n=8, cutoff=0.5):
            yield ast.IdentToken(line, column, word), f'did you mean "{word}"?'


def _is_used(declaration: Any) -> bool:
    return not reasons_against(declaration)


def _walk(tokens: Sequence[Any]) -> Iterator[Any]:
    for token in tokens:
        if token.type not in BLANK:
            yield token
            yield from _walk(token.arguments if token.type == "function" else getattr(token, "content", None) or ())


def _with(declaration: Any, old: Any, new: Any) -> Any:
    """The declaration with one token replaced."""
    line, column, name = declaration.source_line, declaration.source_column, declaration.name
    value = _swapped(declaration.value, old, new)
    return ast.Declaration(line, column, name, declaration.lower_name, value, declaration.important)


def _swapped(tokens: Sequence[Any], old: Any, new: Any) -> list[Any]:
    done: list[Any] = []
    for token in tokens:
        line, column = token.source_line, token.source_column
        if token is old:
            done.append(new)
        elif token.type == "function":
            done.append(ast.FunctionBlock(line, column, token.name, _swapped(token.arguments, old, new)))
        elif token.type in ("() block", "[] block", "{} block"):
            done.append(type(token)(line, column, _swapped(token.content, old, new)))
        else:
            done.append(token)
    return done
