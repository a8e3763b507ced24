"""The place that somebody looks at stays where it is, whatever comes and goes before it."""

from __future__ import annotations

import json
from random import Random

import pytest
from playwright.sync_api import Page, Route, expect

from fuzzing import examples

from .conftest import DEAL, Dealt, Look, until
from .shuffled import Deal

AT = """(() => {
    const pane = document.querySelector('#pages').getBoundingClientRect();
    const leaves = [...document.querySelectorAll('.leaf')].map((figure) => figure.leaf);
    const top = (leaf) => leaf.sheet.getBoundingClientRect().top - pane.top;
    const leaf = leaves.find((one) => one.index === hemaprint.store.current);
    return [leaf.id, Math.round(top(leaf))];
})()"""
NEWEST = """[...document.querySelectorAll('.leaf')].every(({ leaf }) => {
    const box = leaf.sheet.getBoundingClientRect();
    const key = leaf.page[hemaprint.store.edition === 'print' ? 'print' : 'key'];
    return box.bottom < 0 || box.top > innerHeight || leaf.key === key;
})"""
WATCH = """() => {
    window.blanks = 0;
    window.frames = 0;
    const had = new Set();
    const look = () => {
        window.frames += 1;
        for (const sheet of document.querySelectorAll('.sheet')) {
            const box = sheet.getBoundingClientRect();
            if (box.bottom < 0 || box.top > innerHeight) continue;
            const picture = sheet.querySelector('img');
            if (picture?.complete && picture.naturalWidth) had.add(sheet);
            else if (had.has(sheet)) window.blanks += 1;
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def at(page: Page) -> list[object]:
    """The id of the page in the middle of the window, and how far it is from its upper edge (px)."""
    return list(page.evaluate(AT))


def arrive(page: Page, label: str) -> None:
    """Go to a page, and wait for its picture."""
    page.keyboard.press("g")
    page.keyboard.type(label)
    page.keyboard.press("Enter")
    until(page, "[...document.querySelectorAll('.leaf')][hemaprint.store.current]?.leaf.key")


def come_to(page: Page, dealt: Dealt) -> None:
    """Wait until the page shows the newest state, and every picture in view is the newest."""
    version = dealt.served.preview.desk.state.version
    until(page, f"hemaprint.version >= {version}")
    until(page, NEWEST)


CHANGES: dict[str, tuple[Deal, list[object]]] = {
    "pages before": (
        {"alpha": (0, 1, 2, 20, 21), **{name: DEAL[name] for name in ("beta", "gamma", "delta")}},
        ["gamma/2"],
    ),
    "one page before": (
        {"alpha": (0, 1, 2, 20), **{name: DEAL[name] for name in ("beta", "gamma", "delta")}},
        ["gamma/2"],
    ),
    "an article before": ({"new": (30, 31), **DEAL}, ["gamma/2"]),
    "the order": ({name: DEAL[name] for name in ("gamma", "delta", "beta", "alpha")}, ["gamma/2"]),
    "the name": ({("omega" if name == "gamma" else name): sheets for name, sheets in DEAL.items()}, ["omega/2"]),
    "a page of it gone": ({**DEAL, "gamma": (5,)}, ["gamma/1"]),
    "all of it gone": ({name: DEAL[name] for name in ("alpha", "beta", "delta")}, ["delta/1"]),
    "what followed gone as well": ({name: DEAL[name] for name in ("alpha", "beta")}, ["beta/2"]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_place_is_kept_by_article_and_page(dealt: Dealt, look: Look, change: str, faults: list[str]) -> None:
    deal, expected = CHANGES[change]
    page = look(dealt.served)
    page.keyboard.press("v")
    arrive(page, "7")
    assert at(page)[0] == "gamma/2"
    page.evaluate("document.querySelector('#pages').scrollTop += 37")
    until(page, "document.querySelector('#pages').scrollTop % 10")
    before = at(page)
    page.evaluate(WATCH)
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("page 7")
    dealt.save(deal, "alpha")
    come_to(page, dealt)
    if expected == ["gamma/2"]:
        expected = before
    assert at(page)[: len(expected)] == expected
    assert page.evaluate("window.frames") > 1
    assert page.evaluate("window.blanks") == 0
    assert page.evaluate("document.activeElement.matches('.sheet')")
    assert page.evaluate("document.activeElement.closest('.leaf').leaf.id") == expected[0]
    assert page.evaluate("[...document.querySelectorAll('.leaf')].map((one) => one.leaf.page.number)") == [
        *range(sum(len(sheets) for sheets in deal.values()))
    ]
    assert faults == []


def test_a_new_count_builds_no_leaf_again(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    arrive(page, "7")
    page.evaluate("document.querySelectorAll('.leaf').forEach((one) => { one.kept = true; })")
    page.evaluate("""() => {
        window.gone = [];
        const note = (all) => all.forEach((one) => window.gone.push(...one.removedNodes));
        new MutationObserver(note).observe(document.querySelector('#spreads'), { childList: true });
    }""")
    dealt.save({"new": (30,), **DEAL}, "new")
    come_to(page, dealt)
    kept = page.evaluate("[...document.querySelectorAll('.leaf')].filter((one) => one.kept).map((one) => one.leaf.id)")
    assert len(kept) == 10
    assert page.evaluate("window.gone.length") == 0


def weight(page: Page) -> dict[str, float]:
    """What the page weighs: nodes, listeners, and MB of the heap of JavaScript, when the rubbish is out."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(3):  # what the first round frees in the document is let go of in the next
        session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    return {"nodes": told["Nodes"], "listeners": told["JSEventListeners"], "heap": told["JSHeapUsedSize"] / 1e6}


@pytest.mark.fuzz
@pytest.mark.slow
def test_many_saves_move_nothing_and_leave_nothing_behind(dealt: Dealt, look: Look, faults: list[str]) -> None:
    page = look(dealt.served)
    page.keyboard.press("v")
    arrive(page, "7")
    place = at(page)
    chance = Random(18)
    weights = []
    saves = examples(24)
    for number in range(saves):
        alpha, beta = (
            chance.sample(range(20, 40), chance.randint(1, 6)),
            chance.sample(range(40, 60), chance.randint(1, 3)),
        )
        gamma = (5, 6, *chance.sample(range(10, 20), chance.randint(1, 3)))
        dealt.save({"alpha": alpha, "beta": beta, "gamma": gamma, "delta": (9,)}, "alpha", "gamma")
        if number % 8 == 0:
            come_to(page, dealt)
            assert at(page) == place
            assert page.evaluate("document.activeElement.closest('.leaf').leaf.id") == "gamma/2"
        if number in (saves // 2, saves - 1):
            dealt.save(DEAL, "alpha")
            come_to(page, dealt)
            weights.append(weight(page))
    half, whole = weights
    # a dozen leaves may still wait for their pictures; leaves of all saves would be ten times that
    assert whole["nodes"] < half["nodes"] + 500
    assert whole["listeners"] < half["listeners"] + 60
    assert whole["heap"] < half["heap"] + 2
    assert faults == []


def test_a_page_that_becomes_what_it_was_is_shown_though_its_picture_was_refused_meanwhile(
    dealt: Dealt, look: Look
) -> None:
    page = look(dealt.served)
    page.keyboard.press("v")
    arrive(page, "7")
    held: list[Route] = []
    page.route("**/pictures/**", lambda route: route.continue_() if held else held.append(route))
    once, again = ({**DEAL, "gamma": (5, sheet, 7, 8)} for sheet in (40, 41))
    with page.expect_request("**/pictures/**"):
        dealt.save(once, "gamma")
    for deal in (again, once):
        dealt.save(deal, "gamma")
        until(page, f"hemaprint.version >= {dealt.served.preview.desk.state.version}")
    held[0].fulfill(status=404)
    come_to(page, dealt)


def test_what_is_typed_and_selected_stays(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    arrive(page, "7")
    page.locator("#page").fill("12345")
    page.evaluate("document.querySelector('#page').setSelectionRange(1, 3)")
    dealt.save({"new": (30, 31), **DEAL}, "new")
    come_to(page, dealt)
    typed = "(field => [field === document.activeElement, field.value, field.selectionStart, field.selectionEnd])"
    field = page.evaluate(f"{typed}(document.querySelector('#page'))")
    assert field == [True, "12345", 1, 3]


def test_the_window_follows_the_edit_unless_it_is_told_not_to(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    until(page, "hemaprint.store.state.pages.length == 10")
    dealt.save({**DEAL, "gamma": (5, 6, 40, 8)}, "gamma")
    until(page, "document.querySelectorAll('.leaf')[7].leaf.key")
    assert at(page)[0] in ("gamma/2", "gamma/3")  # the spread of it
    page.keyboard.press("Home")
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Follow")).to_have_attribute("aria-pressed", "false")
    dealt.save({**DEAL, "gamma": (5, 6, 41, 8)}, "gamma")
    come_to(page, dealt)
    assert at(page)[0] == "alpha/1"


def test_changed_pages_are_listed_and_dotted_until_they_are_seen(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    until(page, "hemaprint.store.state.pages.length == 10")
    page.keyboard.press("v")
    dealt.save({**DEAL, "gamma": (5, 6, 40, 8), "alpha": (50, 1, 2)}, "gamma", "alpha")
    until(page, "hemaprint.changes.length")
    seen = page.get_by_role("button", name="Go to page 1, Letter", exact=True)
    expect(seen).to_be_visible()
    dotted = page.get_by_role("button", name="Go to page 8, Letter; has changed")
    expect(dotted).to_be_visible()
    page.keyboard.press("h")
    panel = page.get_by_role("tabpanel", name="Changes")
    expect(panel.get_by_role("button")).to_have_text(["1", "8"])
    panel.get_by_role("button", name="Page 8, Letter, not seen").click()
    expect(panel.get_by_role("button", name="Page 8, Letter", exact=True)).to_be_visible()
    expect(dotted).to_have_count(0)


def test_a_reload_keeps_everything(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    for key in ("+", "b", "p", "h", "v", "s"):
        page.keyboard.press(key)
    arrive(page, "7")
    page.evaluate("document.querySelector('#pages').scrollTop += 53")
    until(page, "JSON.parse(sessionStorage.place).down > 0.4")
    seen = """(({ edition, zoom, overlays, single }) => [edition, zoom, [...overlays].sort(), single,
        document.querySelector('#percent').textContent, document.querySelector('#follow').ariaPressed,
        document.querySelector('#tab-changes').ariaSelected,
        document.querySelector('#dock').hidden])(hemaprint.store)"""
    before, place = page.evaluate(seen), at(page)
    assert before[0] == "print"
    assert before[-1] is False
    page.reload()
    until(page, "document.querySelector('.sheet img')")
    assert page.evaluate(seen) == before
    assert [at(page)[0], abs(int(str(at(page)[1])) - int(str(place[1]))) <= 1] == [place[0], True]
    page.keyboard.press("l")
    page.reload()
    until(page, "hemaprint.store.state.pages.length")
    assert page.evaluate("document.body.dataset.view") == "layouts"


def test_the_wheel_zooms_where_the_pointer_is(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    arrive(page, "7")
    point = [700, 300]
    under = f"""(() => {{
        const [x, y] = {json.dumps(point)};
        const leaf = document.elementFromPoint(x, y).closest('.leaf').leaf;
        const box = leaf.sheet.getBoundingClientRect();
        return [leaf.id, (x - box.left) / box.width, (y - box.top) / box.height, box.width];
    }})()"""
    page.mouse.move(*point)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    until(page, "hemaprint.store.zoom != 'fit'")
    before = page.evaluate(under)
    for delta in (-120, -120, 90, -200):
        size = page.evaluate(under)[3]
        page.mouse.wheel(0, delta)
        until(page, f"({under})[3] != {size}")
    page.keyboard.up("Control")
    after = page.evaluate(under)
    assert after[0] == before[0]
    assert after[3] > before[3] * 1.5
    assert after[1:3] == pytest.approx(before[1:3], abs=0.004)
    for _ in range(12):
        page.keyboard.press("+")
    until(page, "document.querySelector('#percent').textContent == '400%'")


def test_keys_move_the_pages_right_after_loading(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    for key, current in (
        ("PageDown", 1),
        (" ", 3),
        ("Shift+ ", 1),
        ("End", 9),
        ("PageUp", 7),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        until(page, f"hemaprint.store.current == {current}")
    for _ in range(5):
        page.keyboard.press("+")
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    until(page, "document.querySelector('#pages').scrollTop > 500")
