"""What somebody sees who writes with the preview beside the editor."""

from __future__ import annotations

import json
import re
import shlex
import sys
from pathlib import Path

import pypdfium2
from playwright.sync_api import BrowserContext, Page, expect

from hemaprint.preview.documents import Editor
from hemaprint.preview.server import PreviewOptions
from waiting import eventually

from .conftest import LETTER, TALK, Look, Serve, Served, until

FIRST_WORDS = "Sentence 0 says"


def picture_of(page: Page, index: int) -> str:
    """The key of the picture that is shown of a page."""
    return str(page.evaluate(f"document.querySelectorAll('.sheet')[{index}].dataset.key ?? ''"))


def test_pages_are_shown_as_spreads(served: Served, look: Look, faults: list[str]) -> None:
    page = look(served)
    until(page, "document.querySelectorAll('.sheet img').length >= 3")
    tops = page.evaluate("[...document.querySelectorAll('.leaf')].map(leaf => leaf.getBoundingClientRect().top)")
    assert tops[0] < tops[1] == tops[2] < tops[3]
    assert page.evaluate("document.querySelectorAll('#rail button').length") == 4
    assert page.title() == "Plain Cells 2025-01"
    expect(page.get_by_role("button", name="Go to page 2, Letter")).to_be_visible()
    assert faults == []


def test_an_edit_arrives_and_nothing_else_moves(served: Served, look: Look, faults: list[str]) -> None:
    page = look(served)
    page.keyboard.press("+")
    page.keyboard.press("+")
    until(page, "document.querySelectorAll('.sheet img').length >= 3")
    page.evaluate("document.querySelector('#pages').scrollTop = 700")
    until(
        page, "document.querySelectorAll('.sheet')[1].dataset.key && document.querySelectorAll('.sheet')[2].dataset.key"
    )
    before = picture_of(page, 1), picture_of(page, 2)
    place = page.evaluate(
        "[document.querySelector('#pages').scrollTop, document.querySelector('#percent').textContent]"
    )
    served.edit(LETTER, FIRST_WORDS, "Nobody says")
    until(page, "hemaprint.arrivals.length")
    assert picture_of(page, 1) != before[0]
    assert picture_of(page, 2) == before[1]
    assert page.evaluate("document.querySelectorAll('.flash').length") == 1
    until(page, "document.querySelector('#said').textContent == '1 page changed: 2'")
    after = page.evaluate(
        "[document.querySelector('#pages').scrollTop, document.querySelector('#percent').textContent]"
    )
    assert after == place
    assert page.evaluate("hemaprint.arrivals[0].page") == 1
    assert faults == []


def test_an_error_lies_over_the_last_good_pages_until_it_is_mended(served: Served, look: Look) -> None:
    page = look(served)
    served.edit(LETTER, 'department: "Letter"', 'department: "Leter"')
    panel = page.locator("#panel-problems")
    expect(panel).to_be_visible()
    assert page.evaluate("document.querySelector('#panel-problems').clientWidth") > 400
    expect(panel.locator(".where")).to_have_text(f"{LETTER}:3:13")
    expect(panel.locator("pre .meant b")).to_have_text('"Leter"')
    expect(panel.locator(".advice")).to_contain_text("Letter")
    assert page.evaluate("document.querySelectorAll('.sheet img').length") >= 1
    assert page.evaluate("document.querySelector('#warned').textContent").startswith("1 error")
    served.edit(LETTER, 'department: "Leter"', 'department: "Letter"')
    expect(panel).to_be_hidden()
    expect(page.locator("#status-text")).to_have_text("Up to date")


def test_a_closed_error_stays_closed_until_there_is_another(served: Served, look: Look) -> None:
    page = look(served)
    served.edit(LETTER, 'department: "Letter"', 'department: "Leter"')
    panel = page.locator("#panel-problems")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    builds = page.evaluate("hemaprint.store.state.build")
    served.edit(TALK, "headline", "\nheadline")
    until(page, f"hemaprint.store.state.build > {builds}")
    expect(panel).to_be_hidden()
    served.edit(LETTER, '"Leter"', '"Lettr"')
    expect(panel).to_be_visible()


def test_a_click_leads_to_the_line(serve: Serve, look: Look, tmp_path: Path) -> None:
    note = tmp_path / "note.json"
    script = tmp_path / "my editor.py"
    script.write_text(
        "import json, os, sys\n"
        f"open({str(note)!r} + '.part', 'w').write(json.dumps(sys.argv[1:]))\n"
        f"os.replace({str(note)!r} + '.part', {str(note)!r})\n"
    )
    editor = Editor.of(shlex.join([sys.executable, str(script), "{file}:{line}"]))
    served = serve(PreviewOptions(editor=editor))
    page = look(served, "#2")
    until(page, "document.querySelectorAll('.sheet')[1].dataset.key")
    served.settled()
    lines = (served.sample.root / LETTER).read_text("utf-8").splitlines()
    wanted = next(number for number, line in enumerate(lines, 1) if "Sentence 3 says" in line)
    blocks = served.preview.desk.state.showing.faces[1].run.sheet(0).blocks  # type: ignore[union-attr]
    left, top, *_ = next(box for line, box in blocks if line == wanted)
    factor = page.evaluate("document.querySelectorAll('.sheet')[1].clientWidth") / 595.276
    page.locator(".sheet").nth(1).click(position={"x": (left + 30) * factor, "y": (top + 6) * factor})
    expect(page.locator("#place code")).to_have_text(f"{LETTER}:{wanted}")
    assert page.evaluate("navigator.clipboard.readText()") == f"{LETTER}:{wanted}"
    eventually(note.exists)
    assert json.loads(note.read_text()) == [f"{served.sample.root / LETTER}:{wanted}"]


def test_a_headline_leads_to_its_line_and_a_page_to_its_entry(served: Served, look: Look) -> None:
    served.edit(LETTER, 'headline: "Letter"', 'headline: "Something entirely different"')
    page = look(served, "#2")
    served.until(lambda state: state.showing and state.showing.faces[1].title.startswith("Something"))
    until(page, "document.querySelectorAll('.sheet')[1].dataset.key")
    factor = page.evaluate("document.querySelectorAll('.sheet')[1].clientWidth") / 595.276
    with pypdfium2.PdfDocument(served.preview.desk.state.showing.faces[1].run.pages.pdf) as document:  # type: ignore[union-attr]
        text = document[0].get_textpage()
        at, _ = text.search("entirely").get_next() or (0, 0)
        left, bottom, _, top = text.get_charbox(at)
    x, y = (left + 10) * factor, (841.89 - (top + bottom) / 2) * factor
    page.locator(".sheet").nth(1).click(position={"x": x, "y": y})
    expect(page.locator("#place code")).to_have_text(f"{LETTER}:2")
    page.keyboard.press("ArrowRight")
    page.locator(".sheet").nth(3).click(position={"x": 20, "y": 20})
    expect(page.locator("#place code")).to_contain_text("issue.yaml:")


def test_two_tabs_show_the_same(served: Served, look: Look) -> None:
    tabs = [look(served, "#2"), look(served, "#2")]
    for tab in tabs:
        until(tab, "document.querySelectorAll('.sheet')[1].dataset.key")
    served.edit(LETTER, FIRST_WORDS, "Nobody says")
    for tab in tabs:
        until(tab, "hemaprint.arrivals.length")
    assert picture_of(tabs[0], 1) == picture_of(tabs[1], 1)


def test_a_tab_finds_its_way_back_when_the_server_restarts(serve: Serve, look: Look) -> None:
    first = serve()
    page = look(first, "#2")
    until(page, "document.querySelectorAll('.sheet')[1].dataset.key")
    before = picture_of(page, 1)
    first.stop()
    expect(page.locator("#status-text")).to_have_text("Waiting for hemaprint")
    first.edit(LETTER, FIRST_WORDS, "Nobody says")
    second = serve(PreviewOptions(port=first.port))
    assert second.url == first.url
    expect(page.locator("#status-text")).to_contain_text("Open the address")  # the cookie was of the run before
    look(second)
    expect(page.locator("#status-text")).to_have_text("Up to date")
    until(page, f"document.querySelectorAll('.sheet')[1].dataset.key != '{before}'")


def test_a_browser_is_let_in_by_the_address_and_then_by_links_of_others(
    standing: Served, context: BrowserContext
) -> None:
    elsewhere = f"data:text/html,<a id=clean href={standing.url}%233>a</a> <a id=whole href={standing.address}>b</a>"
    page = context.new_page()
    page.goto(standing.url)
    expect(page.locator("body")).to_contain_text("lets in only browsers")
    page.goto(elsewhere)
    page.locator("#whole").click()
    expect(page.locator(".sheet img").first).to_be_visible()
    assert page.url.split("#")[0] == standing.url
    page.goto(elsewhere)
    page.locator("#clean").click()
    expect(page.locator(".sheet img").first).to_be_visible()
    assert page.evaluate("hemaprint.store.current") == 2


def test_the_print_edition_is_shown_with_bleed_and_marks(served: Served, look: Look) -> None:
    page = look(served, "#2")
    page.keyboard.press("p")
    until(page, "document.querySelectorAll('.apart .sheet img.print').length >= 2")
    size = page.evaluate("(i => [i.naturalWidth, i.naturalHeight])(document.querySelector('.apart .sheet img.print'))")
    assert abs(size[0] / size[1] - 230 / 317) < 0.002
    assert page.evaluate("document.querySelectorAll('.sheet svg .trim').length") >= 2
    page.keyboard.press("p")
    until(page, "document.querySelectorAll('#spreads:not(.apart) .sheet img.digital').length >= 2")


def test_print_without_a_profile_says_what_is_missing(served: Served, look: Look) -> None:
    page = look(served, "#2")
    served.sample.write(
        "hemaprint.toml", (served.sample.root / "hemaprint.toml").read_text() + "[print]\nprofile = 'none.icc'\n"
    )
    served.until(lambda state: state.showing and state.showing.done.setting.config.print.profile)
    page.keyboard.press("p")
    expect(page.locator("#panel-problems")).to_contain_text("none.icc")
    expect(page.locator("#status-text")).to_have_text("1 error")


def test_overlays(served: Served, look: Look) -> None:
    page = look(served, "#2")
    for key in "bcx":
        page.keyboard.press(key)
    until(page, "document.querySelectorAll('.sheet')[1].querySelectorAll('.baseline').length == 60")
    until(page, "document.querySelectorAll('.sheet')[1].querySelector('.column')")
    until(page, "document.querySelectorAll('.sheet')[1].querySelectorAll('.box').length > 3")
    page.keyboard.press("b")
    until(page, "!document.querySelector('.baseline')")


def test_findings_lie_where_they_were_found(served: Served, look: Look) -> None:
    page = look(served, "#2")
    served.edit(LETTER, "Sentence 3 says", "Sentence \U000abcde says")
    expect(page.locator("#panel-problems .code").first).to_have_text("HP213")
    until(page, "hemaprint.store.state.problems[0].page === 1")
    expect(page.locator("#panel-problems .note").first).to_contain_text("a build would refuse them")


def test_everything_can_be_done_with_the_keyboard(served: Served, look: Look) -> None:
    page = look(served)
    page.keyboard.press("g")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    until(page, "hemaprint.store.current == 2 && document.activeElement.matches('.sheet')")
    page.keyboard.press("Enter")
    expect(page.locator("#place code")).to_contain_text(f"{TALK}:")
    first = page.locator("#place code").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#place code")).not_to_have_text(first)
    page.keyboard.press("ArrowRight")
    until(page, "hemaprint.store.current == 3")
    page.keyboard.press("ArrowLeft")
    until(page, "hemaprint.store.current == 1")
    width = page.evaluate("document.querySelector('#pages').clientWidth")
    page.keyboard.press("t")
    expect(page.locator("#rail")).to_be_hidden()
    until(page, f"document.querySelector('#pages').clientWidth > {width}")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_the_keyboard_reaches_has_a_name(served: Served, look: Look) -> None:
    page = look(served)
    page.locator("body").focus()
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "(e => e.matches('iframe') ? e.title : e.getAttribute('aria-label') || e.labels?.[0]?.textContent "
                "|| e.textContent.trim())(document.activeElement)"
            )
        )
    assert all(names)
    order = [names.index(name) for name in ("Skip to the pages", "Thumbnails", "Pages", "Print", "Baseline", "Larger")]
    assert order == sorted(order)
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")


def test_layouts_are_shown_as_html(served: Served, look: Look, context: BrowserContext, faults: list[str]) -> None:
    refused: list[str] = []
    context.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    page = look(served, "#2")
    page.keyboard.press("l")
    frame = page.frame_locator("#layout")
    expect(frame.locator("h1")).to_contain_text("Letter")
    expect(frame.locator("body")).to_have_css("font-family", re.compile("HF Serif"))
    frame.locator("body").evaluate("() => document.fonts.ready.then(() => 1)")
    assert frame.locator("body").evaluate("() => [...document.fonts].filter(f => f.status == 'loaded').length") >= 1
    served.edit(LETTER, FIRST_WORDS, "Nobody says")
    expect(frame.locator("body")).to_contain_text("Nobody says")
    page.locator("#article").select_option("cover/1")
    expect(frame.locator("img").first).to_be_attached()
    until(page, "[...document.querySelector('iframe').contentDocument.images].every(i => i.naturalWidth)")
    assert (refused, faults) == ([], [])


def test_a_style_that_changes_is_seen(served: Served, look: Look) -> None:
    page = look(served, "#2")
    until(page, "document.querySelectorAll('.sheet')[1].dataset.key")
    served.sample.write("styles/components/editorial.css", ".copy p{color:var(--accent-2)}")
    until(page, "hemaprint.arrivals.some(one => one.page == 1)")
    before = picture_of(page, 1)
    served.sample.write("styles/components/editorial.css", ".copy p{color:var(--accent)}")
    until(page, f"document.querySelectorAll('.sheet')[1].dataset.key != '{before}'")


def test_a_page_that_is_not_there_is_named(standing: Served, look: Look) -> None:
    page = look(standing)
    page.keyboard.press("g")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.locator("#place")).to_have_text("This issue has no page 99")
    assert page.evaluate("hemaprint.store.current") == 0


def test_the_documentation_has_the_keys_that_there_are(standing: Served, look: Look) -> None:
    page = look(standing)
    page.keyboard.press("?")
    shown = set(page.get_by_role("dialog", name="Keys").locator("kbd").all_inner_texts())
    text = (Path(__file__).parents[2] / "docs" / "how-to" / "preview-while-you-write.md").read_text("utf-8")
    rows = [row.split("|")[1] for row in text.splitlines() if row.startswith("| `")]
    told = {"−" if key == "-" else key for row in rows for key in re.findall("`([^`]+)`", row)} - {"Shift"}
    assert {one.removeprefix("Shift ") for one in shown} - {"↑", "↓"} == told
