"""Say what make-up and paragraphs could not do well: each flaw as a problem with its page and its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem, Severity
from hemaprint.theme.geometry import BASELINE
from hemaprint.typeset.cut.asking import LINE, Asking
from hemaprint.typeset.cut.leaves import Apart, Regions, is_text
from hemaprint.typeset.engine.boxes import has_class, line_of, walk, words_of
from hemaprint.typeset.makeup.interface import Flaw, ItemPiece, MadeUp, Reason
from hemaprint.typeset.pages import PageProblem

LADDER = 3
"""Lines in succession that end in hyphens, and that a reader sees as a ladder."""
_HYPHENS = ("-", "\u2010", "\u00ad")
_FULL_WIDTH = "\u2e80"
"""The first character of the scripts that have no spaces between words."""
_FEW = 3
"""Characters, marks counted, below which a last line of such a script is no more than a word."""


@dataclass(frozen=True, slots=True)
class _Saying:
    """How a flaw is told: ``message`` and ``hint`` may name what `_problem` says."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.WARNING


_SAYINGS = {
    Flaw.HOLE: _Saying(
        "HP220",
        "{lines} of white are left {place}",
        "make the block that follows smaller, let it float (`:place: auto`), or move it",
    ),
    Flaw.UNEVEN: _Saying(
        "HP221",
        "column {column} ends {lines} above its neighbors",
        "cut or add a line of the copy on this page, or move a block",
    ),
    Flaw.EARLY: _Saying(
        "HP223",
        "a block stands before the spread that mentions it",
        "mention it earlier, or pin it with `:sheet:`",
    ),
    Flaw.LATE: _Saying(
        "HP223",
        "a block stands {turns} after its mention",
        "make it smaller, mention it later, or have fewer blocks so close together",
    ),
    Flaw.OVERSET: _Saying(
        "HP224",
        "a block is {lines} higher than the place that it must stand in",
        "at most {fits} pt fit: shorten it, crop its picture, or make two of it",
        Severity.ERROR,
    ),
    Flaw.CROWDED: _Saying(
        "HP225",
        "only {lines} of text are left beside the blocks of this page",
        "make one of them smaller, or pin it to another sheet",
    ),
    Flaw.LAST: _Saying(
        "HP226",
        "the last page of the article is less than half full",
        "{lines} more of copy fill half of it; or cut the article by what stands here, or put a filler on the page",
    ),
    Flaw.HYPHEN: _Saying(
        "HP227",
        "a word is divided at the turn of the page: “{words}”",
        "change a word of the last paragraph on the page",
    ),
    Flaw.RUNT: _Saying(
        "HP222",
        "the last line of a paragraph is no more than “{words}”",
        "cut or add a few words of the paragraph",
    ),
    Flaw.LADDER: _Saying(
        "HP228",
        "{lines} in succession end in hyphens, from “{words}” on",
        "change a word of these lines",
    ),
    Flaw.PARTED: _Saying(
        "HP219",
        "a heading, or too few lines of a paragraph, stand alone {place}",
        "cut or add a line of the copy before it, or make a block on this page smaller",
    ),
    Flaw.NOTE_LATE: _Saying(
        "HP219",
        "a note begins on the page after its call",
        "shorten the notes of this page, or call fewer of them so close together",
    ),
    Flaw.REPEATED: _Saying(
        "HP229",
        "a quotation stands on the page that has its words",
        "quote words from farther away, or put it there with `:sheet:`",
    ),
    Flaw.SIDE_LATE: _Saying(
        "HP205",
        "this block stands in the side column of a later page than its words",
        "shorten it or the headline, or set it in the text with `:place: here`",
    ),
    Flaw.SIDE_OVERSET: _Saying(
        "HP205",
        "this block does not fit the side column of any sheet from here on",
        "at most {fits} pt fit: shorten it, or take it into the text with `:width: column` and `:place: here`",
        Severity.ERROR,
    ),
}
_SAYINGS[Flaw.SIDE_REPEATED] = _SAYINGS[Flaw.REPEATED]
"""Flaws that somebody can mend; what is done as it should be (a cut table, a note that goes on) needs no word."""


def told(made: MadeUp, asking: Asking, regions: Regions, plates: int, source: Path) -> tuple[Problem, ...]:
    """The problems of a make-up; ``plates`` are the pages before the first sheet."""
    reasons = (*made.reasons, *flaws_of_lines(made, asking, regions.section.style["font_size"]))
    return tuple(_problem(one, asking, regions, plates, source) for one in reasons if one.flaw in _SAYINGS)


def _problem(reason: Reason, asking: Asking, regions: Regions, plates: int, source: Path) -> Problem:
    saying = _SAYINGS[reason.flaw]
    line = _line(reason, asking, regions)
    words, column = _words(reason, asking), reason.column + 1 if reason.column is not None else 0
    said = {
        "lines": _count(reason.lines, "line"),
        "turns": _count(reason.lines, "turn of the page", "turns of the page"),
        "fits": f"{(reason.fits or 0.0) * BASELINE:.0f}",
        "column": column,
        "place": f"in column {column}" if column else "below the text",
        "words": words,
    }
    return PageProblem(
        saying.code,
        saying.message.format(**said),
        Location(source, line, 1 if line else 0),
        saying.hint.format(**said),
        saying.severity,
        sheet=plates + reason.sheet,
        words=words,
    )


def _count(number: float, one: str, many: str = "") -> str:
    whole = max(1, round(number))
    return f"{whole} {one if whole == 1 else many or one + 's'}"


def _words(reason: Reason, asking: Asking) -> str:
    """The words of the line that a flaw is about."""
    if reason.flaw is not Flaw.HYPHEN or reason.at is None:
        return reason.words
    return words_of(asking.leaves[reason.at.band, reason.at.item].lines[reason.at.line])


def _line(reason: Reason, asking: Asking, regions: Regions) -> int:
    """The line of the manuscript that a reason points to; 0 where it points to none."""
    if reason.at is not None:
        leaf = asking.leaves[reason.at.band, reason.at.item]
        return next((line for box in (leaf.box, *reversed(leaf.chain)) for line in _marked(box.element)), 0)
    if reason.index is None:
        return 0
    if reason.flaw in (Flaw.SIDE_LATE, Flaw.SIDE_OVERSET, Flaw.SIDE_REPEATED):
        sides = asking.side_leaves
        return next(_marked(sides[reason.index].element), 0)
    leaf = regions.notes[reason.index] if reason.flaw is Flaw.NOTE_LATE else regions.zones[reason.index].leaf
    return next(_marked(leaf.element), 0)


def _marked(element: Any) -> Iterator[int]:
    return filter(None, map(line_of, element.iter() if element is not None else ()))


def no_such_sheet(beyond: Sequence[Apart], made: MadeUp, source: Path) -> Iterator[Problem]:
    """Blocks that are pinned to a sheet that the article does not have; of jump lines the plan speaks."""
    for apart in beyond:
        if not _is_jump(apart):
            line = next(_marked(apart.leaf.element), 0)
            yield Problem(
                "HP214",
                f"sheet {apart.sheet} is asked for, but the text of the article ends on sheet {made.sheets}",
                Location(source, line, 1 if line else 0),
                hint=f"give a sheet from 1 to {made.sheets}; the plate does not count",
            )


def _is_jump(apart: Apart) -> bool:
    return any(has_class(element, "jump") for element in apart.leaf.element.iter())


def flaws_of_lines(made: MadeUp, asking: Asking, size: float) -> Iterator[Reason]:
    """Last lines of one word, and ladders of hyphens, in the paragraphs of the copy: ``size`` is theirs in px."""
    for _, parts in groupby(sorted(made.items, key=_place), key=_place):
        pieces = list(parts)
        leaf = asking.leaves[_place(pieces[0])]
        texts = [leaf.lines] if leaf.lines else [box.children for box in walk(leaf.box) if is_text(box)]
        for lines in texts:
            style = lines[0].style
            if lines[0].element.tag == "p" and style["font_size"] == size and abs(lines[0].height - LINE) < 1:
                words = [words_of(line) for line in lines]
                yield from _runt(words, pieces)
                yield from _ladders(words, pieces)


def _place(piece: ItemPiece) -> tuple[int, int]:
    return piece.at.band, piece.at.item


def _runt(lines: Sequence[str], pieces: Sequence[ItemPiece]) -> Iterator[Reason]:
    last = lines[-1]
    few = len(last) < _FEW if max(last, default="") >= _FULL_WIDTH else len(last.split()) == 1
    if few and len(lines) > 1:
        yield _flaw_of_lines(Flaw.RUNT, lines, len(lines) - 1, 1, pieces)


def _ladders(lines: Sequence[str], pieces: Sequence[ItemPiece]) -> Iterator[Reason]:
    for hyphened, run in groupby(range(len(lines)), key=lambda line: lines[line].endswith(_HYPHENS)):
        rungs = list(run)
        if hyphened and len(rungs) >= LADDER:
            yield _flaw_of_lines(Flaw.LADDER, lines, rungs[0], len(rungs), pieces)


def _flaw_of_lines(flaw: Flaw, words: Sequence[str], line: int, lines: int, pieces: Sequence[ItemPiece]) -> Reason:
    """A flaw of a line, on the sheet where it stands; the lines of a block stand where it begins."""
    piece = next((piece for piece in pieces if piece.first <= line < piece.end), pieces[0])
    return Reason(flaw, piece.sheet, piece.column, piece.at, lines=lines, words=words[line])
