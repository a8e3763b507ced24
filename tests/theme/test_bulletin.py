"""What the theme bulletin promises: a front page that tells the issue, no plate, black and one ink, every template."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from everything import fill
from fuzzing import examples
from hemaprint.bind.editions import Edition
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions, BuildResult
from hemaprint.charts import palette_of
from hemaprint.project.project import load_project
from hemaprint.theme.theme import theme_of
from samples import Sample, paragraphs
from scripts import needs_faces

LONG_ROPE = Path(__file__).parents[1] / "examples" / "long-rope"
"""An invented newsletter, with an issue of 4 pages and one of 8."""
OF_COPY = {"HP207", "HP208", "HP212", "HP220", "HP221", "HP222", "HP223", "HP226", "HP227", "HP229", "HP237"}
"""What is said of copy that is not fitted to its pages: sentences made by a loop are not."""
OPENER = {"image": "images/tall.svg", "alt": "A plain colour", "caption": "A colour.", "credit": "The founders"}
LEAST_CONTRAST = 4.5
TYPE_WIDTH = 180 * 72 / 25.4
ITEMS = "".join(f":::{{item}} Item {name}\n{paragraphs(1, start=number)}:::\n\n" for number, name in enumerate("ABC"))
SIZES = ("letter", "A4", "A5")
"""Of paper; each run of the tests takes the first, and ``make fuzz`` all."""


def in_bulletin(root: Path, settings: str = "", size: str = "A4", language: str = "en-GB") -> Sample:
    """A newsletter that is set in the theme; its department Lead has the front page."""
    sample = Sample(root, size=size)
    text = (sample.root / "hemaprint.toml").read_text("utf-8")
    text = text.replace('publisher = "The founders"', f'publisher = "The founders"\nlanguage = "{language}"')
    front = '[[departments]]\nname = "Lead"\ntemplate = "front"\n'
    sample.write("hemaprint.toml", f'{text}\n{front}\n[theme]\nname = "bulletin"\n{settings}')
    return sample


def with_front(root: Path, body: str = "", **front: Any) -> Sample:
    """Such a newsletter with an article on page 1, another on page 3, and no cover."""
    sample = in_bulletin(root)
    sample.manifest["order"] = []
    sample.article(
        "lead", "Lead", body or f"{paragraphs(8)}\n{ITEMS}{paragraphs(16, start=60)}", opener=OPENER, **front
    )
    sample.article("talk-of-the-day", "Letter", paragraphs(9, start=300))
    return sample


def faults(result: BuildResult) -> list[str]:
    """What is wrong with an issue, and not with the amount of its copy."""
    return [f"{one.code} {one.message}" for one in result.problems if one.code not in OF_COPY]


def text_of(pdf: Path, page: int) -> str:
    """The text of a page, from 1, in the order in which it was set."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page - 1].get_textpage().get_text_bounded())


def extent_of(pdf: Path, page: int, words: str) -> tuple[float, float]:
    """The left and the right edge of words on a page, in pt."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page - 1].get_textpage()
        start, count = text.search(words).get_next()
        boxes = [text.get_charbox(index, loose=False) for index in range(start, start + count)]
        return min(box[0] for box in boxes), max(box[2] for box in boxes)


def fonts_of(pdf: Path) -> set[str]:
    """The fonts of a file by name, without the tag of their subset."""
    with pikepdf.open(pdf) as file:
        found = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one]
        return {str(font["/BaseFont"]).partition("+")[2] for font in found}


# ---------------------------------------------------------------- pages


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize("size", SIZES[: examples(1)])
def test_a_page_of_every_template_is_set_without_a_fault(tmp_path: Path, size: str) -> None:
    assert faults(fill(in_bulletin(tmp_path, size=size)).build()) == []


@needs_faces("你ب")
@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "copy"),
    [
        ("ar", "كان الطبيب يعد الخلايا كل صباح ثم يعدها مرة ثانية قبل المساء. " * 12),
        ("zh-Hans", "细胞沿着原路回来，有人数了两遍。" * 40),
    ],
)
def test_other_scripts_are_set_without_a_fault(tmp_path: Path, language: str, copy: str) -> None:
    sample = in_bulletin(tmp_path, language=language)
    sample.article("report", "Report", f"{copy}[^1]\n\n{copy}\n\n[^1]: {copy[:40]}\n", opener=OPENER)
    assert faults(sample.build()) == []


@pytest.mark.slow
@pytest.mark.parametrize(("name", "pages"), [("2031-05", 4), ("2031-08", 8)])
def test_an_example_has_its_pages_and_no_problem(tmp_path: Path, name: str, pages: int) -> None:
    shutil.copytree(LONG_ROPE, tmp_path / "rope", ignore=shutil.ignore_patterns("dist", ".hemaprint"))
    result = build(load_project(tmp_path / "rope"), BuildOptions(issue=name, editions=(Edition.DIGITAL,)))
    assert result.pages == pages
    assert result.problems == ()


# ---------------------------------------------------------------- the front page


def test_the_front_page_is_as_wide_as_its_name_and_has_no_cover(tmp_path: Path) -> None:
    sample = with_front(tmp_path)
    result = sample.build()
    left, right = extent_of(result.pdf, 1, "Plain Cells")
    assert faults(result) == []
    assert TYPE_WIDTH * 0.96 < right - left < TYPE_WIDTH * 1.01


def test_the_front_page_tells_the_pages_of_its_items_and_articles_and_goes_on_elsewhere(tmp_path: Path) -> None:
    sample = with_front(tmp_path)
    order = sample.manifest["order"]
    assert isinstance(order, list)
    order[0]["split"] = 1
    order.append({"continued": "lead"})
    pdf = sample.build().pdf
    rail = text_of(pdf, 1).replace("\r\n", " ")
    assert "3 Item C" in rail
    assert "2 Talk of the day" in rail
    assert "Continued on page 3" in rail
    assert "Continued from page 1" in text_of(pdf, 3)


def test_the_strip_below_the_nameplate_can_be_left_out(tmp_path: Path) -> None:
    days = " ".join(str(day) for day in range(20, 29))
    sample = in_bulletin(tmp_path / "with")
    assert days in text_of(sample.build().pdf, 1)
    sample = in_bulletin(tmp_path / "without", "[theme.settings]\nstrip = 'none'\n")
    assert days not in text_of(sample.build().pdf, 1)


# ---------------------------------------------------------------- inside


def test_no_article_opens_with_a_plate_or_a_drop_cap(tmp_path: Path) -> None:
    sample = in_bulletin(tmp_path)
    sample.article("report", "Report", paragraphs(6), opener=OPENER)
    person = {"name": "Ann Lee", "role": "interviewee"}
    talk = f"**Q:** Why?\n\n**A:** {paragraphs(6, start=60)}"
    speakers = {"Q": {"name": "The founders", "role": "question"}, "A": {"name": "Ann Lee", "role": "answer"}}
    sample.article("talk", "Talk", talk, opener=OPENER, contributors=[person], speakers=speakers)
    pdf = sample.build().pdf
    assert "Sentence 0 says" in text_of(pdf, 2)
    assert "Sentence 60 says" in text_of(pdf, 3)


def test_two_families_set_it_all(tmp_path: Path) -> None:
    sample = in_bulletin(tmp_path)
    sample.article("report", "Report", f"{paragraphs(3)}\n**Strong** and *leaning* words.\n", opener=OPENER)
    families = {name.split("-")[0] + "-" + name.split("-")[1] for name in fonts_of(sample.build().pdf)}
    assert families == {"Bulletin-Sans", "Bulletin-Serif"}


def test_every_text_colour_stands_out_from_paper_and_from_the_tint(tmp_path: Path) -> None:
    palette = palette_of(theme_of(in_bulletin(tmp_path).project))
    for ground in ("paper", "tint", "accent-2-pale"):
        for name in ("ink", "ink-2", "accent", "accent-2"):
            lighter, darker = palette.luminance(ground), palette.luminance(name)
            assert (lighter + 0.05) / (darker + 0.05) >= LEAST_CONTRAST, (name, ground)


def test_it_is_printed_in_black_and_one_ink(tmp_path: Path) -> None:
    """Every colour is black alone, or cyan and magenta in the proportion of the ink, with or without black."""
    inks = theme_of(in_bulletin(tmp_path).project).inks
    for amounts in inks.inks.values():
        cyan, magenta, yellow, _ = amounts
        assert yellow == 0
        assert cyan == magenta == 0 or magenta / cyan == pytest.approx(76 / 92, abs=0.02)


def test_the_back_page_can_be_posted(tmp_path: Path) -> None:
    sample = in_bulletin(tmp_path / "with")
    sample.page("back")
    assert text_of(sample.build().pdf, 2).count("The founders") == 1
    sample = in_bulletin(tmp_path / "without", "[theme.settings]\nmailing_panel = false\n")
    sample.page("back")
    assert "The founders" not in text_of(sample.build().pdf, 2)
