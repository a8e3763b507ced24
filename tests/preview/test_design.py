"""What a developer of style sheets sees in the preview: layouts, and the rules of a block."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from hemaprint.preview.server import PreviewOptions
from samples import Sample, paragraphs

from .conftest import LETTER, Look, Served, until

HOUSE = "styles/components/editorial.css"
LIMIT = 200
"""ms from the server's word to the frame, on a quiet machine."""
INNER = "document.querySelector('#layout').contentDocument"
SCROLLED = "document.querySelector('#layout').contentWindow.scrollY"


@pytest.fixture(scope="module")
def designed(finished: Sample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A preview of a magazine with a style sheet of its own, and a letter of several screens."""
    sample = finished.copied(tmp_path_factory.mktemp("designed") / "magazine")
    sample.write(HOUSE, "/* ours */\n.copy p {\n  color: var(--accent-2);\n}\n")
    path = sample.root / LETTER
    path.write_text(path.read_text("utf-8") + "\n" + paragraphs(14, start=100), "utf-8")
    started = Served(sample, PreviewOptions())
    started.settled()
    yield started
    started.stop()


def laid_out(page: Page) -> None:
    """Show the layout of the letter, and wait until it has its styles."""
    page.get_by_role("button", name="HTML layouts").click()
    until(page, f"{INNER}?.querySelector('h1') && {INNER}.styleSheets.length > 10")


def test_a_saved_sheet_is_applied_where_it_was(designed: Served, look: Look, faults: list[str]) -> None:
    page = look(designed, "#2")
    laid_out(page)
    color = f"getComputedStyle({INNER}.querySelector('.copy p')).color"
    until(page, f"{color} == 'rgb(138, 75, 20)'")
    page.evaluate("document.querySelector('#layout').contentWindow.scrollTo(0, 700)")
    page.evaluate(f"{INNER}.body.mine = true")
    designed.sample.write(HOUSE, "/* ours */\n.copy p {\n  color: #010203;\n}\n")
    until(page, f"{color} == 'rgb(1, 2, 3)'")
    assert page.evaluate(SCROLLED) == 700
    assert page.evaluate(f"{INNER}.body.mine"), "the frame was not loaded again"
    until(page, "hemaprint.restyled.length")
    assert page.evaluate("hemaprint.restyled[0]")["sheet"] == "/sheets/project/components/editorial.css"
    assert faults == []
    designed.sample.write(HOUSE, "/* ours */\n.copy p {\n  color: var(--accent-2);\n}\n")
    until(page, f"{color} == 'rgb(138, 75, 20)'")
