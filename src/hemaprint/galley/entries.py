# SPDX-License-Identifier: MIT
"""List what is in an issue, each with its page: for the contents, and for a front page that tells them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from hemaprint.content.blocks import Figure, NewsItem
from hemaprint.content.markdown import finish_text, read_inline
from hemaprint.content.models import Article
from hemaprint.galley.setting import Setting

MAX_LEADS = 4
LISTED = ("masthead", "colophon", "back")
"""The pages that the magazine makes itself which are in its contents."""


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """An entry of the contents; ``department`` is "" for pages that the magazine makes itself.

    ``picture`` is that which opens the article, else its first, or "".
    """

    target: str
    page: str
    title: Markup
    text: Markup
    department: str = ""
    language: str = ""
    picture: str | Path = ""


def contents_entries(setting: Setting) -> tuple[tuple[ContentsEntry, ...], tuple[ContentsEntry, ...]]:
    """Lead articles with large numerals, and everything else of the order, each with its page."""
    leads: list[ContentsEntry] = []
    rest: list[ContentsEntry] = []
    for entry in setting.issue.manifest.order:
        if entry.article:
            article = setting.issue.articles[entry.article]
            lead = article.department.lead and len(leads) < MAX_LEADS
            (leads if lead else rest).append(_article_entry(article, setting))
        elif entry.page in LISTED:
            rest.append(_page_entry(entry.page, setting))
    return tuple(leads), tuple(rest)


def _article_entry(article: Article, setting: Setting) -> ContentsEntry:
    text = article.meta.contents or article.meta.standfirst or article.department.description
    return ContentsEntry(
        article.slug,
        setting.page_label(article.slug),
        setting.html(article.headline.copy, linked=True),
        setting.html(read_inline(text, language=article.language)),
        finish_text(article.department.name, article.language),
        article.language,
        article.meta.opener.image if article.meta.opener else _first_picture(article),
    )


def _first_picture(article: Article) -> str | Path:
    """The first picture of the text; "" where it has none."""
    figures = (one for block in article.body for one in getattr(block, "figures", (block,)))
    return next((one.source for one in figures if isinstance(one, Figure)), "")


def page_title(kind: str, setting: Setting) -> str:
    """The title of a page that the magazine makes itself, as Markdown; "" where it has none."""
    manifest, words = setting.issue.manifest, setting.words
    titles = {
        "cover": setting.config.magazine.title,
        "contents": manifest.contents.headline,
        "masthead": words.masthead,
        "colophon": manifest.colophon.headline if manifest.colophon else "",
        "back": (manifest.back.headline if manifest.back else "") or words.back,
    }
    return titles.get(kind, "")


def _page_entry(kind: str, setting: Setting) -> ContentsEntry:
    manifest, words = setting.issue.manifest, setting.words
    texts = {
        "masthead": words.masthead_text,
        "colophon": words.colophon_text,
        "back": manifest.back.kicker if manifest.back else "",
    }
    text = texts[kind]
    return ContentsEntry(
        kind,
        setting.page_label(kind),
        setting.display(page_title(kind, setting)),
        setting.html(read_inline(text, language=setting.language)),
        language=setting.language,
    )


def front_entries(article: Article, setting: Setting) -> tuple[ContentsEntry, ...]:
    """What a front page with ``article`` on it tells of the issue: the items of the article, then everything else."""
    found = [_item_entry(block, article, setting) for block in article.body if isinstance(block, NewsItem)]
    for entry in setting.issue.manifest.order:
        if entry.article and entry.article != article.slug:
            found.append(_article_entry(setting.issue.articles[entry.article], setting))
        elif entry.page in LISTED:
            found.append(_page_entry(entry.page, setting))
    return tuple(found)


def _item_entry(item: NewsItem, article: Article, setting: Setting) -> ContentsEntry:
    target = f"{article.slug}#{item.anchor.removeprefix(f'{article.slug}--')}"
    title = setting.html(item.title, linked=True)
    return ContentsEntry(item.anchor, setting.page_label(target), title, Markup(), language=article.language)
