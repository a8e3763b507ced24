"""Markdown bodies -> typed blocks with finished copy, every problem knowing its file, line and column."""

from __future__ import annotations

from hemaprint.content.markdown.body import parse_body, render_blocks
from hemaprint.content.markdown.context import Body, BodyContext
from hemaprint.content.markdown.inline import check_inline, read_headline, read_inline, running_title, shortened
from hemaprint.content.markdown.marking import is_cjk_language
from hemaprint.content.markdown.parser import Sign, meaning_signs
from hemaprint.content.markdown.references import format_reference
from hemaprint.content.markdown.typography import finish_text

__all__ = [
    "Body",
    "BodyContext",
    "Sign",
    "check_inline",
    "finish_text",
    "format_reference",
    "is_cjk_language",
    "meaning_signs",
    "parse_body",
    "read_headline",
    "read_inline",
    "render_blocks",
    "running_title",
    "shortened",
]
