"""Where floating blocks stand: a simulation on lengths alone, so the cases are numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hemaprint.galley.makeup import LAST_SHEET
from hemaprint.theme.geometry import BASELINE
from hemaprint.typeset.placement import MIN_TEXT_LINES, Placement, Request, Sheets, place

LINES = 60
PAPER = Sheets(lines=LINES, head=12, columns=2, copy_lines=400)


def where(placement: Placement) -> dict[str, tuple[int, str]]:
    return {key: at for at, keys in placement.keys.items() for key in keys}


def test_a_sheet_holds_its_columns_below_the_head() -> None:
    paper = Placement(PAPER)
    assert [paper.sheet_of(offset) for offset in (0, 95, 96, 215, 216)] == [1, 1, 2, 2, 3]
    assert paper.last_sheet == 4


def test_a_block_stands_at_the_head_of_the_sheet_of_its_words() -> None:
    assert where(place([Request("figure", 120, 150)], PAPER)) == {"figure": (2, "top")}


def test_never_at_the_head_of_the_first_sheet() -> None:
    assert where(place([Request("figure", 120, 10)], PAPER)) == {"figure": (1, "bottom")}
    pinned = Request("figure", 120, 10, sheet=1)
    assert where(place([pinned], PAPER)) == {"figure": (1, "bottom")}


def test_the_editor_s_place_is_kept() -> None:
    below = Request("low", 120, 150, position="bottom")
    pinned = Request("pinned", 120, 10, sheet=3)
    pinned_low = Request("pinned-low", 120, 10, position="bottom", sheet=4)
    assert where(place([below, pinned, pinned_low], PAPER)) == {
        "low": (2, "bottom"),
        "pinned": (3, "top"),
        "pinned-low": (4, "bottom"),
    }


def test_two_blocks_of_one_place_do_not_crowd_a_sheet() -> None:
    placed = where(place([Request("a", 240, 130), Request("b", 240, 140)], PAPER))
    assert placed["a"] == (2, "top")
    assert placed["b"] != (2, "top")


def test_a_block_that_leaves_no_room_for_text_is_left_over() -> None:
    paper = Sheets(lines=LINES, head=0, columns=2, copy_lines=40)
    placement = place([Request("tower", (LINES - MIN_TEXT_LINES) * BASELINE, 10)], paper)
    assert placement.left_over == ["tower"]
    assert placement.zones() == ()


def test_the_last_sheet_is_known_when_all_others_are_placed() -> None:
    requests = [Request("ad", 300, 0, "bottom", LAST_SHEET), Request("figure", 600, 390)]
    placement = place(requests, PAPER)
    assert where(placement)["ad"] == (placement.last_sheet, "bottom")


def test_zones_are_whole_lines_with_their_gap() -> None:
    placement = place([Request("figure", 100, 150)], PAPER)
    (zone,) = placement.zones()
    assert (zone.sheet, zone.position, zone.keys, zone.lines) == (2, "top", ("figure",), 10)
    assert placement.free_lines(2) == LINES - 10


REQUESTS = st.lists(
    st.builds(
        Request,
        key=st.uuids().map(str),
        height=st.floats(20, 700),
        offset=st.floats(0, 400),
        position=st.sampled_from(["auto", "top", "bottom"]),
        sheet=st.one_of(st.none(), st.integers(1, 4), st.just(LAST_SHEET)),
    ),
    max_size=9,
    unique_by=lambda request: request.key,
)


@given(requests=REQUESTS, columns=st.integers(1, 3), head=st.integers(0, 40), copy=st.floats(1, 400))
def test_every_block_is_placed_once_or_left_over(requests: list[Request], columns: int, head: int, copy: float) -> None:
    placement = place(requests, Sheets(LINES, head, columns, copy))
    placed = [key for zone in placement.zones() for key in zone.keys]
    assert sorted(placed + placement.left_over) == sorted(request.key for request in requests)
    pinned = {request.key for request in requests if request.sheet is not None}
    assert pinned <= set(placed)


@given(requests=REQUESTS, columns=st.integers(1, 3), head=st.integers(0, 40), copy=st.floats(1, 400))
def test_lines_are_conserved(requests: list[Request], columns: int, head: int, copy: float) -> None:
    """The sheets up to the last hold the copy, and the one before the last does not."""
    free = [request for request in requests if request.sheet is None]
    placement = place(free, Sheets(LINES, head, columns, copy))
    room = [placement.free_lines(sheet) * columns for sheet in range(1, placement.last_sheet + 1)]
    assert sum(room) >= copy - 1
    assert sum(room[:-1]) <= max(0, copy - 1)
    zones = {zone.sheet for zone in placement.zones()}
    assert all(placement.free_lines(sheet) >= MIN_TEXT_LINES for sheet in zones)
