"""The second count: what of a raw file is neither in its article nor in what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.intake.plainest import Unit
from hemaprint.intake.words import words

_LETTERS_SHOWN = 60
_LOOKED_AT_TWICE = 500
"""Units that are searched for as a run of letters: each search costs as much as the article is long."""


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """Words in a row that nothing accounts for: where they begin, how many they are, and the first of them."""

    place: int
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class Recount:
    """How many words the raw file has, and those that nothing accounts for, in the order of the file."""

    total: int
    unaccounted: tuple[Unaccounted, ...]


@dataclass(slots=True)
class _Source:
    """A unit of the raw file, its words, and those of them that were not found."""

    unit: Unit
    words: tuple[str, ...]
    missing: list[str]


def recount(units: Iterable[Unit], accounted: Iterable[str], respelled: Iterable[tuple[str, str]] = ()) -> Recount:
    """Look for every word of ``units`` in ``accounted``: the texts of the article, and those that were left out.

    Each text accounts for its words once. ``respelled`` are words as they were in the source and as they are now.
    """
    sources = [_Source(unit, tuple(words(unit.text)), []) for unit in units]
    sources = [source for source in sources if source.words]
    texts = [*(tuple(words(text)) for text in accounted), *(tuple(words(stood)) for stood, _ in respelled)]
    _settle(sources, texts)
    return Recount(sum(len(source.words) for source in sources), tuple(_rows(sources)))


def _settle(sources: Sequence[_Source], texts: Sequence[tuple[str, ...]]) -> None:
    """Find what is missing of each source.

    First those that are one text as a whole, then those that share most pairs of words with the texts: so the lost
    paragraph is told, and not the last one that uses the same words.
    """
    whole = Counter(texts)
    in_parts: list[_Source] = []
    for source in sources:
        if whole[source.words]:
            whole[source.words] -= 1
        else:
            in_parts.append(source)
    left = Counter(word for text, count in whole.items() for _ in range(count) for word in text)
    pairs = {pair for text in texts for pair in pairwise(text)}
    for source in sorted(in_parts, key=lambda one: -_share(one.words, pairs)):
        for word in source.words:
            if left[word]:
                left[word] -= 1
            else:
                source.missing.append(word)
    letters, known = "\n".join("".join(text) for text in texts), frozenset(word for text in texts for word in text)
    for source in [source for source in in_parts if source.missing][:_LOOKED_AT_TWICE]:
        # Only the ends of words are others: a face or a note changes in a word.
        if not known.issuperset(source.missing) and "".join(source.words) in letters:
            source.missing.clear()


def _share(found: Sequence[str], pairs: set[tuple[str, str]]) -> float:
    own = list(pairwise(found))
    return sum(pair in pairs for pair in own) / len(own) if own else 0.0


def _rows(sources: Sequence[_Source]) -> Iterator[Unaccounted]:
    """Units in a row that are lost as a whole are told together, the others one by one."""
    row: list[_Source] = []
    for source in sources:
        if row and not (source.missing and _is_lost(source) and _is_lost(row[-1])):
            yield _told(row)
            row = []
        if source.missing:
            row.append(source)
    if row:
        yield _told(row)


def _is_lost(source: _Source) -> bool:
    return 2 * len(source.missing) > len(source.words)


def _told(row: Sequence[_Source]) -> Unaccounted:
    head = row[0]
    text = " ".join(head.unit.text.split()) if _is_lost(head) else " ".join(head.missing)
    first = text if len(text) <= _LETTERS_SHOWN else text[:_LETTERS_SHOWN].rsplit(" ", 1)[0] + " …"
    return Unaccounted(head.unit.place, sum(len(source.missing) for source in row), first)
