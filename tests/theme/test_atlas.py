# SPDX-License-Identifier: MIT
"""What the theme atlas promises: every template, two faces, captions in the margin, light and dark as pictures are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from hemaprint.build.results import BuildResult
from hemaprint.charts import palette_of
from hemaprint.theme.theme import theme_of
from samples import NAME, Sample, paragraphs
from scripts import needs_faces

MM = 72 / 25.4
TEXT_EDGE = (16 + 2 * 65.125 + 5) * MM
"""Where the text ends on a right page, in pt from its spine: the inner margin and two columns."""
OF_COPY = {"HP207", "HP208", "HP212", "HP220", "HP221", "HP222", "HP226", "HP237"}
"""What is said of the amount of copy, which sentences made by a loop do not fit."""
DAWN, DUSK, NIGHT, CHALK = "#8fb3c6", "#1d2c3a", "#0c1014", "#f0eee8"
OPENER = {"image": "images/dusk.png", "alt": "A plain colour", "caption": "A colour.", "credit": "The founders"}
SPEAKERS = {"Q": {"name": "The founders", "role": "question"}, "A": {"name": "A. Reader", "role": "answer"}}
GUEST = {"name": "A. Reader", "role": "interviewee", "credentials": "Reader", "affiliation": "A library"}
FIGURE = ":::{{figure}} images/{0}.png\n:alt: A plain colour\n{1}\n**A road.** Seen from both ends, {2}.\n:::\n"
BLOCKS = """
:::{table} The roads
| Road | Cells |
|---|---|
| Out | 12 |
| Back | 11 |
:::

:::{sidebar} Why twice?
The second count is the one that is believed.
:::

:::{tally} 16/16
:kicker: Count

All of them were counted twice.
:::

:::{timeline} From one count to two
2003: A number is wrong.
2004: Somebody counts again.
:::

:::{correction} The first count
:source: Number 0

It was 11, not 12.
:::
"""
TALK = "\n\n".join(f"**Q:** Who counted number {n}?\n\n**A:** {paragraphs(1, start=50 * n)}" for n in range(1, 7))
ITEMS = "\n".join(f":::{{item}} Item {n}\n:tag: Counts\n\n{paragraphs(1, start=200 + n)}\n:::\n" for n in range(1, 7))
ASKED = "".join(f"### Why {n}?\n\n{paragraphs(1, start=300 + n)}\n" for n in range(1, 4))
DATES = ":::{calendar}\n2025-06-12/15\n: **A meeting**, Milan\n\n2025-07-03\n: A summer school\n:::\n"
PICTURES = "\n".join(FIGURE.format(name, ":size: half\n", name) for name in ("dawn", "dusk"))
ROWS = f"::::{{gallery}}\n{''.join(FIGURE.format(one, '', one) for one in ('dusk', 'dawn', 'night', 'chalk'))}::::\n"
ABSTRACT = [{"label": "Methods", "text": "They were counted."}, {"label": "Results", "text": "Sixteen came back."}]


def in_atlas(root: Path, settings: str = "", size: str = "A4", language: str = "en-GB") -> Sample:
    """A magazine that is set in the theme, with four pictures of one colour each."""
    sample = Sample(root, size=size)
    text = (sample.root / "hemaprint.toml").read_text("utf-8")
    text = text.replace('publisher = "The founders"', f'publisher = "The founders"\nlanguage = "{language}"')
    sample.write("hemaprint.toml", f'{text}\n[theme]\nname = "atlas"\n{settings}')
    for name, color in (("dawn", DAWN), ("dusk", DUSK), ("night", NIGHT), ("chalk", CHALK)):
        Image.new("RGB", (120, 160), color).save(picture(sample, name))
    return sample


def picture(sample: Sample, name: str) -> Path:
    """Where a picture of the issue is."""
    return sample.root / "content" / NAME / "images" / f"{name}.png"


def with_everything(root: Path, size: str = "A4", settings: str = "") -> Sample:
    """An issue with a page of every template."""
    sample = in_atlas(root, settings, size=size)
    sample.manifest["cover"] = {
        "art": "images/dawn.png",
        "alt": "A plain colour",
        "headline": "Plain cells",
        "deck": "They come back by the same road, and somebody counts them twice",
        "lines": [{"headline": name.capitalize(), "article": name} for name in ("letter", "talk", "report")],
    }
    ad: Mapping[str, object] = {"advertiser": "Lens & Co.", "headline": "Look twice", "text": "Somebody should."}
    sample.manifest["advertisements"] = [
        {"id": "whole", "size": "full", "slot": {"after": "cover"}, "art": "images/dusk.png", "alt": "A colour", **ad},
        {"id": "half", "size": "half", "slot": {"article": "news"}, **ad},
    ]
    sample.page("contents", art="images/dusk.png", alt="A plain colour")
    sample.page("masthead")
    sample.article("letter", "Letter", paragraphs(6), opener={"image": "images/dawn.png", "alt": "A plain colour"})
    sample.article("news", "News", paragraphs(3) + ITEMS, opener=OPENER, standfirst="All that was counted.")
    figure = FIGURE.format("chalk", ":width: page\n", "in the margin")
    report = paragraphs(8) + BLOCKS + figure + paragraphs(9, start=60)
    people = [{"name": "B. Writer", "about": "She counts.", "portrait": "images/dawn.png", "alt": "A colour"}]
    sample.article("report", "Report", report, opener=OPENER, standfirst="Two roads.", contributors=people)
    sample.article("talk", "Talk", TALK, opener=OPENER, speakers=SPEAKERS, contributors=[GUEST])
    sample.article("questions", "Questions", f"::::{{questions}}\n{ASKED}::::\n")
    essay = paragraphs(2) + PICTURES + paragraphs(1, start=20)
    sample.article("essay", "Report", essay, template="photo-essay", opener=OPENER, standfirst="One house.")
    sample.article("things", "Report", paragraphs(1) + ROWS, template="gallery", byline="B. Writer")
    books = [{"title": "The road", "author": "C. Walker", "year": 2024, "cover": "images/dusk.png", "alt": "A colour"}]
    sample.article("books", "Letter", paragraphs(5), template="book-review", books=books)
    life = {"born": "1931-04-02", "died": "2024-12-24"}
    sample.article("life", "Report", paragraphs(6), template="obituary", life=life, opener=OPENER)
    sample.article("result", "Report", paragraphs(5), template="research-letter", abstract=ABSTRACT)
    case = {"abstract": ABSTRACT, "consent": "She agreed.", "opener": OPENER}
    sample.article("case", "Report", paragraphs(6), template="case-report", **case)
    sample.article("dates", "Report", DATES, template="calendar")
    sample.article("poster", "Report", paragraphs(1, sentences=2), template="poster", opener=OPENER)
    sample.page("colophon", art="images/dawn.png", alt="A plain colour")
    sample.page("back", art="images/night.png", alt="A plain colour")
    return sample


def faults(result: BuildResult) -> list[str]:
    """What is wrong with an issue, and not with the amount of its copy."""
    return [f"{one.code} {one.message}" for one in result.problems if one.code not in OF_COPY]


def families(path: Path) -> set[str]:
    """The families of all fonts of a file."""
    with pikepdf.open(path) as pdf:
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one]
        return {str(font["/BaseFont"]).lstrip("/").partition("+")[2].partition("-")[0] for font in fonts}


def place_of_words(path: Path, words: str) -> tuple[int, float, float]:
    """Where words are: the page, from 0, and the left edge and the baseline of the first, in pt from the upper left."""
    with pypdfium2.PdfDocument(path) as document:
        for index, page in enumerate(document):
            text = page.get_textpage()
            found = text.search(words).get_next()
            if found is not None:
                left, low, _, _ = text.get_charbox(found[0], loose=False)
                return index, left, page.get_height() - low
    raise AssertionError(f"{words} is on no page")


def ground_at(path: Path, page: int) -> tuple[int, ...]:
    """The colour of a page near its upper left corner."""
    with pypdfium2.PdfDocument(path) as document:
        color = document[page].render(scale=0.2).to_pil().convert("RGB").getpixel((2, 2))
    assert isinstance(color, tuple)
    return color


# ---------------------------------------------------------------- pages


@pytest.mark.slow
@pytest.mark.parametrize("size", ["A4", "letter", "A5"])
def test_a_page_of_every_template_is_set_without_a_fault(tmp_path: Path, size: str) -> None:
    assert faults(with_everything(tmp_path, size).build()) == []
