"""Tell the furniture of a page from its copy, by several signs together; in doubt an element is copy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, tags_in, visible_text
from hemaprint.intake.web.survey import (
    END_MATTER,
    HEADINGS,
    LABEL_OF_ADVERTISEMENT,
    PULL_QUOTES,
    READ_MORE,
    SIZES,
    SKIP,
    SORTS,
    Hidden,
    Measure,
    Sort,
    Survey,
    headings_in,
    names_of,
    sequence,
)

SECTIONS = ("article", "section", "main")
ROLES = {
    "navigation": "nav", "menu": "nav", "menubar": "nav", "banner": "header", "contentinfo": "footer", "search": "form",
    "dialog": "dialog", "alertdialog": "dialog", "complementary": "aside", "form": "form",
}  # fmt: skip
NEVER = HEADINGS | {"html", "body", "main", "tr", "tbody", "thead", "blockquote", "pre", "math", "hgroup"}
"""Elements that are never furniture by themselves, whatever they are called."""

REPEATS = "it repeats what is in the copy"
ELSEWHERE, COMMENTS = SORTS[1].why, SORTS[2].why
NAVIGATION = SORTS[-1].why
_CARD_WORDS = 60
_COMMENT = frozenset({"comment", "comments", "commentlist", "reply", "replies", "respond"})
_NAV_PROSE, _FORM_PROSE = 20, 25
"""Words of prose from which on a ``nav``, a ``form`` is more than its name says."""
_CANDIDATES_AT_MOST = 1000
"""Parts that may repeat others, each of which is sought in the whole page; more of them are all copy."""
_REST_PROSE = 15
"""Words of prose that are left for an article where readers have said more than it."""


class Judge:
    """Answers for one page, as it is now, what in it is furniture and why."""

    def __init__(self, soup: BeautifulSoup) -> None:
        self.survey = Survey(soup)
        self._hidden = Hidden(soup)
        self._prose = self.survey.of(soup).prose
        self._soup = soup
        self.headline = headline_of(soup)
        self._above_headline = {id(parent) for parent in self.headline.parents} if self.headline is not None else set()

    def furniture(self, root: Tag) -> list[tuple[Tag, str]]:
        """The outermost elements below ``root`` that are furniture, and why; in their order."""
        found: list[tuple[Tag, str]] = []
        waiting = list(reversed(_tags(root)))
        while waiting:
            tag = waiting.pop()
            if tag.name in UNSEEN:
                continue
            if why := self.why(tag):
                found.append((tag, why))
            else:
                waiting += reversed(_tags(tag))
        return sorted([*found, *self._copies(root, found)], key=lambda one: one[0].sourceline or 1)

    def hides(self, tag: Tag) -> bool:
        """Whether nobody sees an element, however much is in it."""
        return bool(self._hidden.why(tag, self.survey.of(tag)))

    def why(self, tag: Tag) -> str:
        """Why an element is not copy; "" when it may be."""
        measure = self.survey.of(tag)
        if tag.name in ("html", "body") or id(tag) in self._above_headline:
            return ""
        if 2 * measure.prose > self._prose > 0:  # furniture is never most of a page, except comments
            rest = self._prose - measure.prose
            return COMMENTS if rest >= _REST_PROSE and self._by_name(tag, measure) == COMMENTS else ""
        if why := self._hidden.why(tag, measure):
            return why
        if tag.name not in BLOCKS and tag.name not in ("button", "input", "nav") and self._is_amid_prose(tag):
            return ""
        name = ROLES.get(attribute(tag, "role"), tag.name)
        if attribute(tag, "role").startswith("doc-") or attribute(tag, "role") == "note":
            return ""
        if name in _BY_ELEMENT and (why := _BY_ELEMENT[name](self, tag, measure)):
            return why
        if tag.name in HEADINGS:
            return self._title_of_links(tag)
        if tag.name in NEVER:
            return ""
        return self._by_link(tag, measure) or self._by_name(tag, measure) or self._by_cards(tag, measure)

    def _is_amid_prose(self, tag: Tag) -> bool:
        block = next((parent for parent in tag.parents if parent.name in BLOCKS), None)
        if block is None or block.name == "body" or not self.survey.has_own_text(tag.parent or block):
            return False
        inside, around = self.survey.of(tag), self.survey.of(block)
        return around.words - around.linked > inside.words - inside.linked + 2

    # by element and role

    def _nav(self, _tag: Tag, measure: Measure) -> str:
        return "" if measure.prose >= _NAV_PROSE and measure.linked_share < 0.3 else NAVIGATION

    def _form(self, _tag: Tag, measure: Measure) -> str:
        return "" if measure.prose >= _FORM_PROSE and measure.linked_share < 0.5 else "a form"

    def _control(self, tag: Tag, _measure: Measure) -> str:
        if tag.name == "button" and (tag.find_parent(sorted(HEADINGS | {"summary"})) or self._is_amid_prose(tag)):
            return ""
        if tag.name == "input" and tag.find_parent("li"):
            return ""
        return "a form"

    def _dialog(self, _tag: Tag, _measure: Measure) -> str:
        return "a dialog"

    def _header(self, tag: Tag, measure: Measure) -> str:
        if tag.find_parent([*SECTIONS, "blockquote", "figure"]) is not None:
            return ""
        return "" if measure.prose >= _FORM_PROSE and measure.linked_share < 0.3 else "the head of the page"

    def _footer(self, tag: Tag, measure: Measure) -> str:
        holder = tag.find_parent([*SECTIONS, "blockquote", "figure"])
        if holder is not None and holder.name in ("blockquote", "figure"):
            return ""
        heading = next(iter(headings_in(tag)), None)
        if holder is None:
            tells = heading is not None and END_MATTER.match(heading.get_text()) is not None
            return "" if tells and measure.prose_share > 0.5 else "the foot of the page"
        is_short = not measure.prose and (measure.controls > 0 or measure.words <= 3)
        return "the foot of the page" if measure.linked_share >= 0.5 or is_short else ""

    def _aside(self, tag: Tag, measure: Measure) -> str:
        if not _is_in_copy(tag):
            return "an aside"
        if measure.controls or measure.linked_share >= 0.4:
            return "an aside"
        tells = measure.prose or (measure.words > 4 and tag.find(["table", "dl", "figcaption", "li"]) is not None)
        return "" if tells else "an aside"

    # by names, titles and looks

    def _by_link(self, tag: Tag, measure: Measure) -> str:
        if tag.name == "a" and attribute(tag, "href").startswith("#") and SKIP.match(tag.get_text()):
            return NAVIGATION
        if "BreadcrumbList" in attribute(tag, "itemtype"):
            return "where the page stands"
        if tag.name in ("p", "div", "li", "span") and measure.linked > 0 and measure.linked >= measure.words - 4:
            text = visible_text(tag).strip()
            label = READ_MORE.match(text)
            link = tag.find("a")
            if label and link is not None and not label[0].strip().isalpha() and len(text) < 300:
                return ELSEWHERE
        return ""

    def _by_name(self, tag: Tag, measure: Measure) -> str:
        names = names_of(tag)
        parts = {part for name in names for part in name.split("-")}
        label, title = attribute(tag, "aria-label"), self._title(tag)
        for sort in SORTS:
            hint = 2 if any(name in sort.names for name in names) else int(bool(parts & sort.parts))
            hint += bool(sort.titles.match(label) if label else False) + (1 if sort.titles.match(title) else 0)
            if hint and self._evidence(tag, measure, sort) >= (1 if hint > 1 else 2):
                return sort.why
        return ""

    def _title(self, tag: Tag) -> str:
        """What heads the words of an element: its first line, if that is a heading or bold, or one before it."""
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
        """Why a heading goes with the list of links behind it."""
        after = tag.find_next_sibling()
        if not isinstance(after, Tag) or after.name in HEADINGS or not self.survey.of(after).linked:
            return ""
        for sort in SORTS:
            if sort.titles.match(tag.get_text()) and self.why(after) == sort.why:
                return sort.why
        return ""

    def _by_cards(self, tag: Tag, measure: Measure) -> str:
        """Boxes in a row that are links, each under its picture or title, with next to nothing beside."""
        if measure.prose or measure.linked_share < 0.6 or len(cards := list(_cards(tag))) < 3:
            return ""
        framed = sum(card.find([*sorted(HEADINGS), "img"]) is not None for card in cards)
        return ELSEWHERE if framed >= len(cards) - 1 and tag.find("figcaption") is None else ""

    def _evidence(self, tag: Tag, measure: Measure, sort: Sort) -> int:
        """How much an element looks like what its names say: 0 not at all, 1 somewhat, 2 clearly."""
        special = _SIGNS[sort.sign](self, tag, measure) if sort.sign in _SIGNS else 0
        if not measure.words or special == 2:
            return 2
        if not measure.prose and (measure.links or measure.controls) and measure.linked_share >= 0.5:
            return 2
        if sort.why == ELSEWHERE and measure.links and self._are_teasers(tag, measure):
            return 2
        if special or (measure.linked_share >= 0.3 and measure.prose_share <= 0.5):
            return 1
        is_word = not measure.prose and measure.words <= 4 and not measure.headings
        return int(is_word and tag.name not in ("figure", "table", "td", "dl"))

    def _are_teasers(self, tag: Tag, measure: Measure) -> bool:
        """Whether an element is made of boxes that each lead somewhere in few words, or is one of them."""
        cards = [card for card in _cards(tag) if card.find("a", href=True) is not None]
        words = [self.survey.of(card).words for card in cards]
        if len(cards) >= 2 and max(words) <= _CARD_WORDS and sum(words) >= 0.7 * measure.words:
            return measure.linked_share >= 0.1
        heading = next(iter(headings_in(tag)), None)
        linked = heading is not None and (heading.find("a", href=True) or heading.find_parent("a"))
        return bool(linked) and measure.words <= _CARD_WORDS

    def _signs_of_sharing(self, _tag: Tag, measure: Measure) -> int:
        if measure.headings > 1 or measure.prose > 10:
            return 0
        return 2 if measure.controls else int(bool(measure.links) and measure.linked_share >= 0.2)

    def _signs_of_signing_up(self, tag: Tag, measure: Measure) -> int:
        if measure.fields or tag.find(["iframe", "input"]) is not None:
            return 2 if measure.words <= 120 else 0
        return (
            2
            if measure.words <= _CARD_WORDS and measure.controls
            else int(0 < measure.links <= 3 and measure.words <= 60)
        )

    def _signs_of_comments(self, tag: Tag, measure: Measure) -> int:
        said = [one for one in tags_in(tag) if any(set(name.split("-")) & _COMMENT for name in names_of(one))]
        ids = {id(one) for one in said}
        outer = [one for one in said if not any(id(parent) in ids for parent in one.parents)]
        beside = measure.prose - sum(self.survey.of(one).prose for one in outer)
        if beside > max(_FORM_PROSE, 0.4 * measure.prose):
            return 0
        return 2 if len(said) > 1 or measure.fields else 0

    def _signs_of_a_notice(self, _tag: Tag, measure: Measure) -> int:
        if measure.controls:
            return 2
        return int(0 < measure.links <= 4 and measure.words <= _CARD_WORDS)

    def _signs_of_advertising(self, tag: Tag, measure: Measure) -> int:
        text = visible_text(tag).strip()
        if LABEL_OF_ADVERTISEMENT.match(text) and measure.words <= _CARD_WORDS:
            return 2
        if measure.headings and not measure.links:
            return 0
        return int(measure.words <= 40)

    # copies of copy

    def _copies(self, root: Tag, found: list[tuple[Tag, str]]) -> Iterator[tuple[Tag, str]]:
        """Pull quotes, and parts that are repeated for another screen size: all but one of each."""
        gone = {id(tag) for tag, _ in found}
        candidates = [
            tag
            for tag in tags_in(root)
            if _may_repeat(tag) and id(tag) not in gone and not any(id(parent) in gone for parent in tag.parents)
        ]
        if not candidates or len(candidates) > _CANDIDATES_AT_MOST:
            return
        whole = sequence(visible_text(root))
        taken = Counter(sequence(visible_text(tag)) for tag, _ in found)
        for tag in candidates:
            words = sequence(visible_text(tag).strip(' \n“”"«»„'))
            left = whole.count(words) - sum(count * one.count(words) for one, count in taken.items())
            if len(words.split()) > 2 and left > 1 and not any(id(parent) in gone for parent in tag.parents):
                taken[words] += 1
                gone.add(id(tag))
                yield tag, REPEATS


def _tags(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag)]


def _may_repeat(tag: Tag) -> bool:
    if tag.name in HEADINGS or tag.name in ("body", "html", "main"):
        return False
    names = names_of(tag)
    if tag.name == "aside" or attribute(tag, "role") == "doc-pullquote" or any(name in PULL_QUOTES for name in names):
        return True
    parts = {part for name in names for part in name.split("-")}
    return bool(parts & SIZES) or {"pull", "quote"} <= parts or "pullquote" in parts


def _is_in_copy(tag: Tag) -> bool:
    """Whether an element is in an article, or between the paragraphs of one."""
    if tag.find_parent([*SECTIONS]) is not None or tag.find_parent(attrs={"itemprop": "articleBody"}) is not None:
        return True
    return tag.find_previous_sibling("p") is not None and tag.find_next_sibling("p") is not None


def _cards(tag: Tag) -> Iterator[Tag]:
    """The children of an element that are made alike, most of them if not all."""
    children = _tags(tag)
    while len(children) == 1 or (len(children) == 2 and children[0].name in HEADINGS):
        children = _tags(children[-1])
    alike = Counter((child.name, attribute(child, "class").split(" ")[0]) for child in children)
    if alike:
        (most, count), *_ = alike.most_common(1)
        if count > 1:
            yield from (child for child in children if (child.name, attribute(child, "class").split(" ")[0]) == most)


def headline_of(soup: BeautifulSoup) -> Tag | None:
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
    """Whether a heading names the site and not the article: it leads home, is called so, or ends the title."""
    home = title.find("a", href=True) or title.find_parent("a")
    if home is not None and (
        re.fullmatch(r"(?:https?://[^/]+)?/?", attribute(home, "href")) or home.get("rel") == ["home"]
    ):
        return True
    names = {name for tag in (title, title.parent) if isinstance(tag, Tag) for name in names_of(tag)}
    if names & {"site-title", "site-name", "logo", "brand", "site-logo", "blog-title", "site-branding", "masthead"}:
        return True
    text = sequence(title.get_text())
    if not text.strip():
        return True
    pieces = [sequence(piece) for piece in re.split(r"\s[|–—·»:-]\s", page)]
    return len(pieces) > 1 and text == pieces[-1] and text != pieces[0]


_BY_ELEMENT = {
    "nav": Judge._nav, "form": Judge._form, "search": Judge._form, "button": Judge._control, "select": Judge._control,
    "textarea": Judge._control, "input": Judge._control, "dialog": Judge._dialog, "header": Judge._header,
    "footer": Judge._footer, "aside": Judge._aside,
}  # fmt: skip
_SIGNS = {
    "controls": Judge._signs_of_sharing, "signup": Judge._signs_of_signing_up, "comments": Judge._signs_of_comments,
    "notice": Judge._signs_of_a_notice, "advertisement": Judge._signs_of_advertising,
}  # fmt: skip
