"""The reference of layouts names what layouts receive, and each of its examples can be filled."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from typing import Any

import jinja2
import pytest

from everything import fill
from hemaprint.galley import names
from hemaprint.galley.pages import compose_offprint_cover, compose_spine, tried
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project
from hemaprint.theme.theme import Theme, theme_of
from samples import Sample

from .manual import ROOT

described = runpy.run_path(str(ROOT / "tools" / "layoutdocs.py"))["described"]
Contexts = dict[str, dict[str, Any]]
GALLERY = "::::{gallery}\n:::{figure} images/low.svg\n:alt: A drawing\n:::\n::::\n"
KINDS = {
    "article": (names.OfEveryPage, names.OfArticle),
    "block": (names.OfEveryPage, names.OfBlock, names.OfSomeBlocks),
    "made": (names.OfEveryPage, names.OfMadePage, names.OfSomePages),
}


def kind_of(context: Mapping[str, object]) -> str:
    """What a layout was filled for; half-page advertisements are neither."""
    if "block" in context:
        return "block"
    return "article" if "meta" in context else "made" if "kind" in context else ""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Contexts, Theme]:
    """All that layouts of an issue with one of everything receive, by the kind of layout, and its theme."""
    sample = fill(Sample(tmp_path_factory.mktemp("layouts")))
    sample.article("sheets", "Report", GALLERY)
    order: Any = sample.manifest["order"]
    order.insert(1, order.pop())
    received: Contexts = {kind: {} for kind in KINDS}
    plain = jinja2.environment.Template.render

    def render(self: Any, context: Mapping[str, Any]) -> str:
        if kind := kind_of(context):
            known = {name: value for name, value in context.items() if value is not None}
            received[kind] = {**context, **received[kind], **known} if kind != "block" else received[kind] | known
        return str(plain(self, context))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.environment.Template, "render", render)
        project: Project = sample.project
        issue = sample.issue()
        (sample.root / "layouts").mkdir()
        theme = theme_of(project, issue)
        setting = Setting(project.config, issue, theme)
        assert tried(setting) == ()
        compose_spine(12.0, "paper", setting, worded=True)
        for article in issue.articles.values():
            compose_offprint_cover(article, "Plain Cells 1", setting)
    return received, theme


@pytest.mark.parametrize("kind", KINDS)
def test_the_names_are_those_that_layouts_receive(filled: tuple[Contexts, Theme], kind: str) -> None:
    told = {name for of in KINDS[kind] for name, *_ in described(of)} - {"theme"}
    assert told == filled[0][kind].keys()


EXAMPLES = [
    pytest.param(kind, name, example, id=f"{kind}-{name}")
    for kind, classes in KINDS.items()
    for of in classes
    for name, _, _, example in described(of)
]


@pytest.mark.parametrize(("kind", "name", "example"), EXAMPLES)
def test_an_example_can_be_filled(filled: tuple[Contexts, Theme], kind: str, name: str, example: str) -> None:
    contexts, theme = filled
    assert name in example
    theme.environment.from_string(example).render(contexts[kind])  # a name that is not there raises
