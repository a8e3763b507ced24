# SPDX-License-Identifier: MIT
"""Find the article in a page: the element with most of its prose, its parts elsewhere, and what is not the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from soupsieve import SelectorSyntaxError

from hemaprint.intake.files import fault
from hemaprint.intake.language import first_words, words
from hemaprint.intake.markup.soup import (
    BLOCKS,
    UNSEEN,
    children_of,
    is_inside,
    shown_text,
    source_line,
    tags_in,
    visible_text,
)
from hemaprint.intake.passages import Doubt, LeftOut
from hemaprint.intake.web.furniture import END_MATTER, REPEATS, Judge, is_site_name, title_of
from hemaprint.intake.web.survey import (
    HEADINGS,
    Survey,
    first_heading,
    is_linked,
    listed,
    name_parts,
    names_of,
    sequence,
)

PLACES = ("article:has([itemprop~=articleBody])", "article", "[itemprop~=articleBody]", "main", "[role=main]")
"""Selectors of what may hold an article, the most exact first."""

MOST = 0.5
"""A place that holds less of the page's prose than this is ignored."""
NEARLY_ALL = 0.85
"""An element with this much of the prose holds the article."""
CARD_WORDS = 60
JOINED_PROSE = 12
"""Words of prose that make a neighbour of the article a part of it."""
JOINED_LINKS = 0.3
BETWEEN_WORDS = 120
DISAGREE = 0.1
_NO_ROOTS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "pre", "dl", "dd", "figure", "a", "span", "b", "strong"}
_TITLES = ("h1", "[itemprop~=headline]", ".entry-title", ".post-title", ".article-title", ".headline", "h2")


def find_article(soup: BeautifulSoup, selector: str, judge: Judge, path: Path) -> tuple[list[Tag], list[Doubt]]:
    """The elements that hold the article, in order, and what is doubtful about them.

    A ``selector`` that fails is a :class:`ContentError`.
    """
    if selector:
        return _selected(soup, selector, path), []
    furniture = {id(tag) for tag, _ in judge.furniture(soup)}
    copy = Survey(soup, furniture)
    cores, doubts = _cores(soup, copy)
    roots = list(_Ring(soup, cores, copy, furniture).pieces())
    hidden = next((tag for root in roots for tag in (root, *root.parents) if judge.hides(tag)), None)
    if hidden is not None:
        doubts.append(_doubt(hidden, f"most of the page's prose is in a hidden <{hidden.name}>, which was taken"))
    return roots, doubts or _second_opinion(soup, copy, roots)


def _doubt(tag: Tag, message: str) -> Doubt:
    return Doubt("HP529", source_line(tag), message, "--selector CSS")


def _selected(soup: BeautifulSoup, selector: str, path: Path) -> list[Tag]:
    try:
        found = _outermost(soup.select(selector))
    except (SelectorSyntaxError, NotImplementedError, ValueError) as error:
        message = f"the selector {selector!r} is malformed: {str(error).splitlines()[0]}"
        raise fault(path, "HP519", message, "write it as in CSS, for example --selector 'div.article'") from error
    if not found:
        holders = soup.find_all(["div", "main", "article", "section"], id=True)
        names = sorted({f"{tag.name}#{tag['id']}" for tag in holders})
        hint = f"the page has {', '.join(names[:8])}" if names else "look for it with the browser's inspector"
        raise fault(path, "HP519", f"nothing in {path.name} matches {selector!r}", hint)
    return found


def _outermost(tags: Iterable[Tag]) -> list[Tag]:
    """Those of ``tags``, in document order, that are inside no other of them."""
    chosen: dict[int, Tag] = {}
    for tag in tags:
        if not any(id(parent) in chosen for parent in tag.parents):
            chosen[id(tag)] = tag
    return list(chosen.values())


# ---------------------------------------------------------------- the core: most of the prose


def _cores(soup: BeautifulSoup, copy: Survey) -> tuple[list[Tag], list[Doubt]]:
    """The element or elements with most of the prose that is not furniture."""
    total = copy.of(soup).prose or copy.of(soup).words
    for place in PLACES:
        found = [tag for tag in _outermost(soup.select(place)) if copy.of(tag).words]
        if not found or sum(_said(copy, tag) for tag in found) < MOST * total:
            continue
        largest = max(found, key=lambda tag: _said(copy, tag))
        others = [tag for tag in found if tag is largest or not _is_card(tag, copy)]
        if len(others) == 1:
            return [largest], []
        are_parts = _are_parts(others)
        taken = (
            "the article is spread over {}; all were taken" if are_parts else "the page has {}; the longest was taken"
        )
        message = taken.format(f"{len(others)} <{largest.name}> elements")
        return others if are_parts else [largest], [_doubt(largest, message)]
    root = _densest(soup, copy, total)
    if root is soup or root.name in ("body", "html") or copy.of(root).words == copy.of(soup).words:
        return [root], []
    return [root], [_doubt(root, f"the article was taken to be the <{root.name}> with most prose")]


def _said(copy: Survey, tag: Tag) -> int:
    return copy.of(tag).prose or copy.of(tag).words


def _is_card(tag: Tag, copy: Survey) -> bool:
    """Whether an element only leads to an article: few words, and its heading, its picture or much of it is a link."""
    measure = copy.of(tag)
    leads = is_linked(first_heading(tag)) or tag.select_one("a[href] img") is not None or measure.linked_share >= 0.3
    return measure.words <= CARD_WORDS and leads


def _are_parts(tags: list[Tag]) -> bool:
    """Whether elements are parts of one article: at most one of them has a title, and no other leads elsewhere."""
    headings = [heading for tag in tags if (heading := first_heading(tag)) is not None]
    titled = sum(heading.name == "h1" or is_linked(heading) for heading in headings)
    return titled <= 1 and len({id(tag.parent) for tag in tags}) <= 2


def _densest(soup: BeautifulSoup, copy: Survey, total: int) -> Tag:
    """The smallest element that holds nearly all of the prose; the whole where there is text beside the body."""
    tag = soup.body
    if tag is None or copy.of(soup).words > copy.of(tag).words:
        return soup
    while True:
        best = max(children_of(tag), key=lambda child: _said(copy, child), default=None)
        if best is None or best.name in _NO_ROOTS or _said(copy, best) < NEARLY_ALL * total:
            return tag
        tag = best


# ---------------------------------------------------------------- the ring: what belongs to the core


class _Ring:
    """The elements around the cores that belong to them: title, standfirst, pictures; more prose after them."""

    def __init__(self, soup: BeautifulSoup, cores: list[Tag], copy: Survey, furniture: set[int]) -> None:
        self._soup, self._copy, self._furniture = soup, copy, furniture
        self._all = cores
        self._cores = {id(core) for core in cores}
        self._title = None if id(soup) in self._cores else self._find_title()
        marked = [*cores, *([self._title] if self._title is not None else [])]
        self._above = {id(parent) for tag in marked for parent in tag.parents}
        self._begun = False
        self._ended = False

    def pieces(self) -> Iterator[Tag]:
        """The cores and what belongs to them, in their order."""
        yield from self._inside(self._soup) if id(self._soup) not in self._cores else [self._soup]

    def _inside(self, tag: Tag) -> Iterator[Tag]:
        for child in children_of(tag):
            if child is self._title:
                self._begun = True
                yield child
            elif id(child) in self._cores:
                self._begun = self._ended = True
                yield child
            elif id(child) in self._above:
                yield from self._inside(child)
            elif id(child) not in self._furniture and child.name != "head" and self._belongs(child):
                yield child

    def _belongs(self, tag: Tag) -> bool:
        measure = self._copy.of(tag)
        if self._begun and not self._ended:  # between the title and the article
            few = measure.words <= BETWEEN_WORDS or measure.prose_share > 0.5
            shows = measure.words > 0 or tag.name == "img" or tag.find("img") is not None
            return few and shows and not measure.controls and measure.linked_share < 0.5
        if not self._begun and self._title is not None:
            return bool(listed("kickers") & set(names_of(tag)))
        if measure.controls or measure.linked_share >= JOINED_LINKS or measure.prose < JOINED_PROSE:
            return False
        return self._continues(tag)

    def _continues(self, tag: Tag) -> bool:
        """Whether prose beside a core is more of it: made like it, with end matter in it, or in the same narrow box."""
        if tag.name in ("aside", "header", "footer", "nav") or name_parts(tag) & listed("chrome") or tag.find("h1"):
            return False
        classed = [core for core in self._all if core.has_attr("class")]
        if any(core.name == tag.name and core.get("class") == tag.get("class") for core in classed):
            return tag.name != "article"
        heading = first_heading(tag)
        if heading is not None and END_MATTER.match(heading.get_text()):
            return True
        is_wide = tag.parent is None or tag.parent.name in ("body", "html")
        return not is_wide and any(core.parent is tag.parent for core in self._all)

    def _find_title(self) -> Tag | None:
        """The headline, where no core has one: of level 1, or called so, or right before the article."""
        for core in self._all:
            if core.name == "h1" or any(tag.name == "h1" and not self._is_out(tag) for tag in tags_in(core)):
                return None
        order = {id(tag): place for place, tag in enumerate(tags_in(self._soup))}
        first = self._all[0]
        page = title_of(self._soup)
        for selector in _TITLES:
            before = [
                tag
                for tag in self._soup.select(selector)
                if not (self._is_out(tag) or is_site_name(tag, page) or is_inside(tag, first))
                and order.get(id(tag), 0) < order.get(id(first), 0)
            ]
            if selector == "h2" and before and any(tag.name in HEADINGS for tag in _leading(first)):
                return None
            if before:
                return before[-1]
        return None

    def _is_out(self, tag: Tag) -> bool:
        return any(id(one) in self._furniture for one in (tag, *tag.parents))


def _leading(core: Tag) -> Iterator[Tag]:
    """The first element in a core, the first element in that, and so on."""
    while children := children_of(core):
        core = children[0]
        yield core


def _second_opinion(soup: BeautifulSoup, copy: Survey, roots: list[Tag]) -> list[Doubt]:
    """A doubt where the method of browsers' reading modes would find another article.

    This method (Arc90's, since 2009) gives the length of each paragraph to its parent, half of it to the grandparent,
    subtracts what is linked, and then takes the best.
    """
    scores: dict[int, float] = defaultdict(float)
    tags: dict[int, Tag] = {}
    for paragraph in soup.find_all(["p", "pre", "td", "blockquote"]):
        measure = copy.of(paragraph)
        holders = (parent for parent in paragraph.parents if parent.name in BLOCKS or parent is soup)
        for parent, share in zip(holders, (1.0, 0.5), strict=False):
            scores[id(parent)] += measure.prose * share * (1 - measure.linked_share)
            tags[id(parent)] = parent
    best = max(scores, key=lambda key: scores[key], default=None)
    if best is None or not copy.of(tags[best]).prose:
        return []
    ours = {id(inner) for root in roots for inner in (root, *tags_in(root))}
    theirs = [tag for tag in (tags[best], *tags_in(tags[best])) if tag.name in ("p", "pre", "td", "blockquote", "li")]
    total = sum(copy.of(tag).prose for tag in theirs)
    missed = [tag for tag in theirs if id(tag) not in ours and copy.of(tag).prose]
    if not total or sum(copy.of(tag).prose for tag in missed) <= DISAGREE * total:
        return []
    opening = " ".join(visible_text(missed[0]).split()[:8])
    return [
        _doubt(missed[0], f"another method of finding the article would also take the text that begins “{opening}”")
    ]


# ---------------------------------------------------------------- aside: what is not the article

OUTSIDE = "outside the article"
WORDS_AT_MOST = 40
SHARE_AT_MOST = 0.02
NEVER_DOUBTFUL = 3
"""Words: a button is not copy, however short its page."""


def take_out(roots: list[Tag], judge: Judge) -> list[LeftOut]:
    """Take the furniture out of the ``roots``. What it separated stays separate."""
    found: list[LeftOut] = []
    for root in roots:
        for tag, why in judge.furniture(root):
            text = visible_text(tag).strip()
            tag.clear()
            tag.name, tag.attrs = ("div" if tag.name in BLOCKS else "wbr"), {}
            found += [LeftOut(source_line(tag), text, why)] if text else []
    return found


def outside_of(soup: BeautifulSoup, roots: list[Tag], judge: Judge) -> list[LeftOut]:
    """What is outside of ``roots``, in its order."""
    chosen = {id(root) for root in roots}
    above = {id(parent) for root in roots for parent in root.parents}
    if id(soup) in chosen:
        return []
    found: list[LeftOut] = []
    pieces: list[PageElement] = []

    def end(block: Tag) -> None:
        found.extend(_left(pieces, block, OUTSIDE))
        pieces.clear()

    def visit(tag: Tag, block: Tag) -> None:
        """Visit what is directly in ``tag``, which holds a root; the text of an inline element follows that before."""
        for child in list(tag.children):
            is_block = isinstance(child, Tag) and child.name in BLOCKS
            if id(child) in chosen or is_block:
                end(block)
            if id(child) in chosen:
                continue
            if not isinstance(child, Tag) or (not is_block and id(child) not in above):
                pieces.append(child)
            elif id(child) not in above:
                found.extend(_left([child], block, judge.why(child) or OUTSIDE))
            elif is_block:
                visit(child, child)
                end(child)
            elif child.name not in UNSEEN:
                visit(child, block)

    visit(soup, soup)
    end(soup)
    return found


def _left(pieces: Sequence[PageElement], parent: Tag, why: str) -> list[LeftOut]:
    nodes = (node for piece in pieces for node in (piece, *getattr(piece, "descendants", ())))
    text = shown_text(nodes, parent).strip()
    line = next((piece.sourceline for piece in pieces if isinstance(piece, Tag)), parent.sourceline)
    return [LeftOut(line or 1, text, why)] if text else []


def doubts_about(left: Iterable[LeftOut], kept: str, total: int) -> Iterator[Doubt]:
    """A doubt for each reason for which more was left out than furniture has; words that ``kept`` repeats do not count.

    ``total`` is the number of words of the page.
    """
    whole = sequence(kept)
    reasons: dict[str, list[tuple[int, LeftOut]]] = defaultdict(list)
    for one in left:
        if one.why != REPEATS and sequence(one.text) not in whole:
            reasons[one.why].append((len(words(one.text)), one))
    for why, pieces in reasons.items():
        count = sum(length for length, _ in pieces)
        if count > NEVER_DOUBTFUL and (count > WORDS_AT_MOST or count > SHARE_AT_MOST * total):
            _, largest = max(pieces, key=lambda one: one[0])
            message = f"{count} words were left out of the article ({why}): “{first_words(largest.text)}”"
            yield Doubt("HP575", largest.line, message, "if they are copy: --selector CSS, or add them by hand")
