"""Word documents at random: what is seen is in the article, what is not is told, and no word is both or neither."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fuzzing import examples
from hemaprint.intake.intake import take_in
from hemaprint.intake.passages import Raw, text_of
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word import read_docx
from hemaprint.intake.words import words
from intake.counting import inlines_of
from intake.manuscripts import Manuscript
from intake.reading import magazine

DOCUMENTS = examples(100)
GROUPS = 10
ACCOUNTED = 4
"""Of how many documents one is also written and read back."""


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
        if seed % ACCOUNTED == group % ACCOUNTED:
            intake = take_in(project, path, "talk", Wishes())
            assert intake.account.agrees, (seed, intake.account)
            assert not intake.second.unaccounted, (seed, intake.second)
        path.unlink()


def _counted(texts: list[str]) -> Counter[str]:
    return Counter(word for text in texts for word in words(text))
