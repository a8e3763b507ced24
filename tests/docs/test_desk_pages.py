"""Whoever follows a page about the editor's desk gets what it promises."""

from __future__ import annotations

import json
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.cli.main import main
from review.proof.readers import Pen

from .manual import HOW_TO, Reader

pytestmark = pytest.mark.slow


def test_lint_an_issue(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "lint-an-issue.md")
    told = json.loads(reader.printed)
    assert [one["code"] for one in told["problems"]] == ["HP722", "HP778", "HP771"]


def test_fit_copy(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "fit-copy.md")
    (told,) = json.loads(reader.printed[reader.printed.index("{") :])["articles"]
    assert sum(one["lines"] for one in told["cuts"]) >= 3


def test_plan_an_issue(reader: Reader, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    reader.follow(HOW_TO / "plan-an-issue.md")
    plans = sorted(path.suffix for path in (magazine / "dist" / "2025-01").glob("*-flatplan.*"))
    assert plans == [".html", ".pdf"]


def test_compare_two_versions(reader: Reader, magazine: Path) -> None:
    reader.follow(HOW_TO / "compare-two-versions.md")
    page = (magazine / "changes.html").read_text("utf-8")
    assert page.count("<section") == 1


def test_review_a_proof(reader: Reader, magazine: Path) -> None:
    """Two readers write on the proofs that the page is about to make: the same ones, byte for byte."""
    assert main(["proof", "--to", "Ana Reyes", "--to", "Tom Berg", "--date", "2025-02-14", "--quiet"]) == 0
    proofs = magazine / "dist" / "2025-01" / "proofs"
    ana, tom = (Pen(proofs / f"2025-01-proof-1-{name}.pdf") for name in ("ana-reyes", "tom-berg"))
    ana.strike("a handful of pictures")
    ana.replace("one conversation", "two conversations")
    ana.insert("better than any plan.", " The issue is new.")
    ana.save(magazine / "returned" / "ana.pdf")
    tom.replace("handful", "dozen")
    tom.strike("quite")
    tom.on("Highlight", tom.find("precious"), Contents="Says who?")
    tom.strike("meets", Contents="reads")
    tom.save(magazine / "returned" / "tom.pdf")
    reader.follow(HOW_TO / "review-a-proof.md")
    with pypdfium2.PdfDocument(proofs / "2025-01-proof-2-ana-reyes.pdf") as proof:
        assert "Embargoed until 2099-03-01 09:00 +01:00." in proof[7].get_textpage().get_text_range()
    letter = (magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md").read_text("utf-8")
    assert "any plan. The issue is new.\n" in letter
