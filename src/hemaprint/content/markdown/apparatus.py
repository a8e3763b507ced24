# SPDX-License-Identifier: MIT
"""Tie copy to its article: attributes of spans, citations, footnotes and cross-references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from hemaprint.content.markdown.finish import Element, Node, Words, leaves_of, plain_text
from hemaprint.content.markdown.source import Fragment, Problems, ReferenceStyle
from hemaprint.content.markdown.typography import NBSP, finish_text
from hemaprint.content.models import PageReference, Reference
from hemaprint.content.spans import (
    LONGEST_CODE,
    Branch,
    Citation,
    Cited,
    CrossReference,
    Foreign,
    Link,
    PageNumber,
    Style,
    Styled,
)
from hemaprint.errors import Location, MalformedError, did_you_mean
from hemaprint.project.direction import language_tag

_CLASSES: dict[str, Style] = {".sc": "small capitals", ".gene": "gene"}
_KNOWN = (*_CLASSES, "lang=")
_PAPER = ".paper"
_LANGUAGE = re.compile(r"lang=(?P<quote>\"?)(?P<tag>[^\s\"]*)(?P=quote)")


def span_element(attributes: str, children: list[Node], at: Location, problems: Problems) -> list[Node]:
    """The elements of ``[children]{attributes}``, the first attribute outermost; ``at`` is the place of the brace."""
    nodes = children
    words = list(re.finditer(r"\S+", attributes))
    for word in reversed(words):
        place = Location(at.path, at.line, at.column + 1 + word.start())
        try:
            span = _span(word[0])
        except MalformedError as error:
            problems.error(error.code, error.message, place, error.hint)
            continue
        if span is None:
            hint = did_you_mean(word[0], _KNOWN, noun="attributes")
            problems.error("HP153", f'unknown attribute "{word[0]}"', place, hint)
        else:
            nodes = [Element(span, nodes)]
    if not words:
        problems.error("HP153", "the braces are empty", at, f"attributes: {', '.join(_KNOWN)}")
    return nodes


def _span(word: str) -> Branch | None:
    match = _LANGUAGE.fullmatch(word)
    if match:
        return Foreign(language_tag(match["tag"]), ())
    return Styled(_CLASSES[word], ()) if word in _CLASSES else None


# ---------------------------------------------------------------- citations

_ITEM = re.compile(r"\s*@(?P<key>[A-Za-z][A-Za-z0-9_:.-]*)\s*(?:,\s*(?P<locator>[^@]*?)\s*)?")
_EXAMPLE = "write [@key], [@key, p. 12] or [@key; @other]"


@dataclass(slots=True)
class Citations:
    """The references of an article and the numbers they have been given so far."""

    slug: str
    references: Mapping[str, Reference]
    style: ReferenceStyle
    language: str
    numbers: dict[str, int] = field(default_factory=dict)
    places: dict[int, str] = field(default_factory=dict)
    """The id of the citation that cites each number first."""

    def cite(self, fragment: Fragment, at: int, content: str, problems: Problems) -> Citation | None:
        """The citation ``[content]`` at ``at``; None when nothing of it can be set."""
        cited: dict[int, str] = {}
        offset = at + 1
        for part in content.split(";"):
            self._add(cited, part, fragment, offset, problems)
            offset += len(part) + 1
        if not cited:
            return None
        parts = tuple(_runs(cited) if self.style.is_numbered else self._labelled(cited))
        return replace(self.style.citation(self.slug, parts), place=self._placed(cited))

    def _placed(self, cited: Iterable[int]) -> str:
        """The id of a citation that is the first of some of its numbers; "" for another."""
        new = [number for number in cited if number not in self.places]
        place = f"{self.slug}--cite_{min(new)}" if new else ""
        self.places |= dict.fromkeys(new, place)
        return place

    def _labelled(self, cited: dict[int, str]) -> Iterator[Cited]:
        keys = {number: key for key, number in self.numbers.items()}
        for number, locator in cited.items():
            yield Cited(number, number, label=self.style.label(self.references[keys[number]], locator))

    def _add(self, cited: dict[int, str], part: str, fragment: Fragment, offset: int, problems: Problems) -> None:
        match = _ITEM.fullmatch(part)
        location = fragment.locate(offset + len(part) - len(part.lstrip()))
        if match is None:
            problems.error("HP151", f'"{part.strip()}" is not a citation', location, _EXAMPLE)
            return
        key = match["key"]
        if key not in self.references:
            hint = did_you_mean(key, self.references, noun="references of this article")
            problems.error("HP150", f'unknown reference "{key}"', location, hint or "add it to references")
            return
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        if number in cited:
            problems.error("HP152", f'"{key}" is cited twice in one citation', location, "cite it once")
        cited[number] = finish_text(match["locator"] or "", self.language).replace(" ", NBSP)

    def anchor(self, number: int) -> str:
        """The id of an entry of the reference list."""
        return f"{self.slug}--ref_{number}"


def _runs(cited: dict[int, str]) -> Iterator[Cited]:
    """Numbers in order, three or more that follow each other as one run (AMA Manual of Style, 11th edition, 3.6)."""
    numbers = sorted(cited)
    while numbers:
        end = 1
        while end < len(numbers) and numbers[end] == numbers[0] + end and not any(cited[n] for n in numbers[: end + 1]):
            end += 1
        end = end if end > 2 else 1
        yield Cited(numbers[0], numbers[end - 1], cited[numbers[0]])
        numbers = numbers[end:]


# ---------------------------------------------------------------- footnotes


@dataclass(frozen=True, slots=True)
class Definition:
    """The text of a footnote and the place of ``[^name]:``."""

    fragment: Fragment
    location: Location


@dataclass(slots=True)
class Footnotes:
    """The definitions of a body and which of them have been set."""

    slug: str
    definitions: dict[str, Definition] = field(default_factory=dict)
    set_at: dict[str, Location] = field(default_factory=dict)

    def define(self, name: str, definition: Definition, more: Location | None, problems: Problems) -> None:
        """Record a definition: one paragraph, defined once. ``more`` is the place of a second paragraph."""
        if name in self.definitions:
            first = self.definitions[name].location.line
            message = f'footnote "{name}" is defined twice, first in line {first}'
            problems.error("HP142", message, definition.location, "give one of them another name")
            return
        self.definitions[name] = definition
        if not definition.fragment.text.strip():
            problems.error("HP146", f'footnote "{name}" has no text', definition.location)
        if more is not None:
            message = f'footnote "{name}" has more than one paragraph'
            problems.error("HP146", message, more, "join its paragraphs into one")

    def call(self, name: str, location: Location, problems: Problems) -> tuple[int, Fragment] | None:
        """The number and the text of the footnote that is called at ``location``, or None with a problem."""
        definition = self.definitions.get(name)
        if definition is None:
            hint = did_you_mean(name, self.definitions) or f"write its text as a paragraph: [^{name}]: ..."
            problems.error("HP140", f'footnote "{name}" is not defined', location, hint)
            return None
        if name in self.set_at:
            message = f'footnote "{name}" is called twice, first in line {self.set_at[name].line}'
            problems.error("HP143", message, location, "write a second footnote: each is printed once")
            return None
        self.set_at[name] = location
        return len(self.set_at), definition.fragment

    def call_inline(self, location: Location) -> int:
        """The number of a footnote whose text is written where it is called."""
        self.set_at[f"[{location.line}:{location.column}]"] = location  # no name has brackets
        return len(self.set_at)

    def report_unused(self, problems: Problems) -> None:
        """Definitions that nothing calls."""
        for name, definition in self.definitions.items():
            if name not in self.set_at:
                message = f'footnote "{name}" is never called'
                problems.error("HP141", message, definition.location, f"call it with [^{name}], or remove it")


# ---------------------------------------------------------------- cross-references

FIGURE_WORDS = frozenset({"fig.", "fig", "figs.", "figure", "figures", "chart", "abb.", "abbildung", "图"})
TABLE_WORDS = frozenset({"table", "tables", "tab.", "tabelle", "tableau", "表"})
EQUATION_WORDS = frozenset({"eq.", "eqs.", "equation", "equations", "formula", "gl.", "gleichung", "équation", "式"})
PAGE_WORDS = frozenset({"page", "pages", "p.", "pp.", "seite", "seiten", "s.", "第", "页"})

_ARTICLE = re.compile(r"article:(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)(?:#(?P<anchor>[A-Za-z0-9][\w-]*))?")
_HASH = re.compile(r"(?<![^\s(\[])#(?![\w#])")
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}|\d{1,3}(?:\.\d{1,3}){3}|xn--[\w.-]+")
_EMAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[A-Za-z]{2,}")
_EXAMPLES = "write https://..., mailto:..., article:slug, article:slug#label or #label"

Kind = Literal["figure", "table", "equation", "place"]
_KINDS: dict[Kind, frozenset[str]] = {"figure": FIGURE_WORDS, "table": TABLE_WORDS, "equation": EQUATION_WORDS}


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
        """Record a label; False when it is taken."""
        if label in self.targets:
            message = f'label "{label}" is used twice, first in line {self.targets[label].location.line}'
            problems.error("HP131", message, target.location, "use another label")
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
        wanted = next((kind for kind, words in _KINDS.items() if word in words), "")
        if wanted and (target is None or target.number is None or target.kind != wanted):
            message = f'"{reference.target}" is not a numbered {wanted} of this article'
            problems.error("HP133", message, reference.location, 'to cite its page, write "page #"')
        if target is not None and target.number is not None and word not in PAGE_WORDS:
            return Words(str(target.number), protected=True)
        self.page_references.append(reference)
        return PageNumber(reference.target)


def is_inside(href: str) -> bool:
    """Whether an address names something in the issue."""
    return href.startswith(("#", "article:"))


def marked_for_paper(attributes: str, at: Location, refusal: str, problems: Problems) -> bool:
    """Whether the attributes of a link have ``.paper``; ``at`` is the place of the brace.

    ``refusal`` says why the link cannot have it; "" where it can.
    """
    words = list(re.finditer(r"\S+", attributes))
    for word in words:
        place = Location(at.path, at.line, at.column + 1 + word.start())
        if word[0] != _PAPER:
            hint = did_you_mean(word[0], [_PAPER], noun="attributes of links")
            problems.error("HP153", f'unknown attribute "{word[0]}" of a link', place, hint)
        elif refusal:
            problems.error("HP153", refusal, place, f"remove {_PAPER}")
    return not refusal and any(word[0] == _PAPER for word in words)


def link_outside(
    href: str, children: list[Node], location: Location, problems: Problems, *, paper: bool = False
) -> list[Node]:
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
    if paper and len(href.encode()) > LONGEST_CODE:
        message = f"the address of a link for paper is too long for a QR code: {len(href.encode())} bytes"
        hint = f"name a shorter one, of at most {LONGEST_CODE} bytes; this one is printed without a code"
        problems.warning("HP357", message, location, hint)
    return [Element(Link(href, (), paper), children)]


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
