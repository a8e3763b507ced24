"""Links: into the issue, with the page or the number they print, and out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.finish import Element, Node, Words, leaves_of, plain_text
from hemaprint.content.markdown.typography import NBSP
from hemaprint.content.models import PageReference
from hemaprint.content.spans import CrossReference, Link, PageNumber
from hemaprint.errors import Location, did_you_mean

FIGURE_WORDS = frozenset({"fig.", "fig", "figs.", "figure", "figures", "chart", "abb.", "abbildung", "图"})
TABLE_WORDS = frozenset({"table", "tables", "tab.", "tabelle", "tableau", "表"})
PAGE_WORDS = frozenset({"page", "pages", "p.", "pp.", "seite", "seiten", "s.", "第", "页"})

_ARTICLE = re.compile(r"article:(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)(?:#(?P<anchor>[A-Za-z0-9][\w-]*))?")
_HASH = re.compile(r"(?<![^\s(\[])#(?![\w#])")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}|\d{1,3}(?:\.\d{1,3}){3}|xn--[\w.-]+")
_EMAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
_EXAMPLES = "write https://..., mailto:..., article:slug, article:slug#label or #label"

Kind = Literal["figure", "table", "place"]


@dataclass(frozen=True, slots=True)
class Target:
    """What a label names; ``number`` is None where none is printed."""

    kind: Kind
    number: int | None
    location: Location


@dataclass(slots=True)
class CrossReferences:
    """The labels of an article, and the links found in it."""

    slug: str
    targets: dict[str, Target] = field(default_factory=dict)
    links: list[PageReference] = field(default_factory=list)
    page_references: list[PageReference] = field(default_factory=list)

    def define(self, label: str, target: Target, problems: Problems) -> bool:
        """Note a label; False when it is taken."""
        if label in self.targets:
            message = f'label "{label}" stands twice, first in line {self.targets[label].location.line}'
            problems.error("HP131", message, target.location, "labels are unique in an article")
            return False
        self.targets[label] = target
        return True

    def link_inside(self, href: str, children: list[Node], location: Location, problems: Problems) -> list[Node]:
        """A link to an article or to a label, its ``#`` replaced; the bare children when the target is wrong."""
        match = _ARTICLE.fullmatch(href)
        slug, anchor = (match["slug"], match["anchor"] or "") if match else (self.slug, href[1:])
        if not match and not href.startswith("#"):
            problems.error("HP135", f'"{href}" is not an address in the issue', location, _EXAMPLES)
            return children
        reference = PageReference(slug, anchor, location)
        if slug != self.slug:
            self.links.append(reference)
        elif anchor not in self.targets and (anchor or not match):
            hint = did_you_mean(anchor, self.targets, noun="labels of this article")
            problems.error("HP132", f'there is no label "{anchor}" in this article', location, hint)
            return children
        span = CrossReference(slug, anchor, (), within=slug == self.slug)
        return [Element(span, self._numbered(children, reference, problems))]

    def _numbered(self, children: list[Node], reference: PageReference, problems: Problems) -> list[Node]:
        """``children`` with every lone # replaced by the number of the figure or by the page."""
        done: list[Node] = []
        before = ""
        for node in children:
            if isinstance(node, Element):
                node.children = self._numbered(node.children, reference, problems)
            if not isinstance(node, Words) or node.protected or not _HASH.search(node.text):
                done.append(node)
                before = plain_text([node]) or before
                continue
            start = 0
            for match in _HASH.finditer(node.text):
                piece = node.text[start : match.start()]
                words = (before + piece).split()
                done.append(Words(piece.rstrip() + NBSP if piece[-1:].isspace() else piece))
                done.append(self._number(words[-1].casefold().lstrip("([") if words else "", reference, problems))
                start, before = match.end(), ""
            done.append(Words(node.text[start:]))
        return done

    def _number(self, word: str, reference: PageReference, problems: Problems) -> Node:
        target = self.targets.get(reference.anchor) if reference.slug == self.slug else None
        wanted = "figure" if word in FIGURE_WORDS else "table" if word in TABLE_WORDS else ""
        if wanted and (target is None or target.number is None or target.kind != wanted):
            message = f'"{reference.target}" is not a numbered {wanted} of this article'
            problems.error("HP133", message, reference.location, 'for its page write "page #"')
        if target is not None and target.number is not None and word not in PAGE_WORDS:
            return Words(str(target.number), protected=True)
        self.page_references.append(reference)
        return PageNumber(reference.target)


def is_inside(href: str) -> bool:
    """Whether an address names something in the issue."""
    return href.startswith(("#", "article:"))


def link_outside(href: str, children: list[Node], location: Location, problems: Problems) -> list[Node]:
    """A link out of the magazine: https, http or mailto, well formed."""
    fault = _fault(href)
    if fault:
        problems.error("HP134", f'"{href}" {fault}', location, _EXAMPLES)
        return children
    for leaf in leaves_of(children):
        if isinstance(leaf, Words):
            if href.startswith("mailto:"):
                leaf.text = leaf.text.removeprefix("mailto:")
            leaf.protected |= "://" in leaf.text or leaf.text in href
    return [Element(Link(href, ()), children)]


def _fault(href: str) -> str:
    """What is wrong with an address (RFC 3986, sections 3.1 and 3.2); "" when nothing is."""
    if href.startswith("mailto:"):
        return "" if _EMAIL.fullmatch(href[7:].partition("?")[0]) else "is not an e-mail address"
    try:
        parts = urlsplit(href)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "is not a web address"
    if parts.scheme not in ("http", "https"):
        return "is not an address that can be printed"
    if not _HOST.fullmatch(host) or not href.lower().startswith(f"{parts.scheme}://"):
        return "has no host such as example.org"
    return ""
