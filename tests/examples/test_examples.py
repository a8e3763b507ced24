# SPDX-License-Identifier: MIT
"""The example magazines, built in the themes that they are made for: every page is there, and every page is good."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from PIL import Image

from hemaprint.bind.editions import Edition
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions, BuildResult
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.errors import Severity
from hemaprint.preflight import artwork
from hemaprint.preflight.issue import examine_issue
from hemaprint.project.project import Project, load_project
from hemaprint.theme.measures import measures_of
from hemaprint.typeset.pages import normalized
from waiting import LONG

pytestmark = pytest.mark.slow

BARN = Path(__file__).with_name("barn-and-ward")
NAME = "2026-winter"
THEMES = ("hematology-frontier", "atlas")
"""The themes in which every page of the issue was looked at."""
PAGES = 16
PAPER = 250
"""Lighter than this, of 255, is white."""
LETTER = (612, 792)
"""Width and height in pt."""
DPI, DRAFT = 210, 2
"""Pixels per inch of the pictures, and how many times fewer are computed here along each side."""
WHITE = 0.1
"""The highest white band across a page, in shares of its height, from its first line to the foot of the type area."""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The photographs, computed once for all themes."""
    pytest.importorskip("numpy", reason="the pictures need the extra hemaprint[art]")
    folder = tmp_path_factory.mktemp("pictures")
    make_pictures(folder)
    return folder


def make_pictures(folder: Path, *names: str) -> None:
    script = BARN / "art" / "pictures.py"
    subprocess.run(
        [sys.executable, str(script), str(folder), *names],
        check=True,
        capture_output=True,
        timeout=LONG,
        env=os.environ | {"DPI": str(DPI // DRAFT)},
    )


@dataclass(frozen=True)
class Built:
    """The issue in one theme, and the text of its pages."""

    project: Project
    issue: Issue
    result: BuildResult
    texts: list[str]


@pytest.fixture(scope="module", params=THEMES)
def built(request: pytest.FixtureRequest, pictures: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp(str(request.param))
    shutil.copytree(
        BARN, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("images", "dist", "__pycache__", ".*")
    )
    own = BARN / f"in-{request.param}"
    if own.exists():  # copy that fits this theme only takes the place of the other
        shutil.copytree(own, folder / "content", dirs_exist_ok=True)
    shutil.copytree(pictures, folder / "content" / NAME / "images")
    with (folder / "hemaprint.toml").open("a") as settings:
        settings.write(f'\n[theme]\nname = "{request.param}"\n')
    project = load_project(folder)
    result = build(project, BuildOptions(issue=NAME, editions=(Edition.DIGITAL, Edition.PRINT)))
    issue = load_issue(project, NAME).issue
    assert issue is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        texts = [normalized(page.get_textpage().get_text_bounded()) for page in document]
    return Built(project, issue, result, texts)


def test_nothing_is_reported(built: Built) -> None:
    # neither copy that is over its budget, nor a column that is short, nor a page that is half empty, nor a blank one
    assert [problem.message for problem in built.result.problems] == []


def test_it_has_sixteen_pages_of_letter(built: Built) -> None:
    with pikepdf.open(built.result.pdf) as document:
        sizes = [tuple(round(float(side)) for side in page.trimbox[2:]) for page in document.pages]
        origins = [tuple(round(float(side)) for side in page.trimbox[:2]) for page in document.pages]
    assert len(sizes) == PAGES
    assert {(w - x, h - y) for (w, h), (x, y) in zip(sizes, origins, strict=True)} == {LETTER}


def test_every_article_is_where_the_contents_say(built: Built) -> None:
    firsts = {article.slug: int(article.first_page) for article in built.result.articles}
    contents = built.texts[1]
    assert len(firsts) == 6
    for slug, first in firsts.items():
        title = normalized(built.issue.articles[slug].title)
        opening = built.texts[first - 1 : first + (built.issue.articles[slug].meta.opener is not None)]
        assert any(title in text for text in opening)
        assert title in contents


def test_no_page_has_a_hole(built: Built) -> None:
    foot = measures_of(built.project, built.issue).geometry.foot
    with pypdfium2.PdfDocument(built.result.pdf) as document:
        bands = [white_band(page.render(scale=0.5, grayscale=True).to_pil(), foot / LETTER[1]) for page in document]
    assert [(number, band) for number, band in enumerate(bands, start=1) if band > WHITE] == []


def white_band(page: Image.Image, foot: float) -> float:
    """The highest band without ink between the first line of a page and its ``foot``, both in shares of its height."""
    last = round(foot * page.height)
    rows = np.asarray(page).min(axis=1)[:last]
    inked = [*np.flatnonzero(rows < PAPER).tolist(), last]
    return max(after - before for before, after in pairwise(inked)) / page.height


def test_a_hole_is_seen() -> None:
    page = Image.new("L", (10, 100), "white")
    page.paste(0, (0, 5, 10, 40))
    page.paste(0, (0, 60, 10, 85))
    assert white_band(page, 0.9) == pytest.approx(0.21)
    assert white_band(page.crop((0, 0, 10, 50)), 0.9) == pytest.approx(0.12)


def test_figures_are_on_the_spread_that_speaks_of_them(built: Built) -> None:
    for article in built.result.articles:
        first = int(article.first_page)
        texts = built.texts[first - 1 : first - 1 + article.pages]
        for kind in ("Figure", "Table"):
            for number in range(1, 9):
                shown = [first + k for k, text in enumerate(texts) if f"{normalized(kind)}{number}" in text]
                cited = [
                    first + k
                    for k, text in enumerate(texts)
                    if f"({normalized('Fig.' if kind == 'Figure' else kind)}{number})" in text
                ]
                assert bool(shown) == bool(cited)
                assert {page // 2 for page in shown} <= {page // 2 for page in cited}


def test_print_and_screen_pass_preflight(built: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    # but for pictures of less than 300 ppi (HP451): each of their pixels is computed here
    for limits in ("_PRINT", "_SCREEN"):
        least, good = getattr(artwork, limits)
        monkeypatch.setattr(artwork, limits, (least / DRAFT, good / DRAFT))
    findings = [
        (finding.code, finding.page, finding.message)
        for report in examine_issue(built.project, NAME)
        for finding in report.findings
        if finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and finding.code != "HP451")
    ]
    assert findings == []


def named_pictures() -> Iterator[str]:
    for path in BARN.rglob("*"):
        if path.suffix in (".md", ".yaml"):
            yield from (word.strip() for word in path.read_text("utf-8").split() if word.startswith("images/"))


def test_every_picture_is_used(pictures: Path) -> None:
    assert {Path(name).name for name in named_pictures()} == {path.name for path in pictures.iterdir()}


def test_the_same_program_makes_the_same_pictures(pictures: Path, tmp_path: Path) -> None:
    make_pictures(tmp_path, "news", "xray")
    for again in tmp_path.iterdir():
        assert again.read_bytes() == (pictures / again.name).read_bytes()
