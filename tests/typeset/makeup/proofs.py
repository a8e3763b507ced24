"""What holds of every article made up, whatever it is: read from the places alone, knowing nothing of the search."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from hemaprint.typeset.makeup.interface import Block, Copy, Flaw, FloatPiece, ItemPiece, MadeUp, NotePiece, Sheets, Text

SMALL = 0.011


def flaws(made: MadeUp) -> list[str]:
    """The names of what could not be done well."""
    return [reason.flaw.name for reason in made.reasons]


def prove(copy: Copy, sheets: Sheets, made: MadeUp) -> None:
    """All that is hard."""
    everything_once(copy, made)
    nothing_outside(sheets, made)
    nothing_overlaps(copy, made)
    text_in_order(copy, made)
    figures_in_order(copy, made)
    if Flaw.OVERSET not in {reason.flaw for reason in made.reasons}:
        paragraphs_well_parted(copy, made)
        headings_with_text(copy, made)
    lines_on_the_grid(copy, made)
    notes_with_their_calls(copy, made)


def by_item(made: MadeUp) -> dict[tuple[int, int], list[ItemPiece]]:
    """The pieces of every item, in reading order."""
    pieces = defaultdict(list)
    for piece in made.items:
        pieces[piece.at.band, piece.at.item].append(piece)
    return {key: sorted(of, key=lambda piece: piece.first) for key, of in pieces.items()}


def pieces_of(made: MadeUp) -> list[ItemPiece | FloatPiece | NotePiece]:
    """All that stands in the type area."""
    return [*made.items, *made.floats, *made.notes]


def slices(copy: Copy, piece: ItemPiece) -> int:
    item = copy.bands[piece.at.band].items[piece.at.item]
    return item.settings[piece.setting].lines if isinstance(item, Text) else len(item.parts) or 1


def everything_once(copy: Copy, made: MadeUp) -> None:
    pieces = by_item(made)
    assert set(pieces) == {(b, i) for b, band in enumerate(copy.bands) for i in range(len(band.items))}
    for key, of in pieces.items():
        assert len({piece.setting for piece in of}) == 1, key
        assert [piece.first for piece in of] == [0, *(piece.end for piece in of[:-1])], key
        assert of[-1].end == slices(copy, of[-1]), key
    for count, placed, ends in (
        (len(copy.floats), made.floats, [len(each.parts) or 1 for each in copy.floats]),
        (len(copy.notes), made.notes, [len(each.heights) for each in copy.notes]),
    ):
        for index in range(count):
            parts = sorted((piece.first, piece.end) for piece in placed if piece.index == index)
            assert [first for first, _ in parts] == [0, *(end for _, end in parts[:-1])], (index, parts)
            assert parts[-1][1] == ends[index]
    assert [side.index for side in made.sides] == list(range(len(copy.sides)))


def nothing_outside(sheets: Sheets, made: MadeUp) -> None:
    overset = {(reason.at, reason.index) for reason in made.reasons if reason.flaw is Flaw.OVERSET}
    for piece in pieces_of(made):
        top = sheets.head if piece.sheet == 1 else 0
        key = (piece.at, None) if isinstance(piece, ItemPiece) else (None, piece.index)
        assert piece.y >= top - SMALL, piece
        assert 1 <= piece.sheet <= made.sheets
        assert piece.y + piece.height <= sheets.lines + SMALL or key in overset, piece


def nothing_overlaps(copy: Copy, made: MadeUp) -> None:
    boxes = defaultdict(list)
    for piece in pieces_of(made):
        if isinstance(piece, ItemPiece):
            columns = copy.bands[piece.at.band].columns
            left, right = piece.column / columns, (piece.column + 1) / columns
        else:
            left, right = 0.0, 1.0
        boxes[piece.sheet].append((piece.y, piece.y + piece.height, left, right, piece))
    for of in boxes.values():
        of.sort(key=lambda box: box[:4])
        for number, (_, bottom, left, right, piece) in enumerate(of):
            for top, _, other_left, other_right, other in of[number + 1 :]:
                if top >= bottom - SMALL:
                    break
                assert other_left >= right - 1e-6 or left >= other_right - 1e-6, (piece, other)


def text_in_order(copy: Copy, made: MadeUp) -> None:
    texts = sorted(
        (piece for piece in made.items if isinstance(copy.bands[piece.at.band].items[piece.at.item], Text)),
        key=lambda piece: (piece.at.band, piece.at.item, piece.first),
    )
    for before, after in pairwise(texts):
        below = after.y >= before.y + before.height - SMALL
        alike = copy.bands[before.at.band].columns == copy.bands[after.at.band].columns
        right = alike and after.column > before.column
        assert after.sheet > before.sheet or (after.sheet == before.sheet and (below or right)), (before, after)


def figures_in_order(copy: Copy, made: MadeUp) -> None:
    def waits(piece: ItemPiece) -> bool:
        item = copy.bands[piece.at.band].items[piece.at.item]
        return isinstance(item, Block) and item.may_wait

    figures = sorted((piece for piece in made.items if waits(piece)), key=lambda piece: (piece.at, piece.first))
    for before, after in pairwise(figures):
        assert before.sheet <= after.sheet, (before, after)
    free = [piece for piece in made.floats if copy.floats[piece.index].sheet is None]
    free = [piece for piece in free if not copy.floats[piece.index].quotation]
    free.sort(key=lambda piece: (piece.index, piece.first))
    for first, second in pairwise(free):
        assert (first.sheet, first.y) < (second.sheet, second.y)


def paragraphs_well_parted(copy: Copy, made: MadeUp) -> None:
    """Two lines at least on each side of a turn."""
    for piece in made.items:
        item = copy.bands[piece.at.band].items[piece.at.item]
        if isinstance(item, Text):
            lines = slices(copy, piece)
            assert not item.whole or (piece.first, piece.end) == (0, lines), piece
            assert piece.first == 0 or lines - piece.first >= item.widows, piece
            assert piece.end == lines or piece.end - piece.first >= item.orphans, piece


def headings_with_text(copy: Copy, made: MadeUp) -> None:
    """Two lines of what follows stand below a heading, in its column."""
    pieces = by_item(made)
    for b, band in enumerate(copy.bands):
        for i, item in enumerate(band.items):
            if not (isinstance(item, Text) and item.with_next):
                continue
            head = pieces[b, i][-1]
            below = [
                piece
                for piece in made.items
                if (piece.sheet, piece.column) == (head.sheet, head.column) and piece.at.band == b and piece.y > head.y
            ]
            following = sum(piece.height for piece in below)
            rest = sum(pieces[b, later][0].height for later in range(i + 1, len(band.items)))
            assert following >= min(2, rest) - SMALL, head


def lines_on_the_grid(copy: Copy, made: MadeUp) -> None:
    for piece in made.items:
        item = copy.bands[piece.at.band].items[piece.at.item]
        if isinstance(item, Text) and item.leading == 1.0:
            assert abs(piece.y - round(piece.y)) < SMALL, piece


def notes_with_their_calls(copy: Copy, made: MadeUp) -> None:
    """A note begins on the sheet that calls it."""
    begins = {piece.index: piece.sheet for piece in made.notes if piece.first == 0}
    for piece in made.items:
        item = copy.bands[piece.at.band].items[piece.at.item]
        if isinstance(item, Text):
            for line, note in item.settings[piece.setting].notes:
                if piece.first <= line < piece.end:
                    assert begins[note] == piece.sheet, (piece, note)
