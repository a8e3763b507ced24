"""markdown-it, set up once: CommonMark with tables, definition lists and our own inline rules."""

from __future__ import annotations

from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin

from hemaprint.content.markdown import inline_rules
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
    markdown.enable("table")
    markdown.disable(["html_block", "html_inline", "image"])
    markdown.use(deflist_plugin)
    markdown.block.ruler.before("reference", "footnote_definition", footnote_definition, {"alt": ["paragraph"]})
    inline_rules.install(markdown)
    return markdown


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


def inline_tokens(text: str, env: Env) -> list[Token]:
    """The inline tokens of ``text``; those that may be wrong carry ``meta["at"]``, their offset in ``text``."""
    markdown = _markdown()
    tokens: list[Token] = []
    markdown.inline.parse(text, markdown, env, tokens)
    return tokens
