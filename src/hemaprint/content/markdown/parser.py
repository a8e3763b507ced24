"""markdown-it, set up once: CommonMark with tables, definition lists and our own inline rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from hemaprint.content.markdown import inline_rules
from hemaprint.content.markdown.asides import indented_aside
from hemaprint.content.markdown.dialects import Construct
from hemaprint.content.markdown.footnote_rule import footnote_definition

NESTING_AT_MOST = 30
"""Levels of lists in quotations in lists; markdown-it drops what lies deeper, so that much is an error."""

Env = dict[str, Any]
"""What markdown-it carries from block to inline parsing: the link definitions of one body."""


class _Parser(MarkdownIt):
    """Every address is accepted here, and judged with its place in :mod:`crossrefs`."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 (the name is markdown-it's)
        return True


@cache
def _markdown() -> MarkdownIt:
    options = {"html": False, "maxNesting": NESTING_AT_MOST, "inline_definitions": True, "store_labels": True}
    markdown = _Parser("commonmark", options)
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_block", "html_inline", "image"])
    markdown.use(deflist_plugin)
    _mark_definitions_by_colons(markdown)
    markdown.block.ruler.before("reference", "footnote_definition", footnote_definition, {"alt": ["paragraph"]})
    markdown.block.ruler.before(
        "fence", "aside", indented_aside, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    inline_rules.install(markdown)
    return markdown


def _mark_definitions_by_colons(markdown: MarkdownIt) -> None:
    """The plugin also takes a ``~`` for the mark of a definition: "~ 5 mg" at the start of a line would lose it."""
    deflist = next(rule.fn for rule in markdown.block.ruler.__rules__ if rule.name == "deflist")

    def by_colons(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        line = start_line if silent else start_line + 1
        line += line < end_line and state.isEmpty(line)
        if line >= end_line or state.src.startswith("~", state.bMarks[line] + state.tShift[line]):
            return False
        return deflist(state, start_line, end_line, silent)

    markdown.block.ruler.at("deflist", by_colons, {"alt": ["paragraph", "reference", "blockquote"]})


def block_tokens(text: str, env: Env, base: int = 0) -> list[Token]:
    """The block tokens of ``text``, inline tokens not yet parsed; ``base`` is added to every line number."""
    markdown = _markdown()
    tokens: list[Token] = []
    markdown.block.parse(text, markdown, env, tokens)
    if base:
        for token in tokens:
            if token.map:
                token.map = [token.map[0] + base, token.map[1] + base]
    return tokens


def inline_tokens(text: str, env: Env, *, is_block: bool = True) -> list[Token]:
    """The inline tokens of ``text``; those that may be wrong carry ``meta["at"]``, their offset in ``text``.

    ``is_block``: whether it is a paragraph, whose lines other dialects give a meaning to.
    """
    markdown = _markdown()
    env["is_block"] = is_block
    tokens: list[Token] = []
    markdown.inline.parse(text, markdown, env, tokens)
    return tokens


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that begins something at ``at``: ``text``, a ``construct`` of another dialect, or None for one of ours."""

    at: int
    text: str
    construct: Construct | None


def meaning_signs(text: str, *, is_block: bool) -> list[Sign]:
    """Where ``text`` would begin an inline note, a task, attributes or a construct of another dialect, in order."""
    tokens = inline_tokens(text, {"references": {}}, is_block=is_block)
    return [
        Sign(token.meta["at"], token.meta.get("text", token.content), token.meta.get("construct"))
        for token in tokens
        if token.type in ("foreign", "inline_note", "task", "stray_attributes")
    ]
