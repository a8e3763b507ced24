# SPDX-License-Identifier: MIT
"""Find in a manuscript the words that can be taken from the end of a paragraph, and where copy can be added."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hemaprint.content.blocks import Block, NewsItem, Notice, Paragraph, Quotation, Turn
from hemaprint.content.models import Article
from hemaprint.copydesk.copyfit.extent import Place

_UNIT = re.compile(r"[\u2e80-\U0003ffff]|[^\s\u2e80-\U0003ffff]++")
"""A word, or a character of a script that has no spaces."""
MARKS = ".!?…。！？؟۔।”’\"'»)）」』"
"""What ends a sentence, and stays."""
_PAUSES = ",;:–—-、，；：،؛"
"""What is dropped before the end of a sentence."""
_MARKUP = frozenset("[]{}<>*_`$\\|^~#&@=")
_PAIRS = (("(", ")"), ("“", "”"), ("«", "»"), ("（", "）"), ("「", "」"), ("『", "』"), ('"', '"'))


@dataclass(frozen=True, slots=True)
class Cut:
    """Words to be taken out: the ``text`` as it is typed, from ``start`` in the manuscript, at its line and column."""

    line: int
    column: int
    start: int
    text: str

    @property
    def letters(self) -> int:
        """The characters that the paragraph loses, spaces at the ends not counted."""
        return len(" ".join(self.text.split()))


def without(manuscript: str, cuts: Sequence[Cut]) -> str:
    """A manuscript after these cuts."""
    for cut in sorted(cuts, key=lambda one: -one.start):
        manuscript = manuscript[: cut.start] + manuscript[cut.start + len(cut.text) :]
    return manuscript


def paragraphs_of(article: Article) -> dict[Place, int]:
    """The lines of the manuscript at which the paragraphs of the running text begin, by their places."""
    found: dict[Place, int] = {}
    for block in article.body:
        if isinstance(block, Paragraph):
            found[block.line, 0] = block.line
            continue
        inside = list(_inside(block))
        found |= {(block.line, number): one.line for number, one in enumerate(inside)}
        found |= {(one.line, 0): one.line for one in inside}
    return found


def _inside(block: Block) -> Iterator[Paragraph]:
    """The paragraphs of a block that is set in the running text."""
    if isinstance(block, Paragraph):
        yield block
    elif isinstance(block, Turn | NewsItem | Quotation | Notice):
        for one in block.blocks:
            yield from _inside(one)


def cut_of(manuscript: str, line: int, letters: int) -> Cut | None:
    """The last words, at least so many ``letters`` of them, of the paragraph that begins at a ``line``.

    The mark that ends its last sentence stays, with the citations and notes after it. None where markup would be cut,
    or nothing would be left.
    """
    first, end = _extent(manuscript, line)
    end = _before_the_mark(manuscript, first, end)
    units = list(_UNIT.finditer(manuscript, first, end))
    start = next((at for at in range(len(units) - 1, 0, -1) if end - units[at].start() >= letters), None)
    if start is None:
        return None
    begin = units[start - 1].end()
    while begin > first and manuscript[begin - 1] in _PAUSES:
        begin -= 1
    text = manuscript[begin:end]
    if begin == first or not _is_plain(text):
        return None
    row = manuscript.count("\n", 0, begin) + 1
    return Cut(row, begin - (manuscript.rfind("\n", 0, begin) + 1) + 1, begin, text)


def end_of(manuscript: str, line: int) -> int:
    """Where the paragraph that begins at a line ends, as a place in the manuscript."""
    return _extent(manuscript, line)[1]


def _extent(manuscript: str, line: int) -> tuple[int, int]:
    """Where a paragraph begins and ends."""
    lines = manuscript.split("\n")
    last = line
    while last < len(lines) and lines[last].strip() and not lines[last].lstrip().startswith(":::"):
        last += 1
    start = sum(len(one) + 1 for one in lines[: line - 1])
    end = start + len("\n".join(lines[line - 1 : last]))
    return start, end


def _before_the_mark(manuscript: str, first: int, end: int) -> int:
    """The end of the last word: before the marks that end the paragraph, and before what is cited there."""
    while True:
        text = manuscript[first:end].rstrip()
        opening = max(text.rfind("[@"), text.rfind("[^"))
        if text.endswith("]") and opening >= 0 and "]" not in text[opening:-1]:
            end = first + opening
        elif text and text[-1] in MARKS:
            end = first + len(text) - 1
        else:
            return first + len(text)


def _is_plain(text: str) -> bool:
    """Whether text has no markup, and no half of a pair."""
    if _MARKUP & set(text):
        return False
    return all(text.count(one) % 2 == 0 if one == two else text.count(one) == text.count(two) for one, two in _PAIRS)
