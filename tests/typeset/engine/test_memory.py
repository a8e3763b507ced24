"""What is remembered of words: by all that their widths depend on, and until a face is added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from weasyprint.css import AnonymousStyle
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from hemaprint.typeset.engine.registry import CHANGES, replacements
from hemaprint.typeset.engine.runs import READ, memory_of
from samples import sentence
from typeset.laying import engine_without, lay_out

from .needed import COLUMNS


def test_breaking_a_line_reads_only_what_the_key_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: set[str] = set()
    original = line_break.split_first_line

    class Watched(AnonymousStyle):  # type: ignore[misc]  # weasyprint is untyped
        def __getitem__(self, key: str) -> Any:
            read.add(key)
            return super().__getitem__(key)

    def watching(text: str, style: Any, *args: Any, **options: Any) -> Any:
        kind = style.__class__
        if kind is AnonymousStyle:  # as all text has
            style.__class__ = Watched
        try:
            return original(text, style, *args, **options)
        finally:
            style.__class__ = kind

    monkeypatch.setattr(inline, "split_first_line", watching)
    copy = "".join(f"<b>{sentence(number, 30)} co\xadop\terate</b>" for number in range(9))
    rules = f"{COLUMNS} b {{ text-decoration: underline; white-space: pre-wrap }}"
    bare = engine_without(*(change.name for change in CHANGES), root=tmp_path)
    lay_out(f"<main lang=en>{copy}</main>", bare, rules)
    assert len(read) > 20
    assert read <= set(READ)


def test_new_fonts_make_it_forget(tmp_path: Path) -> None:
    fonts = FontConfiguration()
    memory = memory_of(fonts)
    with replacements().in_place():
        fonts.add_font_face({"src": [], "font_family": "Nowhere"}, None)
    assert memory_of(fonts) is not memory
