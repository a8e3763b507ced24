"""Unite subsets of one face that keep their glyph ids, whatever the format of the font program."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Protocol

NOTDEF = 0


class NotMergeableError(Exception):
    """The font program has something that cannot be united safely."""


class Subset(Protocol):
    """A font program read for uniting."""

    @property
    def glyphs(self) -> Mapping[int, Hashable]:
        """The glyphs in use by glyph id; equal values draw alike."""

    @property
    def common(self) -> Hashable:
        """What must be equal in subsets of one face."""

    def blank(self, gid: int) -> bool:
        """Whether the glyph has no outline."""

    def write(self, glyphs: Mapping[int, Any], all_subsets: Sequence[Any]) -> bytes:
        """The font program that has ``glyphs``; ``all_subsets``, of this class, are those united."""


class Union:
    """Subsets that agree, and the glyphs of all of them."""

    def __init__(self, first: Subset) -> None:
        self._subsets = [first]
        self._glyphs: dict[int, Hashable] = dict(first.glyphs)
        self._notdef_blank = first.blank(NOTDEF)

    def add(self, subset: Subset) -> bool:
        """Take ``subset`` in if it is of the same face and instance; say whether it was."""
        if type(subset) is not type(self._subsets[0]) or subset.common != self._subsets[0].common:
            return False
        notdef_blank = subset.blank(NOTDEF)
        for gid, glyph in subset.glyphs.items():
            # Only subsets with missing characters keep the outline of .notdef.
            if gid == NOTDEF and (notdef_blank or self._notdef_blank):
                continue
            if self._glyphs.get(gid, glyph) != glyph:
                return False
        notdef = self._glyphs[NOTDEF] if notdef_blank else subset.glyphs[NOTDEF]
        self._glyphs |= subset.glyphs
        self._glyphs[NOTDEF] = notdef
        self._notdef_blank = self._notdef_blank and notdef_blank
        self._subsets.append(subset)
        return True

    def program(self) -> bytes:
        """The united font program."""
        return self._subsets[0].write(self._glyphs, self._subsets)
