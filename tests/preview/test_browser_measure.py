"""Rulers, guides and measuring: with the pointer and without, in both editions, at every zoom."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Look, Served, until

MM = 72 / 25.4


def box_of(page: Page, index: int = 1) -> dict[str, float]:
    """Where a page is in the window, in px, and the px of a pt."""
    box = page.locator(".sheet").nth(index).bounding_box()
    assert box is not None
    out = float(page.evaluate("getComputedStyle(document.querySelector('#pages')).getPropertyValue('--out')"))
    width = float(page.evaluate("hemaprint.store.state.trim[0]"))
    return {"left": box["x"], "top": box["y"], "out": out, "scale": box["width"] / (width + 2 * out)}


def at(box: dict[str, float], x: float, y: float) -> tuple[float, float]:
    """A place of the page (pt from its trim) in the window."""
    return (
        box["left"] + (x + box["out"]) * box["scale"],
        box["top"] + (y + box["out"]) * box["scale"],
    )


def middle_of(page: Page, box: dict[str, float]) -> tuple[float, float]:
    """The place of the page that is in the middle of the window, in pt from its trim."""
    frame = page.locator("#pages").bounding_box()
    assert frame is not None
    x, y = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    return (x - box["left"]) / box["scale"] - box["out"], (y - box["top"]) / box["scale"] - box["out"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    page.mouse.move(*end)
    page.mouse.up()


def measuring(page: Page) -> Locator:
    page.keyboard.press("M")
    panel = page.get_by_role("tabpanel", name="Measure")
    expect(panel).to_be_visible()
    return panel


def lengths(panel: Locator, name: str) -> list[float]:
    cells = panel.locator("tr", has=panel.page.get_by_role("rowheader", name=name, exact=True)).locator("td")
    expect(cells).to_have_count(3)
    return [float(text.replace("−", "-")) for text in cells.all_text_contents()]


def guides(page: Page) -> list[dict[str, object]]:
    found: list[dict[str, object]] = page.evaluate("JSON.parse(sessionStorage.getItem('guides') ?? '[]')")
    return found


@pytest.mark.parametrize("edition", ["digital", "print"])
@pytest.mark.parametrize("presses", [0, 3])
def test_a_drag_is_measured_in_every_unit(
    standing: Served, look: Look, faults: list[str], edition: str, presses: int
) -> None:
    page = look(standing, "#letter/1")
    if edition == "print":
        page.keyboard.press("p")
        until(page, "document.querySelector('.apart .sheet img.print')")
    page.keyboard.press("s")
    panel = measuring(page)
    for _ in range(presses):
        page.keyboard.press("+")
    box = box_of(page)
    x, y = middle_of(page, box)
    page.keyboard.down("Alt")
    drag(page, at(box, x - 30, y - 40), at(box, x + 30, y + 40))
    page.keyboard.up("Alt")
    assert lengths(panel, "Width") == pytest.approx([60 / MM, 60, 5], abs=1.5 / box["scale"])
    assert lengths(panel, "Height") == pytest.approx([80 / MM, 80, 80 / 12], abs=1.5 / box["scale"])
    assert lengths(panel, "Diagonal") == pytest.approx([100 / MM, 100, 100 / 12], abs=2 / box["scale"])
    expect(panel).to_contain_text("−53")
    until(page, "document.querySelector('#said').textContent.startsWith('Width')")
    assert page.locator(".found").count() == 0, "a click on a measured page leads to no line"
    panel.get_by_role("button", name="Clear").click()
    expect(page.locator(".measured line")).to_have_count(0)
    assert faults == []


def test_a_length_is_measured_with_the_keyboard(standing: Served, look: Look) -> None:
    page = look(standing, "#letter/1")
    panel = measuring(page)
    panel.get_by_label("pt", exact=True).check()
    page.locator(".sheet").nth(1).focus()
    for key in ("Enter", "Enter", *["ArrowRight"] * 3, *["Shift+ArrowDown"] * 2, "Enter"):
        page.keyboard.press(key)
    assert lengths(panel, "Width")[1] == 3
    assert lengths(panel, "Height")[1] == 20
    until(page, "document.querySelector('#said').textContent.startsWith('Width 3.0 pt, Height 20.0 pt')")
    page.keyboard.press("Escape")
    expect(panel.get_by_role("rowheader", name="Width")).to_have_count(0)
    expect(panel).to_be_visible()


@pytest.mark.parametrize("by", ["pointer", "keyboard"])
def test_the_distance_of_two_boxes(standing: Served, look: Look, by: str) -> None:
    page = look(standing, "#letter/1")
    panel = measuring(page)
    panel.get_by_label("Boxes").check()
    showing = standing.preview.desk.state.showing
    assert showing is not None
    blocks = [box for _, box in showing.faces[1].run.sheet(0).blocks]
    one, two = blocks[0], blocks[1]
    if by == "pointer":
        box = box_of(page)
        for left, top, right, bottom in (one, two):
            page.mouse.click(*at(box, (left + right) / 2, (top + bottom) / 2))
    else:
        page.locator(".sheet").nth(1).focus()
        for key in ("ArrowDown", "Enter", "ArrowDown", "Enter"):
            page.keyboard.press(key)
    gap = max(two[1] - one[3], one[1] - two[3], 0)
    assert lengths(panel, "Between, down")[1] == pytest.approx(gap, abs=0.1)
    assert lengths(panel, "Upper edges")[1] == pytest.approx(abs(two[1] - one[1]), abs=0.1)
    expect(page.locator(".measured .taken")).to_have_count(2)


def test_a_guide_is_pulled_out_of_a_ruler_and_snaps(standing: Served, look: Look, faults: list[str]) -> None:
    page = look(standing, "#letter/1")
    page.keyboard.press("R")
    expect(page.get_by_role("button", name="Rulers")).to_have_attribute("aria-pressed", "true")
    until(page, "document.querySelector('.ruler.across').width > 300")
    box = box_of(page)
    frame = page.locator("#pages").bounding_box()
    assert frame is not None
    showing = standing.preview.desk.state.showing
    assert showing is not None
    geometry = showing.done.setting.theme.geometry
    line = geometry.margins.top + 10 * geometry.baseline
    page.mouse.move(box["left"] + 90, box["top"] + 90)
    page.evaluate("fetch('/overlays/1').then((answer) => answer.json())")
    drag(page, (box["left"] + 50, frame["y"] + 8), at(box, 80, line + 1.5))
    (guide,) = guides(page)
    assert (guide["page"], guide["axis"]) == ("letter/1", "y")
    assert guide["at"] == pytest.approx(line, abs=0.01)
    page.keyboard.press("S")
    drag(page, at(box, 300, line), at(box, 300, line + 4))
    (moved,) = guides(page)
    assert moved["at"] == pytest.approx(line + 4, abs=1 / box["scale"])
    assert moved["at"] != pytest.approx(line, abs=1)
    page.reload()
    until(page, "document.querySelector('.guide')")
    box = box_of(page)
    drag(page, at(box, 300, line + 4), (box["left"] + 50, frame["y"] + 8))
    assert guides(page) == []
    assert faults == []


def test_guides_are_made_and_moved_by_their_numbers(standing: Served, look: Look) -> None:
    page = look(standing, "#letter/1")
    panel = measuring(page)
    panel.get_by_role("button", name="Add down").click()
    field = panel.get_by_label("Down, from the left")
    expect(field).to_be_focused()
    field.fill("20")
    field.press("Enter")
    assert guides(page)[0]["at"] == pytest.approx(20 * MM)
    expect(page.locator(".guide")).to_have_count(1)
    panel.get_by_label("Every page").check()
    until(page, "document.querySelectorAll('.guide').length >= 2")
    panel.get_by_role("button", name="Add across").click()
    panel.get_by_label("lines", exact=True).check()
    across = panel.get_by_label("Across, from the top")
    across.fill("4")
    across.press("Enter")
    grid = page.evaluate("hemaprint.store.state.grid")
    assert guides(page)[1]["at"] == pytest.approx(grid["top"] + 4 * grid["step"])
    expect(field).to_have_value("20.0")
    panel.get_by_role("button", name="Remove the guide down").click()
    panel.get_by_role("button", name="Remove the guide across").click()
    expect(page.locator(".guide")).to_have_count(0)
    expect(panel).to_contain_text("There are none")


@pytest.mark.parametrize("edition", ["digital", "print"])
def test_rulers_begin_at_the_corner_of_the_trim(standing: Served, look: Look, edition: str) -> None:
    page = look(standing, "#letter/1")
    page.keyboard.press("R")
    if edition == "print":
        page.keyboard.press("p")
        until(page, "document.querySelector('.apart .sheet img.print')")
    for key in ("+", "0", "w"):
        page.keyboard.press(key)
        page.mouse.move(3, 3)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        corner = at(box_of(page, 2), 0, 0)  # of the page on the right, which is always in view
        frame = page.locator("#pages").bounding_box()
        assert frame is not None
        # the longest marks of the ruler across, in px of the window
        found = page.evaluate(
            """() => {
                const one = document.querySelector('.ruler.across');
                const brush = one.getContext('2d');
                const row = brush.getImageData(0, one.height - 8, one.width, 1).data;
                return [...Array(one.width).keys()].filter((x) => row[4 * x + 3] > 0);
            }"""
        )
        assert any(abs(frame["x"] + x - corner[0]) <= 1 for x in found), key
    beside = "document.querySelector('.leaf.left .sheet').getBoundingClientRect().left"
    assert page.evaluate(f"{beside} - document.querySelector('#pages').getBoundingClientRect().left") >= 20
