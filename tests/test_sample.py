"""The sample issue, built once, as readers, validators, printers and readers' programs get it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.editions import Edition
from hemaprint.build.issue import build_offprints
from hemaprint.build.results import BuildResult
from hemaprint.content.blocks import Block, Paragraph
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.content.spans import Copy, LineBreak, Note, PageNumber, leaves
from hemaprint.errors import Severity
from hemaprint.preflight.issue import examine_issue
from hemaprint.preflight.report import Report
from hemaprint.typeset.pages import normalized
from press.inventory import foreign_names, inventory
from sample_issue import NAME, SMALL, SampleBuild, build_sample
from spoken import TRANSCRIPT, abridged, spoken, unspoken
from verapdf import validate

pytestmark = pytest.mark.slow

MINIMUM = 28
HEADLINE = 30.0
"""Letters of a headline are at least so high, in pt, accents and all; those of the contents page are lower."""
MM = 72 / 25.4
BLACK = (0, 0, 0, 1)
RECTANGLES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox")


@pytest.fixture(scope="module")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> SampleBuild:
    """Every edition."""
    return build_sample(tmp_path_factory.mktemp("sample"), *Edition)


# ---------------------------------------------------------------- as a reader gets it


@dataclass(frozen=True)
class Built:
    """The sample, and its pages read back from the PDF."""

    result: BuildResult
    issue: Issue
    texts: list[str]
    labels: list[str]
    outline: list[tuple[int, str, int | None]]
    headlines: dict[str, list[int]]


@pytest.fixture(scope="module")
def built(sample_build: SampleBuild) -> Built:
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
    return Built(sample_build.result, issue, texts, labels, outline, headlines)


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


def test_every_line_is_on_the_grid(sample_build: SampleBuild) -> None:
    assert sample_build.stray
    assert {name: lines for name, lines in sample_build.stray.items() if lines} == {}


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
        for piece in pieces(paragraph.copy)
        if not stands_on(words(piece), pages)
    ]
    assert lost == []
    assert not stands_on(words("Words that nobody wrote"), pages)


def pieces(copy: Copy) -> list[str]:
    """The text of a paragraph between its footnotes and page numbers; its first letter may be a drop cap elsewhere."""
    text = "".join("\n" if isinstance(leaf, Note | PageNumber | LineBreak) else leaf.text for leaf in leaves(copy))
    first, *others = text.split("\n")
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


def test_a_screen_reader_says_it(sample_build: SampleBuild) -> None:
    """Where it is meant to be otherwise: ``python -m spoken --renew``, and read what has changed."""
    with pikepdf.open(sample_build.path(Edition.DIGITAL)) as pdf:
        assert unspoken(pdf) == []
        assert abridged(spoken(pdf)).splitlines() == TRANSCRIPT.read_text(encoding="utf-8").splitlines()


# ---------------------------------------------------------------- as validators, printers and programs get it


@dataclass(frozen=True)
class Made:
    """Every file of the sample, and what preflight says of it."""

    editions: dict[str, Path]
    offprints: dict[str, Path]
    reports: dict[Path, Report]


@pytest.fixture(scope="module")
def made(sample_build: SampleBuild) -> Made:
    project = sample_build.project
    offprints = build_offprints(project, NAME)
    assert (sample_build.result.problems, offprints.problems) == ((), ())
    return Made(
        {one.name: one.path for one in sample_build.result.editions},
        {one.name: one.path for one in offprints.editions},
        {report.path: report for report in examine_issue(project, NAME)},
    )


@pytest.mark.parametrize("standard", ["ua1", "3a"])
def test_every_tagged_file_keeps_its_standards(made: Made, standard: str) -> None:
    # the archive's standard asks of an offprint what it asks of the issue, and only that one asks about pictures
    more = made.offprints.values() if standard == "ua1" else [made.editions["email"]]
    files = [made.editions["digital"], *more]
    assert len(made.offprints) == 8
    assert {path.name: validate(path, standard) for path in files} == {path.name: [] for path in files}


def test_print_is_of_inks_alone(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        found = inventory(pdf)
        assert found.inks <= {"DeviceCMYK", "Indexed/DeviceCMYK", "Separation/All"}
        assert foreign_names(pdf) == set()
        assert found.images
        assert not any("/Annots" in page.obj for page in pdf.pages)


def test_only_black_text_overprints(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        found = inventory(pdf)
    assert sum(shown.fill == BLACK for shown in found.shown) > 1000
    assert all(shown.fill == BLACK for shown in found.shown if shown.overprint)


def test_every_print_page_has_its_boxes(made: Made) -> None:
    with pikepdf.open(made.editions["print"]) as pdf:
        assert len(pdf.pages) % 4 == 0
        for page in pdf.pages:
            media, crop, bleed, trim = ([float(value) for value in page.obj[name]] for name in RECTANGLES)
            assert (trim[2] - trim[0], trim[3] - trim[1]) == pytest.approx((210 * MM, 297 * MM), abs=0.01)
            assert [b - t for b, t in zip(bleed, trim, strict=True)] == pytest.approx(
                [-3 * MM, -3 * MM, 3 * MM, 3 * MM], abs=0.01
            )
            assert media == crop
            assert media[0] < bleed[0]
            assert bleed[3] < media[3]


def test_email_is_small_and_whole(made: Made) -> None:
    assert made.editions["email"].stat().st_size <= SMALL * 1e6 < made.editions["digital"].stat().st_size


def test_preflight_finds_nothing_to_mend(made: Made) -> None:
    assert set(made.reports) == {*made.editions.values(), *made.offprints.values()}
    found = {
        f"{path.name} {finding.page}: {finding.code} {finding.message}"
        for path, report in made.reports.items()
        for finding in report.findings
        if finding.severity is not Severity.NOTE
    }
    assert found == set()
