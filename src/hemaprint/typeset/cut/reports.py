# SPDX-License-Identifier: MIT
"""Report what make-up and paragraphs could not do well: each flaw as a problem with its page and its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.cut.leaves import Apart, Regions, is_text
from hemaprint.typeset.cut.measured import MeasuredCopy
from hemaprint.typeset.engine.boxes import has_class, line_of, walk, words_of
from hemaprint.typeset.makeup.interface import Flaw, ItemPiece, MadeUp, Reason
from hemaprint.typeset.pages import PX_TO_PT, PageProblem

LADDER = 3  # lines in succession that end in hyphens and that a reader sees as a ladder
_HYPHENS = ("-", "\u2010", "\u00ad")
_FULL_WIDTH = "\u2e80"  # the first character of the scripts that have no spaces between words
_FEW = 3  # characters, marks counted, below which a last line of such a script is only a word


_TEXTS: Mapping[str, Mapping[str, str]] = tomllib.loads((files(__package__) / "flaws.toml").read_text("utf-8"))
"""How each flaw is reported; the others need no report."""


def report(made: MadeUp, measured: MeasuredCopy, regions: Regions, plates: int, source: Path) -> tuple[Problem, ...]:
    """The problems of a make-up; ``plates`` are the pages before the first sheet."""
    reasons = (*made.reasons, *flaws_of_lines(made, measured, regions))
    return tuple(_problem(one, measured, regions, plates, source) for one in reasons if one.flaw.name in _TEXTS)


def _problem(reason: Reason, measured: MeasuredCopy, regions: Regions, plates: int, source: Path) -> Problem:
    text, line = _TEXTS[reason.flaw.name], _line(reason, measured, regions)
    words, column = _words(reason, measured), reason.column + 1 if reason.column is not None else 0
    values = {
        "lines": _count(reason.lines, "line"),
        "turns": _count(reason.lines, "turn of the page", "turns of the page"),
        "fits": f"{(reason.fits or 0.0) * regions.line * PX_TO_PT:.0f}",
        "column": column,
        "place": f"in column {column}" if column else "below the text",
        "words": words,
    }
    location = Location(source, line, 1 if line else 0)
    message, hint = text["message"].format(**values), text["hint"].format(**values)
    severity = Severity(text.get("severity", Severity.WARNING))
    return PageProblem(text["code"], message, location, hint, severity, sheet=plates + reason.sheet, words=words)


def _count(number: float, one: str, many: str = "") -> str:
    whole = max(1, round(number))
    return f"{whole} {one if whole == 1 else many or one + 's'}"


def _words(reason: Reason, measured: MeasuredCopy) -> str:
    """The words of the line with the flaw."""
    if reason.flaw is not Flaw.HYPHEN or reason.at is None:
        return reason.words
    return words_of(measured.leaves[reason.at.band, reason.at.item].lines[reason.at.line])


def _line(reason: Reason, measured: MeasuredCopy, regions: Regions) -> int:
    """The line of the manuscript that a reason points to; 0 where it points to none."""
    if reason.at is not None:
        leaf = measured.leaves[reason.at.band, reason.at.item]
        return next((line for box in (leaf.box, *reversed(leaf.chain)) for line in _marked(box.element)), 0)
    if reason.index is None:
        return 0
    if reason.flaw in (Flaw.SIDE_LATE, Flaw.SIDE_OVERSET, Flaw.SIDE_REPEATED):
        sides = measured.side_leaves
        return next(_marked(sides[reason.index].element), 0)
    of_note = reason.flaw in (Flaw.NOTE_LATE, Flaw.NOTES_OVERSET)
    leaf = regions.notes[reason.index] if of_note else regions.zones[reason.index].leaf
    return next(_marked(leaf.element), 0)


def _marked(element: Any) -> Iterator[int]:
    return filter(None, map(line_of, element.iter() if element is not None else ()))


def no_such_sheet(beyond: Sequence[Apart], made: MadeUp, source: Path) -> Iterator[Problem]:
    """Blocks that are pinned to a sheet that the article does not have; the plan reports jump lines."""
    for apart in beyond:
        if not any(has_class(element, "jump") for element in apart.leaf.element.iter()):
            line = next(_marked(apart.leaf.element), 0)
            message = f"sheet {apart.sheet} is requested, but the text of the article ends on sheet {made.sheets}"
            hint = f"give a sheet from 1 to {made.sheets}; the plate does not count"
            yield Problem("HP214", message, Location(source, line, 1 if line else 0), hint)


def flaws_of_lines(made: MadeUp, measured: MeasuredCopy, regions: Regions) -> Iterator[Reason]:
    """Last lines of one word, and ladders of hyphens, in the paragraphs of the copy."""
    size = regions.section.style["font_size"]
    for _, parts in groupby(sorted(made.items, key=_place), key=_place):
        pieces = list(parts)
        leaf = measured.leaves[_place(pieces[0])]
        texts = [leaf.lines] if leaf.lines else [box.children for box in walk(leaf.box) if is_text(box)]
        for lines in texts:
            style = lines[0].style
            if lines[0].element.tag == "p" and style["font_size"] == size and abs(lines[0].height - regions.line) < 1:
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
    """A flaw of a line, on its sheet; the lines of a block are where it begins."""
    piece = next((piece for piece in pieces if piece.first <= line < piece.end), pieces[0])
    return Reason(flaw, piece.sheet, piece.column, piece.at, lines=lines, words=words[line])
