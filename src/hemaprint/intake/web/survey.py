"""Measure the elements of a page: how much they say, how much of it is links, sentences, things to fill in."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement
from soupsieve import SelectorSyntaxError

from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, attribute, is_text, tags_in
from hemaprint.intake.words import words

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CONTROLS = frozenset({"button", "select", "textarea", "input"})
QUIET_INPUTS = frozenset({"hidden", "checkbox", "radio"})
"""Inputs that nobody writes into: also what pages open and close their parts with."""
SENTENCE_WORDS = 2
PROSE_WORDS = 25
"""A block without a full stop is prose from so many words on."""
LINKED_PROSE = 0.5

_SENTENCE = re.compile(r"[.!?…。！？][\"'”’»)\]）」』\s\d]*$|[.!?。！？]\s+\S")


@dataclass(slots=True)
class Measure:
    """What is below an element, in words unless said otherwise."""

    words: int = 0
    linked: int = 0
    """In links to somewhere else, and on buttons."""
    prose: int = 0
    """In blocks that read as sentences, without their links."""
    links: int = 0
    """How many."""
    controls: int = 0
    """How many things there are to press or to fill in."""
    fields: int = 0
    """How many there are to write into."""
    headings: int = 0
    """How many."""

    @property
    def linked_share(self) -> float:
        """The share of the words that are links."""
        return self.linked / self.words if self.words else 0.0

    @property
    def prose_share(self) -> float:
        """The share of the words that are prose."""
        return self.prose / self.words if self.words else 0.0


@dataclass(slots=True)
class _Block:
    tag: Tag
    texts: list[str]
    words: int = 0
    linked: int = 0


class Survey:
    """The measures of all elements of a page, without those in ``skipped`` (ids) and what they hold."""

    def __init__(self, soup: BeautifulSoup, skipped: Container[int] = ()) -> None:
        self._measures: dict[int, Measure] = {}
        self._tags: list[Tag] = []  # ids stay unique as long as the elements live
        self._blocks: dict[int, _Block] = {}
        self._with_text: set[int] = set()
        waiting: list[tuple[PageElement, tuple[Measure, ...], _Block | None, bool]] = [(soup, (), None, False)]
        while waiting:
            node, above, block, linked = waiting.pop()
            if isinstance(node, NavigableString) and block is not None and is_text(node):
                self._read(str(node), above, block, linked)
                if node.strip() and node.parent is not None:
                    self._with_text.add(id(node.parent))
            if not isinstance(node, Tag) or id(node) in skipped or node.name in UNSEEN:
                continue
            self._tags.append(node)
            measure = self._measures[id(node)] = Measure()
            above = (*above, measure)
            self._count(node, above)
            if node.name in BLOCKS or block is None:
                block = self._blocks[id(node)] = _Block(node, [])
            linked = linked or node.name == "button" or (node.name == "a" and leads_away(node))
            waiting += [(child, above, block, linked) for child in reversed(node.contents)]
        for one in self._blocks.values():
            self._sum_up(one)

    def of(self, tag: Tag) -> Measure:
        """The measure of an element; an empty one for what is skipped."""
        return self._measures.get(id(tag)) or Measure()

    def has_own_text(self, tag: Tag) -> bool:
        """Whether an element has text of its own, and not only in those in it."""
        return id(tag) in self._with_text

    def _count(self, tag: Tag, above: tuple[Measure, ...]) -> None:
        link, heading = tag.name == "a" and leads_away(tag), tag.name in HEADINGS
        control = tag.name in CONTROLS and attribute(tag, "type").lower() not in QUIET_INPUTS
        if not (link or heading or control):
            return
        for measure in above:
            measure.links += link
            measure.headings += heading
            measure.controls += control
            measure.fields += control and tag.name in ("input", "textarea")

    def _read(self, text: str, above: tuple[Measure, ...], block: _Block, linked: bool) -> None:
        count = len(words(text))
        block.texts.append(text)
        block.words += count
        block.linked += count if linked else 0
        for measure in above if count else ():
            measure.words += count
            measure.linked += count if linked else 0

    def _sum_up(self, block: _Block) -> None:
        if block.tag.name in HEADINGS or not reads_as_prose("".join(block.texts), block.words, block.linked):
            return
        for tag in (block.tag, *block.tag.parents):
            self._measures[id(tag)].prose += block.words - block.linked


def reads_as_prose(text: str, count: int, linked: int) -> bool:
    """Whether the text of a block, ``count`` words of which ``linked`` are links, is made of sentences."""
    if count < SENTENCE_WORDS or linked >= LINKED_PROSE * count:
        return False
    return count >= PROSE_WORDS or _SENTENCE.search(text.strip()) is not None


def leads_away(tag: Tag) -> bool:
    """Whether a link leads to another place than the page's own notes and sections."""
    address = attribute(tag, "href").strip()
    return bool(address) and not address.startswith("#")


def names_of(tag: Tag) -> tuple[str, ...]:
    """The names of an element's class and id in small letters, words parted by ``-``."""
    given = f"{attribute(tag, 'class')} {attribute(tag, 'id')}"
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", given).lower()
    return tuple(re.sub(r"[-_:]+", "-", name).strip("-") for name in parted.split())


def sequence(text: str) -> str:
    """The words of a text, to be sought and counted in those of another one: each has a space before and behind."""
    return "".join(f" {word} " for word in words(text))


def headings_in(tag: Tag) -> list[Tag]:
    """The headings below an element."""
    return [inner for inner in tags_in(tag) if inner.name in HEADINGS]


Sign = Literal["links", "controls", "signup", "comments", "notice", "advertisement"]


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of furniture. A name is only a hint: :mod:`hemaprint.intake.web.furniture` asks for evidence.

    ``names`` are whole names of classes and ids, as systems for blogs and magazines give them; ``parts`` are words of
    longer names, which say less; ``titles`` are how headings over it begin; ``sign`` is what it must look like.
    """

    why: str
    names: frozenset[str]
    parts: frozenset[str]
    titles: re.Pattern[str]
    sign: Sign = "links"


def _sort(why: str, names: str, parts: str, titles: str, sign: Sign = "links") -> Sort:
    pattern = re.compile(rf"\s*(?:{titles})(?!\w)" if titles else r"(?!)", re.IGNORECASE)
    return Sort(why, frozenset(names.split()), frozenset(parts.split()), pattern, sign)


SORTS = (
    _sort(
        "buttons to share it",
        "share shares sharing share-bar share-buttons share-links share-tools sharedaddy social social-links"
        " social-share"
        " social-media social-icons social-bar sd-sharing addtoany-share-save-container addthis-toolbox post-share"
        " article-share article-tools toolbar tools entry-share a2a-kit jp-sharing article-actions actions follow-us"
        " share-bar post-ufi",
        "share sharing social sharedaddy addthis addtoany toolbar bookmark bookmarks followers",
        "share|follow us|teilen|partager|compartir|condividi|分享",
        "controls",
    ),
    _sort(
        "links to other articles",
        "related related-posts related-articles related-content related-stories related-links related-items recommended"
        " recommendations read-more read-next read-also more-stories more-articles popular popular-posts most-read"
        " trending yarpp-related jp-relatedposts crp-related teasers teaser promo promos outbrain taboola"
        " similar-articles latest latest-news widget-recent-entries next-posts onward see-also also-read you-may-like"
        " sidebar widget widget-area cited-by cited-by-articles further-posts more-from recirc post-navigation"
        " nav-links pagination pager page-links post-nav-link authorless issue-toc hot-news",
        "related recommended recommendations recommend popular trending teaser teasers recirc recirculation"
        " promo readmore"
        " yarpp outbrain taboola onward sidebar widget pager pagination",
        "related (?:articles?|posts?|stories|content|links?|reading|news|topics)|more (?:from|in|stories"
        "|articles|news|on)"
        "|read (?:next|more|also)|also read|see also|you (?:may|might) (?:also )?(?:like|enjoy)|recommended"
        "|most (?:read"
        "|popular|viewed)|popular|trending|latest|keep reading|up next|similar articles|cited by|next (?:article|post)"
        "|previous (?:article|post)|don.t miss|in this (?:issue|section)|mehr zum thema|auch interessant|lesen sie auch"
        "|meistgelesen|weitere artikel|das könnte|lire aussi|à lire|sur le même|articles (?:liés|similaires)"
        "|lea también"
        "|le puede interesar|artículos relacionados|noticias relacionadas|leggi anche|articoli correlati|leia também"
        "|veja também|相关(?:阅读|文章|新闻|推荐)|推荐阅读|热门|猜你喜欢|上一篇|下一篇|延伸阅读|関連記事|人気記事",
    ),
    _sort(
        "comments of readers",
        "comments comment-list comment-section comments-area comments-section disqus-thread respond comment-respond"
        " reader-comments responses comments-title comment-form post-comments article-comments commentlist comment-wrap"
        " user-comments comments-wrapper discussion",
        "comments comment disqus commentlist respond responses",
        "comments?|\\d+ (?:comments?|responses|replies)|leave a (?:reply|comment)|kommentare|commentaires|comentarios"
        "|commenti|comentários|评论|留言|コメント",
        "comments",
    ),
    _sort(
        "a box to sign up",
        "newsletter newsletter-signup newsletter-box newsletter-form subscribe subscribe-box subscription-widget signup"
        " sign-up mailing-list mc-embed-signup subscription-widget-wrap email-signup optin paywall-prompt membership"
        " subscribe-form gh-subscribe subscribe-widget cta donate donation donate-box",
        "newsletter subscribe subscription signup mailchimp optin mailing cta donate donation paywall register",
        "subscribe|sign up|newsletter|get (?:our|the|more)|join (?:our|us|the)|stay (?:in|up)|abonnieren|anmelden"
        "|abonnez|inscrivez|suscr[ií]|iscriviti|assine|订阅|關注|关注",
        "signup",
    ),
    _sort(
        "a notice about cookies",
        "cookie cookies cookie-banner cookie-notice cookie-consent cookie-bar cookie-law consent gdpr gdpr-banner"
        " consent-banner onetrust-banner-sdk cc-window cookiebanner privacy-banner",
        "cookie cookies consent gdpr onetrust cookiebot privacy",
        "(?:we|this site) uses? cookies|cookies?|your privacy",
        "notice",
    ),
    _sort(
        "an advertisement",
        "ad ads adv advert adverts advertisement advertising ad-slot ad-unit ad-container ad-wrapper"
        " adsbygoogle sponsored"
        " sponsor-box dfp banner-ad ad-banner adbox ad-label google-auto-placed commercial",
        "ad ads advert advertisement advertising adsbygoogle sponsored dfp adslot",
        "advertisements?|anzeige|werbung|publicité|publicidad|pubblicità|publicidade|广告|広告|sponsored",
        "advertisement",
    ),
    _sort(
        "tags and sections",
        "tags tag-list post-tags entry-tags tags-links tag-links tagcloud cat-links categories post-categories topics"
        " article-tags topic-list post-labels labels keywords-links catlinks mw-normal-catlinks post-meta-tags"
        " subjects",
        "tags tag taglist topics categories labels catlinks",
        "tags?|topics?|filed under|labels?|posted in|categories|schlagw|mots[- ]clés|etiquetas|标签",
    ),
    _sort(
        "where the page stands",
        "breadcrumb breadcrumbs crumbs breadcrumb-trail bread-crumb yoast-breadcrumbs rank-math-breadcrumb pathway",
        "breadcrumb breadcrumbs crumbs",
        "you are here|home [>»›/]",
    ),
    _sort(
        "navigation",
        "nav menu navigation toc table-of-contents contents mw-editsection noprint skip-link skiplink skip-links navbox"
        " sidebar-nav printfooter mw-jump-link jump-link metadata-links vertical-navbox sistersitebox print-only"
        " back-to-top article-nav subnav post-nav jump-nav ez-toc-container article-menu breadcrumb-nav langs"
        " languages",
        "nav menu navigation navbar toc navbox jump skip editsection",
        "table of contents|contents|on this page|jump to|inhalt(?:sverzeichnis)?$|sommaire|目录|目次",
    ),
)  # fmt: skip

CHROME = frozenset(
    {"footer", "sidebar", "copyright", "legal", "colophon", "widget", "disclaimer", "terms", "imprint", "header",
     "banner", "announcement", "rail", "column", "masthead", "topbar", "hint", "modal", "popup", "notice", "alert"}
)  # fmt: skip
"""Words in the names of what surrounds an article on every page of a site."""
END_MATTER = re.compile(
    r"\s*(?:references|notes|footnotes|endnotes|bibliography|literature|sources|about the authors?|funding|acknowledg"
    r"|literatur|anmerkungen|quellen|über d|références|à propos de l|referencias|sobre e|note biog|参考文献"
    r"|注释|作者简介)",
    re.IGNORECASE,
)

KICKERS = frozenset({"kicker", "eyebrow", "overline", "strapline", "supertitle", "rubric", "topline", "roofline"})
PULL_QUOTES = frozenset({"pullquote", "pull-quote", "pullout", "pull-out", "wp-block-pullquote", "blockquote-pull"})
SIZES = frozenset(
    {"mobile", "desktop", "tablet", "phone", "xs", "sm", "md", "lg", "xl", "print", "amp", "lightbox", "modal",
     "fullscreen", "zoom", "overlay", "clone", "sticky"}
)  # fmt: skip
"""Words in the names of copies of a part: for other screens, for paper, for a picture seen large."""

UNSEEN_NAMES = frozenset(
    {"sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "u-visually-hidden", "screenreader-only",
     "assistive-text", "off-screen", "offscreen", "a11y-hidden", "show-for-sr", "element-invisible",
     "hidden-visually", "screen-reader-only", "cdk-visually-hidden"}
)  # fmt: skip
"""Names of what only programs that read aloud get."""

ICONS = frozenset({"material-icons", "material-icons-outlined", "material-symbols-outlined", "icon-text", "glyphicon"})

SKIP = re.compile(r"\s*(?:skip|jump|zum inhalt|aller au|saltar|vai al|ir para|跳)", re.IGNORECASE)
LABEL_OF_ADVERTISEMENT = SORTS[5].titles
READ_MORE = re.compile(
    r"\s*(?:read (?:more|also|next|on)|also read|see also|more|related|continue reading|lesen sie auch|mehr|lire aussi"
    r"|à lire|lea también|leer más|leggi anche|leia também|相关阅读|延伸阅读|推荐阅读|阅读更多"
    r"|関連記事)\s*[:：>»→|-]?\s*",
    re.IGNORECASE,
)


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
