"""The raw interview that the magazine grew from, put into Markdown and built: nothing lost, everything in its order."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from hemaprint.build import build
from hemaprint.project import load_project
from hemaprint.scaffold.magazine import create
from hemaprint.stages import SilentProgress

SEED = Path(__file__).parents[2] / "shared" / "seed" / "interview.txt"
SLUG = "measure-for-measure"
GUEST, MAGAZINE = "Dr. Jing Pan", "Hematology Frontier"
FRONT_MATTER = f"""\
---
headline: A first for donor cells
department: In conversation
contributors:
  - {{name: {GUEST}, role: interviewee, native: 潘静}}
  - {{name: {MAGAZINE}, role: interviewer}}
speakers:
  HF: {{name: {MAGAZINE}, role: question}}
  JP: {{name: {GUEST}, short: Pan, role: answer}}
opener: {{image: images/measure.svg, alt: A disc engraved in lines}}
---
"""
LEADS = {f"{MAGAZINE}:": "**HF:**", f"{GUEST}:": "**JP:**"}
TYPE_AREA = (40, 57, 555, 778)
"""Left, bottom, right and top in pt: without running heads and folios."""

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed stands beside the repository, not in it")


def paragraphs() -> list[str]:
    return [" ".join(line.split()) for line in SEED.read_text("utf-8").splitlines() if line.strip()]


def parts() -> tuple[list[str], list[str], list[str]]:
    """The paragraphs of the editor's note, of the conversation, and of the box about the guest."""
    lines = paragraphs()
    first = next(index for index, line in enumerate(lines) if line.startswith(tuple(LEADS)))
    about = lines.index(f"About {GUEST}")
    return lines[:first], lines[first:about], lines[about + 1 :]


def as_markdown() -> str:
    """The seed as an editor would write it: only the leads of its paragraphs change."""
    note, turns, about = parts()
    note = [note[0].removeprefix("Editor's Note:").removeprefix("Editor’s Note:"), *note[1:]]
    for lead, mark in LEADS.items():
        turns = [line.replace(lead, mark, 1) if line.startswith(lead) else line for line in turns]
    facts = "\n".join(f"- {line.removeprefix('•').strip()}" for line in about)
    return "\n\n".join(
        [
            f"{FRONT_MATTER}\n:::{{note}} Editor’s note\n:place: here\n",
            *note,
            ":::",
            *turns,
            f":::{{about}} About {GUEST}\n{facts}\n:::\n",
        ]
    )


def squeezed(text: str) -> str:
    """Letters and digits only: what line breaks, hyphens, dashes and quotation marks leave alone."""
    return re.sub(r"[\W_]+", "", text).casefold()


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of the built article, in the order of the PDF's content."""
    root = tmp_path_factory.mktemp("seed") / "frontier"
    create(root, today=date(2025, 2, 1))
    (root / f"content/2025-01/articles/{SLUG}.md").write_text(as_markdown(), "utf-8")
    result = build(load_project(root), "2025-01", article=SLUG, progress=SilentProgress())
    assert result.pdf is not None
    with pypdfium2.PdfDocument(result.pdf) as document:
        return squeezed("".join(page.get_textpage().get_text_bounded(*TYPE_AREA) for page in document))


def test_every_paragraph_stands_in_reading_order(printed: str) -> None:
    note, turns, about = parts()
    said = [line.removeprefix(f"{MAGAZINE}:").removeprefix(f"{GUEST}:") for line in turns]
    wanted = [squeezed(note[0].partition(":")[2]), *map(squeezed, note[1:] + said + about)]
    drop_cap = wanted[len(note) + 1]
    wanted[len(note) + 1] = drop_cap[1:]  # a drop cap is drawn before its column
    places: list[int] = []
    for text in wanted:
        assert text in printed
        places.append(printed.index(text, places[-1] if places else 0))
    assert places == sorted(places)


def test_speakers_are_named_and_the_boxes_have_their_heads(printed: str) -> None:
    _, turns, _ = parts()
    questions = sum(line.startswith(f"{MAGAZINE}:") for line in turns)
    assert printed.count(squeezed(f"{MAGAZINE}") + squeezed(turns[0].partition(":")[2])[:20]) == 1
    assert printed.count(squeezed(MAGAZINE)) >= questions
    assert printed.count("editorsnote") == 1
    assert printed.count(squeezed(f"About {GUEST}")) == 1
