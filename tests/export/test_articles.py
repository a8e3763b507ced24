"""All files or none, where they belong; and what an editor is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import etree

from everything import fill
from hemaprint.errors import ContentError, UsageError
from hemaprint.export.articles import GROUP, Form, export_articles
from hemaprint.export.jatsfront import HREF
from hemaprint.system.plugins import plugins
from samples import NAME, Sample, codes

from .forms import Magazine

FORMATS = ["text", "html", "docx", "jats"]


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return fill(Sample(tmp_path))


def test_every_article_in_every_form(sample: Sample) -> None:
    exported = export_articles(sample.project, NAME, FORMATS)
    folder = sample.root / "dist" / NAME / "export"
    slugs = ("letter", "news", "report", "talk", "questions", "boxes")
    files = {folder / f"{slug}.{ending}" for slug in slugs for ending in ("txt", "html", "docx", "xml")}
    pictures = {folder / "images" / "cover.svg", folder / "images" / "low.svg"}
    assert set(exported.paths) == {path for path in folder.rglob("*") if path.is_file()} == files | pictures
    assert exported.paths[-1] == folder / "boxes.xml"


def test_one_article_elsewhere(sample: Sample, tmp_path: Path) -> None:
    exported = export_articles(sample.project, NAME, ["text"], article="talk", output=tmp_path / "out")
    assert exported.paths == (tmp_path / "out" / "talk.txt",)


def test_pictures_lie_where_jats_says(sample: Sample) -> None:
    exported = export_articles(sample.project, NAME, ["jats"], article="report")
    file = exported.paths[-1]
    names = {one.get(HREF) for one in etree.parse(file).iter("graphic")}
    assert names == {"images/cover.svg", "images/low.svg"}
    assert {file.parent / name for name in names} == set(exported.paths[:-1])


def test_a_picture_outside_the_issue(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    drawing = (sample.root / "content/2025-01/images/low.svg").read_text("utf-8")
    sample.write("shared/low.svg", drawing)
    sample.article("it", "Letter", ":::{figure} ../../shared/low.svg\n:alt: Shared\n:::\n")
    exported = export_articles(sample.project, NAME, ["jats"])
    assert exported.paths[0] == sample.root / "dist" / NAME / "export" / "project" / "shared" / "low.svg"


def test_the_same_bytes(sample: Sample, tmp_path: Path) -> None:
    first, second = (
        export_articles(sample.project, NAME, FORMATS, output=tmp_path / name) for name in ("first", "second")
    )
    assert [path.read_bytes() for path in first.paths] == [path.read_bytes() for path in second.paths]


def test_what_a_form_lacks_is_said(sample: Sample) -> None:
    jats = export_articles(sample.project, NAME, ["jats"], article="talk")
    docx = export_articles(sample.project, NAME, ["docx"], article="talk")
    assert (codes(jats.problems), codes(docx.problems)) == (["HP550"], ["HP551", "HP551"])
    lines = (sample.root / "content/2025-01/articles/talk.md").read_text("utf-8").splitlines()
    assert lines[docx.problems[1].location.line - 1] == ":::{figure} images/low.svg"


def test_an_article_that_is_not_there(sample: Sample) -> None:
    with pytest.raises(UsageError) as caught:
        export_articles(sample.project, NAME, ["text"], article="tallk")
    assert "talk" in caught.value.hint


def test_problems_of_the_issue_stop_it(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of("One.\n")
    magazine.only.path.write_text("---\nheadline: It\ndepartment: Nowhere\n---\nOne.\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        export_articles(magazine.project, NAME, ["text"])
    assert codes(caught.value.problems) == ["HP012"]
    assert not magazine.project.dist.exists()


# ---------------------------------------------------------------- forms of other packages

COUNTING = """
from hemaprint.content.spans import words_of
from hemaprint.export.articles import Form

def write(manuscript):
    return f"{words_of(manuscript.script.headline)}: {len(manuscript.article.body)} blocks".encode()

FORM = Form("count", write, files=lambda manuscript: {"read.me": b"counts"})
"""


@pytest.fixture
def counting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package that exports how many blocks an article has."""
    folder = tmp_path / "packages"
    meta = folder / "counting-1.dist-info"
    meta.mkdir(parents=True)
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: counting\nVersion: 1\n")
    (meta / "entry_points.txt").write_text(f"[{GROUP}]\ncount = counting:FORM\n")
    (folder / "counting.py").write_text(COUNTING)
    monkeypatch.syspath_prepend(str(folder))
    plugins.cache_clear()
    yield
    plugins.cache_clear()


@pytest.mark.usefixtures("counting")
def test_a_package_adds_a_form(sample: Sample) -> None:
    beside, file = export_articles(sample.project, NAME, ["count"], article="letter").paths
    assert (beside.name, file.name) == ("read.me", "letter.count")
    assert file.read_text().endswith(" blocks")


@pytest.mark.usefixtures("counting")
def test_a_form_that_is_not_installed(sample: Sample) -> None:
    with pytest.raises(UsageError, match="cuont") as caught:
        export_articles(sample.project, NAME, ["cuont"])
    assert "count, docx, html, jats, text" in caught.value.hint


def test_our_forms_are_plugins_like_any_other() -> None:
    assert {name for name, plugin in plugins(GROUP).items() if plugin.is_ours} == set(FORMATS)
    assert all(isinstance(plugin.load(), Form) for plugin in plugins(GROUP).values())
