"""``hemaprint init``, ``new`` and ``schema`` write files that pass their checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scaffold.brief import shorten

from .conftest import Call

# ---------------------------------------------------------------- init and new


def test_init_prints_the_folder(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = hemaprint("init", "my-magazine")
    assert (outcome.code, outcome.last_line) == (0, "my-magazine")
    assert hemaprint("--project", "my-magazine", "check", "--strict").code == 0


def test_init_writes_into_this_folder_where_none_is_named(
    hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "field-notes").mkdir()
    monkeypatch.chdir(tmp_path / "field-notes")
    outcome = hemaprint("init", "--size", "A5", "--language", "de", "--theme", "hematology-frontier")
    assert (outcome.code, outcome.err) == (0, "next: hemaprint build\n")
    assert hemaprint("check", "--strict").code == 0


@pytest.mark.parametrize("option", [("--size", "A55"), ("--language", "Deutsch"), ("--theme", "quartz")])
def test_what_init_does_not_know_is_a_usage_error(
    hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = hemaprint("init", "a", *option)
    assert outcome.code == 2
    assert "hint: " in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_init_takes_the_settings_of_another_and_says_what_it_leaves(hemaprint: Call, magazine: Path) -> None:
    with (magazine / "hemaprint.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[smtp]\nhost = "mail.example.org"\n')
    outcome = hemaprint("init", "../second", "--from", ".")
    assert outcome.code == 0
    assert "note[HP085]: [smtp] is not taken over" in outcome.err
    assert hemaprint("--project", "../second", "check", "--strict").code == 0


def test_init_refuses_a_folder_with_something_in_it(hemaprint: Call, magazine: Path) -> None:
    assert hemaprint("init", ".").code == 2
    assert hemaprint("init", ".", "--force").code == 0


@pytest.mark.parametrize("kind", ["article", "interview", "news"])
def test_a_new_article_passes_check_and_is_in_the_order(hemaprint: Call, magazine: Path, kind: str) -> None:
    outcome = hemaprint("new", kind, "five-years-on")
    assert outcome.out == "content/2025-01/articles/five-years-on.md\n"
    assert "- article: five-years-on\n" in (magazine / "content" / "2025-01" / "issue.yaml").read_text("utf-8")
    checked = hemaprint("check")
    assert checked.code == 0, checked.err


def test_a_new_issue_passes_check(hemaprint: Call, magazine: Path) -> None:
    assert hemaprint("new", "issue", "2025-02").code == 0
    checked = hemaprint("check", "2025-02")
    assert checked.code == 0, checked.err


@pytest.mark.parametrize(
    "arguments", [["article", "Five Years On"], ["article", "begin-anywhere"], ["issue", "2025-01"]]
)
def test_bad_and_taken_names(hemaprint: Call, magazine: Path, arguments: list[str]) -> None:
    assert hemaprint("new", *arguments).code == 2


def test_an_unknown_department_is_answered_with_the_nearest(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("new", "article", "five-years-on", "--department", "Feeture")
    assert outcome.code == 2
    assert '"Feature"' in outcome.err
    assert not (magazine / "content" / "2025-01" / "articles" / "five-years-on.md").exists()


# ---------------------------------------------------------------- schema


def test_all_are_written(hemaprint: Call, magazine: Path) -> None:
    written = hemaprint("schema", "-o", "schemas").out.split()
    assert "schemas/issue.schema.json" in written
    assert all(json.loads(Path(path).read_text("utf-8")) for path in written)


def test_a_planned_article_is_in_the_order_once(hemaprint: Call, magazine: Path) -> None:
    manifest = magazine / "content" / "2025-01" / "issue.yaml"
    planned = manifest.read_text("utf-8").replace(
        "  - page: colophon", "  - article: later\n    pages: 2\n  - page: colophon"
    )
    manifest.write_text(planned, "utf-8")
    assert hemaprint("new", "article", "later").code == 0
    assert manifest.read_text("utf-8") == planned
    assert hemaprint("check").code == 0


def test_one_is_printed(hemaprint: Call, magazine: Path) -> None:
    assert "order" in json.loads(hemaprint("schema", "issue").out)["properties"]


def test_an_unknown_name(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("schema", "isue")
    assert outcome.code == 2
    assert '"issue"' in outcome.err


# ---------------------------------------------------------------- themes and templates


def test_themes_are_listed(hemaprint: Call, magazine: Path) -> None:
    assert hemaprint("theme", "new", "field").code == 0
    listed = hemaprint("theme", "list")
    assert listed.code == 0
    assert "field  (of this project)" in listed.out
    assert "setting:  rules = true  (yes-no)" in listed.out
    themes = {one["name"]: one for one in json.loads(hemaprint("theme", "list", "--json").out)["themes"]}
    assert themes["field"]["settings"]["rules"]["default"] is True
    assert themes["quarto"]["faces"][0]["licence"]


def test_themes_are_listed_without_a_project(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "quarto" in hemaprint("theme", "list").out


def test_a_theme_that_cannot_be_read_is_told(hemaprint: Call, magazine: Path) -> None:
    hemaprint("theme", "new", "field")
    (magazine / "themes" / "field" / "theme.toml").write_text("title = 1\n", "utf-8")
    listed = hemaprint("theme", "list")
    assert listed.code == 1
    assert "themes/field/theme.toml:1:9: error[HP014]" in listed.err
    assert "quarto" in listed.out


def test_what_hemaprint_toml_needs_is_told_and_not_written(hemaprint: Call, magazine: Path) -> None:
    before = (magazine / "hemaprint.toml").read_bytes()
    made = hemaprint("new", "template", "essay", "--plate")
    assert made.out.splitlines() == ["layouts/pages/essay.html", "styles/essay.css"]
    for line in ('extra_css = ["styles/essay.css"]', 'template = "essay"'):
        assert f"  {line}\n" in made.err
    assert 'name = "field"' in hemaprint("theme", "new", "field").err
    package = hemaprint("theme", "new", "harbour", "--package")
    assert "next: pip install -e hemaprint-theme-harbour" in package.err
    assert (magazine / "hemaprint.toml").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("theme", "new", "quarto"),
        ("theme", "new", "Field"),
        ("theme", "check", "quartz"),
        ("theme", "check", "--trim", "A6"),
        ("theme", "check", "--language", "fr"),
        ("new", "template", "feature"),
        ("new", "template", "essay", "--from", "essai"),
    ],
)
def test_what_a_theme_or_a_template_cannot_be_is_a_usage_error(
    hemaprint: Call, magazine: Path, arguments: tuple[str, ...]
) -> None:
    outcome = hemaprint(*arguments)
    assert outcome.code == 2
    assert "hint: " in outcome.err


def test_a_look_without_faults_is_proved_with_a_contact_sheet(
    hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(monkeypatch, {"feature"})
    outcome = hemaprint("theme", "check", "--trim", "pocket", "--language", "en-US", "--jobs", "1")
    assert (outcome.code, outcome.out) == (0, "dist/theme/bundled-pocket-en-US.png\n"), outcome.err
    told = json.loads(hemaprint("theme", "check", "--trim", "pocket", "--language", "en-US", "-j", "1", "--json").out)
    assert told["problems"] == []
    assert told["pages"] >= 4
