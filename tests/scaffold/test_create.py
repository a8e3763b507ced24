"""The magazine that ``init`` writes: what its settings say, what it takes from another one, what it refuses."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hemaprint.content.load import load_issue
from hemaprint.errors import UsageError
from hemaprint.project.project import load_project
from hemaprint.scaffold.create import Wishes, create

TODAY = date(2025, 2, 1)
ISSUE = "2025-01"


def _settings(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "hemaprint.toml").read_text("utf-8"))


def _files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_title_and_nameplate_come_from_the_folder(tmp_path: Path) -> None:
    create(tmp_path / "the-field_notes", today=TODAY)
    magazine = _settings(tmp_path / "the-field_notes")["magazine"]
    assert magazine["title"] == "The Field Notes"
    assert magazine["nameplate"] == ["The Field", "Notes"]


def test_a_title_of_one_word_with_a_quotation_mark(tmp_path: Path) -> None:
    create(tmp_path / "a", Wishes(title='"Now"'), today=TODAY)
    magazine = _settings(tmp_path / "a")["magazine"]
    assert magazine["title"] == '"Now"'
    assert "nameplate" not in magazine


def test_schemas_stand_where_the_first_lines_point(tmp_path: Path) -> None:
    files = create(tmp_path / "a", today=TODAY).paths
    manifest = tmp_path / "a" / "content" / ISSUE / "issue.yaml"
    schema = manifest.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
    assert (manifest.parent / schema).resolve() in files
    toml = tmp_path / "a" / "hemaprint.toml"
    assert (toml.parent / toml.read_text("utf-8").splitlines()[0].removeprefix("#:schema ")).is_file()


def test_force_replaces_and_keeps_the_rest(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    (tmp_path / "README.md").write_text("old", "utf-8")
    with pytest.raises(UsageError):
        create(tmp_path, today=TODAY)
    create(tmp_path, today=TODAY, force=True)
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
    assert (tmp_path / "README.md").read_text("utf-8") != "old"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(UsageError):
        create(tmp_path / "a", today=TODAY, force=True)


# ---------------------------------------------------------------- wishes


def test_wishes_stand_in_the_settings(tmp_path: Path) -> None:
    create(tmp_path / "a", Wishes(size="210mm 210mm", language="de", theme="hematology-frontier"), today=TODAY)
    settings = _settings(tmp_path / "a")
    assert settings["page"]["size"] == "210mm 210mm"
    assert settings["magazine"]["language"] == "de"
    assert settings["theme"] == {"name": "hematology-frontier"}


@pytest.mark.parametrize(
    "wishes",
    [Wishes(size="A0 or so"), Wishes(size="51mm 51mm"), Wishes(language="German"), Wishes(theme="no-such")],
)
def test_what_cannot_be_leaves_no_folder(tmp_path: Path, wishes: Wishes) -> None:
    with pytest.raises(UsageError):
        create(tmp_path / "a", wishes, today=TODAY)
    assert not (tmp_path / "a").exists()


def test_an_unknown_theme_is_answered_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        create(tmp_path / "a", Wishes(theme="hematology"), today=TODAY)
    assert 'did you mean "hematology-frontier"?' in caught.value.hint
    assert "bundled" in caught.value.hint


@pytest.mark.parametrize(
    "wishes",
    [
        Wishes(),
        Wishes(size="A5", language="de"),
        Wishes(language="ar", title="مجلة العلوم"),
        Wishes(language="zh-Hans", title="前沿"),
    ],
)
def test_a_new_magazine_has_no_problems(tmp_path: Path, wishes: Wishes) -> None:
    create(tmp_path / "a", wishes, today=TODAY)
    project = load_project(tmp_path / "a")
    assert (project.remarks(), load_issue(project, ISSUE).problems) == ((), ())


def test_the_sample_copy_of_another_language_says_that_it_is_english(tmp_path: Path) -> None:
    create(tmp_path / "a", Wishes(language="fr"), today=TODAY)
    issue = load_issue(load_project(tmp_path / "a"), ISSUE).issue
    assert issue is not None
    assert {article.language for article in issue.articles.values()} == {"en-US"}
    manifest = (tmp_path / "a" / "content" / ISSUE / "issue.yaml").read_text("utf-8")
    assert "[In this issue]{lang=en-US}" in manifest


# ---------------------------------------------------------------- another project's settings


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A magazine with settings, layouts, styles, fonts and secrets of its own."""
    folder = tmp_path / "field-notes"
    create(folder, Wishes(size="B5"), today=TODAY)
    with (folder / "hemaprint.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[[departments]]\nname = "Reports"\ntemplate = "report"\n')
        stream.write('\n[print]\nprofile = "profiles/press.icc"\n\n[smtp]\nhost = "mail.example.org"\n')
        stream.write('\n[newsletter]\nfrom = "news@example.org"  # the desk\n')
    for name, text in {
        "layouts/pages/report.html": '{% extends "pages/feature.html" %}',
        "styles/tokens.css": ":root{--accent:#004466}",
        "fonts/a.woff2": "\0\1",
        "profiles/press.icc": "icc",
        "secrets.toml": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def test_settings_are_taken_over_and_content_is_not(tmp_path: Path, source: Path) -> None:
    created = create(tmp_path / "second", Wishes(title="Second Series", source=source), today=TODAY)
    settings = _settings(tmp_path / "second")
    assert settings["magazine"]["title"] == settings["magazine"]["publisher"] == "Second Series"
    assert settings["magazine"]["nameplate"] == ["Second", "Series"]
    assert settings["page"]["size"] == "B5"
    assert not {"smtp", "newsletter"} & settings.keys()
    taken = {"layouts/pages/report.html", "styles/tokens.css", "fonts/a.woff2", "profiles/press.icc"}
    assert taken <= _files(tmp_path / "second")
    assert "secrets.toml" not in _files(tmp_path / "second")
    assert not (tmp_path / "second" / "content" / ISSUE / "articles" / "begin-anywhere.md").exists()
    assert {problem.code for problem in created.problems} == {"HP085"}
    assert sum("[smtp]" in problem.message for problem in created.problems) == 1
    assert load_issue(load_project(tmp_path / "second"), ISSUE).problems == ()


def test_its_colors_draw_the_new_pictures(tmp_path: Path, source: Path) -> None:
    create(tmp_path / "second", Wishes(source=source), today=TODAY)
    picture = (tmp_path / "second" / "content" / ISSUE / "images" / "back.svg").read_text("utf-8")
    assert 'fill="#004466"' in picture


def test_wishes_come_before_what_another_has(tmp_path: Path, source: Path) -> None:
    create(tmp_path / "second", Wishes(size="A5", language="de", source=source / "content"), today=TODAY)
    settings = _settings(tmp_path / "second")
    assert (settings["page"]["size"], settings["magazine"]["language"]) == ("A5", "de")


def test_links_that_lead_out_are_told(tmp_path: Path, source: Path) -> None:
    (tmp_path / "elsewhere.css").write_text("", "utf-8")
    (source / "styles" / "house.css").symlink_to(tmp_path / "elsewhere.css")
    created = create(tmp_path / "second", Wishes(source=source), today=TODAY)
    assert not (tmp_path / "second" / "styles" / "house.css").exists()
    assert any(problem.location.path.name == "house.css" for problem in created.problems)


def test_a_folder_without_a_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        create(tmp_path / "second", Wishes(source=tmp_path), today=TODAY)
