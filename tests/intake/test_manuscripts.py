"""Word documents at random: what is seen is in the article, what is not is told, and no word is both or neither."""

from __future__ import annotations

import os
import re
import xml.parsers.expat
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from hemaprint.intake.intake import take_in
from hemaprint.intake.passages import Raw, text_of
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word.reader import read_docx
from hemaprint.intake.words import words
from intake.counting import inlines_of
from intake.manuscripts import Manuscript
from intake.reading import magazine

DOCUMENTS = int(os.environ.get("HEMAPRINT_FUZZ", "0")) or 100
GROUPS = 10
ACCOUNTED = 4
"""Of how many documents one is also written and read back."""

PREFIX = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
MATH = "http://schemas.openxmlformats.org/officeDocument/2006/math "
GONE = {f"{PREFIX}del", f"{PREFIX}moveFrom", "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"}


def letters_of_package(path: Path) -> Counter[str]:
    """The letters and digits of all text of a package but comments, by the plainest means."""
    found: list[str] = []
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if re.fullmatch(r"word/(?:document|footnotes|endnotes|header\d|footer\d)\.xml", name):
                found += _texts(package.read(name))
    return Counter(letter for text in found for letter in text.casefold() if letter.isalnum())


def _texts(data: bytes) -> list[str]:
    found: list[str] = []
    open_ones: list[str] = []
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _: open_ones.append(name)
    parser.EndElementHandler = lambda _: open_ones.pop()

    def take(data: str) -> None:
        if open_ones[-1] in (f"{PREFIX}t", f"{MATH}t") and not GONE.intersection(open_ones):
            found.append(data)

    parser.CharacterDataHandler = take
    parser.Parse(data, True)
    return found


def handed_over(raw: Raw) -> list[str]:
    texts = [text_of(inline) for passage in raw.passages for inline in inlines_of(passage)]
    return [*texts, *(text_of(note.inline) for note in raw.notes.values())]


@pytest.mark.fuzz
@pytest.mark.parametrize("group", range(GROUPS))
def test_what_is_seen_is_copy_and_what_is_not_is_told(group: int, tmp_path: Path) -> None:
    project = magazine(tmp_path)
    for seed in range(group, DOCUMENTS, GROUPS):
        made = Manuscript(seed)
        path = made.write(tmp_path / f"{seed}.docx")
        raw = read_docx(path, Wishes())
        left = [one.text for one in raw.left_out]
        assert _counted(handed_over(raw)) == _counted(made.shown), seed
        assert _counted(left) == _counted(made.unseen), seed
        kept = Counter(letter for text in (*handed_over(raw), *left) for letter in text.casefold() if letter.isalnum())
        assert not letters_of_package(path) - kept, seed
        if seed % ACCOUNTED == group % ACCOUNTED:
            intake = take_in(project, path, "talk", Wishes())
            assert intake.account.agrees, (seed, intake.account)
        path.unlink()


def _counted(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words(text))
