"""The flat plan as a file: one HTML without a script that everybody can use, and a PDF for a wide sheet."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup

from browsing import open_browser
from hemaprint.copydesk.flatplan.make import Drawn
from hemaprint.copydesk.flatplan.sheet import Paper, html, pdf
from samples import Sample

from .test_plan import built

__all__ = ["built"]  # a fixture


def test_html_is_one_file_without_a_script(built: tuple[Sample, Drawn]) -> None:
    drawn = built[1]
    page = BeautifulSoup(html(drawn, 8), "html.parser")
    shown = [one for one in drawn.plan.pages if one.picture is not None]
    assert [str(image["src"])[:23] for image in page.select("img")] == ["data:image/jpeg;base64,"] * len(shown)
    assert [image["alt"] for image in page.select("img")][:2] == ["page 1, Cover", "page 2, The house: full"]
    assert not page.select("script, link, iframe")
    assert "half page: half" in page.select("figure")[3].get_text()
    assert page.select("h2")[0].get_text() == "Signature 1, pages 1–8"
    assert len(page.select("tbody tr")) == len(drawn.plan.entries)


def test_a_pdf_for_each_paper(built: tuple[Sample, Drawn]) -> None:
    sample, drawn = built
    for paper, width in ((Paper.A3, 1190.6), (Paper.A4, 841.9)):
        made, problems = pdf(drawn, 8, paper, sample.root)
        assert problems == ()
        assert made == pdf(drawn, 8, paper, sample.root)[0], "the same bytes each time"
        with pypdfium2.PdfDocument(made) as document:
            assert document[0].get_size()[0] == pytest.approx(width, abs=0.1)
            words = "".join(one.get_textpage().get_text_range() for one in document)
        assert "Signature 1, pages 1–8" in words
        assert "half page: half" in " ".join(words.split())


def test_an_issue_that_is_not_set_and_one_bound_on_the_right(built: tuple[Sample, Drawn]) -> None:
    sample, drawn = built
    plan = replace(drawn.plan, turned=True, pages=tuple(replace(page, picture=None) for page in drawn.plan.pages))
    unset = Drawn(plan, None)
    assert "Not set" in html(unset, 16)
    assert pdf(unset, 16, Paper.A4, sample.root)[1] == ()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_keeps_nobody_out(built: tuple[Sample, Drawn], tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "plan.html"
    path.write_text(html(built[1], 8), "utf-8")
    with open_browser() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
        found = page.evaluate("async () => (await axe.run()).violations.map((one) => one.id)")
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") == 390
