"""HTML for mail programs, and for articles that are set alone."""

from __future__ import annotations

import pytest

from hemaprint.content.markdown import read_inline
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


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("https://a.org/b?c", "https://a.org/b?c"),
        ("www.a.org", "https://www.a.org"),
        ("10.1000/182", "https://doi.org/10.1000/182"),
        ("doi.org/10.1000/182", "https://doi.org/10.1000/182"),
        ("PMID 28539325", "https://pubmed.ncbi.nlm.nih.gov/28539325/"),
        ("ORCID: 0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        ("a@b.org", "mailto:a@b.org"),
    ],
)
def test_an_address_is_a_link_to_itself_but_not_inside_a_link(typed: str, href: str) -> None:
    copy = read_inline(f"See {typed}.", language="en")
    assert f'<a class="address" href="{href}">' in InlineWriter().html(copy)
    assert "href" not in InlineWriter(linked=True).html(copy) + InlineWriter(bare=True).html(copy)
