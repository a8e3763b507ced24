"""What a paragraph is to those who break it: places where a line may end, and rooms for its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["space", "hyphen", "divided", "forced", "end"]
"""How a line ends: at a space, behind a hyphen that is in the text, within a word, where it must, at the very end."""
Manner = Literal["ragged", "justified", "squared", "balanced"]


class Opportunity(NamedTuple):
    """A place where a line may end. Lengths are in px from the start of a text that is set in one endless line.

    ``end`` is where the line ends, with the hyphen that it gets; ``start`` where the next one starts. ``give`` is how
    much could stretch or shrink up to ``start``: the width of all spaces, and for Chinese a share of every character;
    ``space`` is the part of it that is behind ``end``. ``hang`` is the part of ``end`` that may stand outside of the
    measure; ``squeeze`` what marks of Chinese could give up of their white so far, that which hangs included. ``cost``
    is what the words say against it (``words.py``). ``last`` and ``first`` are the words on its two sides, empty where
    it does not matter whether they come again; ``words`` counts the words before it.
    """

    end: float
    start: float
    give: float
    kind: Kind
    words: int
    last: str = ""
    first: str = ""
    cost: float = 0.0
    hang: float = 0.0
    squeeze: float = 0.0
    space: float = 0.0


@dataclass(frozen=True, slots=True)
class Rooms:
    """How wide lines may be, in px: the first few one by one, all others ``rest``; ``indent`` is told for last lines.

    A first line with an indent has less room, one beside a drop cap, too; one with a hanging label has more.
    """

    rest: float
    first: tuple[float, ...] = ()
    indent: float = 0.0

    def of(self, line: int) -> float:
        """The room of a line, counted from 0."""
        return self.first[line] if line < len(self.first) else self.rest


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a setting: the index of the opportunity that ends it, its width and its room in px.

    ``spread`` is the part of their width by which its spaces are made wider, so that the line has its own.
    """

    end: int
    width: float
    room: float
    divided: bool
    spread: float = 0.0

    @property
    def fill(self) -> float:
        """Its width as a part of its room."""
        return self.width / self.room if self.room > 0 else 1.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to break a paragraph, and what it costs."""

    cost: float
    lines: tuple[Line, ...]
