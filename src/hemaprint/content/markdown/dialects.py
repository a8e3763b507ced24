# SPDX-License-Identifier: MIT
"""Recognize what other dialects of Markdown write and ours does not, and say what to write instead.

The patterns of ``dialects.toml`` are tried on the running text of the parsed copy (never in code, in addresses or after
a backslash), at the signs that they begin with. Each is linear: what it repeats is bounded, and no repetition holds
another that may match the same signs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from html.entities import html5
from importlib.resources import files
from typing import Any, Literal

from markdown_it.rules_block import StateBlock

from hemaprint.content.markdown.source import Fragment, Source

Where = Literal["text", "line", "start", "alone"]
"""``text``: anywhere; ``line``: at the start of a line; ``start``: of a paragraph; ``alone``: as a whole paragraph."""


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct by what editors call it; ``pattern`` is tried at each of ``signs``.

    A ``sure`` one is an error; a doubt is a warning, and its text is read as ours. What is ``ours`` is none.
    """

    name: str
    signs: str
    pattern: str
    remedy: str
    where: Where = "text"
    sure: bool = True
    ours: Container[str] = ()


def _tables(name: str) -> Any:
    return tomllib.loads(files("hemaprint.content.markdown").joinpath(name).read_text("utf-8"))


_KNOWN = {"entities": frozenset(f"&{name}" for name in html5)}
CONSTRUCTS = tuple(
    Construct(**table | {"ours": _KNOWN.get(table.get("ours"), ())}) for table in _tables("dialects.toml")["construct"]
)
INSTEAD: dict[str, dict[str, str]] = _tables("instead.toml")
"""What to write instead of ``html`` tags, and of the ``directives`` of MyST."""


def _by_sign() -> dict[str, tuple[Construct, ...]]:
    signs = dict.fromkeys(sign for construct in CONSTRUCTS for sign in construct.signs)
    return {sign: tuple(one for one in CONSTRUCTS if sign in one.signs) for sign in signs}


_BY_SIGN = _by_sign()
_compiled = cache(re.compile)


def construct_at(text: str, at: int, end: int, *, is_block: bool) -> tuple[Construct, int] | None:
    """The construct of another dialect that begins at ``at``, and where it stops; none reaches beyond ``end``.

    Only copy that ``is_block`` (a paragraph, not a cell or a title) has lines that begin anything.
    """
    for construct in _BY_SIGN.get(text[at], ()):
        if construct.where != "text" and not (is_block and _begins(text, at, construct.where)):
            continue
        match = _compiled(construct.pattern).match(text, at, end)
        if match and match[0] not in construct.ours and (construct.where != "alone" or not text[match.end() :].strip()):
            return construct, match.end()
    return None


def _begins(text: str, at: int, where: Where) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or (where == "line" and text[at - 1] == "\n")


INDENT = 4
"""How far MkDocs indents the text of a box."""

_ALERT = re.compile(r"\[!(?P<name>[A-Za-z][\w-]{0,60})\][+-]?(?P<title>[^\n]*)")
_MARKER = re.compile(
    r"(?:!!!|\?\?\?\+?)[ \t]+(?P<name>[A-Za-z][\w-]*)(?:[ \t]+[\w-]+)*[ \t]*(?:\"(?P<title>[^\"\n]*)\"[ \t]*)?$"
)


def title_of(name: str) -> str:
    """What a box without a title is called: its kind, as a word."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def read_alert(head: Fragment) -> tuple[Fragment, Fragment] | None:
    """The title of a quotation that begins with ``[!NOTE]``, and the rest of its first paragraph."""
    match = _ALERT.match(head.text)
    if match is None:
        return None
    title = head.part(*match.span("title"))
    return title if title.text else _named(match["name"], head, match.start("name")), head.part(match.end())


def read_marker(source: Source, index: int) -> Fragment:
    """The title of the box that a line ``!!! note "Title"`` begins."""
    line = source.lines[index]
    match = _MARKER.search(line.rstrip())
    assert match is not None, line
    title = source.piece(index, *match.span("title")) if match["title"] else None
    return title if title and title.text else _named(match["name"], source.piece(index, 0, len(line)), 0)


def _named(name: str, around: Fragment, offset: int) -> Fragment:
    return Fragment.at(title_of(name), around.locate(offset))


def indented_aside(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """``!!! note`` and the indented lines under it: ``aside_open``, their blocks, ``aside_close``."""
    start = state.bMarks[start_line] + state.tShift[start_line]
    if _MARKER.match(state.src, start, state.eMarks[start_line]) is None:
        return False
    indent = state.sCount[start_line] + INDENT
    last = line = start_line + 1
    while line < end_line and (state.isEmpty(line) or state.sCount[line] >= indent):
        line += 1
        last = last if state.isEmpty(line - 1) else line
    if last == start_line + 1:
        return False
    if silent:
        return True
    around = state.blkIndent, state.lineMax, state.parentType
    state.blkIndent, state.lineMax, state.parentType = indent, last, "aside"
    state.push("aside_open", "aside", 1).map = [start_line, last]
    state.md.block.tokenize(state, start_line + 1, last)
    state.push("aside_close", "aside", -1)
    state.blkIndent, state.lineMax, state.parentType = around
    state.line = last
    return True
