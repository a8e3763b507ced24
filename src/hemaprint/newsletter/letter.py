"""What the letter says of an issue: its articles in order, its cover, its links.

Everything that ``layouts/newsletter.html`` and ``.txt`` can name is a field of :class:`Letter`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from hemaprint.content.markdown import finish_text, read_headline, read_inline
from hemaprint.content.models import IssueManifest
from hemaprint.content.spans import Copy
from hemaprint.galley.markup import InlineWriter
from hemaprint.galley.people import credits_of
from hemaprint.galley.setting import Setting
from hemaprint.newsletter.pictures import Picture
from hemaprint.newsletter.words import LetterWords, letter_words


@dataclass(frozen=True, slots=True)
class Entry:
    """An article: ``page`` as printed, ``art`` a path for ``picture()`` ("" for none), ``link`` "" for none."""

    slug: str
    department: str
    lead: bool
    title: Markup
    text: Markup
    byline: Markup
    page: str
    link: str
    art: str
    alt: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that travels with the letter, as it can be told: ``size`` such as ``5.7 MB``."""

    name: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The letter of one issue, before it is laid out."""

    setting: Setting
    manifest: IssueManifest
    words: LetterWords
    subject: str
    preheader: str
    headline: Markup
    contents: Markup
    deck: Markup
    leads: tuple[Entry, ...]
    rest: tuple[Entry, ...]
    cover: Picture
    link: str
    enclosures: tuple[Enclosure, ...]
    imprint: str


def write_letter(
    setting: Setting, cover: Picture, *, subject: str, link: str, enclosures: Sequence[Enclosure] = ()
) -> Letter:
    """The letter of the issue of ``setting``, whose pages are known. ``link`` leads to the issue, "" for nowhere."""
    entries = tuple(_entries(setting))
    manifest = setting.issue.manifest
    headline = _html(read_headline(manifest.cover.headline, setting.language).copy, setting)
    deck = _inline(manifest.cover.deck, setting, setting.language)
    return Letter(
        setting=setting,
        manifest=manifest,
        words=letter_words(setting.language),
        subject=subject,
        preheader=_plain(deck) or ", ".join(_plain(entry.title) for entry in entries),
        headline=headline,
        contents=_html(read_headline(manifest.contents.headline, setting.language).copy, setting),
        deck=deck,
        leads=tuple(entry for entry in entries if entry.lead),
        rest=tuple(entry for entry in entries if not entry.lead),
        cover=cover,
        link=link,
        enclosures=tuple(enclosures),
        imprint=setting.config.newsletter.imprint,
    )


def subject_of(setting: Setting, pattern: str) -> str:
    """The subject that a pattern of ``[newsletter] subject`` gives for an issue."""
    manifest = setting.issue.manifest
    headline = read_headline(manifest.cover.headline, setting.language).text
    filled = pattern.format(
        magazine=setting.config.magazine.title,
        number=setting.number_text,
        date=setting.date_text,
        headline=headline,
        title=read_headline(manifest.title, setting.language).text or headline,
    )
    return " ".join(filled.split())


def _entries(setting: Setting) -> Iterator[Entry]:
    settings = setting.config.newsletter
    for place in setting.issue.manifest.order:
        if not place.article:
            continue
        article = setting.issue.articles[place.article]
        meta, opener = article.meta, article.meta.opener
        yield Entry(
            slug=article.slug,
            department=finish_text(article.department.name, article.language),
            lead=article.department.lead,
            title=_html(article.headline.copy, setting),
            text=_inline(meta.contents or meta.standfirst or article.department.description, setting, article.language),
            byline=_html(credits_of(article).byline, setting),
            page=setting.page_label(article.slug),
            link=settings.article_link.format(issue=setting.issue.name, slug=article.slug),
            art=opener.image if opener and not opener.image.lower().endswith(".svg") else "",  # mail programs show none
            alt=opener.alt if opener else "",
        )


def _inline(text: str, setting: Setting, language: str) -> Markup:
    """Markdown of one paragraph as a mail program can take it."""
    keep = frozenset(setting.config.acronyms.keep)
    return _html(read_inline(" ".join(text.split()), language=language, keep_acronyms=keep), setting)


def _html(copy: Copy, setting: Setting) -> Markup:
    """Copy for a mail program: no link into the issue, no class of our styles."""
    return InlineWriter(setting.page_label, bare=True).html(copy)


def _plain(html: Markup) -> str:
    return html.striptags()
