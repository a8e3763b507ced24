"""``hemaprint import`` from the command line: what is written, what is said, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Call

TALK = """\
Field Notes: Why a magazine?

Dr. Ann Poe: Because somebody has to read it twice.

Field Notes: And then?

Dr. Ann Poe: Then it is printed.
"""


@pytest.fixture
def talk(magazine: Path) -> Path:
    path = magazine.parent / "talk.txt"
    path.write_text(TALK, "utf-8")
    return path


def folder(magazine: Path) -> Path:
    return magazine / "content" / "2025-01"


def test_an_article_is_written_ordered_and_accepted(magazine: Path, talk: Path, hemaprint: Call) -> None:
    outcome = hemaprint("import", str(talk), "--speaker", "Field Notes")
    assert outcome.code == 0
    assert outcome.out.split() == ["content/2025-01/articles/talk.md", "content/2025-01/articles/talk.intake.json"]
    assert "  - article: talk\n" in (folder(magazine) / "issue.yaml").read_text("utf-8")
    assert hemaprint("check", "--strict").code == 0


def test_the_report_accounts_for_every_word(magazine: Path, talk: Path, hemaprint: Call) -> None:
    hemaprint("import", str(talk), "--speaker", "Field Notes")
    report = json.loads((folder(magazine) / "articles" / "talk.intake.json").read_text("utf-8"))
    words = report["words"]
    assert words["agree"]
    assert words["source"] == words["left_out"] + words["article"]
    assert report["template"] == "interview"
    assert {doubt["code"] for doubt in report["doubts"]} == {"HP539"}
    assert all(doubt["otherwise"] for doubt in report["doubts"])


def test_an_article_is_overwritten_only_by_force(magazine: Path, talk: Path, hemaprint: Call) -> None:
    hemaprint("import", str(talk))
    article = folder(magazine) / "articles" / "talk.md"
    article.write_text("edited", "utf-8")
    assert hemaprint("import", str(talk)).code == 2
    assert article.read_text("utf-8") == "edited"
    assert hemaprint("import", str(talk), "--force").code == 0
    assert article.read_text("utf-8").startswith("---")
    assert (folder(magazine) / "issue.yaml").read_text("utf-8").count("- article: talk") == 1


@pytest.mark.parametrize(("option", "code"), [("--dry-run", 0), ("--strict", 1)])
def test_nothing_is_written(option: str, code: int, magazine: Path, talk: Path, hemaprint: Call) -> None:
    before = sorted(magazine.rglob("*"))
    outcome = hemaprint("import", str(talk), option)
    assert outcome.code == code
    assert outcome.out == ""
    assert "HP539" in outcome.err
    assert sorted(magazine.rglob("*")) == before


def test_of_several_files_all_are_written_or_none(magazine: Path, talk: Path, hemaprint: Call) -> None:
    empty = talk.with_name("empty.txt")
    empty.write_text("\n\n", "utf-8")
    outcome = hemaprint("import", str(talk), str(empty))
    assert outcome.code == 1
    assert "HP510" in outcome.err
    assert not (folder(magazine) / "articles" / "talk.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--template", "intreview"),
        ("--department", "Nowhere"),
        ("--slug", "Not a slug"),
        ("--issue", "1999-01"),
        ("--accept-changes", "--reject-changes"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(
    arguments: tuple[str, ...], magazine: Path, talk: Path, hemaprint: Call
) -> None:
    assert hemaprint("import", str(talk), *arguments).code == 2


def test_a_wrong_encoding_names_the_line(magazine: Path, talk: Path, hemaprint: Call) -> None:
    talk.write_bytes("Field Notes: Why?\n\nDr. Ann Poe: Café.\n".encode("cp1252"))
    outcome = hemaprint("import", str(talk), "--encoding", "utf-8")
    assert outcome.code == 1
    assert "talk.txt:3:1: error[HP500]" in outcome.err
    assert hemaprint("import", str(talk), "--encoding", "utf-99").code == 1


def test_a_file_that_is_not_there_is_an_error(magazine: Path, hemaprint: Call) -> None:
    assert hemaprint("import", "nowhere.txt").code == 1
