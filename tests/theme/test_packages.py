"""A theme is found, in the project or installed, and lies between the project's own files and the bundled ones."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile

import pytest

from hemaprint.errors import ContentError
from hemaprint.project.project import Project, load_project
from hemaprint.project.themes import FaceSource
from hemaprint.theme.coverage import lacking
from hemaprint.theme.faces import bundled_faces, face_named, faces_of
from hemaprint.theme.theme import theme_of

CONFIG = """[magazine]
title = "Field Notes"
publisher = "Field Notes"

[[departments]]
name = "Reports"
template = "feature"
"""
THEME = 'title = "Field"\ndescription = "For tests."\n'


def magazine(root: Path, table: str = "", theme: str = THEME) -> Path:
    """A project with a theme of its own, ``themes/field``."""
    (root / "hemaprint.toml").write_text(f"{CONFIG}\n{table}", "utf-8")
    folder = root / "themes" / "field"
    (folder / "styles").mkdir(parents=True)
    (folder / "layouts" / "pages").mkdir(parents=True)
    (folder / "theme.toml").write_text(theme, "utf-8")
    return folder


def said(root: Path) -> list[str]:
    """What is wrong with a project: place, code and message."""
    with pytest.raises(ContentError) as caught:
        load_project(root)
    return [
        f"{one.location.path.name}:{one.location.line}:{one.location.column} {one.code} {one.message}"
        for one in caught.value.problems
    ]


def load(root: Path, name: str = "field") -> Project:
    (root / "hemaprint.toml").write_text(f'{CONFIG}\n[theme]\nname = "{name}"\n', "utf-8")
    return load_project(root)


def test_the_nearest_file_wins(tmp_path: Path) -> None:
    field = magazine(tmp_path)
    (tmp_path / "styles" / "components").mkdir(parents=True)
    (field / "styles" / "components").mkdir()
    for folder in (field / "styles", tmp_path / "styles"):
        (folder / "components" / "box.css").write_text(f"/* {folder.parent.name} */", "utf-8")
    (field / "styles" / "components" / "item.css").write_text("/* field */", "utf-8")
    theme = theme_of(load(tmp_path))

    assert theme.find_style("components/box.css") == tmp_path / "styles" / "components" / "box.css"
    assert theme.find_style("theme/components/box.css") == field / "styles" / "components" / "box.css"
    assert theme.find_style("components/item.css") == field / "styles" / "components" / "item.css"
    bundled = theme.find_style("bundled/components/box.css")
    assert bundled is not None
    assert theme.find_style("theme/components/table.css") is not None
    assert not theme.is_own_style(bundled)
    assert theme.is_own_style(field / "styles" / "components" / "box.css")


def test_tokens_and_inks_cascade(tmp_path: Path) -> None:
    """A token that a layer leaves out is that of the layer below, and an ink is used for the colour it was made for."""
    field = magazine(tmp_path)
    (field / "styles" / "tokens.css").write_text(":root { --accent: #112233; --moss: var(--accent) }", "utf-8")
    (field / "styles" / "editions").mkdir()
    inks = ":root { --accent: device-cmyk(.1 .2 .3 .4); --accent-2: device-cmyk(0 0 0 .5) }"
    (field / "styles" / "editions" / "print.css").write_text(inks, "utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "tokens.css").write_text(":root { --accent-2: #445566 }", "utf-8")
    theme = theme_of(load(tmp_path))

    assert theme.colors["accent"] == theme.colors["moss"] == "#112233"
    assert theme.colors["accent-2"] == "#445566"
    assert theme.colors["paper"] == "#FFFFFF"
    assert theme.inks.inks["#112233"] == (0.1, 0.2, 0.3, 0.4)
    assert "#445566" not in theme.inks.inks, "this ink was chosen for another colour"
    assert "#FFFFFF" in theme.inks.inks


def test_one_sheet_more(tmp_path: Path) -> None:
    """``extra_css`` comes last, and an import of a layer's list of sheets keeps the nearest of each."""
    magazine(tmp_path)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles" / "house.css").write_text(":root { --accent: #010203 } .title { color: red }", "utf-8")
    (tmp_path / "styles" / "issue.css").write_text('@import "bundled/issue.css";\n.kicker { color: blue }', "utf-8")
    (tmp_path / "styles" / "page.css").write_text("/* mine */", "utf-8")
    table = '[theme]\nname = "field"\nextra_css = ["styles/house.css"]\n'
    (tmp_path / "hemaprint.toml").write_text(f"{CONFIG}\n{table}", "utf-8")
    theme = theme_of(load_project(tmp_path))

    assert not theme.problems
    assert tmp_path / "styles" / "page.css" in theme.sheets.paths
    assert theme.css.index(".kicker { color: blue }") < theme.css.index(".title { color: red }")
    assert theme.colors["accent"] == "#010203"
    assert theme.is_own_style(tmp_path / "styles" / "house.css")


def test_settings_reach_layouts_and_styles(tmp_path: Path) -> None:
    toml = f'{THEME}[settings.notes]\nkind = "yes-no"\ndefault = true\nhelp = "Notes."\n'
    toml += '[settings.note_width]\nkind = "length"\ndefault = "31mm"\nhelp = "Width."\nmost = 40\n'
    field = magazine(tmp_path, '[theme]\nname = "field"\nsettings = { note_width = "30mm" }\n', toml)
    (field / "layouts" / "pages" / "try.html").write_text("{{ theme.notes }} {{ theme.note_width }}", "utf-8")
    theme = theme_of(load_project(tmp_path))

    assert theme.environment.get_template("pages/try.html").render() == "True 30mm"
    assert "--note-width:30mm" in theme.css


@pytest.mark.parametrize(
    ("table", "theme", "expected"),
    [
        ('[theme]\nname = "feild"', THEME, 'hemaprint.toml:10:8 HP070 there is no theme "feild"'),
        ('[theme]\nname = "../field"', THEME, 'hemaprint.toml:10:8 HP070 there is no theme "../field"'),
        ("[theme.settings]\na = 1", THEME, 'hemaprint.toml:10:1 HP071 the theme has no setting "a"'),
        (
            '[theme]\nname = "field"\n[theme.settings]\na = "1m"',
            f'{THEME}[settings.a]\nkind = "length"\ndefault = "1mm"\nhelp = "A."\n',
            "hemaprint.toml:12:5 HP072 a cannot be '1m'",
        ),
        (
            '[theme]\nname = "field"',
            f'{THEME}[settings.a]\nkind = "choice"\ndefault = "x"\nhelp = "A."\n',
            "theme.toml:3:1 HP072 a: a choice needs its choices",
        ),
        (
            '[theme]\nname = "field"',
            f'{THEME}[[faces]]\nfamily = "Field Serif"\nfiles = ["Field.ttf"]\n',
            'theme.toml:5:10 HP073 there is no TrueType or OpenType file "Field.ttf" in fonts/',
        ),
        ('[theme]\nname = "field"', "title = 3\n", 'theme.toml:1:9 HP014 "title" should be text, not 3'),
        ('[theme]\nextra_css = ["x.css"]', THEME, 'hemaprint.toml:10:14 HP074 there is no style sheet "x.css"'),
        ('[theme]\nextra_css = ["../x.css"]', THEME, 'hemaprint.toml:10:14 HP074 there is no style sheet "../x.css"'),
    ],
)
def test_mistakes_are_told_at_their_place(tmp_path: Path, table: str, theme: str, expected: str) -> None:
    magazine(tmp_path, table, theme)
    assert any(one.startswith(expected) for one in said(tmp_path)), said(tmp_path)


def test_faces_of_a_package_and_of_files(tmp_path: Path) -> None:
    """Each is known by its content; a static family has a face for each weight that is asked for."""
    (tmp_path / "fonts").mkdir()
    serif = next(face for face in bundled_faces() if face.family == "HF Serif")
    copyfile(serif.path, tmp_path / "fonts" / "Mine.ttf")
    static = '[[faces]]\nfamily = "Field Sans"\npackage = "alegreya_sans"\nweights = [400, 700]\nstyles = ["normal"]\n'
    magazine(tmp_path, theme=THEME + static)
    table = '[theme]\nname = "field"\n[[theme.faces]]\nfamily = "Field Serif"\nfiles = ["Mine.ttf"]\n'
    (tmp_path / "hemaprint.toml").write_text(f"{CONFIG}\n{table}", "utf-8")
    theme = theme_of(load_project(tmp_path))

    mine = [face for face in theme.faces if face.family == "Field Serif"]
    assert [(face.style, face.weight) for face in mine] == [("normal", None)]
    sans = [face for face in theme.faces if face.family == "Field Sans"]
    assert [(face.style, face.weight) for face in sans] == [("normal", 400), ("normal", 700)]
    assert face_named(sans[0].name) == sans[0]
    assert f"url('{sans[1].url}');font-weight:700;font-style:normal" in theme.css


@pytest.mark.parametrize("package", ["eb_garamond", "eb-garamond", "fontpkg-eb-garamond"])
def test_a_font_package_by_any_of_its_names(package: str) -> None:
    (roman,) = faces_of([FaceSource(family="Field Serif", package=package, styles=("normal",))])
    assert roman.path.name.startswith("EBGaramond")


@pytest.mark.parametrize(
    ("package", "expected"),
    [
        ("eb_garamond", ""),
        ("source_serif_4", ""),
        ("newsreader", "small-figures small-letters"),  # raised figures up to 4
        ("libre_franklin", "small-letters"),
    ],
)
def test_what_a_face_lacks_is_known(package: str, expected: str) -> None:
    assert lacking(["Field"], faces_of([FaceSource(family="Field", package=package)])) == expected


def test_a_family_without_a_file_lacks_all() -> None:
    assert lacking(["Elsewhere"], ()) == "small-figures small-letters"


def test_the_bundled_folders_are_below_the_theme_in_hemaprint_s_own_checkout() -> None:
    """There the project's layouts and styles are the bundled ones, and would take the theme's colours away."""
    project = load_project(Path(__file__).parents[2])
    theme = theme_of(project)
    assert theme.colors["accent"] == theme.colors["eosin"] == "#971720"
    assert not theme.own("styles")


def test_a_theme_gives_measures_and_is_told_of_their_faults(tmp_path: Path) -> None:
    magazine(tmp_path, theme=f'{THEME}[page]\nbaseline = "13pt"\n[page.frames.news]\ncolumns = 2\n')
    geometry = theme_of(load(tmp_path)).geometry
    assert (geometry.baseline, geometry.frame("news").columns) == (13, 2)
    (tmp_path / "themes" / "field" / "theme.toml").write_text(f'{THEME}[page]\ntext = "12pt"\n', "utf-8")
    with pytest.raises(ContentError) as caught:
        theme_of(load(tmp_path))
    assert [(one.code, one.location.path.name, one.location.line) for one in caught.value.problems] == [
        ("HP079", "theme.toml", 4)
    ]
