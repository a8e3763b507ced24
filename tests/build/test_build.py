"""A build from the folder to the file: the same bytes each time, all files or none, and nothing lost."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.editions import Edition
from hemaprint.errors import ContentError, MissingEnvironmentError, UsageError
from hemaprint.typeset.cut import sheets
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.makeup.interface import Copy, MadeUp, Sheets
from hemaprint.typeset.makeup.make_up import make_up
from hemaprint.typeset.plan import SetIssue
from samples import NAME, Sample, codes, paragraphs

FIGURE = ":::{figure} images/low.svg\n:label: fig-low\n:alt: A plain colour\n\nA caption.\n:::\n"


@pytest.fixture
def small(sample: Sample) -> Sample:
    """Eight pages with a bit of everything: two articles that cite each other, and the pages around them."""
    sample.page("contents")
    sample.page("masthead")
    sample.article("letter", "Letter", "See [the report, page #](article:report#fig-low).\n")
    sample.article("report", "Report", f"{paragraphs(25)}\n{FIGURE}\n{paragraphs(3, start=100)}", budget=2)
    sample.page("colophon")
    sample.page("back")
    return sample


@pytest.fixture
def plain(sample: Sample) -> Sample:
    """A cover and a page."""
    sample.article("letter", "Letter", "A line.\n")
    return sample


def page_texts(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [str(page.get_textpage().get_text_bounded()) for page in document]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- what is written


def test_an_issue_is_built(small: Sample) -> None:
    result = small.build()
    assert result.pdf == small.root / "dist" / NAME / "plain-cells-2025-01-digital.pdf"
    assert codes(result.problems) == []
    assert (result.pages, len(page_texts(result.pdf))) == (8, 8)
    assert [(article.slug, article.first_page, article.pages) for article in result.articles] == [
        ("letter", "4", 1),
        ("report", "5", 2),
    ]
    assert "page 6" in " ".join(page_texts(result.pdf)[3].split())


def test_the_same_bytes_twice_and_in_another_folder(small: Sample, tmp_path_factory: pytest.TempPathFactory) -> None:
    first = small.build().pdf
    assert first is not None
    before = first.read_bytes()
    assert small.build().pdf == first
    assert first.read_bytes() == before
    elsewhere = tmp_path_factory.mktemp("else where")
    shutil.copytree(small.root / "content", elsewhere / "content")
    shutil.copy(small.root / "hemaprint.toml", elsewhere)
    moved = Sample(elsewhere, manifest=small.manifest).build().pdf
    assert moved is not None
    assert moved.read_bytes() == before


def test_an_article_alone_has_the_page_numbers_of_the_issue(small: Sample) -> None:
    whole = small.build()
    part = small.build(article="report")
    assert part.pdf == small.root / "dist" / NAME / "plain-cells-2025-01-report.pdf"
    assert part.pages == 2
    assert [article.first_page for article in part.articles] == ["5"]
    assert part.pdf is not None
    with pikepdf.open(part.pdf) as pdf:
        assert pdf.Root.PageLabels.Nums[1].St == 5
    assert whole.pdf is not None
    assert page_texts(part.pdf) == page_texts(whole.pdf)[4:6]


def test_an_article_alone_before_any_issue_was_built(small: Sample) -> None:
    """Its place is then what the estimate says; for this issue that is right."""
    assert [article.first_page for article in small.build(article="report").articles] == ["5"]
    assert not list((small.root / ".hemaprint").glob("pages-*"))


def test_an_article_alone_is_digital(small: Sample) -> None:
    with pytest.raises(UsageError):
        small.build(Edition.PRINT, article="report")


def test_an_unknown_article(plain: Sample) -> None:
    with pytest.raises(UsageError):
        plain.build(article="lettre")


def test_another_folder(plain: Sample, tmp_path: Path) -> None:
    result = plain.build(output=tmp_path / "out")
    assert result.pdf == tmp_path / "out" / "plain-cells-2025-01-digital.pdf"
    assert not (plain.root / "dist").exists()


def test_html_files_stand_alone(small: Sample) -> None:
    result = small.build(html=True)
    names = {path.stem for path in result.html}
    assert {"letter", "report", "page-cover", "page-contents", "page-back"} <= names
    for path in result.html:
        text = path.read_text("utf-8")
        assert "hemaprint-" not in text.replace("hemaprint-toml", "")
        assert "--b:12pt" in text
        assert str(small.root) not in text
    report = next(path for path in result.html if path.stem == "report")
    picture = re.search(r'src="([^"]*low\.svg)"', report.read_text("utf-8"))
    assert picture is not None
    assert (report.parent / picture[1]).resolve() == small.root.resolve() / "content" / NAME / "images" / "low.svg"


# ---------------------------------------------------------------- failures leave the last good files alone


def test_content_errors_write_nothing(plain: Sample) -> None:
    plain.article("broken", "Letter", "# A headline in the body\n")
    with pytest.raises(ContentError):
        plain.build()
    assert not (plain.root / "dist").exists()
    assert not (plain.root / ".hemaprint").exists()


def test_a_failed_write_leaves_the_old_issue(plain: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = plain.build().pdf
    assert pdf is not None
    old, before = pdf.read_bytes(), files(plain.root)
    plain.write(f"content/{NAME}/articles/letter.md", "---\nheadline: New\ndepartment: Letter\n---\n\nNew words.\n")
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(MissingEnvironmentError):
            plain.build()
    assert pdf.read_bytes() == old
    assert files(plain.root) == before


def test_a_missing_style_stops_the_build(plain: Sample) -> None:
    plain.write("styles/issue.css", '@import "tokens.css"; @import "gone.css";')
    with pytest.raises(ContentError) as caught:
        plain.build()
    assert "HP201" in codes(caught.value.problems)
    assert not (plain.root / "dist").exists()


# ---------------------------------------------------------------- completeness


def test_a_loss_while_setting_is_caught(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A make-up that forgets a paragraph: words that stand on no sheet are named with their line."""
    sample.article("report", "Report", paragraphs(12))

    def forgetting(copy: Copy, sheets: Sheets) -> MadeUp:
        made = make_up(copy, sheets)
        return replace(made, items=tuple(piece for piece in made.items if piece.at.item not in (3, 4)))

    monkeypatch.setattr(sheets, "make_up", forgetting)
    with pytest.raises(ContentError) as caught:
        sample.build()
    lost = [problem for problem in caught.value.problems if problem.code == "HP250"]
    assert len(lost) == 2
    text = (sample.root / "content/2025-01/articles/report.md").read_text("utf-8").splitlines()
    assert all(text[problem.location.line - 1][:12] in problem.message for problem in lost)
    assert not (sample.root / "dist").exists()


def test_characters_that_are_lost_in_binding_are_caught(plain: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page whose content stream is emptied between typesetting and binding."""
    original = IssueSetter.set

    def emptied(self: IssueSetter) -> SetIssue:
        done = original(self)
        run = next(run for run in done.runs if run.piece.name == "letter")
        with pikepdf.open(BytesIO(run.pages.pdf)) as pdf:
            pdf.pages[0].Contents = pdf.make_stream(b"")
            stream = BytesIO()
            pdf.save(stream)
        object.__setattr__(run.pages, "pdf", stream.getvalue())
        return done

    monkeypatch.setattr(IssueSetter, "set", emptied)
    with pytest.raises(ContentError) as caught:
        plain.build()
    assert "HP252" in codes(caught.value.problems)
    assert not (plain.root / "dist").exists()
