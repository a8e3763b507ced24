"""The letter in chromium: wide and narrow, light and dark, complete in itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image
from playwright.sync_api import Browser

from browsing import open_browser
from hemaprint.build.backend import Progress
from hemaprint.newsletter.campaign import compose, open_campaign
from samples import NAME, Sample, paragraphs

Scheme = Literal["light", "dark"]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A letter with a long file name, a long word and a picture beside an article."""
    sample = Sample(tmp_path_factory.mktemp("magazine"))
    art = {"image": "images/art.png", "alt": "Grey", "credit": "Nobody"}
    sample.article("second", "Report", paragraphs(9), opener=art, headline="Deoxyribonucleoprotein in sickle cells")
    Image.new("RGB", (600, 600), "grey").save(sample.root / "content" / NAME / "images" / "art.png")
    campaign = open_campaign(sample.project, NAME, progress=Progress())
    return compose(sample.project, NAME, campaign).html


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.mark.parametrize("width", [320, 640])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_fetches_nothing(browser: Browser, letter: Path, width: int, scheme: Scheme) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(letter.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in asked if not url.startswith("data:")] == [letter.as_uri()]
    sizes = page.evaluate("[...document.images].map(one => [one.naturalWidth, one.width, !!one.alt])")
    assert len(sizes) == 2
    assert all(natural and shown <= width and told for natural, shown, told in sizes)
    ground = page.evaluate("getComputedStyle(document.querySelector('.sheet')).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(26, 28, 30)"}[scheme]
    page.close()
