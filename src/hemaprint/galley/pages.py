# SPDX-License-Identifier: MIT
"""Compose the pages that the magazine makes itself: cover, contents, masthead, advertisements, colophon, back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from markupsafe import Markup

from hemaprint.content.markdown import finish_text, read_headline, read_inline, shortened
from hemaprint.content.models import Advertisement, Article
from hemaprint.errors import ContentError, Problem
from hemaprint.galley.blockwriter import image_url
from hemaprint.galley.codes import codes_of
from hemaprint.galley.compose import Composer, paragraphs, word_keys
from hemaprint.galley.entries import contents_entries
from hemaprint.galley.galley import NAMEPLATE, WORDS, Galley, MakeUp, require
from hemaprint.galley.markup import Shown
from hemaprint.galley.plates import Plates
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side

CONTENTS = "contents"
"""The only page that the magazine makes itself which may take several; no article has its name (HP026)."""
MOST_COLUMNS = 3
NARROWEST_COLUMN = 150.0
"""The narrowest column of short entries of the contents, in pt."""
RUNNING_LENGTH = 36
"""The title of a made page is cut for its running head, which is set in capitals."""
LOW_TRIM = 720.0
"""On a lower page, in pt, the made pages are set in smaller sizes."""
QUIET = "@top-left{content:none}@top-right{content:none}"
"""No running head: for sheets whose head is a picture that bleeds."""


@dataclass(frozen=True, slots=True)
class ContentsColumn:
    """Short entries one below the other, by index; the departments of ``labelled`` ones are named above them."""

    entries: tuple[int, ...]
    labelled: frozenset[int]


@dataclass(frozen=True, slots=True)
class ContentsSheet:
    """One sheet of the contents: lead articles by index, then columns; lengths in pt.

    ``art`` is the room for the picture at its head, ``white`` the space between the lead articles and the columns.
    """

    leads: tuple[int, ...]
    columns: tuple[ContentsColumn, ...]
    art: float = 0.0
    white: float = 0.0


@dataclass(frozen=True, slots=True)
class Folio:
    """A page number: its side, and what it says ("" for none).

    ``citation`` is the line below it, on the pages of an offprint; ``page`` is the named page that it is printed on.
    """

    side: Side
    label: str
    citation: str = ""
    page: str = ""


def compose_page(
    kind: str,
    setting: Setting,
    side: Side,
    *,
    makeup: MakeUp | None = None,
    nameplate_size: float = 0.0,
    ground: Literal["light", "dark"] = "light",
) -> Galley:
    """A page by its kind: cover, masthead, colophon, back or blank.

    ``ground`` says what the words of the cover and of the back are printed on.
    """
    context = _context(setting, kind, side, makeup or MakeUp())
    manifest = setting.issue.manifest
    if kind == "cover":
        headline = setting.display(manifest.cover.headline)
        context |= {"headline": headline, "nameplate_size": nameplate_size}
        context |= {"ground": ground, "codes": codes_of(manifest.cover, setting)}
    elif kind == "back":
        context |= {"ground": ground, "codes": codes_of(manifest.back, setting)}
    elif kind == "colophon" and manifest.colophon:
        context |= {
            "copy": paragraphs(manifest.colophon.text, setting),
            "department": _running(manifest.colophon.headline, setting),
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
    galley = _render("measure-cover.html", "cover-words", context, setting)
    require(galley.html, word_keys(rows), setting.theme, "measure-cover.html", WORDS)
    require(galley.html, [NAMEPLATE], setting.theme, "measure-cover.html", f'data-key="{NAMEPLATE}"')
    return galley


def compose_folios(folios: Sequence[Folio], setting: Setting) -> Galley:
    """One sheet per page of the issue, with its number alone."""
    furniture = setting.theme.geometry.furniture
    context = _context(setting, "folios", "any", MakeUp()) | {
        "folios": folios,
        "place": furniture.folio,
        "edge": furniture.folio_edge,
    }
    return _render("folios.html", "folios", context, setting)


def compose_spine(width: float, ground: str, setting: Setting, *, worded: bool) -> Galley:
    """The spine of a separate cover, ``width`` pt wide; with words only where there is room for them."""
    context = _context(setting, "spine", "right", MakeUp()) | {"width": width, "ground": ground, "worded": worded}
    return _render("pages/spine.html", "spine", context, setting)


def compose_offprint_cover(article: Article, citation: str, setting: Setting) -> Galley:
    """The cover of an offprint: what it is, who wrote it, and how it is cited."""
    people = [person for person in article.meta.contributors if person.role != "interviewer"]
    context = _context(setting, "offprint", "right", MakeUp()) | {
        "article": Shown(article, setting.html),
        "people": people,
        "citation": citation,
        "quiet": Markup(QUIET),
    }
    return _render("pages/offprint.html", f"offprint-{article.slug}", context, setting)


def compose_contents_proof(setting: Setting) -> Galley:
    """Every entry of the contents, one by one, to be measured: page numbers do not count (law 1)."""
    unnumbered = replace(setting, pages={})
    return _render("measure-contents.html", "contents", _contents_context(unnumbered, "any"), unnumbered)


def compose_contents(sheets: Sequence[ContentsSheet], setting: Setting, side: Side) -> Galley:
    """The contents, made up into sheets."""
    return _render(
        "pages/contents.html", "page-contents", _contents_context(setting, side) | {"sheets": sheets}, setting
    )


def compose_unmeasured(kind: str, setting: Setting) -> Galley:
    """A page by its kind with all its words, but not as it is printed: the contents are on one sheet."""
    if kind != CONTENTS:
        return compose_page(kind, setting, "right")
    leads, entries = (tuple(range(len(some))) for some in contents_entries(setting))
    return compose_contents([ContentsSheet(leads, (ContentsColumn(entries, frozenset(entries)),))], setting, "right")


def _contents_context(setting: Setting, side: Side) -> dict[str, object]:
    leads, entries = contents_entries(setting)
    return _context(setting, "contents", side, MakeUp()) | {
        "leads": leads,
        "entries": entries,
        "width": setting.theme.geometry.frame("text").width,
        "column": contents_column(setting, contents_columns(setting)),
        "department": _running(setting.issue.manifest.contents.headline, setting),
    }


def contents_columns(setting: Setting) -> int:
    """The number of columns of short entries."""
    counts = range(MOST_COLUMNS, 1, -1)
    return next((count for count in counts if contents_column(setting, count) >= NARROWEST_COLUMN), 1)


def contents_column(setting: Setting, count: int) -> float:
    """The width of one of ``count`` columns of the pages that the magazine makes itself: they have the frame "text"."""
    geometry = setting.theme.geometry
    frame = geometry.frame("text")
    return geometry.column(count, frame.width, frame.gutter)


def _context(setting: Setting, kind: str, side: Side, makeup: MakeUp) -> dict[str, object]:
    return {
        "setting": setting,
        "manifest": setting.issue.manifest,
        "kind": kind,
        "side": side,
        "makeup": makeup,
        "department": "",
        "small": setting.theme.geometry.height < LOW_TRIM,
        "quiet": Markup(QUIET),
        "image": partial(image_url, setting),
        "on_picture": Plates(setting, setting.issue.located.at(kind)).on_picture,
        "finish": partial(finish_text, language=setting.language),
        "display": setting.display,
        "inline": lambda text: setting.html(
            read_inline(text, language=setting.language, listed=setting.config.acronyms)
        ),
    }


def _running(headline: str, setting: Setting) -> str:
    """The title of a page of the magazine, for its running head."""
    return shortened(read_headline(headline, setting.language).text, RUNNING_LENGTH)


def _render(template: str, name: str, context: dict[str, object], setting: Setting) -> Galley:
    with setting.theme.blamed(template):
        html = setting.theme.environment.get_template(template).render(context)
    return Galley(name, setting.to_set(html), setting.theme.geometry.frame("text"))


_SIZE = 24.0


def tried(setting: Setting) -> tuple[Problem, ...]:
    """What is wrong with the project's layouts, each fault once; a project without layouts is not asked."""
    if not setting.theme.own("layouts"):
        return ()
    problems: list[Problem] = []
    for attempt in _attempts(setting):
        try:
            attempt()
        except ContentError as error:
            problems += error.problems
    return tuple(dict.fromkeys(problems))


def _attempts(setting: Setting) -> Iterator[Callable[[], object]]:
    """Every document of an issue, to be composed when it is called."""
    for article in setting.issue.articles.values():
        yield partial(_compose, article, setting)
    for entry in setting.issue.manifest.order:
        if entry.page == CONTENTS:
            yield partial(compose_contents_proof, setting)
            yield partial(compose_unmeasured, CONTENTS, setting)
        elif entry.page is not None:
            yield partial(compose_page, entry.page, setting, "right", makeup=_headline(Markup("Trial")))
    for ad in setting.issue.manifest.advertisements:
        yield partial(compose_advertisement, ad, setting, "left")
    yield partial(compose_cover_words, [[Markup("Trial")]], setting)
    yield partial(compose_page, "blank", setting, "left")
    yield partial(compose_folios, [Folio("left", "2")], setting)


def _compose(article: Article, setting: Setting) -> None:
    composer = Composer(article, setting)
    composer.measured()
    composer.galley(_headline(setting.html(article.headline.copy)), "right")


def _headline(text: Markup) -> MakeUp:
    return MakeUp(title_size=_SIZE, title_leading=_SIZE, title_lines=(text,))
