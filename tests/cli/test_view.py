"""``hemaprint pages`` and ``preflight`` show finished pages."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String
from PIL import Image

from samples import Sample, paragraphs

from .conftest import Call

# ---------------------------------------------------------------- pages


def test_an_issue_that_was_built(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Sample(tmp_path)
    sample.article("plain", "Letter", paragraphs(24))
    sample.build()
    monkeypatch.chdir(sample.root)

    pages = hemaprint("pages", "2025-01", "--pages", "cover,3", "--dpi", "36")
    stem = "dist/2025-01/pages/plain-cells-2025-01"
    assert (pages.code, pages.err) == (0, "")
    assert pages.out.splitlines() == [f"{stem}-p001.png", f"{stem}-p003.png"]
    assert Image.open(pages.last_line).size == (298, 421)

    spreads = hemaprint("pages", "--spreads", "--pages", "3", "--dpi", "36", "-o", "elsewhere")
    assert spreads.out == "elsewhere/plain-cells-2025-01-p002-003.png\n"
    assert Image.open(spreads.last_line).size == (596, 421)

    plan = hemaprint("pages", "--contact-sheet")
    assert plan.out == f"{stem}-contact-sheet.png\n"
    assert Path(plan.last_line).is_file()


def test_an_issue_that_was_not_built(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("pages", "2025-01")
    assert outcome.code == 2
    assert "hemaprint build 2025-01" in outcome.err


@pytest.mark.parametrize("wrong", [("--dpi", "5000"), ("--edition", "gold"), ("2031-01",)])
def test_wrong_calls(hemaprint: Call, magazine: Path, wrong: tuple[str, ...]) -> None:
    assert hemaprint("pages", *wrong).code == 2


# ---------------------------------------------------------------- preflight


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


def test_an_issue_that_was_not_built_by_preflight(hemaprint: Call, magazine: Path) -> None:
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
