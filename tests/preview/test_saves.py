"""Saving again and again: nothing is lost, nothing piles up."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from fuzzing import examples

from .conftest import LETTER, Look, Served, until

FIRST_WORDS = "Sentence 0 says"
SAVES = min(examples(24), 200)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def resident() -> float:
    """Memory of this process, where the server runs, in MB."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def test_saves_that_follow_each_other_are_set_together(served: Served, look: Look) -> None:
    page = look(served, "#2")
    served.settled()
    words = FIRST_WORDS
    for number in range(40):
        served.edit(LETTER, words, f"Save {number} says")
        words = f"Save {number} says"
    until(page, "hemaprint.arrivals.length")
    served.edit(LETTER, words, "At last it says")
    page.keyboard.press("l")
    page.frame_locator("#layout").get_by_text("At last it says").wait_for()
    assert served.preview.desk.state.build < 40


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux does")
def test_many_saves_leave_nothing_behind(served: Served, look: Look) -> None:
    page = look(served, "#2")
    served.settled()
    words = FIRST_WORDS
    after_some = (0, 0.0)
    for number in range(SAVES):
        builds, key = (
            served.preview.desk.state.build,
            page.evaluate("document.querySelectorAll('.sheet')[1].dataset.key"),
        )
        served.edit(LETTER, words, f"Save {number} says")
        words = f"Save {number} says"
        served.settled(builds + 1)
        until(page, f"document.querySelectorAll('.sheet')[1].dataset.key != '{key}'")
        if number == SAVES // 3:
            gc.collect()
            after_some = (open_files(), resident())
    gc.collect()
    assert open_files() <= after_some[0] + 4
    assert resident() < after_some[1] + 60
    assert page.evaluate("document.querySelectorAll('*').length") < 600
    until(page, f"hemaprint.arrivals.length >= {SAVES}")  # the last picture may still be on its way
