# SPDX-License-Identifier: MIT
"""What readers search for is found in a finished issue, by every viewer that is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.content.models import Article
from measured.found import ENGINES, KINDS, MissingToolError, measure
from samples import Sample, paragraphs

COPY = """The trial gave 10^6^ cells, at 5 µg of H~2~O, to CAR-T patients; CD19 was seen.[@a] Of 570[^n] we know mRNA.

[^n]: The FDA said so.
"""
WORKS = [{"id": "a", "title": "A work", "issued": 2024}]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple[Article, ...], Path]:
    sample = Sample(tmp_path_factory.mktemp("project"))
    sample.article("report", "Report", f"{COPY}\n{paragraphs(8)}", references=WORKS)
    return tuple(sample.issue().articles.values()), Path(sample.build().pdf)


@pytest.mark.parametrize("engine", ENGINES)
def test_words_and_phrases_within_a_line_are_found(engine: str, printed: tuple[tuple[Article, ...], Path]) -> None:
    try:
        found = measure(*printed, engine)
    except MissingToolError as error:
        pytest.skip(str(error))
    assert found[KINDS[0]].wanted > 50
    assert [found[kind].lost for kind in KINDS[:2]] == [(), ()]
