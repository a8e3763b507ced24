from dataclasses import astuple, fields
from pathlib import Path

import pyphen
import pytest

from hemaprint.errors import Location
from hemaprint.galley.setting import WORDS, Words, words_of
from hemaprint.newsletter.letter import letter_words
from hemaprint.project.languages import NAMES, language_named, language_problems
from hemaprint.typeset.lines.hyphenation import patterns_of


@pytest.mark.parametrize("language", WORDS)
def test_every_language_fills_the_same_patterns(language: str) -> None:
    for field, english, theirs in zip(fields(Words), astuple(WORDS["en"]), astuple(WORDS[language]), strict=True):
        assert theirs or field.name == "grammar", field.name
        assert theirs.count("{}") == english.count("{}"), field.name


def test_every_known_language_has_words() -> None:
    assert WORDS.keys() == NAMES.keys()
    assert all(set(letter_words(tag)) == set(letter_words("en")) for tag in NAMES)
    assert all(letter_words(tag) != letter_words("en") for tag in NAMES if tag != "en")


@pytest.mark.parametrize("tag", NAMES)
def test_every_known_language_divides_words_or_says_that_it_does_not(tag: str) -> None:
    language = language_named(tag)
    has_patterns = pyphen.language_fallback(tag) is not None or patterns_of(tag) == "tr"
    assert not language.divides or language.patterns == has_patterns


@pytest.mark.parametrize(("tag", "codes"), [("el-GR", []), ("fi", ["HP128"]), ("yo", ["HP127"]), ("zh-Hans", [])])
def test_what_a_language_lacks_is_said(tag: str, codes: list[str]) -> None:
    assert [problem.code for problem in language_problems(tag, Location(Path("a.md")))] == codes
    assert not list(language_problems("fi", Location(Path("a.md")), ["fi-FI"]))


@pytest.mark.parametrize(
    ("tag", "figure"), [("de-CH", "Abbildung {}"), ("zh-Hans", "图 {}"), ("pt-BR", "Figura {}"), ("yo", "Figure {}")]
)
def test_a_tag_has_the_words_of_its_language(tag: str, figure: str) -> None:
    assert words_of(tag).figure == figure
