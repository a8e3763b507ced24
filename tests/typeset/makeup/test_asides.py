# SPDX-License-Identifier: MIT
"""Captions in the side column: beside their pictures, below one another, and blocks between them."""

from __future__ import annotations

from dataclasses import replace

from hemaprint.typeset.makeup.interface import Aside, Band, Copy, Float, MadeUp, Setting, Sheets, SideBlock, Text
from hemaprint.typeset.makeup.make_up import make_up

SHEETS = Sheets(lines=40, side_depth=40.0)
COPY = Copy(bands=(Band((Text((Setting(120),)),), columns=2),))


def made(*floats: Float, sides: tuple[SideBlock, ...] = (), sheets: Sheets = SHEETS) -> MadeUp:
    return make_up(replace(COPY, floats=floats, sides=sides), sheets)


def test_a_caption_begins_where_its_picture_does() -> None:
    found = made(Float(10, position="bottom", asides=(Aside(0, 3),)))
    assert [(one.owner, one.y) for one in found.asides] == [(0, found.floats[0].y)]


def test_a_caption_that_would_leave_the_sheet_goes_up() -> None:
    found = made(Float(4, position="bottom", asides=(Aside(0, 6),)))
    assert found.asides[0].y == 40 - 6


def test_captions_of_pictures_side_by_side_are_below_one_another() -> None:
    found = made(Float(12, position="top", asides=(Aside(0, 3), Aside(0, 3))))
    first, second = found.asides
    assert first.y == 0
    assert second.y > first.y + first.height


def test_a_block_of_the_side_column_stands_below_the_caption_in_its_way() -> None:
    found = made(Float(12, position="top", sheet=2, asides=(Aside(0, 5),)), sides=(SideBlock(6, sheet=2),))
    assert (found.asides[0].sheet, found.asides[0].y, found.sides[0].sheet) == (2, 0, 2)
    assert found.sides[0].y > found.asides[0].y + found.asides[0].height


def test_a_block_that_fits_above_a_caption_stays_at_the_top() -> None:
    found = made(Float(12, position="bottom", sheet=1, asides=(Aside(0, 5),)), sides=(SideBlock(6),))
    assert (found.sides[0].sheet, found.sides[0].y) == (1, 0)


def test_a_block_for_which_captions_leave_no_room_goes_on() -> None:
    picture = Float(12, position="bottom", sheet=1, asides=(Aside(0, 12),))
    assert made(picture, sides=(SideBlock(30),)).sides[0].sheet == 2
