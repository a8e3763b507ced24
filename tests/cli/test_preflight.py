"""``hemaprint preflight`` examines a PDF or an issue, and fails where there is an error."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from .conftest import Call


@pytest.fixture
def pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One blank page that claims nothing: warnings, and no error. There is no project around."""
    folder = tmp_path / "mail"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pikepdf.new() as new:
        new.add_blank_page(page_size=(300, 300))
        new.save("page.pdf")
    return folder / "page.pdf"


def test_warnings_fail_only_if_strict(hemaprint: Call, pdf: Path) -> None:
    outcome = hemaprint("preflight", "page.pdf")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.startswith("page.pdf: for the screen, 1 page\n")
    assert "warning[HP" in outcome.err
    assert hemaprint("preflight", "page.pdf", "--strict").code == 1


def test_errors_fail(hemaprint: Call, pdf: Path) -> None:
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        opened.save(pdf)
    outcome = hemaprint("preflight", "page.pdf")
    assert outcome.code == 1
    assert "error[HP436]" in outcome.err


def test_the_purpose_can_be_given(hemaprint: Call, pdf: Path) -> None:
    outcome = hemaprint("preflight", "page.pdf", "--for", "print")
    assert outcome.code == 1
    assert "error[HP410]" in outcome.err


def test_json_is_a_result(hemaprint: Call, pdf: Path) -> None:
    outcome = hemaprint("preflight", "page.pdf", "--json")
    data = json.loads(outcome.out)
    (file,) = data["files"]
    assert (outcome.code, outcome.err, file["file"], file["pages"]) == (0, "", "page.pdf", 1)
    assert data["errors"] == 0
    assert data["warnings"] == len([one for one in file["findings"] if one["severity"] == "warning"])


def test_what_is_no_file_and_no_issue(hemaprint: Call, pdf: Path, magazine: Path) -> None:
    for target in ("missing.pdf", "content", "2025-99", str(magazine / "content")):
        assert hemaprint("preflight", target).code == 2


def test_an_issue_that_was_not_built(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("preflight")
    assert outcome.code == 2
    assert "hemaprint build 2025-01" in outcome.err


def test_an_issue_is_every_finished_file(hemaprint: Call, magazine: Path) -> None:
    folder = magazine / "dist" / "2025-01"
    folder.mkdir(parents=True)
    with pikepdf.new() as new:
        new.add_blank_page(page_size=(300, 300))
        new.save(folder / "field-notes-2025-01-print.pdf")
    data = json.loads(hemaprint("preflight", "2025-01", "--json").out)
    (file,) = data["files"]
    assert file["file"] == "dist/2025-01/field-notes-2025-01-print.pdf"
    assert "HP442" in {finding["code"] for finding in file["findings"]}
