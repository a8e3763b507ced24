# SPDX-License-Identifier: MIT
"""Report what the layout engine cannot use of style sheets and layouts, each at its place, without setting a page.

WeasyPrint 70 ignores what it does not know, and checks the value of a custom property only where it lays out an element
that has it, once. So each rule is given to it alone, and every ``var()`` is replaced by its value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import tinycss2
from tinycss2 import ast

from hemaprint.errors import Problem, closest, did_you_mean
from hemaprint.theme.geometry import SET_BY
from hemaprint.theme.stylesheets import rules_in
from hemaprint.theme.theme import TOKENS, Theme
from hemaprint.typeset.engine.verdicts import UNITS, Verdict, verdict_on
from hemaprint.typeset.rules import fault, missing_semicolon, sheet_faults, unusable

_DEEPEST = 20  # steps from one custom property to the next, above which they refer to each other in a circle


def style_problems(theme: Theme) -> tuple[Problem, ...]:
    """The faults of the style sheets that pages are set with: what cannot be read, or else what cannot be used."""
    return theme.problems or theme.placed(faults_of(theme.sheets.text))


@lru_cache(maxsize=2)
def faults_of(css: str) -> tuple[Problem, ...]:
    """What the engine cannot use of a style sheet; lines and columns are those of ``css``."""
    return tuple(dict.fromkeys([*sheet_faults(css), *_Tokens(rules_in(css)).faults()]))


# ---------------------------------------------------------------- custom properties


@dataclass(slots=True)
class _Tokens:
    """The custom properties of a sheet, and the declarations that use them."""

    rules: Sequence[Any]
    definitions: dict[str, list[Any]] = field(default_factory=dict)
    uses: list[Any] = field(default_factory=list)
    swallowed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for declaration in _declarations(self.rules):
            if missing_semicolon(declaration) is not None:  # told already; what follows in its value is defined
                self.swallowed |= {token.value for token in declaration.value if token.type == "ident"}
            elif declaration.name.startswith("--"):
                self.definitions.setdefault(declaration.name, []).append(declaration)
            if any(True for _ in _variables(declaration.value)):
                self.uses.append(declaration)

    def faults(self) -> Iterator[Problem]:
        """Properties that are used and not defined, and those that are defined and cannot be used where they are."""
        failing: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
        count: Counter[int] = Counter()
        undefined: dict[str, list[Any]] = defaultdict(list)
        known = self.definitions.keys() | self.swallowed
        for use in self.uses:
            variables = list(_variables(use.value))
            missing = [one for one in variables if one[0] not in known and not one[2]]
            for name, variable, _ in missing:
                undefined[name].append(variable)
            if missing or use.name.startswith("--"):
                continue
            for definition in {id(one): one for one in self._reached(use.value)}.values():
                count[id(definition)] += 1
                verdict = self._verdict(use, definition)
                if verdict == "failed":  # whatever the definition
                    yield unusable(use, "invalid value")
                    break
                if verdict == "refused":
                    failing[id(definition)].append((definition, use))
        for name, variables in undefined.items():
            yield self._undefined(name, variables)
        for key, pairs in failing.items():
            yield from _misfits(pairs, count[key])
        yield from self._foreign_units(count)
        for name, setting in SET_BY.items():
            for definition in self.definitions.get(f"--{name}", ())[:-1]:  # the last is that of the geometry
                hint = f"remove it; the key {setting} of the table [page] in hemaprint.toml sets it"
                yield fault(f"--{name} is a measure of the page", definition, hint, "HP084")

    def _foreign_units(self, used: Mapping[int, int]) -> Iterator[Problem]:
        """Lengths that are not used, and could not be."""
        for definition in (one for several in self.definitions.values() for one in several if id(one) not in used):
            for token in definition.value:
                if token.type == "dimension" and token.lower_unit not in UNITS:
                    message = f"{definition.name} has a unit that does not exist: {token.unit}"
                    yield fault(message, token, did_you_mean(token.unit, sorted(UNITS)) or "it is pt or mm", "HP232")

    def _undefined(self, name: str, variables: Sequence[Any]) -> Problem:
        """An unused definition of nearly this name is misspelt; otherwise the fault is where the name is used."""
        asked = {one for use in self.uses for one, _, _ in _variables(use.value)}
        misspelt = closest(name, self.definitions)
        times = f"{len(variables)} time{'s' if len(variables) > 1 else ''}"
        if misspelt and misspelt not in asked:
            message = f"{misspelt} is used nowhere, but {name} is used {times}, and is not defined"
            return fault(message, self.definitions[misspelt][-1], f'did you mean "{name}"?', "HP232")
        near = did_you_mean(name, self.definitions)
        hint = near or f"define it in {TOKENS}, or give a fallback: var({name}, 0)"
        return fault(f"{name} is not defined, and is used {times}, first here", variables[0], hint, "HP232")

    def _reached(self, tokens: Sequence[Any], depth: int = 0) -> Iterator[Any]:
        """Every definition on which a value depends."""
        for name, _, _ in _variables(tokens):
            for definition in self.definitions.get(name, ()):
                yield definition
                if depth < _DEEPEST:
                    yield from self._reached(definition.value, depth + 1)

    def _verdict(self, use: Any, definition: Any) -> Verdict:
        """What WeasyPrint makes of a declaration with this definition in it."""
        chosen = {name: last[-1] for name, last in self.definitions.items()} | {definition.name: definition}
        value = replaced(use.value, chosen)
        return verdict_on(use.lower_name, tinycss2.serialize(value))


def _misfits(pairs: Sequence[tuple[Any, Any]], uses: int) -> Iterator[Problem]:
    """A value that fits nowhere is at fault itself; one that fits elsewhere is used in the wrong place."""
    definition, first = pairs[0]
    value = tinycss2.serialize(definition.value).strip()
    if len(pairs) == uses:
        message = f"{definition.name} is “{value}”, which {first.name} cannot be made of"
        yield fault(message, definition, "correct its value, its unit or its quotation marks", "HP232")
    if len(pairs) < uses or uses == 1:
        for _, use in pairs:
            message = f"{use.name} cannot be made of {definition.name}, which is “{value}”"
            yield fault(message, use, f"correct the declaration, or {definition.name} where it is defined", "HP232")


def _declarations(rules: Sequence[Any]) -> Iterator[Any]:
    """Every declaration of a sheet, including those of pages and their margins."""
    for rule in rules:
        if rule.type == "declaration":
            yield rule
        elif getattr(rule, "content", None) is not None and rule.type in ("qualified-rule", "at-rule"):
            inside = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            yield from _declarations(inside)


def _variables(tokens: Sequence[Any]) -> Iterator[tuple[str, Any, bool]]:
    """Every ``var()`` of a value: its name, its token, and whether it has a fallback."""
    for token in tokens:
        inside = token.arguments if token.type == "function" else getattr(token, "content", None) or ()
        if token.type == "function" and token.lower_name == "var":
            name = next((one.value for one in inside if one.type == "ident"), "")
            yield name, token, any(one.type == "literal" and one.value == "," for one in inside)
        yield from _variables(inside)


def replaced(tokens: Sequence[Any], chosen: Mapping[str, Any], depth: int = 0) -> list[Any]:
    """A value with every ``var()`` in it replaced by the value of a declaration that is ``chosen`` for its name."""
    done: list[Any] = []
    for token in tokens:
        if token.type == "function" and token.lower_name == "var":
            name = next((one.value for one in token.arguments if one.type == "ident"), "")
            comma = next((at for at, one in enumerate(token.arguments) if one.type == "literal"), None)
            rest = token.arguments[comma + 1 :] if comma is not None else []
            value = chosen[name].value if name in chosen else rest
            done += replaced(value, chosen, depth + 1) if depth < _DEEPEST else []
        elif token.type == "function":
            inner = replaced(token.arguments, chosen, depth)
            done.append(ast.FunctionBlock(token.source_line, token.source_column, token.name, inner))
        elif token.type in ("() block", "[] block", "{} block"):
            done.append(type(token)(token.source_line, token.source_column, replaced(token.content, chosen, depth)))
        else:
            done.append(token)
    return done
