"""What programs leave behind in a text."""

from __future__ import annotations

import pytest

from hemaprint.intake.cleaning import Cleaner
from hemaprint.intake.language import language_of
from hemaprint.intake.plain.typed import Joiner
from hemaprint.intake.words import words


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("ﬁve ﬂuid", "five fluid"),
        ("two  spaces\u00a0here", "two spaces here"),
        ("soft\u00adhyphen", "softhyphen"),
        ("zero\u200bwidth \u202eturned\u202c", "zerowidth turned"),
        ("CAR\u2011T", "CAR-T"),
        ("don´t, it`s", "don’t, it’s"),
        ("``quoted''", '"quoted"'),
        ("10\u2009000 cells", "10\u202f000 cells"),
        ("ＣＤ５", "CD5"),
        ("e\u0301", "é"),
        ("bell\x07", "bell"),
    ],
)
def test_characters_are_put_right_and_told(text: str, clean: str) -> None:
    cleaner = Cleaner("en")
    assert cleaner.clean(text) == clean
    assert cleaner.done or text == "e\u0301"


@pytest.mark.parametrize(
    ("language", "text", "clean"),
    [
        ("en", "„so“ and «so»", "“so” and “so”"),
        ("de", "“so” und «so»", "„so“ und „so“"),
        ("de", "„so“", "„so“"),
        ("en", "it’s “so”", "it’s “so”"),
    ],
)
def test_quotation_marks_are_those_of_the_language(language: str, text: str, clean: str) -> None:
    assert Cleaner(language).clean(text) == clean


def test_letters_that_look_alike_are_told() -> None:
    cleaner = Cleaner("en")
    cleaner.clean("Leukеmia, and Greek β as it should be, and TNF-α")
    assert [word.split()[0] for word in cleaner.lookalikes] == ["Leukеmia"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("the thera-", "py works", "the therapy works"),
        ("a long-", "term view", "a long-term view"),
        ("CAR-", "T cells", "CAR-T cells"),
        ("a soft\u00ad", "ware", "a software"),
        ("seen elsewhere: myelofib-", "rosis", "seen elsewhere: myelofibrosis"),
        ("one", "line", "one line"),
        ("等待。", "细胞", "等待。细胞"),
    ],
)
def test_lines_are_joined(before: str, after: str, joined: str) -> None:
    assert Joiner.of("myelofibrosis stands here unbroken", "en-US").join(1, before, after) == joined


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "The cells were seen in the blood of all those who had been treated with them and it is for this that",
            "en-US",
        ),
        (
            "Die Zellen waren im Blut aller Patienten zu sehen, und das ist nicht der einzige Grund für die Arbeit mit",
            "de",
        ),
        ("Les cellules ont été vues dans le sang de tous les patients et cela n'est pas la seule raison pour un", "fr"),
        ("细胞在所有患者的血液中都可以看到", "zh-Hans"),
        ("細胞在所有患者的血液中都可以看到，這是臨床實驗的結果", "zh-Hant"),
        ("細胞はすべての患者の血液に見られました", "ja"),
        ("Никто не знает, где ключ от башни, а звонит всё равно кто-то.", "ru"),
        ("Сестра відчиняє вікно і каже, що її ґудзик загубився.", "uk"),
        ("Никой не знае къде е ключът.", "bg"),
        ("Κανείς δεν ξέρει πού είναι το κλειδί.", "el"),
        ("The letter β of the Greek alphabet", "en-US"),
        ("Short.", "en-US"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert language_of(text, "en-US") == language


def test_words_are_the_same_however_they_are_typed() -> None:
    assert words("ﬁve\u00ad teen CD5") == ["five", "teen", "cd5"]
    assert words("中文 text") == ["中", "文", "text"]
