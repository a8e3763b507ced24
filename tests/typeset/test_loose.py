"""Gaps in justified lines are told, once for an article, with the worst of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import Problem
from hemaprint.typeset.misset import find_loose

from .laying import NOWHERE, engine, lay_out

WORDS = "so much of the immunoglobulin is in the transplantation and "


def loose(width: int, root: Path, rules: str = "p { text-align: justify }") -> tuple[Problem, ...]:
    body = f'<div style="width:{width}pt"><p>{WORDS * 10}</p></div>'
    return find_loose(lay_out(body, engine(root), rules), NOWHERE)


def test_gaps_are_told_where_a_column_is_narrow(tmp_path: Path) -> None:
    (problem,) = loose(90, tmp_path)
    assert problem.code == "HP237"
    assert "more lines have gaps" in problem.message


@pytest.mark.parametrize(("width", "rules"), [(450, "p { text-align: justify }"), (90, "")])
def test_no_gaps_are_told_where_there_are_none(width: int, rules: str, tmp_path: Path) -> None:
    assert loose(width, tmp_path, rules) == ()
