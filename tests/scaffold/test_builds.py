"""What ``init`` and ``new issue`` write builds at every trim size without a warning and without a blank page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.project.project import load_project
from hemaprint.scaffold.create import Wishes, create
from hemaprint.scaffold.issues import add_issue

TODAY = date(2025, 2, 1)
PAGES = {
    "A4": 8,
    "A5": 12,
    "B5": 8,
    "210mm 210mm": 8,
    "letter": 8,
    "105mm 148mm": 16,
    "279mm 432mm": 8,
}

pytestmark = pytest.mark.slow


def _texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize("size", PAGES)
def test_a_new_magazine(tmp_path: Path, size: str) -> None:
    create(tmp_path / "field-notes", Wishes(size=size), today=TODAY)
    result = build(load_project(tmp_path / "field-notes"), BuildOptions(issue="2025-01"))
    assert result.problems == ()
    assert result.pdf is not None
    texts = _texts(result.pdf)
    assert len(texts) == PAGES[size]
    assert all(text.strip() for text in texts)


@pytest.mark.parametrize(
    "wishes", [Wishes(language="ar"), Wishes(size="A5", language="de", theme="hematology-frontier")]
)
def test_a_magazine_in_another_language(tmp_path: Path, wishes: Wishes) -> None:
    create(tmp_path / "field-notes", wishes, today=TODAY)
    result = build(load_project(tmp_path / "field-notes"), BuildOptions(issue="2025-01"))
    assert not any(problem.is_error for problem in result.problems)
    assert result.pdf is not None
    texts = _texts(result.pdf)
    assert len(texts) % 4 == 0
    assert all(text.strip() for text in texts)


@pytest.mark.parametrize("size", ["A4", "105mm 148mm"])
def test_the_skeleton_of_an_issue(tmp_path: Path, size: str) -> None:
    create(tmp_path / "field-notes", Wishes(size=size), today=TODAY)
    project = load_project(tmp_path / "field-notes")
    add_issue(project, "2025-02", dated=TODAY)
    result = build(project, BuildOptions(issue="2025-02"))
    assert result.problems == ()
    assert result.pdf is not None
    assert len(_texts(result.pdf)) == 4
