"""Measure hemaprint beside other programs, and write docs/benchmarks.md. ``make bench`` calls it; tests do not."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.process import measure
from benchmarks.programs import DEFAULT_FOLDER, Program, anchors, chromium_version, environment, page_count
from benchmarks.report import Facts, cores, page
from benchmarks.results import Outcome
from benchmarks.rows import Row, Workbench

SIZES = (16, 64, 256)
CORES = 2
LEAST_ROUNDS = 3
"""Where time is short, this many rounds are counted all the same."""


@dataclass(slots=True)
class Bench:
    """What is asked for, and what has come out so far."""

    folder: Path
    programs: tuple[Program, ...]
    rounds: int
    limit: float
    until: float
    only: tuple[str, ...]
    anchors_up_to: int
    outcomes: dict[tuple[int, str], Outcome] = field(default_factory=dict)
    counted: dict[int, int] = field(default_factory=dict)

    def size(self, pages: int, share: float) -> None:
        """Measure one size, in ``share`` of the time that is left."""
        files = Workbench(self.folder / str(pages), pages)
        rows = [row for row in self._rows(files, pages) if wanted(row.key, self.only)]
        self.outcomes |= {(pages, row.key): Outcome(row.label) for row in rows}
        end = perf_counter() + share * (self.until - perf_counter())
        started = perf_counter()
        self._round(rows, pages, 0)
        rounds = affordable(self.rounds, end - perf_counter(), perf_counter() - started)
        for number in range(1, rounds + 1):
            self._round(rows, pages, number)
        self.counted[pages] = rounds

    def _rows(self, files: Workbench, pages: int) -> list[Row]:
        others = [program for program in self.programs if not program.missing and pages <= self.anchors_up_to]
        return [*files.rows(), *map(files.anchor, others)]

    def _round(self, rows: Sequence[Row], pages: int, number: int) -> None:
        """Every row once; round 0 warms up, and drops rows that fail."""
        for row in rows:
            outcome = self.outcomes[pages, row.key]
            if outcome.trouble:
                continue
            row.prepare(number + 1)
            run = measure(row.command, row.folder, self.limit, environment(), self.folder / "log")
            if run.failed:
                outcome.trouble = "no end in time" if run.timed_out else f"failed with code {run.exit_code}"
                outcome.runs.clear()
                print(run.log, file=sys.stderr)
            elif number:
                outcome.runs.append(run)
            else:
                outcome.pages = sum(map(page_count, row.folder.glob(row.pdf)))
            said = outcome.trouble or f"{run.wall:.2f} s, {run.cpu:.2f} s CPU, {run.largest / 1e6:.0f} MB"
            print(f"{pages} pages, round {number}, {row.label}: {said}", file=sys.stderr)


def affordable(rounds: int, left: float, seconds: float) -> int:
    """How many rounds of ``seconds`` can be counted in the time that is left."""
    return max(min(rounds, LEAST_ROUNDS), min(rounds, int(left / max(seconds, 0.001))))


def wanted(key: str, only: Sequence[str]) -> bool:
    return not only or any(fnmatch(key, pattern) for pattern in only)


def run(arguments: argparse.Namespace, folder: Path) -> str:
    """Measure all that is asked for in ``folder``; the page."""
    programs = anchors(arguments.anchors)
    missing = [program.missing for program in programs if program.missing]
    for line in missing:
        print(line, file=sys.stderr)
    until = perf_counter() + 60 * arguments.minutes
    only, up_to = tuple(arguments.only or ()), arguments.anchors_up_to
    bench = Bench(folder, programs, arguments.rounds, arguments.limit, until, only, up_to)
    sizes = sorted(set(arguments.pages or SIZES))
    for pages in sizes:
        bench.size(pages, pages / sum(size for size in sizes if size >= pages))
    versions = [("hemaprint", version("hemaprint")), *((one.name, one.version) for one in programs)]
    facts = Facts(cores(), os.getloadavg()[2], (*versions, ("Chromium", chromium_version())))
    return page(bench.outcomes, facts, bench.counted, [one.key for one in programs], missing)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, action="append", choices=SIZES, help="a size; all unless given")
    options.add_argument("--rounds", type=int, default=5, help="counted rounds (5)")
    options.add_argument("--only", action="append", metavar="ROW", help="rows by name, such as cold or typst; * stands")
    options.add_argument("--output", type=Path, default=Path("docs/benchmarks.md"), help="which page to write")
    options.add_argument("--minutes", type=float, default=28, help="fewer rounds where it would take longer (28)")
    options.add_argument("--limit", type=float, default=240, help="seconds after which a run is ended (240)")
    options.add_argument("--cores", type=int, default=CORES, help="processors that may be used (2); 0: all")
    options.add_argument("--anchors", type=Path, default=DEFAULT_FOLDER, help="where anchors.sh installed the others")
    options.add_argument("--anchors-up-to", type=int, default=64, metavar="PAGES", help="largest size for them (64)")
    return options


def main() -> None:
    """The command line."""
    arguments = parser().parse_args()
    if arguments.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    with TemporaryDirectory(prefix="hemaprint-bench-") as folder:
        text = run(arguments, Path(folder))
    arguments.output.write_text(text, "utf-8")
    print(arguments.output)


if __name__ == "__main__":
    main()
