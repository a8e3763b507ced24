"""What Chinese and Japanese have between their characters."""

from __future__ import annotations

import pytest

from hemaprint.typeset.lines import costs
from hemaprint.typeset.lines.fit import Kind, Opportunity, Rooms, fit

EM = 12.0
CHINESE, TAIWANESE, JAPANESE = costs.marks_of("zh-Hans"), costs.marks_of("zh-TW"), costs.marks_of("ja")


@pytest.mark.parametrize(
    ("pair", "chinese", "taiwanese", "japanese"),
    [
        ("。”", True, False, True),
        ("》（", True, True, True),
        ("（《", True, True, True),
        ("）。", True, True, True),
        ("。「", True, True, True),
        ("：“", True, True, True),
        ("？」", True, False, False),
        ("（版", False, False, False),
        ("版。", False, False, False),
    ],
)
def test_marks_in_succession_have_one_white_between_them(
    pair: str, chinese: bool, taiwanese: bool, japanese: bool
) -> None:
    found = [marks is not None and marks.in_succession(*pair) for marks in (CHINESE, TAIWANESE, JAPANESE)]
    assert found == [chinese, taiwanese, japanese]


def test_latin_has_marks_of_its_own() -> None:
    assert costs.marks_of("en") is None
    assert costs.marks_of("ko-KR") is None


@pytest.mark.parametrize(
    ("pair", "apart"), [("版A", True), ("3版", True), ("%的", True), ("。A", False), ("版本", False)]
)
def test_letters_and_figures_stand_apart_from_characters(pair: str, apart: bool) -> None:
    assert costs.stand_apart(*pair) is apart


@pytest.mark.parametrize(
    ("pair", "may"), [("说“", True), ("”的", True), ("》（", True), ("“说", False), ("的”", False)]
)
def test_quotation_marks_are_known_to_open_or_to_close(pair: str, may: bool) -> None:
    assert CHINESE is not None
    assert CHINESE.may_part(*pair) is may


@pytest.mark.parametrize(("pair", "may"), [("——", False), ("版 ", False), (" 版", True), ("版本", True), ("ab", False)])
def test_where_a_line_is_spread(pair: str, may: bool) -> None:
    assert costs.may_spread(*pair) is may


# ---------------------------------------------------------------- lines


def squares(text: str) -> list[Opportunity]:
    """The places of characters of which all are squares, and every comma may give up half of its own."""
    found, squeeze = [], 0.0
    for at, character in enumerate(text, 1):
        white = EM / 2 if character == "，" else 0.0
        squeeze += white
        if text[at : at + 1] != "，":
            kind: Kind = "end" if at == len(text) else "space"
            give = costs.GIVES * EM * at
            found.append(Opportunity(at * EM, at * EM, give, kind, at, hang=white, squeeze=squeeze))
    return found


def lines(text: str, room: float) -> list[str]:
    settings = fit(squares(text), Rooms(room * EM), "squared")
    assert settings is not None
    places = squares(text)
    ends = [round(places[line.end].end / EM) for line in settings.best.lines]
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def test_a_line_is_filled() -> None:
    assert lines("字" * 27, 9) == ["字" * 9] * 3


def test_a_mark_that_has_no_room_is_squeezed_in() -> None:
    """Of ten squares two are half wide, one within the line and one at its end: they stand in nine."""
    text = "字字字字，字字字字，" + "字" * 12
    assert lines(text, 9)[0] == "字字字字，字字字字，"


def test_squares_that_are_full_are_never_squeezed() -> None:
    assert lines("字" * 10 + "，" + "字" * 12, 9)[0] == "字" * 9


def test_a_last_line_has_three_characters() -> None:
    assert len(lines("字" * 42, 20)[-1]) == 3
