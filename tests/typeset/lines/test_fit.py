"""A paragraph is broken as a whole, by a typesetter's rules."""

from __future__ import annotations

import random
from itertools import combinations
from math import inf

import pytest

from hemaprint.typeset.lines import costs
from hemaprint.typeset.lines.fit import _SLACK, Manner, Opportunity, Rooms, Settings, fit

from .galley import paragraph, set_lines


def settings(text: str, rooms: Rooms, manner: Manner = "ragged") -> Settings:
    found = fit(paragraph(text), rooms, manner)
    assert found is not None
    return found


def best(text: str, width: float, manner: Manner = "ragged") -> list[str]:
    return set_lines(text, paragraph(text), settings(text, Rooms(width), manner).best)


def test_a_word_goes_down_where_that_makes_the_lines_even() -> None:
    """The first line could hold ``c``, too; the second would then be half empty."""
    assert best("aaaa bbbb c ddddddd eeeeeee ffff", 12) == ["aaaa bbbb", "c ddddddd", "eeeeeee ffff"]


def test_the_last_line_is_not_one_word() -> None:
    assert best("aaa bbb ccc ddd eee fff ggg", 24) == ["aaa bbb ccc ddd eee", "fff ggg"]


def test_the_rest_of_a_divided_word_is_no_last_line() -> None:
    assert best("aaaa bbbb ccc~cccc", 13) == ["aaaa bbbb", "ccccccc"]


def test_a_word_is_divided_rather_than_leave_a_third_of_a_line_empty() -> None:
    assert best("aaaa bbbb cccccc~cccccc dddd eeee ffff", 18)[0] == "aaaa bbbb cccccc-"


def test_a_word_is_not_divided_where_the_line_is_nearly_full() -> None:
    assert best("aaaaaaaaaaaaaa bbbbbbbbbbbbbb c~ccccc dddd eeee", 32)[0] == "aaaaaaaaaaaaaa bbbbbbbbbbbbbb"


def test_three_hyphens_in_succession_are_never_seen() -> None:
    text = " ".join(["aaaa~aaaa~aaaa"] * 12)
    for width in range(14, 40):
        ends = [line.endswith("-") for line in best(text, width)]
        assert not any(all(ends[index : index + 3]) for index in range(len(ends) - 2)), width


def test_the_same_word_does_not_end_two_lines_in_succession() -> None:
    text = "aaaaa bb {} cc ddddd ee then fff gg"
    assert best(text.format("they"), 16) == ["aaaaa bb they", "cc ddddd ee then", "fff gg"]
    assert best(text.format("then"), 16) == ["aaaaa bb then cc", "ddddd ee then", "fff gg"]


def test_what_the_words_say_against_a_break_counts() -> None:
    opportunities = paragraph("aaaa bbbb cc dd eeee ffff gg hh iiii")
    plain = fit(opportunities, Rooms(12))
    assert plain is not None
    dear = [
        one._replace(cost=500.0) if index == plain.best.lines[0].end else one for index, one in enumerate(opportunities)
    ]
    changed = fit(dear, Rooms(12))
    assert changed is not None
    assert changed.best.lines[0].end != plain.best.lines[0].end


def test_a_line_ends_where_it_must() -> None:
    assert best("aa bb | cc | dd ee", 30) == ["aa bb", "cc", "dd ee"]


def test_first_lines_have_rooms_of_their_own() -> None:
    """An indent, and a cap that is three lines high."""
    text = " ".join(["aaa"] * 23)
    rooms = Rooms(23, (11, 15, 15))
    widths = [line.width for line in settings(text, rooms).best.lines]
    assert widths[:4] == [11, 15, 15, 23]


def test_a_word_that_is_wider_than_its_room_is_told() -> None:
    assert fit(paragraph("aa bbbbbbbbbbbb cc"), Rooms(10)) is None


def test_a_line_more_and_a_line_less_are_offered_where_they_can_be_borne() -> None:
    dice = random.Random(3)
    text = " ".join("a" * dice.randint(2, 8) for _ in range(60))
    offered = settings(text, Rooms(40))
    assert offered.more is not None
    assert len(offered.more.lines) == len(offered.best.lines) + 1
    assert all(line.fill >= costs.WORST_OF_VARIANT for line in offered.more.lines[:-1])
    assert offered.more.cost >= offered.best.cost


def test_no_line_more_is_offered_where_it_would_be_full_of_holes() -> None:
    assert settings("aaaa bbbb", Rooms(9)).more is None


def test_balanced_lines_are_as_few_as_can_be_and_even() -> None:
    assert best("aaa bbb ccc ddd eee fff", 19, "balanced") == ["aaa bbb ccc", "ddd eee fff"]
    assert len(best("aaa bbb ccc ddd eee", 19, "balanced")) == 1


def test_balancing_a_long_text_takes_as_long_as_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []

    def balanced(slack: float, room: float, give: float) -> float:
        asked.append(slack)
        return costs.balanced(slack, room, give)

    monkeypatch.setitem(_SLACK, "balanced", balanced)
    counts = []
    for words in (100, 200, 400):
        asked.clear()
        settings(" ".join(["aaa~aaa bb ccccc"] * words), Rooms(60), "balanced")
        counts.append(len(asked))
    assert counts[2] - counts[1] < 2.2 * (counts[1] - counts[0])


def test_balanced_words_that_first_lines_do_not_hold_stand_below_them() -> None:
    """Lines more than the fewest are needed before the first wide one."""
    found = settings("a b c ddddddd", Rooms(8, (5, 1, 1)), "balanced")
    assert len(found.best.lines) == 4


@pytest.mark.parametrize("seed", range(5))
def test_justified_spaces_stay_within_bounds(seed: int) -> None:
    dice = random.Random(seed)
    text = " ".join("a" * dice.randint(2, 9) for _ in range(200))
    opportunities = paragraph(text)
    start = Opportunity(0, 0, 0, "forced", 0)
    for line in settings(text, Rooms(120), "justified").best.lines[:-1]:
        there = opportunities[line.end]
        spread = (line.room - (there.end - start.start)) / (there.give - there.space - start.give)
        assert line.spread == pytest.approx(spread)
        assert -costs.SHRINK["justified"] - 0.01 <= spread <= costs.STRETCH["justified"] + 0.01
        start = there


# ---------------------------------------------------------------- spaces of ragged lines


def test_spaces_give_a_little_so_that_a_word_stays_whole() -> None:
    """Eleven spaces are narrower by an eleventh each: the line is as wide as its room."""
    text = "a a a a a a a a a a a bbb~bbb ccccccccc dddddddd"
    setting = settings(text, Rooms(27)).best
    assert set_lines(text, paragraph(text), setting)[0] == "a a a a a a a a a a a bbbbbb"
    assert (setting.lines[0].width, setting.lines[0].spread) == (27, -1 / 11)


def test_spaces_are_not_wider_than_it_takes_to_fill_a_hole() -> None:
    text = "aa aa aa aa aa aa aa aa aaaaa bbbbbbbbbbbbbbbb cccccccccccc"
    first = settings(text, Rooms(34)).best.lines[0]
    assert first.width == pytest.approx(34 * (1 - costs.EASY))
    assert first.spread


def test_spaces_of_a_line_without_a_hole_are_their_own() -> None:
    lines = settings("aaa bbb ccc ddd eee fff", Rooms(12)).best.lines
    assert [(line.width, line.spread) for line in lines] == [(11, 0), (11, 0)]


def test_an_edge_is_seen_against_the_measure() -> None:
    """A first line with an indent may end where the others may."""
    words = "a" * 33, "b" * 33, "c" * 8 + "~" + "c" * 20, "d" * 60, "e" * 90, "f" * 90
    found = settings(" ".join(words), Rooms(100, (80,))).best
    assert found.lines[0].width == 67


# ---------------------------------------------------------------- nothing better is overlooked


def cost_of(ends: tuple[int, ...], opportunities: list[Opportunity], rooms: Rooms) -> float:
    """What a ragged setting costs, added up line by line as the rules are written."""
    total, hyphens, above = 0.0, 0, Opportunity(0, 0, 0, "forced", 0)
    for number, end in enumerate(ends):
        there, room = opportunities[end], rooms.of(number)
        width = there.end - above.start
        shrinks = costs.SHRINK["ragged"] * (there.give - there.space - above.give)
        if width > room + 0.02 + shrinks or (there.kind != "end" and width < costs.FLOORS[0] * room):
            return inf
        if there.kind == "end":
            rest = there.words - above.words
            if above.kind == "divided":
                total += costs.HYPHEN_BEFORE_LAST if rest else inf
            if number:
                total += costs.last_line(width, room, 0.0, rest + (above.kind == "divided"))
        else:
            total += costs.ragged(room - width, rooms.rest, there.give - there.space - above.give)
            total += costs.HYPHEN if there.kind == "divided" else 0.0
            same = (there.last and there.last == above.last) or (there.first and there.first == above.first)
            total += costs.STACK if same else 0.0
        if there.kind == "divided":
            total += costs.SUCCESSION if hyphens else 0.0
            hyphens += 1
            total += inf if hyphens > 2 else 0.0
        else:
            hyphens = 0
        above = there
    return total


@pytest.mark.parametrize("seed", range(30))
def test_no_other_setting_is_better(seed: int) -> None:
    """Every way to break a short paragraph is tried."""
    dice = random.Random(seed)
    words = ["a" * dice.randint(1, 4) + dice.choice(["", "", "~aaa"]) for _ in range(11)]
    opportunities = paragraph(" ".join(words))
    rooms = Rooms(dice.randint(9, 14), (float(dice.randint(7, 9)),))
    last = len(opportunities) - 1
    cheapest = min(
        (
            cost_of((*chosen, last), opportunities, rooms)
            for count in range(1, 9)
            for chosen in combinations(range(last), count)
        ),
    )
    found = fit(opportunities, rooms)
    if cheapest < inf:
        assert found is not None
        assert found.best.cost == pytest.approx(cheapest)
