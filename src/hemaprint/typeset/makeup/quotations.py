"""Pull quotes stand away from the words that they repeat: on another page, in the middle of a column."""

from __future__ import annotations

from collections.abc import Container, Iterator

from hemaprint.typeset.makeup.copy import At, Block, Copy, Sheets, Text
from hemaprint.typeset.makeup.made import FloatPiece, ItemPiece, MadeUp
from hemaprint.typeset.makeup.sides import has_words


def repeating(copy: Copy, sheets: Sheets, made: MadeUp) -> list[ItemPiece | FloatPiece]:
    """The quotations that stand beside the words that they repeat, where no editor has put them there."""
    pieces: list[ItemPiece | FloatPiece] = [*made.items, *made.floats]
    return [
        piece
        for piece in pieces
        if any(_beside(piece, words, sheets, made) for words in pieces_at(_words(copy, piece), made))
    ]


def _words(copy: Copy, piece: ItemPiece | FloatPiece) -> At | None:
    """Where the copy has the words of a quotation; None for what is none, or pinned."""
    if isinstance(piece, FloatPiece):
        block = copy.floats[piece.index]
        return None if block.sheet is not None else block.words
    item = copy.bands[piece.at.band].items[piece.at.item]
    return item.words if isinstance(item, Block) else None


def pieces_at(at: At | None, made: MadeUp) -> list[ItemPiece]:
    """The pieces of a text that have some words."""
    return [piece for piece in made.items if at is not None and has_words(piece, at)]


def _beside(piece: ItemPiece | FloatPiece, words: ItemPiece, sheets: Sheets, made: MadeUp) -> bool:
    """Whether they are on one page; on an only page, whether less than half of it, and no column, is between them."""
    if made.sheets > 1 or piece.sheet != words.sheet:
        return piece.sheet == words.sheet
    apart = isinstance(piece, ItemPiece) and piece.column != words.column
    return not apart and abs(piece.y - words.y) < sheets.lines / 2


def elsewhere(
    copy: Copy, sheets: Sheets, made: MadeUp, quotation: ItemPiece | FloatPiece, tried: Container[int]
) -> ItemPiece | None:
    """The end of a paragraph behind which, or on whose sheet, a quotation is not beside its words.

    It is on the facing page, else on a near one, and in the middle of a column; if that can be, on no page that has
    another quotation, or a float at its foot. ``tried``: paragraphs (sheets of floats) that were no good.
    """
    words = pieces_at(_words(copy, quotation), made)
    band = quotation.at.band if isinstance(quotation, ItemPiece) else None
    taken = {piece.sheet for piece in made.floats if piece.position == "bottom"}
    taken |= {piece.sheet for piece in made.items if piece is not quotation and _words(copy, piece) is not None}

    def rank(piece: ItemPiece) -> tuple[bool, int, int, float]:
        turned = min(abs(sheets.between(piece.sheet, one.sheet)) for one in words)
        away = min(abs(piece.sheet - one.sheet) for one in words)
        return piece.sheet in taken, turned, away, abs(piece.y + piece.height - sheets.lines / 2)

    apart = (
        piece
        for piece in _ends(copy, made, band)
        if tried_as(quotation, piece) not in tried and not any(_beside(piece, one, sheets, made) for one in words)
    )
    return min(apart, key=rank, default=None)


def tried_as(quotation: ItemPiece | FloatPiece, place: ItemPiece) -> int:
    """By what a place is remembered: a float has but the sheet."""
    return place.sheet if isinstance(quotation, FloatPiece) else place.at.item


def _ends(copy: Copy, made: MadeUp, band: int | None) -> Iterator[ItemPiece]:
    """The ends of paragraphs, of one band or of all, behind which a block may stand."""
    for piece in made.items:
        text = copy.bands[piece.at.band].items[piece.at.item] if band in (None, piece.at.band) else None
        if isinstance(text, Text) and not text.with_next and piece.end == text.settings[piece.setting].lines:
            yield piece
