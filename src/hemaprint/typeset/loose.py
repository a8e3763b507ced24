"""Find justified lines with gaps: their columns are too narrow for their words."""

from __future__ import annotations

from pathlib import Path

from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.engine.boxes import Document, TextBox, walk
from hemaprint.typeset.engine.paragraphs import set_lines
from hemaprint.typeset.lines.costs import LOOSE
from hemaprint.typeset.pages import PageProblem


def find_loose(document: Document, source: Path) -> tuple[Problem, ...]:
    """The line of an article with the widest spaces, where they are ``LOOSE``, and how many others are."""
    loose = []
    for number, page in enumerate(document.pages, start=1):
        for line, known in set_lines(page._page_box):
            if known.plan.spread > LOOSE:
                words = "".join(box.text for box in walk(line) if isinstance(box, TextBox))
                loose.append((known.plan.spread, number, words))
    if not loose:
        return ()
    spread, number, words = max(loose, key=lambda one: one[0])
    others = f"; {len(loose) - 1} more lines have gaps" if len(loose) > 1 else ""
    message = f"“{words.strip()}” has spaces of {1 + spread:.0%} of their width{others}"
    hint = "say `text: ragged`, set wider columns, or change a word"
    return (PageProblem("HP237", message, Location(source, 0, 0), hint, Severity.WARNING, sheet=number, words=words),)
