"""Whoever makes a mistake in a layout, a style or a setting gets complete pages, or is led to the place of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.cli.main import main
from hemaprint.errors import ExitCode

from .mutating import mistake, small_magazine, words_expected, words_on_pages

MISTAKES = 300
"""As many different ones are tried in full runs; each has a number."""


@pytest.fixture(scope="module")
def magazine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A magazine that has been built once."""
    sample = small_magazine(tmp_path_factory.mktemp("mutations"))
    assert main(["--project", str(sample.root), "check"]) == ExitCode.OK
    assert main(["--project", str(sample.root), "build", "-q"]) == ExitCode.OK
    return sample.root


@dataclass(frozen=True)
class Outcome:
    """What the shell would see."""

    code: int
    out: str
    err: str


def run(magazine: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    """One command in the magazine."""
    capsys.readouterr()
    code = main(["--project", str(magazine), *arguments])
    return Outcome(code, *capsys.readouterr())


def leads_to(file: str, told: str) -> bool:
    """Whether a message has its place in the file, or a hint names it: a department can be misspelt on either side."""
    return any(
        f"{file}:" in line or (line.lstrip().startswith("hint:") and Path(file).name in line)
        for line in told.splitlines()
    )


@pytest.mark.slow
@pytest.mark.fuzz
@settings(max_examples=examples(4), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, MISTAKES - 1))
def test_a_mistake_builds_complete_pages_or_is_told_in_its_file(
    magazine: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    made = mistake(magazine, seed)
    path = magazine / made.file
    good = path.read_text("utf-8")
    path.write_text(made.text, "utf-8")
    try:
        checked, built = run(magazine, capsys, "check"), run(magazine, capsys, "build", "-q")
    finally:
        path.write_text(good, "utf-8")
    assert {checked.code, built.code} <= {ExitCode.OK, ExitCode.CONTENT}, built.err
    if built.code == ExitCode.OK:
        # another title is another name
        newest = max(magazine.glob("dist/*/*.pdf"), key=lambda pdf: pdf.stat().st_mtime_ns)
        assert words_on_pages(newest) >= words_expected(magazine)
    else:
        assert leads_to(made.file, built.err)
