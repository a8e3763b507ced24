# SPDX-License-Identifier: MIT
"""Say in which order the characters of a line stand, where scripts run from right to left and from left to right.

The Unicode Bidirectional Algorithm (UAX 9) gives every character a level: even ones run from left to right. Levels come
from Pango, for a paragraph as a whole, with the directions of its inline boxes as control characters.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from hemaprint.system.environment import load_library
from hemaprint.typeset.engine.boxes import has_class

Controls = Sequence[tuple[int, str]]
"""Control characters, each with the place of the character that it comes before; in order."""

_TURNED = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Letters that run from right to left, and the control characters that say so (UAX 9, table 4)."""
_ISOLATED = {"ltr": "\u2066", "rtl": "\u2067", "auto": "\u2068"}
_EMBEDDED = {"ltr": "\u202a", "rtl": "\u202b"}
_POP_ISOLATE, _POP_EMBEDDING = "\u2069", "\u202c"


def controls_of(box: Any, around: Any) -> tuple[str, str]:
    """The control characters before and after the text of an inline box in ``around``, or two empty strings.

    An element with ``dir`` is isolated, as HTML has it, and so are the number of a citation and the call of a note,
    which are not part of a figure before them. One whose direction alone differs, such as code, is embedded: what is
    between two of them runs as they do.
    """
    direction, element = box.style["direction"], box.element
    if element is not None and element.get("dir"):
        return _ISOLATED.get(element.get("dir"), _ISOLATED[direction]), _POP_ISOLATE
    if box.footnote is not None or has_class(element, "cite"):
        return _ISOLATED["auto"], _POP_ISOLATE
    if direction != around.style["direction"]:
        return _EMBEDDED[direction], _POP_EMBEDDING
    return "", ""


def levels_of(text: str, controls: Controls, *, from_the_right: bool) -> bytes | None:
    """The level of every character of a paragraph; None where all of it runs from left to right.

    A line break that is typed begins a paragraph of its own (CSS Writing Modes 4, 2.4.2).
    """
    if not from_the_right and not _TURNED.search(text):
        return None
    pieces: list[str] = []
    kept: list[bool] = []
    at = 0
    for place, control in (*controls, (len(text), "")):
        pieces += [text[at:place], control]
        kept += [True] * (place - at) + [False] * len(control)
        at = place
    paragraphs = "".join(pieces).split("\n")
    levels = bytes([from_the_right]).join(_pango_levels(one, from_the_right) for one in paragraphs)
    return bytes(level for level, is_text in zip(levels, kept, strict=True) if is_text)


def _pango_levels(text: str, from_the_right: bool) -> bytes:
    encoded = text.encode()
    base = ctypes.c_int(from_the_right)
    given = _pango().pango_log2vis_get_embedding_levels(encoded, len(encoded), ctypes.byref(base))
    levels = ctypes.string_at(given, len(text))
    load_library("glib").g_free(ctypes.c_void_p(given))
    return levels


@cache
def _pango() -> Any:
    pango = load_library("pango")
    pango.pango_log2vis_get_embedding_levels.restype = ctypes.c_void_p
    pango.pango_log2vis_get_embedding_levels.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.POINTER(ctypes.c_int)]
    return pango


def in_order(levels: Iterable[int]) -> list[int]:
    """The indices of what has these levels, from left to right (UAX 9, L2)."""
    known = list(levels)
    order = list(range(len(known)))
    for level in range(max(known, default=0), 0, -1):
        runs = (list(run) for _, run in groupby(order, lambda index: known[index] >= level))  # noqa: B023 - used at once
        order = [index for run in runs for index in (reversed(run) if known[run[0]] >= level else run)]
    return order
