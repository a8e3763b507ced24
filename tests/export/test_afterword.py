"""Notices, calendars, crosswords and what follows an article, in every form of export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from hemaprint.export.jatsfront import HREF

from .forms import Magazine, docx_text, html_text, jats_text, words
from .test_jats import DTD

BODY = """\
:::{calendar} Dates
2025-06-12/15
: EHA, Milan
:::

:::{crossword} images/grid.txt
:alt: A grid
CAB
: A ride
COO
: A call
ORE
: A find
:::

:::{retraction} Silence
:source: Number 1, page 22
:doi: 10.1234/x.22
It was not silent.
:::

:::{correction} A weight
:source: Number 1, page 14
It is 9.4 kg.
:::

:::{qr} https://a.org/data
The data:
:::
"""
FRONT = {
    "contributors": [{"name": "Ana Brandt", "about": "walks at night.", "portrait": "images/low.svg", "alt": "Ana"}],
    "cme": {
        "credit": "0.5 hours",
        "expires": "2026-03-31",
        "url": "https://a.org/credit",
        "objectives": ["Listen"],
        "questions": [{"question": "Who hears it?", "options": ["All", "Nobody"], "answer": 2, "explanation": "Ask."}],
    },
}
SAID = """\
June 2025 12–15 EHA Milan Across Down 1 2 3 A ride A call A find Retraction Silence Number 1 page 22 doi:10.1234/x.22
It was not silent Correction A weight 9.4 kg The data a.org/data Contributors Ana Brandt walks at night
Learning objectives Listen Questions Who hears it A. All B. Nobody Answers 1 B Ask 0.5 hours March 31 2026 a.org/credit
"""
FORMS: dict[str, Callable[[Magazine], str]] = {
    "text": lambda magazine: magazine.text(magazine.only),
    "html": lambda magazine: html_text(magazine.html(magazine.only)),
    "docx": lambda magazine: docx_text(magazine.docx(magazine.only)),
    "jats": lambda magazine: jats_text(magazine.jats(magazine.only)),
}


@pytest.fixture
def magazine(magazine_of: Callable[..., Magazine], tmp_path: Path) -> Magazine:
    grid = tmp_path / "content/2025-01/images/grid.txt"
    grid.parent.mkdir(parents=True, exist_ok=True)
    grid.write_text("COO\nA#R\nB#E\n")
    return magazine_of(BODY, **FRONT)


@pytest.mark.parametrize("form", FORMS)
def test_every_word_is_in_every_form(magazine: Magazine, form: str) -> None:
    assert set(words(SAID)) - set(words(FORMS[form](magazine))) == set()


def test_jats_names_the_articles_that_notices_are_about(magazine: Magazine) -> None:
    root = etree.fromstring(magazine.jats(magazine.only))
    related = [(one.get("related-article-type"), one.get(HREF)) for one in root.iter("related-article")]
    assert related == [("retracted-article", "10.1234/x.22"), ("corrected-article", None)]
    if DTD.exists():
        assert etree.DTD(str(DTD)).validate(root)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("correction", "correction"), ("retraction", "retraction"), ("concern", "expression-of-concern")],
)
def test_an_article_that_is_all_notice_says_so(magazine_of: Callable[..., Magazine], kind: str, expected: str) -> None:
    magazine = magazine_of(f":::{{{kind}}} It\n:doi: 10.1234/x\n\nThis.\n:::\n")
    assert etree.fromstring(magazine.jats(magazine.only)).get("article-type") == expected
