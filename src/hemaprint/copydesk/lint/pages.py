# SPDX-License-Identifier: MIT
"""Find on finished pages what the make-up does not tell: rivers, stacks, tight and loose lines, straight marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemaprint.copydesk.lint.rules import Desk, Pages, pages_rule
from hemaprint.copydesk.measures.texture import rivers, stacks, uneven_lines
from hemaprint.errors import Problem, Severity

_CODE = "Code"
_PRIMED = re.compile(r"(?<![\d°])[\"']")
"""Straight marks, other than those of feet and inches."""


@pages_rule
def check_rivers(pages: Pages, _desk: Desk) -> Iterator[Problem]:
    """HP700: white that runs down through a paragraph."""
    for spot in rivers(pages.book):
        message = f"a river of white runs through {spot.lines} lines, from “{spot.words}”"
        yield pages.problem("HP700", spot.line, message, "change a word of the paragraph, or set it ragged")


@pages_rule
def check_stacks(pages: Pages, _desk: Desk) -> Iterator[Problem]:
    """HP701: lines in succession that begin or end with one word."""
    for spot in stacks(pages.book):
        message = f"“{spot.words}” begins or ends {spot.lines} lines in succession"
        yield pages.problem("HP701", spot.line, message, "add or cut a word before it")


@pages_rule
def check_uneven_lines(pages: Pages, _desk: Desk) -> Iterator[Problem]:
    """HP702: lines of justified copy that are set too tight or too loose."""
    for one in uneven_lines(pages.book):
        said = "loose" if one.space > 1 else "tight"
        message = f"a {said} line, with spaces of {one.space:.0%} of their width: “{one.line.text.strip()}”"
        yield pages.problem("HP702", one.line, message, "change a word of the paragraph, or set it ragged")


@pages_rule
def check_straight_marks(pages: Pages, _desk: Desk) -> Iterator[Problem]:
    """HP703: quotation marks and apostrophes that are printed as they are typed, other than in code."""
    for block in pages.book.blocks:
        if _CODE in (*block.path, block.role):
            continue
        for line in block.lines:
            if _PRIMED.search(line.text) and pages.is_mapped(line.page):
                message = f"a straight mark is printed: “{line.text.strip()}”"
                hint = "type the mark that is meant, “ ” ‘ ’; a text of front matter that is data is printed as typed"
                yield pages.problem("HP703", line, message, hint, Severity.WARNING)
