"""Articles of every template, written at random, keep to the table as far as pages are made up today."""

from __future__ import annotations

from pathlib import Path

import pytest

from fuzzing import examples
from hemaprint.copydesk.measures.book import Book
from hemaprint.copydesk.measures.reading import read
from hemaprint.errors import Problem, meanings
from measured.articles import TEMPLATES
from measured.generated import Built, build_articles
from measured.issues import random_articles
from measured.rows import COPY, ROWS, Row, figure, places

FIRST, COUNT = 0, 8
MOST = 200
"""Articles that ``make fuzz`` builds."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_articles(tmp_path_factory.mktemp("generated"), random_articles(FIRST, COUNT))


@pytest.fixture(scope="module")
def book(built: Built) -> Book:
    return read(built.pdf)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_row_of_the_table_holds(row: Row, book: Book) -> None:
    found = row.measure(book)
    assert figure(found) <= row.limit, places(found)


@pytest.mark.parametrize("row", [row for row in ROWS if row.told], ids=lambda row: row.name)
def test_a_build_tells_what_is_found_and_nothing_else(row: Row, built: Built, book: Book) -> None:
    codes = meanings()
    found = {_page(one) for one in places(row.measure(book))}
    told = {
        code: {_page(one.message) for one in built.problems if one.code == code and _is_seen(one)} for code in codes
    }
    code, *others = row.told
    unseen = found - told[code].union(*(told[other] for other in others))
    assert len(unseen) <= (row.yet or 0), unseen
    assert told[code] <= {_page(place) for other in ROWS if code in other.told for place in places(other.measure(book))}


def _page(words: str) -> str:
    return words.partition(":")[0]


def _is_seen(problem: Problem) -> bool:
    """Whether the measuring program looks for such things: of all that may stand far from its mention, at figures."""
    if problem.code != "HP223":
        return True
    line = problem.location.path.read_text("utf-8").splitlines()[problem.location.line - 1]
    return line.startswith((":::{figure", ":::{chart", ":::{table", "|"))


@pytest.mark.parametrize("name", dict(COPY))
def test_no_copy_is_lost_or_doubled(name: str, built: Built, book: Book) -> None:
    assert dict(COPY)[name](book, built.folder) == []


def test_articles_are_set(built: Built) -> None:
    assert built.refused == {}


@pytest.mark.fuzz
@pytest.mark.parametrize("first", range(COUNT, min(examples(COUNT), MOST), COUNT))
def test_what_no_article_has(first: int, tmp_path: Path) -> None:
    built = build_articles(tmp_path, random_articles(first, COUNT))
    book = read(built.pdf)
    assert built.refused == {}
    assert [found for row in ROWS if not row.limit for found in places(row.measure(book))] == []
    assert [found for _, measure in COPY for found in measure(book, built.folder)] == []


def test_the_same_numbers_give_the_same_articles() -> None:
    one, two = (random_articles(FIRST, COUNT) for _ in range(2))
    assert one == two
    assert {article.template for article in one} == set(TEMPLATES)
