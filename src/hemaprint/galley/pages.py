"""Compose the pages that the magazine makes itself: cover, contents, masthead, advertisements, colophon, back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from hemaprint.content.markdown import finish_text, read_headline, render_inline
from hemaprint.content.models import Advertisement, Article, Side
from hemaprint.galley.compose import display, image_url, paragraphs
from hemaprint.galley.galley import Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.galley.sheets import QUIET

MAX_LEADS = 4


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents page."""

    target: str
    page: str
    title: Markup
    text: Markup
    kicker: str = ""


@dataclass(frozen=True, slots=True)
class Folio:
    """A page number: which side it stands on, and what it says ("" for none).

    ``citation`` is the line below it, on the pages of an offprint.
    """

    side: Side
    label: str
    citation: str = ""


def compose_page(
    kind: str, setting: Setting, side: Side, *, makeup: MakeUp | None = None, nameplate_size: float = 0.0
) -> Galley:
    """A page by its kind: cover, contents, masthead, colophon, back or blank."""
    context = _context(setting, kind, side, makeup or MakeUp())
    manifest = setting.issue.manifest
    if kind == "cover":
        headline = Markup(read_headline(manifest.cover.headline, setting.language).html)
        context |= {"headline": headline, "nameplate_size": nameplate_size}
    elif kind == "contents":
        leads, departments = contents_entries(setting)
        context |= {
            "leads": leads,
            "departments": departments,
            "department": _plain(manifest.contents.headline, setting),
        }
    elif kind == "colophon" and manifest.colophon:
        context |= {
            "copy": paragraphs(manifest.colophon.text, setting),
            "department": _plain(manifest.colophon.headline, setting),
        }
    elif kind == "masthead":
        context |= {"department": setting.words.masthead}
    return _render(f"pages/{kind}.html", f"page-{kind}", context, setting)


def compose_advertisement(ad: Advertisement, setting: Setting, side: Side) -> Galley:
    """A full-page advertisement."""
    context = _context(setting, "advertisement", side, MakeUp()) | {"ad": ad, "copy": paragraphs(ad.text, setting)}
    return _render("pages/advertisement.html", f"ad-{ad.id}", context, setting)


def compose_cover_words(rows: Sequence[Sequence[str]], setting: Setting) -> Galley:
    """The cover's nameplate and the words of its headline, to be measured."""
    context = _context(setting, "cover", "any", MakeUp()) | {"headline_rows": rows}
    return _render("measure-cover.html", "cover-words", context, setting)


def compose_folios(folios: Sequence[Folio], setting: Setting) -> Galley:
    """One sheet per page of the issue, with its number alone."""
    context = _context(setting, "folios", "any", MakeUp()) | {"folios": folios}
    return _render("folios.html", "folios", context, setting)


def compose_offprint_cover(article: Article, citation: str, setting: Setting) -> Galley:
    """The cover of an offprint: what it is, who wrote it, and how it is cited."""
    people = [person for person in article.meta.contributors if person.role != "interviewer"]
    context = _context(setting, "offprint", "right", MakeUp()) | {
        "article": article,
        "people": people,
        "citation": citation,
        "quiet": Markup(QUIET),
    }
    return _render("pages/offprint.html", f"offprint-{article.slug}", context, setting)


def contents_entries(setting: Setting) -> tuple[tuple[ContentsEntry, ...], tuple[ContentsEntry, ...]]:
    """Lead articles with large numerals, and everything else of the order, each with its page."""
    leads: list[ContentsEntry] = []
    rest: list[ContentsEntry] = []
    for entry in setting.issue.manifest.order:
        if entry.article:
            article = setting.issue.articles[entry.article]
            lead = article.department.lead and len(leads) < MAX_LEADS
            (leads if lead else rest).append(_article_entry(article, setting, lead))
        elif entry.page in ("masthead", "colophon", "back"):
            rest.append(_page_entry(entry.page, setting))
    return tuple(leads), tuple(rest)


def _article_entry(article: Article, setting: Setting, lead: bool) -> ContentsEntry:
    name = finish_text(article.department.name, article.language)
    title = Markup(article.headline.html)
    text = article.meta.contents or article.meta.standfirst or article.department.description
    return ContentsEntry(
        article.slug,
        setting.page_label(article.slug),
        title,
        Markup(render_inline(text, language=article.language)) if text else Markup(),
        name if lead else "",
    )


def _page_entry(kind: str, setting: Setting) -> ContentsEntry:
    manifest, words = setting.issue.manifest, setting.words
    titles = {
        "masthead": (words.masthead, words.masthead_text),
        "colophon": (manifest.colophon.headline if manifest.colophon else "Colophon", words.colophon_text),
        "back": (manifest.back.headline if manifest.back else "", manifest.back.kicker if manifest.back else ""),
    }
    title, text = titles[kind]
    return ContentsEntry(
        kind,
        setting.page_label(kind),
        Markup(read_headline(title or words.back, setting.language).html),
        Markup(render_inline(text, language=setting.language)),
    )


def _context(setting: Setting, kind: str, side: Side, makeup: MakeUp) -> dict[str, object]:
    keep = frozenset(setting.config.acronyms.keep)
    return {
        "setting": setting,
        "manifest": setting.issue.manifest,
        "kind": kind,
        "side": side,
        "makeup": makeup,
        "department": "",
        "quiet": Markup(QUIET),
        "image": partial(image_url, setting),
        "finish": partial(finish_text, language=setting.language),
        "display": partial(display, setting),
        "inline": lambda text: Markup(render_inline(text, language=setting.language, keep_acronyms=keep)),
    }


def _plain(headline: str, setting: Setting) -> str:
    return read_headline(headline, setting.language).text


def _render(template: str, name: str, context: dict[str, object], setting: Setting) -> Galley:
    html = setting.theme.environment.get_template(template).render(context)
    return Galley(name, setting.fill_pages(html), setting.theme.geometry.frame("text"))
