"""What a theme, a project and an issue say of the page is put one over the other, and checked where it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import Problem
from hemaprint.project.page import Page
from hemaprint.project.toml import read_toml
from hemaprint.project.validate import validate
from hemaprint.project.yaml import read_yaml
from hemaprint.theme.geometry import MM
from hemaprint.theme.measures import PageLayer, Settled, settle
from hemaprint.theme.theme import theme_of
from samples import Sample, paragraphs


def layer(path: Path, text: str, *, own: bool = True) -> PageLayer:
    """A layer of a file that says ``text`` of the page."""
    path.write_text(text, "utf-8")
    located = (read_toml if path.suffix == ".toml" else read_yaml)(text, path)[0]
    assert located is not None
    return PageLayer(Page.model_validate(located.get("page")), path, own)


def settled(folder: Path, text: str) -> Settled:
    return settle([layer(folder / "hemaprint.toml", text)])


def told(problems: tuple[Problem, ...]) -> list[tuple[str, int]]:
    return [(one.code, one.location.line) for one in problems]


# ---------------------------------------------------------------- one over the other


def test_the_nearest_says_what_counts(tmp_path: Path) -> None:
    theme = layer(tmp_path / "theme.toml", '[page]\nsize = "A4"\nbaseline = "13pt"\ntext = "10pt"\n', own=False)
    project = layer(tmp_path / "hemaprint.toml", '[page]\ntext = "9.5pt"\nmargins = {inside = "25mm"}\n')
    issue = layer(tmp_path / "issue.yaml", "page:\n  folio: {place: none}\n")
    geometry, problems = settle([theme, project, issue], binding="right")
    assert problems == ()
    assert (geometry.baseline, geometry.text, geometry.furniture.folio) == (13, 9.5, "none")
    assert geometry.margins.inside == pytest.approx(25 * MM)
    assert geometry.margins.outside == pytest.approx(15 * MM)
    assert geometry.binding == "right"


def test_margins_of_a_theme_are_for_its_own_size_and_those_of_a_project_as_they_are(tmp_path: Path) -> None:
    theme = layer(tmp_path / "theme.toml", '[page]\nsize = "A4"\nmargins = {inside = "30mm"}\n', own=False)
    project = layer(tmp_path / "hemaprint.toml", '[page]\nsize = "A5"\nmargins = {outside = "14mm"}\n')
    margins = settle([theme, project]).geometry.margins
    assert margins.inside == pytest.approx(30 * MM * 148 / 210)
    assert margins.outside == pytest.approx(14 * MM)


def test_columns_of_a_theme_are_fewer_where_they_would_be_too_narrow(tmp_path: Path) -> None:
    wanted = "[page]\nframes = {news = {columns = 4}}\n"
    theme = layer(tmp_path / "theme.toml", wanted, own=False)
    project = layer(tmp_path / "hemaprint.toml", '[page]\nsize = "A5"\n')
    assert settle([theme]).geometry.frame("news").columns == 4
    geometry, problems = settle([theme, project])
    assert (geometry.frame("news").columns, problems) == (2, ())
    mine = layer(tmp_path / "mine.toml", f'{wanted}size = "A5"\n')
    assert told(settle([mine]).problems) == [("HP078", 2)]


def test_a_side_column_of_a_theme_is_left_out_where_it_competes_with_the_text(tmp_path: Path) -> None:
    theme = layer(tmp_path / "theme.toml", '[page]\nframes = {scholar = {columns = 2, side = "56mm"}}\n', own=False)
    project = layer(tmp_path / "hemaprint.toml", '[page]\nsize = "A5"\n')
    assert settle([theme]).geometry.frame("scholar").side == pytest.approx(56 * MM)
    assert settle([theme, project]).geometry.frame("scholar").side == 0.0


def test_an_issue_has_measures_of_its_own(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("letter", "Letter", paragraphs(2))
    sample.manifest["page"] = {"baseline": "13pt", "folio": {"place": "center"}}
    issue = sample.issue()
    assert theme_of(sample.project).geometry.baseline == 12
    assert theme_of(sample.project, issue).geometry.baseline == 13
    assert theme_of(sample.project, issue).geometry.furniture.folio == "center"


# ---------------------------------------------------------------- bounds


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('size = "A6"\n[page.margins]\ninside = "35mm"\noutside = "35mm"\n', "HP077", 4),
        ('size = "A5"\n[page.margins]\ntop = "90mm"\nbottom = "90mm"\n', "HP077", 4),
        ('text = "12pt"\nbaseline = "12pt"\n', "HP079", 3),
        ('text = "6pt"\n', "HP079", 2),
        ("[page.frames.feature]\ncolumns = 6\n", "HP078", 3),
        ('[page.frames.scholar]\nside = "12mm"\n', "HP078", 3),
        ('gutter = "2mm"\n', "HP083", 2),
        ('[page.frames.news]\ngutter = "2mm"\n', "HP083", 3),
        ('[page.margins]\nbottom = "8mm"\n', "HP080", 3),
        ('[page.margins]\ntop = "8mm"\n', "HP080", 3),
        ('[page.folio]\nplace = "inside"\n', "HP081", 3),
        ('[page.heads.foot]\noutside = "magazine"\n', "HP081", 3),
    ],
)
def test_measures_that_do_not_go_together_are_told_where_they_are_written(
    tmp_path: Path, text: str, code: str, line: int
) -> None:
    problems = settled(tmp_path, f"[page]\n{text}").problems
    assert (code, line) in told(problems)
    assert {one[0] for one in told(problems)} == {code}
    assert all(problem.hint for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        'text = "10.5pt"\nbaseline = "14pt"\n',
        '[page.margins]\nbottom = "8mm"\n[page.folio]\nplace = "none"\n[page.heads.foot]\ninside = "none"\n',
        '[page.folio]\nplace = "outside"\nedge = "head"\n[page.heads.head]\noutside = "none"\n',
        '[page.frames.scholar]\nside = "0mm"\ncolumns = 3\n',
        'size = "ledger"\n[page.frames.news]\ncolumns = 5\n',
    ],
)
def test_measures_that_go_together_are_used(tmp_path: Path, text: str) -> None:
    assert settled(tmp_path, f"[page]\n{text}").problems == ()


def test_a_fault_of_an_issue_is_told_in_the_issue(tmp_path: Path) -> None:
    project = layer(tmp_path / "hemaprint.toml", "[page.frames.feature]\ncolumns = 4\n")
    issue = layer(tmp_path / "issue.yaml", "page:\n  frames:\n    feature:\n      columns: 5\n")
    (problem,) = settle([project, issue]).problems
    assert (problem.code, problem.location.path.name, problem.location.line) == ("HP078", "issue.yaml", 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('margins = {inside = "2mm"}', "HP076"),
        ('margins = {inside = "wide"}', "HP076"),
        ('baseline = "40pt"', "HP076"),
        ('text = "3pt"', "HP076"),
        ('folio = {form = "{page} of {count}"}', "HP082"),
        ('folio = {form = "page"}', "HP082"),
        ('folio = {form = "{page"}', "HP082"),
        ('leading = "12pt"', "HP011"),
        ("frames = {review = {columns = 2}}", "HP011"),
        ("frames = {news = {columns = 9}}", "HP016"),
        ('binding = "top"', "HP015"),
    ],
)
def test_each_value_has_bounds(tmp_path: Path, text: str, code: str) -> None:
    located, _ = read_toml(text, tmp_path / "hemaprint.toml")
    assert located is not None
    (problem,) = validate(Page, located).problems
    assert problem.code == code
    assert problem.hint
