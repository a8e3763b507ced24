"""The second count: what of a raw file is neither in its article nor in what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hemaprint.intake.language import words
from hemaprint.intake.plainest import Unit

_LETTERS_SHOWN = 60
_TRIED = 6
"""Missing words in a row that are tried together as other words."""
_TRIED_AT_MOST = 2000
"""Where more are missing, they are lost, and not only parted elsewhere."""
_LONGEST_WORD = 60


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


@dataclass(frozen=True, slots=True)
class _Source:
    """A unit of the raw file, its words, and the number of the first of them in the file."""

    unit: Unit
    words: tuple[str, ...]
    start: int

    def lost(self, missing: set[int]) -> list[str]:
        """Those of its words that are missing."""
        return [word for number, word in enumerate(self.words, self.start) if number in missing]


def recount(units: Iterable[Unit], accounted: Iterable[str], respelled: Iterable[tuple[str, str]] = ()) -> Recount:
    """Look for every word of ``units`` in ``accounted``: the texts of the article, and those that were left out.

    Each text accounts for its words once. ``respelled`` are words as they were in the source and as they are now.
    """
    sources: list[_Source] = []
    total = 0
    for unit in units:
        found = tuple(words(unit.text))
        sources += [_Source(unit, found, total)] if found else []
        total += len(found)
    texts = [*(tuple(words(text)) for text in accounted), *(tuple(words(stood)) for stood, _ in respelled)]
    return Recount(total, tuple(_rows(sources, _missing(sources, texts))))


def _missing(sources: Sequence[_Source], texts: Sequence[tuple[str, ...]]) -> set[int]:
    """The numbers of the words that no text has.

    Sources that are one text as a whole are settled first, then those that share most pairs of words with the texts:
    so the lost paragraph is told, and not the last one that uses the same words.
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
    missing: set[int] = set()
    for source in sorted(in_parts, key=lambda one: -_share(one.words, pairs)):
        for number, word in enumerate(source.words, source.start):
            if left[word]:
                left[word] -= 1
            else:
                missing.add(number)
    return missing - _parted([word for source in sources for word in source.words], missing, left)


def _share(found: Sequence[str], pairs: set[tuple[str, str]]) -> float:
    own = list(pairwise(found))
    return sum(pair in pairs for pair in own) / len(own) if own else 0.0


def _parted(found: Sequence[str], missing: set[int], left: Counter[str]) -> set[int]:
    """Those of the missing words whose letters are there, in words that end elsewhere.

    A face, a field or a note that begins in a word makes two of it, or one of two. ``left`` are the words of the texts
    that nothing has asked for; what is used of them is taken away.
    """
    settled: set[int] = set()
    waiting = sorted(missing)[:_TRIED_AT_MOST]
    for index in range(len(waiting)):
        for count in range(_TRIED, 0, -1):
            row = waiting[index : index + count]
            if settled.isdisjoint(row) and (pieces := _pieces("".join(found[number] for number in row), left)):
                left.subtract(pieces)
                settled.update(row)
    return settled


def _pieces(letters: str, left: Counter[str]) -> tuple[str, ...]:
    """``letters`` as words that are left; () where they are not, or are too many to try."""
    if len(letters) > _TRIED * _LONGEST_WORD:
        return ()
    pieces: list[tuple[str, ...] | None] = [(), *[None] * len(letters)]
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - _LONGEST_WORD), end):
            before, word = pieces[start], letters[start:end]
            if before is not None and left[word] > before.count(word):
                pieces[end] = (*before, word)
                break
    return pieces[-1] or ()


def _rows(sources: Sequence[_Source], missing: set[int]) -> Iterator[Unaccounted]:
    """Units in a row that are lost as a whole are reported together, the others one by one."""
    row: list[tuple[_Source, list[str]]] = []
    for source in sources:
        lost = source.lost(missing)
        if row and not (lost and _is_whole(source, lost) and _is_whole(*row[-1])):
            yield _told(row)
            row = []
        if lost:
            row.append((source, lost))
    if row:
        yield _told(row)


def _is_whole(source: _Source, lost: Sequence[str]) -> bool:
    return 2 * len(lost) > len(source.words)


def _told(row: Sequence[tuple[_Source, list[str]]]) -> Unaccounted:
    source, lost = row[0]
    text = " ".join(source.unit.text.split() if _is_whole(source, lost) else lost)
    first = text if len(text) <= _LETTERS_SHOWN else text[:_LETTERS_SHOWN].rsplit(" ", 1)[0] + " …"
    return Unaccounted(source.unit.place, sum(len(words) for _, words in row), first)
