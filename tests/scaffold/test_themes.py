"""A new theme works at once, in a project and as a package; a new template too."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.errors import UsageError
from hemaprint.project.project import Project, load_project
from hemaprint.project.themes import ThemeFolders, read_theme
from hemaprint.scaffold.create import create
from hemaprint.scaffold.templates import new_template
from hemaprint.scaffold.themes import new_theme, new_theme_package
from hemaprint.theme.shelf import shelf_of
from hemaprint.theme.theme import theme_of
from samples import Sample, paragraphs

GREEN = "#1E5B46"
OPENER = {"image": "images/tall.svg", "alt": "A plain colour", "caption": "One colour.", "credit": "The founders"}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    create(tmp_path / "field-notes", today=date(2025, 2, 1))
    return load_project(tmp_path / "field-notes")


def with_lines(root: Path, *lines: str) -> Project:
    """A project with more in its hemaprint.toml."""
    path = root / "hemaprint.toml"
    path.write_text("\n".join([path.read_text("utf-8"), *lines, ""]), "utf-8")
    return load_project(root)


def test_a_new_theme_works_and_says_what_it_is(project: Project) -> None:
    made = new_theme(project, "quiet-fields")
    loaded = with_lines(project.root, "[theme]", 'name = "quiet-fields"')
    theme = theme_of(loaded)
    assert loaded.theme is not None
    assert loaded.theme.file.title == "Quiet fields"
    assert not theme.problems
    assert theme.colors["accent"] == GREEN
    assert GREEN in theme.inks.inks
    assert made.folder / "theme.toml" in made.paths
    assert "{{name}}" not in "".join(path.read_text("utf-8") for path in made.paths)


def test_its_setting_is_on_the_page(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    new_theme(sample.project, "field")
    sample.article("letter", "Letter", paragraphs(3))
    rules = []
    for value in ("true", "false"):
        text = (sample.root / "hemaprint.toml").read_text("utf-8").partition("[theme]")[0]
        sample.write("hemaprint.toml", f'{text}[theme]\nname = "field"\nsettings = {{ rules = {value} }}\n')
        rules.append("head-rule" in sample.lay_out("letter").galley.html)
    assert rules == [True, False]


def test_a_theme_begins_with_all_of_another(project: Project) -> None:
    made = new_theme(project, "folio", "quarto")
    here = {path.relative_to(made.folder).as_posix() for path in made.paths}
    assert {"theme.toml", "styles/tokens.css", "layouts/article.html", "styles/components/box.css"} <= here
    read = read_theme("folio", ThemeFolders.at(made.folder), is_ours=False)
    assert read.file.title == "Folio"
    assert [face.family for face in read.file.faces] == ["Quarto Serif", "Quarto Sans"]
    assert not theme_of(with_lines(project.root, "[theme]", 'name = "folio"')).problems


def test_nothing_is_overwritten(project: Project, tmp_path: Path) -> None:
    new_theme(project, "field")
    new_theme_package(tmp_path, "harbour")
    new_template(project, "essay")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    attempts = (
        lambda: new_theme(project, "field"),
        lambda: new_theme(project, "quarto"),
        lambda: new_theme(project, "bundled"),
        lambda: new_theme(project, "A Field"),
        lambda: new_theme(project, "other", "quartz"),
        lambda: new_theme_package(tmp_path, "harbour"),
        lambda: new_template(project, "essay"),
        lambda: new_template(project, "cover"),
        lambda: new_template(project, "feature"),
        lambda: new_template(project, "other", base="essai"),
        lambda: new_template(project, "other", base="feature", plate=True),
    )
    for attempt in attempts:
        with pytest.raises(UsageError) as refused:
            attempt()
        assert refused.value.hint
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_package_names_its_theme_and_its_fonts(tmp_path: Path) -> None:
    folder = new_theme_package(tmp_path, "tall-book", "quarto").folder
    table = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    assert table["name"] == folder.name == "hemaprint-theme-tall-book"
    assert table["entry-points"]["hemaprint.themes"] == {"tall-book": "hemaprint_theme_tall_book"}
    assert table["dependencies"] == ["hemaprint", "fontpkg-eb-garamond", "fontpkg-alegreya-sans"]
    inside = folder / "src" / "hemaprint_theme_tall_book"
    assert read_theme("tall-book", ThemeFolders.at(inside), is_ours=False).file.title == "Tall book"


def test_every_theme_is_listed_with_its_licences(project: Project) -> None:
    new_theme(project, "field")
    shelf = shelf_of(project.root)
    assert shelf.themes[0].name == "field"
    assert shelf.themes[0].origin == "project"
    assert shelf.themes[-1].name == "bundled"
    assert {"quarto", "atlas", "bulletin", "hematology-frontier"} <= {theme.name for theme in shelf.themes}
    assert all(face.licence for theme in shelf.themes for face in theme.faces)
    assert "field" not in {theme.name for theme in shelf_of(None).themes}


def test_a_broken_theme_is_told_and_hides_no_other(project: Project) -> None:
    made = new_theme(project, "field")
    (made.folder / "theme.toml").write_text('title = "A"\n[[faces]]\nfamily = "B"\npackage = "nowhere"\n', "utf-8")
    shelf = shelf_of(project.root)
    assert [problem.code for problem in shelf.problems] == ["HP013"]
    (made.folder / "theme.toml").write_text(
        'title = "A"\ndescription = "B"\n[[faces]]\nfamily = "B"\npackage = "nowhere"\n', "utf-8"
    )
    shelf = shelf_of(project.root)
    assert [problem.code for problem in shelf.problems] == ["HP920"]
    assert "quarto" in {theme.name for theme in shelf.themes}


# ---------------------------------------------------------------- templates


def built(sample: Sample, template: str, *lines: str) -> list[str]:
    """The texts of the pages of an article that has a new template; nothing is told of it."""
    text = (sample.root / "hemaprint.toml").read_text("utf-8")
    sample.write("hemaprint.toml", "\n".join([*lines[:2], text, *lines[2:]]))
    sample.article("talk", "Letter", paragraphs(4), template=template, opener=OPENER, standfirst="What it says.")
    result = sample.build()
    assert not [problem for problem in result.problems if problem.is_error or problem.code.startswith("HP23")]
    with pypdfium2.PdfDocument(result.pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_a_new_template_shows_all_of_an_article(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    made = new_template(sample.project, "essay")
    assert made.lines[:2] == ("[theme]", 'extra_css = ["styles/essay.css"]')
    _, page = built(sample, "essay", *made.lines)
    assert all(said in page for said in ("What it says.", "One colour.", "Talk"))


def test_one_with_a_plate_opens_with_it(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    made = new_template(sample.project, "walk", plate=True)
    _, plate, page = built(sample, "walk", *made.lines)
    assert "One colour." in plate
    assert "What it says." in page


def test_one_from_another_keeps_its_styles(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    made = new_template(sample.project, "memory", base="editorial")
    html = sample_html(sample, made.lines)
    assert 'class="t-memory' in html
    assert " t-editorial" in html


def sample_html(sample: Sample, lines: tuple[str, ...]) -> str:
    built(sample, "memory", *lines)
    return sample.lay_out("talk").galley.html
