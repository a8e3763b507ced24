"""What two sequences have in common is found in any of them, and in long ones quickly."""

from __future__ import annotations

from random import Random

import pytest

from hemaprint.review.sequences import differences


def rebuilt(old: str, new: str) -> str:
    """The new sequence from the old one and the differences."""
    made, at = "", 0
    for start, end, first, last in differences(old, new):
        made += old[at:start] + new[first:last]
        at = end
    return made + old[at:]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("abc", "abc", []),
        ("abc", "abxc", [(2, 2, 2, 3)]),
        ("abc", "ac", [(1, 2, 1, 1)]),
        ("abc", "axc", [(1, 2, 1, 2)]),
        ("", "a", [(0, 0, 0, 1)]),
        ("aaxaa", "aayaa", [(2, 3, 2, 3)]),
    ],
)
def test_differences(old: str, new: str, expected: list[tuple[int, ...]]) -> None:
    assert differences(old, new) == expected


@pytest.mark.parametrize("seed", range(40))
def test_the_new_sequence_follows_from_the_differences(seed: int) -> None:
    random = Random(seed)
    old = "".join(random.choices("abcdefgh", k=random.randrange(40)))
    new = "".join(random.choice("xyab") if random.random() < 0.2 else letter for letter in old)
    assert rebuilt(old, new) == new


def test_a_stretch_too_long_to_search_counts_as_different() -> None:
    old, new = ["a", "b"] * 700, ["b", "c", "a"] * 700
    assert differences(old, new) == [(0, 1400, 0, 2100)]
