"""What the theme quarto promises: every template, two faces, one ink, and notes beside their sentences."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from everything import fill
from fuzzing import examples
from hemaprint.build.results import BuildResult
from hemaprint.charts import palette_of
from hemaprint.theme.theme import theme_of
from samples import Sample, paragraphs
from scripts import needs_faces

LEAST_CONTRAST = 4.5
MM = 72 / 25.4
TEXT_EDGE = (18 + 146) * MM
"""Where the text ends on a right page, in pt from its spine: the inner margin and two columns."""
LINE = 14.0
GREYS = ("accent-2", "ink", "rule")
"""How the names of the colours begin that are printed in black."""
OF_COPY = {"HP207", "HP208", "HP212", "HP220", "HP221", "HP222", "HP223", "HP226", "HP227", "HP229", "HP237"}
"""What is said of copy that is not fitted to its pages: sentences made by a loop are not."""
OPENER = {"image": "images/tall.svg", "alt": "A plain colour", "caption": "A colour.", "credit": "The founders"}
ARABIC = "كان الطبيب يعد الخلايا كل صباح ثم يعدها مرة ثانية قبل المساء. " * 12
CHINESE = "细胞沿着原路回来，有人数了两遍。" * 40
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

:::{pull}
The second count is the one that is believed.
:::

:::{tally} 16/16
:kicker: Count

All of them were counted twice.
:::

:::{timeline} From one count to two
:kicker: Dates

2003: A number is wrong.
2004: Somebody counts again.
:::

:::{figure} images/low.svg
:alt: A plain colour

**A road.** Seen from both ends.
:::
"""
SIZES = ("A4", "letter", "A5")
"""Of paper; each run of the tests takes the first, and ``make fuzz`` all."""


def in_quarto(root: Path, settings: str = "", size: str = "A4", language: str = "en-GB") -> Sample:
    """A magazine that is set in the theme."""
    sample = Sample(root, size=size)
    text = (sample.root / "hemaprint.toml").read_text("utf-8")
    text = text.replace('publisher = "The founders"', f'publisher = "The founders"\nlanguage = "{language}"')
    sample.write("hemaprint.toml", f'{text}\n[theme]\nname = "quarto"\n{settings}')
    return sample


def faults(result: BuildResult) -> list[str]:
    """What is wrong with an issue, and not with the amount of its copy."""
    return [f"{one.code} {one.message}" for one in result.problems if one.code not in OF_COPY]


def fonts(path: Path) -> set[str]:
    """The names of all fonts of a file."""
    with pikepdf.open(path) as pdf:
        found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/BaseFont" in one]
        return {str(font["/BaseFont"]).partition("+")[2] for font in found}


def box_of(path: Path, words: str) -> tuple[int, float, float]:
    """Where words are: the page, from 0, and the left edge and the baseline of the first, in pt from the upper left."""
    with pypdfium2.PdfDocument(path) as document:
        for index, page in enumerate(document):
            text = page.get_textpage()
            found = text.search(words).get_next()
            if found is not None:
                left, low, _, _ = text.get_charbox(found[0], loose=False)
                return index, left, page.get_height() - low
    raise AssertionError(f"{words} is on no page")


# ---------------------------------------------------------------- pages


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize("size", SIZES[: examples(1)])
def test_a_page_of_every_template_is_set_without_a_fault(tmp_path: Path, size: str) -> None:
    result = fill(in_quarto(tmp_path, size=size)).build()
    assert faults(result) == []


def test_two_faces_set_it_all_and_neither_is_bold(tmp_path: Path) -> None:
    sample = in_quarto(tmp_path)
    totals = BLOCKS.replace("roads\n", "roads\n:totals: 1\n\n")
    sample.article("report", "Report", f"{paragraphs(3)}\n**Strong** and *leaning* words.\n{totals}")
    assert fonts(sample.build().pdf) == {"Quarto-Serif", "Quarto-Serif-Italic", "Quarto-Sans", "Quarto-Sans-Medium"}


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
    sample = in_quarto(tmp_path, language=language)
    sample.article("report", "Report", f"{copy}[^1]\n\n{copy}\n\n[^1]: {copy[:40]}\n", opener=OPENER)
    assert faults(sample.build()) == []


# ---------------------------------------------------------------- notes

NOTED = (
    paragraphs(2)
    + "\nOne sentence calls quagga[^1] and goes on.\n\n[^1]: Marginalia stand beside it.\n\n"
    + paragraphs(9)
)


def test_a_note_stands_in_the_margin_beside_its_call(tmp_path: Path) -> None:
    sample = in_quarto(tmp_path)
    sample.article("letter", "Letter", NOTED)
    pdf = sample.build().pdf
    page, _, call = box_of(pdf, "quagga")
    there, left, note = box_of(pdf, "Marginalia")
    is_right = page % 2 == 0
    assert there == page
    assert left > TEXT_EDGE if is_right else left < 46 * MM
    assert abs(note - call) < LINE / 2


def test_or_at_the_foot_of_the_page(tmp_path: Path) -> None:
    sample = in_quarto(tmp_path, settings="[theme.settings]\nside_notes = false\n")
    sample.article("letter", "Letter", NOTED)
    pdf = sample.build().pdf
    page, _, call = box_of(pdf, "quagga")
    there, _, note = box_of(pdf, "Marginalia")
    assert there == page
    assert note > call + 10 * LINE


# ---------------------------------------------------------------- colours


def test_text_is_legible_on_every_ground(tmp_path: Path) -> None:
    palette = palette_of(theme_of(in_quarto(tmp_path).project))
    pairs = [(ink, ground) for ink in ("ink", "ink-2", "accent", "accent-2") for ground in ("paper", "tint")]
    pairs += [("accent-deep", "accent-pale"), ("accent-2-deep", "accent-2-pale")]
    assert [pair for pair in pairs if palette.contrast(*pair) < LEAST_CONTRAST] == []


def test_every_colour_has_its_inks_and_greys_are_black_alone(tmp_path: Path) -> None:
    theme = theme_of(in_quarto(tmp_path).project)
    assert theme.inks.problems == ()
    assert {color.upper() for color in theme.colors.values()} <= set(theme.inks.inks)
    greys = {name: theme.inks.inks[color.upper()] for name, color in theme.colors.items() if name.startswith(GREYS)}
    assert len(greys) == 7
    assert [name for name, ink in greys.items() if any(ink[:3])] == []
