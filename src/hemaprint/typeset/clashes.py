# SPDX-License-Identifier: MIT
"""Find folios in the middle that a running head reaches: the two are set apart, and meet only where they are bound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

import pikepdf

from hemaprint.content.models import Issue
from hemaprint.errors import Problem
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import TextMark
from hemaprint.typeset.plan import SetRun

APART = 6.0
"""The least white between a folio and a running head, in pt."""
_SHARED = 0.5
"""Words are on the line of a folio where they share this part of its height."""


def folio_clashes(runs: Iterable[SetRun], folios: bytes, issue: Issue) -> Iterator[Problem]:
    """An error (HP087) for each run of pages on which a running head comes too near to a folio: the first such page.

    ``folios`` is a PDF with a page for every page of the runs.
    """
    with pikepdf.open(BytesIO(folios)) as laid:
        numbers = iter(laid.pages)
        for run in runs:
            with pikepdf.open(BytesIO(run.pages.pdf)) as own:
                pages = [(own.pages[sheet], next(numbers)) for sheet in run.sheets]
                met = next((found for page, folio in pages if (found := _met(_texts(page), _texts(folio)))), None)
            if met is not None:
                number, head = met
                message = f"the folio “{number}” is in the middle, and the running head “{head}” reaches it"
                article = issue.articles.get(run.piece.name)
                place = article.front.at() if article is not None else issue.located.at()
                hint = 'give the article a shorter `running` title, or set place = "outside" in the table [page.folio]'
                yield Problem("HP087", message, place, hint)


def _texts(page: pikepdf.Page) -> list[TextMark]:
    return [mark for mark in marks_of(page) if isinstance(mark, TextMark) and mark.text.strip()]


def _met(words: list[TextMark], folio: list[TextMark]) -> tuple[str, str] | None:
    """What a folio says, and the words on its line that are nearer to it than APART."""
    for mark in words:
        for number in folio:
            shared = min(mark.box[3], number.box[3]) - max(mark.box[1], number.box[1])
            gap = max(mark.box[0], number.box[0]) - min(mark.box[2], number.box[2])
            if shared > _SHARED * (number.box[3] - number.box[1]) and gap < APART:
                return "".join(one.text for one in folio).strip(), mark.text.strip()
    return None
