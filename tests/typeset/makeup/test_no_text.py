"""An article without running text is made up too: whatever it has stands on a sheet, once, and none is empty."""

from __future__ import annotations

from itertools import product

import pytest

from hemaprint.typeset.makeup.interface import Band, Copy, Float, Note, Sheets, SideBlock
from hemaprint.typeset.makeup.make_up import make_up
from typeset.makeup.articles import HEADING, stiff
from typeset.makeup.proofs import pieces_of, prove

REFERENCES = Band(stiff(3, 2, 3), columns=3, tail=True)
FLOATS: dict[str, tuple[Float, ...]] = {
    "none": (),
    "low": (Float(8.0, 1.0),),
    "as high as a sheet": (Float(60.0, 1.0),),
    "picture that may be smaller": (Float(70.0, 1.0, least=20.0),),
    "table of three sheets": (Float(150.0, 1.0, parts=(5.0,) * 30, repeat=2.0),),
    "nine": (Float(25.0, 1.2),) * 9,
    "pinned": (Float(20.0, 1.0, sheet=3), Float(20.0, 1.0, position="bottom"), Float(9.0, 1.0, sheet="last")),
    "with a note": (Float(20.0, 1.0, notes=(0,)),),
    "plates": (Float(60.0, 1.0, plate=True), Float(58.0, 1.0, plate=True)),
}
TAILS: dict[str, tuple[Band, ...]] = {"nothing": (), "references": (REFERENCES,), "a heading": (Band((HEADING,)),)}


@pytest.mark.parametrize(("floats", "tail"), [*product(FLOATS, TAILS)])
@pytest.mark.parametrize("head", [0.0, 12.0, 55.0])
def test_everything_has_its_place(floats: str, tail: str, head: float) -> None:
    notes = (Note((1.0, 1.0)),) if floats == "with a note" else ()
    copy = Copy(TAILS[tail], FLOATS[floats], (SideBlock(9.0),), notes=notes, notes_top=1.0)
    sheets = Sheets(60, head=head, side_depth=60)
    made = make_up(copy, sheets)
    prove(copy, sheets, made)
    assert [side.index for side in made.sides] == [0]
    used = {piece.sheet for piece in pieces_of(made)} | {side.sheet for side in made.sides}
    pinned = max((block.sheet for block in FLOATS[floats] if isinstance(block.sheet, int)), default=1 if head else 0)
    assert used | set(range(1, pinned + 1)) == set(range(1, made.sheets + 1))
