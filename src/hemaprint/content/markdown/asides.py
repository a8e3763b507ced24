"""Boxes as other dialects write them: the alerts of GitHub and Obsidian, the admonitions of MkDocs and MyST."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

from hemaprint.content.markdown.positions import Fragment, Source

ADMONITIONS = frozenset(
    {
        "admonition", "attention", "caution", "danger", "error", "hint", "important", "seealso", "tip", "todo",
        "warning",
    }
)  # fmt: skip
"""The admonitions of MyST and Docutils, but for ``note``, which is a directive of ours."""

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
    """The title of the box whose ``!!! note "Title"`` stands in a line."""
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
