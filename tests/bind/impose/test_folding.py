"""Printed sheets are folded, gathered or nested, and read: every folio is in its order, and stands upright."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.bind.impose.folding import sides
from hemaprint.bind.impose.impose import impose
from hemaprint.bind.impose.options import SIGNATURES, Binding, Imposition, Scheme

from .numbered import WIDTH, numbered
from .paper import Folio, made_up, printed

FILE = Path("magazine.pdf")


def read_back(pages: int, imposition: Imposition, *, right: bool = False) -> list[Folio]:
    done = impose(numbered(pages, right=right), imposition, FILE)
    return made_up(done.pdf, imposition.pages, nested=imposition.scheme.nests, right=right)


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("size", SIGNATURES)
@pytest.mark.parametrize("scheme", [Scheme.SADDLE, Scheme.PERFECT])
def test_64_pages(scheme: Scheme, size: int, right: bool) -> None:
    pages = read_back(64, Imposition(scheme=scheme, signature=size), right=right)
    assert pages == [Folio(number) for number in range(1, 65)]


@pytest.mark.fuzz
@settings(max_examples=examples(15), deadline=None)
@given(
    st.integers(4, 64),
    st.sampled_from(SIGNATURES),
    st.sampled_from([Scheme.SADDLE, Scheme.PERFECT]),
    st.booleans(),
    st.integers(0, 3),
    st.floats(0, 0.4),
)
def test_any_number_of_pages(count: int, size: int, scheme: Scheme, right: bool, keep: int, thickness: float) -> None:
    imposition = Imposition(scheme=scheme, signature=size, keep_last=keep, thickness=thickness)
    pages = read_back(count, imposition, right=right)
    blank = -count % size
    numbers = list(range(1, count + 1))
    assert [page.number for page in pages] == [*numbers[: count - keep], *[None] * blank, *numbers[count - keep :]]
    assert all(page.upright for page in pages if page.number is not None)


@pytest.mark.parametrize("right", [False, True])
def test_a_booklet_is_folded_once(right: bool) -> None:
    assert read_back(16, Imposition(scheme=Scheme.BOOKLET), right=right) == [Folio(number) for number in range(1, 17)]


def test_a_printer_knows_sixteen_pages() -> None:
    """The usual sixteen pages for a right-angle fold."""
    front, back = sides(range(16), Imposition(scheme=Scheme.PERFECT), Binding.LEFT)
    assert [[cell.page for cell in side.cells] for side in (front, back)] == [
        [8, 7, 4, 11, 15, 0, 3, 12],
        [10, 5, 6, 9, 13, 2, 1, 14],
    ]
    assert [cell.turned for cell in front.cells] == [True] * 4 + [False] * 4


@pytest.mark.parametrize("right", [False, True])
def test_two_up_is_read_as_it_lies(right: bool) -> None:
    done = impose(numbered(5, right=right), Imposition(scheme=Scheme.TWO_UP), FILE)
    rows = [[number for _, number in sorted((x, number) for number, x in side.items())] for side in _folios(done.pdf)]
    assert rows == ([[2, 1], [4, 3], [5]] if right else [[1, 2], [3, 4], [5]])
    assert (done.sheets, done.problems) == (3, ())


@pytest.mark.parametrize("size", [4, 8])
def test_creep_grows_inwards_and_is_nothing_outside(size: int) -> None:
    """How far the folio of each right-hand page is from the fold; the paper is 0.5 pt thick."""
    plain, moved = (
        impose(numbered(32), Imposition(scheme=Scheme.SADDLE, signature=size, thickness=thickness), FILE)
        for thickness in (0.0, 0.5)
    )
    shifts: dict[int, float] = {}
    for before, after in zip(_folios(plain.pdf), _folios(moved.pdf), strict=True):
        assert before.keys() == after.keys()
        shifts |= {number: abs(after[number] - before[number]) for number in before}
    depths = [shifts[number] for number in range(1, 17)]
    assert depths == pytest.approx([0.5 * (number // 2) for number in range(16)], abs=0.02)
    assert depths == pytest.approx([shifts[33 - number] for number in range(1, 17)], abs=0.02)
    assert moved.creep == 3.5


def _folios(pdf: bytes) -> list[dict[int, float]]:
    """The x of every folio from the left edge of the paper, side by side."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [{number: box[0] for number, box in printed(page)} for page in document]


def test_pages_are_cut_where_creep_puts_them() -> None:
    """The outermost sheet is cut at the whole trim, the innermost nearer to the fold on both sides."""
    done = impose(numbered(16), Imposition(scheme=Scheme.SADDLE, thickness=0.5), FILE)
    with pypdfium2.PdfDocument(done.pdf) as document:
        widths = [right - left for left, _, right, _ in (page.get_trimbox() for page in document)]
    assert widths == pytest.approx([2 * (WIDTH - 0.5 * sheet) for sheet in range(4) for _ in range(2)], abs=0.001)
