"""The block rule of footnote definitions, ``[^1]: text``."""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_DEFINITION = re.compile(r"\[\^([^\]\n]+)\]:[ \t]*")


def footnote_definition(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Push one ``footnote_definition`` token: its text runs to an empty line, to the next definition or block.

    ``meta["more"]`` is how many lines below a further paragraph begins, or None.
    """
    match = _DEFINITION.match(state.src, state.bMarks[start_line] + state.tShift[start_line])
    if match is None or match.end() > state.eMarks[start_line]:
        return False
    if silent:
        return True
    line = start_line + 1
    while line < end_line and not _ends(state, line, end_line):
        line += 1
    lines = [state.src[match.end() : state.eMarks[start_line]].rstrip()]
    lines += [_line(state, number) for number in range(start_line + 1, line)]
    token = state.push("footnote_definition", "", 0)
    token.map = [start_line, line]
    token.content = "\n".join(lines).rstrip()
    following = _next_text(state, line, end_line)
    goes_on = following is not None and state.sCount[following] >= state.blkIndent + 4
    token.meta = {"id": match[1], "more": following - start_line if goes_on and following else None}
    state.line = line
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _ends(state: StateBlock, line: int, end_line: int) -> bool:
    if state.isEmpty(line) or state.sCount[line] < 0:
        return True
    rules = state.md.block.ruler.getRules("paragraph")
    return any(rule(state, line, end_line, True) for rule in rules)


def _next_text(state: StateBlock, line: int, end_line: int) -> int | None:
    while line < end_line and state.isEmpty(line):
        line += 1
    return line if line < end_line else None
