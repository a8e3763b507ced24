"""One small magazine, built once: a good file of every edition, to be examined and to be broken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from hemaprint.bind.editions import Edition
from hemaprint.preflight.issue import FinishedFile, finished_files
from hemaprint.project.project import Project
from samples import NAME, Sample, paragraphs

TABLE = ":::{table} What was counted\n| Cells | Count |\n|---|---:|\n| Red | 12 |\n| White | 7 |\n:::\n"
FIGURE = ":::{figure} images/low.svg\n:alt: A flat field of colour\n\nA plain field.\n:::\n"


@dataclass(frozen=True)
class Magazine:
    """A built magazine: its project, and what stands in ``dist``."""

    project: Project

    @property
    def files(self) -> tuple[FinishedFile, ...]:
        return finished_files(self.project, NAME)

    def edition(self, edition: Edition) -> Path:
        return next(one.path for one in self.files if one.edition is edition)


def fill(sample: Sample) -> None:
    """Eight pages with everything that tags can say: headings, lists, a table, a figure, links and a footnote."""
    sample.page("contents")
    sample.article("letter", "Letter", paragraphs(3) + "\nMore stands in the [report](article:report).\n")
    body = (
        paragraphs(9, start=50)
        + "\n## A head\n\n- One thing\n  3) and one in it\n\n     Of two paragraphs.\n- Another thing \u2764\ufe0f\n\n"
        + "```\na_line = of(code, that_is='longer than a column', and_more)\n```\n\n"
        + "At https://example.org/a_path/that-is/longer/than/a/column.html?and=more so\u00ad\u200d.\n\n"
        + "With a note.[^n] See <https://example.org/>.\n\n"
        + "[^n]: What the note says.\n\n"
        + TABLE
        + "\n"
        + FIGURE
        + "\n"
        + paragraphs(14, start=200)
    )
    sample.article("report", "Report", body, headline="A *plain* report", byline="The desk", sponsor="The mill")
    for name in ("masthead", "colophon", "back"):
        sample.page(name)


@pytest.fixture(scope="session")
def magazine(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    """Built once; tests copy its files before they change them."""
    sample = Sample(tmp_path_factory.mktemp("magazine"))
    fill(sample)
    sample.build(*Edition)
    sample.offprints()
    return Magazine(sample.project)
