"""One page template with sample copy, in the look of a project."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.content.load import load_issue
from hemaprint.errors import UsageError
from hemaprint.preview.desk import WarmSetter
from hemaprint.scaffold.specimen import ISSUE, sample_of
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.vetting import read_off
from preview.conftest import Unheard
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


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1z"/></svg>'
RULE = '.title { background: url("hemaprint-project:///PLACE/mark.svg") }\n'


@pytest.mark.parametrize("folder", ["brand", "content/brand", f"content/{ISSUE}", f"content/{ISSUE}/images"])
def test_pictures_of_the_project_are_found_from_its_styles(sample: Sample, place: Path, folder: str) -> None:
    sample.write("styles/mark.svg", DRAWING)
    sample.write("styles/components/news.css", RULE.replace("PLACE", "styles"))
    sample.write(f"{folder}/mark.svg", DRAWING)
    alone = folder.startswith(f"content/{ISSUE}")  # the sheet is linked alone: its folder is one of the sample
    sample.write(f"{folder}/house.css", RULE.replace("PLACE", "styles" if alone else folder))
    toml = sample.root / "hemaprint.toml"
    toml.write_text(toml.read_text("utf-8") + f'\n[theme]\nextra_css = ["{folder}/house.css"]\n', "utf-8")
    shown = sample_of(sample.project, place, "news")
    assert [path.name for path in (place / "content").iterdir() if not path.is_symlink()] == [ISSUE]
    done = WarmSetter(shown.root, ISSUE, Alone(), lambda _: shown).set(None, Unheard())
    assert [one for one in done.problems if one.code in ("HP068", "HP202", "HP203")] == []


def test_a_link_out_of_the_project_leads_nowhere(sample: Sample, place: Path) -> None:
    secret = sample.root.parent / "mark.svg"
    secret.write_text(DRAWING, "utf-8")
    (sample.root / "styles").mkdir(exist_ok=True)
    (sample.root / "styles" / "mark.svg").symlink_to(secret)
    sample.write("styles/components/news.css", RULE.replace("PLACE", "styles"))
    shown = sample_of(sample.project, place, "news")
    assert "HP202" in [one.code for one in read_off(theme_of(shown), shown.root)]


def test_an_unknown_template_is_refused(sample: Sample, place: Path) -> None:
    with pytest.raises(UsageError, match='no page template "featre" for articles') as refused:
        sample_of(sample.project, place, "featre")
    assert "feature" in refused.value.hint
