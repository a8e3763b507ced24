"""Write docs/benchmarks.md: how it was measured, on what, what came out, and whether it is enough."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.results import MEMORY_LIMIT, MEMORY_SIZE, TARGETS, Outcome, Outcomes, memory, ratio

MAGAZINE = "../tests/benchmarks/magazine.py"
HOW = f"""\
`make bench` writes this page. It generates [a magazine]({MAGAZINE}) of features, interviews, essays and news,
with footnotes, figures, charts, tables, references and page numbers of other articles. The words mean little but break
like any others. The magazine is written three times, with the same text, pictures, fonts and measures: as a project of
hemaprint, as one HTML file with a style sheet for paged media, and as Typst source.

Every run is a whole process, measured from outside, from start to end. *Wall* is the time a person waits, *CPU* the
time that all its processes used on all processors, *one process* the peak memory of its largest process, and *all* the
peak memory of all its processes together; memory that they share counts for each. The programs of a size run in turn,
round after round, so that other work on the machine affects all of them; the first round does not count. The tables
show medians, and the range of the wall times.

- *cold*: there is nothing from an earlier build. *Cold, one process* is the same with `-j 1`.
- *one paragraph edited*: after a build, some words of one paragraph in the middle of the issue change.
- *nothing changed*: the same build again.
- *one article a page longer*: the first news grows by a page. Later pages first move to the other side; from the next
  article that opens on a spread they move by two pages, because an advertisement comes before it.
- The other programs keep nothing between two runs. They typeset the HTML or the Typst source again.
"""
DIFFERENCES = """\
## What the others do not do

The pages are similar, not equal. All programs set columns, running heads, folios, footnotes, and the page numbers of
other articles. Only hemaprint checks the manuscripts, puts every line on a grid, moves wide figures to the head or the
foot of a page, has a side column for the pull quotes of interviews, fits headlines to their measure, proves that no
text was lost, and writes PDF/UA.

- **WeasyPrint** lays out one document in one process, and repeats this until the page numbers of other articles are
  right. Wide figures stay in their places in the text, and the columns above them are balanced, so the issue becomes
  some pages longer. The same holds in the browsers.
- **Vivliostyle CLI** does this in Chromium. Debian's Chromium has no hyphenation dictionaries, so the lines are more
  ragged.
- **pagedjs-cli** also does this in Chromium. Paged.js mixes the margins of nested named pages; the HTML avoids them.
- **Typst** sets footnotes in their column and has its own algorithm for breaking paragraphs. Its running heads change
  one page late here, and its pull quotes are in the text.
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
        "Wall times of whole processes, at 64 pages on two cores except as noted; CPU times say more if the machine "
        "was busy.",
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
