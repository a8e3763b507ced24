"""Set aside what is not the article: outside of it, and the furniture in it; with a doubt where it is long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from hemaprint.intake.language import first_words, words
from hemaprint.intake.markup.soup import BLOCKS, UNSEEN, shown_text, visible_text
from hemaprint.intake.passages import Doubt, LeftOut
from hemaprint.intake.web.furniture import REPEATS, Judge
from hemaprint.intake.web.measure import sequence

OUTSIDE = "outside the article"
WORDS_AT_MOST = 40
SHARE_AT_MOST = 0.02
NEVER_DOUBTFUL = 3
"""Words: a button is not copy, however short its page."""


def take_out(roots: list[Tag], judge: Judge) -> list[LeftOut]:
    """Take the furniture out of the ``roots``. What it parted stays parted."""
    found: list[LeftOut] = []
    for root in roots:
        for tag, why in judge.furniture(root):
            text = visible_text(tag).strip()
            tag.clear()
            tag.name, tag.attrs = ("div" if tag.name in BLOCKS else "wbr"), {}
            if text:
                found.append(LeftOut(tag.sourceline or 1, text, why))
    return found


def outside_of(soup: BeautifulSoup, roots: list[Tag], judge: Judge) -> list[LeftOut]:
    """What is outside of ``roots``, in its order."""
    chosen = {id(root) for root in roots}
    above = {id(parent) for root in roots for parent in root.parents}
    if id(soup) in chosen:
        return []
    found: list[LeftOut] = []
    pieces: list[PageElement] = []

    def end(block: Tag) -> None:
        found.extend(_left(pieces, block, OUTSIDE))
        pieces.clear()

    def visit(tag: Tag, block: Tag) -> None:
        """What is directly in ``tag``, which holds a root; text of an inline one goes on from what is before it."""
        for child in list(tag.children):
            if id(child) in chosen or (isinstance(child, Tag) and child.name in BLOCKS):
                end(block)
            if id(child) in chosen or not isinstance(child, Tag):
                pieces.extend([] if id(child) in chosen else [child])
            elif child.name in BLOCKS and id(child) in above:
                visit(child, child)
                end(child)
            elif child.name in BLOCKS:
                found.extend(_left([child], block, judge.why(child) or OUTSIDE))
            elif id(child) not in above:
                pieces.append(child)
            elif child.name not in UNSEEN:
                visit(child, block)

    visit(soup, soup)
    end(soup)
    return found


def _left(pieces: Sequence[PageElement], parent: Tag, why: str) -> list[LeftOut]:
    nodes = (node for piece in pieces for node in (piece, *getattr(piece, "descendants", ())))
    text = shown_text(nodes, parent).strip()
    line = next((piece.sourceline for piece in pieces if isinstance(piece, Tag)), parent.sourceline)
    return [LeftOut(line or 1, text, why)] if text else []


def doubts_about(left: Iterable[LeftOut], kept: str, total: int) -> list[Doubt]:
    """A doubt for each reason for which more was left out than furniture has; words that ``kept`` repeats do not count.

    ``total`` are the words of the page.
    """
    whole = sequence(kept)
    reasons: dict[str, list[LeftOut]] = defaultdict(list)
    for one in left:
        if one.why != REPEATS and sequence(one.text) not in whole:
            reasons[one.why].append(one)
    doubts: list[Doubt] = []
    for why, pieces in reasons.items():
        count = sum(len(words(one.text)) for one in pieces)
        if count > NEVER_DOUBTFUL and (count > WORDS_AT_MOST or count > SHARE_AT_MOST * total):
            largest = max(pieces, key=lambda one: len(words(one.text)))
            message = f"{count} words were left out as not of the article ({why}): “{first_words(largest.text)}”"
            doubts.append(
                Doubt("HP575", largest.line, message, "if they are copy: --selector CSS, or add them by hand")
            )
    return doubts
