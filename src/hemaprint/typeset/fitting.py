# SPDX-License-Identifier: MIT
"""Fit what is measured before it is set: an article's headline, the contents entry by entry, the words of the cover.

A headline has the largest size at which it fits its measure in few, even lines. Nothing that is measured of the
contents contains a page number: they take as many sheets whatever the plan is (law 1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from unicodedata import bidirectional, east_asian_width

from markupsafe import Markup

from hemaprint.content.markdown import read_headline
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.galley import pages as own_pages
from hemaprint.galley.completeness import prove_article
from hemaprint.galley.compose import Composer, marked_rows, word_keys
from hemaprint.galley.entries import contents_entries
from hemaprint.galley.galley import NAMEPLATE, Galley, MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side
from hemaprint.project.text import place_of, read_text
from hemaprint.theme.facts import TemplateFacts
from hemaprint.theme.theme import Theme
from hemaprint.typeset.crew.jobs import Steps, measured, written
from hemaprint.typeset.pages import Extents, Pages, height_of
from hemaprint.typeset.titles import FittedTitle, fit_measured, fit_nameplate

_HIDING = re.compile(r"\b(?:display\s*:\s*(?:none|contents)|font(?:-size)?\s*:\s*0)")


def require_measured(keys: Iterable[str], extents: Extents, theme: Theme, layout: str) -> None:
    """Raise ContentError (HP235) where one of ``keys`` was laid out without any width, or not at all.

    Where the project has no styles and layouts, that is a bug: KeyError.
    """
    for key in keys:
        if not any(extent.width > 0 for extent in extents.get(key, ())):
            place = _hiding(theme, layout)
            if place is None:
                raise KeyError(key)
            message = f'the element with data-key="{key}" in {layout} takes no room on any page: the styles hide it'
            hint = "the make-up must measure it: no display: none, no width and no size of 0"
            raise ContentError([Problem("HP235", message, place, hint)])


def _hiding(theme: Theme, layout: str) -> Location | None:
    """The last declaration of the project that hides something; else the first file that could."""
    sheets = tuple(sheet for sheet in theme.sheets.paths if theme.is_own_style(sheet))
    layouts = theme.own_layouts(layout)
    for path in (*reversed(sheets), *layouts):
        text = read_text(path)[0] or ""
        for match in reversed(list(_HIDING.finditer(text))):
            return place_of(text, match.start(), path)
    return next((Location(path, 1, 1) for path in (*sheets, *layouts)), None)


# ---------------------------------------------------------------- an article

LEAST_LEADING = {"W": 1.15, "AL": 1.0}
"""Of titles, by widths and directions of Unicode: Chinese characters fill their em, Arabic letters have long tails."""
SMALLEST_TITLE = 12.0  # a headline that fits its measure only below this size, in pt, is overset


@dataclass(frozen=True, slots=True)
class SetGalley:
    """A galley and the pages that were set from it."""

    galley: Galley
    pages: Pages


def set_article(composer: Composer, side: Side) -> Steps[SetGalley]:
    """Set an article whose first page falls on ``side``."""
    source, geometry = composer.article.path, composer.setting.theme.geometry
    words = yield from measured(composer.measured(), source)
    rows = composer.headline_rows()
    require_measured(word_keys(rows), words.extents, composer.setting.theme, "measure-title.html")
    title = _fit_headline(composer, rows, words.extents)
    nameplate = 0.0
    if composer.facts.front:
        require_measured([NAMEPLATE], words.extents, composer.setting.theme, "measure-title.html")
        nameplate = fit_nameplate(words.extents, composer.facts, geometry, geometry.type_width)
    galley = composer.galley(MakeUp(title.size, title.leading, title.lines, nameplate), side)
    left_out = prove_article(composer, galley)
    pages = yield from written(galley, source)
    overset: list[Problem] = []
    if title.size < SMALLEST_TITLE:
        message = f"the headline would fit its measure only at {title.size:g} pt"
        hint = "break it into lines, or shorten its longest word"
        overset.append(Problem("HP206", message, Location(source, 1, 1), hint))
    problems = (*words.problems, *composer.plates.problems, *overset, *left_out, *pages.problems)
    return SetGalley(galley, replace(pages, problems=problems))


def _fit_headline(composer: Composer, rows: list[list[Markup]], extents: Extents) -> FittedTitle:
    """Size and break the headline from its measured words."""
    facts, geometry = composer.facts, composer.setting.theme.geometry
    measures = {
        "plate": geometry.plate_width if composer.has_plate else geometry.type_width,
        # without a plate before it, the sheet may be a left one, whose side column the title must not run over
        "type": geometry.type_width if composer.has_plate else composer.frame.width,
        "text": composer.head_width,
        "main": composer.frame.main,
        "column": composer.frame.lead,
    }
    leading, largest = _leading(composer.article.title, facts), facts.title_max * geometry.scale
    return fit_measured(rows, extents, measures[facts.title_measure], largest, leading)


def _leading(title: str, facts: TemplateFacts) -> float:
    """The leading of a title, as a multiple of its size: the template's, or the least of its script."""
    kinds = {kind(letter) for letter in title for kind in (east_asian_width, bidirectional)}
    return max([facts.title_leading, *(LEAST_LEADING.get(kind, 0.0) for kind in kinds)])


# ---------------------------------------------------------------- the contents and the cover

LEAST_ART = 5  # the least room of the picture in the type area, in lines; it also has the margin above
MOST_ART = 0.306  # its most room, as a part of the height of the page
_ROUNDING = 0.5  # a sheet is filled up to this, in pt: heights are measured in px and add up in floating point
_STEP = 3.0  # the step by which columns are evened out, in pt


@dataclass(frozen=True, slots=True)
class ContentsProof:
    """The measured heights of each part, in pt; ``depth`` is the height of the type area, in lines of ``line``.

    A sheet has so many ``columns``; ``departments`` are the names that ``labels`` are the heights of.
    """

    depth: float
    line: float
    columns: int
    head: float
    running_on: float
    rule: float
    leads: tuple[float, ...]
    entries: tuple[float, ...]
    labels: tuple[float, ...]
    departments: tuple[str, ...]

    @classmethod
    def read(cls, extents: Extents, setting: Setting) -> ContentsProof:
        """Read a proof from its layout."""
        leads, entries = contents_entries(setting)
        geometry = setting.theme.geometry

        def heights(name: str, count: int) -> tuple[float, ...]:
            return tuple(height_of(f"{name}-{index}", extents) for index in range(count))

        return cls(
            depth=geometry.type_height,
            line=geometry.baseline,
            columns=own_pages.contents_columns(setting),
            head=height_of("head", extents),
            running_on=height_of("running-on", extents),
            rule=height_of("rule", extents),
            leads=heights("lead", len(leads)),
            entries=heights("entry", len(entries)),
            labels=heights("label", len(entries)),
            departments=tuple(entry.department for entry in entries),
        )


def contents_sheets(setting: Setting) -> Steps[tuple[own_pages.ContentsSheet, ...]]:
    """The sheets of the contents, measured and made up."""
    layout = yield from measured(own_pages.compose_contents_proof(setting), setting.issue.path / "issue.yaml")
    most_art = MOST_ART * setting.theme.geometry.height if setting.issue.manifest.contents.art else 0.0
    return make_up_contents(ContentsProof.read(layout.extents, setting), most_art)


def count_contents(setting: Setting) -> Steps[int]:
    """How many pages the contents take."""
    sheets = yield from contents_sheets(setting)
    return len(sheets)


def fit_contents(setting: Setting, side: Side) -> Steps[Galley]:
    """The galley of the contents, on as many sheets as they need."""
    sheets = yield from contents_sheets(setting)
    return own_pages.compose_contents(sheets, setting, side)


def make_up_contents(proof: ContentsProof, most_art: float) -> tuple[own_pages.ContentsSheet, ...]:
    """As few sheets as possible; then as large a picture as they leave room for, and the later ones evened out."""
    least_art = min(LEAST_ART * proof.line, most_art)
    crowded = _fill(proof, least_art, proof.depth)
    lines = [count * proof.line for count in range(1, round(proof.depth / proof.line) + 1)]

    def costs_nothing(sheets: list[own_pages.ContentsSheet]) -> bool:
        return (len(sheets), sheets[0].leads) == (len(crowded), crowded[0].leads)

    rooms = (room for room in reversed(lines) if least_art < room <= most_art)
    art = next((room for room in rooms if costs_nothing(_fill(proof, room, proof.depth))), least_art)
    depth = next(foot for foot in lines if len(_fill(proof, art, foot)) == len(crowded))
    first, *others = _fill(proof, art, depth, evened=True)
    return (_closed(first, proof, most_art), *others)


def _closed(first: own_pages.ContentsSheet, proof: ContentsProof, most_art: float) -> own_pages.ContentsSheet:
    """The first sheet with its columns at the foot: remaining room goes to the picture, then above the columns."""
    white = proof.depth - _ROUNDING - first.art - proof.head - _height(first, proof)
    if white <= 0:
        return first
    more = max(0.0, min(white, most_art - first.art))
    return replace(first, art=first.art + more, white=white - more if first.columns else 0.0)


def _fill(proof: ContentsProof, art: float, depth: float, *, evened: bool = False) -> list[own_pages.ContentsSheet]:
    """Fill the first sheet below ``art`` and its head, then others down to ``depth``; nothing is divided.

    Whether the last columns are ``evened`` does not change which sheet an entry is on.
    """
    sheets: list[own_pages.ContentsSheet] = []
    leads, entries = range(len(proof.leads)), range(len(proof.entries))
    while leads or entries or not sheets:
        room = (depth - proof.running_on if sheets else proof.depth - art - proof.head) - _ROUNDING
        here = _leads(leads, proof, room)
        if sheets and leads and not here:
            here = leads[:1]  # higher than a sheet: it has one to itself, and is reported as overset
        leads = leads[len(here) :]
        columns: tuple[own_pages.ContentsColumn, ...] = ()
        if not leads:
            left = room - sum(proof.leads[index] for index in here) - proof.rule
            columns = (_evened if evened else _columns)(entries, proof, left)
            if sheets and entries and not columns and not here:
                columns = (_column(entries[:1], proof, first=True),)
            entries = entries[sum(len(column.entries) for column in columns) :]
        sheets.append(own_pages.ContentsSheet(tuple(here), columns, 0.0 if sheets else art))
    return sheets


def _leads(leads: range, proof: ContentsProof, room: float) -> range:
    """As many of the lead articles as there is room for."""
    count = 0
    while count < len(leads) and (room := room - proof.leads[leads[count]]) >= 0:
        count += 1
    return leads[:count]


def _evened(entries: range, proof: ContentsProof, room: float) -> tuple[own_pages.ContentsColumn, ...]:
    """Columns of at most ``room``; where they hold all entries, of even height."""
    columns = _columns(entries, proof, room)
    if entries and sum(len(column.entries) for column in columns) == len(entries):
        depth = room
        while sum(len(column.entries) for column in _columns(entries, proof, depth - _STEP)) == len(entries):
            depth -= _STEP
        columns = _columns(entries, proof, depth)
    return columns


def _columns(entries: range, proof: ContentsProof, room: float) -> tuple[own_pages.ContentsColumn, ...]:
    """Columns of at most ``room`` with as many of the entries as fit."""
    columns: list[own_pages.ContentsColumn] = []
    while entries and len(columns) < proof.columns:
        count, depth = 0, 0.0
        for index in entries:
            depth += proof.entries[index]
            if _is_labelled(index, proof, first=not columns and not count):
                depth += proof.labels[index]
            if depth > room:
                break
            count += 1
        if not count:
            break
        columns.append(_column(entries[:count], proof, first=not columns))
        entries = entries[count:]
    return tuple(columns)


def _column(entries: range, proof: ContentsProof, *, first: bool) -> own_pages.ContentsColumn:
    """A column of these entries; ``first``: the first of a sheet."""
    labelled = (index for index in entries if _is_labelled(index, proof, first=first and index == entries[0]))
    return own_pages.ContentsColumn(tuple(entries), frozenset(labelled))


def _is_labelled(index: int, proof: ContentsProof, *, first: bool) -> bool:
    """A department is named above its first entry, and again above the ``first`` of a sheet."""
    name = proof.departments[index]
    return bool(name) and (first or index == 0 or name != proof.departments[index - 1])


def _height(sheet: own_pages.ContentsSheet, proof: ContentsProof) -> float:
    """The height of everything below the head of a sheet."""
    depths = [
        sum(proof.entries[index] for index in column.entries) + sum(proof.labels[index] for index in column.labelled)
        for column in sheet.columns
    ]
    return sum(proof.leads[index] for index in sheet.leads) + (proof.rule + max(depths) if depths else 0.0)


def fit_cover(setting: Setting, side: Side) -> Steps[Callable[..., Galley]]:
    """What composes the cover on a ``ground``, its words measured first."""
    cover = setting.issue.manifest.cover
    rows = marked_rows(read_headline(cover.headline, setting.language), setting)
    layout = yield from measured(own_pages.compose_cover_words(rows, setting), setting.issue.path / "issue.yaml")
    extents = layout.extents
    require_measured([*word_keys(rows), NAMEPLATE], extents, setting.theme, "measure-cover.html")
    geometry, facts = setting.theme.geometry, setting.theme.declared("cover")
    frame = geometry.frame(facts.frame)
    measures = {"type": geometry.type_width, "text": frame.width, "main": frame.main, "column": frame.lead}
    measure = measures.get(facts.title_measure, geometry.plate_width)
    leading = _leading(cover.headline, facts)
    title = fit_measured(rows, extents, measure, facts.title_max * geometry.scale, leading)
    makeup = MakeUp(title_size=title.size, title_leading=title.leading, title_lines=title.lines)
    is_plate = facts.title_measure == "plate"  # else the cover is a page with margins, and the name within them
    size = fit_nameplate(extents, facts, geometry, geometry.plate_width if is_plate else geometry.type_width)
    return partial(own_pages.compose_page, "cover", setting, side, makeup=makeup, nameplate_size=size)
