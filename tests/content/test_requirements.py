"""What some page templates cannot do without is missed at its place."""

from __future__ import annotations

import pytest

from content.magazine import Magazine, codes, found

FILE = "borrowed-cells.md"


def test_a_review_names_its_books_and_an_obituary_its_dates(magazine: Magazine) -> None:
    for template in ("book-review", "obituary"):
        assert found(magazine.article(f"template: {template}\n")) == [("HP190", FILE, 4)]
    assert codes(magazine.article("template: book-review\nbooks:\n  - title: On cells\n")) == []
    assert codes(magazine.article("template: obituary\nlife: {died: '2024'}\n")) == []


def test_a_case_report_without_consent_is_warned_of(magazine: Magazine) -> None:
    loaded = magazine.article("template: case-report\n")
    assert found(loaded) == [("HP193", FILE, 4)]
    assert loaded.issue is not None
    assert codes(magazine.article("template: case-report\nconsent: Given in writing.\n")) == []


@pytest.mark.parametrize(
    ("life", "wrong"),
    [
        ("{born: '1934-05-02', died: '2025-01-19'}", False),
        ("{born: '1934-05-02', died: '1934'}", False),
        ("{born: '1934-05-02', died: '1934-04'}", True),
        ("{born: '2025-01-19', died: '1934-05-02'}", True),
        ("{died: '1934-05-02'}", False),
    ],
)
def test_nobody_dies_before_they_are_born(magazine: Magazine, life: str, wrong: bool) -> None:
    assert found(magazine.article(f"life: {life}\n")) == ([("HP192", FILE, 4)] if wrong else [])


@pytest.mark.parametrize(
    ("isbn", "good"),
    [
        ("978-3-16-148410-0", True),
        ("ISBN-13: 978 3 16 148410 0", True),
        ("9783161484100", True),
        ("0-306-40615-2", True),
        ("0-8044-2957-X", True),
        ("978-3-16-148410-1", False),
        ("0-306-40615-3", False),
        ("978-3-16-14841", False),
    ],
)
def test_the_check_digit_of_an_isbn_is_proved(magazine: Magazine, isbn: str, good: bool) -> None:
    loaded = magazine.article(f'books: [{{title: On cells, isbn: "{isbn}"}}]\n')
    assert codes(loaded) == ([] if good else ["HP194"])


def test_a_cover_is_a_picture_of_the_project_and_says_what_it_shows(magazine: Magazine) -> None:
    assert codes(magazine.article("books: [{title: On cells, cover: art/cover.png}]\n")) == ["HP044"]
    assert codes(magazine.article("books: [{title: On cells, cover: art/cover.png, alt: Red}]\n")) == []
    assert codes(magazine.article("books: [{title: On cells, cover: art/none.png, alt: Red}]\n")) != []
