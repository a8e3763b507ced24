"""``hemaprint pages`` draws a finished issue and prints where the pictures are."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from samples import Sample, paragraphs

from .conftest import Call


def test_an_issue_that_was_built(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sample = Sample(tmp_path)
    sample.article("plain", "Letter", paragraphs(12))
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
