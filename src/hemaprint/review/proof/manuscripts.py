# SPDX-License-Identifier: MIT
"""Find words of a page in the Markdown that they were set from, and follow a line through later edits.

Words are compared without what setting changes: spaces, hyphens, dashes, quotation marks, ligatures and case. The
marks of Markdown are passed over, and it is remembered where they are, so that no change goes across one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from unicodedata import category, normalize

_MARKUP = re.compile(
    r"\\[!-/:-@\[-`{-~]"  # an escape, which keeps the next sign from being one
    r"|^[ \t]*+(?:#{1,6}[ \t]|>[ \t]?|[-+*][ \t]|\d{1,3}[.)][ \t]|:{3,}.*+|`{3,}.*+|\|)"
    r"|\[[\^@][^\[\]\n]*+\]|\]\([^()\n]*+\)|\{[^{}\n]*+\}|<[^<>\n]*+>|!\[|[\[\]*`]"
    r"|(?<!\w)_|_(?!\w)|(?<=[\w)])\^|\^(?=\w)|~",
    re.MULTILINE,
)
"""What is not read: marks of emphasis, links without their words, calls of notes and works, attributes, fences."""
_QUOTES = str.maketrans("‘’‚‛“”„‟«»‹›`´", "''''\"\"\"\"\"\"''''")
_LIKE = 0.6
"""The part of a line's words that must be left for it to count as the same line, changed."""
_MOST = 300
"""Lines that are tried instead of one that was changed."""
_ENOUGH = 6
"""Letters of the context by which one place must be more like the page than the next best."""


@dataclass(frozen=True, slots=True)
class Span:
    """A place of a manuscript, in characters; ``crossed`` says that marks of Markdown are in it, or close around it."""

    start: int
    end: int
    crossed: bool


@dataclass(frozen=True)
class Manuscript:
    """The text of a file as it was sent."""

    text: str

    @cached_property
    def _key(self) -> tuple[str, tuple[int, ...]]:
        """What is compared, and the place of each of its characters in the text."""
        marks = self.marks
        letters, places = [], []
        for index, letter in enumerate(self.text):
            if index not in marks:
                for one in key_of(letter):
                    letters.append(one)
                    places.append(index)
        return "".join(letters), tuple(places)

    @cached_property
    def marks(self) -> frozenset[int]:
        """The places of marks of Markdown below the front matter."""
        found = (match.span() for match in _MARKUP.finditer(self.text, self.body))
        return frozenset(
            at for start, end in found for at in range(start, start + 1 if self.text[start] == "\\" else end)
        )

    @cached_property
    def body(self) -> int:
        """Where the copy begins, below the front matter."""
        lines = self.text.split("\n")
        if lines[0].removeprefix("\ufeff").rstrip() != "---":
            return 0
        end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
        return 0 if end is None else sum(len(line) + 1 for line in lines[: end + 1])

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *(match.end() for match in re.finditer("\n", self.text)))

    def line_at(self, place: int) -> int:
        """The line (from 1) of a character."""
        return bisect_right(self._starts, place)

    def column_at(self, place: int) -> int:
        """The column (from 1) of a character."""
        return place - self._starts[self.line_at(place) - 1] + 1

    def start_of(self, line: int) -> int:
        """The first character of a line (from 1); the end of the text beyond the last."""
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def words(self, said: str, before: str, after: str, lines: tuple[int, int]) -> Span | None:
        """Where ``said`` is in these lines (from, before), or else anywhere; None unless it is certainly one place."""
        wanted = "".join(map(key_of, said))
        span = self._only(wanted, before, after, lines) if wanted else None
        if span is None:
            return None
        start, end = span.start, span.end
        start -= _is_dash(said[:1]) and _is_dash(self.text[start - 1 : start])
        end += _is_dash(said[-1:]) and _is_dash(self.text[end : end + 1])
        return replace(span, start=start, end=end)

    def gap(self, before: str, after: str, lines: tuple[int, int]) -> Span | None:
        """The place between what is ``before`` it on the page and what is ``after``; None unless it is one place."""
        return self._only("", before, after, lines)

    def _only(self, wanted: str, before: str, after: str, lines: tuple[int, int]) -> Span | None:
        key, places = self._key
        head, tail = "".join(map(key_of, before)), "".join(map(key_of, after))
        whole = (0, len(key))
        first, last = (bisect_left(places, self.start_of(line)) for line in lines)
        for low, high in ((first, last), whole):
            found = list(_occurrences(key, wanted, low, high)) if wanted else _between(key, head, tail, low, high)
            best = _best(key, found, len(wanted), head, tail)
            if best is not None:
                return self._span(places, best, best + len(wanted))
            if found:
                return None
        return None

    def _span(self, places: Sequence[int], first: int, last: int) -> Span:
        if first == last:
            start = places[first - 1] + 1 if first else self.body
            end = places[first] if first < len(places) else len(self.text)
            return Span(start, end, any(at in self.marks for at in range(start, end)))
        start, end = places[first], places[last - 1] + 1
        crossed = any(at in self.marks for at in range(start, end))
        return Span(start, end, crossed or (start - 1 in self.marks and end in self.marks))


def _is_dash(letter: str) -> bool:
    return bool(letter) and category(letter) == "Pd"


def key_of(letter: str) -> str:
    """What of a character is compared."""
    if letter.isspace() or letter == "\xad" or category(letter) in ("Pd", "Cf", "Cc") or letter == "\u2212":
        return ""
    return normalize("NFKC", letter).translate(_QUOTES).casefold()


def _occurrences(key: str, wanted: str, low: int, high: int) -> Iterator[int]:
    at = key.find(wanted, low, high)
    while at >= 0:
        yield at
        at = key.find(wanted, at + 1, high)


def _between(key: str, head: str, tail: str, low: int, high: int) -> list[int]:
    """Places with the last letters of ``head`` before them, and the first ones of ``tail`` after them."""
    near = (head[-_ENOUGH:], tail[:_ENOUGH])
    if sum(map(len, near)) < _ENOUGH:
        return []
    return [at + len(near[0]) for at in _occurrences(key, "".join(near), low, high)]


def _best(key: str, found: Sequence[int], length: int, head: str, tail: str) -> int | None:
    """The place that is most like the page around it, if no other comes near; equal words may be those of a note."""
    likeness = sorted(((_alike(key, at, at + length, head, tail), at) for at in found), reverse=True)
    if not likeness or likeness[0][0] < min(_ENOUGH, len(head) + len(tail)):
        return None
    return likeness[0][1] if len(likeness) == 1 or likeness[0][0] >= likeness[1][0] + _ENOUGH else None


def _alike(key: str, start: int, end: int, head: str, tail: str) -> int:
    """How many letters before and after a place are those of the page."""
    before = _common(key[max(0, start - len(head)) : start][::-1], head[::-1])
    return before + _common(key[end : end + len(tail)], tail)


def _common(one: str, other: str) -> int:
    return next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )


# ---------------------------------------------------------------- later edits


@dataclass(frozen=True, slots=True)
class Followed:
    """The line (from 1) of a manuscript as it is now; ``same`` unless it was changed; 0 where it is gone."""

    line: int
    same: bool


class Edits:
    """What became of the lines of a text since then."""

    def __init__(self, then: str, now: str) -> None:
        self._then, self._now = then.split("\n"), now.split("\n")
        matcher = SequenceMatcher(None, self._then, self._now)  # empty lines do not count
        self._steps = matcher.get_opcodes() if then != now else ()

    def follow(self, line: int) -> Followed:
        """Where a line (from 1) is now: the same one, or the one in its place that is most like it."""
        if not self._steps:
            return Followed(line, same=True)
        for tag, first, last, begin, end in self._steps:
            if not first < line <= last:
                continue
            if tag == "equal":
                return Followed(line - first + begin, same=True)
            old = self._then[line - 1].split()
            alike = [(_kept(old, self._now[at].split()), -at) for at in range(begin, end)[:_MOST]]
            kept, at = max(alike, default=(0.0, 0))
            return Followed(1 - at if kept >= _LIKE else 0, same=False)
        return Followed(0, same=False)


def _kept(old: Sequence[str], new: Sequence[str]) -> float:
    """The part of the words of a line that another one has, in their order."""
    if not old or not set(old) & set(new):
        return 0.0
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(old)
