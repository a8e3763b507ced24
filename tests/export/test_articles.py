"""All files or none, where they belong; and what an editor is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from everything import fill
from hemaprint.errors import ContentError, UsageError
from hemaprint.export.articles import Form, export_articles
from hemaprint.export.jatsfront import HREF
from samples import NAME, Sample, codes

from .forms import Magazine


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return fill(Sample(tmp_path))


def test_every_article_in_every_form(sample: Sample) -> None:
    exported = export_articles(sample.project, NAME, list(Form))
    folder = sample.root / "dist" / NAME / "export"
    slugs = ("letter", "news", "report", "talk", "questions")
    files = {folder / f"{slug}.{ending}" for slug in slugs for ending in ("txt", "html", "docx", "xml")}
    pictures = {folder / "images" / "cover.svg", folder / "images" / "low.svg"}
    assert set(exported.paths) == {path for path in folder.rglob("*") if path.is_file()} == files | pictures
    assert exported.paths[-1] == folder / "questions.xml"


def test_one_article_elsewhere(sample: Sample, tmp_path: Path) -> None:
    exported = export_articles(sample.project, NAME, [Form.TEXT], article="talk", output=tmp_path / "out")
    assert exported.paths == (tmp_path / "out" / "talk.txt",)


def test_pictures_lie_where_jats_says(sample: Sample) -> None:
    exported = export_articles(sample.project, NAME, [Form.JATS], article="report")
    file = exported.paths[-1]
    names = {one.get(HREF) for one in etree.parse(file).iter("graphic")}
    assert names == {"images/cover.svg", "images/low.svg"}
    assert {file.parent / name for name in names} == set(exported.paths[:-1])


def test_a_picture_outside_the_issue(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    drawing = (sample.root / "content/2025-01/images/low.svg").read_text("utf-8")
    sample.write("shared/low.svg", drawing)
    sample.article("it", "Letter", ":::{figure} ../../shared/low.svg\n:alt: Shared\n:::\n")
    exported = export_articles(sample.project, NAME, [Form.JATS])
    assert exported.paths[0] == sample.root / "dist" / NAME / "export" / "project" / "shared" / "low.svg"


def test_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    first, second = (
        export_articles(sample.project, NAME, list(Form), output=tmp_path / name) for name in ("first", "second")
    )
    assert [path.read_bytes() for path in first.paths] == [path.read_bytes() for path in second.paths]


def test_what_a_form_lacks_is_said(sample: Sample) -> None:
    jats = export_articles(sample.project, NAME, [Form.JATS], article="talk")
    docx = export_articles(sample.project, NAME, [Form.DOCX], article="talk")
    assert (codes(jats.problems), codes(docx.problems)) == (["HP550"], ["HP551", "HP551"])
    lines = (sample.root / "content/2025-01/articles/talk.md").read_text("utf-8").splitlines()
    assert lines[docx.problems[1].location.line - 1] == ":::{figure} images/low.svg"


def test_an_article_that_is_not_there(sample: Sample) -> None:
    with pytest.raises(UsageError) as caught:
        export_articles(sample.project, NAME, [Form.TEXT], article="tallk")
    assert "talk" in caught.value.hint


def test_problems_of_the_issue_stop_it(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("One.\n")
    magazine.only.path.write_text("---\nheadline: It\ndepartment: Nowhere\n---\nOne.\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        export_articles(magazine.project, NAME, [Form.TEXT])
    assert codes(caught.value.problems) == ["HP012"]
    assert not magazine.project.dist.exists()
