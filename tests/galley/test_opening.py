import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.subset import Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from markupsafe import Markup

from hemaprint.content.spans import Note, Text, plain, text_of
from hemaprint.galley.opening import opening_of
from hemaprint.theme.faces import bundled_faces
from markup import copy_of, html_of

NB = "\u00a0"
SHEET = Path(__file__).parents[2] / "styles/typography.css"
GAP = 0.11
"""White between the ink of a cap and the text, in em of the cap."""


def led_in(text: str, language: str = "en") -> str:
    """What stands in the cap and in small capitals."""
    copy = copy_of(text, language)
    opening = opening_of(copy, language)
    assert opening, text
    assert text_of((*plain(opening.cap + opening.lead), *opening.rest)).casefold() == text_of(copy).casefold()
    return opening.cap + opening.lead


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("The longest article in this first issue concerns us.", "The longest article"),
        ("In the middle of the night they came.", "In the middle"),
        ("Stand at the left edge of a curve.", "Stand at the left edge"),
        ("Blood transfusions cured nobody there.", "Blood transfusions cured nobody"),
        ("Hematologists everywhere agreed reluctantly, of course.", "Hematologists everywhere agreed"),
        ("Hematologists in international collaborations met.", "Hematologists"),
        ("We think that they can.", "We think"),
        ("The cells, which were few, grew.", "The cells,"),
        ("The pump. It hums.", "The pump."),
        ("Yes.", "Yes."),
        ("élan of a kind.", "Élan of a kind."),
        ("E\u0301lan of a kind.", "E\u0301lan of a kind."),
    ],
)
def test_small_capitals_end_with_the_phrase(text: str, lead: str) -> None:
    assert led_in(text) == lead


@pytest.mark.parametrize(
    ("language", "text", "lead"),
    [
        ("de", "Am Anfang der Arbeit stand eine Frage.", "Am Anfang"),
        ("fr", "Au début de la maladie, rien ne se voit.", "Au début"),
        ("pl", "Na początku choroby zwykle nic nie widać.", "Na początku choroby"),
    ],
)
def test_phrases_end_in_other_languages(language: str, text: str, lead: str) -> None:
    assert led_in(text, language) == lead


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("In 1998 it was new.", "In"),
        ("Some CD5 cells were left.", "Some"),
        ("The *gene* is cut.", "The"),
        ("A phase 1 trial of nineteen.", "A"),
        ("Dr. Pan and others came.", f"Dr.{NB}Pan"),
        ("On day 30 they left.", "On"),
    ],
)
def test_small_capitals_end_before_figures_markup_and_notes(text: str, lead: str) -> None:
    assert led_in(text) == lead


@pytest.mark.parametrize("text", ["“Quoted,” she said.", "*Leaning* words.", "19 patients.", "潘静 said."])
def test_other_openings_have_no_cap(text: str) -> None:
    assert opening_of(copy_of(text)) is None


def test_a_note_ends_small_capitals() -> None:
    copy = (Text("Survival curves"), Note("it", 1, plain("Note.")), Text(" look so."))
    opening = opening_of(copy)
    assert opening is not None
    assert (opening.cap + opening.lead, opening.rest[1:]) == ("Survival", copy[1:])


def set_out(text: str, language: str = "en") -> str:
    opening = opening_of(copy_of(text, language), language)
    assert opening is not None
    return opening.html(Markup(html_of(opening.rest)))


def test_only_a_word_that_goes_on_is_drawn_to_its_cap() -> None:
    assert 'data-letter="A"' in set_out("A donor came.")
    assert "data-after" not in set_out("A donor came.")
    assert "data-after" not in set_out("L’histoire", "fr")
    assert 'data-after="E">lan' in set_out("Élan is all.")


# ---------------------------------------------------------------- the white beside a cap, by the face


def margins() -> Iterator[tuple[str, float, float]]:
    """Each letter with its margins on the left and on the right in em, as the style sheet has them."""
    css = SHEET.read_text("utf-8")
    base = re.search(r"\.dropcap \{[^}]*margin-inline: (-[\d.]+)em ([\d.]+)em", css)
    assert base
    rules = re.findall(r"((?:\.dropcap\[data-letter=\w\][,\s]*)+)\{([^}]*)\}", css)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        left, right = float(base[1]), float(base[2])
        for selector, body in rules:
            if f"[data-letter={letter}]" in selector:
                left = float((re.search(r"margin-inline-start: (-?[\d.]+)em", body) or [0, left])[1])
                right = float((re.search(r"margin-inline-end: (-?[\d.]+)em", body) or [0, right])[1])
        yield letter, left, right


def test_the_ink_of_every_cap_begins_at_the_edge_and_ends_as_far_from_the_text() -> None:
    face = next(face for face in bundled_faces() if face.family == "HF Serif" and face.style == "normal")
    font = TTFont(face.path)
    capitals = Subsetter()
    capitals.populate(text="".join(letter for letter, *_ in margins()))
    capitals.subset(font)  # a face of a few letters is quickly drawn at one place of its design space
    font = instantiateVariableFont(font, {"opsz": 60, "wght": 500})
    glyphs, names, em = font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm
    for letter, left, right in margins():
        pen = BoundsPen(glyphs)
        glyphs[names[ord(letter)]].draw(pen)
        before, after = pen.bounds[0], font["hmtx"][names[ord(letter)]][0] - pen.bounds[2]
        assert left + before / em == pytest.approx(0, abs=0.004), letter
        assert right + after / em == pytest.approx(GAP, abs=0.005), letter
