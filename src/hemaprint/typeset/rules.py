"""Which rules of a style sheet can apply to a galley, told from the names that their selectors ask for.

A rule that asks for a class or an id that occurs nowhere in the HTML cannot apply. Everything else is taken to apply:
what stands in ``:is()``, ``:not()`` or ``:has()`` is not looked into, and a name counts as soon as it is found anywhere
in the text. So a change of one component sets those articles anew that have it, and perhaps a few more.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from hemaprint import fingerprint
from hemaprint.cache import MemoryStore, Store
from hemaprint.fingerprint import digest_of


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as text, without comments; each of ``asked`` is what one of its selectors asks for."""

    text: str
    asked: tuple[frozenset[str], ...]

    def can_apply(self, html: str, known: dict[str, bool]) -> bool:
        """Whether a selector has all its names in ``html``; ``known`` remembers which names it has."""
        return any(all(_occurs(name, html, known) for name in names) for names in self.asked)


@lru_cache(maxsize=2)
def rules_of(css: str) -> tuple[Rule, ...]:
    """The rules of a style sheet, in its order; those with an at-keyword always apply."""
    parsed = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return tuple(Rule(rule.serialize(), _asked(rule)) for rule in parsed)


def kept_rules(css: str, store: Store | MemoryStore) -> tuple[Rule, ...]:
    """The rules of a style sheet; kept in the store, because reading a style sheet takes long."""
    key = digest_of("rules", fingerprint.engine(), css)
    entry = store.get(key)
    if entry is not None:
        with suppress(ValueError, TypeError, KeyError):
            return tuple(Rule(str(text), tuple(map(frozenset, asked))) for text, asked in json.loads(entry)["rules"])
    rules = rules_of(css)
    data = {"rules": [(rule.text, [sorted(names) for names in rule.asked]) for rule in rules]}
    store.put(key, json.dumps(data, separators=(",", ":")).encode())
    return rules


def _occurs(name: str, html: str, known: dict[str, bool]) -> bool:
    if name not in known:
        known[name] = name in html
    return known[name]


def _asked(rule: Any) -> tuple[frozenset[str], ...]:
    if rule.type != "qualified-rule":
        return (frozenset(),)
    return tuple(frozenset(_names(selector)) for selector in _selectors(rule.prelude))


def _selectors(prelude: Sequence[Any]) -> Iterable[list[Any]]:
    selector: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _names(selector: Sequence[Any]) -> Iterator[str]:
    """The classes and ids that every element that a selector matches, or one above or before it, has."""
    dot = False
    for token in selector:
        if token.type == "hash" or (dot and token.type == "ident"):
            yield token.value
        dot = token.type == "literal" and token.value == "."
