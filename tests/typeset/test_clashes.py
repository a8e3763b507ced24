"""A folio in the middle has white around it: a running head that reaches it is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hemaprint.errors import Problem
from samples import Sample, paragraphs

HEADS = {"foot": {"outside": "title", "inside": "number"}}
LONG = "The cells that came back by the same road, and were counted"


def centred(root: Path, heads: dict[str, Any], headline: str) -> Sample:
    sample = Sample(root, size="A5")
    sample.manifest["page"] = {"folio": {"place": "center"}, "heads": heads}
    sample.article("report", "Questions", paragraphs(2), headline=headline)
    return sample


def told(sample: Sample) -> list[Problem]:
    return [one for one in sample.setter().set().problems if one.code == "HP087"]


@pytest.mark.parametrize(
    ("heads", "headline"),
    [(HEADS, "Cells"), ({"foot": {"outside": "none", "inside": "none"}}, LONG)],
)
def test_a_folio_between_short_heads_is_right(tmp_path: Path, heads: dict[str, Any], headline: str) -> None:
    assert told(centred(tmp_path, heads, headline)) == []


def test_a_head_that_reaches_the_folio_is_told_at_its_article(tmp_path: Path) -> None:
    (problem,) = told(centred(tmp_path, HEADS, LONG))
    assert (problem.location.path.name, problem.location.line) == ("report.md", 2)
    assert LONG[:20] in problem.message
