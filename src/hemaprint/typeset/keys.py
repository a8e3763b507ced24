"""Name a galley by the hash of everything that its pages depend on (law 2), of the styles only what can apply to it.

A rule that asks for a class or an id that occurs nowhere in the HTML cannot apply. Everything else is taken to apply:
what stands in ``:is()``, ``:not()`` or ``:has()`` is not looked into, and a name counts as soon as it is found anywhere
in the text. So a change of one component sets those articles anew that have it, and perhaps a few more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any
from unicodedata import category

import tinycss2

from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.geometry import faces
from hemaprint.typeset.engine import registry
from hemaprint.typeset.resources import Resources
from hemaprint.typeset.wanted import Form, Kit

_QUOTED = re.compile(rf"""=\s*(?:"([^"]*{PROJECT_SCHEME}:[^"]*)"|'([^']*{PROJECT_SCHEME}:[^']*)')""")
_NAKED = re.compile(rf"""{PROJECT_SCHEME}:[^"'()<>\s]*""")
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_OGHAM_SPACE = "\u1680"


class Keys:
    """Names galleys that are set with one kit and from one project.

    What a galley depends on is: this program and its libraries, the rules that can apply to it, its HTML, the bytes of
    the pictures in it and of the theme's faces, and, only where these lack one of its characters, which fonts the
    machine has.
    """

    def __init__(self, kit: Kit, resources: Resources, store: Store | MemoryStore) -> None:
        self._kit = kit
        self._resources = resources
        self._rules = kept_rules(kit.css, store)
        self._base = digest_of(fingerprint.engine(), registry.state().files, resources.faces(), repr(kit.geometry))
        self._covered = _covered(resources, store)
        self._known: dict[tuple[Form, str], tuple[dict[str, str], str]] = {}

    def key(self, form: Form, html: str) -> str:
        """The name of a galley in this form."""
        if form is Form.STYLE:
            return digest_of(self._base, form, self._kit.css)
        pictures = self.pictures(html)
        known = self._known.get((form, html))
        if known is None or known[0] != pictures:
            known = self._known[form, html] = pictures, self._made(form, html, pictures)
        return known[1]

    def forget(self) -> None:
        """Drop the names that are remembered: they are found again."""
        self._known.clear()

    def pictures(self, html: str) -> dict[str, str]:
        """The hashes of the project's files that a galley names, by URL."""
        return {url: self._resources.digest(url) for url in sorted(set(urls_in(html)))}

    def _made(self, form: Form, html: str, pictures: dict[str, str]) -> str:
        known: dict[str, bool] = {}
        rules = [rule.text for rule in self._rules if rule.can_apply(html, known)]
        tags = self._kit.tags if form is Form.PAGES else ""
        fonts = fingerprint.installed_fonts() if self.needs_more_fonts(html, pictures) else ""
        return digest_of(self._base, form, tags, html, *rules, json.dumps(pictures), fonts)

    def needs_more_fonts(self, html: str, pictures: dict[str, str]) -> bool:
        """Whether fonts of the machine may be asked for, besides the theme's faces."""
        return self._lacks(set(html) - self._covered) or any(self._has_lettering(url) for url in pictures)

    def _lacks(self, characters: set[str]) -> bool:
        """Whether other fonts are asked for characters; Pango asks for none for spaces and controls (``itemize``)."""
        return any(one == _OGHAM_SPACE or category(one) not in _INVISIBLE for one in characters)

    def _has_lettering(self, url: str) -> bool:
        """Whether a file may be a drawing with lettering, for which any installed font can be asked."""
        try:
            data = self._resources.read(url).data
        except (OSError, ValueError):
            return False
        return url.lower().endswith((".svg", ".svgz")) and (b"text" in data or b"\0" in data)


def urls_in(html: str) -> Iterator[str]:
    """Every URL of a project's file in ``html``: attributes, and whatever looks like one anywhere."""
    for double, single in _QUOTED.findall(html):
        value = unescape(double or single).strip()
        if value.startswith(PROJECT_SCHEME):
            yield value
    for match in _NAKED.finditer(html):
        yield unescape(match[0])


def _covered(resources: Resources, store: Store | MemoryStore) -> frozenset[str]:
    """The characters that every face of the theme has; kept in the store, because reading a font takes long."""
    key = digest_of("characters", resources.faces())
    entry = store.get(key)
    if entry is None:
        entry = "".join(sorted(_shared_characters(key))).encode()
        store.put(key, entry)
    return frozenset(entry.decode())


@lru_cache(maxsize=1)
def _shared_characters(_key: str) -> frozenset[str]:
    """The characters, read once for each set of faces."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly, and is needed once

    covered: frozenset[str] | None = None
    for face in faces():
        with TTFont(face.path, lazy=True) as font:
            characters = frozenset(map(chr, font.getBestCmap()))
        covered = characters if covered is None else covered & characters
    return covered or frozenset()


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
