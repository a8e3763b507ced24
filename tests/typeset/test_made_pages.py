"""Pages of the magazine's own and house advertisements stand with short copy and long, with art and without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hemaprint.project.values import parse_page_size
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.misset import find_overset
from hemaprint.typeset.plan import PageRun
from samples import Sample, paragraphs, sentence

from .laying import A4

WORD = "Blutstammzelltransplantationsnachsorge"
TITLES = (WORD, "A very long title that somebody wrote without ever thinking of the page on which it has to stand")


def half_page(sample: Sample, **copy: str) -> None:
    slot = {"article": "letter"}
    sample.manifest["advertisements"] = [
        {"id": "half", "size": "half", "slot": slot, "advertiser": "Rope and Sons"} | copy
    ]


@pytest.mark.parametrize(
    ("department", "copy"),
    [
        ("Letter", {"headline": "Rope.", "text": "By the metre."}),
        ("Letter", {"text": sentence(1)}),
        ("Report", {"headline": TITLES[1]}),
    ],
)
def test_half_a_page_needs_no_art(department: str, copy: dict[str, str], tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("letter", department, paragraphs(4))
    half_page(sample, **copy)
    laid = sample.lay_out("letter")
    assert find_overset(laid.document, A4, laid.source) == ()
    assert all(text in laid.galley.html for text in (*copy.values(), "Rope and Sons"))


def made(sample: Sample, size: str) -> IssueSetter:
    setter, trim = sample.setter(), parse_page_size(size)
    theme = replace(setter.setting.theme, geometry=Geometry(trim.width, trim.height))
    setter.setting = replace(setter.setting, theme=theme)
    setter.schedule = Schedule(setter.schedule.root, Spec.of(theme), setter.schedule._store, Alone())
    return setter


@pytest.mark.parametrize("size", ["A5", "210mm 210mm"])
@pytest.mark.parametrize("title", TITLES)
def test_titles_of_any_length_fit_the_made_pages(title: str, size: str, tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.manifest["cover"] = {"art": "images/cover.svg", "alt": "A plain colour", "headline": title}
    sample.manifest["contents"] = {"headline": title}
    sample.page("contents")
    sample.article("letter", "Letter", "A line.\n", headline=title)
    sample.page("colophon", headline=title)
    sample.page("back", headline=title, notes=[{"head": title, "text": sentence(1)}] * 2)
    slot = {"filler": True}
    ad = {"id": "full", "size": "full", "slot": slot, "advertiser": "We", "headline": title, "text": sentence(2)}
    sample.manifest["advertisements"] = [ad]
    setter = made(sample, size)
    pieces = [PageRun("page", name, 1) for name in ("cover", "contents", "colophon", "back")]
    works = {
        piece.name: setter._own_page(piece, setter.setting) for piece in (*pieces, PageRun("advertisement", "full", 1))
    }
    results, failures = setter.schedule.run(works)
    assert failures == {}
    assert {name: page.pages.problems for name, page in results.items() if page.pages.problems} == {}
    assert all(len(page.pages.sheets) == 1 for page in results.values())
