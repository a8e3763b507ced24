"""A colour that the theme does not have is told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint import api
from hemaprint.errors import ContentError, Problem
from samples import NAME, Sample

CHART = ":::{chart} data/days.csv\n:type: line\n:colors: accent-2, acent\n:::\n"


def sample_with(department: str, body: str, root: Path) -> Sample:
    sample = Sample(root)
    sample.write(f"content/{NAME}/data/days.csv", "Day,A,B\n0,1.5,2\n7,9,4\n")
    sample.article("it", department, body)
    return sample


def where(problems: tuple[Problem, ...]) -> list[tuple[str, int, int, str]]:
    return [(one.code, one.location.line, one.location.column, one.hint) for one in problems if one.is_error]


@pytest.mark.parametrize(
    ("department", "body"), [("Letter", f"Text.\n\n{CHART}"), ("News", f":::{{item}} News\n\nText.\n:::\n\n{CHART}")]
)
def test_check_and_build_tell_its_line_and_column(department: str, body: str, tmp_path: Path) -> None:
    sample = sample_with(department, body, tmp_path)
    line = 5 + body[: body.index(":colors:")].count("\n") + 1
    told = [("HP118", line, 20, 'did you mean "accent"?')]
    assert where(api.check(sample.project)) == told
    with pytest.raises(ContentError) as caught:
        sample.build()
    assert where(tuple(caught.value.problems)) == told
