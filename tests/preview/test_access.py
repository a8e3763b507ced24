"""Nobody is kept out of the preview: axe-core finds nothing in any view, on wide and narrow screens, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from hemaprint.newsletter.campaign import letter_of
from hemaprint.preview.server import PreviewOptions
from samples import Sample

from .conftest import DEAL, PATIENCE, Dealt, Serve, until
from .test_browser_problems import problems

AXE = "axe_playwright_python"
"""The package that brings axe-core."""
LOOK = """async () => (await axe.run({ exclude: ['iframe'] }, { iframes: false })).violations
    .map((one) => [one.id, ...one.nodes.map((node) => node.html)])"""
COLOURS = LOOK.replace("iframes: false", "iframes: false, runOnly: ['color-contrast']")
SCREENS: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
Screen = Callable[[str], Page]


@pytest.fixture
def screen(browser: Browser) -> Iterator[Screen]:
    """Open an address on one of the screens, with axe-core beside our scripts."""
    opened = []

    def at(name: str) -> Page:
        context = browser.new_context(viewport=SCREENS[name], bypass_csp=True)
        context.set_default_timeout(PATIENCE)
        context.add_init_script((files(AXE) / "axe.min.js").read_text("utf-8"))
        opened.append(context)
        return context.new_page()

    yield at
    for context in opened:
        context.close()


def found_on(page: Page) -> list[object]:
    """What axe-core finds, in light colours and in dark ones."""
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(COLOURS)
    page.emulate_media(color_scheme="light")
    return [*page.evaluate(LOOK), *dark]


@pytest.mark.parametrize("name", SCREENS)
def test_every_view_is_open_to_all(dealt: Dealt, screen: Screen, name: str) -> None:
    page = screen(name)
    page.goto(dealt.served.address)
    until(page, "document.querySelector('.sheet img')")
    found = {"pages": found_on(page)}
    assert page.locator("h1:visible").count() == 1
    assert page.locator("body[aria-pressed]").count() == 0
    dealt.setter.problems = problems(dealt)
    dealt.save({**DEAL, "alpha": (0, 40, 2)}, "alpha")
    expect(page.get_by_role("tabpanel", name="Problems")).to_be_visible()
    page.keyboard.press("n")
    found["problems"] = found_on(page)
    page.keyboard.press("h")
    expect(page.get_by_role("tabpanel", name="Changes")).to_be_visible()
    found["changes"] = found_on(page)
    page.keyboard.press("h")
    page.keyboard.press("i")
    expect(page.get_by_role("tabpanel", name="Export")).to_be_visible()
    found["export"] = found_on(page)
    page.keyboard.press("i")
    page.keyboard.press("L")
    expect(page.get_by_role("tabpanel", name="Lint").get_by_role("heading")).not_to_have_text("Reading the issue")
    found["lint"] = found_on(page)
    page.keyboard.press("R")
    page.keyboard.press("M")
    page.get_by_role("button", name="Add across").click()
    found["measure"] = found_on(page)
    page.get_by_role("button", name="Remove the guide across").click()
    page.keyboard.press("M")
    page.keyboard.press("R")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    found["keys"] = found_on(page)
    page.keyboard.press("Escape")
    if name == "narrow":
        page.get_by_role("button", name="Menu").click()
        expect(page.get_by_role("dialog", name="Menu")).to_be_visible()
        found["menu"] = found_on(page)
        page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.get_by_role("region", name="HTML layouts")).to_be_visible()
    found["layouts"] = found_on(page)
    page.keyboard.press("k")
    expect(page.locator("#compare-told")).to_have_text("Against the last build")
    for mode in ("onion", "swipe", "beside"):
        page.locator(f"button[data-mode={mode}]").click()
        found[mode] = found_on(page)
    page.keyboard.press("K")
    expect(page.get_by_role("tabpanel", name="Compare")).to_be_visible()
    found["differences"] = found_on(page)
    page.keyboard.press("o")
    expect(page.get_by_role("region", name="Flat plan")).to_be_visible()
    expect(page.locator(".cell").first).to_be_visible()
    found["flat plan"] = found_on(page)
    assert found == {view: [] for view in found}


@pytest.mark.parametrize("name", SCREENS)
def test_the_newsletter_is_open_to_all(magazine: Sample, serve: Serve, screen: Screen, name: str) -> None:
    magazine.write("layouts/newsletter.html", "{{ absent }}")
    served = serve(PreviewOptions(path="newsletter", letter=letter_of))
    page = screen(name)
    page.goto(served.address)
    expect(page.get_by_role("region", name="Problems")).to_be_visible()
    assert found_on(page) == []


def test_a_narrow_screen_has_everything(dealt: Dealt, screen: Screen) -> None:
    page = screen("narrow")
    page.goto(dealt.served.address)
    until(page, "document.querySelector('.sheet img')")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    boxes = page.evaluate("[...document.querySelectorAll('.sheet')].map((one) => one.getBoundingClientRect().toJSON())")
    assert {(box["left"], box["right"]) for box in boxes} == {(12.0, 378.0)}
    assert page.evaluate("document.querySelector('#pages').scrollWidth") == 390
    expect(page.locator("#status-text")).to_be_in_viewport()
    outside = page.evaluate(
        "[...document.querySelectorAll('.bar :is(button, input, a)')].filter((one) => one.checkVisibility())"
        ".filter((one) => one.getBoundingClientRect().right > 390 || one.getBoundingClientRect().left < 0).length"
    )
    assert outside == 0
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Print").click()
    until(page, "document.querySelector('.apart .sheet img.print')")
    page.get_by_label("Go to article").select_option("gamma/1")
    until(page, "hemaprint.store.state.pages[hemaprint.store.current].name == 'gamma'")
    expect(page.get_by_role("dialog", name="Menu")).to_be_hidden()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_role("button", name="Print")).to_be_in_viewport()
