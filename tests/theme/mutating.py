"""A small magazine with copies of all layouts and styles, and mistakes as people make them in such files."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from hemaprint.project.themes import bundled
from samples import NAME, Sample

KINDS = ("styles", "layouts", "hemaprint.toml", f"content/{NAME}/issue.yaml")
_MARK = re.compile(r"Q\d{3}")


@dataclass(frozen=True)
class Mistake:
    """A file of the magazine as somebody left it."""

    file: str
    text: str
    what: str


def small_magazine(root: Path) -> Sample:
    """Four short articles with every kind of block between them, each with a word to be looked for on the pages."""
    sample = Sample(root)
    for folder in ("layouts", "styles"):
        shutil.copytree(bundled(folder), sample.root / folder)
    opener = {"image": "images/tall.svg", "alt": "A plain colour", "caption": "Q100 a plate."}
    sample.article(
        "report",
        "Report",
        "The word Q101 opens a paragraph of plain words[^a].\n\n## Q102 crosshead\n\nQ103 goes on with *Q104*.\n\n"
        "- Q105 in a list\n- Q106 in a list\n\n"
        ":::{figure} images/low.svg\n:alt: A plain colour\n\nQ107 below a picture.\n:::\n\n"
        ":::{sidebar} Q108 sidebar\nQ109 inside it.\n:::\n\n"
        ":::{table} Q110 table\n| A | B |\n|---|---|\n| Q111 | 1 |\n:::\n\n"
        ":::{pull}\nQ112 is pulled.\n:::\n\n[^a]: Q113 in a note.\n",
        opener=opener,
        standfirst="Q114 stands first.",
        byline="Q115 wrote it",
    )
    sample.article(
        "notices", "News", ":::{item} Q116 item\nQ117 is news.\n:::\n\n:::{item} Q118 item\nQ119 is news, too.\n:::\n"
    )
    speakers = {"HF": {"name": "Plain Cells", "role": "question"}, "P": {"name": "Pan", "role": "answer"}}
    talk = "**HF:** Is Q121 asked?\n\n**P:** It is Q122 that answers.\n"
    sample.article("talk", "Talk", talk, speakers=speakers, opener=opener)
    sample.article("questions", "Questions", ":::{questions}\n### What is Q123?\n\nIt is Q124.\n:::\n")
    sample.page("contents")
    sample.page("masthead", entries=[{"role": "Editor", "names": ["Q125"]}])
    sample.page("colophon", text="Q120 made it.\n")
    sample.page("back")
    assert sample.project
    return sample


def marks(text: str) -> set[str]:
    """The words to be looked for."""
    return set(_MARK.findall(text))


def words_expected(root: Path) -> set[str]:
    """Those of the articles."""
    return {mark for path in root.glob("content/*/articles/*.md") for mark in marks(path.read_text("utf-8"))}


def words_on_pages(pdf: Path) -> set[str]:
    """Those that stand on the pages of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        return {mark for page in document for mark in marks(page.get_textpage().get_text_range())}


def mistake(root: Path, seed: int) -> Mistake:
    """The mistake of this number: styles and layouts twice as often as the other files."""
    chance = random.Random(seed)
    kind = chance.choice((KINDS[0], KINDS[0], KINDS[1], KINDS[1], *KINDS[2:]))
    path = root / kind
    if path.is_dir():
        path = chance.choice(sorted(one for one in path.rglob("*") if one.is_file() and "newsletter" not in one.name))
    text = path.read_text("utf-8")
    ways: list[Callable[[random.Random, str], str]] = [_drop, _misspell, _open, _out_of_range]
    way = chance.choice(ways)
    changed = way(chance, text)
    return Mistake(path.relative_to(root).as_posix(), changed, way.__name__.strip("_"))


def _drop(chance: random.Random, text: str) -> str:
    at = chance.choice([index for index, character in enumerate(text) if not character.isspace()])
    return text[:at] + text[at + 1 :]


def _misspell(chance: random.Random, text: str) -> str:
    words = list(re.finditer(r"[A-Za-z][a-z_-]{3,}", text))
    if not words:
        return _drop(chance, text)
    word = chance.choice(words)
    at = word.start() + chance.randrange(1, len(word[0]) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def _open(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(("{", "}", "(", '"', "'", "{{", "{%", "[", "/*", "<", ";", ":")) + text[at:]


def _out_of_range(chance: random.Random, text: str) -> str:
    numbers = list(re.finditer(r"(?<![\w#])\d+(?:\.\d+)?", text))
    if not numbers:
        return _misspell(chance, text)
    number = chance.choice(numbers)
    worse = chance.choice(("0", "-1", f"{number[0]}000", "1e9", "99", "x"))
    return text[: number.start()] + worse + text[number.end() :]
