"""``hemaprint check`` and ``doctor`` report every problem and change nothing."""

from __future__ import annotations

import ctypes.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from hemaprint.errors import MissingEnvironmentError
from hemaprint.system import environment
from hemaprint.system.environment import Finding, State, remedy
from waiting import LONG

from .conftest import Call

# ---------------------------------------------------------------- check


@pytest.fixture
def misspelt(magazine: Path) -> Path:
    """An article of the magazine with an unknown department."""
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8").replace("department: Letter", "department: Lettre"), "utf-8")
    return article


def test_the_new_magazine_has_no_problems(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("check", "--strict")
    assert (outcome.code, outcome.out) == (0, "")


def test_text_is_a_diagnostic(hemaprint: Call, misspelt: Path) -> None:
    outcome = hemaprint("check")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("content/2025-01/articles/begin-anywhere.md:5:13: error[HP")


def test_json_is_a_result(hemaprint: Call, misspelt: Path) -> None:
    outcome = hemaprint("check", "--format", "json")
    report = json.loads(outcome.out)
    assert (outcome.code, report["errors"], report["problems"][0]["line"]) == (1, 1, 5)


def test_a_layout_that_leaves_copy_out(hemaprint: Call, magazine: Path) -> None:
    layout = magazine / "layouts" / "partials" / "standfirst.html"
    layout.parent.mkdir(parents=True)
    layout.write_text("", "utf-8")
    report = json.loads(hemaprint("check", "--format", "json").out)
    assert {problem["code"] for problem in report["problems"]} == {"HP255"}


def test_github_annotations(hemaprint: Call, misspelt: Path) -> None:
    outcome = hemaprint("check", "--format", "github")
    assert outcome.code == 1
    assert outcome.out.startswith("::error file=content/2025-01/articles/begin-anywhere.md,line=5,col=13,title=HP")
    assert len(outcome.out.splitlines()) == 1


def test_a_broken_project_file_is_a_problem(hemaprint: Call, magazine: Path) -> None:
    (magazine / "hemaprint.toml").write_text("[magazine\n", "utf-8")
    outcome = hemaprint("check", "--format", "json")
    assert outcome.code == 1
    assert json.loads(outcome.out)["problems"][0]["path"] == "hemaprint.toml"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("styles/components/item.css", ".item{margin:0}\n.item h3{font-size:}\n", ":2:10: error[HP231]"),
        ("styles/components/item.css", ".item{margin:0}\n.item h3{\n", ":2:9: error[HP230]"),
        ("styles/editions/preview.css", "@media screen{\n", ":1:14: error[HP230]"),
        ("layouts/pages/unused.html", "\n{% if %}", ":2:1: error[HP911]"),
        (
            "layouts/pages/editorial.html",
            '{% extends "article.html" %}\n{% block head %}{{ meta.opener.imgae }}{% endblock %}',
            ":2:32: error[HP911]",
        ),
    ],
)
def test_a_mistake_in_a_style_or_a_layout_has_its_place(
    hemaprint: Call, magazine: Path, name: str, text: str, place: str
) -> None:
    (magazine / name).parent.mkdir(parents=True)
    (magazine / name).write_text(text, "utf-8")
    outcome = hemaprint("check")
    assert (outcome.code, f"{name}{place}" in outcome.err) == (1, True), outcome.err


def test_the_engine_is_not_loaded(magazine: Path) -> None:
    program = (
        "import sys; from hemaprint.cli.main import main; main(['check']);"
        "sys.exit(bool({'weasyprint', 'pikepdf', 'jinja2'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=magazine, check=False, timeout=LONG).returncode == 0


# ---------------------------------------------------------------- doctor


def test_this_machine_can_build(hemaprint: Call) -> None:
    outcome = hemaprint("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(outcome.out)["findings"]}
    assert outcome.code == 0
    assert findings["WeasyPrint"]["detail"].startswith("70.")
    assert {"Python", "hemaprint", "Pango", "HarfBuzz", "Fontconfig"} <= findings.keys()
    assert {"Source Serif 4", "Source Sans 3", "Source Code Pro", "CJK face", "printing profile"} <= findings.keys()


def test_a_missing_library_fails_and_names_the_command(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    find = ctypes.util.find_library
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None if name == "pangoft2-1.0" else find(name))
    outcome = hemaprint("doctor")
    assert outcome.code == 3
    assert "libpangoft2-1.0-0" in outcome.out


def test_a_missing_cjk_face_is_only_advice(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "CJK_FAMILIES", ("No Such Face",))
    outcome = hemaprint("doctor")
    assert outcome.code == 0
    assert "fonts-noto-cjk" in outcome.out


def test_a_missing_printing_profile_is_only_advice(hemaprint: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "PROFILE_FOLDERS", ())
    outcome = hemaprint("doctor", "--json")
    (finding,) = (one for one in json.loads(outcome.out)["findings"] if one["name"] == "printing profile")
    assert outcome.code == 0
    assert finding["state"] == "recommended"
    assert finding["remedy"]


def test_commands_of_one_package_manager_are_united() -> None:
    missing = [Finding(name, State.MISSING, remedy=f"apt-get install {name}") for name in ("a", "b", "a")]
    missing.append(Finding("c", State.MISSING, remedy="pip install c"))
    assert remedy(missing) == "apt-get install a b && pip install c"


def test_an_engine_that_cannot_load_is_the_environments_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    with pytest.raises(MissingEnvironmentError):
        environment.require_engine()
