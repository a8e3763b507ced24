"""Pictures of a gallery: in order, never cropped, in rows as wide as the text, on as few pages as can be."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemaprint.content.blocks import Figure, Gallery, Size
from hemaprint.content.spans import plain
from hemaprint.galley.gallery import MOST_IN_ROW, MOST_TRIMMED, Room, fit, pages_of, parted, rows_of
from hemaprint.theme.geometry import MM, Geometry

WIDTH, DEPTH, LINES = 500.0, 720.0, 60
ROOM = Room.of(WIDTH, Geometry(210 * MM, 297 * MM))
LYING, UPRIGHT = (300.0, 200.0), (200.0, 300.0)


def picture(size: tuple[float, float] = LYING, asked: Size = "", *, trim: bool = True) -> Figure:
    width, height = size
    caption = plain("What it shows.")
    path = Path("a.png")
    return Figure(
        line=1, source=path, alt="A picture", caption=caption, credit=(), number=None, size=asked, trim=trim,
        natural_width=width, natural_height=height,
    )  # fmt: skip


pictures = st.lists(
    st.builds(picture, st.tuples(st.floats(50, 400), st.floats(50, 400)), st.sampled_from(["", "", "large"])),
    min_size=1,
    max_size=24,
)


@given(pictures)
def test_rows_keep_the_pictures_in_order_and_as_high_as_each_other(figures: list[Figure]) -> None:
    rows = rows_of(figures, ROOM, LINES)
    assert [one.natural_width for row in rows for one in row.figures] == [one.natural_width for one in figures]
    for row in rows:
        free = WIDTH - ROOM.gutter * (len(row.figures) - 1)
        shown = zip(row.figures, row.shares, strict=True)
        heights = [free * share * one.natural_height / one.natural_width for one, share in shown]
        assert len(heights) <= MOST_IN_ROW
        assert heights == pytest.approx([heights[0]] * len(heights))
        assert sum(row.shares) == pytest.approx(1)
        assert not row.large or len(row.figures) == 1


@given(pictures)
def test_pages_have_all_pictures_once(figures: list[Figure]) -> None:
    pages = pages_of(figures, ROOM, DEPTH)
    assert [figure for page in pages for figure in page] == figures
    assert max(map(len, pages)) - min(map(len, pages)) <= 1


def test_the_first_of_several_is_large_unless_the_editor_says_which() -> None:
    assert rows_of([picture()] * 5, ROOM, LINES)[0].large
    named = rows_of([picture(), picture(), picture(asked="large")], ROOM, LINES)
    assert [row.large for row in named] == [False, True]
    assert named[1].figures[0].size == "large"
    assert not any(row.large for row in rows_of([picture(UPRIGHT)] * 4, ROOM, LINES))


def test_less_depth_means_smaller_pictures_and_more_of_them_in_a_row() -> None:
    deep, shallow = (rows_of([picture()] * 5, ROOM, lines) for lines in (LINES, 37))
    assert len(shallow) < len(deep)


def test_many_pictures_take_another_page_and_the_name_stays_with_the_first() -> None:
    gallery = Gallery(line=1, figures=(picture(),) * 20, anchor="it--all")
    first, second = parted(gallery, ROOM)
    assert (len(first.figures), len(second.figures)) == (10, 10)
    assert (first.anchor, second.anchor) == ("it--all", "")


@pytest.mark.parametrize(
    ("figure", "trimmed"),
    [
        (picture((200, 300), "plate"), True),
        (picture((200, 300), "plate", trim=False), False),
        (picture((200, 600), "plate"), False),
        (picture((300, 200), "plate"), False),
        (picture((300, 200), "half"), True),
        (picture((300, 200), "two-thirds"), False),
        (picture((200, 300)), False),
    ],
)
def test_a_picture_is_trimmed_only_where_little_is_lost(figure: Figure, trimmed: bool) -> None:
    fitted = fit(figure, ROOM)
    assert fitted.trimmed == trimmed
    if trimmed:
        share = 1 if figure.size == "plate" else 0.5
        full = WIDTH * figure.natural_height / figure.natural_width
        assert share * LINES * ROOM.line < full * (1 + MOST_TRIMMED)
