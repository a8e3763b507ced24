"""What is right is left alone: the sample, five articles as authors write them, and the words of medicine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from content.magazine import CONFIG, Magazine
from hemaprint.content.load import load_issue
from hemaprint.copydesk.lint.findings import findings
from hemaprint.copydesk.lint.spelling import misspelled, other_side
from hemaprint.errors import Problem
from hemaprint.project.project import load_project

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = sorted((Path(__file__).parent / "articles").glob("*.md"))
WORDS_OF_A_PAGE = 600
"""Of a page without pictures, in three columns."""
DICTIONARY = Path("/usr/share/hunspell/en_med_glut.dic")
"""Debian's hunspell-en-med, where it is installed."""
EACH = 5
"""One of so many words is tried."""
DEPARTMENTS = """
[[departments]]
name = "Letter"
template = "research-letter"

[[departments]]
name = "Case"
template = "case-report"
"""
RIGHTLY = {
    "begin-at-the-bedside.md": {"HP743": 1},  # whom it talks to declares nothing
    "borrowed-cells.md": {"HP730": 2},  # CRi, ICANS
    "circulation.md": {"HP730": 5},  # ALL, and the societies of the calendar
    "made-in-public.md": {"HP704": 1, "HP730": 1},  # its second figure, ALL
}
"""What is wrong in the sample, by the rules."""


def counted(problems: tuple[Problem, ...], name: str) -> dict[str, int]:
    """How often each rule speaks of a file."""
    return dict(Counter(one.code for one in problems if one.location.path.name == name and one.code != "HP771"))


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_articles_as_authors_write_them(path: Path, tmp_path: Path) -> None:
    magazine = Magazine(tmp_path)
    magazine.write("../../hemaprint.toml", CONFIG + DEPARTMENTS)
    magazine.write("articles/borrowed-cells.md", path.read_bytes())
    loaded = magazine.load()
    assert loaded.issue is not None, loaded.problems
    told = findings(loaded.issue, magazine.project)
    words = loaded.issue.articles["borrowed-cells"].word_count
    assert 600 <= words <= 1200
    assert sum(counted(told, "borrowed-cells.md").values()) < max(1, words / WORDS_OF_A_PAGE), told


def test_the_sample() -> None:
    project = load_project(ROOT)
    loaded = load_issue(project, "2025-01", project.store())
    assert loaded.issue is not None, "tools/art.sh draws its pictures"
    told = findings(loaded.issue, project)
    names = {one.location.path.name for one in told if one.code != "HP771"}
    assert {name: counted(told, name) for name in names} == RIGHTLY


@pytest.mark.skipif(not DICTIONARY.exists(), reason="hunspell-en-med is not installed")
def test_the_words_of_medicine() -> None:
    words = {line.partition("/")[0].strip() for line in DICTIONARY.read_text("latin-1").splitlines()[1:]}
    words = set(sorted(word for word in words if word.isalpha() and word.islower() and len(word) > 3)[::EACH])
    pages = len(words) / WORDS_OF_A_PAGE
    assert len({word for word in words if word in misspelled()}) < pages, "it has real misspellings, too"
    assert len({word for word in words if other_side(word, "en-us")}) < pages, "it is American, but has British forms"
