"""What somebody is told of who has made a mistake: where it is, when it is mended, and how many there are."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from hemaprint.errors import Location, Problem, Severity

from .conftest import DEAL, LETTER, Dealt, Look, Served, until


def problems(dealt: Dealt) -> tuple[Problem, ...]:
    """An error and two warnings, in three articles."""
    path = dealt.setter.path
    return (
        Problem("HP100", "a word is missing", Location(path("gamma"), 7, 2), "write it"),
        Problem("HP213", "a character has no face", Location(path("alpha"), 1, 1), "take another", Severity.WARNING),
        Problem("HP207", "a page is blank", Location(path("delta"), 10, 1), "move a piece", Severity.WARNING),
    )


def status(page: Page, text: str) -> None:
    expect(page.locator("#status-text")).to_have_text(text)


def test_problems_are_counted_filtered_and_visited(dealt: Dealt, look: Look, faults: list[str]) -> None:
    page = look(dealt.served)
    dealt.setter.problems = problems(dealt)
    dealt.save(DEAL, "beta")
    panel = page.get_by_role("tabpanel", name="Problems")
    expect(panel.get_by_role("heading")).to_have_text("1 error, 2 warnings")
    status(page, "1 error, 2 warnings")
    codes = panel.locator(".code")
    expect(codes).to_have_text(["HP100", "HP213", "HP207"])
    page.keyboard.press("n")
    until(page, "hemaprint.store.state.pages[hemaprint.store.current].name == 'gamma'")
    until(page, "document.querySelector('.found')")
    expect(panel.locator(".shown")).to_have_text("1 of 3")
    page.keyboard.press("n")
    until(page, "hemaprint.store.state.pages[hemaprint.store.current].name == 'alpha'")
    page.keyboard.press("N")
    page.keyboard.press("N")
    until(page, "hemaprint.store.state.pages[hemaprint.store.current].name == 'delta'")
    expect(panel.locator("[aria-current=true] .code")).to_have_text("HP207")
    panel.get_by_label("Severity").select_option("warning")
    expect(codes).to_have_text(["HP213", "HP207"])
    panel.get_by_label("Words in problems").fill("blank")
    expect(codes).to_have_text(["HP207"])
    panel.get_by_label("Words in problems").fill("")
    panel.get_by_label("Severity").select_option("")
    panel.get_by_label("Code").select_option("HP100")
    expect(codes).to_have_text(["HP100"])
    expect(panel.locator(".shown")).to_have_text("1 of 3")
    panel.get_by_label("Code").select_option("")
    panel.get_by_label("Article or file").select_option("content/2025-01/articles/alpha.md")
    expect(codes).to_have_text(["HP213"])
    assert faults == []


def test_a_mended_error_accuses_no_longer_while_it_is_checked(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    dealt.setter.problems, dealt.setter.fails = problems(dealt)[:1], True
    dealt.save(None, "gamma")
    status(page, "1 error")
    assert page.title() == "Plain Cells 2025-01"  # it lies open, so it was read
    panel = page.get_by_role("tabpanel", name="Problems")
    dealt.setter.problems, dealt.setter.fails = (), False
    with dealt.setter.held():
        dealt.change("gamma")
        status(page, "Setting")
        expect(panel.locator("li")).to_contain_text("Being checked again: a word is missing")
        dealt.served.until(lambda state: state.busy)
    expect(panel).to_be_hidden()
    status(page, "Up to date")
    until(page, "document.querySelector('#warned').textContent == ''")


def test_an_error_stands_while_another_file_is_set(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    dealt.setter.problems = problems(dealt)
    dealt.save(DEAL, "gamma")
    with dealt.setter.held():
        dealt.change("beta")
        dealt.served.until(lambda state: state.busy)
        until(page, "hemaprint.store.state.busy")
        status(page, "1 error, 2 warnings")


def test_up_to_date_is_never_said_over_an_error(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    dealt.setter.problems = problems(dealt)
    dealt.save(DEAL, "gamma")
    panel = page.get_by_role("tabpanel", name="Problems")
    expect(panel).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    dealt.save({**DEAL, "beta": (3, 44)}, "beta")
    until(page, f"hemaprint.store.state.build == {dealt.served.preview.desk.state.build}")
    status(page, "1 error, 2 warnings")
    page.locator("#status").click()
    expect(page.get_by_role("tab", name="Problems 3")).to_be_focused()
    dealt.setter.problems = problems(dealt)[1:]
    dealt.save(DEAL, "gamma")
    status(page, "Up to date, 2 warnings")


def test_old_errors_do_not_take_the_place_of_another_panel(dealt: Dealt, look: Look) -> None:
    page = look(dealt.served)
    dealt.setter.problems = problems(dealt)
    dealt.save(DEAL, "gamma")
    expect(page.get_by_role("tabpanel", name="Problems")).to_be_visible()
    page.keyboard.press("h")
    changes = page.get_by_role("tabpanel", name="Changes")
    expect(changes).to_be_visible()
    dealt.save({**DEAL, "beta": (3, 44)}, "beta")
    until(page, f"hemaprint.version >= {dealt.served.preview.desk.state.version}")
    expect(changes).to_be_visible()


def test_preflight_speaks_of_the_pages_in_view(served: Served, look: Look, faults: list[str]) -> None:
    served.sample.write("styles/components/editorial.css", ".copy p{color:#f4f4f4}")
    page = look(served, "#letter/1")
    panel = page.get_by_role("tabpanel", name="Problems")
    page.keyboard.press("e")
    found = panel.locator("li").filter(has_text="HP4").first
    expect(found).to_contain_text("p. 2")
    expect(found.locator(".where")).to_contain_text(LETTER)
    expect(panel).to_contain_text("Preflight has looked at the pages that were in view")
    assert faults == []
