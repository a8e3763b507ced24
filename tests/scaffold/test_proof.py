"""A theme is proved on every page: faults are told once, at the place of the theme that has them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from fuzzing import examples
from hemaprint.errors import Severity
from hemaprint.pdf.colors import contrast, luminance
from hemaprint.project.project import Project, load_project
from hemaprint.project.themes import BUNDLED, THEME_NAME, ThemeFolders, ThemePackage, read_theme, theme_named
from hemaprint.scaffold.colors import ink_problems, rgb_of, stronger
from hemaprint.scaffold.create import create
from hemaprint.scaffold.proof import look_of, prove, trims_of
from hemaprint.scaffold.specimen import LANGUAGES, TRIMS, specimen_of, template_of
from hemaprint.theme.theme import theme_of

from .brief import shorten

A5 = next(trim for trim in TRIMS if trim.name == "A5")
NAMES = ("quarto", "atlas", "bulletin", "hematology-frontier", BUNDLED)
ALL = [(name, trim.name, language) for name in NAMES for trim in TRIMS for language in LANGUAGES]
LOOKS = sorted(ALL, key=lambda look: look != ("quarto", "A5", "de"))
"""Ours, at every trim in every language; first the one that every run of the tests proves."""


def theme_in(folder: Path, **files: str) -> ThemePackage:
    """A theme with style sheets: tokens, print."""
    (folder / "styles" / "editions").mkdir(parents=True)
    (folder / THEME_NAME).write_text('title = "Trial"\ndescription = "For tests."\n', "utf-8")
    for name, text in files.items():
        path = folder / "styles" / ("editions/print.css" if name == "inks" else f"{name}.css")
        path.write_text(text, "utf-8")
    return read_theme("trial", ThemeFolders.at(folder.resolve()), is_ours=False)


def look(tmp_path: Path, theme: ThemePackage | None) -> Project:
    empty = tmp_path / "empty"
    empty.mkdir()
    return look_of(theme, empty.resolve())


def test_the_specimen_has_a_page_of_every_template(tmp_path: Path) -> None:
    (tmp_path / "specimen").mkdir()
    bundled = look(tmp_path, None)
    specimen = specimen_of(bundled, tmp_path / "specimen", A5, "de")
    articles = (specimen.content / "specimen" / "articles").glob("*.md")
    assert {template_of(path) for path in articles} == set(bundled.article_templates)
    assert not list((specimen.content / "specimen" / "articles").glob("own*")), "each has copy that is made for it"
    assert specimen.config.page.size == "A5"
    assert specimen.config.magazine.language == "de"


def test_a_template_of_the_project_is_in_it(tmp_path: Path) -> None:
    create(tmp_path / "mine", today=date(2025, 2, 1))
    layout = tmp_path / "mine" / "layouts" / "pages" / "essay.html"
    layout.parent.mkdir(parents=True)
    layout.write_text('{% extends "bundled/pages/feature.html" %}\n', "utf-8")
    (tmp_path / "specimen").mkdir()
    specimen = specimen_of(load_project(tmp_path / "mine"), tmp_path / "specimen", A5, "en-US")
    copy = specimen.content / "specimen" / "articles" / "own-essay.md"
    assert "template: essay" in copy.read_text("utf-8")
    assert (specimen.layouts / "pages" / "essay.html").is_file()


def test_the_trim_of_the_project_is_proved_as_well(tmp_path: Path) -> None:
    create(tmp_path / "mine", today=date(2025, 2, 1))
    path = tmp_path / "mine" / "hemaprint.toml"
    text = path.read_text("utf-8").replace('size = "A4"', 'size = "200mm 260mm"\nmargins = { top = "30mm" }')
    path.write_text(text, "utf-8")
    mine = load_project(tmp_path / "mine")
    own = trims_of(mine)[-1]
    assert own.size == "200mm 260mm"
    measures = {}
    for trim in (own, A5):
        (tmp_path / trim.name).mkdir()
        measures[trim] = specimen_of(mine, tmp_path / trim.name, trim, "en-US").config.page.margins.top
    assert measures == {own: "30mm", A5: None}, "its margins were chosen for its own trim"


def test_a_colour_without_inks_is_told_where_it_is_named(tmp_path: Path) -> None:
    theme = theme_in(tmp_path / "trial", tokens=":root {\n  --accent: #112233;\n  --moss: #445566;\n}\n")
    (accent, moss) = ink_problems(theme_of(look(tmp_path, theme)))
    assert (accent.code, accent.location.path.name, accent.location.line) == ("HP922", "tokens.css", 2)
    assert (moss.code, moss.location.line, moss.location.column) == ("HP922", 3, 3)


@pytest.mark.parametrize(("color", "ground"), [("#888888", "#FFFFFF"), ("#666666", "#000000"), ("#99BBAA", "#F4F3EF")])
def test_the_nearest_shade_that_will_do_is_named(color: str, ground: str) -> None:
    better = stronger(color, ground, 4.5)
    assert 4.5 <= contrast(luminance(rgb_of(better)), luminance(rgb_of(ground))) < 4.8


@pytest.mark.slow
def test_faults_are_told_once_with_their_places(tmp_path: Path) -> None:
    """An accent that is too pale for words."""
    create(tmp_path / "mine", today=date(2025, 2, 1))
    styles = tmp_path / "mine" / "styles"
    styles.mkdir()
    (styles / "tokens.css").write_text(":root {\n  --accent: #99BBAA;\n}\n", "utf-8")
    (styles / "editions").mkdir()
    (styles / "editions" / "print.css").write_text(":root {\n  --accent: device-cmyk(.4 0 .3 .1);\n}\n", "utf-8")
    said: list[str] = []
    proof = prove(
        load_project(tmp_path / "mine"), tmp_path / "out", trims=[A5], languages=["en-US"], report=said.append
    )
    assert [line.partition(":")[0] for line in said] == ["A5 in English"]
    faults = [one for one in proof.problems if one.severity is not Severity.NOTE]
    assert {one.code for one in faults} == {"HP199", "HP921"}, "all is of its contrast"
    told = [one for one in proof.problems if one.code == "HP921" and one.location.path.name == "tokens.css"]
    places = {(one.location.path, one.location.line, one.location.column) for one in told}
    assert places == {(styles / "tokens.css", 2, 3)}, "that of the ground, where only it was changed"
    assert any(one.message.startswith("--paper on --accent") for one in told)
    assert len({one.message.partition(" has")[0] for one in told}) == len(told), "each pair once"
    (sheet,) = proof.sheets
    assert sheet.name == "bundled-A5-en-US.png"
    with Image.open(sheet) as picture:
        assert picture.width > 1000
    assert proof.pages > 30


def test_an_error_is_told_with_its_trims_at_the_layout_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch, {"feature", "obituary"})
    layout = tmp_path / "trial" / "layouts" / "pages" / "obituary.html"
    layout.parent.mkdir(parents=True)
    layout.write_text(
        '{% extends "bundled/pages/obituary.html" %}\n{% block head %}{{ headline }}{% endblock %}\n', "utf-8"
    )
    theme = theme_in(tmp_path / "trial")
    proof = prove(look(tmp_path, theme), tmp_path / "out", trims=[A5], languages=["en-US", "de"])
    told = [one for one in proof.problems if one.code == "HP255"]
    assert {one.location.path for one in told} == {layout}
    assert all("(A5 in English and German)" in one.message for one in told)
    assert proof.sheets == ()


@pytest.mark.slow
@pytest.mark.fuzz
@pytest.mark.parametrize(("name", "trim", "language"), LOOKS[: examples(1)])
def test_the_looks_of_ours_pass(tmp_path: Path, name: str, trim: str, language: str) -> None:
    """The bundled look passes above, at A5 in English; ``make fuzz`` proves all that ``hemaprint theme check`` does."""
    theme = theme_named(name, None) if name != BUNDLED else None
    trims = [one for one in TRIMS if one.name == trim]
    proof = prove(look(tmp_path, theme), tmp_path / "out", trims=trims, languages=[language])
    assert [one.message for one in proof.problems if one.severity is not Severity.NOTE] == []
    assert len(proof.sheets) == 1
