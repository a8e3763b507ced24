"""Letters under boxes and beside carets, in every direction of writing."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from hemaprint.review.proof.words import PageLetters, Selected

WIDTH = 10.0


def page(*letters: tuple[str, float | None]) -> PageLetters:
    """A line of letters, each as wide as the others, from these places; None for what has no box."""
    boxes = [(x, 0.0, x + WIDTH, 12.0) if x is not None else (0.0, 0.0, 0.0, 0.0) for _, x in letters]
    text = SimpleNamespace(
        count_chars=lambda: len(letters),
        get_text_range=lambda start, count, errors: "".join(one for one, _ in letters)[start:],
        get_charbox=lambda index, loose: boxes[index],
        close=lambda: None,
    )
    return PageLetters(SimpleNamespace(get_textpage=lambda: text))


def line(words: str, *, turned: bool = False) -> PageLetters:
    places = [WIDTH * (len(words) - 1 - at if turned else at) for at in range(len(words))]
    return page(*zip(words, places, strict=True))


def test_letters_by_their_middle() -> None:
    letters = line("two words")
    assert letters.under([(0, 0, 29, 12)]) == Selected("two", "", " words", 0, 3)
    assert letters.under([(6, 0, 54, 12)]) == Selected("wo w", "t", "ords", 1, 5)
    assert letters.under([(0, 0, 9, 12), (80, 0, 89, 12)]) == Selected("t … s", "", "", 0, 9)
    assert letters.under([(0, 20, 90, 30)]) is None
    assert letters.under([]) is None


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ([("a", 0.0), ("\r", None), ("\n", None), ("b", 20.0)], "a b"),
        ([("a", 0.0), ("\ufffe", None), ("\r", None), ("\n", None), ("b", 20.0)], "ab"),
        ([("写", 0.0), ("\r", None), ("\n", None), ("字", 20.0)], "写字"),
    ],
)
def test_what_is_read_between_lines(letters: list[tuple[str, float | None]], said: str) -> None:
    found = page(*letters).under([(0, 0, 100, 12)])
    assert found is not None
    assert found.text == said


@pytest.mark.parametrize(
    ("turned", "x", "before", "after", "apart"),
    [
        (False, 20.5, "ab", " cd", False),
        (False, 25.0, "ab", " cd", True),
        (False, 10.0, "a", "b cd", False),
        (False, 51.0, "ab cd", "", False),
        (True, 50.0 - 20.5, "אב", " גד", False),
        (True, 50.0 - 25.0, "אב", " גד", True),
        (True, 50.0 - 10.0, "א", "ב גד", False),
    ],
)
def test_carets(turned: bool, x: float, before: str, after: str, apart: bool) -> None:
    letters = line("אב גד", turned=True) if turned else line("ab cd")
    found = letters.beside((x - 2, -1, x + 2, 6))
    assert found is not None
    assert (found.text, found.before.strip(), found.after.strip(), found.apart) == (
        "",
        before.strip(),
        after.strip(),
        apart,
    )


def test_a_caret_far_from_every_letter() -> None:
    assert line("ab").beside((100, 0, 104, 6)) is None
    assert line("ab").beside((0, 100, 4, 106)) is None
    assert page().beside((0, 0, 4, 6)) is None
