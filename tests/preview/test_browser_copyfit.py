"""What an editor is told, beside the pages, of how copy fits them: the count with each save, suggestions on demand."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from hemaprint.preview.server import PreviewOptions
from samples import Sample, paragraphs

from .conftest import LETTER, Look, Served, until
from .test_access import SCREENS, Screen, found_on, screen

__all__ = ["screen"]  # a fixture


@pytest.fixture
def crowded(magazine: Sample) -> Iterator[Served]:
    """A preview of a magazine whose letter is a few lines too long for its page."""
    magazine.article("letter", "Letter", paragraphs(26), budget=1)
    magazine.manifest["order"] = [{"page": "cover"}, {"article": "letter", "pages": 1}, {"article": "second"}]
    assert magazine.project
    started = Served(magazine, PreviewOptions())
    started.settled()
    yield started
    started.stop()


def opened(page: Page) -> Page:
    """The panel, opened with its key."""
    page.keyboard.press("y")
    expect(page.get_by_role("tabpanel", name="Copyfit")).to_be_visible()
    return page


@pytest.mark.parametrize("name", SCREENS)
def test_what_is_suggested_leads_to_its_line_and_its_place(crowded: Served, screen: Screen, name: str) -> None:
    page = screen(name)
    page.goto(crowded.address)
    until(page, "document.querySelector('.sheet img')")
    panel = opened(page).get_by_role("tabpanel", name="Copyfit")
    expect(page.get_by_role("tab", name="Copyfit 1")).to_be_visible()
    expect(panel.get_by_role("heading")).to_have_text("1 article off budget")
    expect(panel.locator(".over .pages-of")).to_have_text("2 of 1 page")
    panel.get_by_role("button", name="Suggest cuts: Letter").focus()
    page.keyboard.press("Enter")
    suggestions = panel.get_by_role("list", name="Suggestions for Letter")
    expect(suggestions.get_by_role("listitem").first).to_contain_text("save a line")
    expect(page.locator("#said")).to_contain_text("suggestions")
    expect(panel.get_by_role("button", name="Suggest cuts: Letter")).to_be_focused()
    suggestions.get_by_role("button").first.click()
    until(page, "document.querySelector('.found')")
    expect(page.locator("#place code")).to_contain_text(f"{LETTER}:")
    assert found_on(page) == []


def test_the_count_moves_with_each_save_and_old_suggestions_go(crowded: Served, look: Look, faults: list[str]) -> None:
    page = look(crowded)
    panel = opened(page).get_by_role("tabpanel", name="Copyfit")
    panel.get_by_role("button", name="Suggest cuts: Letter").click()
    expect(panel.get_by_role("list", name="Suggestions for Letter")).to_be_visible()
    path = crowded.sample.root / LETTER
    path.write_text(path.read_text("utf-8").partition("---\n\n")[0] + "---\n\n" + paragraphs(12), "utf-8")
    expect(panel.get_by_role("heading")).to_have_text("Every article keeps its budget")
    expect(panel.get_by_role("list", name="Suggestions for Letter")).to_have_count(0)
    expect(panel.get_by_role("button", name="Suggest what to add: Letter")).to_be_visible()
    assert faults == []


def test_an_article_that_there_is_not_gets_no_suggestion(crowded: Served) -> None:
    client = crowded.client()
    own = {"origin": crowded.url.rstrip("/")}
    told = client.post("/copyfit/try", json={"article": "nobody"}, headers=own)
    assert (told.status_code, told.json()) == (200, [])
    assert client.post("/copyfit/try", json={"article": 1}, headers=own).status_code == 400
    assert httpx.get(f"{crowded.url}copyfit").status_code in (401, 403)
