"""Boxes, bleed, marks, blank pages and spreads."""

from __future__ import annotations

import pypdfium2
import pytest

from hemaprint.bind.press import Pressed
from hemaprint.bind.press.marks import MARKS
from hemaprint.bind.press.sheets import facing

from .making import MM, TRIM, Drawing, content, opened, pressed

RED, BLUE = b"1 0 0 rg -50 -50 400 400 re f", b"0 0 1 rg -50 -50 400 400 re f"


def issue(*pages: bytes) -> bytes:
    drawing = Drawing()
    for page in pages:
        drawing.page(page)
    return drawing.data


def boxes(result: Pressed, page: int = 0) -> dict[str, list[float]]:
    found = opened(result).pages[page].obj
    return {name: [float(edge) for edge in found[name]] for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")}


def around(by: float, trim: tuple[float, ...] = TRIM) -> list[float]:
    return [trim[0] - by, trim[1] - by, trim[2] + by, trim[3] + by]


def pixel(result: Pressed, x: float, y: float, page: int = 0) -> tuple[int, int, int]:
    """What is seen at a place, in pt from the lower left corner of the trim."""
    left, _, _, top = boxes(result, page)["/MediaBox"]
    picture = pypdfium2.PdfDocument(result.pdf)[page].render(scale=2).to_pil().convert("RGB")
    seen = picture.getpixel((int(2 * (x - left)), int(2 * (top - y))))
    assert isinstance(seen, tuple)
    return (int(seen[0]), int(seen[1]), int(seen[2]))


WHITE = (255, 255, 255)

# ---------------------------------------------------------------- boxes and marks


@pytest.mark.parametrize("bleed", [3 * MM, 5 * MM])
@pytest.mark.parametrize("marks", [True, False])
def test_every_page_has_its_boxes(bleed: float, marks: bool) -> None:
    result = pressed(issue(RED, RED), bleed=bleed, marks=marks)
    for page in range(4):
        found = boxes(result, page)
        assert found["/TrimBox"] == list(TRIM)
        assert found["/BleedBox"] == pytest.approx(around(bleed), abs=1e-3)
        assert found["/MediaBox"] == pytest.approx(around(bleed + (MARKS if marks else 0)), abs=1e-3)
        assert found["/CropBox"] == found["/MediaBox"]


def test_what_stands_outside_the_bleed_is_cut_off() -> None:
    result = pressed(issue(RED), bleed=3 * MM)
    assert pixel(result, -3 * MM + 1, 150) != WHITE
    assert pixel(result, -3 * MM - 1, 150) == WHITE


def test_crop_marks_stand_outside_the_bleed_at_the_trim() -> None:
    result = pressed(issue(b""))
    reach = 3 * MM + MARKS / 2
    for x in (0, TRIM[2]):
        assert max(pixel(result, x, -reach)) < 240
        assert max(pixel(result, x, TRIM[3] + reach)) < 240
    for y in (0, TRIM[3]):
        assert max(pixel(result, -reach, y)) < 240
        assert max(pixel(result, TRIM[2] + reach, y)) < 240
    assert pixel(result, 0, -2 * MM) == WHITE


def test_registration_marks_stand_in_the_middle_of_every_side() -> None:
    result = pressed(issue(b""))
    out = 3 * MM + MARKS / 2
    for x, y in ((100, -out), (100, 300 + out), (-out, 150), (200 + out, 150)):
        assert max(pixel(result, x, y)) < 240


def test_marks_print_on_every_plate_and_are_drawn_once() -> None:
    file = opened(pressed(issue(b"", b"")))
    marks = [page.Resources.XObject["/HpMarks"] for page in file.pages]
    assert {one.objgen for one in marks} == {marks[0].objgen}
    assert str(marks[0].Resources.ColorSpace.All[1]) == "/All"
    assert b".25 w" in marks[0].read_bytes()


def test_without_marks_there_are_none() -> None:
    assert "/HpMarks" not in content(pressed(issue(RED), marks=False))


# ---------------------------------------------------------------- the number of pages


def test_blank_pages_are_put_where_the_issue_allows_them() -> None:
    result = pressed(issue(*[RED] * 5, BLUE), pad_before=5)
    assert (result.pages, result.problems) == (8, ())
    colors = [pixel(result, 100, 100, page) for page in range(8)]
    assert [color == WHITE for color in colors] == [False] * 5 + [True] * 2 + [False]
    assert colors[7] != colors[4]


def test_an_issue_that_may_not_be_filled_up_is_refused() -> None:
    result = pressed(issue(*[RED] * 6), pad_before=None)
    assert [problem.code for problem in result.problems] == ["HP350"]
    assert "6" in result.problems[0].message


def test_a_multiple_of_four_stays() -> None:
    assert pressed(issue(*[RED] * 4), pad_before=None).problems == ()


# ---------------------------------------------------------------- spreads


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [(0,)]),
        (2, [(0,), (1,)]),
        (4, [(0,), (1, 2), (3,)]),
        (5, [(0,), (1, 2), (3, 4)]),
        (8, [(0,), (1, 2), (3, 4), (5, 6), (7,)]),
    ],
)
def test_covers_stand_alone_and_the_rest_in_pairs(count: int, expected: list[tuple[int, ...]]) -> None:
    assert facing(count) == expected


def test_facing_pages_touch_at_their_trim() -> None:
    result = pressed(issue(b"", RED, BLUE, b""), spreads=True)
    assert (result.pages, len(opened(result).pages)) == (4, 3)
    assert boxes(result, 1)["/TrimBox"] == [0, 0, 400, 300]
    assert boxes(result, 1)["/BleedBox"] == pytest.approx(around(3 * MM, (0, 0, 400, 300)), abs=1e-3)
    assert pixel(result, 199, 150, 1) == pixel(result, 10, 150, 1)
    assert pixel(result, 201, 150, 1) == pixel(result, 390, 150, 1)
    assert pixel(result, 199, 150, 1) != pixel(result, 201, 150, 1)
    assert pixel(result, -2 * MM, 150, 1) == pixel(result, 199, 150, 1)


def test_an_origin_elsewhere_does_not_move_the_picture() -> None:
    drawing = Drawing().page(b"").page(b"1 0 0 rg 20 20 90 300 re f", trim=(20.0, 20.0, 200.0, 300.0))
    result = pressed(drawing.page(b"").page(b"").data, spreads=True)
    assert boxes(result, 1)["/TrimBox"] == [0, 0, 380, 300]
    assert pixel(result, 1, 1, 1) != WHITE
    assert pixel(result, 92, 150, 1) == WHITE
