# SPDX-License-Identifier: MIT
"""Say which rules an element of a document has, each with its file and line, as the typesetter takes them.

The rules of the theme are matched with the machinery of WeasyPrint. What wins is decided as in CSS Cascading 4, 6.1:
importance, then where a rule is from (the theme, the document, the element itself), then how specific its selector is,
then its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list

from hemaprint.theme.linked import LinkedSheet
from hemaprint.typeset.engine.verdicts import INHERITED, are_used, longhands
from hemaprint.typeset.styles import replaced

Specificity: TypeAlias = tuple[int, int, int]
_THEME, _DOCUMENT, _ELEMENT = range(3)
"""Where rules are from, the strongest last; what is important wins in the other order."""
_BLANKS = re.compile(r"(?<=[(*])\s++|(?<!\s)\s++(?=\))")
"""What the values of variables bring with them."""
_LONGEST = 300
"""Characters of a value; pictures inside style sheets are longer."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of a rule: its value as written and, where it has variables, as it comes out.

    ``overridden``: all that it sets is set by stronger ones. ``refused``: the typesetter cannot use it.
    """

    name: str
    value: str
    resolved: str
    important: bool
    overridden: bool
    refused: bool
    line: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule that an element has: itself, its ``pseudo`` element ("before"), or (``inherited``) one around it.

    ``path`` is None for rules that are in no file; ``address`` is that of the sheet. Lines and columns are from 1.
    """

    selector: str
    path: Path | None
    address: str
    line: int
    column: int
    specificity: Specificity
    pseudo: str
    inherited: str
    declarations: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule as it is written, and ``level``, where it is from."""

    sheet: LinkedSheet
    selector: str
    line: int
    column: int
    declarations: tuple[Any, ...]
    level: int = _THEME


@dataclass(frozen=True, slots=True)
class _Match:
    """A rule that matches an element: how specific the selector is by which it does, and its place."""

    rule: _Rule
    specificity: Specificity
    order: int
    pseudo: str

    def weight(self, declaration: Any) -> tuple[bool, int, Specificity, int]:
        """The more, the stronger."""
        level = self.rule.level
        return declaration.important, -level if declaration.important else level, self.specificity, self.order


@dataclass
class Cascade:
    """The rules of the ``sheets`` of a theme, in their order, to be asked about the elements of many documents."""

    sheets: Sequence[LinkedSheet]
    _matcher: Matcher = field(init=False)

    def __post_init__(self) -> None:
        self._matcher = Matcher()
        for sheet in self.sheets:
            _add(self._matcher, sheet, _THEME)

    def applied(self, root: Any, own: LinkedSheet, element: Any) -> tuple[Applied, ...]:
        """The rules of an ``element`` of the document ``root``, whose rules are ``own``: the strongest first.

        Those of its pseudo-elements follow, then what it has from the elements around it, the nearest first.
        """
        document = Matcher()
        _add(document, own, _DOCUMENT)
        wrapper = ElementWrapper.from_html_root(root)
        chain = _chain(wrapper, element)
        matches = [self._matches(one, document) for one in chain]
        variables = _variables(matches)
        found = list(_own_rules(matches[-1], variables))
        around = zip(chain[:-1], matches[:-1], strict=True)
        return (*found, *_inherited(reversed(list(around)), matches[-1], variables))

    def _matches(self, wrapper: Any, document: Matcher) -> list[_Match]:
        found = [
            _Match(rule, specificity, order, pseudo or "")
            for matcher in (self._matcher, document)
            for specificity, order, pseudo, rule in matcher.match(wrapper)
        ]
        if style := wrapper.etree_element.get("style"):
            sheet = LinkedSheet("generated", "", style)
            rule = _Rule(sheet, 'style="…"', 0, 0, tuple(_declarations(style)), _ELEMENT)
            found.append(_Match(rule, (1, 0, 0), 0, ""))
        return found


# ---------------------------------------------------------------- rules


def _add(matcher: Matcher, sheet: LinkedSheet, level: int) -> None:
    rules = tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True)
    for rule in _in_print(rules):
        try:
            selectors = compile_selector_list(rule.prelude)
        except SelectorError:  # reported as a fault of the sheet
            continue
        written = " ".join(tinycss2.serialize(rule.prelude).split())
        made = _Rule(sheet, written, rule.source_line, rule.source_column, tuple(_declarations(rule.content)), level)
        for selector in selectors:
            matcher.add_selector(selector, made)


def _in_print(rules: Iterable[Any]) -> Iterator[Any]:
    """The rules that print has; ``linked.py`` has called its medium "all"."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield rule
        elif rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content is not None:
            media = {one.lower_value for one in rule.prelude if one.type == "ident"}
            if media <= {"all", "and", "only"}:
                inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
                yield from _in_print(inside)


def _declarations(content: Any) -> Iterator[Any]:
    inside = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return (one for one in inside if one.type == "declaration")


def _chain(wrapper: Any, element: Any) -> list[Any]:
    """The element and all around it, the outermost first. Raises ValueError where the document does not have it."""
    for one in wrapper.iter_subtree():
        if one.etree_element is element:
            return [*one.ancestors, one]
    raise ValueError("there is no such element")


# ---------------------------------------------------------------- what wins


def _winners(matches: Sequence[_Match], pseudo: str) -> dict[str, tuple[_Match, Any]]:
    """What sets each property of an element, or of its pseudo-element."""
    winners: dict[str, tuple[_Match, Any]] = {}
    for match in matches:
        for declaration in match.rule.declarations if match.pseudo == pseudo else ():
            for name in _set_by(declaration):
                if name not in winners or _is_stronger(match, declaration, winners[name]):
                    winners[name] = (match, declaration)
    return winners


def _is_stronger(match: _Match, declaration: Any, other: tuple[_Match, Any]) -> bool:
    """Whether a declaration beats another; of equals, the later one does."""
    return match.weight(declaration) >= other[0].weight(other[1])


def _set_by(declaration: Any) -> frozenset[str]:
    return frozenset({declaration.name}) if declaration.name.startswith("--") else longhands(declaration.lower_name)


def _variables(chain: Sequence[Sequence[_Match]]) -> dict[str, Any]:
    """The custom properties of the last element, those that it has from others included."""
    return {
        name: declaration
        for matches in chain
        for name, (_, declaration) in _winners(matches, "").items()
        if name.startswith("--")
    }


def _own_rules(matches: Sequence[_Match], variables: Mapping[str, Any]) -> Iterator[Applied]:
    for pseudo in sorted({match.pseudo for match in matches}):
        winning = {id(declaration) for _, declaration in _winners(matches, pseudo).values()}
        for match in _strongest_first(one for one in matches if one.pseudo == pseudo):
            yield _applied(match, match.rule.declarations, winning, variables)


def _inherited(
    around: Iterable[tuple[Any, Sequence[_Match]]], own: Sequence[_Match], variables: Mapping[str, Any]
) -> Iterator[Applied]:
    """The rules of the elements around one that give it a property, with the declarations that do."""
    known = set(_winners(own, ""))
    for wrapper, matches in around:
        winners = {name: one for name, one in _winners(matches, "").items() if name in INHERITED and name not in known}
        winning = {id(declaration) for _, declaration in winners.values()}
        known |= set(winners)
        for match in _strongest_first(one for one in matches if not one.pseudo):
            kept = tuple(one for one in match.rule.declarations if id(one) in winning)
            if kept:
                yield _applied(match, kept, winning, variables, name_of(wrapper.etree_element))


def _strongest_first(matches: Iterable[_Match]) -> list[_Match]:
    """Each rule once: a list of selectors can match an element more than once."""
    ordered = sorted(matches, key=lambda one: (one.rule.level, one.specificity, one.order), reverse=True)
    once: dict[int, _Match] = {}
    for one in ordered:
        once.setdefault(id(one.rule), one)
    return list(once.values())


def _applied(
    match: _Match,
    declarations: Iterable[Any],
    winning: set[int],
    variables: Mapping[str, Any],
    inherited: str = "",
) -> Applied:
    rule = match.rule
    declared = tuple(_declared(one, variables, is_winning=id(one) in winning) for one in declarations)
    place = (rule.sheet.path, rule.sheet.address if rule.sheet.name else "", rule.line, rule.column)
    return Applied(rule.selector, *place, match.specificity, match.pseudo, inherited, declared)


def _declared(declaration: Any, variables: Mapping[str, Any], *, is_winning: bool) -> Declared:
    value = tinycss2.serialize(declaration.value).strip()
    has_variables = "var(" in value
    filled = replaced(declaration.value, variables) if has_variables else declaration.value
    resolved = _BLANKS.sub("", tinycss2.serialize(filled).strip()) if has_variables else ""
    is_custom = declaration.name.startswith("--")
    whole = tinycss2.parse_one_declaration(f"{declaration.name}:{resolved or value}")
    return Declared(
        declaration.name,
        _shortened(value),
        _shortened(resolved),
        declaration.important,
        not is_winning,
        not is_custom and (whole.type == "error" or not are_used([whole])),
        declaration.source_line,
    )


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"


def name_of(element: Any) -> str:
    """An element as a selector writes it: ``p.lead``."""
    classes = "".join(f".{one}" for one in element.get("class", "").split())
    return str(element.tag).rpartition("}")[2] + classes
