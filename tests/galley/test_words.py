from dataclasses import astuple, fields

import pytest

from hemaprint.galley.setting import WORDS, Words, words_of


@pytest.mark.parametrize("language", WORDS)
def test_every_language_fills_the_same_patterns(language: str) -> None:
    for field, english, theirs in zip(fields(Words), astuple(WORDS["en"]), astuple(WORDS[language]), strict=True):
        assert theirs or field.name == "grammar", field.name
        assert theirs.count("{}") == english.count("{}"), field.name


@pytest.mark.parametrize(("tag", "figure"), [("de-CH", "Abbildung {}"), ("zh-Hans", "图 {}"), ("pt", "Figure {}")])
def test_a_tag_has_the_words_of_its_language(tag: str, figure: str) -> None:
    assert words_of(tag).figure == figure
