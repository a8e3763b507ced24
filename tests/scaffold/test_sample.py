"""One page template with sample copy, in the look of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.content.load import load_issue
from hemaprint.errors import UsageError
from hemaprint.scaffold.specimen import ISSUE, sample_of
from hemaprint.theme.theme import theme_of
from samples import Sample


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder."""
    return tmp_path_factory.mktemp("shown")


def test_the_sample_is_one_article_of_the_template(sample: Sample, place: Path) -> None:
    shown = sample_of(sample.project, place, "feature")
    loaded = load_issue(shown, ISSUE)
    assert loaded.issue is not None, loaded.problems
    assert [one.template for one in loaded.issue.articles.values()] == ["feature"]
    assert shown.config.magazine.title == "Plain Cells"


def test_what_is_saved_in_the_project_counts(sample: Sample, place: Path) -> None:
    project = sample.project
    sample_of(project, place, "news")
    own = sample.write("styles/components/news.css", ".mine { color: red }\n")
    layout = sample.write("layouts/pages/mine.html", '{% set frame_name = "text" %}{% extends "article.html" %}\n')
    theme = theme_of(sample_of(project, place, "news"))
    assert theme.find_style("components/news.css") == own
    assert theme.layout_dirs[0] == layout.parents[1]


def test_a_template_of_the_project_has_the_copy_of_any_article(sample: Sample, place: Path) -> None:
    sample.write("layouts/pages/mine.html", '{% set frame_name = "text" %}{% extends "article.html" %}\n')
    sample_of(sample.project, place, "mine")
    assert "template: mine" in (place / "content" / ISSUE / "articles" / "mine.md").read_text("utf-8")


def test_the_sample_speaks_the_language_of_the_project(sample: Sample, place: Path) -> None:
    toml = sample.root / "hemaprint.toml"
    toml.write_text(toml.read_text("utf-8").replace("[page]", 'language = "de-AT"\n[page]', 1), "utf-8")
    assert sample_of(sample.project, place, "news").config.magazine.language == "de"


def test_an_unknown_template_is_refused(sample: Sample, place: Path) -> None:
    with pytest.raises(UsageError, match='no page template "featre" for articles') as refused:
        sample_of(sample.project, place, "featre")
    assert "feature" in refused.value.hint
