"""``hemaprint flatplan``: what people and programs see, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from hemaprint.bind.sourcemap import MappedPage, SourceMap
from hemaprint.build.current import Current
from hemaprint.copydesk.flatplan import make
from hemaprint.errors import ExitCode, MissingEnvironmentError
from hemaprint.project.project import Project
from review.papers import paper

from .conftest import Call

TRIM = (0.0, 0.0, 595.0, 842.0)


SOURCES = (
    ("issue.yaml",) * 2
    + tuple(
        f"articles/{slug}.md"
        for slug in ("begin-anywhere", "measure-for-measure", "measure-for-measure", "small-rules")
    )
    + ("issue.yaml",) * 2
)


@pytest.fixture(autouse=True)
def blank(magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The issue is set: all its pages are blank, and there is no colour profile."""

    def pages(project: Project, name: str, *_: object, **__: object) -> Current:
        sources = (f"content/{name}/{source}" for source in SOURCES)
        return Current(
            paper([""] * 8), SourceMap(project.root, tuple(MappedPage(one, TRIM, ()) for one in sources)), ()
        )

    def refuse(*_: object) -> None:
        raise MissingEnvironmentError("no profile is installed", "install one")

    monkeypatch.setattr(make, "current_pages", pages)
    monkeypatch.setattr(make, "press_profile", refuse)


@pytest.mark.parametrize("columns", [24, 40, 80, 133])
def test_a_terminal_of_any_width(hemaprint: Call, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    outcome = hemaprint("flatplan", "--signature", "4", "-q")
    assert outcome.code == ExitCode.OK
    lines = outcome.out.splitlines()
    assert lines[0] == "Field Notes, Number 1, February 2025: 8 pages, 2 signatures of 4, nothing late"
    assert "Signature 2, pages 5–8" in lines
    boxes = [line for line in lines if line.strip().startswith(("┌", "│", "└"))]
    assert boxes
    assert all(cell_len(line) <= columns for line in boxes)
    assert outcome.err.endswith("2025-01: 1 note\n"), "inks are not known"


def test_json(hemaprint: Call) -> None:
    told = json.loads(hemaprint("flatplan", "--json", "--signature", "8").out)
    assert (told["issue"], told["signature"], len(told["pages"])) == ("2025-01", 8, 8)
    assert [entry["name"] for entry in told["entries"]][:3] == ["cover", "contents", "begin-anywhere"]
    assert told["pages"][2]["department"] == "Letter"
    assert [problem["code"] for problem in told["problems"]] == ["HP802"]


def test_what_is_late_fails_where_it_must(hemaprint: Call, magazine: Path) -> None:
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8") + "\nTODO\n", "utf-8")
    outcome = hemaprint("flatplan")
    assert outcome.code == ExitCode.OK
    assert "warning[HP800]" in outcome.err
    assert "1 late" in outcome.out
    assert hemaprint("flatplan", "--strict").code == ExitCode.CONTENT
    article.unlink()
    outcome = hemaprint("flatplan")
    assert outcome.code == ExitCode.CONTENT
    assert outcome.err.count("HP023") == 1
    assert "begin-anywhere" in outcome.out


def test_files(hemaprint: Call, magazine: Path, tmp_path: Path) -> None:
    outcome = hemaprint("flatplan", "--format", "html")
    assert (outcome.code, outcome.last_line) == (ExitCode.OK, "dist/2025-01/field-notes-2025-01-flatplan.html")
    assert (magazine / outcome.last_line).read_text("utf-8").startswith("<!DOCTYPE html>")
    outcome = hemaprint("flatplan", "--format", "pdf", "--paper", "a4", "-o", str(tmp_path / "plans"))
    assert outcome.code == ExitCode.OK
    assert [path.name for path in (tmp_path / "plans").iterdir()] == ["field-notes-2025-01-flatplan.pdf"]


@pytest.mark.parametrize(
    "options",
    [
        ("--json", "--format", "pdf"),
        ("--paper", "a4"),
        ("--output", "plans"),
        ("--signature", "6"),
        ("2024-12",),
    ],
)
def test_options_that_do_nothing_are_refused(hemaprint: Call, options: tuple[str, ...]) -> None:
    assert hemaprint("flatplan", *options).code == ExitCode.USAGE


def test_no_order(hemaprint: Call, magazine: Path) -> None:
    (magazine / "content" / "2025-01" / "issue.yaml").write_text("order: [\n", "utf-8")
    outcome = hemaprint("flatplan")
    assert outcome.code == ExitCode.CONTENT
    assert "error[HP004]" in outcome.err
