"""What came out: medians of runs, and ratios of medians against what is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.process import Measured

MB = 1_000_000


@dataclass(slots=True)
class Outcome:
    """The counted runs of one row at one size; ``trouble``: why there are none."""

    label: str
    pages: int = 0
    runs: list[Measured] = field(default_factory=list)
    trouble: str = ""

    @property
    def wall(self) -> float:
        """Median of the seconds of the clock."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """Median of the seconds of all processors."""
        return median(run.cpu for run in self.runs)

    @property
    def largest(self) -> float:
        """Median of the peak of the largest process, in MB."""
        return median(run.largest for run in self.runs) / MB

    @property
    def together(self) -> float:
        """Median of the peak of all processes together, in MB."""
        return median(run.together for run in self.runs) / MB


Outcomes = Mapping[tuple[int, str], Outcome]
"""By size and key of the row."""


@dataclass(frozen=True, slots=True)
class Target:
    """That the wall time of one row is at most ``limit`` of another's; rows as (size, key).

    The same of CPU is told beside it: on a machine that others use, it says more.
    """

    words: str
    row: tuple[int, str]
    of: tuple[int, str]
    limit: float


TARGETS = (
    Target("cold, of plain WeasyPrint", (64, "cold"), (64, "weasyprint"), 0.26),
    Target("cold, of Vivliostyle CLI", (64, "cold"), (64, "vivliostyle"), 0.40),
    Target("cold, of pagedjs-cli", (64, "cold"), (64, "pagedjs"), 0.68),
    Target("one paragraph edited, of plain WeasyPrint", (64, "edited"), (64, "weasyprint"), 0.10),
    Target("one article a page longer, of plain WeasyPrint", (64, "grown"), (64, "weasyprint"), 0.20),
    Target("nothing changed, of plain WeasyPrint", (64, "unchanged"), (64, "weasyprint"), 0.02),
    Target("cold at 256 pages, of cold at 64", (256, "cold"), (64, "cold"), 3.6),
)
MEMORY_SIZE, MEMORY_LIMIT = 256, 400
"""No process of hemaprint's may need as many MB at this size."""


def ratio(outcomes: Outcomes, target: Target) -> tuple[float, float] | None:
    """What the target is about, by the clock and by CPU; None where one of its rows was not measured."""
    row, of = outcomes.get(target.row), outcomes.get(target.of)
    if row is None or of is None or not row.runs or not of.runs:
        return None
    return row.wall / of.wall, row.cpu / of.cpu


def memory(outcomes: Outcomes, anchors: Sequence[str]) -> float | None:
    """MB of the largest process of hemaprint in any row at ``MEMORY_SIZE``."""
    peaks = [
        run.largest / MB
        for (size, key), outcome in outcomes.items()
        if size == MEMORY_SIZE and key not in anchors
        for run in outcome.runs
    ]
    return max(peaks, default=None)
