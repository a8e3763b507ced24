"""Medians, ratios and tables, from runs that never took place; and one process, which is not timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.process import Measured
from benchmarks.report import Facts, page
from benchmarks.results import TARGETS, Outcome, memory, ratio
from benchmarks.run import affordable, wanted

TESTS = Path(__file__).resolve().parents[1]
FACTS = Facts(2, 1.25, (("Press", "1.0"), ("Lamp", "")))
MEASURE = """\
import os, sys
from pathlib import Path
from benchmarks.process import descendants, measure
command = [sys.executable, "-c", sys.argv[1]]
run = measure(command, Path("."), float(sys.argv[2]), os.environ, Path("log"))
print(run.exit_code, run.timed_out, run.log.strip(), run.largest > 1_000_000, run.cpu > 0, list(descendants()))
"""


def run(wall: float, cpu: float = 1, largest: int = 10_000_000) -> Measured:
    return Measured(wall, cpu, largest, 2 * largest, 0, "")


def outcome(*walls: float, largest: int = 10_000_000) -> Outcome:
    return Outcome("a row", 64, [run(wall, largest=largest) for wall in walls])


def test_medians() -> None:
    found = Outcome("a row", 64, [run(3, 5, 1_000_000), run(1, 7, 4_000_000), run(9, 6, 2_000_000)])
    assert (found.wall, found.cpu, found.largest, found.together) == (3, 6, 2, 4)


def test_a_ratio_is_one_of_medians() -> None:
    outcomes = {(64, "cold"): outcome(1, 3, 100), (64, "weasyprint"): outcome(10, 12, 11)}
    found = ratio(outcomes, TARGETS[0])
    assert found is not None
    assert found[0] == pytest.approx(3 / 11)
    assert found[1] == 1


def test_no_ratio_without_runs() -> None:
    assert ratio({(64, "cold"): outcome(1)}, TARGETS[0]) is None
    assert ratio({(64, "cold"): outcome(1), (64, "weasyprint"): outcome()}, TARGETS[0]) is None


def test_memory_is_that_of_the_largest_process_of_ours() -> None:
    outcomes = {
        (256, "cold"): outcome(1, 1, largest=300_000_000),
        (256, "grown"): outcome(1, largest=500_000_000),
        (256, "typst"): outcome(1, largest=900_000_000),
        (64, "cold"): outcome(1, largest=800_000_000),
    }
    assert memory(outcomes, ["typst"]) == 500
    assert memory({}, ["typst"]) is None


def test_the_page_says_what_is_reached() -> None:
    outcomes = {
        (64, "cold"): outcome(3, 2.9, 3.1),
        (64, "weasyprint"): outcome(10),
        (64, "edited"): outcome(1),
        (64, "vivliostyle"): Outcome("a browser", trouble="no end in time"),
    }
    text = page(outcomes, FACTS, {64: 3}, ["weasyprint", "vivliostyle"], ["Typst is not installed"])
    assert "| cold, of plain WeasyPrint | 0.26 | 0.300 | 1.000 | not reached |" in text
    assert "| one paragraph edited, of plain WeasyPrint | 0.10 | 0.100 | 1.000 | reached |" in text
    assert "| cold, of Vivliostyle CLI | 0.40 | not measured | | |" in text
    assert "| a row | 64 | 3.00 s | 2.90, 3.10 s | 1.00 s | 10 MB | 20 MB |" in text
    assert "| a browser | no end in time |" in text
    assert "Load average of the machine at the end: 1.2." in text
    assert "Press 1.0" in text
    assert "Lamp" not in text
    assert "Typst is not installed" in text


@pytest.mark.parametrize(
    ("rounds", "left", "seconds", "counted"),
    [(5, 100, 10, 5), (5, 42, 10, 4), (5, 1, 10, 3), (2, 1, 10, 2), (5, -1, 10, 3)],
)
def test_rounds_are_fewer_where_time_is_short(rounds: int, left: float, seconds: float, counted: int) -> None:
    assert affordable(rounds, left, seconds) == counted


def test_rows_are_picked_by_pattern() -> None:
    assert [key for key in ("cold", "cold-j1", "typst") if wanted(key, ["cold*"])] == ["cold", "cold-j1"]
    assert wanted("typst", ())


def watched(tmp_path: Path, script: str, limit: float) -> str:
    """What is told of a process; measured elsewhere, because it ends every child of its own."""
    command = [sys.executable, "-c", MEASURE, script, str(limit)]
    environment = {"PYTHONPATH": str(TESTS)}
    return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout


def test_a_process_is_watched(tmp_path: Path) -> None:
    assert watched(tmp_path, "print('done'); raise SystemExit(3)", 60) == "3 False done True True []\n"


def test_what_a_process_leaves_behind_is_ended(tmp_path: Path) -> None:
    orphan = "import subprocess as s, sys; s.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    assert watched(tmp_path, orphan, 60) == "0 False  True True []\n"


def test_a_process_is_ended_when_its_time_is_up(tmp_path: Path) -> None:
    assert watched(tmp_path, "while True: pass", 0.2) == "-9 True  True True []\n"
