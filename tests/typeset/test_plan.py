"""The page plan: which piece starts where, what fills the gaps, and what every page is called."""

from __future__ import annotations

from typing import Any

import pytest

from hemaprint.content.models import Issue
from hemaprint.typeset.plan import PagePlan, PageRun, lay_plan, pieces_of
from samples import Sample, codes


def filler(name: str) -> dict[str, Any]:
    return {"id": name, "size": "full", "slot": {"filler": True}, "advertiser": "We", "headline": "Read", "text": "On."}


def issue_of(sample: Sample, *entries: tuple[str, dict[str, Any]], **manifest: object) -> Issue:
    """An issue whose articles are one line each; the plan looks at counts alone."""
    for slug, more in entries:
        sample.article(slug, "Letter", "A line.\n")
        order = sample.manifest["order"]
        assert isinstance(order, list)
        order[-1].update(more)
    sample.manifest |= manifest
    return sample.issue()


def plan_of(issue: Issue, counts: dict[str, int], spreads: tuple[str, ...] = ()) -> tuple[PagePlan, list[str]]:
    plan, problems = lay_plan(pieces_of(issue, frozenset(spreads), counts), issue)
    return plan, codes(problems)


def shape(plan: PagePlan) -> list[tuple[str, int, int]]:
    return [(piece.name, piece.first, piece.pages) for piece in plan.pieces]


# ---------------------------------------------------------------- lengths


def test_budgets_stand_in_for_counts_that_are_not_known(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {"pages": 4}), ("b", {}))
    plan, _ = plan_of(issue, {})
    assert shape(plan) == [("cover", 0, 1), ("a", 1, 4), ("b", 5, 1)]
    plan, _ = plan_of(issue, {"a": 2, "b": 4})
    assert shape(plan) == [("cover", 0, 1), ("a", 1, 2), ("b", 3, 4)]


def test_a_total_that_is_no_multiple_of_four_warns(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {}))
    assert plan_of(issue, {"a": 3})[1] == []
    plan, found = plan_of(issue, {"a": 4})
    assert (plan.total, found) == (5, ["HP208"])


# ---------------------------------------------------------------- sides


def test_an_issue_bound_on_the_right_has_its_spreads_turned(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {}), ("b", {}))
    plan, _ = lay_plan(pieces_of(issue, frozenset({"b"}), {"a": 1, "b": 2}, turned=True), issue)
    assert [(piece.name, piece.side) for piece in plan.pieces if piece.kind != "blank"] == [
        ("cover", "left"),
        ("a", "right"),
        ("b", "right"),
    ]


def test_a_spread_opens_on_the_left(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {}), ("b", {}))
    plan, found = plan_of(issue, {"a": 1, "b": 2}, spreads=("b",))
    assert [piece.kind for piece in plan.pieces] == ["page", "article", "blank", "article"]
    assert (plan.piece("article", "b").first, plan.piece("article", "b").side) == (3, "left")
    assert "HP207" in found


def test_a_filler_takes_the_place_of_a_blank_page(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {}), ("b", {"starts": "left"}), advertisements=[filler("one")])
    plan, found = plan_of(issue, {"a": 1, "b": 1})
    assert [piece.name for piece in plan.pieces] == ["cover", "a", "one", "b"]
    assert found == []


def test_an_opener_that_falls_right_needs_nothing(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {"starts": "left"}), ("b", {"starts": "right"}), advertisements=[filler("one")])
    plan, _ = plan_of(issue, {"a": 1, "b": 2})
    assert [piece.name for piece in plan.pieces] == ["cover", "a", "b"]


def test_fillers_that_are_left_make_up_the_signature_before_the_back_cover(sample: Sample) -> None:
    for slug in ("a", "b"):
        sample.article(slug, "Letter", "A line.\n")
    sample.page("back")
    sample.manifest["advertisements"] = [filler(name) for name in ("one", "two", "three", "four")]
    plan, found = plan_of(sample.issue(), {"a": 2, "b": 2})
    assert shape(plan)[3:] == [("one", 5, 1), ("two", 6, 1), ("back", 7, 1)]
    assert (plan.total, found) == (8, [])


def test_advertisements_follow_what_they_are_to_follow(sample: Sample) -> None:
    after = filler("one") | {"slot": {"after": "a"}}
    issue = issue_of(sample, ("a", {}), ("b", {}), advertisements=[after])
    plan, _ = plan_of(issue, {"a": 2})
    assert [piece.name for piece in plan.pieces] == ["cover", "a", "one", "b"]


# ---------------------------------------------------------------- splits


def split(sample: Sample, counts: dict[str, int]) -> PagePlan:
    sample.article("a", "Letter", "A line.\n")
    sample.article("b", "Letter", "A line.\n")
    order = sample.manifest["order"]
    assert isinstance(order, list)
    order[1]["split"] = 2
    sample.enter({"continued": "a"})
    return plan_of(sample.issue(), counts)[0]


def test_a_split_article_goes_on_at_its_second_place(sample: Sample) -> None:
    plan = split(sample, {"a": 5, "b": 2})
    assert [(piece.kind, *entry) for piece, entry in zip(plan.pieces, shape(plan), strict=True)] == [
        ("page", "cover", 0, 1),
        ("article", "a", 1, 2),
        ("article", "b", 3, 2),
        ("continued", "a", 5, 3),
    ]


def test_an_advertisement_after_a_split_article_stands_once(sample: Sample) -> None:
    sample.manifest["advertisements"] = [filler("one") | {"slot": {"after": "a"}}]
    plan = split(sample, {"a": 3, "b": 1})
    assert [piece.name for piece in plan.pieces] == ["cover", "a", "one", "b", "a"]


# ---------------------------------------------------------------- labels


@pytest.mark.parametrize(
    ("numbering", "labels"),
    [
        ({}, ["1", "2", "3"]),
        ({"cover": "roman"}, ["I", "2", "3"]),
        ({"cover": "none"}, ["", "2", "3"]),
        ({"first": 65}, ["65", "66", "67"]),
        ({"cover": "roman", "first": 65}, ["I", "66", "67"]),
    ],
)
def test_labels(sample: Sample, numbering: dict[str, object], labels: list[str]) -> None:
    plan, _ = plan_of(issue_of(sample, ("a", {}), numbering=numbering), {})
    assert [plan.label(page) for page in range(3)] == labels


def test_a_part_starts_where_the_issue_has_it(sample: Sample) -> None:
    issue = issue_of(sample, ("a", {}))
    plan, problems = lay_plan([PageRun("article", "a", 3, starts="left")], issue, start=8)
    assert (shape(plan), plan.total, plan.whole, problems) == ([("a", 8, 3)], 3, False, ())
    assert plan.label(8) == "9"
