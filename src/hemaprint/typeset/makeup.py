"""Make an article up: measure its galley proof, fit the title, round every block to whole lines, place what floats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from unicodedata import east_asian_width

from markupsafe import Markup

from hemaprint.errors import Location, Problem, Severity
from hemaprint.galley.compose import JUMP_FROM, JUMP_TO, PULL_WIDTHS, Composer, word_keys
from hemaprint.galley.flow import Floating
from hemaprint.galley.makeup import MakeUp
from hemaprint.theme.geometry import BASELINE, MARGIN_OUTSIDE
from hemaprint.typeset.extents import Extents, height_of
from hemaprint.typeset.hidden import require_measured
from hemaprint.typeset.placement import Placement, Request, Sheets, place
from hemaprint.typeset.titles import FittedTitle, Word, fit_title
from hemaprint.typeset.wanted import Steps, measured

SLOT_GAP = 9.0
"""White under a block in a column, in pt, before rounding."""
FULL_LEADING = 1.15
"""Chinese and Japanese characters fill their em: tighter lines of a title would touch."""
SMALLEST_TITLE = 12.0
"""A headline that fits its measure only below this size, in pt, is overset."""
QUESTION_LINES = 6
"""Rows of an explainer are alike: at least this many lines each."""
JUMP_LINES = BASELINE
SIDE_GAP = 24.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What the galley proof measured, in pt."""

    extents: Extents
    title: FittedTitle
    head: float
    tail: float
    side_head: float

    def height(self, key: str) -> float:
        """The natural height of a block."""
        return height_of(key, self.extents)


def read_proof(composer: Composer) -> Steps[tuple[Proof, tuple[Problem, ...]]]:
    """Have the galley proof laid out, and measure it."""
    source = composer.article.path
    theme = composer.setting.theme
    body = yield from measured(composer.measured(), source)
    needed = [*word_keys(composer.headline_rows()), *(item.key for item in composer.copy.flow)]
    require_measured(needed, body.extents, theme, "measure.html")
    title = fit_headline(composer, body.extents)
    sized = MakeUp(title_size=title.size, title_leading=title.leading, title_lines=title.lines)
    ends = yield from measured(composer.ends(sized), source)
    proof = Proof(
        {**body.extents, **{key: value for key, value in ends.extents.items() if key.startswith("s")}},
        title,
        height_of("head", ends.extents),
        height_of("tail", ends.extents),
        height_of("side-head", ends.extents),
    )
    return proof, (*body.problems, *ends.problems)


def make_up(composer: Composer, proof: Proof) -> tuple[MakeUp, tuple[Problem, ...]]:
    """Decide where everything stands."""
    problems: list[Problem] = []
    slots = _slot_lines(composer, proof)
    head, head_problem = _head_lines(composer, proof)
    problems += [*head_problem, *_title_problems(composer, proof)]
    sheets = Sheets(
        lines=composer.setting.theme.geometry.lines,
        head=head,
        columns=composer.frame.columns,
        copy_lines=_copy_lines(composer, proof, slots),
        tail_lines=proof.tail / BASELINE,
    )
    requests = [_request(floating, composer, proof, slots) for floating in composer.copy.zones]
    placement = place([*_jumps(composer), *requests], sheets)
    side_top = _side_top(composer, proof)
    sides, side_problems = _sides(composer, proof, placement, slots, side_top)
    problems += side_problems
    makeup = MakeUp(
        title_size=proof.title.size,
        title_leading=proof.title.leading,
        title_lines=proof.title.lines,
        head=head,
        slots=slots,
        measures=_measures(composer, proof),
        zones=placement.zones(),
        sides=sides,
        side_top=side_top,
        tail=tuple(placement.left_over),
        sheets=placement.last_sheet,
    )
    return makeup, tuple(problems)


# ---------------------------------------------------------------- titles and heads


def fit_headline(composer: Composer, extents: Extents) -> FittedTitle:
    """Size and break the headline from its measured words."""
    facts, geometry = composer.facts, composer.setting.theme.geometry
    measures = {
        "plate": geometry.width - 2 * MARGIN_OUTSIDE if composer.has_plate else geometry.type_width,
        # without a plate before it, the sheet may be a left one, whose side column the title cannot run over
        "type": geometry.type_width if composer.has_plate else composer.frame.width,
        "text": composer.frame.width,
        "column": geometry.column(3),
    }
    rows = title_rows(composer.headline_rows(), extents)
    full = any(east_asian_width(letter) == "W" for letter in composer.article.title)
    leading = max(facts.title_leading, FULL_LEADING) if full else facts.title_leading
    return fit_title(rows, title_space(extents), measures[facts.title_measure], facts.title_max, leading)


def _title_problems(composer: Composer, proof: Proof) -> list[Problem]:
    if proof.title.size >= SMALLEST_TITLE:
        return []
    return [
        Problem(
            "HP206",
            f"the headline would fit its measure only at {proof.title.size:g} pt",
            Location(composer.article.path, 1, 1),
            hint="break it into lines, or shorten its longest word",
        )
    ]


def title_rows(rows: list[list[Markup]], extents: Extents) -> list[list[Word]]:
    """The words of a headline with their measured widths."""
    return [
        [Word(text, extents[f"word-{row}-{column}"][0].width) for column, text in enumerate(words)]
        for row, words in enumerate(rows)
    ]


def title_space(extents: Extents) -> float:
    """The width of a word space at the reference size."""
    return extents["word-space-a"][0].width - extents["word-space-b"][0].width


def _head_lines(composer: Composer, proof: Proof) -> tuple[int, list[Problem]]:
    needed = ceil(proof.head / BASELINE - 0.01)
    wanted = composer.article.meta.head
    if wanted and wanted < needed:
        return needed, [
            Problem(
                "HP204",
                f"the head needs {needed} lines, but `head: {wanted}` gives it fewer",
                Location(composer.article.path, 1, 1),
                hint=f"shorten the standfirst, or say head: {needed}",
                severity=Severity.WARNING,
            )
        ]
    return max(wanted, needed), []


def _side_top(composer: Composer, proof: Proof) -> int:
    """Lines that the side column of the first sheet stays clear of: a title may run over it."""
    if proof.title.width <= composer.frame.width:
        return 0
    return ceil((len(proof.title.lines) * proof.title.leading + SIDE_GAP) / BASELINE)


# ---------------------------------------------------------------- slots and copy


def _slot_lines(composer: Composer, proof: Proof) -> dict[str, int]:
    """Whole lines for every block that stands in the flow or in the tail."""
    gap = SLOT_GAP if composer.frame.columns > 1 else 2.0
    least = QUESTION_LINES if composer.frame.columns == 1 else 1
    items = [*composer.copy.flow, *composer.copy.tail]
    return {
        item.key: max(least, ceil((proof.height(item.key) + (BASELINE if item.wide else gap)) / BASELINE - 0.01))
        for item in items
        if item.key.startswith("s")
    }


def _offsets(composer: Composer, proof: Proof, slots: Mapping[str, int]) -> list[float]:
    """Where each item of the flow ends, in lines from the start of the copy, slots rounded up."""
    if not composer.copy.flow:
        return []
    start = proof.extents["copy"][0].y if "copy" in proof.extents else 0.0
    offsets: list[float] = []
    added = 0.0
    for item in composer.copy.flow:
        extent = proof.extents[item.key][0]
        if item.key in slots and not item.wide:
            added += slots[item.key] * BASELINE - extent.height
        end = offsets[-1] * BASELINE if item.wide and offsets else extent.bottom - start + added
        offsets.append(end / BASELINE)
    return offsets


def _copy_lines(composer: Composer, proof: Proof, slots: Mapping[str, int]) -> float:
    wide = sum(slots[item.key] for item in composer.copy.flow if item.wide) * composer.frame.columns
    offsets = _offsets(composer, proof, slots)
    return (max(offsets) if offsets else 0.0) + wide


# ---------------------------------------------------------------- what floats


def _request(floating: Floating, composer: Composer, proof: Proof, slots: Mapping[str, int]) -> Request:
    offsets = _offsets(composer, proof, slots)
    offset = offsets[min(floating.after, len(offsets) - 1)] if floating.after >= 0 and offsets else 0.0
    return Request(floating.key, proof.height(floating.key), offset, floating.position, floating.sheet)


def _measures(composer: Composer, proof: Proof) -> dict[str, int]:
    """The narrowest width at which a pull quote still has as few lines as at the widest: its lines come out even."""
    measures = {}
    for floating in composer.copy.zones:
        if floating.balanced:
            heights = {width: proof.height(f"{floating.key}@{width}") for width in PULL_WIDTHS}
            measures[floating.key] = min(width for width in PULL_WIDTHS if heights[width] <= heights[PULL_WIDTHS[0]])
    return measures


def _jumps(composer: Composer) -> list[Request]:
    jump = composer.setting.jumps.get(composer.article.slug)
    if jump is None:
        return []
    return [
        Request(JUMP_TO, JUMP_LINES, 0.0, "bottom", jump.after),
        Request(JUMP_FROM, JUMP_LINES, 0.0, "top", jump.after + 1),
    ]


def _sides(
    composer: Composer, proof: Proof, placement: Placement, slots: Mapping[str, int], side_top: int
) -> tuple[dict[int, tuple[str, ...]], list[Problem]]:
    """Side-column blocks by sheet: beside the words they belong to, or on the next sheet with room."""
    depth = placement.sheets.lines * BASELINE
    used: dict[int, float] = {1: side_top * BASELINE + proof.side_head}
    sides: dict[int, list[str]] = {1: []} if proof.side_head else {}
    problems: list[Problem] = []
    for floating in composer.copy.sides:
        height = proof.height(floating.key) + SIDE_GAP
        wanted = floating.sheet or placement.sheet_of(max(0.0, _request(floating, composer, proof, slots).offset - 1))
        room = [s for s in range(wanted, placement.last_sheet + 1) if used.get(s, 0.0) + height <= depth + SIDE_GAP]
        if not room:
            problems.append(_overset_side(composer.article.path, floating))
        sheet = room[0] if room else min(wanted, placement.last_sheet)
        if floating.after < 0 and not floating.sheet and sheet > 1:
            problems.append(_late_side(composer.article.path, floating, sheet))
        used[sheet] = used.get(sheet, 0.0) + height
        sides.setdefault(sheet, []).append(floating.key)
    # a running element repeats until it is replaced: every later sheet needs its own, if only an empty one
    filled = {sheet: tuple(sides.get(sheet, ())) for sheet in range(1, max(sides, default=0) + 1)}
    return filled, problems


def _overset_side(path: Path, floating: Floating) -> Problem:
    return Problem(
        "HP205",
        "this block does not fit the side column of any sheet from here on",
        Location(path, floating.line, 1),
        hint="shorten it, or take it into the text with `:width: column` and `:place: here`",
    )


def _late_side(path: Path, floating: Floating, sheet: int) -> Problem:
    return Problem(
        "HP205",
        f"this block opens the article, but the side column has room for it only on sheet {sheet}",
        Location(path, floating.line, 1),
        hint="shorten it or the headline, or set it before the text with `:place: here`",
        severity=Severity.WARNING,
    )
