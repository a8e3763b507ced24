"""The words over the pictures of pages: where they lie, and who finds them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from samples import sentence

from .conftest import Look, Served, until


@pytest.fixture
def read(standing: Served, look: Look) -> Page:
    """The preview, with the words of every page."""
    page = look(standing)
    until(page, "document.querySelectorAll('.text').length == hemaprint.store.state.pages.length")
    return page


def test_words_lie_where_the_page_shows_them(read: Page) -> None:
    off = read.evaluate(
        """() => [...document.querySelectorAll('.text .run')].filter(one => one.textContent.trim()).map(one => {
            const page = one.closest('.sheet').getBoundingClientRect();
            const box = one.getBoundingClientRect();
            const scale = page.width / hemaprint.store.state.trim[0];
            const [x, y, width] = one.place;
            return Math.max(Math.abs(box.left - page.left - x * scale), Math.abs(box.width - width * scale));
        })"""
    )
    assert len(off) > 10
    assert max(off) < 1.5


def test_the_browser_finds_a_sentence_across_its_lines(read: Page) -> None:
    assert read.evaluate(f"window.find({sentence(2)!r})")
    assert read.evaluate("getSelection().anchorNode.parentElement.closest('.leaf').leaf.page.name") == "letter"
    selected = read.evaluate("getSelection().toString()")
    assert " ".join(selected.split()) == sentence(2)


def test_tags_become_headings_and_pages_are_named(read: Page) -> None:
    expect(read.get_by_role("heading", name="Letter", level=2).first).to_be_attached()
    expect(read.get_by_role("group", name="page 2, Letter")).to_be_visible()


def test_a_search_goes_over_the_whole_issue(read: Page) -> None:
    read.keyboard.press("/")
    field = read.get_by_role("searchbox", name="Search the issue")
    expect(field).to_be_focused()
    field.fill("SENTENCE 41  says")
    hits = read.locator(".hit")
    expect(hits).to_have_count(1)
    expect(hits.first.locator("mark")).to_have_text("Sentence 41 says")
    field.press("Enter")
    until(read, "hemaprint.store.state.pages[hemaprint.store.current].name == 'second'")
    assert read.evaluate("[...CSS.highlights.get('current')][0].toString()") == "Sentence 41 says"
    field.fill("nowhere to be found")
    expect(read.locator("#panel-search .note")).to_have_text("No place")
    expect(hits).to_have_count(0)


def test_a_selection_leaves_the_place_alone_and_a_click_finds_it(read: Page) -> None:
    run = read.locator(".text .run", has_text=re.compile("^Sentence 3")).first
    run.scroll_into_view_if_needed()
    box = run.bounding_box()
    assert box is not None
    read.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    read.mouse.down()
    read.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
    read.mouse.up()
    assert read.evaluate("getSelection().toString()").startswith("Sentence 3")
    expect(read.locator("#place code")).to_have_count(0)
    run.click(position={"x": 12, "y": 5})  # which also ends the selection
    expect(read.locator("#place code")).to_contain_text("letter.md")
