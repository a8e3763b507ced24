"""What a developer of style sheets sees in the preview: layouts, and the rules of a block."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from hemaprint.preview.server import PreviewOptions
from samples import Sample, paragraphs

from .conftest import LETTER, Look, Served, until
from .test_access import SCREENS, Screen, found_on, screen

__all__ = ["screen"]  # a fixture

HOUSE = "styles/components/editorial.css"
LIMIT = 2000
"""ms from the server's word to the frame, ten times what a quiet machine needs."""
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
    until(page, f"{INNER}?.querySelector('h1') && {INNER}.styleSheets.length > 10 && {INNER}.readyState == 'complete'")


def test_a_saved_sheet_is_applied_where_it_was(designed: Served, look: Look, faults: list[str]) -> None:
    page = look(designed, "#2")
    laid_out(page)
    color = f"getComputedStyle({INNER}.querySelector('.copy p')).color"
    until(page, f"{color} == 'rgb(138, 75, 20)'")
    page.set_viewport_size({"width": 1200, "height": 420})  # so that there is something to scroll, in any face
    until(page, f"{INNER}.documentElement.scrollHeight > document.querySelector('#layout').clientHeight + 200")
    page.evaluate("document.querySelector('#layout').contentWindow.scrollTo(0, 200)")
    page.evaluate(f"{INNER}.body.mine = true")
    designed.sample.write(HOUSE, "/* ours */\n.copy p {\n  color: #010203;\n}\n")
    until(page, f"{color} == 'rgb(1, 2, 3)'")
    assert abs(page.evaluate(SCROLLED) - 200) < 20, "faces that come later move lines a little"
    assert page.evaluate(f"{INNER}.body.mine"), "the frame was not loaded again"
    until(page, "hemaprint.restyled.length")
    assert page.evaluate("hemaprint.restyled[0].ms") < LIMIT
    assert page.evaluate("hemaprint.restyled[0]")["sheet"] == "/sheets/project/components/editorial.css"
    assert faults == []
    designed.sample.write(HOUSE, "/* ours */\n.copy p {\n  color: var(--accent-2);\n}\n")
    until(page, f"{color} == 'rgb(138, 75, 20)'")


def test_changed_copy_replaces_its_block_alone(designed: Served, look: Look) -> None:
    page = look(designed, "#2")
    laid_out(page)
    page.evaluate(f"{INNER}.querySelectorAll('.copy p')[2].mine = true")
    designed.edit(LETTER, "Sentence 3 says", "Nobody says")
    until(page, f"{INNER}.body?.textContent.includes('Nobody says')")
    assert page.evaluate(f"{INNER}.querySelectorAll('.copy p')[2].mine")
    designed.edit(LETTER, "Nobody says", "Sentence 3 says")


def test_the_rules_of_a_block_of_a_layout(designed: Served, look: Look, faults: list[str]) -> None:
    page = look(designed, "#2")
    laid_out(page)
    page.frame_locator("#layout").locator(".copy p").nth(1).click()
    panel = page.get_by_role("tabpanel", name="Rules")
    expect(panel.get_by_role("heading", name="p", exact=True)).to_be_visible()
    first = panel.locator(".rules li").first
    expect(first).to_contain_text(".copy p")
    expect(first).to_contain_text("var(--accent-2) = #8A4B14")
    first.get_by_role("button", name="editorial.css:2").click()
    expect(page.locator("#place code")).to_have_text(f"{HOUSE}:2")
    expect(panel.get_by_role("link", name="typography.css").first).to_be_visible()
    panel.get_by_role("button", name="div.copy.columns").click()
    expect(panel.get_by_role("heading", name="div.copy.columns")).to_be_visible()
    until(page, f"{INNER}.querySelector('.copy[data-chosen]')")
    assert faults == []


def test_the_rules_of_a_block_of_a_page_by_keyboard(designed: Served, look: Look) -> None:
    page = look(designed, "#2")
    page.keyboard.press("r")
    panel = page.get_by_role("tabpanel", name="Rules")
    expect(panel.get_by_role("heading").first).to_be_visible()
    page.locator(".sheet").nth(1).focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("heading", name="p", exact=True)).to_be_visible()
    expect(panel.locator(".rules li").first).to_contain_text(".copy p")


def test_side_by_side_each_follows_the_other(designed: Served, look: Look, faults: list[str]) -> None:
    page = look(designed, "#2")
    page.get_by_role("button", name="Side by side").click()
    until(page, f"{INNER}?.querySelector('h1') && {INNER}.styleSheets.length > 10 && {INNER}.readyState == 'complete'")
    page.keyboard.press("w")
    pane = "document.querySelector('#pages')"
    page.mouse.move(400, 400)
    page.wait_for_timeout(50)
    page.evaluate(f"{pane}.scrollTop += 150")
    until(page, f"{SCROLLED} > 20")
    block = f"[...{INNER}.querySelectorAll('p[data-line]')].filter(p => p.getBoundingClientRect().top < LEVEL)"
    level = "document.querySelector('#layout').clientHeight * 0.3 + 1"
    shown = page.evaluate(f"{block.replace('LEVEL', level)}.length")
    assert shown > 0, "the block in view is at the same level"
    before = page.evaluate(f"{pane}.scrollTop")
    page.mouse.move(900, 500)
    page.mouse.wheel(0, -2000)
    until(page, f"Math.abs({pane}.scrollTop - {before}) > 10")
    assert faults == []


def test_a_layout_answers_to_keys_and_fits_a_narrow_frame(designed: Served, look: Look) -> None:
    page = look(designed, "#2")
    laid_out(page)
    page.frame_locator("#layout").locator("h1").click()
    page.set_viewport_size({"width": 600, "height": 800})
    until(page, f"{INNER}.documentElement.scrollWidth <= document.querySelector('#layout').clientWidth")
    page.frame_locator("#layout").locator("h1").press("l")
    until(page, "document.body.dataset.view == 'beside'")


@pytest.mark.parametrize("name", SCREENS)
def test_rules_and_both_sides_are_open_to_all(designed: Served, screen: Screen, name: str) -> None:
    page = screen(name)
    page.goto(f"{designed.address}#2")
    until(page, "document.querySelector('.sheet img')")
    page.keyboard.press("r")
    expect(page.locator(".rules li").first).to_be_visible()
    found = {"rules": found_on(page)}
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    page.keyboard.press("l")
    expect(page.get_by_role("region", name="HTML layouts")).to_be_visible()
    found["beside"] = found_on(page)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    assert found == {"rules": [], "beside": []}
