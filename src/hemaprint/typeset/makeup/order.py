"""The order in which the items of a band come: as written, but for figures that the copy mentions further down, and
quotations that would stand beside the words that they repeat.

A figure answers a sentence, and stands behind it. Figures keep their order among each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hemaprint.typeset.makeup.copy import At, Band, Block, Copy, Sheets, Text
from hemaprint.typeset.makeup.made import ItemPiece, MadeUp
from hemaprint.typeset.makeup.turns import Turns


def orders_of(copy: Copy, moved: Mapping[At, int]) -> tuple[tuple[int, ...], ...]:
    """For every band the indices of its items as they are to come; ``moved``: items that stand behind another."""
    return tuple(_order(band, number, moved) for number, band in enumerate(copy.bands))


def _order(band: Band, number: int, moved: Mapping[At, int]) -> tuple[int, ...]:
    places: list[tuple[int, bool, int]] = []
    last = 0
    for index, item in enumerate(band.items):
        place = moved.get(At(number, index), index)
        if isinstance(item, Block) and item.may_wait and not item.quotation:
            place = last = max(last, index, _behind(band, number, item.mention))
        places.append((place, place != index, index))
    return tuple(index for _, _, index in sorted(places))


def _behind(band: Band, number: int, mention: At | None) -> int:
    """The item of a band behind which a figure stands that is mentioned at a place of the copy; -1 for any."""
    if mention is None or mention.band < number:
        return -1
    end = len(band.items) - 1
    at = min(mention.item, end) if mention.band == number else end
    while at < end and isinstance(item := band.items[at], Text) and item.with_next:
        at += 1
    return at


# ---------------------------------------------------------------- quotations


def repeating(copy: Copy, made: MadeUp) -> list[At]:
    """The quotations in columns that stand beside their words: on the same page, and, of the only page, in the same
    column or less than half of it away.
    """
    return [
        piece.at
        for piece in made.items
        if isinstance(block := copy.bands[piece.at.band].items[piece.at.item], Block)
        and block.words is not None
        and any(_beside(piece, words, made) for words in pieces_at(block.words, made))
    ]


def pieces_at(at: At, made: MadeUp) -> list[ItemPiece]:
    """The pieces of a text that has some words: where a paragraph goes on, they may be in any of them."""
    return [piece for piece in made.items if (piece.at.band, piece.at.item) == (at.band, at.item)]


def _beside(piece: ItemPiece, words: ItemPiece, made: MadeUp) -> bool:
    if piece.sheet != words.sheet or made.sheets > 1:
        return piece.sheet == words.sheet
    return piece.column == words.column


def elsewhere(copy: Copy, sheets: Sheets, made: MadeUp, quotation: At, taken: Mapping[At, int]) -> int | None:
    """The paragraph behind which a quotation is not beside its words: on the facing page, else on a near one, in the
    middle of a column, and on no page that has another; None where there is no such place.
    """
    block = copy.bands[quotation.band].items[quotation.item]
    assert isinstance(block, Block) and block.words is not None
    words = pieces_at(block.words, made)
    others = {piece.sheet for piece in made.items if piece.at in taken and piece.at != quotation}
    turns = Turns(sheets)

    def rank(piece: ItemPiece) -> tuple[bool, int, int, float]:
        turned = min(abs(turns.between(piece.sheet, one.sheet)) for one in words)
        away = min(abs(piece.sheet - one.sheet) for one in words)
        return piece.sheet in others, turned, away, abs(piece.y + piece.height - sheets.lines / 2)

    best = min(
        (piece for piece in _ends(copy, made, quotation.band) if not any(_beside(piece, one, made) for one in words)),
        key=rank,
        default=None,
    )
    return None if best is None else best.at.item


def _ends(copy: Copy, made: MadeUp, band: int) -> Iterator[ItemPiece]:
    """The ends of paragraphs of a band behind which a block may stand."""
    texts = copy.bands[band].items
    for piece in made.items:
        text = texts[piece.at.item] if piece.at.band == band else None
        if isinstance(text, Text) and not text.with_next and piece.end == text.settings[piece.setting].lines:
            yield piece
