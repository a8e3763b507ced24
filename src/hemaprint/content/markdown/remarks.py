# SPDX-License-Identifier: MIT
"""Leave out of the copy what an editor says to ``hemaprint lint``."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

REMARK = re.compile(r"<!--[ \t]*lint:(?P<said>[^>\n]{0,400}?)-->")
"""What an editor says to ``hemaprint lint`` in the manuscript; it is not copy."""
_BLANK = re.compile(r"[ \t]*\n?")


def remark_alone(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    """A line that is a remark and nothing else leaves nothing behind."""
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    match = REMARK.match(state.src, start, end)
    if match is None or state.src[match.end() : end].strip():
        return False
    if not silent:
        state.line = start_line + 1
    return True


def remark_in_line(state: StateInline, _silent: bool) -> bool:
    """A remark in a line, with the white space behind it where some is before it."""
    match = REMARK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    before = state.src[state.pos - 1 : state.pos]
    state.pos = match.end()
    if not before or before.isspace():
        blank = _BLANK.match(state.src, state.pos, state.posMax)
        assert blank is not None
        state.pos = blank.end()
    return True
