"""``hemaprint build`` passes options on and prints where the result is; ``clean`` empties the cache."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from hemaprint.bind.editions import Conformance, Edition
from hemaprint.build.results import BuildOptions
from hemaprint.cli.progress import LineProgress, bars_on
from hemaprint.errors import ContentError, ExitCode, Location, Problem, Severity
from hemaprint.project.project import load_project
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import Store

from .conftest import Call, FakeBuild, pages

# ---------------------------------------------------------------- build


def test_the_last_line_is_the_path(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "2025-01")
    assert outcome.code == 0
    assert outcome.out == "dist/2025-01/2025-01-digital.pdf\n"
    assert "letter: 2 pages" in outcome.err


def test_options_reach_the_build(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    hemaprint("build", "-o", "elsewhere", "--article", "letter", "--html")
    assert fake_build.asked == BuildOptions(issue="2025-01", output=Path("elsewhere"), article="letter", html=True)


def test_every_edition_has_a_line(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "--edition", "all", "--conformance", "ua2", "--spreads", "--max-mb", "3.5")
    assert fake_build.asked == BuildOptions(
        issue="2025-01", editions=tuple(Edition), conformance=Conformance.UA2, spreads=True, max_mb=3.5
    )
    assert outcome.out.splitlines() == [f"dist/2025-01/2025-01-{name}.pdf" for name in ("digital", "print", "email")]
    assert "print: 8 pages, 1.5 MB" in outcome.err


@pytest.mark.parametrize("option", [["--spreads"], ["--max-mb", "3"], ["--edition", "print", "--max-mb", "3"]])
def test_an_option_of_another_edition(
    option: list[str], hemaprint: Call, magazine: Path, fake_build: FakeBuild
) -> None:
    assert hemaprint("build", *option).code == 2
    assert fake_build.asked is None


@pytest.mark.parametrize(("severity", "code"), [(Severity.WARNING, 1), (Severity.NOTE, 0)])
def test_warnings_fail_only_if_strict(
    severity: Severity, code: int, hemaprint: Call, magazine: Path, fake_build: FakeBuild
) -> None:
    fake_build.problems = (Problem("HP220", "white", Location(Path("letter.md"), 3), severity=severity),)
    assert hemaprint("build").code == 0
    outcome = hemaprint("build", "--strict")
    assert (outcome.code, outcome.out) == (code, "dist/2025-01/2025-01-digital.pdf\n")


def test_the_newest_issue_is_built(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    for name in ("2025-9", "2025-10"):
        assert hemaprint("new", "issue", name).code == 0
    hemaprint("build")
    assert fake_build.asked is not None
    assert fake_build.asked.issue == "2025-10"


def test_json(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    result = json.loads(hemaprint("build", "--json").out)
    (edition,) = result["editions"]
    assert Path(edition["path"]) == magazine / "dist" / "2025-01" / "2025-01-digital.pdf"
    assert (edition["pages"], result["articles"][0]["first_page"], result["problems"]) == (8, "3", [])


def test_quiet(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "-q")
    assert outcome.err == ""
    assert outcome.last_line.endswith(".pdf")


def test_verbose_lists_the_articles(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    assert "   3  letter: 2 pages" in hemaprint("build", "-v").err


def test_an_unknown_issue(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "2025-02")
    assert outcome.code == 2
    assert "2025-01" in outcome.err


def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = io.StringIO()
    with bars_on(Console(file=screen, force_terminal=True, width=80)) as progress:
        progress.start(["letter", "interview"])
        progress.article("letter", pages(1), 0.5)
        progress.start(["letter"])
        progress.article("letter", pages(2), 0.5)
        progress.article("cover", pages(1), 0.5)
        progress.stage("binding")
        progress.stage("proving")
    shown = screen.getvalue()
    assert all(text in shown for text in ("letter", "interview", "cover", "2 pages", "proving"))


def test_lines_elsewhere() -> None:
    log = io.StringIO()
    progress = LineProgress(Console(file=log, width=80))
    progress.start(["letter"])
    progress.article("letter", pages(1), 0.5)
    progress.stage("binding")
    assert log.getvalue().splitlines() == ["setting 1 article", "  letter: 1 page, 0.5 s", "binding"]


# ---------------------------------------------------------------- every issue, and by which means


def test_every_issue_is_built_and_a_table_ends_it(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    hemaprint("new", "issue", "2025-02")
    outcome = hemaprint("build", "--all")
    assert outcome.code == 0
    assert [line.split("/")[1] for line in outcome.out.splitlines()] == ["2025-01", "2025-02"]
    assert outcome.err.count("2025-02") >= 2


def test_the_errors_of_one_issue_do_not_stop_the_others(
    hemaprint: Call, magazine: Path, fake_build: FakeBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    hemaprint("new", "issue", "2025-02")

    def failing_once(*arguments: object, **options: object) -> object:
        if arguments[1] == BuildOptions(issue="2025-01"):
            raise ContentError([Problem("HP012", "unknown department", Location(magazine / "letter.md", 3, 1))])
        return fake_build(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("hemaprint.build.issue.build", failing_once)
    outcome = hemaprint("build", "--all")
    assert outcome.code == 1
    assert "letter.md:3:1" in outcome.err
    assert "failed" in outcome.err
    assert outcome.out.splitlines() == ["dist/2025-02/2025-02-digital.pdf"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--all", "2025-01"),
        ("--all", "-o", "x"),
        ("--all", "--article", "letter"),
        ("-j", "2", "--cluster", "tcp://x:1"),
    ],
)
def test_options_that_do_not_go_together(
    hemaprint: Call, magazine: Path, fake_build: FakeBuild, arguments: tuple[str, ...]
) -> None:
    assert hemaprint("build", *arguments).code == 2


def test_a_cluster_that_is_not_there(hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemaprint.typeset.crew.cluster.PATIENCE", 1)
    outcome = hemaprint("build", "--cluster", "tcp://127.0.0.1:9")
    assert outcome.code == 3
    assert "dask scheduler" in outcome.err


def test_timings_without_the_cache(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    outcome = hemaprint("build", "--timings", "--no-cache", "-j", "1", "-q")
    assert "binding" in outcome.err
    assert not (magazine / ".hemaprint" / "cache").exists()


def test_what_was_built_is_not_built_again(hemaprint: Call, magazine: Path, fake_build: FakeBuild) -> None:
    first = hemaprint("build")
    fake_build.asked = None
    again = hemaprint("build")
    assert fake_build.asked is None
    assert again.out == first.out
    assert "nothing has changed" in again.err
    hemaprint("build", "--no-cache")
    assert fake_build.asked


# ---------------------------------------------------------------- clean


def test_entries_go_and_finished_files_stay(hemaprint: Call, magazine: Path) -> None:
    load_project(magazine).store().put(digest_of("x"), b"pages")
    finished = magazine / "dist" / "2025-01" / "issue.pdf"
    finished.parent.mkdir(parents=True)
    finished.write_bytes(b"%PDF")
    outcome = hemaprint("clean")
    assert outcome.code == 0
    assert outcome.out.startswith(".hemaprint/cache: 1 entry removed")
    assert finished.exists()
    assert hemaprint("clean").out.startswith(".hemaprint/cache: 0 entries removed")


@pytest.mark.parametrize("link", [".hemaprint", ".hemaprint/cache"])
def test_a_cache_that_is_a_link_is_left_alone(link: str, hemaprint: Call, magazine: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    (papers / "cache" / "ab").mkdir(parents=True)
    if link == ".hemaprint":
        (magazine / link).rename(magazine / "aside")
    (magazine / link).symlink_to(papers)
    outcome = hemaprint("clean")
    assert outcome.code == ExitCode.CONTENT
    assert "HP068" in outcome.err
    assert (papers / "cache" / "ab").is_dir()


def test_a_traceback_is_not_written_through_a_link(
    hemaprint: Call, magazine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (magazine / ".hemaprint").rename(magazine / "aside")
    (magazine / ".hemaprint").symlink_to(papers)
    monkeypatch.setattr(Store, "clear", lambda self: 1 / 0)
    monkeypatch.setattr(Store, "link", None)
    assert hemaprint("clean").code == ExitCode.BUG
    assert list(papers.iterdir()) == []
