"""Pages of the magazine's own and house advertisements stand with short copy and long, with art and without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from geometries import geometry_of
from hemaprint.pdf.colors import Rgb, contrast, luminance
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.misset import find_overset
from hemaprint.typeset.plan import PageRun
from samples import Sample, paragraphs, sentence

from .laying import A4, NOWHERE, engine

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
    setter = sample.setter()
    theme = replace(setter.setting.theme, geometry=geometry_of(size))
    setter.setting = replace(setter.setting, theme=theme)
    setter.schedule = Schedule(setter.schedule.root, Spec.of(theme), setter.schedule._store, Alone())
    return setter


STRIPES = "".join(f"<path d='M0 {3 * y}h300v3h-300z' fill='{('#000', '#888', '#fff')[y % 3]}'/>" for y in range(100))
ART = f"<svg xmlns='http://www.w3.org/2000/svg' width='300' height='300'>{STRIPES}</svg>"
INK = (0x5B / 255, 0x56 / 255, 0x57 / 255)
"""Of the label: --ink-2 (tokens.css)."""
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
SCALE = 4
"""Pixels in a pt."""


def around(words: str, pdf: bytes) -> list[Rgb]:
    """The colours of a page half a pt above and below some words."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = next(page for page in document if page.get_textpage().search(words).get_next())
        text = page.get_textpage()
        start, count = text.search(words).get_next()
        boxes = [text.get_charbox(index) for index in range(start, start + count)]
        image = page.render(scale=SCALE).to_pil().convert("RGB")
        x0, _, _, top = page.get_mediabox()
        edges = (max(box[3] for box in boxes) + 0.5, min(box[1] for box in boxes) - 0.5)
        columns = range(int((boxes[0][0] - x0) * SCALE), int((boxes[-1][2] - x0) * SCALE))
        pixels = [image.getpixel((x, int((top - y) * SCALE))) for y in edges for x in columns]
    return [(red / 255, green / 255, blue / 255) for red, green, blue in pixels]


def test_the_label_of_an_advertisement_is_legible_on_any_art(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.write("content/2025-01/images/art.svg", ART)
    sample.article("letter", "Letter", paragraphs(4))
    ad = {"advertiser": "Rope and Sons", "art": "images/art.svg", "alt": "Rope."}
    sample.manifest["advertisements"] = [
        {"id": "half", "size": "half", "slot": {"article": "letter"}} | ad,
        {"id": "full", "size": "full", "slot": {"filler": True}} | ad,
    ]
    setter = sample.setter()
    works = {"full": setter._own_page(PageRun("advertisement", "full", 1), setter.setting)}
    full = setter.schedule.run(works)[0]["full"].pages.pdf
    half = engine(tmp_path).write(sample.lay_out("letter").document, NOWHERE, None)[0]
    for pdf in (full, half):
        grounds = {luminance(pixel) for pixel in around("Advertisement", pdf)}
        assert min(contrast(luminance(INK), ground) for ground in grounds) >= LEAST_CONTRAST


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
