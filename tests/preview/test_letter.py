"""The newsletter's page of the preview: four mailboxes, anew when a layout is saved."""

from __future__ import annotations

import re

from PIL import Image
from playwright.sync_api import BrowserContext, expect

from hemaprint.errors import UsageError
from hemaprint.newsletter.campaign import letter_of
from hemaprint.preview.server import PreviewOptions
from hemaprint.typeset.plan import SetIssue
from samples import Sample

from .conftest import Serve

LAYOUT = '{% extends "bundled/newsletter.html" %}{% block foot %}<tr><td>First draft</td></tr>{% endblock %}'


def test_four_mailboxes_show_the_letter_and_what_is_saved(
    magazine: Sample, serve: Serve, context: BrowserContext
) -> None:
    magazine.write("layouts/newsletter.html", LAYOUT)
    served = serve(PreviewOptions(path="newsletter", letter=letter_of))
    served.settled()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served.address)
    frames = page.locator("iframe")
    expect(frames).to_have_count(4)
    for number in range(4):
        body = frames.nth(number).content_frame.locator("body")
        expect(body).to_contain_text("First draft")
        expect(body.locator("h1")).to_have_text("Plain cells")
    served.edit("layouts/newsletter.html", "First draft", "Second draft")
    expect(frames.first.content_frame.locator("body")).to_contain_text("Second draft")
    served.edit("layouts/newsletter.html", "Second draft", "{{ absent }}")
    problems = page.get_by_role("region", name="Problems")
    expect(problems).to_contain_text(re.compile("absent"))
    expect(problems.locator(".file")).to_have_text(re.compile(r"layouts/newsletter\.html:1"))
    expect(page.locator("#warned")).to_have_text(re.compile("^1 error.*absent.*The last good letter stays"))
    assert str(magazine.root) not in page.content()
    expect(frames.first.content_frame.locator("body")).to_contain_text("Second draft")
    served.edit("layouts/newsletter.html", "{{ absent }}", "Third draft")
    expect(problems).to_be_hidden()
    expect(frames.first.content_frame.locator("body")).to_contain_text("Third draft")
    assert all(url.startswith((served.url, "data:")) for url in asked)


def fails(done: SetIssue, cover: Image.Image) -> str:
    """A letter that nobody can lay out, though no line of a file is to blame."""
    raise UsageError("the magazine has no address", "give it one")


def test_whatever_a_letter_fails_with_is_said(serve: Serve) -> None:
    served = serve(PreviewOptions(letter=fails))
    served.settled()
    answer = served.client().get("/letter")
    assert answer.status_code == 409
    (problem,) = answer.json()["problems"]
    assert (problem["message"], problem["hint"]) == ("the magazine has no address", "give it one")


def test_the_pages_lead_to_the_letter(serve: Serve, context: BrowserContext) -> None:
    served = serve(PreviewOptions(letter=letter_of))
    served.settled()
    page = context.new_page()
    page.goto(served.address)
    page.get_by_role("link", name="Newsletter").click()
    expect(page.locator("iframe")).to_have_count(4)
