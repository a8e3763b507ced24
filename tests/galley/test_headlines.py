"""Emphasis in a headline is set wherever the headline is used, and its asterisks are printed nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.pages import compose_offprint_cover, compose_unmeasured
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.theme.theme import Theme
from samples import Sample

HEADLINE = "On *E. coli* & us"
SET = "On <em>E. coli</em> &amp; us"


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    sample = Sample(tmp_path_factory.mktemp("emphasis"))
    cover = sample.manifest["cover"]
    assert isinstance(cover, dict)
    cover |= {"headline": HEADLINE, "lines": [{"article": "it", "headline": HEADLINE}]}
    sample.article("it", "Report", "Text.\n", headline=HEADLINE, kicker=HEADLINE, running=HEADLINE)
    for page in ("contents", "colophon", "back"):
        sample.page(page)
    sample.manifest["contents"] = {"headline": HEADLINE}
    for page in ("colophon", "back"):
        matter = sample.manifest[page]
        assert isinstance(matter, dict)
        matter["headline"] = HEADLINE
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(210 * MM, 297 * MM))
    return Setting(sample.project.config, sample.issue(), theme)


def test_in_the_article(setting: Setting) -> None:
    html = Composer(setting.issue.articles["it"], setting).galley(MakeUp(), "left").html
    assert (html.count(SET), html.count("*")) == (2, 0)
    assert 'data-running="On E. coli &amp; us"' in html
    assert "<title>On E. coli &amp; us</title>" in html


def test_word_by_word_where_it_is_measured(setting: Setting) -> None:
    html = Composer(setting.issue.articles["it"], setting).measured().html
    assert 'data-key="word-0-1"><em>E.</em></span>' in html


@pytest.mark.parametrize(("page", "times"), [("cover", 2), ("contents", 4), ("colophon", 1), ("back", 1)])
def test_on_the_pages_of_the_magazine(page: str, times: int, setting: Setting) -> None:
    html = compose_unmeasured(page, setting).html
    assert (html.count(SET), html.count("*")) == (times, 0)


def test_on_the_cover_of_an_offprint(setting: Setting, tmp_path: Path) -> None:
    html = compose_offprint_cover(setting.issue.articles["it"], "1", setting).html
    assert (html.count(SET), html.count("*")) == (1, 0)
