"""HTML for mail programs, and for articles that are set alone."""

from __future__ import annotations

import pytest

from hemaprint.content.spans import Copy, CrossReference, Foreign, Link, Styled, plain
from hemaprint.galley.markup import InlineWriter

OTHER = (CrossReference("other", "fig", plain("there"), within=False),)
OWN = (CrossReference("it", "", plain("here"), within=True),)


@pytest.mark.parametrize(
    ("copy", "html"),
    [
        ((Styled("gene", plain("A")), Foreign("zh", plain("潘"), native=True)), '<i>A</i><span lang="zh">潘</span>'),
        ((Link("https://a.org/?b&c", plain("d")),), '<a href="https://a.org/?b&amp;c">d</a>'),
        ((*OTHER, *OWN), "therehere"),
    ],
)
def test_mail_programs_get_neither_classes_nor_links_into_the_issue(copy: Copy, html: str) -> None:
    assert InlineWriter(bare=True).html(copy) == html


def test_a_link_to_an_article_that_is_not_set_is_text() -> None:
    writer = InlineWriter(articles={"it"})
    assert writer.html(OTHER) == "there"
    assert writer.html(OWN) == '<a class="xref" href="#it">here</a>'
    assert InlineWriter().html(OTHER) == '<a class="xref" href="x-issue:#other--fig">there</a>'
