"""Fit the pages of the magazine's own: the contents, each entry measured and given a sheet, and the words of the cover.

Nothing that is measured of the contents holds a page number: they take as many sheets whatever the plan is (law 1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import floor

from hemaprint.content.markdown import read_headline
from hemaprint.galley.compose import marked_rows, word_keys
from hemaprint.galley.galley import Galley, MakeUp
from hemaprint.galley.pages import (
    NAMEPLATE,
    ContentsColumn,
    ContentsEntry,
    ContentsSheet,
    compose_contents,
    compose_contents_proof,
    compose_cover_words,
    compose_page,
    contents_columns,
    contents_entries,
)
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side
from hemaprint.theme.geometry import BASELINE, MARGIN_OUTSIDE
from hemaprint.typeset.pages import Extents, height_of
from hemaprint.typeset.titles import REFERENCE_SIZE, fit_title, require_measured
from hemaprint.typeset.typesetter import title_rows, title_space
from hemaprint.typeset.wanted import Steps, measured

LEAST_ART = 5 * BASELINE
"""Room in the type area that the picture is left at least, in pt; it also has the margin above."""
MOST_ART = 0.306
"""Room that it is given at most, as a part of the height of the page."""
_ROUNDING = 0.5
"""A sheet is filled up to this, in pt: heights are measured in px and add up in floating point."""
_STEP = 3.0
"""Columns are evened out to this, in pt."""
_LARGEST_NAMEPLATE = 72.0
"""In pt."""


@dataclass(frozen=True, slots=True)
class ContentsProof:
    """What was measured, in pt: the heights of each piece; ``depth`` is the height of the type area.

    ``columns`` stand on a sheet; ``departments`` are the names that ``labels`` were measured of.
    """

    depth: float
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
        """Read a proof off its layout."""
        leads, entries = contents_entries(setting)

        def heights(name: str, pieces: Sequence[ContentsEntry]) -> tuple[float, ...]:
            return tuple(height_of(f"{name}-{index}", extents) for index in range(len(pieces)))

        return cls(
            depth=setting.theme.geometry.lines * BASELINE,
            columns=contents_columns(setting),
            head=height_of("head", extents),
            running_on=height_of("running-on", extents),
            rule=height_of("rule", extents),
            leads=heights("lead", leads),
            entries=heights("entry", entries),
            labels=heights("label", entries),
            departments=tuple(entry.department for entry in entries),
        )


def contents_sheets(setting: Setting) -> Steps[tuple[ContentsSheet, ...]]:
    """The sheets of the contents, measured and made up."""
    layout = yield from measured(compose_contents_proof(setting), setting.issue.path / "issue.yaml")
    most_art = MOST_ART * setting.theme.geometry.height if setting.issue.manifest.contents.art else 0.0
    return make_up_contents(ContentsProof.read(layout.extents, setting), most_art)


def count_contents(setting: Setting) -> Steps[int]:
    """How many pages the contents take."""
    sheets = yield from contents_sheets(setting)
    return len(sheets)


def fit_contents(setting: Setting, side: Side) -> Steps[Galley]:
    """The galley of the contents, on as many sheets as they need."""
    sheets = yield from contents_sheets(setting)
    return compose_contents(sheets, setting, side)


def make_up_contents(proof: ContentsProof, most_art: float) -> tuple[ContentsSheet, ...]:
    """As few sheets as there can be; then as large a picture as they leave room for, and the later ones evened out."""
    least_art = min(LEAST_ART, most_art)
    crowded = _fill(proof, least_art, proof.depth)
    lines = [count * BASELINE for count in range(1, round(proof.depth / BASELINE) + 1)]

    def costs_nothing(sheets: list[ContentsSheet]) -> bool:
        return (len(sheets), sheets[0].leads) == (len(crowded), crowded[0].leads)

    rooms = (room for room in reversed(lines) if least_art < room <= most_art)
    art = next((room for room in rooms if costs_nothing(_fill(proof, room, proof.depth))), least_art)
    depth = next(foot for foot in lines if len(_fill(proof, art, foot)) == len(crowded))
    first, *others = _fill(proof, art, depth, evened=True)
    return (_closed(first, proof, most_art), *others)


def _closed(first: ContentsSheet, proof: ContentsProof, most_art: float) -> ContentsSheet:
    """The first sheet with its columns at the foot: what is left over goes to the picture, then above the columns."""
    white = proof.depth - _ROUNDING - first.art - proof.head - _height(first, proof)
    if white <= 0:
        return first
    more = max(0.0, min(white, most_art - first.art))
    return replace(first, art=first.art + more, white=white - more if first.columns else 0.0)


def _fill(proof: ContentsProof, art: float, depth: float, *, evened: bool = False) -> list[ContentsSheet]:
    """Fill the first sheet below ``art`` and its head, then others down to ``depth``; nothing is divided.

    Whether the last columns are ``evened`` makes no difference to what stands on which sheet.
    """
    sheets: list[ContentsSheet] = []
    leads, entries = range(len(proof.leads)), range(len(proof.entries))
    while leads or entries or not sheets:
        room = (depth - proof.running_on if sheets else proof.depth - art - proof.head) - _ROUNDING
        here = _leads(leads, proof, room)
        if sheets and leads and not here:
            here = leads[:1]  # higher than a sheet: it has one alone, and is reported as overset
        leads = leads[len(here) :]
        columns: tuple[ContentsColumn, ...] = ()
        if not leads:
            left = room - sum(proof.leads[index] for index in here) - proof.rule
            columns = (_evened if evened else _columns)(entries, proof, left)
            if sheets and entries and not columns and not here:
                columns = (_column(entries[:1], proof, first=True),)
            entries = entries[sum(len(column.entries) for column in columns) :]
        sheets.append(ContentsSheet(tuple(here), columns, 0.0 if sheets else art))
    return sheets


def _leads(leads: range, proof: ContentsProof, room: float) -> range:
    """As many of the lead articles as there is room for."""
    count = 0
    while count < len(leads) and (room := room - proof.leads[leads[count]]) >= 0:
        count += 1
    return leads[:count]


def _evened(entries: range, proof: ContentsProof, room: float) -> tuple[ContentsColumn, ...]:
    """Columns of at most ``room``; where they hold all entries, of even height."""
    columns = _columns(entries, proof, room)
    if entries and sum(len(column.entries) for column in columns) == len(entries):
        depth = room
        while sum(len(column.entries) for column in _columns(entries, proof, depth - _STEP)) == len(entries):
            depth -= _STEP
        columns = _columns(entries, proof, depth)
    return columns


def _columns(entries: range, proof: ContentsProof, room: float) -> tuple[ContentsColumn, ...]:
    """Columns of at most ``room`` for as many of the entries as they hold."""
    columns: list[ContentsColumn] = []
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


def _column(entries: range, proof: ContentsProof, *, first: bool) -> ContentsColumn:
    """A column of these entries; ``first``: the first of a sheet."""
    labelled = (index for index in entries if _is_labelled(index, proof, first=first and index == entries[0]))
    return ContentsColumn(tuple(entries), frozenset(labelled))


def _is_labelled(index: int, proof: ContentsProof, *, first: bool) -> bool:
    """A department is named above its first entry, and again above the ``first`` of a sheet."""
    name = proof.departments[index]
    return bool(name) and (first or index == 0 or name != proof.departments[index - 1])


def _height(sheet: ContentsSheet, proof: ContentsProof) -> float:
    """What stands on a sheet below its head takes as much."""
    columns = max((_depth(column, proof) for column in sheet.columns), default=0.0)
    return sum(proof.leads[index] for index in sheet.leads) + (proof.rule + columns if sheet.columns else 0.0)


def _depth(column: ContentsColumn, proof: ContentsProof) -> float:
    return sum(proof.entries[index] for index in column.entries) + sum(proof.labels[index] for index in column.labelled)


def fit_cover(setting: Setting, side: Side) -> Steps[Galley]:
    """The cover's galley, its words measured first."""
    cover = setting.issue.manifest.cover
    rows = marked_rows(read_headline(cover.headline, setting.language), setting)
    layout = yield from measured(compose_cover_words(rows, setting), setting.issue.path / "issue.yaml")
    extents = layout.extents
    require_measured([*word_keys(rows), NAMEPLATE], extents, setting.theme, "measure-cover.html")
    measure = setting.theme.geometry.width - 2 * MARGIN_OUTSIDE
    facts = setting.theme.declared("cover")
    title = fit_title(title_rows(rows, extents), title_space(extents), measure, facts.title_max, facts.title_leading)
    nameplate = min(_LARGEST_NAMEPLATE, REFERENCE_SIZE * measure / extents[NAMEPLATE][0].width)
    makeup = MakeUp(title_size=title.size, title_leading=title.leading, title_lines=title.lines)
    return compose_page("cover", setting, side, makeup=makeup, nameplate_size=floor(nameplate * 10) / 10)
