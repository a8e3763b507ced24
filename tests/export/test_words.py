"""Every word of every article stands in every form, as often as it is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from .forms import Magazine, docx_text, html_text, jats_text, printed, words

FORMS: dict[str, Callable[[Magazine, str], str]] = {
    "text": lambda magazine, slug: magazine.text(magazine.issue.articles[slug]),
    "html": lambda magazine, slug: html_text(magazine.html(magazine.issue.articles[slug])),
    "docx": lambda magazine, slug: docx_text(magazine.docx(magazine.issue.articles[slug])),
    "jats": lambda magazine, slug: jats_text(magazine.jats(magazine.issue.articles[slug])),
}


@pytest.mark.parametrize("form", FORMS)
def test_one_of_everything(everything: Magazine, form: str) -> None:
    assert _missing(everything, form) == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_sample_issue(sample_magazine: Magazine, form: str) -> None:
    assert _missing(sample_magazine, form) == {}


def _missing(magazine: Magazine, form: str) -> dict[str, Counter[str]]:
    left = {
        slug: printed(article) - words(FORMS[form](magazine, slug)) for slug, article in magazine.issue.articles.items()
    }
    return {slug: counter for slug, counter in left.items() if counter}
