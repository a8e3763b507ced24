"""Page rules: a sheet gives up the lines of its zones, and running elements are shown on their sheets alone."""

from __future__ import annotations

from hemaprint.galley.makeup import MakeUp, Zone
from hemaprint.galley.sheets import QUIET, page_rules, zone_name
from hemaprint.theme.geometry import Frame

FRAME = Frame("scholar", 2, 370, 178, 120)


def test_without_zones_there_is_nothing_to_say() -> None:
    assert page_rules(MakeUp(), FRAME, "left") == ""


def test_a_zone_takes_its_lines_from_the_margin() -> None:
    makeup = MakeUp(zones=(Zone(2, "top", ("s1",), 11), Zone(2, "bottom", ("s2",), 5)))
    (rule,) = page_rules(makeup, FRAME, "left").splitlines()
    assert rule.startswith("@page :nth(2 of scholar){")
    assert "margin-top:calc(var(--margin-top) + 132pt)" in rule
    assert "margin-bottom:calc(var(--margin-bottom) + 60pt)" in rule
    assert "element(top-2)" in rule
    assert "element(bottom-2)" in rule


def test_side_columns_stand_outside() -> None:
    makeup = MakeUp(sides={1: ("s1",), 2: ()}, side_top=8)
    first, second = page_rules(makeup, FRAME, "right").splitlines()
    assert "@right-top{content:element(side-1)" in first
    assert "padding-top:96pt" in first
    assert "@left-top{content:element(side-2)" in second
    assert "padding-top:0pt" in second


def test_a_picture_at_the_head_has_no_running_head() -> None:
    assert QUIET in page_rules(MakeUp(), FRAME, "left", picture_head=True)


def test_zones_are_found_by_sheet_and_position() -> None:
    zone = Zone(2, "top", ("s1",), 11)
    makeup = MakeUp(zones=(zone,))
    assert (makeup.zone(2, "top"), makeup.zone(2, "bottom")) == (zone, None)
    assert zone_name(zone) == "top-2"
