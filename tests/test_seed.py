"""The raw interview that the magazine grew from, imported and built: nothing lost, everything in its order."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.content.load import load_issue
from hemaprint.intake import Options
from hemaprint.intake.intake import take_in
from hemaprint.intake.saving import save
from hemaprint.project.project import Project, load_project
from hemaprint.scaffold.create import Wishes, create
from hemaprint.scaffold.issues import add_issue

SEED = Path(__file__).parents[2] / "shared" / "seed" / "interview.txt"
DEPARTMENT = "In conversation"
ISSUE, SLUG = "2025-02", "interview"
GUEST, MAGAZINE = "Dr. Jing Pan", "Hematology Frontier"
LEADS = (f"{MAGAZINE}:", f"{GUEST}:")
TYPE_AREA = (40, 57, 555, 778)
"""Left, bottom, right and top in pt: without running heads and folios."""

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed stands beside the repository, not in it")


def paragraphs() -> list[str]:
    return [" ".join(line.split()) for line in SEED.read_text("utf-8").splitlines() if line.strip()]


def parts() -> tuple[list[str], list[str], list[str]]:
    """The paragraphs of the editor's note, of the conversation, and of the box about the guest."""
    lines = paragraphs()
    first = next(index for index, line in enumerate(lines) if line.startswith(LEADS))
    about = lines.index(f"About {GUEST}")
    return lines[:first], lines[first:about], lines[about + 1 :]


def squeezed(text: str) -> str:
    """Letters and digits only: what line breaks, hyphens, dashes and quotation marks leave alone."""
    return re.sub(r"[\W_]+", "", text).casefold()


@pytest.fixture(scope="module")
def magazine(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A new magazine of that title with a new issue, and the interview in it, as it was sent."""
    root = tmp_path_factory.mktemp("seed") / "frontier"
    create(root, Wishes(title=MAGAZINE), today=date(2025, 2, 1))
    project = load_project(root)
    add_issue(project, ISSUE, dated=date(2025, 2, 1))
    intake = take_in(project, SEED, SLUG, Options(template="interview"))
    save([intake], root / "content" / ISSUE, root)
    return project


@pytest.fixture(scope="module")
def printed(magazine: Project) -> str:
    """The text of the built article, in the order of the PDF's content."""
    result = build(magazine, BuildOptions(issue=ISSUE, article=SLUG))
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        return squeezed("".join(page.get_textpage().get_text_bounded(*TYPE_AREA) for page in document))


def test_its_parts_are_recognised_and_its_words_agree(magazine: Project) -> None:
    folder = magazine.content / ISSUE / "articles"
    report = json.loads((folder / f"{SLUG}.intake.json").read_text("utf-8"))
    found = [entry["what"] for entry in report["recognised"]]
    assert found[:4] == [
        f"3 questions by {MAGAZINE}",
        f"3 answers by {GUEST}",
        "the editor's note, 3 paragraphs",
        f"the box “About {GUEST}”, 8 posts",
    ]
    assert report["words"]["agree"]
    assert report["words"]["source"] == report["words"]["article"] + report["words"]["left_out"]
    assert load_issue(magazine, ISSUE).problems == ()


def test_every_paragraph_stands_in_reading_order(printed: str) -> None:
    note, turns, about = parts()
    said = [line.removeprefix(f"{MAGAZINE}:").removeprefix(f"{GUEST}:") for line in turns]
    said[1] = said[1].strip()[1:]  # a drop cap is drawn before its column
    beside = squeezed("Editor's Note" + note[0].partition(":")[2] + "".join(note[1:]))
    assert beside in printed
    column = printed.replace(beside, "")  # a side column is painted after the text of its page
    places: list[int] = []
    for text in map(squeezed, said + about):
        assert text in column
        places.append(column.index(text, places[-1] if places else 0))
    assert places == sorted(places)


def test_speakers_are_named_and_the_boxes_have_their_heads(printed: str) -> None:
    _, turns, _ = parts()
    questions = sum(line.startswith(f"{MAGAZINE}:") for line in turns)
    assert printed.count(squeezed(f"{MAGAZINE}") + squeezed(turns[0].partition(":")[2])[:20]) == 1
    assert printed.count(squeezed(MAGAZINE)) >= questions
    assert printed.count("editorsnote") == 1
    assert printed.count(squeezed(f"About {GUEST}")) == 1
