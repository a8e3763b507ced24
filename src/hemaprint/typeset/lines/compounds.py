# SPDX-License-Identifier: MIT
"""Find the seams of German compounds, at which they are divided rather than elsewhere: Knochenmark|transplantation.

A compound is read as the fewest known words; of the ways to do so, the one whose shortest word is longest is taken. The
words are those of pyspellchecker, which is installed everywhere in the release that the cache names (law 12).
"""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Collection
from functools import cache
from importlib.resources import files

_LEAST = 4  # letters of a part; shorter ones are found in every word
_SURE = 6, 8
"""Letters before and after a seam that the patterns do not know: shorter ones are chance more often than not."""
_LONGEST = 60
_DATA = tomllib.loads(files("hemaprint.typeset.lines").joinpath("compounds.toml").read_text("utf-8"))
_PARTS = frozenset(_DATA["parts"].split())
_ENDINGS = frozenset(_DATA["endings"].split())
_JOINTS = tuple(f"{ending}s" for ending in _DATA["joints"].split())


@cache
def _words() -> frozenset[str]:
    # by its file: its own class reads it four times as long
    listed = json.loads(gzip.decompress(files("spellchecker").joinpath("resources", "de.json.gz").read_bytes()))
    return _PARTS.union(word for word in listed if len(word) >= _LEAST and word.isalpha()) - _ENDINGS


def seams(word: str, syllables: Collection[int]) -> tuple[int, ...]:
    """How many letters of a German word are before each of its seams; ``syllables`` are the places of the patterns."""
    word = word.lower()
    if not 2 * _LEAST <= len(word) <= _LONGEST:
        return ()
    words, end = _words(), len(word)
    best: dict[int, tuple[int, int, tuple[int, ...]]] = {0: (0, -end, ())}
    for after in range(_LEAST, end + 1):
        ways = [
            (parts + 1, max(shortest, start - after), (*before, start))
            for start, (parts, shortest, before) in best.items()
            if start <= after - _LEAST
            and after - start < end
            and _may_join(start, end, syllables)
            and _is_part(word[start:after], words, is_last=after == end)
        ]
        if ways:
            best[after] = min(ways)
    return best[end][2][1:] if end in best else ()


def _may_join(place: int, end: int, syllables: Collection[int]) -> bool:
    return not place or place in syllables or (place >= _SURE[0] and end - place >= _SURE[1])


def _is_part(text: str, words: frozenset[str], *, is_last: bool) -> bool:
    return text in words or (not is_last and text.endswith(_JOINTS) and text[:-1] in words)
