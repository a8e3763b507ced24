# SPDX-License-Identifier: MIT
"""What the theme atlas promises: every template, two faces, captions in the margin, light and dark as pictures are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from fuzzing import examples
from hemaprint.build.results import BuildResult
from hemaprint.charts import palette_of
from hemaprint.theme.theme import theme_of
from samples import NAME, Sample, paragraphs
from scripts import needs_faces

LEAST_CONTRAST = 4.5
MM = 72 / 25.4
TEXT_EDGE = (16 + 2 * 65.125 + 5) * MM
"""Where the text ends on a right page, in pt from its spine: the inner margin and two columns."""
SIDE = (12 + 41.75) * MM
"""Where the margin ends on a left page."""
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
SIZES = ("A5", "A4", "letter")
"""Of paper; each run of the tests takes the first, and ``make fuzz`` all."""


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
    case: dict[str, Any] = {"abstract": ABSTRACT, "consent": "She agreed.", "opener": OPENER}
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


def shade_at(path: Path, page: int) -> int:
    """How light a page is near its upper left corner, 0 to 255."""
    with pypdfium2.PdfDocument(path) as document:
        shade = document[page].render(scale=0.2).to_pil().convert("L").getpixel((2, 2))
    assert isinstance(shade, int)
    return shade


# ---------------------------------------------------------------- pages


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize("size", SIZES[: examples(1)])
def test_a_page_of_every_template_is_set_without_a_fault(tmp_path: Path, size: str) -> None:
    assert faults(with_everything(tmp_path, size).build()) == []


def test_two_faces_set_it_all(tmp_path: Path) -> None:
    sample = in_atlas(tmp_path)
    sample.article("letter", "Letter", paragraphs(3) + "\n**Strong** and *leaning* words, H~2~O and 10^8^ times 5.\n")
    found = families(sample.build().pdf)
    assert [name for name in found if not name.startswith(("Atlas", "Bricolage", "Hanken"))] == []


@pytest.mark.parametrize(
    ("language", "copy"),
    [
        pytest.param("ar", "تعود الخلايا قبل المساء. " * 12, marks=needs_faces("ا")),
        pytest.param("zh-Hans", "细胞沿着原路回来，有人数了两遍。" * 40, marks=needs_faces("细")),
    ],
)
def test_other_scripts_are_set(tmp_path: Path, language: str, copy: str) -> None:
    sample = in_atlas(tmp_path, language=language)
    figure = FIGURE.format("chalk", ":width: page\n", "twice")
    sample.article("report", "Report", f"{copy}\n\n{figure}\n{copy}\n", opener=OPENER, headline=copy[:14].strip())
    assert faults(sample.build()) == []


# ---------------------------------------------------------------- the margin


def test_a_caption_stands_in_the_margin_beside_its_picture(tmp_path: Path) -> None:
    sample = in_atlas(tmp_path)
    figure = FIGURE.format("chalk", ":width: page\n:place: top\n", "marginal")
    sample.article("report", "Report", paragraphs(4) + figure + paragraphs(30, start=60))
    page, left, _ = place_of_words(sample.build().pdf, "Seen from both ends")
    assert left > TEXT_EDGE if page % 2 == 0 else left < SIDE


def test_a_drawing_that_opens_a_report_leaves_the_words_to_the_facing_page(tmp_path: Path) -> None:
    sample = in_atlas(tmp_path)
    opener = OPENER | {"image": "images/tall.svg"}
    sample.article("report", "Report", paragraphs(6), opener=opener, standfirst="A few words.")
    result = sample.build()
    assert faults(result) == []
    assert place_of_words(result.pdf, "A few words")[0] == place_of_words(result.pdf, "Sentence 0")[0]


# ---------------------------------------------------------------- light and dark


@pytest.mark.parametrize(
    ("image", "night", "is_dark"),
    [("night", "auto", True), ("chalk", "auto", False), ("chalk", "always", True), ("night", "never", False)],
)
def test_an_essay_is_at_night_as_its_first_picture_is(tmp_path: Path, image: str, night: str, is_dark: bool) -> None:
    sample = in_atlas(tmp_path, f'[theme.settings]\nnight = "{night}"\n')
    opener = OPENER | {"image": f"images/{image}.png"}
    sample.article("essay", "Report", paragraphs(4), template="photo-essay", opener=opener)
    pdf = sample.build().pdf
    assert (shade_at(pdf, place_of_words(pdf, "Sentence 0")[0]) < 60) is is_dark


@pytest.mark.parametrize(("image", "has_light_words"), [("night", True), ("chalk", False)])
def test_words_on_a_plate_have_the_ink_that_its_picture_asks_for(
    tmp_path: Path, image: str, has_light_words: bool
) -> None:
    sample = in_atlas(tmp_path)
    opener = OPENER | {"image": f"images/{image}.png"}
    sample.article("report", "Report", paragraphs(6), opener=opener, standfirst="At the foot of the plate.")
    pdf = sample.build().pdf
    page, left, low = place_of_words(pdf, "At the foot of the plate")
    assert page < place_of_words(pdf, "Sentence 0")[0]
    with pypdfium2.PdfDocument(pdf) as document:
        drawn = document[page].render(scale=2).to_pil().convert("L")
    darkest, lightest = drawn.crop((int(2 * left), int(2 * low - 24), int(2 * left + 120), int(2 * low))).getextrema()
    assert (lightest > 240) if has_light_words else (darkest < 60)


def test_a_restless_picture_leaves_them_to_the_facing_page_and_says_so(tmp_path: Path) -> None:
    sample = in_atlas(tmp_path)
    squares = Image.new("L", (12, 17))
    squares.putdata([255 * ((place % 12 + place // 12) % 2) for place in range(12 * 17)])
    squares.resize((432, 612), Image.Resampling.NEAREST).save(picture(sample, "dusk"))
    path = sample.article("report", "Report", paragraphs(6), opener=OPENER, standfirst="A few words.")
    result = sample.build()
    assert [problem.location.path for problem in result.problems if problem.code == "HP199"] == [path]
    assert place_of_words(result.pdf, "A few words")[0] == place_of_words(result.pdf, "Sentence 0")[0]


def test_an_editor_may_insist(tmp_path: Path) -> None:
    sample = in_atlas(tmp_path)
    opener = OPENER | {"image": "images/tall.svg", "ground": "light"}
    sample.article("report", "Report", paragraphs(6), opener=opener, standfirst="A few words.")
    pdf = sample.build().pdf
    assert place_of_words(pdf, "A few words")[0] < place_of_words(pdf, "Sentence 0")[0]


# ---------------------------------------------------------------- colours


def test_text_is_legible_on_every_ground(tmp_path: Path) -> None:
    palette = palette_of(theme_of(in_atlas(tmp_path).project))
    pairs = [(ink, ground) for ink in ("ink", "ink-2", "accent", "accent-2") for ground in ("paper", "tint")]
    pairs += [(ink, "night") for ink in ("paper", "night-2", "night-accent")]
    assert [pair for pair in pairs if palette.contrast(*pair) < LEAST_CONTRAST] == []


def test_every_colour_has_its_inks(tmp_path: Path) -> None:
    theme = theme_of(in_atlas(tmp_path).project)
    assert theme.inks.problems == ()
    assert {color.upper() for color in theme.colors.values()} <= set(theme.inks.inks)
