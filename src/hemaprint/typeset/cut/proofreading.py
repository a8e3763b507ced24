"""Read the lines of an article as they stand on its sheets: what its paragraphs could not do well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hemaprint.typeset.cut.asking import LINE, Asking
from hemaprint.typeset.cut.leaves import is_text, words_of
from hemaprint.typeset.engine.boxes import walk
from hemaprint.typeset.makeup.made import Flaw, ItemPiece, MadeUp, Reason

LADDER = 3
"""Lines in succession that end in hyphens, and that a reader sees as a ladder."""
_HYPHENS = ("-", "\u2010", "\u00ad")
_FULL_WIDTH = "\u2e80"
"""The first character of the scripts that have no spaces between words."""
_FEW = 3
"""Characters, marks counted, below which a last line of such a script is no more than a word."""


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
        yield _reason(Flaw.RUNT, lines, len(lines) - 1, 1, pieces)


def _ladders(lines: Sequence[str], pieces: Sequence[ItemPiece]) -> Iterator[Reason]:
    for hyphened, run in groupby(range(len(lines)), key=lambda line: lines[line].endswith(_HYPHENS)):
        rungs = list(run)
        if hyphened and len(rungs) >= LADDER:
            yield _reason(Flaw.LADDER, lines, rungs[0], len(rungs), pieces)


def _reason(flaw: Flaw, words: Sequence[str], line: int, lines: int, pieces: Sequence[ItemPiece]) -> Reason:
    """A flaw of a line, on the sheet where it stands; the lines of a block stand where it begins."""
    piece = next((piece for piece in pieces if piece.first <= line < piece.end), pieces[0])
    return Reason(flaw, piece.sheet, piece.column, piece.at, lines=lines, words=words[line])
