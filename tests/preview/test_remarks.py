"""Remarks on proofs are beside the pages: at their page and line of today, and what is ticked off stays so."""

from __future__ import annotations

from contextlib import nullcontext

import httpx
import pytest
from playwright.sync_api import expect

from hemaprint.build.backend import BackendOptions, Progress
from hemaprint.build.current import current_pages
from hemaprint.build.reading import read_issue
from hemaprint.review.proof.collecting import collect, collected_of
from hemaprint.review.proof.making import make_proofs
from review.proof.conftest import DAY
from review.proof.readers import Pen
from samples import NAME, Sample

from .conftest import LETTER, Look, Serve, Served, until
from .test_access import Screen, found_on, screen

__all__ = ["screen"]  # a fixture


@pytest.fixture
def remarked(magazine: Sample) -> Sample:
    """The magazine after two readers have sent their proofs back."""
    project = magazine.project
    issue, _ = read_issue(project, NAME)
    pages = current_pages(project, NAME, BackendOptions(jobs=1), lambda: nullcontext(Progress()))
    made, _ = make_proofs(project, issue, pages, ("Ana Reyes", "Tom Berg"), DAY)
    ana, tom = (Pen(one.path) for one in made)
    ana.strike("carry")
    tom.replace("carry", "bear")
    tom.on("Highlight", tom.find("Sentence 45"), Contents="Is this true?")
    files = [pen.save(magazine.root / f"{number}.pdf") for number, pen in enumerate((ana, tom))]
    collect(project, files)
    return magazine


@pytest.fixture
def reviewed(remarked: Sample, serve: Serve) -> Served:
    served = serve()
    served.settled()
    return served


def listed(client: httpx.Client) -> list[dict[str, object]]:
    return client.get("/remarks").json()["remarks"]  # type: ignore[no-any-return]


def test_a_remark_has_its_page_and_its_line(reviewed: Served) -> None:
    client = reviewed.client()
    first, second, third = listed(client)
    assert [one["conflict"] for one in (first, second, third)] == [1, 1, 0]
    assert (first["path"], first["at"]) == (LETTER, 1)
    assert (third["wish"], third["at"]) == ("on “Sentence 45”: “Is this true?”", 2)
    assert isinstance(third["box"], list)


def test_a_tick_is_kept(reviewed: Served) -> None:
    client = reviewed.client()
    one = listed(client)[2]
    headers = {"origin": reviewed.url.rstrip("/")}
    for done in (True, False, True):
        answer = client.post("/remarks", json={"id": one["id"], "done": done}, headers=headers)
        assert [each["done"] for each in answer.json()["remarks"]].count(True) == int(done)
    assert client.post("/remarks", json={"id": 3, "done": True}, headers=headers).status_code == 400
    assert client.post("/remarks", json={"id": "x", "done": True}, headers={"origin": "http://a.example"}).is_error
    assert collected_of(reviewed.sample.project, NAME).done == {one["id"]}


def test_without_remarks(standing: Served) -> None:
    client = standing.client()
    assert client.get("/remarks").json() == {"heading": "", "remarks": []}


def test_a_damaged_file_is_told(reviewed: Served) -> None:
    (reviewed.sample.root / "dist" / NAME / "proofs" / "remarks.json").write_text("{", "utf-8")
    client = reviewed.client()
    answer = client.get("/remarks")
    assert (answer.status_code, answer.json()["message"]) == (409, "1 error")


def test_the_panel_leads_to_pages_and_is_ticked_off(reviewed: Served, look: Look) -> None:
    page = look(reviewed)
    page.keyboard.press("m")
    panel = page.get_by_role("tabpanel", name="Remarks")
    items = panel.locator("ol.remarks > li")
    expect(items).to_have_count(3)
    expect(panel.get_by_role("heading")).to_have_text("2025-01, proof 1: 3 remarks of 2 readers")
    expect(items.first).to_contain_text("Conflict 1: Ana Reyes: strike “carry”")
    panel.get_by_role("button", name="Show page 3").click()
    until(page, "hemaprint.store.current === 2")
    until(page, "document.querySelector('.found')")
    tick = panel.get_by_role("checkbox", name="Tom Berg: on “Sentence 45”")
    tick.focus()
    page.keyboard.press(" ")
    expect(page.locator("#tab-remarks .number")).to_have_text("2")
    expect(tick).to_be_focused()
    panel.get_by_label("Only what is not done").check()
    expect(items).to_have_count(2)
    page.reload()
    expect(page.locator("#tab-remarks .number")).to_have_text("2")


def test_lines_follow_what_is_saved(reviewed: Served, look: Look) -> None:
    page = look(reviewed)
    page.keyboard.press("m")
    where = page.locator("ol.remarks .where")
    before = int(where.first.inner_text().rpartition(":")[2])
    reviewed.edit(LETTER, "---\n\n", "---\n\nA line more.\n\n")
    expect(where.first).to_have_text(f"{LETTER}:{before + 2}")


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_the_panel_is_open_to_all(reviewed: Served, screen: Screen, name: str) -> None:
    page = screen(name)
    page.goto(reviewed.address)
    until(page, "document.querySelector('.sheet img')")
    page.keyboard.press("m")
    expect(page.locator("ol.remarks > li").first).to_be_visible()
    assert found_on(page) == []
