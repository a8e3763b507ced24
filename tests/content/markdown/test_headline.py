"""Headlines are inline Markdown: set in words for the page, and plain for outlines and metadata."""

from __future__ import annotations

import pytest

from hemaprint.content.markdown import read_headline, running_title
from markup import html_of


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        ("A *very* good day", "A <em>very</em> good day", "A very good day"),
        ("Borrowed\ncells", "Borrowed\ncells", "Borrowed cells"),
        ('"Why" & how', "“Why” &amp; how", "“Why” & how"),
        (
            "Of 10^9^ cells",
            'Of <span class="nb"><span class="lining">10</span><sup class="figures">9</sup></span> cells',
            "Of 10⁹ cells",
        ),
        (r"A \*star\*", "A *star*", "A *star*"),
        ("p < 0.05", 'p\u00a0&lt;\u00a0<span class="lining">0.05</span>', "p < 0.05"),
        ("", "", ""),
    ],
)
def test_html_and_plain(text: str, html: str, plain: str) -> None:
    headline = read_headline(text, "en")
    assert (html_of(headline.copy), headline.text) == (html, plain)


def rows(text: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(html_of(word) for word in row) for row in read_headline(text, "en").rows)


def test_emphasis_over_words_and_lines_is_closed_at_each() -> None:
    assert rows("On *Escherichia\ncoli* now") == (("On", "<em>Escherichia</em>"), ("<em>coli</em>", "now"))


def test_words_of_a_title_may_part_at_every_space() -> None:
    assert rows("Dr. Pan on CAR-T") == (("Dr.", "Pan", "on", '<span class="nb">CAR-T</span>'),)


def test_a_running_head_is_plain_and_not_too_long() -> None:
    long = read_headline("*word* " * 30, "en")
    assert running_title("*E. coli*", long, "en") == "E. coli"
    assert running_title("", long, "en").endswith("word…")
