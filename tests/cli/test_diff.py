"""``hemaprint diff``: what people and programs see, and how it ends."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from hemaprint.bind.sourcemap import SourceMap
from hemaprint.build import current
from hemaprint.errors import ContentError, ExitCode, Location, Problem
from hemaprint.project.project import Project
from hemaprint.review import rebuilding
from review.papers import STORY, paper

from .conftest import Call

FIRST, SECOND, THIRD = STORY


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.pdf", tmp_path / "new.pdf"
    old.write_bytes(paper(STORY))
    new.write_bytes(paper((FIRST, SECOND.replace("doctor", "nurse"), THIRD)))
    return str(old), str(new)


def test_two_files(hemaprint: Call, files: tuple[str, str]) -> None:
    outcome = hemaprint("diff", *files)
    assert outcome.code == ExitCode.CONTENT
    assert outcome.out.splitlines() == [
        "page 2: changed",
        "  “doctor” -> “nurse”",
        "old.pdf and new.pdf: 3 and 3 pages: 1 changed, 1 change of words",
    ]
    outcome = hemaprint("diff", files[0], files[0])
    assert (outcome.code, outcome.out) == (ExitCode.OK, "old.pdf and old.pdf: 3 and 3 pages: the same\n")


def test_json(hemaprint: Call, files: tuple[str, str]) -> None:
    outcome = hemaprint("diff", *files, "--json", "--only-words")
    told = json.loads(outcome.out)
    assert outcome.code == ExitCode.CONTENT
    assert (told["same"], [page["kind"] for page in told["pages"]]) == (False, ["same", "changed", "same"])
    assert [(one["old"]["text"], one["new"]["text"], one["new"]["page"]) for one in told["changes"]] == [
        ("doctor", "nurse", "2")
    ]


def test_what_cannot_be_compared(hemaprint: Call, files: tuple[str, str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"no PDF")
    outcome = hemaprint("diff", files[0], str(broken))
    assert outcome.code == ExitCode.USAGE
    assert "broken.pdf: error[HP790]" in outcome.err
    assert hemaprint("diff", files[0], "missing.pdf").code == ExitCode.USAGE


def test_a_report_is_one_file(hemaprint: Call, files: tuple[str, str], tmp_path: Path) -> None:
    assert hemaprint("diff", *files, "--html", str(tmp_path / "report.html")).code == ExitCode.CONTENT
    page = BeautifulSoup((tmp_path / "report.html").read_text("utf-8"), "html.parser")
    assert [heading.get_text() for heading in page.select("h1, h2")] == ["old.pdf and new.pdf", "Page 2: changed"]
    assert [image["alt"] for image in page.select("img")] == ["page 2 of old.pdf", "page 2 of new.pdf"]
    assert all(str(image["src"]).startswith("data:image/webp;base64,") for image in page.select("img"))
    assert [one.get_text() for one in page.select("del, ins")] == ["removed: doctor", "added: nurse"]
    assert len(page.select("section rect.gone, section rect.come")) == 2
    assert page.select("section rect.region")


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(("git", *identity, *arguments), check=True, capture_output=True, timeout=60)


def test_a_revision_without_git(hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(magazine))
    outcome = hemaprint("diff", "HEAD:2025-01", "2025-01")
    assert (outcome.code, "git is not installed" in outcome.err) == (ExitCode.ENVIRONMENT, True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_a_revision(hemaprint: Call, magazine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"

    def pages(project: Project, name: str, *_: object, **_named: object) -> current.Current:
        path = project.content / name / "articles" / "begin-anywhere.md"
        text = path.read_text("utf-8")
        if "faulty" in text:
            raise ContentError([Problem("HP150", "nobody is cited", Location(path, 3, 1))])
        words = SECOND.replace("doctor", "nurse") if "nurse" in text else SECOND
        return current.Current(paper([words]), SourceMap(project.root, ()), ())

    for module in (current, rebuilding):
        monkeypatch.setattr(module, "current_pages", pages)
    assert "is not in a git repository" in hemaprint("diff", "HEAD:2025-01", "2025-01").err
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    assert hemaprint("diff", "HEAD:2025-01", "2025-01").code == ExitCode.OK
    article.write_text(article.read_text("utf-8") + "\nA nurse.\n", "utf-8")
    outcome = hemaprint("diff", "HEAD:", "2025-01")
    assert (outcome.code, outcome.out.splitlines()[1]) == (ExitCode.CONTENT, "  “doctor” -> “nurse”")
    outcome = hemaprint("diff", "nowhere:2025-01", "2025-01")
    assert (outcome.code, outcome.err) == (
        ExitCode.USAGE,
        'error: git knows no revision "nowhere"\n  hint: git log --oneline lists them\n',
    )
    article.write_text("faulty", "utf-8")
    git("commit", "--quiet", "-am", "two")
    outcome = hemaprint("diff", "HEAD:2025-01", "HEAD~1:2025-01")
    assert outcome.code == ExitCode.USAGE
    assert outcome.err.startswith("HEAD:content/2025-01/articles/begin-anywhere.md:3:1: error[HP150]")
