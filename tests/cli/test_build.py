"""``hemaprint build`` passes on what it was asked and prints where the result is."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from hemaprint.cli.progress import BarProgress, LineProgress
from hemaprint.editions import Conformance, Edition, Wishes

from .conftest import Call, FakeBuild, pages


def test_the_last_line_is_the_path(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "2025-01")
    assert outcome.code == 0
    assert outcome.out == "dist/2025-01/2025-01-digital.pdf\n"
    assert "letter: 2 pages" in outcome.err


def test_options_reach_the_build(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    hemaprint("build", "-o", "elsewhere", "--article", "letter", "--html")
    assert fake_build.asked == {
        "name": "2025-01",
        "editions": (Edition.DIGITAL,),
        "wishes": Wishes(),
        "output": Path("elsewhere"),
        "article": "letter",
        "html": True,
        "fast": True,
    }


def test_every_edition_has_a_line(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "--edition", "all", "--conformance", "ua2", "--spreads", "--max-mb", "3.5")
    assert fake_build.asked["editions"] == (Edition.DIGITAL, Edition.PRINT, Edition.EMAIL)
    assert fake_build.asked["wishes"] == Wishes(conformance=Conformance.UA2, spreads=True, max_mb=3.5)
    assert outcome.out.splitlines() == [f"dist/2025-01/2025-01-{name}.pdf" for name in ("digital", "print", "email")]
    assert "print: 8 pages, 1.5 MB" in outcome.err


@pytest.mark.parametrize("option", [["--spreads"], ["--max-mb", "3"], ["--edition", "print", "--max-mb", "3"]])
def test_an_option_of_another_edition(
    option: list[str], hemaprint: Call, magazine: Path, fake_build: FakeBuild
) -> None:
    assert hemaprint("build", *option).code == 2
    assert fake_build.asked == {}


def test_the_newest_issue_is_built(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    for name in ("2025-9", "2025-10"):
        assert hemaprint("new", "issue", name).code == 0
    hemaprint("build")
    assert fake_build.asked["name"] == "2025-10"


def test_json(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    result = json.loads(hemaprint("build", "--json").out)
    (edition,) = result["editions"]
    assert Path(edition["path"]) == magazine / "dist" / "2025-01" / "2025-01-digital.pdf"
    assert (edition["pages"], result["articles"][0]["first_page"], result["problems"]) == (8, "3", [])


def test_quiet(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "-q")
    assert outcome.err == ""
    assert outcome.last_line.endswith(".pdf")


def test_verbose_lists_the_articles(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    assert "   3  letter: 2 pages" in hemaprint("build", "-v").err


def test_an_unknown_issue(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "2025-02")
    assert outcome.code == 2
    assert "2025-01" in outcome.err


def test_bars_on_a_terminal() -> None:
    screen = io.StringIO()
    with BarProgress(Console(file=screen, force_terminal=True, width=80)) as progress:
        progress.start(["letter", "interview"])
        progress.article("letter", pages(1), 0.5)
        progress.start(["letter"])
        progress.article("letter", pages(2), 0.5)
        progress.article("cover", pages(1), 0.5)
        progress.stage("binding")
        progress.stage("proving")
    shown = screen.getvalue()
    assert all(text in shown for text in ("letter", "interview", "cover", "2 pages", "proving"))


def test_lines_elsewhere() -> None:
    log = io.StringIO()
    with LineProgress(Console(file=log, width=80)) as progress:
        progress.start(["letter"])
        progress.article("letter", pages(1), 0.5)
        progress.stage("binding")
    assert log.getvalue().splitlines() == ["setting 1 article", "  letter: 1 page, 0.5 s", "binding"]
