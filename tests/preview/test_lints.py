"""What `hemaprint lint` says is in the preview: live, filtered, with reasons, and house.toml's own mistakes."""

from __future__ import annotations

from contextlib import closing, nullcontext
from typing import Any

from playwright.sync_api import expect

from hemaprint.build.backend import BackendOptions, Progress
from hemaprint.build.current import current_pages
from hemaprint.build.reading import read_issue
from hemaprint.copydesk.lint.findings import Built, findings
from hemaprint.copydesk.lint.rules import Pages
from hemaprint.copydesk.measures.reading import read
from samples import NAME

from .conftest import LETTER, Look, Served, until

DOSE = "A dose of 10mg, and “it’s 5mg”. <!-- lint: HP727 quoted as printed -->"


def told(served: Served, builds: int) -> dict[str, Any]:
    served.settled(builds)
    with closing(served.client()) as client:
        answer: dict[str, Any] = client.get("/lint").json()
    return answer


def written(served: Served, text: str) -> int:
    """The letter with a paragraph added; its line."""
    path = served.sample.root / LETTER
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n{text}\n", "utf-8")
    return len(path.read_text("utf-8").splitlines())


def test_the_preview_finds_what_the_command_finds(served: Served) -> None:
    served.settled()
    line = written(served, "A dose of 10mg.")
    found = told(served, 2)
    project = served.sample.project
    issue, _ = read_issue(project, NAME, project.store())
    pages = current_pages(project, NAME, BackendOptions(), lambda: nullcontext(Progress()))
    seen = Pages(read(pages.pdf), pages.origin, issue.path / "issue.yaml")
    expected = findings(issue, project, built=Built(pages.problems, seen))
    assert [(one["code"], one["message"], one["line"]) for one in found["problems"]] == [
        (one.code, one.message, one.location.line) for one in expected
    ]
    (dose,) = [one for one in found["problems"] if one["code"] == "HP727"]
    assert (dose["path"], dose["line"], dose["page"]) == (LETTER, line, 1)
    assert dose["box"]
    assert found["whole"]
    assert found["rules"]["HP727"]["reason"]


def test_what_is_silenced_is_counted(served: Served) -> None:
    served.settled()
    before = told(served, 1)["silenced"]
    written(served, DOSE)
    assert told(served, 2)["silenced"] == before + 2


def test_house_toml_is_watched_and_its_mistakes_have_their_place(served: Served) -> None:
    served.settled()
    written(served, "We utilize cells.")
    assert "HP722" not in [one["code"] for one in told(served, 2)["problems"]]
    served.sample.write("house.toml", '[words]\nprefer = {utilize = "use"}\n')
    assert "HP722" in [one["code"] for one in told(served, 3)["problems"]]
    served.sample.write("house.toml", '[words]\npreferr = {utilize = "use"}\n')
    (fault,) = told(served, 4)["problems"]
    assert (fault["path"], fault["line"], fault["severity"]) == ("house.toml", 2, "error")


def test_the_panel_follows_saves_and_leads_to_lines(served: Served, look: Look, faults: list[str]) -> None:
    page = look(served)
    page.keyboard.press("L")
    panel = page.get_by_role("tabpanel", name="Lint")
    expect(panel.get_by_role("heading")).not_to_have_text("Reading the issue")
    line = written(served, "A dose of 10mg. We gave 20mg as well.\n\nThe patients recieved it.")
    entries = panel.locator("li")
    expect(entries.filter(has_text="HP727")).to_have_count(2)
    panel.get_by_label("Rule").select_option(label="HP727  A value and its unit are typed as one word (2)")
    expect(entries).to_have_count(2)
    page.keyboard.press("n")
    expect(panel.locator("[aria-current=true] .where")).to_have_text(f"{LETTER}:{line - 2}:11")
    until(page, "document.querySelector('.found')")
    entries.first.get_by_text("Why").click()
    expect(entries.first).to_contain_text("Source")
    served.edit(LETTER, "10mg", "10 mg")
    expect(entries).to_have_count(1)
    assert faults == []
