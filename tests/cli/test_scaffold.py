"""``hemaprint init``, ``new`` and ``schema`` write files that pass their checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Call

# ---------------------------------------------------------------- init and new


def test_init_prints_the_folder(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = hemaprint("init", "my-magazine")
    assert (outcome.code, outcome.last_line) == (0, "my-magazine")
    assert hemaprint("--project", "my-magazine", "check", "--strict").code == 0


def test_init_refuses_a_folder_with_something_in_it(hemaprint: Call, magazine: Path) -> None:
    assert hemaprint("init", ".").code == 2
    assert hemaprint("init", ".", "--force").code == 0


@pytest.mark.parametrize("kind", ["article", "interview", "news"])
def test_a_new_article_passes_check_and_is_in_the_order(hemaprint: Call, magazine: Path, kind: str) -> None:
    outcome = hemaprint("new", kind, "five-years-on")
    assert outcome.out == "content/2025-01/articles/five-years-on.md\n"
    assert "- article: five-years-on\n" in (magazine / "content" / "2025-01" / "issue.yaml").read_text("utf-8")
    checked = hemaprint("check")
    assert checked.code == 0, checked.err


def test_a_new_issue_passes_check(hemaprint: Call, magazine: Path) -> None:
    assert hemaprint("new", "issue", "2025-02").code == 0
    checked = hemaprint("check", "2025-02")
    assert checked.code == 0, checked.err


@pytest.mark.parametrize(
    "arguments", [["article", "Five Years On"], ["article", "begin-anywhere"], ["issue", "2025-01"]]
)
def test_bad_and_taken_names(hemaprint: Call, magazine: Path, arguments: list[str]) -> None:
    assert hemaprint("new", *arguments).code == 2


def test_an_unknown_department_is_answered_with_the_nearest(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("new", "article", "five-years-on", "--department", "Feeture")
    assert outcome.code == 2
    assert '"Feature"' in outcome.err
    assert not (magazine / "content" / "2025-01" / "articles" / "five-years-on.md").exists()


# ---------------------------------------------------------------- schema


def test_all_are_written(hemaprint: Call, magazine: Path) -> None:
    written = hemaprint("schema", "-o", "schemas").out.split()
    assert "schemas/issue.schema.json" in written
    assert all(json.loads(Path(path).read_text("utf-8")) for path in written)


def test_one_is_printed(hemaprint: Call, magazine: Path) -> None:
    assert "order" in json.loads(hemaprint("schema", "issue").out)["properties"]


def test_an_unknown_name(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("schema", "isue")
    assert outcome.code == 2
    assert '"issue"' in outcome.err
