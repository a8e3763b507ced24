"""Where words are divided: at the seams of compounds, by the house's list, by the rule of Turkish."""

from __future__ import annotations

import pytest

from hemaprint.typeset.lines import costs
from hemaprint.typeset.lines.hyphenation import Hyphenator, Hyphenators, patterns_of


def divided(word: str, hyphenator: Hyphenator) -> str:
    """The word with a hyphen where it may be divided, and a stroke at the seams of a compound."""
    divisions = hyphenator.divisions(word)
    has_seams = any(division.cost == costs.OFF_SEAM for division in divisions)
    for place, cost in reversed(divisions):
        word = word[:place] + ("-" if cost or not has_seams else "|") + word[place:]
    return word


@pytest.mark.parametrize(
    "word",
    [
        "Kno-chen-mark|trans-plan-ta-ti-on",
        "Stamm-zell|spen-der",
        "Blut-druck|mes-sung",
        "Kin-der|on-ko-lo-gie",
        "Stu-di-en|er-geb-nis",
        "Ge-sund-heits|mi-nis-te-ri-um",
        "Ei-sen|man-gel|an-ämie",
        "Pa-ti-en-tin-nen",
        "Wis-sen-schaft",
        "Mit-arbei-ter",
    ],
)
def test_german_compounds_have_their_seams(word: str) -> None:
    assert divided(word.replace("-", "").replace("|", ""), Hyphenator("de", 2, 2)) == word


@pytest.mark.parametrize(
    "word", ["ke-mik-ler", "araş-tır-ma", "İs-tan-bul", "IŞIK-LAR", "elekt-rik", "sa-at", "stra-te-ji", "üni-ver-si-te"]
)
def test_turkish_words_have_their_syllables(word: str) -> None:
    assert patterns_of("tr-TR") == "tr"
    assert divided(word.replace("-", ""), Hyphenator("tr", 2, 2)) == word


def test_the_list_of_the_house_comes_first() -> None:
    house = Hyphenators((("de", "Ery-thro-poi-ese"), ("de-CH", "Gut-haben"), ("de", "Hemaprint"), ("en", "Blut-druck")))
    german = house.get(("de", 3, 3, 6))
    assert divided("ERYTHROPOIESE", german) == "ERY-THRO-POI-ESE"
    assert divided("Hemaprint", german) == "Hemaprint"
    assert divided("Erythropoiesen", german) == "Ery-thro-poie-sen"
    assert divided("Guthaben", german) != divided("Guthaben", house.get(("de_CH", 3, 3, 6)))
    assert list(german.iterate("Hemaprint")) == []
    assert next(iter(german.iterate("Erythropoiese"))) == ("Erythropoi", "ese")
