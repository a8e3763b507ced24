"""The words by which pages name what is not copy: in class and id, in headings, in links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
