"""The flat plan in the preview: entries move by keys and by dragging, and issue.yaml is what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from samples import NAME, Sample

from .conftest import Look, Serve, Served, until

YAML = """\
# a small issue
number: 1
date: "2025-02"
cover: {art: images/cover.svg, alt: A plain colour, headline: Plain cells}
order:
  - page: cover  # always
  # the letters
  - article: letter
  - article: second  # by B.
  - page: back
back: {headline: Plain, text: "One colour, twice."}
advertisements: []
"""
MOVED = YAML.replace("  # the letters\n  - article: letter\n", "").replace(
    "  - article: second  # by B.\n", "  - article: second  # by B.\n  # the letters\n  - article: letter\n"
)


@pytest.fixture
def manifest(magazine: Sample) -> Path:
    return magazine.write(f"content/{NAME}/issue.yaml", YAML)


@pytest.fixture
def planned(manifest: Path, serve: Serve, look: Look) -> tuple[Served, Page]:
    served = serve()
    served.settled()
    page = look(served)
    page.keyboard.press("o")
    expect(page.locator(".cell img")).to_have_count(4)
    return served, page


def shows(page: Page, *titles: str) -> None:
    """Wait until these are the pages of the plan."""
    expect(page.locator(".cell .name")).to_have_text(titles)


def test_an_entry_moves_by_keys_and_back(planned: tuple[Served, Page], manifest: Path) -> None:
    served, page = planned
    shows(page, "Cover", "Letter", "Second", "Back")
    assert page.locator("#flatplan h3").all_inner_texts() == ["Signature 1, pages 1–4"]
    page.get_by_role("button", name="2 Letter Letter").focus()
    expect(page.get_by_role("group", name="The chosen entry")).to_contain_text("Letter")
    page.keyboard.press("Shift+ArrowRight")
    shows(page, "Cover", "Second", "Letter", "Back")
    assert manifest.read_text("utf-8") == MOVED
    assert page.evaluate("document.activeElement.dataset.entry") == "article/letter"
    served.until(lambda state: state.showing and state.showing.faces[1].run.piece.name == "second")
    page.keyboard.press("<")
    shows(page, "Cover", "Letter", "Second", "Back")
    assert manifest.read_text("utf-8") == YAML
    page.keyboard.press("u")
    shows(page, "Cover", "Second", "Letter", "Back")
    assert manifest.read_text("utf-8") == MOVED


def test_an_entry_is_dragged(planned: tuple[Served, Page], manifest: Path) -> None:
    _, page = planned
    page.locator('[data-entry="article/letter"]').drag_to(page.locator('[data-entry="article/second"]'))
    shows(page, "Cover", "Second", "Letter", "Back")
    assert manifest.read_text("utf-8") == MOVED
    page.locator('[data-entry="article/letter"]').drag_to(page.locator('[data-entry="article/second"]'))
    shows(page, "Cover", "Letter", "Second", "Back")
    assert manifest.read_text("utf-8") == YAML


def test_starts_are_chosen(planned: tuple[Served, Page], manifest: Path) -> None:
    _, page = planned
    page.get_by_role("button", name="2 Letter Letter").click()
    page.get_by_label("Starts on").select_option("right")
    shows(page, "Cover", "Blank page", "Letter", "Second", *["Blank page, in print only"] * 3, "Back")
    assert manifest.read_text("utf-8") == YAML.replace("letter\n", "letter\n    starts: right\n")


def test_what_cannot_be_is_refused_with_its_reason(planned: tuple[Served, Page], manifest: Path) -> None:
    _, page = planned
    page.get_by_role("button", name="4 Back").focus()
    page.keyboard.press("<")
    expect(page.locator("#place")).to_contain_text("the back cover is not the last page")
    assert manifest.read_text("utf-8") == YAML
    # an editor saves, and this tab has not heard of it
    page.route("**/flatplan/16", lambda route: route.abort())
    manifest.write_text(YAML + "# more\n", "utf-8")
    page.get_by_role("button", name="2 Letter Letter").focus()
    page.keyboard.press(">")
    expect(page.locator("#place")).to_contain_text("was saved meanwhile")
    assert manifest.read_text("utf-8") == YAML + "# more\n"


def test_advertisements_change_their_slots(manifest: Path, serve: Serve, look: Look) -> None:
    ad = "  - {id: full, size: full, slot: {after: cover}, advertiser: A, headline: Buy}  # paid\n"
    manifest.write_text(YAML.replace("advertisements: []\n", f"advertisements:\n{ad}"), "utf-8")
    served = serve()
    served.settled()
    page = look(served)
    page.keyboard.press("o")
    expect(page.locator(".cell img")).to_have_count(5)
    page.locator('[data-entry="advertisement/full"]').click()
    page.get_by_role("button", name="Later").click()
    shows(page, "Cover", "Letter", "A: full", "Second", *["Blank page, in print only"] * 3, "Back")
    assert "slot: {after: letter}, advertiser: A, headline: Buy}  # paid" in manifest.read_text("utf-8")
    page.get_by_label("Slot").select_option("filler/")
    shows(page, "Cover", "Letter", "Second", "Back")
    assert "slot: {filler: yes}" in manifest.read_text("utf-8")


def test_what_is_known_is_shown_where_an_article_is_missing(
    manifest: Path, serve: Serve, context: BrowserContext
) -> None:
    manifest.write_text(YAML.replace("  - page: back", "  - article: third\n    pages: 2\n  - page: back"), "utf-8")
    served = serve()
    served.settled()
    page = context.new_page()
    page.goto(served.address)
    until(page, "window.hemaprint && hemaprint.version > 0")
    page.keyboard.press("o")
    expect(page.locator(".cell")).to_have_count(8)
    shows(page, "Cover", "Letter", "Second", "third", "third", *["Blank page, in print only"] * 2, "Back")
    expect(page.get_by_role("list", name="Late")).to_contain_text("there is no file articles/third.md")


def test_only_this_machine_changes_the_order(magazine: Sample, manifest: Path, serve: Serve) -> None:
    served = serve()
    served.settled()
    client = served.client()
    seen = client.get("flatplan/16").json()["seen"]
    origin = {"origin": served.url.rstrip("/")}
    form = {"seen": seen, "kind": "article", "name": "letter", "before": ["page", "back"]}
    assert client.post("flatplan/move", json=form).status_code == 403, "no origin"
    assert client.post("flatplan/move", json={**form, "seen": "older"}, headers=origin).status_code == 409
    assert client.post("flatplan/move", json={**form, "kind": "pages"}, headers=origin).status_code == 400
    assert client.get("flatplan/5").status_code == 400
    assert client.post("flatplan/undo", json={}, headers=origin).status_code == 409
    assert manifest.read_text("utf-8") == YAML
    assert client.post("flatplan/move", json=form, headers=origin).status_code == 204
    assert manifest.read_text("utf-8") == MOVED
    assert json.loads(client.post("flatplan/inks", json={"keys": ["none"]}, headers=origin).text) == {}
