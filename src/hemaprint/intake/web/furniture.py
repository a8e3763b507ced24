# SPDX-License-Identifier: MIT
"""Separate the furniture of a page from its copy, by several signs together; in doubt an element is copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, children_of, has_own_text, tags_in, visible_text
from hemaprint.intake.web.survey import (
    HEADINGS,
    Hidden,
    Measure,
    Survey,
    first_heading,
    is_linked,
    listed,
    name_parts,
    names_of,
    sequence,
    sorts,
)

SECTIONS = ("article", "section", "main")
ROLES = {
    "navigation": "nav", "menu": "nav", "menubar": "nav", "banner": "header", "contentinfo": "footer", "search": "form",
    "dialog": "dialog", "alertdialog": "dialog", "complementary": "aside", "form": "form",
}  # fmt: skip
NEVER = HEADINGS | {"html", "body", "main", "tr", "tbody", "thead", "blockquote", "pre", "math", "hgroup"}
"""Elements that are never furniture by themselves, whatever they are called."""

REPEATS = "it repeats what is in the copy"
_CARD_WORDS = 60
_COMMENT = frozenset({"comment", "comments", "commentlist", "reply", "replies", "respond"})
_SITE_NAMES = {"site-title", "site-name", "logo", "brand", "site-logo", "blog-title", "site-branding", "masthead"}
_NAV_PROSE, _FORM_PROSE = 20, 25
"""Words of prose from which a ``nav`` or a ``form`` is more than its name says."""
_CANDIDATES_AT_MOST = 1000
"""Parts that may repeat others, each of which is sought in the whole page; more of them are all copy."""
_REST_PROSE = 15
"""Words of prose that remain for an article where readers have said more than it."""

END_MATTER = re.compile(
    r"\s*(?:references|notes|footnotes|endnotes|bibliography|literature|sources|about the authors?|funding|acknowledg"
    r"|literatur|anmerkungen|quellen|über d|références|à propos de l|referencias|sobre e|note biog|参考文献"
    r"|注释|作者简介)",
    re.IGNORECASE,
)
SKIP = re.compile(r"\s*(?:skip|jump|zum inhalt|aller au|saltar|vai al|ir para|跳)", re.IGNORECASE)
READ_MORE = re.compile(
    r"\s*(?:read (?:more|also|next|on)|also read|see also|more|related|continue reading|lesen sie auch|mehr|lire aussi"
    r"|à lire|lea también|leer más|leggi anche|leia também|相关阅读|延伸阅读|推荐阅读|阅读更多"
    r"|関連記事)\s*[:：>»→|-]?\s*",
    re.IGNORECASE,
)


class Judge:
    """Decides what in a page, as it is now, is furniture, and why."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.survey = Survey(soup)
        self._hidden = Hidden(soup)
        self._prose = self.survey.of(soup).prose
        headline = _headline_of(soup)
        self._above_headline = {id(parent) for parent in headline.parents} if headline is not None else set()

    def furniture(self, root: Tag) -> list[tuple[Tag, str]]:
        """The outermost elements below ``root`` that are furniture, and why; in their order."""
        found: list[tuple[Tag, str]] = []
        waiting = children_of(root)[::-1]
        while waiting:
            tag = waiting.pop()
            if tag.name in UNSEEN:
                continue
            if why := self.why(tag):
                found.append((tag, why))
            else:
                waiting += reversed(children_of(tag))
        return sorted([*found, *_copies(root, found)], key=lambda one: one[0].sourceline or 1)

    def hides(self, tag: Tag) -> bool:
        """Whether nobody sees an element, however much is in it."""
        return bool(self._hidden.why(tag, self.survey.of(tag)))

    def why(self, tag: Tag) -> str:
        """Why an element is not copy; "" when it may be."""
        measure = self.survey.of(tag)
        if tag.name in ("html", "body") or id(tag) in self._above_headline:
            return ""
        if 2 * measure.prose > self._prose > 0:  # furniture is never most of a page, except comments
            comments = sorts()["comments"].why
            is_rest = self._prose - measure.prose >= _REST_PROSE
            return comments if is_rest and self._by_name(tag, measure) == comments else ""
        if why := self._hidden.why(tag, measure):
            return why
        role = attribute(tag, "role")
        is_inline = tag.name not in BLOCKS and tag.name not in ("button", "input", "nav")
        if (is_inline and self._is_amid_prose(tag)) or role.startswith("doc-") or role == "note":
            return ""
        if why := self._by_element(ROLES.get(role, tag.name), tag, measure):
            return why
        if tag.name in HEADINGS:
            return self._title_of_links(tag)
        if tag.name in NEVER:
            return ""
        return _by_link(tag, measure) or self._by_name(tag, measure) or _by_cards(tag, measure)

    def _is_amid_prose(self, tag: Tag) -> bool:
        block = next((parent for parent in tag.parents if parent.name in BLOCKS), None)
        if block is None or block.name == "body" or not has_own_text(tag.parent):
            return False
        inside, around = self.survey.of(tag), self.survey.of(block)
        return around.words - around.linked > inside.words - inside.linked + 2

    def _by_element(self, name: str, tag: Tag, measure: Measure) -> str:
        """Why an element is furniture by its name or role, and by its measure."""
        few_links = measure.linked_share < 0.3
        match name:
            case "nav":
                return "" if measure.prose >= _NAV_PROSE and few_links else sorts()["navigation"].why
            case "form" | "search":
                return "" if measure.prose >= _FORM_PROSE and measure.linked_share < 0.5 else "a form"
            case "button":
                is_copy = tag.find_parent(sorted(HEADINGS | {"summary"})) or self._is_amid_prose(tag)
                return "" if tag.name == "button" and is_copy else "a form"
            case "input":
                return "" if tag.name == "input" and tag.find_parent("li") else "a form"
            case "select" | "textarea":
                return "a form"
            case "dialog":
                return "a dialog"
            case "header":
                is_inner = tag.find_parent([*SECTIONS, "blockquote", "figure"]) is not None
                is_copy = is_inner or (measure.prose >= _FORM_PROSE and few_links)
                return "" if is_copy else "the head of the page"
            case "footer":
                return "the foot of the page" if _is_foot(tag, measure) else ""
            case "aside":
                return "an aside" if _is_aside(tag, measure) else ""
            case _:
                return ""

    def _by_name(self, tag: Tag, measure: Measure) -> str:
        names, parts = set(names_of(tag)), name_parts(tag)
        label, title = attribute(tag, "aria-label"), self._title(tag)
        for key, sort in sorts().items():
            hint = 2 if names & sort.names else int(bool(parts & sort.parts))
            hint += bool(label and sort.titles.match(label)) + bool(sort.titles.match(title))
            if hint and self._evidence(tag, measure, key) >= (1 if hint > 1 else 2):
                return sort.why
        return ""

    def _title(self, tag: Tag) -> str:
        """The heading of the words of an element: its first line, if that is a heading or bold, or one before it."""
        first = next((inner for inner in tags_in(tag) if inner.name in HEADINGS | {"strong", "b", "p", "legend"}), None)
        if first is not None and self.survey.of(first).words <= 6:
            text = " ".join(first.get_text().split())
            opening = next(tag.stripped_strings, "")
            if text and opening.split()[:1] == text.split()[:1]:
                return text
        before = tag.find_previous_sibling()
        if tag.name in ("ul", "ol", "div") and isinstance(before, Tag) and before.name in HEADINGS:
            text = before.get_text().strip()
            return "" if text.casefold() == "see also" else text
        return ""

    def _title_of_links(self, tag: Tag) -> str:
        """Why a heading goes with the list of links after it."""
        after = tag.find_next_sibling()
        if not isinstance(after, Tag) or after.name in HEADINGS or not self.survey.of(after).linked:
            return ""
        matching = (sort.why for sort in sorts().values() if sort.titles.match(tag.get_text()))
        return next((why for why in matching if self.why(after) == why), "")

    def _evidence(self, tag: Tag, measure: Measure, key: str) -> int:
        """How much an element looks like its sort: 0 not at all, 1 somewhat, 2 clearly."""
        special = self._special_evidence(tag, measure, key)
        if not measure.words or special == 2:
            return 2
        if not measure.prose and (measure.links or measure.controls) and measure.linked_share >= 0.5:
            return 2
        if key == "elsewhere" and measure.links and self._are_teasers(tag, measure):
            return 2
        if special or (measure.linked_share >= 0.3 and measure.prose_share <= 0.5):
            return 1
        is_word = not measure.prose and measure.words <= 4 and not measure.headings
        return int(is_word and tag.name not in ("figure", "table", "td", "dl"))

    def _special_evidence(self, tag: Tag, measure: Measure, key: str) -> int:
        """The evidence that only one sort has."""
        is_card = measure.words <= _CARD_WORDS
        match key:
            case "sharing" if measure.headings <= 1 and measure.prose <= 10:
                return 2 if measure.controls else int(bool(measure.links) and measure.linked_share >= 0.2)
            case "signup" if measure.fields or tag.find(["iframe", "input"]) is not None:
                return 2 if measure.words <= 120 else 0
            case "signup":
                return 2 if is_card and measure.controls else int(0 < measure.links <= 3 and is_card)
            case "comments":
                return self._evidence_of_comments(tag, measure)
            case "cookies":
                return 2 if measure.controls else int(0 < measure.links <= 4 and is_card)
            case "advertisement" if is_card and sorts()[key].titles.match(visible_text(tag).strip()):
                return 2
            case "advertisement":
                return int(measure.words <= 40 and (not measure.headings or measure.links > 0))
            case _:
                return 0

    def _evidence_of_comments(self, tag: Tag, measure: Measure) -> int:
        said = [one for one in tags_in(tag) if name_parts(one) & _COMMENT]
        ids = {id(one) for one in said}
        outer = [one for one in said if not any(id(parent) in ids for parent in one.parents)]
        beside = measure.prose - sum(self.survey.of(one).prose for one in outer)
        if beside > max(_FORM_PROSE, 0.4 * measure.prose):
            return 0
        return 2 if len(said) > 1 or measure.fields else 0

    def _are_teasers(self, tag: Tag, measure: Measure) -> bool:
        """Whether an element is made of boxes that each lead elsewhere in few words, or is one of them."""
        cards = [card for card in _cards(tag) if card.find("a", href=True) is not None]
        words = [self.survey.of(card).words for card in cards]
        if len(cards) >= 2 and max(words) <= _CARD_WORDS and sum(words) >= 0.7 * measure.words:
            return measure.linked_share >= 0.1
        return is_linked(first_heading(tag)) and measure.words <= _CARD_WORDS


# ---------------------------------------------------------------- single signs


def _is_foot(tag: Tag, measure: Measure) -> bool:
    holder = tag.find_parent([*SECTIONS, "blockquote", "figure"])
    if holder is None:
        heading = first_heading(tag)
        is_end_matter = heading is not None and END_MATTER.match(heading.get_text()) is not None
        return not (is_end_matter and measure.prose_share > 0.5)
    is_short = not measure.prose and (measure.controls > 0 or measure.words <= 3)
    return holder.name in SECTIONS and (measure.linked_share >= 0.5 or is_short)


def _is_aside(tag: Tag, measure: Measure) -> bool:
    """Whether an ``aside`` is outside an article and its paragraphs, or says nothing."""
    in_article = tag.find_parent(SECTIONS) or tag.find_parent(attrs={"itemprop": "articleBody"})
    between = tag.find_previous_sibling("p") is not None and tag.find_next_sibling("p") is not None
    if not (in_article or between) or measure.controls or measure.linked_share >= 0.4:
        return True
    return not measure.prose and (measure.words <= 4 or tag.find(["table", "dl", "figcaption", "li"]) is None)


def _by_link(tag: Tag, measure: Measure) -> str:
    if tag.name == "a" and attribute(tag, "href").startswith("#") and SKIP.match(tag.get_text()):
        return sorts()["navigation"].why
    if "BreadcrumbList" in attribute(tag, "itemtype"):
        return sorts()["breadcrumbs"].why
    if tag.name in ("p", "div", "li", "span") and measure.linked > 0 and measure.linked >= measure.words - 4:
        text = visible_text(tag).strip()
        label = READ_MORE.match(text)
        if label and tag.find("a") is not None and not label[0].strip().isalpha() and len(text) < 300:
            return sorts()["elsewhere"].why
    return ""


def _by_cards(tag: Tag, measure: Measure) -> str:
    """Why boxes in a row are furniture: links, each under its picture or title, with next to nothing beside."""
    if measure.prose or measure.linked_share < 0.6 or len(cards := list(_cards(tag))) < 3:
        return ""
    framed = sum(card.find([*sorted(HEADINGS), "img"]) is not None for card in cards)
    return sorts()["elsewhere"].why if framed >= len(cards) - 1 and tag.find("figcaption") is None else ""


def _cards(tag: Tag) -> Iterator[Tag]:
    """The children of an element that are made alike, most of them if not all."""
    children = children_of(tag)
    while len(children) == 1 or (len(children) == 2 and children[0].name in HEADINGS):
        children = children_of(children[-1])
    alike = Counter((child.name, attribute(child, "class").split(" ")[0]) for child in children)
    for most, count in alike.most_common(1):
        if count > 1:
            yield from (child for child in children if (child.name, attribute(child, "class").split(" ")[0]) == most)


def _copies(root: Tag, found: list[tuple[Tag, str]]) -> Iterator[tuple[Tag, str]]:
    """Pull quotes, and parts that are repeated for another screen size: all but one of each."""
    gone = {id(tag) for tag, _ in found}

    def is_gone(tag: Tag) -> bool:
        return id(tag) in gone or any(id(parent) in gone for parent in tag.parents)

    candidates = [tag for tag in tags_in(root) if _may_repeat(tag) and not is_gone(tag)]
    if not candidates or len(candidates) > _CANDIDATES_AT_MOST:
        return
    whole = sequence(visible_text(root))
    taken = Counter(sequence(visible_text(tag)) for tag, _ in found)
    for tag in candidates:
        words = sequence(visible_text(tag).strip(' \n“”"«»„'))
        left = whole.count(words) - sum(count * one.count(words) for one, count in taken.items())
        if len(words.split()) > 2 and left > 1 and not is_gone(tag):
            taken[words] += 1
            gone.add(id(tag))
            yield tag, REPEATS


def _may_repeat(tag: Tag) -> bool:
    if tag.name in HEADINGS or tag.name in ("body", "html", "main"):
        return False
    if tag.name == "aside" or attribute(tag, "role") == "doc-pullquote" or listed("pull_quotes") & set(names_of(tag)):
        return True
    parts = name_parts(tag)
    return bool(parts & listed("sizes")) or {"pull", "quote"} <= parts or "pullquote" in parts


# ---------------------------------------------------------------- the headline


def _headline_of(soup: BeautifulSoup) -> Tag | None:
    """The heading of level 1 that the page is named after, or else its first that does not name the site."""
    page = title_of(soup)
    titles = [
        title
        for title in soup.find_all("h1")
        if not is_site_name(title, page) and title.find_parent(["dialog", "aside", "nav", "footer"]) is None
    ]
    words = sequence(page)
    return next((title for title in titles if sequence(title.get_text()) in words), next(iter(titles), None))


def title_of(soup: BeautifulSoup) -> str:
    """What the head of a page calls it; "" where it says nothing."""
    return soup.title.get_text() if soup.title else ""


def is_site_name(title: Tag, page: str) -> bool:
    """Whether a heading names the site and not the article: it leads home, is called so, or ends the page's title."""
    home = title.find("a", href=True) or title.find_parent("a")
    if home is not None and (
        re.fullmatch(r"(?:https?://[^/]+)?/?", attribute(home, "href")) or home.get("rel") == ["home"]
    ):
        return True
    if any(_SITE_NAMES & set(names_of(tag)) for tag in (title, title.parent) if isinstance(tag, Tag)):
        return True
    text = sequence(title.get_text())
    if not text.strip():
        return True
    pieces = [sequence(piece) for piece in re.split(r"\s[|–—·»:-]\s", page)]
    return len(pieces) > 1 and text == pieces[-1] and text != pieces[0]
