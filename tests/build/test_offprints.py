"""Offprints: articles as they ran, each a file that stands alone."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.sourcemap import map_path, read_map
from hemaprint.build.results import BuildResult
from hemaprint.errors import UsageError
from samples import NAME, Sample, codes, paragraphs

DOI = "10.1000/plain.1"
PEOPLE = [{"name": "Ada Reader"}, {"name": "Ben Writer"}]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A letter that cites the report behind it; the report is continued behind the letter to the readers."""
    sample = Sample(tmp_path_factory.mktemp("offprints"))
    sample.article("letter", "Letter", "See [the report, page #](article:report).\n")
    sample.article("report", "Report", paragraphs(40), doi=DOI, contributors=PEOPLE, keywords=["cells"])
    order = sample.manifest["order"]
    assert isinstance(order, list)
    order[-1]["split"] = 1
    sample.article("reply", "Letter", "A line.\n")
    sample.enter({"continued": "report"})
    return sample


@pytest.fixture(scope="module")
def built(sample: Sample) -> BuildResult:
    return sample.offprints()


@pytest.fixture(scope="module")
def covered(sample: Sample) -> BuildResult:
    return sample.offprints(article="report", cover=True)


def path_of(result: BuildResult, slug: str) -> Path:
    return next(one.path for one in result.editions if one.name == slug)


def texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(str(page.get_textpage().get_text_bounded()).split()) for page in document]


def labels(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [document.get_page_label(index) for index in range(len(document))]


def test_every_article_has_its_file(sample: Sample, built: BuildResult) -> None:
    folder = sample.root / "dist" / NAME / "offprints"
    assert [one.path for one in built.editions] == [
        folder / f"plain-cells-2025-01-{slug}.pdf" for slug in ("letter", "report", "reply")
    ]
    assert set(codes(built.problems)) - {"HP226"} == {"HP208"}  # of generated copy: how it fills its last page


def test_the_issue_s_own_page_numbers(built: BuildResult) -> None:
    report = path_of(built, "report")
    numbers = labels(report)
    assert numbers[:2] == ["3", "5"]
    assert all(number in text for number, text in zip(numbers, texts(report), strict=True))


def test_the_citation_stands_on_every_page(built: BuildResult) -> None:
    report = path_of(built, "report")
    first, last = labels(report)[1], labels(report)[-1]
    cited = f"Plain Cells, Number 1, February 2025, pages 3, {first}–{last}. doi:{DOI}"
    assert all(cited in text for text in texts(report))


def test_what_the_file_says_of_itself(built: BuildResult) -> None:
    with pikepdf.open(path_of(built, "report")) as pdf:
        assert (str(pdf.docinfo.Title), str(pdf.docinfo.Author)) == ("Report", "Ada Reader; Ben Writer")
        with pdf.open_metadata() as xmp:
            assert xmp["dc:identifier"] == f"doi:{DOI}"
            assert xmp["dc:creator"] == ["Ada Reader", "Ben Writer"]
            assert xmp["{http://prismstandard.org/namespaces/basic/2.0/}startingPage"] == "3"
        with pdf.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Report"]


def test_links_to_other_articles_are_plain_text(built: BuildResult) -> None:
    letter = path_of(built, "letter")
    assert "ee the report, page 3." in texts(letter)[0]
    with pikepdf.open(letter) as pdf:
        assert "/Annots" not in pdf.pages[0].obj


def test_a_cover(sample: Sample, covered: BuildResult) -> None:
    (one,) = covered.editions
    cover = texts(one.path)[0]
    assert labels(one.path)[:2] == ["Cover", "3"]
    assert all(text in cover for text in ("OFFPRINT", "Report", "Ada Reader", f"https://doi.org/{DOI}"))


def test_it_opens_on_the_side_on_which_it_ran(built: BuildResult, covered: BuildResult) -> None:
    def layout(path: Path) -> str:
        with pikepdf.open(path) as pdf:
            return str(pdf.Root.PageLayout)

    assert layout(path_of(built, "letter")) == "/TwoPageLeft"
    assert layout(path_of(built, "report")) == "/TwoPageRight"
    assert layout(covered.editions[0].path) == "/TwoPageRight"


def test_its_pages_know_their_manuscript(sample: Sample, built: BuildResult) -> None:
    letter = path_of(built, "letter")
    known = read_map(map_path(sample.project.cache, letter), letter.read_bytes(), sample.root)
    assert known is not None
    place = known.locate(0, (100, 400, 110, 410))
    assert place is not None
    assert place.path == sample.root / "content" / NAME / "articles" / "letter.md"
    assert place.line > 1


def test_a_long_headline_fits_its_cover(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    headline = "\n".join(["A headline that goes on", "& on and does not \\<end>"] * 4)
    sample.article("report", "Report", "A line.\n", headline=headline, standfirst="One sentence. " * 6)
    (one,) = sample.offprints(cover=True).editions
    assert "does not <end>" in texts(one.path)[0]


def test_an_unknown_article(sample: Sample) -> None:
    with pytest.raises(UsageError):
        sample.offprints(article="lettre")
