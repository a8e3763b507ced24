from pathlib import Path

import pytest

from hemaprint.errors import ContentError, UsageError
from hemaprint.project.project import MADE_PAGES, find_root, issue_folder, issue_names, load_project
from hemaprint.project.themes import bundled

CONFIG = """\
[magazine]
title = "Hematology Frontier"
publisher = "The founders"
issn = "0378-5955"

[page]
size = "200mm 280mm"

[[departments]]
name = "In conversation"
template = "interview"
"""


def write(root: Path, text: str = CONFIG) -> Path:
    (root / "hemaprint.toml").write_text(text)
    return root


def test_a_project_knows_its_folders_and_its_page(tmp_path: Path) -> None:
    project = load_project(write(tmp_path))
    assert project.content == tmp_path.resolve() / "content"
    assert project.cache.name == ".hemaprint"
    assert project.page_size == pytest.approx((566.93, 793.70), abs=0.01)
    assert project.config.departments[0].template == "interview"


def test_the_root_is_found_from_below(tmp_path: Path) -> None:
    write(tmp_path)
    below = tmp_path / "content" / "2025-01"
    below.mkdir(parents=True)
    assert find_root(below) == tmp_path.resolve()


def test_no_root_is_an_error_of_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        find_root(tmp_path)
    assert "hemaprint init" in caught.value.hint


def test_all_faults_of_the_configuration_come_at_once(tmp_path: Path) -> None:
    text = CONFIG.replace("publisher", "publishr").replace("5955", "5956").replace("200mm", "200")
    text += '\n[[departments]]\nname = "In conversation"\ntemplate = "intervew"\n'
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, text))
    found = [(problem.code, problem.location.line) for problem in caught.value.problems]
    assert found == [("HP011", 3), ("HP054", 4), ("HP056", 7), ("HP026", 14), ("HP015", 15)]


def test_the_hyphenation_list_has_words_with_hyphens(tmp_path: Path) -> None:
    text = '[hyphenation]\nde = [\n"Ery-thro-poi-ese",\n"-Ende", "zwei Teile",\n"a--b",\n"ERYTHROPOIESE"]\n'
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, CONFIG + text))
    assert [problem.code for problem in caught.value.problems] == ["HP037"] * 3
    right = load_project(write(tmp_path, CONFIG + '[hyphenation]\nde = ["Ery-thro-poi-ese", "Abend"]\n'))
    assert right.config.hyphenation == {"de": ("Ery-thro-poi-ese", "Abend")}
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, CONFIG + '[hyphenation]\nde = ["Abend",\n  "abend"]\n'))
    (twice,) = caught.value.problems
    assert (twice.code, twice.location.column) == ("HP038", 3)


def test_page_templates_are_files_of_the_project_or_bundled(tmp_path: Path) -> None:
    (tmp_path / "layouts" / "pages").mkdir(parents=True)
    (tmp_path / "layouts" / "pages" / "essay.html").touch()
    project = load_project(write(tmp_path, CONFIG.replace('template = "interview"', 'template = "essay"')))
    assert {"editorial", "essay", "feature", "interview", "obituary"} <= set(project.article_templates)
    assert not MADE_PAGES & set(project.article_templates)
    assert {path.stem for path in (bundled("layouts") / "pages").iterdir()} > MADE_PAGES


@pytest.mark.parametrize("name", ["cover", "../article", ""])
def test_a_department_needs_a_page_template_for_articles(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, CONFIG.replace("interview", name)))
    assert [problem.location.line for problem in caught.value.problems] == [11]


@pytest.mark.parametrize("host", ["mail.example.org", "bücher.example", "::1", "[2001:db8::1]", "192.0.2.1"])
def test_a_mail_server_has_a_name_or_an_address(tmp_path: Path, host: str) -> None:
    smtp = load_project(write(tmp_path, f'{CONFIG}[smtp]\nhost = "{host}"\n')).config.smtp
    assert smtp is not None
    assert smtp.host == host


@pytest.mark.parametrize(
    "smtp",
    [
        'host = "smtp://mail.example.org"',
        'host = "mail.example.org:587"',
        'host = "mail example"',
        'host = "a.b"\n[smtp.oauth2]\nprovider = "microsoft"\nuser = "a@b.org"\ntenant = "b.org/x y"',
    ],
)
def test_a_mail_server_is_a_name_and_nothing_else(tmp_path: Path, smtp: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, f"{CONFIG}[smtp]\n{smtp}\n"))
    assert [problem.code for problem in caught.value.problems] == ["HP016"]


@pytest.mark.parametrize("data", [b"", b"\xff", b"[magazine", b"title = 1"])
def test_a_broken_configuration_is_reported(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "hemaprint.toml").write_bytes(data)
    with pytest.raises(ContentError):
        load_project(tmp_path)


def test_issues_are_folders_with_a_manifest(tmp_path: Path) -> None:
    project = load_project(write(tmp_path))
    assert issue_names(project) == ()
    for name in ("2025-02", "2025-01"):
        (project.content / name).mkdir(parents=True)
        (project.content / name / "issue.yaml").touch()
    (project.content / "notes").mkdir()
    assert issue_names(project) == ("2025-01", "2025-02")
    assert issue_folder(project, "2025-01") == project.content / "2025-01"


@pytest.mark.parametrize("name", ["2025-03", "..", "", "../x", "a\0b", "notes"])
def test_an_unknown_issue_is_an_error_of_use(tmp_path: Path, name: str) -> None:
    project = load_project(write(tmp_path))
    (project.content / "notes").mkdir(parents=True)
    with pytest.raises(UsageError):
        issue_folder(project, name)


@pytest.mark.parametrize("name", ["../printer.icc", "/usr/share/printer.icc", "linked.icc"])
def test_a_printing_profile_is_a_file_of_the_project(name: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (root / "linked.icc").symlink_to(tmp_path / "printer.icc")
    with pytest.raises(ContentError) as caught:
        load_project(write(root, f"{CONFIG}\n[print]\nprofile = '{name}'\n"))
    assert [(one.code, one.location.line) for one in caught.value.problems] == [("HP040", 14)]


def test_a_configuration_has_a_bearable_size(tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        load_project(write(tmp_path, f"{CONFIG}{'# remark' * 50_000}"))
    assert [one.code for one in caught.value.problems] == ["HP067"]
