"""A problem of a page is framed where it shows, and not at the block of the manuscript that its line is in."""

from __future__ import annotations

from typing import Any

import pytest

from hemaprint.preview.showing import Exhibitor, PreviewState
from hemaprint.preview.views import state_view
from samples import Sample, paragraphs, sentence


def shown(sample: Sample, code: str) -> dict[str, Any]:
    """A problem as the browser gets it, and the trim of its page."""
    done = sample.setter().set()
    state = PreviewState(showing=Exhibitor().show(done), problems=done.problems)
    problems: Any = state_view(state, sample.root)["problems"]
    return next(one for one in problems if one["code"] == code)


@pytest.mark.parametrize(("code", "word"), [("HP213", "with \u0378 inside"), ("HP206", "and " + "x" * 150)])
def test_a_problem_has_the_box_of_its_line(sample: Sample, code: str, word: str) -> None:
    text = f"{paragraphs(2)}\n{sentence(90)} {word} {sentence(91)}\n"
    path = sample.article("letter", "Letter", text)
    found = shown(sample, code)
    lines = path.read_text("utf-8").splitlines()
    assert found["line"] == 1 + next(at for at, line in enumerate(lines) if word in line)
    left, top, right, bottom = found["box"]
    assert (found["page"], right > left) == (1, True)
    assert 5 < bottom - top < 20  # a line of text, where its paragraph has several


def test_lines_off_the_grid_have_the_box_and_the_line_of_the_first(sample: Sample) -> None:
    sample.write("styles/components/item.css", "p { line-height: 13pt }")
    sample.article("letter", "Letter", paragraphs(3))
    found = shown(sample, "HP215")
    left, top, right, bottom = found["box"]
    assert found["line"] > 0
    assert right > left
    assert 5 < bottom - top < 20
