"""Find justified lines with gaps: their columns are too narrow for their words."""

from __future__ import annotations

from pathlib import Path

from hemaprint.errors import Location, Problem, Severity
from hemaprint.typeset.engine.boxes import Document, TextBox
from hemaprint.typeset.engine.measure import walk
from hemaprint.typeset.engine.paragraphs import set_lines
from hemaprint.typeset.lines.costs import LOOSE
from hemaprint.typeset.lines.words import HAN
from hemaprint.typeset.onpage import PageProblem


def find_loose(document: Document, source: Path) -> tuple[Problem, ...]:
    """The line of an article with the widest spaces, where they are ``LOOSE``, and how many others are.

    Lines with Chinese or Japanese are spread between their characters.
    """
    loose = []
    for number, page in enumerate(document.pages, start=1):
        for line, known in set_lines(page._page_box):
            if known.plan.spread > LOOSE:
                words = "".join(box.text for box in walk(line) if isinstance(box, TextBox))
                if max(words) < HAN:
                    loose.append((known.plan.spread, number, words))
    if not loose:
        return ()
    spread, number, words = max(loose, key=lambda one: one[0])
    others = f"; {len(loose) - 1} more lines have gaps" if len(loose) > 1 else ""
    message = f"“{words.strip()}” has spaces of {1 + spread:.0%} of their width{others}"
    hint = "say `text: ragged`, set wider columns, or change a word"
    return (PageProblem("HP228", message, Location(source, 0, 0), hint, Severity.WARNING, sheet=number, words=words),)
