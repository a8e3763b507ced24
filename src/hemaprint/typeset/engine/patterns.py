"""Let the HTML parser keep the patterns that it reads with.

tinyhtml5 2.0 makes a pattern for every set of characters that it reads up to, and means to keep it; but it keeps it
under the pattern in the place of the set, so that it finds none again (``HTMLUnicodeInputStream.chars_until``). To make
the same few patterns for every attribute takes nearly half of the time in which a galley is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from tinyhtml5 import inputstream


class _Patterns(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """What tinyhtml5 would make for a set of characters, or, where that is ``True``, for all but these."""

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        members = "".join(map(re.escape, characters))
        pattern = self[key] = re.compile(f"[{members}]+" if opposite else f"[^{members}]+")
        return pattern


def keep() -> None:
    """Keep patterns from now on, for whoever reads HTML in this process: what is read is the same."""
    if not isinstance(inputstream.characters_until_regex, _Patterns):
        inputstream.characters_until_regex = _Patterns()
