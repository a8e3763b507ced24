"""Write docs/benchmarks.md: how it was measured, on what, what came out, and whether it is enough."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.results import MEMORY_LIMIT, MEMORY_SIZE, TARGETS, Outcome, Outcomes, memory, ratio

MAGAZINE = "../tests/benchmarks/magazine.py"
HOW = f"""\
`make bench` writes this page. It generates [a magazine]({MAGAZINE}) of features, interviews,
essays and news, with footnotes, figures, charts, tables, references and page numbers of other articles, in words that
mean little but break like any others: once as a project of hemaprint, once as one HTML file with a style sheet for
paged media, once as Typst source, with the same text, pictures, fonts and measures.

Every run is a whole process, from its start to its end, measured from outside: *wall* is the time that somebody waits,
*CPU* what all its processes used on all processors, *one process* the peak of memory of its largest process, *all* the
peak of all its processes together, in which memory that they share counts for each. The rows of a size are run in turn,
one round after another, so that whatever else the machine does falls on all of them; the first round is not counted.
The tables have medians, and the range of the wall times.

- *cold*: nothing is kept of any earlier build. *Cold, one process* is the same with `-j 1`.
- *one paragraph edited*: some words of one paragraph in the middle of the issue are changed after a build.
- *nothing changed*: the same build again.
- *one article a page longer*: the first news grows by a page. What stands behind it moves: at first to the other side,
  and from the next article on that opens on a spread by two pages, because an advertisement is put before it.
- The other programs keep nothing between two runs. They set the HTML, or the Typst source, anew.
"""
DIFFERENCES = """\
## What the others do not do

The pages are alike, not equal. All of them set columns, running heads, folios, footnotes, and the page numbers of other
articles. Only hemaprint checks the manuscripts, stands every line on a grid, moves wide figures to the head or the foot
of a page, has a side column for the pull quotes of interviews, fits headlines to their measure, proves that nothing was
lost, and writes PDF/UA.

- **WeasyPrint** lays out one document in one process, and again until the page numbers of other articles are right.
  Wide figures stay where they stand in the text, and the columns above them are evened out; so the issue comes out some
  pages longer. The same holds in the browsers.
- **Vivliostyle CLI** does this in Chromium. Debian's has no hyphenation dictionaries: the lines are more ragged.
- **pagedjs-cli**, the same. Paged.js mixes the margins of named pages that are nested; the HTML avoids them.
- **Typst** sets footnotes in their column and breaks paragraphs by an algorithm of its own. Its running heads change
  one page late here, and its pull quotes stand in the text.
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What ran: cores, the names and versions of programs, and what else kept the machine busy (``load``)."""

    cores: int
    load: float
    versions: tuple[tuple[str, str], ...]


def page(
    outcomes: Outcomes, facts: Facts, rounds: dict[int, int], anchors: Sequence[str], missing: Sequence[str]
) -> str:
    """The page as Markdown."""
    parts = [
        "# Benchmarks",
        HOW,
        "## The machine",
        *_machine(facts),
        "## Against the targets",
        _targets(outcomes, anchors),
    ]
    for size in sorted(rounds):
        parts += [f"## {size} pages", f"Medians of {rounds[size]} rounds.", _table(outcomes, size)]
    if missing:
        parts.append("\n".join(f"- Not measured: {line}." for line in missing))
    return "\n\n".join(part.strip() for part in (*parts, DIFFERENCES)) + "\n"


def _machine(facts: Facts) -> Iterator[str]:
    versions = ", ".join(f"{name} {number}" for name, number in facts.versions if number)
    yield f"{facts.cores} cores of {platform.machine()}, {_system()}, Python {platform.python_version()}; {versions}."
    yield f"Load average of the machine at the end: {facts.load:.1f}."


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def _table(outcomes: Outcomes, size: int) -> str:
    lines = [
        "| | pages | wall | from, to | CPU | one process | all |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *(_line(one) for (pages, _), one in outcomes.items() if pages == size)])


def _line(outcome: Outcome) -> str:
    if not outcome.runs:
        return f"| {outcome.label} | {outcome.trouble} | | | | | |"
    walls = [run.wall for run in outcome.runs]
    return (
        f"| {outcome.label} | {outcome.pages} | {outcome.wall:.2f} s | {min(walls):.2f}, {max(walls):.2f} s "
        f"| {outcome.cpu:.2f} s | {outcome.largest:.0f} MB | {outcome.together:.0f} MB |"
    )


def _targets(outcomes: Outcomes, anchors: Sequence[str]) -> str:
    lines = [
        "Wall times of whole processes, at 64 pages on two cores unless said otherwise; and the same of CPU time, "
        "which says more where the machine was busy.",
        "",
        "| | at most | measured | CPU | |",
        "|---|---:|---:|---:|---|",
    ]
    for target in TARGETS:
        found = ratio(outcomes, target)
        lines.append(f"| {target.words} | {target.limit:.2f} | {_verdict(found, target.limit)} |")
    peak = memory(outcomes, anchors)
    told = "not measured | |" if peak is None else f"{peak:.0f} MB | | {_said(peak, MEMORY_LIMIT)}"
    lines.append(f"| largest process at {MEMORY_SIZE} pages | {MEMORY_LIMIT} MB | {told} |")
    return "\n".join(lines)


def _verdict(found: tuple[float, float] | None, limit: float) -> str:
    if found is None:
        return "not measured | |"
    wall, cpu = found
    return f"{wall:.3f} | {cpu:.3f} | {_said(wall, limit)}"


def _said(found: float, limit: float) -> str:
    return "reached" if found <= limit else "not reached"


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))
