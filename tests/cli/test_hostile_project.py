"""A stranger's project, by the command line: errors that name its files, and nothing of yours is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ExitCode

from .conftest import Call

FIGURE = (
    "---\nheadline: A letter\ndepartment: Letter\n---\n\nWords.\n\n:::{figure} images/bomb.svg\n:alt: A thing\n:::\n"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
LEVELS = "".join('<g id="a{}">{}</g>'.format(n, f'<use href="#a{n - 1}"/>' * 10) for n in range(1, 9))


def issue_of(magazine: Path) -> Path:
    return next((magazine / "content").iterdir())


@pytest.mark.parametrize(
    ("drawing", "code"),
    [(f'<g id="a0"><rect/></g>{LEVELS}<use href="#a8"/>', "HP066"), (f'<rect fill="url({" " * 60_000})"/>', "HP042")],
    ids=["use", "spaces"],
)
def test_check_refuses_what_a_build_could_not_finish(drawing: str, code: str, hemaprint: Call, magazine: Path) -> None:
    issue = issue_of(magazine)
    (issue / "images" / "bomb.svg").write_text(SVG.format(drawing))
    next((issue / "articles").glob("*.md")).write_text(FIGURE)
    outcome = hemaprint("check")
    assert outcome.code == ExitCode.CONTENT
    assert "images/bomb.svg" in outcome.err
    assert code in outcome.err


def test_what_lies_behind_a_link_is_refused_by_its_name(hemaprint: Call, magazine: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text(SVG.format(""))
    issue = issue_of(magazine)
    (issue / "images" / "bomb.svg").symlink_to(tmp_path / "secret.svg")
    next((issue / "articles").glob("*.md")).write_text(FIGURE)
    outcome = hemaprint("check")
    assert outcome.code == ExitCode.CONTENT
    assert "HP040" in outcome.err


def test_a_new_article_is_not_written_through_a_link(hemaprint: Call, magazine: Path, tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    issue = issue_of(magazine)
    (issue / "articles").rename(papers)
    (issue / "articles").symlink_to(papers)
    before = sorted(papers.iterdir())
    outcome = hemaprint("new", "article", "stranger", "--issue", issue.name)
    assert outcome.code == ExitCode.CONTENT
    assert "HP068" in outcome.err
    assert sorted(papers.iterdir()) == before
