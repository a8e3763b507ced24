# SPDX-License-Identifier: MIT
"""Show pages in a browser, which on its screen knows no ``@page``, as paper of their size with their margins.

The blocks with a ``page`` of their own become sheets of paper: margins of the page are their padding, its size their
width and least height, its background theirs. Running heads, and what is said of first pages, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import tinycss2

from hemaprint.theme.stylesheets import rules_in

_SELECTOR = re.compile(r"\s*+([\w-]*+)(?::(left|right))?\s*+")
_MADE = frozenset({"galley", "folio"})
"""Pages that no reader sees."""
_BODY = re.compile(r"\bbody\b")
_TEXT = '[data-key="galley"]'
"""What the pages of an article are cut from, and where in a browser its paper is."""
_PAPER = "box-sizing:border-box;margin:0 auto 24pt;overflow:clip"


@dataclass(frozen=True, slots=True)
class _PageRule:
    """An ``@page`` for pages of a ``name`` ("": all), on a ``side`` ("": both)."""

    name: str
    side: str
    declarations: tuple[tuple[str, str], ...]


def page_css(theme_css: str, own: str, side: str) -> str:
    """Rules that show the pages of a document as paper: of the theme's styles, and of the document's ``own``.

    ``side`` is where its first page falls.
    """
    of_theme, of_document = _read(theme_css), _read(own)
    every = [*of_theme[0], *of_document[0]]
    named = dict((*of_theme[1], *of_document[1]))
    return "\n".join(
        f"{_BODY.sub(_TEXT, selector)}{{{_PAPER};{_shown(every, name, side)}}}" for selector, name in named.items()
    )


@lru_cache(maxsize=8)
def _read(css: str) -> tuple[tuple[_PageRule, ...], tuple[tuple[str, str], ...]]:
    """The rules of pages, and which selector has which page."""
    pages: list[_PageRule] = []
    papers: list[tuple[str, str]] = []
    for rule in rules_in(css):
        if rule.type == "at-rule" and rule.lower_at_keyword == "page" and rule.content is not None:
            pages += _page_rules(rule)
        elif rule.type == "qualified-rule":
            names = [value for name, value in _declarations(rule) if name == "page" and value not in _MADE]
            papers += [(tinycss2.serialize(rule.prelude).strip(), name) for name in names[-1:]]
    return tuple(pages), tuple(papers)


def _page_rules(rule: Any) -> Iterator[_PageRule]:
    declared = tuple(_declarations(rule))
    for one in tinycss2.serialize(rule.prelude).split(","):
        if match := _SELECTOR.fullmatch(one):
            yield _PageRule(match[1], match[2] or "", declared)


def _declarations(rule: Any) -> Iterator[tuple[str, str]]:
    for one in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if one.type == "declaration":
            yield one.lower_name, tinycss2.serialize(one.value).strip()


def _shown(rules: list[_PageRule], name: str, side: str) -> str:
    """The declarations of a page, in the order of the cascade, as those of a block."""
    applying = [rule for rule in rules if rule.name in ("", name) and rule.side in ("", side)]
    applying.sort(key=lambda rule: (bool(rule.name), bool(rule.side)))
    return ";".join(part for rule in applying for one in rule.declarations for part in _as_block(*one))


def _as_block(name: str, value: str) -> Iterator[str]:
    if name == "size":
        tokens = [one for one in tinycss2.parse_component_value_list(value) if one.type != "whitespace"]
        if len(tokens) == 2:
            width, height = (tinycss2.serialize([one]) for one in tokens)
            yield f"width:{width};min-height:{height}"
    elif name.partition("-")[0] == "margin":
        yield f"padding{name.removeprefix('margin')}:{value}"
    elif name.partition("-")[0] == "background":
        yield f"{name}:{value}"
