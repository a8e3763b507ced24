# SPDX-License-Identifier: MIT
"""Link the calls of footnotes to their notes, and the signs before these back to their calls.

WeasyPrint 70 makes both signs by itself, as pseudo-elements of the note, and gives links to elements only.
"""

from __future__ import annotations

from typing import Any

from hemaprint.typeset.engine.boxes import kinds, walk

CALL, MARKER = "::footnote-call", "::footnote-marker"


def call_of(note: str) -> str:
    """The id of the call of a note, from the id of the note."""
    return f"{note}--call"


def link_notes(sheet: Any) -> None:
    """Give every call and every sign on a sheet its link, and every call its anchor."""
    for box in walk(sheet):
        note = box.element.get("id") if isinstance(box, kinds.InlineBox) and box.element is not None else None
        if note is None:
            continue
        if box.element_tag.endswith(CALL):
            box.link = _inside(note)
            box.style = box.style.copy()
            box.style["anchor"] = call_of(note)
        elif box.element_tag.endswith(MARKER):
            box.link = _inside(call_of(note))


def _inside(target: str) -> tuple[str, tuple[str, str]]:
    return "url", ("internal", target)
