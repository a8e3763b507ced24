"""Code blocks, fenced or indented."""

from __future__ import annotations

import re

from markdown_it.token import Token

from hemaprint.content.blocks import CodeBlock
from hemaprint.content.markdown.draft import Draft

CODE = frozenset({"fence", "code_block"})
"""The tokens of code blocks; an indented one has no fence, and no language."""

_INFO = re.compile(r"\{?\s*\.?(?P<language>[\w+#./-]*)(?P<rest>.*)", re.DOTALL)
_AROUND = " \t>"
"""What may stand before a fence in a list or a quotation."""


def read_code(draft: Draft, token: Token, line: int) -> CodeBlock | None:
    """A code block, its text as typed; None with a problem where it is empty."""
    assert token.map is not None
    place = draft.source.start_of(token.map[0])
    language = ""
    if token.type == "fence":
        language = _language(draft, token)
        if not _is_closed(draft, token):
            hint = f"write {token.markup} on a line of its own after its last line"
            draft.problems.error("HP174", "a code block is not closed", place, hint)
    text = token.content.rstrip("\n")
    if not text.strip():
        draft.problems.error("HP121", "a code block is empty", place, "write its lines, or remove it")
        return None
    return CodeBlock(line=line, text=text, language=language)


def _language(draft: Draft, token: Token) -> str:
    """The word behind the fence; whatever else stands there is nowhere on the page."""
    assert token.map is not None
    match = _INFO.match(token.info.strip())
    assert match is not None
    language, rest = match["language"], match["rest"].strip().removesuffix("}").strip()
    if rest:
        line = draft.source.lines[token.map[0]]
        place = draft.source.at(token.map[0], max(line.rfind(rest), 0) + 1)
        message = f'"{rest[:40]}" behind the language of a code block is not set'
        draft.problems.warning("HP175", message, place, "say it in the text before the block, or remove it")
    return language


def _is_closed(draft: Draft, token: Token) -> bool:
    assert token.map is not None
    first, end = token.map
    last = draft.source.lines[end - 1].strip().lstrip(_AROUND) if end - 1 > first else ""
    return last.startswith(token.markup) and not last.strip(token.markup[0])
