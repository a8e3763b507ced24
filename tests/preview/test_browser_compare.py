"""What somebody sees who compares the pages with the last build."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from .conftest import LETTER, Look, Served, until

BLANKS = """() => {
    window.blanks = 0;
    const had = new Set();
    const look = () => {
        for (const side of document.querySelectorAll('#compared .paper')) {
            if (side.querySelector('img')) had.add(side);
            else if (had.has(side) && side.isConnected) window.blanks += 1;
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def compared(served: Served, look: Look) -> Page:
    """A preview whose letter has changed, beside the last build."""
    served.settled()
    served.edit(LETTER, "Sentence 3 says", "Nobody says")
    served.settled(served.preview.desk.state.build + 1)
    page = look(served, "#letter/1")
    page.keyboard.press("k")
    expect(page.locator("#compare-told")).to_have_text("Against the last build")
    until(page, "document.querySelectorAll('#compared .paper img').length == 4")
    return page


def test_modes_and_changes_by_keyboard(served: Served, look: Look) -> None:
    page = compared(served, look)
    letter = page.get_by_role("group", name="page 2, Letter: changed, 1 change of words")
    expect(letter.locator("line.gone")).to_have_count(1)
    expect(letter.locator("line.come")).to_have_count(1)
    page.keyboard.press("]")
    expect(letter.locator(".new img")).to_have_css("opacity", "0.6")
    page.keyboard.press("z")
    expect(letter.locator(".new img")).to_have_css("opacity", "0")
    page.keyboard.press("j")
    expect(page.locator("#said")).to_contain_text("removed “Sentence 3”, added “Nobody”")
    assert letter.locator(".chosen").count() == 2
    page.keyboard.press("q")
    page.keyboard.press("q")
    expect(letter.locator(".which")).to_have_text(["Old: page 2", "New: page 2"])
    page.keyboard.press("K")
    panel = page.get_by_role("tabpanel", name="Compare")
    expect(panel.get_by_role("heading")).to_have_text("Changes against the last build")
    expect(panel.locator("del, ins")).to_have_text(["removed: Sentence 3", "added: Nobody"])
    expect(panel.locator("[aria-current=true]")).to_have_count(1)


def test_a_save_is_compared_without_blanks(served: Served, look: Look) -> None:
    page = compared(served, look)
    page.keyboard.press("j")
    page.evaluate(BLANKS)
    served.edit(LETTER, "Sentence 4 says", "Somebody says")
    expect(page.get_by_role("group", name="page 2, Letter: changed, 2 changes of words")).to_be_visible()
    expect(page.locator("#compared .chosen")).to_have_count(2)
    assert page.evaluate("window.blanks") == 0
    assert page.evaluate("hemaprint.store.current") == 1
