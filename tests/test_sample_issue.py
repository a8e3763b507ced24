"""The sample issue as a reader gets it: complete, on the grid, and right wherever it names a page."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from html import unescape

import pypdfium2
import pytest

from hemaprint.content.blocks import PAGE_CLOSE, PAGE_OPEN, Block, Paragraph
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.editions import Edition
from hemaprint.results import BuildResult
from hemaprint.typeset.characters import normalized
from hemaprint.typeset.compositor import LaidOut
from hemaprint.typeset.grid import off_grid
from sample_issue import NAME, build_sample

pytestmark = pytest.mark.slow

MINIMUM = 28
HEADLINE = 30.0
"""Letters of a headline are at least so high, in pt, accents and all; those of the contents page are lower."""


@dataclass(frozen=True)
class Built:
    """The sample, its pages read back from the PDF, and the layouts it came from."""

    result: BuildResult
    issue: Issue
    texts: list[str]
    labels: list[str]
    outline: list[tuple[int, str, int | None]]
    headlines: dict[str, list[int]]
    layouts: tuple[LaidOut, ...]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    sample_build = build_sample(tmp_path_factory.mktemp("sample"), Edition.DIGITAL)
    issue = load_issue(sample_build.project, NAME).issue
    digital = sample_build.path(Edition.DIGITAL)
    assert issue is not None
    with pypdfium2.PdfDocument(digital) as document:
        texts = [str(page.get_textpage().get_text_bounded()) for page in document]
        labels = [document.get_page_label(index) for index in range(len(document))]
        outline = [
            (item.level, item.get_title(), dest.get_index() if (dest := item.get_dest()) else None)
            for item in document.get_toc()
        ]
        headlines = {words(article.title): pages_with(document, article.title) for article in issue.articles.values()}
    return Built(sample_build.result, issue, texts, labels, outline, headlines, sample_build.layouts)


def pages_with(document: pypdfium2.PdfDocument, title: str) -> list[int]:
    """The pages after the cover on which a title stands in large letters."""
    found = []
    for index in range(1, len(document)):
        text = document[index].get_textpage()
        start = -1
        while (start := str(text.get_text_range()).find(title.split(maxsplit=1)[0], start + 1)) >= 0:
            _, low, _, high = text.get_charbox(start, loose=True)
            rest = words(text.get_text_range(start, 2 * len(title)))
            if high - low > HEADLINE and rest.startswith(words(title)):
                found.append(index)
    return found


def words(text: str) -> str:
    """Text as it can be found again: pdfium writes a line-end hyphen as U+0002 or U+FFFE."""
    return normalized(text.replace("\x02", "").replace("\ufffe", ""))


def paragraphs(blocks: tuple[Block, ...]) -> list[Paragraph]:
    """The paragraphs of running text, those of turns and boxes included."""
    found = [block for block in blocks if isinstance(block, Paragraph)]
    return found + [inner for block in blocks for inner in paragraphs(getattr(block, "blocks", ()))]


def test_it_builds_without_a_word(built: Built) -> None:
    assert [(problem.code, str(problem.location), problem.message) for problem in built.result.problems] == []


def test_its_pages_are_a_multiple_of_four(built: Built) -> None:
    assert built.result.pages == len(built.texts) >= MINIMUM
    assert built.result.pages % 4 == 0


def test_every_line_is_on_the_grid(built: Built) -> None:
    stray = {laid.galley.name: off_grid(laid.document) for laid in built.layouts}
    assert {name: lines for name, lines in stray.items() if lines} == {}


def test_the_outline_leads_to_every_headline(built: Built) -> None:
    """The plate of an interview carries the portrait; its headline stands on the page beside it."""
    for article in built.issue.articles.values():
        page = next(page for level, text, page in built.outline if level == 1 and words(text) == words(article.title))
        assert page is not None
        plate = 1 if article.template == "interview" and article.meta.opener else 0
        assert built.headlines[words(article.title)] == [page + plate], article.slug


def test_the_contents_page_gives_every_article_its_page(built: Built) -> None:
    contents = words(next(text for text in built.texts if words("In this issue") in words(text)))
    for article in built.result.articles:
        title = words(article.title)
        page = built.labels[next(page for _, text, page in built.outline if words(text) == title and page is not None)]
        assert article.first_page == page
        assert title in contents
        assert words(page) in contents


def test_every_paragraph_of_every_article_is_in_the_pdf(built: Built) -> None:
    pages = [words(text) for text in built.texts]
    lost = [
        f"{article.slug}:{paragraph.line}: {piece}"
        for article in built.issue.articles.values()
        for paragraph in paragraphs(article.body)
        for piece in pieces(paragraph.html)
        if not stands_on(words(piece), pages)
    ]
    assert lost == []
    assert not stands_on(words("Words that nobody wrote"), pages)


FOOTNOTE = re.compile(r'<span class="footnote".*?</span>', re.DOTALL)
PAGE = re.compile(f"{PAGE_OPEN}.*?{PAGE_CLOSE}")


def pieces(html: str) -> list[str]:
    """The text of a paragraph between its footnotes and page numbers; its first letter may be a drop cap elsewhere."""
    plain = PAGE.sub("\n", FOOTNOTE.sub("\n", html))
    first, *others = [unescape(re.sub(r"<[^>]*>", "", part)) for part in plain.split("\n")]
    return [first.strip()[1:], *others]


def stands_on(text: str, pages: list[str]) -> bool:
    """Whether a text stands on a page, or runs on from the foot of one to the next."""
    return any(
        text[reach(text, page) :] == "" or text[reach(text, page) :] in following
        for page, following in zip(pages, [*pages[1:], ""], strict=True)
    )


def reach(text: str, page: str) -> int:
    """How many letters of ``text``, from its first, stand on ``page`` in one run."""
    return bisect_right(range(1, len(text) + 1), False, key=lambda count: text[:count] not in page)
