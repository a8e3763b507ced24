"""``hemaprint lint``: what people and programs see, and when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hemaprint.build import current
from hemaprint.copydesk.lint.rules import rules_told
from hemaprint.errors import ExitCode

from .conftest import Call

ARTICLE = "begin-anywhere"


def written(magazine: Path, text: str) -> Path:
    """The article with a paragraph added."""
    path = magazine / "content" / "2025-01" / "articles" / f"{ARTICLE}.md"
    path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")
    return path


def test_the_starter_has_nothing_to_mend(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("lint", "--no-build", "--strict")
    assert outcome.code == ExitCode.OK
    assert "HP771" in outcome.err
    assert "1 note" in outcome.err


def test_findings_are_warnings_that_fail_where_they_must(hemaprint: Call, magazine: Path) -> None:
    path = written(magazine, "A dose of 10mg.")
    line = len(path.read_text("utf-8").splitlines())
    outcome = hemaprint("lint", "--no-build")
    assert (outcome.code, outcome.out) == (ExitCode.OK, "")
    assert f"{ARTICLE}.md:{line}:11: warning[HP727]" in outcome.err
    assert hemaprint("lint", "--no-build", "--strict").code == ExitCode.CONTENT


def test_json(hemaprint: Call, magazine: Path) -> None:
    written(magazine, "A dose of 10mg.")
    data = json.loads(hemaprint("lint", "--no-build", "--json").out)
    assert data["warnings"] == 1
    assert [one["code"] for one in data["problems"]] == ["HP727", "HP771"]


def test_one_article(hemaprint: Call, magazine: Path) -> None:
    written(magazine, "A dose of 10mg.")
    assert "HP727" in hemaprint("lint", "--no-build", "--article", ARTICLE).err
    assert "HP727" not in hemaprint("lint", "--no-build", "--article", "measure-for-measure").err
    assert hemaprint("lint", "--no-build", "--article", "begin-anywher").code == ExitCode.USAGE


def test_errors_are_told_first(hemaprint: Call, magazine: Path) -> None:
    path = written(magazine, "[@nobody] A dose of 10mg.")
    outcome = hemaprint("lint", "--no-build")
    assert outcome.code == ExitCode.CONTENT
    assert "HP150" in outcome.err
    assert "HP727" not in outcome.err
    path.write_text("", "utf-8")
    assert "HP003" in hemaprint("lint", "--json").out


def test_rules_are_listed(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # no project is needed
    outcome = hemaprint("lint", "--rules")
    assert outcome.code == ExitCode.OK
    assert all(f"{code}  {one.title}" in outcome.out for code, one in rules_told().items())
    assert [one["code"] for one in json.loads(hemaprint("lint", "--rules", "--json").out)] == list(rules_told())


@pytest.mark.slow
def test_pages_are_read_and_nothing_is_written(
    hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = hemaprint("lint")
    assert outcome.code == ExitCode.OK
    assert "HP771" not in outcome.err
    assert not (magazine / "dist").exists()
    assert hemaprint("build", "--quiet").code == ExitCode.OK
    monkeypatch.setattr(current, "open_backend", None)  # the pages of the build are up to date
    assert hemaprint("lint").code == ExitCode.OK
