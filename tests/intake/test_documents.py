"""Articles that were exported as Word documents and web pages come back with their words and their turns."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from hemaprint.export.articles import EXPORT, export_articles, form_of
from hemaprint.intake import Options
from hemaprint.intake.intake import take_in
from hemaprint.intake.language import counted
from hemaprint.intake.saving import save
from hemaprint.project.project import Project, load_project
from hemaprint.scaffold.create import Wishes, create

from .reading import HOUSE, TRANSCRIPTS, outline

ISSUE = "2025-01"
MARKS = re.compile(r"\[@[^\]]*\]|^\*\*[^*]+:\*\*|^:.*$", re.MULTILINE)
"""Citations, speakers and lines of directives: not words of the author."""
# a magazine in small letters is found by its colon only, which a Word document does not have
NAMES = sorted(path.name for path in TRANSCRIPTS.iterdir() if path.name != "french.txt")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A magazine with every transcript in it, and each of them exported."""
    root = tmp_path_factory.mktemp("documents") / "notes"
    create(root, Wishes(title=HOUSE), today=date(2025, 2, 1))
    project = load_project(root)
    intakes = [take_in(project, TRANSCRIPTS / name, Path(name).stem, Options()) for name in NAMES]
    save(intakes, project.content / ISSUE, project.root)
    export_articles(project, ISSUE, ["docx", "html"])
    return project


def order(turns: tuple[str, ...]) -> list[int]:
    """Who speaks, by number in the order of first words."""
    first = list(dict.fromkeys(turns))
    return [first.index(turn) for turn in turns]


def body(markdown: str) -> str:
    return MARKS.sub(" ", markdown.split("---\n", 2)[2])


@pytest.mark.parametrize("form", ["docx", "html"])
@pytest.mark.parametrize("name", NAMES)
def test_words_and_turns_come_back(name: str, form: str, project: Project) -> None:
    slug = Path(name).stem
    first = take_in(project, TRANSCRIPTS / name, slug, Options())
    path = project.dist / ISSUE / EXPORT / f"{slug}.{form_of(form).ending}"
    again = take_in(project, path, slug, Options())
    assert again.account.agrees
    assert order(outline(again).turns) == order(outline(first).turns)  # a talk without names has others by now
    assert counted(body(again.text)) == counted(body(first.text))
