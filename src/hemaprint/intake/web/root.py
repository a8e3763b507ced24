"""Find the article in a web page, and set aside what only surrounds it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from soupsieve import SelectorSyntaxError

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, shown_text, tags_in, visible_text
from hemaprint.intake.passages import Doubt, LeftOut

PLACES = ("[itemprop~=articleBody]", "article", "main", "[role=main]")
"""Selectors of what may hold an article, the most exact first."""

REASONS = {
    "nav": "navigation", "header": "the head of the page", "footer": "the foot of the page", "aside": "an aside",
    "form": "a form", "button": "a button", "select": "a form", "textarea": "a form", "dialog": "a dialog",
}  # fmt: skip
ROLES = {"navigation": "navigation", "banner": "the head of the page", "contentinfo": "the foot of the page",
         "search": "a form", "dialog": "a dialog", "alertdialog": "a dialog", "complementary": "an aside"}  # fmt: skip
FURNITURE = re.compile(
    r"(?<![a-z])(?:share|sharing|social|cookies?|consent|subscribe|signup|related|recommended|breadcrumbs?|comments?|promo"
    r"|advert|advertisement|ads|sidebar|toolbar|print-only|skip-link)(?![a-z])",
    re.IGNORECASE,
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
LINKED_SHARE = 0.3
"""A box of which more than this is links leads elsewhere."""
WHOLE_SHARE = 0.6
"""A part that has less of a page's prose than this is not its article but a piece of it."""


def roots_of(soup: BeautifulSoup, selector: str, path: Path) -> tuple[list[Tag], tuple[Doubt, ...]]:
    """The elements that hold the article, in order. A ``selector`` that fails is a :class:`ContentError`."""
    if selector:
        return _selected(soup, selector, path), ()
    for place in PLACES:
        if found := [tag for tag in soup.select(place) if visible_text(tag).strip()]:
            root = max(found, key=lambda tag: len(visible_text(tag)))
            doubts = (_several(root, len(_outermost(found))),) if len(_outermost(found)) > 1 else ()
            return [root], doubts
    root = _most_prose(soup)
    if root is soup:
        return [soup.body or soup] if not _is_beside_body(soup) else [soup], ()
    line = root.sourceline or 1
    doubt = Doubt("HP529", line, f"the article was taken to be the <{root.name}> with most prose", "--selector CSS")
    return [root], (doubt,)


def set_aside(soup: BeautifulSoup, roots: list[Tag]) -> tuple[LeftOut, ...]:
    """What stands outside of ``roots``, and what is taken out of them because it only serves the page."""
    outside = _outside(soup, roots)
    inside = [left for root in roots for left in _furniture(root)]
    return tuple(sorted([*outside, *inside], key=lambda left: left.line))


def _selected(soup: BeautifulSoup, selector: str, path: Path) -> list[Tag]:
    try:
        found = _outermost(soup.select(selector))
    except (SelectorSyntaxError, NotImplementedError, ValueError) as error:
        reason = str(error).splitlines()[0]
        hint = "write it as in CSS, for example --selector 'div.article'"
        raise ContentError(
            [Problem("HP519", f"the selector {selector!r} is malformed: {reason}", Location(path), hint)]
        ) from error
    if not found:
        names = sorted(
            {f"{tag.name}#{tag['id']}" for tag in soup.find_all(["div", "main", "article", "section"], id=True)}
        )
        hint = f"the page has {', '.join(names[:8])}" if names else "look for it with the browser's inspector"
        raise ContentError([Problem("HP519", f"nothing in {path.name} answers to {selector!r}", Location(path), hint)])
    return found


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    chosen: list[Tag] = []
    seen: set[int] = set()
    for tag in tags:  # in their order, so that what holds others comes first
        if not any(id(parent) in seen for parent in tag.parents):
            seen.add(id(tag))
            chosen.append(tag)
    return chosen


def _several(root: Tag, count: int) -> Doubt:
    message = f"the page has {count} <{root.name}> elements; the longest was taken"
    return Doubt("HP529", root.sourceline or 1, message, "--selector CSS")


def _most_prose(soup: BeautifulSoup) -> Tag:
    """The element with most text in paragraphs directly inside it, unless there is as much elsewhere."""
    scores: dict[int, float] = defaultdict(float)
    tags: dict[int, Tag] = {}
    total = 0
    for paragraph in soup.find_all("p"):
        length = len(paragraph.get_text())
        total += length
        holders = (parent for parent in paragraph.parents if parent.name in BLOCKS or parent is soup)
        for parent, share in zip(holders, (1.0, 0.5), strict=False):
            scores[id(parent)] += length * share
            tags[id(parent)] = parent
    if not scores:
        return soup
    best = max(scores, key=lambda key: scores[key])
    tag = tags[best]
    return soup if scores[best] < WHOLE_SHARE * total or tag.name in ("body", "html") else tag


def _is_beside_body(soup: BeautifulSoup) -> bool:
    """Whether text stands outside the body, as in fragments and broken pages."""
    return soup.body is None or len(visible_text(soup).split()) != len(visible_text(soup.body).split())


def _outside(soup: BeautifulSoup, roots: list[Tag]) -> list[LeftOut]:
    chosen = {id(root) for root in roots}
    above = {id(parent) for root in roots for parent in root.parents}
    if id(soup) in chosen:
        return []
    found: list[LeftOut] = []
    waiting: list[Tag] = [soup]
    while waiting:
        pieces: list[Tag | NavigableString] = []
        tag = waiting.pop()
        if tag.name in UNSEEN:
            continue
        for child in [*tag.children, None]:
            ends = child is None or (isinstance(child, Tag) and (child.name in BLOCKS or id(child) in chosen | above))
            if ends:
                found += _left(pieces, tag, "outside the article")
                pieces = []
            if isinstance(child, Tag) and id(child) in above:
                waiting.append(child)
            elif isinstance(child, Tag) and ends and id(child) not in chosen:
                found += _left([child], tag, _reason(child) or "outside the article")
            elif isinstance(child, Tag | NavigableString) and id(child) not in chosen:
                pieces.append(child)
    return found


def _left(pieces: list[Tag | NavigableString], parent: Tag, why: str) -> list[LeftOut]:
    nodes = (node for piece in pieces for node in (piece, *getattr(piece, "descendants", ())))
    text = shown_text(nodes, parent).strip()
    line = next((piece.sourceline for piece in pieces if isinstance(piece, Tag)), parent.sourceline)
    return [LeftOut(line or 1, text, why)] if text else []


def _furniture(root: Tag) -> list[LeftOut]:
    """Take out of an article what only serves its page. A part with most of the article's text is not furniture."""
    found: list[LeftOut] = []
    whole = len(visible_text(root))
    for tag in list(tags_in(root)):
        why = _reason(tag)
        if not why or tag.find_parent(lambda parent: parent is root) is None:
            continue
        text = visible_text(tag).strip()
        if len(text) > whole / 2 or (why == REASONS["aside"] and _is_box(tag, text)):
            continue
        tag.extract()
        if text:
            found.append(LeftOut(tag.sourceline or 1, text, why))
    return found


def _is_box(tag: Tag, text: str) -> bool:
    """Whether an aside in an article is a box of it: a head and copy, few links, nothing to fill in."""
    linked = sum(len(visible_text(link)) for link in tag.find_all("a"))
    has_head, has_copy = tag.find(["h1", "h2", "h3", "h4", "h5", "h6"]), tag.find(["p", "li", "dd"])
    return bool(has_head and has_copy) and linked < LINKED_SHARE * len(text) and tag.find(["input", "form"]) is None


def _reason(tag: Tag) -> str:
    """Why an element is not copy; "" when it may be."""
    if tag.has_attr("hidden") or HIDDEN.search(attribute(tag, "style")):
        return "it is hidden on the page"
    if tag.name in ("header", "footer"):
        parts = {"article", "section", "main", "blockquote", "figure"}
        if tag.name == "header" or tag.find_parent(sorted(parts)) is None:
            return "" if tag.find_parent(sorted(parts)) else REASONS[tag.name]
        return "" if tag.parent is not None and tag.parent.name in ("blockquote", "figure") else REASONS["footer"]
    if attribute(tag, "role") == "note":
        return ""
    if tag.name in REASONS:
        return REASONS[tag.name]
    if role := ROLES.get(attribute(tag, "role")):
        return role
    return "furniture of the page" if FURNITURE.search(f"{attribute(tag, 'class')} {attribute(tag, 'id')}") else ""
