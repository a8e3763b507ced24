# SPDX-License-Identifier: MIT
"""How copy is looked for on a page."""

from __future__ import annotations

import pytest

from hemaprint.preflight.completeness import reach

COPY = "theawnsofwildbarleycarrysmallbarbsthatallpointoneway"
CAPTION = "figure1acleanfilm"


@pytest.mark.parametrize("before", ["", "apaw"])
def test_copy_may_go_on_after_the_caption_of_a_figure(before: str) -> None:
    page = before + COPY[:20] + CAPTION + COPY[20:]
    assert reach(COPY, page) == len(COPY)


def test_copy_may_be_parted_more_than_once() -> None:
    page = COPY[:16] + CAPTION + COPY[16:34] + CAPTION + COPY[34:]
    assert reach(COPY, page) == len(COPY)


@pytest.mark.parametrize("lost", [slice(0, 3), slice(20, 21), slice(25, 40), slice(50, None)])
def test_lost_letters_are_not_found_elsewhere(lost: slice) -> None:
    kept = COPY[: lost.start] + (COPY[lost.stop :] if lost.stop else "")
    assert reach(COPY, CAPTION + "theyaway" + kept + CAPTION + "awaythe") < len(COPY)


def test_the_order_counts() -> None:
    assert reach(COPY, COPY[20:] + CAPTION + COPY[:20]) == 20
