"""A project's layouts and styles come before the bundled ones, file by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import MakeUp
from hemaprint.theme.faces import bundled_faces
from hemaprint.theme.facts import TemplateFacts
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.engine.boxes import copy_boxes
from samples import Sample, codes, paragraphs

FIGURE = ":::{figure} images/low.svg\n:alt: A plain colour\n\nA caption.\n:::\n"


def theme(root: Path) -> Theme:
    return Theme.of_project(root / "layouts", root / "styles", Geometry(595.28, 841.89))


def galley(sample: Sample, slug: str) -> str:
    setter = sample.setter()
    return Composer(setter.issue.articles[slug], setter.setting).galley(MakeUp(), "right").html


# ---------------------------------------------------------------- styles


def test_without_folders_of_its_own_a_project_has_the_bundled_theme(tmp_path: Path) -> None:
    assert "--o-text:" in theme(tmp_path).css
    assert theme(tmp_path).colors["accent"] == "#0B5563"


def test_one_style_is_replaced_and_the_others_stay(sample: Sample) -> None:
    sample.write("styles/tokens.css", ":root{--accent:#123456}")
    own = theme(sample.root)
    assert own.colors == theme(sample.root / "elsewhere").colors | {"accent": "#123456"}
    assert ".crosshead" in own.css
    assert own.problems == ()


def test_imports_of_a_folder_are_looked_up_in_that_folder(sample: Sample) -> None:
    sample.write("styles/components/box.css", '@import "parts/inner.css";')
    sample.write("styles/components/parts/inner.css", ".inner{color:red}")
    assert ".inner{color:red}" in theme(sample.root).css


def test_a_missing_import_is_a_problem(sample: Sample) -> None:
    path = sample.write("styles/issue.css", '@import "tokens.css";\n@import "gone.css";')
    own = theme(sample.root)
    assert "--o-text:" in own.css
    (problem,) = own.problems
    assert (problem.code, problem.location.path) == ("HP201", path)


def test_a_style_that_imports_itself_is_a_problem(sample: Sample) -> None:
    sample.write("styles/issue.css", '@import url("a.css");')
    sample.write("styles/a.css", "@import 'issue.css';.after{color:red}")
    own = theme(sample.root)
    assert ".after{color:red}" in own.css
    assert codes(own.problems) == ["HP201"]


def test_theme_problems_stop_the_build(sample: Sample) -> None:
    sample.write("styles/issue.css", '@import "gone.css";')
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.build()
    assert "HP201" in codes(caught.value.problems)


# ---------------------------------------------------------------- layouts


def test_a_partial_is_replaced(sample: Sample) -> None:
    sample.write("layouts/partials/figure.html", '<figure class="mine">{{ block.alt }}</figure>')
    sample.article("report", "Report", paragraphs(1) + FIGURE)
    assert '<figure class="mine">A plain colour</figure>' in galley(sample, "report")


def test_a_page_extends_the_bundled_one_and_declares_its_own_facts(sample: Sample) -> None:
    sample.write(
        "layouts/pages/feature.html",
        '{% set frame_name = "text" %}{% set title_max = 20 %}{% extends "bundled/article.html" %}'
        '{% block head %}<p class="own">Own head</p>{% endblock %}',
    )
    sample.article("report", "Report", paragraphs(1))
    assert theme(sample.root).declared("feature") == TemplateFacts("text", False, 20.0, 1.0, "text")
    laid = sample.lay_out("report")
    assert laid.galley.frame.columns == 1
    assert any(box.text == "Own head" for box in copy_boxes(laid.document.pages[0]))


def test_the_facts_of_the_bundled_pages(tmp_path: Path) -> None:
    bundled = theme(tmp_path)
    facts = {name: bundled.declared(name) for name in ("editorial", "interview", "feature", "news", "explainer")}
    assert {name: fact.frame for name, fact in facts.items()} == {
        "editorial": "scholar",
        "interview": "scholar",
        "feature": "feature",
        "news": "news",
        "explainer": "text",
    }
    assert {name for name, fact in facts.items() if fact.spread} == {"interview", "feature"}


def test_what_a_layout_misspells_is_not_set_as_nothing(sample: Sample) -> None:
    sample.write("layouts/partials/figure.html", "{{ block.captoin }}{{ captoin }}")
    sample.article("report", "Report", paragraphs(1) + FIGURE)
    with pytest.raises(ContentError) as caught:
        galley(sample, "report")
    assert codes(caught.value.problems) == ["HP911"]


# ---------------------------------------------------------------- fonts


def test_faces_are_named_by_scheme_and_exist() -> None:
    assert {face.family for face in bundled_faces()} == {"HF Serif", "HF Sans", "HF Mono"}
    assert all(face.path.is_file() and face.url.startswith("hemaprint-font:") for face in bundled_faces())
    assert {face.style for face in bundled_faces()} == {"normal", "italic"}


def test_inks_that_cannot_be_read_are_a_problem(sample: Sample) -> None:
    path = sample.write("styles/editions/print.css", "")
    path.write_bytes(b":root{--ink:device-cmyk(0 0 0 1)} /* f\xfcr */")
    assert codes(theme(sample.root).inks.problems) == ["HP002"]
