"""Read the lines of an article as they stand on its sheets: what its paragraphs could not do well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hemaprint.typeset.cut.asking import LINE, Asking
from hemaprint.typeset.cut.leaves import Leaf, words_of
from hemaprint.typeset.makeup.copy import At
from hemaprint.typeset.makeup.made import Flaw, ItemPiece, MadeUp, Reason

LADDER = 3
"""Lines in succession that end in hyphens, and that a reader sees as a ladder."""
_HYPHENS = ("-", "\u2010", "\u00ad")
_FULL_WIDTH = "\u2e80"
"""The first character of the scripts that have no spaces between words."""
_FEW = 3
"""Characters, marks counted, below which a last line of such a script is no more than a word."""


def flaws_of_lines(made: MadeUp, asking: Asking) -> Iterator[Reason]:
    """Last lines of one word, and ladders of hyphens, in the paragraphs of the copy."""
    for _, parts in groupby(sorted(made.items, key=_place), key=_place):
        pieces = list(parts)
        leaf = asking.leaves[_place(pieces[0])]
        if is_paragraph(leaf):
            lines = [words_of(line) for line in leaf.lines]
            yield from _runt(lines, pieces)
            yield from _ladders(lines, pieces)


def _place(piece: ItemPiece) -> tuple[int, int]:
    return piece.at.band, piece.at.item


def is_paragraph(leaf: Leaf) -> bool:
    """Whether a leaf is a paragraph of running text."""
    return bool(leaf.lines) and leaf.element.tag == "p" and abs(leaf.lines[0].height - LINE) < 1


def _runt(lines: Sequence[str], pieces: Sequence[ItemPiece]) -> Iterator[Reason]:
    last = lines[-1]
    few = len(last) < _FEW if max(last, default="") >= _FULL_WIDTH else len(last.split()) == 1
    if few and len(lines) > 1:
        yield _reason(Flaw.RUNT, len(lines) - 1, 1, pieces)


def _ladders(lines: Sequence[str], pieces: Sequence[ItemPiece]) -> Iterator[Reason]:
    for hyphened, run in groupby(range(len(lines)), key=lambda line: lines[line].endswith(_HYPHENS)):
        rungs = list(run)
        if hyphened and len(rungs) >= LADDER:
            yield _reason(Flaw.LADDER, rungs[0], len(rungs), pieces)


def _reason(flaw: Flaw, line: int, lines: int, pieces: Sequence[ItemPiece]) -> Reason:
    piece = next(piece for piece in pieces if piece.first <= line < piece.end)
    return Reason(flaw, piece.sheet, piece.column, At(piece.at.band, piece.at.item, line), lines=lines)
