"""Find the article in a web page: the element that holds most of its prose, and the parts of it that are elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from soupsieve import SelectorSyntaxError

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, shown_text, tags_in, visible_text
from hemaprint.intake.passages import Doubt, LeftOut
from hemaprint.intake.web.furniture import REPEATS, Judge, is_site_name, title_of
from hemaprint.intake.web.survey import CHROME, END_MATTER, HEADINGS, KICKERS, Survey, names_of, sequence
from hemaprint.intake.words import first_words, words

PLACES = ("article:has([itemprop~=articleBody])", "article", "[itemprop~=articleBody]", "main", "[role=main]")
"""Selectors of what may hold an article, the most exact first."""

MOST = 0.5
"""A place that holds less of the page's prose than this is passed over."""
NEARLY_ALL = 0.85
"""What holds this much of the prose holds the article."""
CARD_WORDS = 60
JOINED_PROSE = 12
"""Words of prose that make a neighbour of the article a part of it."""
JOINED_LINKS = 0.3
BETWEEN_WORDS = 120
DISAGREE = 0.1
_NO_ROOTS = HEADINGS | {"p", "ul", "ol", "li", "blockquote", "pre", "dl", "dd", "figure", "a", "span", "b", "strong"}
_TITLES = ("h1", "[itemprop~=headline]", ".entry-title", ".post-title", ".article-title", ".headline", "h2")


@dataclass(frozen=True, slots=True)
class Found:
    """The elements that hold the article, in order, and what is doubtful about them."""

    roots: list[Tag]
    doubts: tuple[Doubt, ...] = ()


def find_article(soup: BeautifulSoup, selector: str, judge: Judge, path: Path) -> Found:
    """The elements that hold the article. A ``selector`` that fails is a :class:`ContentError`."""
    if selector:
        return Found(_selected(soup, selector, path))
    furniture = {id(tag) for tag, _ in judge.furniture(soup)}
    copy = Survey(soup, furniture)
    cores, doubts = _cores(soup, copy)
    ring = _Ring(soup, cores, copy, furniture)
    roots = list(ring.pieces())
    hidden = next((tag for root in roots for tag in (root, *root.parents) if judge.hides(tag)), None)
    if hidden is not None:
        message = f"most of the page's prose is in a <{hidden.name}> that is hidden, and was taken"
        doubts += (Doubt("HP529", hidden.sourceline or 1, message, "--selector CSS"),)
    if not doubts and (other := _second_opinion(soup, copy, roots)):
        doubts = (other,)
    return Found(roots, doubts)


def _selected(soup: BeautifulSoup, selector: str, path: Path) -> list[Tag]:
    try:
        found = outermost(soup.select(selector))
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


def outermost(tags: Iterable[Tag]) -> list[Tag]:
    """Those of ``tags``, in document order, that are inside no other of them."""
    chosen: list[Tag] = []
    seen: set[int] = set()
    for tag in tags:
        if not any(id(parent) in seen for parent in tag.parents):
            seen.add(id(tag))
            chosen.append(tag)
    return chosen


def _cores(soup: BeautifulSoup, copy: Survey) -> tuple[list[Tag], tuple[Doubt, ...]]:
    """The element or elements with most of the prose that is not furniture."""
    total = copy.of(soup).prose or copy.of(soup).words
    for place in PLACES:
        found = [tag for tag in outermost(soup.select(place)) if copy.of(tag).words]
        if not found or sum(_said(copy, tag) for tag in found) < MOST * total:
            continue
        largest = max(found, key=lambda tag: _said(copy, tag))
        others = [tag for tag in found if tag is largest or not _is_card(tag, copy)]
        if len(others) == 1:
            return [largest], ()
        if _are_parts(others):
            message = f"the article is spread over {len(others)} <{largest.name}> elements; all were taken"
            return others, (Doubt("HP529", largest.sourceline or 1, message, "--selector CSS"),)
        message = f"the page has {len(others)} <{largest.name}> elements; the longest was taken"
        return [largest], (Doubt("HP529", largest.sourceline or 1, message, "--selector CSS"),)
    root = _densest(soup, copy, total)
    if root is soup or root.name in ("body", "html") or copy.of(root).words == copy.of(soup).words:
        return [root], ()
    message = f"the article was taken to be the <{root.name}> with most prose"
    return [root], (Doubt("HP529", root.sourceline or 1, message, "--selector CSS"),)


def _said(copy: Survey, tag: Tag) -> int:
    return copy.of(tag).prose or copy.of(tag).words


def _is_card(tag: Tag, copy: Survey) -> bool:
    """Whether an element only leads to an article: few words, and its heading, its picture or much of it is a link."""
    measure = copy.of(tag)
    heading = next((one for one in tags_in(tag) if one.name in HEADINGS), None)
    led = heading is not None and (heading.find("a", href=True) or heading.find_parent("a"))
    return measure.words <= CARD_WORDS and (
        bool(led) or tag.select_one("a[href] img") is not None or measure.linked_share >= 0.3
    )


def _are_parts(tags: list[Tag]) -> bool:
    """Whether elements are parts of one article: at most one of them has a title, and no other leads elsewhere."""
    titled = 0
    for tag in tags:
        heading = next((one for one in tags_in(tag) if one.name in HEADINGS), None)
        if heading is not None and (heading.name == "h1" or heading.find("a", href=True) or heading.find_parent("a")):
            titled += 1
    return titled <= 1 and len({id(tag.parent) for tag in tags}) <= 2


def _densest(soup: BeautifulSoup, copy: Survey, total: int) -> Tag:
    """The smallest element that holds nearly all of the prose; the whole where there is text beside the body."""
    body = soup.body
    if body is None or copy.of(soup).words > copy.of(body).words:
        return soup
    tag = body
    while True:
        inner = [child for child in tag.children if isinstance(child, Tag)]
        best = max(inner, key=lambda child: _said(copy, child), default=None)
        if best is None or best.name in _NO_ROOTS or _said(copy, best) < NEARLY_ALL * total:
            return tag
        tag = best


class _Ring:
    """What is around the cores and belongs to them: title, standfirst, pictures; prose behind it."""

    def __init__(self, soup: BeautifulSoup, cores: list[Tag], copy: Survey, furniture: set[int]) -> None:
        self._page = title_of(soup)
        self._all = cores
        self._order = {id(tag): place for place, tag in enumerate(tags_in(soup))}
        self._cores = {id(core) for core in cores}
        self._copy = copy
        self._furniture = furniture
        self._soup = soup
        self._title = None if id(soup) in self._cores else self._find_title(cores)
        marked = [*cores, *([self._title] if self._title is not None else [])]
        self._above = {id(parent) for tag in marked for parent in tag.parents}
        self._begun = False
        self._ended = False

    def pieces(self) -> Iterator[Tag]:
        """The cores and what belongs to them, in their order."""
        yield from self._inside(self._soup) if id(self._soup) not in self._cores else [self._soup]

    def _inside(self, tag: Tag) -> Iterator[Tag]:
        for child in [one for one in tag.children if isinstance(one, Tag)]:
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
            return bool(KICKERS & set(names_of(tag)))
        if measure.controls or measure.linked_share >= JOINED_LINKS or measure.prose < JOINED_PROSE:
            return False
        return self._continues(tag)

    def _continues(self, tag: Tag) -> bool:
        """Whether prose beside a core is more of it: made like it, with end matter in it, or in the same narrow box."""
        parts = {part for name in names_of(tag) for part in name.split("-")}
        if tag.name in ("aside", "header", "footer", "nav") or parts & CHROME or tag.find("h1") is not None:
            return False
        if any(
            core.name == tag.name and core.get("class") == tag.get("class")
            for core in self._all
            if core.has_attr("class")
        ):
            return tag.name != "article"
        heading = next((one for one in tags_in(tag) if one.name in HEADINGS), None)
        if heading is not None and END_MATTER.match(heading.get_text()):
            return True
        return tag.parent is not None and tag.parent.name not in ("body", "html") and any(
            core.parent is tag.parent for core in self._all
        )  # fmt: skip

    def _find_title(self, cores: list[Tag]) -> Tag | None:
        """The headline, where no core has one: of level 1, or called so, or right before the article."""
        for core in cores:
            first = next((tag for tag in tags_in(core) if tag.name == "h1" and not self._is_out(tag)), None)
            if first is not None or core.name == "h1":
                return None
        for selector in _TITLES:
            before = [tag for tag in self._soup.select(selector) if self._is_before(tag, cores[0])]
            if selector == "h2" and (before and any(tag.name in HEADINGS for tag in _leading(cores[0]))):
                return None
            if before:
                return before[-1]
        return None

    def _is_before(self, tag: Tag, core: Tag) -> bool:
        if self._is_out(tag) or is_site_name(tag, self._page) or any(parent is core for parent in tag.parents):
            return False
        return self._order.get(id(tag), 0) < self._order.get(id(core), 0)

    def _is_out(self, tag: Tag) -> bool:
        return any(id(one) in self._furniture for one in (tag, *tag.parents))


def _leading(core: Tag) -> list[Tag]:
    """What a core begins with: the first element in it, and the first in that, and so on."""
    found: list[Tag] = []
    tag: Tag | None = core
    while tag is not None:
        tag = next((child for child in tag.children if isinstance(child, Tag)), None)
        found += [tag] if tag is not None else []
    return found


def _second_opinion(soup: BeautifulSoup, copy: Survey, roots: list[Tag]) -> Doubt | None:
    """A doubt where the way of reading modes in browsers would find another article.

    That way (Arc90's, since 2009) gives the length of each paragraph to its parent, half of it to the grandparent,
    takes what is linked from it, and then takes the best.
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
        return None
    ours = {id(inner) for root in roots for inner in (root, *tags_in(root))}
    theirs = [tag for tag in (tags[best], *tags_in(tags[best])) if tag.name in ("p", "pre", "td", "blockquote", "li")]
    total = sum(copy.of(tag).prose for tag in theirs)
    missed = [tag for tag in theirs if id(tag) not in ours and copy.of(tag).prose]
    if not total or sum(copy.of(tag).prose for tag in missed) <= DISAGREE * total:
        return None
    opening = " ".join(visible_text(missed[0]).split()[:8])
    message = f"another way of finding the article would also take what begins with “{opening}”"
    return Doubt("HP529", missed[0].sourceline or 1, message, "--selector CSS")


OUTSIDE = "outside the article"
WORDS_AT_MOST = 40
SHARE_AT_MOST = 0.02
NEVER_DOUBTFUL = 3
"""Words: a button is not copy, however short its page."""


def take_out(roots: list[Tag], judge: Judge) -> list[LeftOut]:
    """Take the furniture out of the ``roots``. What it parted stays parted."""
    found: list[LeftOut] = []
    for root in roots:
        for tag, why in judge.furniture(root):
            text = visible_text(tag).strip()
            tag.clear()
            tag.name, tag.attrs = ("div" if tag.name in BLOCKS else "wbr"), {}
            if text:
                found.append(LeftOut(tag.sourceline or 1, text, why))
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
        """What is directly in ``tag``, which holds a root; text of an inline one goes on from what is before it."""
        for child in list(tag.children):
            if id(child) in chosen or (isinstance(child, Tag) and child.name in BLOCKS):
                end(block)
            if id(child) in chosen or not isinstance(child, Tag):
                pieces.extend([] if id(child) in chosen else [child])
            elif child.name in BLOCKS and id(child) in above:
                visit(child, child)
                end(child)
            elif child.name in BLOCKS:
                found.extend(_left([child], block, judge.why(child) or OUTSIDE))
            elif id(child) not in above:
                pieces.append(child)
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


def doubts_about(left: Iterable[LeftOut], kept: str, total: int) -> list[Doubt]:
    """A doubt for each reason for which more was left out than furniture has; words that ``kept`` repeats do not count.

    ``total`` are the words of the page.
    """
    whole = sequence(kept)
    reasons: dict[str, list[LeftOut]] = defaultdict(list)
    for one in left:
        if one.why != REPEATS and sequence(one.text) not in whole:
            reasons[one.why].append(one)
    doubts: list[Doubt] = []
    for why, pieces in reasons.items():
        count = sum(len(words(one.text)) for one in pieces)
        if count > NEVER_DOUBTFUL and (count > WORDS_AT_MOST or count > SHARE_AT_MOST * total):
            largest = max(pieces, key=lambda one: len(words(one.text)))
            message = f"{count} words were left out as not of the article ({why}): “{first_words(largest.text)}”"
            doubts.append(
                Doubt("HP575", largest.line, message, "if they are copy: --selector CSS, or add them by hand")
            )
    return doubts
