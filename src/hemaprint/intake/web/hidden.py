"""Find what a page hides from those who look at it, and what of that it shows when somebody asks."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from soupsieve import SelectorSyntaxError

from hemaprint.intake.markup.soup import BLOCKS, attribute, is_text, tags_in
from hemaprint.intake.web.measure import Measure, names_of
from hemaprint.intake.web.vocabulary import ICONS, UNSEEN_NAMES

HIDDEN = "it is hidden on the page"
OPENED = frozenset(
    {"tab", "tabs", "pane", "panel", "accordion", "collapse", "collapsible", "toggle", "spoiler", "faq", "expand",
     "expander", "expandable", "page", "slide", "more", "fulltext"}
)  # fmt: skip
"""Words in the names of parts that are hidden until a reader opens them."""
CLOSED = frozenset({"modal", "dialog", "popup", "cookie", "menu", "nav", "overlay", "lightbox", "dropdown", "search"})
OPENERS = ("aria-controls", "data-target", "data-bs-target", "data-tab", "data-toggle-target", "for", "href")
STATES = frozenset(
    {"active", "show", "hidden", "in", "current", "open", "closed", "collapsed", "is-active", "selected"}
)

RULES_AT_MOST = 200
_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NESTED = re.compile(r"@[^@{}]*\{(?:[^{}]*\{[^{}]*\})*+[^{}]*\}|/\*.*?(?:\*/|\Z)", re.DOTALL)
_RULE = re.compile(r"(?<![^{}])([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"[a-z]*(?:[.#][\w-]+)+", re.IGNORECASE)


class Hidden:
    """Answers for one page what it hides by attributes, and by the plain rules of its own style sheets."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self._by_rule = {id(tag) for selector in _selectors(soup) for tag in _select(soup, selector)}
        self._opened = {
            attribute(tag, name).lstrip("#")
            for tag in tags_in(soup)
            for name in OPENERS
            if attribute(tag, name) and (name != "href" or attribute(tag, name).startswith("#"))
        }

    def why(self, tag: Tag, measure: Measure) -> str:
        """Why nobody sees an element; "" for what is shown, or is shown to who asks for it."""
        names = names_of(tag)
        if self._is_declared(tag):
            return "" if measure.prose and self._is_opened(tag, names) else HIDDEN
        if any(name in UNSEEN_NAMES or name in ICONS for name in names):
            return HIDDEN
        if attribute(tag, "aria-hidden") == "true" and measure.words and not measure.prose:
            return "" if _has_words_beside(tag) else HIDDEN
        return ""

    def _is_declared(self, tag: Tag) -> bool:
        if tag.has_attr("hidden") and attribute(tag, "hidden") != "until-found":
            return True
        return id(tag) in self._by_rule or _STYLE.search(attribute(tag, "style")) is not None

    def _is_opened(self, tag: Tag, names: tuple[str, ...]) -> bool:
        parts = {part for name in names for part in name.split("-")}
        if parts & CLOSED or "dialog" in attribute(tag, "role"):
            return False
        if attribute(tag, "role") == "tabpanel" or attribute(tag, "id") in self._opened or parts & OPENED:
            return True
        kind = set(names) - STATES
        beside = [one for one in (tag.parent.children if tag.parent else ()) if isinstance(one, Tag) and one is not tag]
        return bool(kind) and any(
            one.name == tag.name and kind & set(names_of(one)) and not self._is_declared(one) for one in beside
        )


def _selectors(soup: BeautifulSoup) -> list[str]:
    """The selectors of classes and ids that a page hides on every screen."""
    found: list[str] = []
    for style in soup.find_all("style"):
        media = attribute(style, "media")
        if media and "all" not in media and "screen" not in media:
            continue
        for selectors, body in _RULE.findall(_NESTED.sub("", style.get_text())):
            if _STYLE.search(body):
                found += [one.strip() for one in selectors.split(",") if _SIMPLE.fullmatch(one.strip())]
    return found[:RULES_AT_MOST]


def _select(soup: BeautifulSoup, selector: str) -> list[Tag]:
    try:
        return list(soup.select(selector))
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        return []


def _has_words_beside(tag: Tag) -> bool:
    """Whether an element is within a line of text, as a raised first letter is."""
    return tag.name not in BLOCKS and any(
        isinstance(node, NavigableString) and is_text(node) and node.strip() for node in (tag.parent or ())
    )
