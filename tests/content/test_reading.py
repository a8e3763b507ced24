"""Every text that editors write says how it is read."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from hemaprint.content.blocks import Block, Entry
from hemaprint.content.editor import EditorModel
from hemaprint.content.models import FrontMatter, IssueManifest
from hemaprint.content.readings import Reading, Unread, editor_texts, reading_of
from hemaprint.content.units import readings_of_block


def test_a_field_that_does_not_say_is_refused() -> None:
    with pytest.raises(TypeError, match="motto"):

        class _Silent(EditorModel):
            motto: str


def test_a_field_that_says_is_taken() -> None:
    class _Telling(EditorModel):
        motto: Unread

    assert list(_Telling.model_fields) == ["motto"]


@pytest.mark.parametrize("annotation", [str, str | None, tuple[str, ...], dict[str, str]])
def test_free_text_in_any_form_must_say(annotation: object) -> None:
    with pytest.raises(TypeError):
        reading_of(annotation, "it")


@pytest.mark.parametrize("kind", [*get_args(Block), Entry])
def test_every_kind_of_block_says(kind: Any) -> None:
    assert readings_of_block(kind)


def test_pieces_know_their_path() -> None:
    meta = FrontMatter.model_validate(
        {
            "headline": "It",
            "department": "Letter",
            "contributors": [{"name": "Jo"}, {"name": "Al", "credentials": "MD"}],
            "opener": {"image": "a.png", "credit": "HF"},
        }
    )
    printed = [(piece.steps, piece.reading) for piece in editor_texts(meta) if piece.reading is not Reading.UNREAD]
    assert printed == [
        (("headline",), Reading.HEADLINE),
        (("contributors", 0, "name"), Reading.PLAIN),
        (("contributors", 1, "name"), Reading.PLAIN),
        (("contributors", 1, "credentials"), Reading.INLINE),
        (("opener", "image"), Reading.PICTURE),
        (("opener", "credit"), Reading.INLINE),
    ]


def test_items_of_lists_say() -> None:
    cover = {"art": "a.png", "alt": "x", "headline": "It"}
    staff = {"entries": [{"role": "Editor", "names": ["*A*", "B"]}]}
    data = {"number": 1, "date": "2025-02", "cover": cover, "masthead": staff, "order": [{"page": "cover"}]}
    pieces = editor_texts(IssueManifest.model_validate(data))
    assert [piece.steps for piece in pieces if piece.text == "B"] == [("masthead", "entries", 0, "names", 1)]
