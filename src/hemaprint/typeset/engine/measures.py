"""Measure words, and the white between the characters of Chinese and Japanese; all lengths are in px."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import pyphen
from weasyprint.text import line_break

from hemaprint.typeset.engine.memory import Face, memory_of
from hemaprint.typeset.engine.runs import STAND_IN, Copy, Run
from hemaprint.typeset.lines import han, words

SOFT = "\xad"
_OTHER = "\u0590"
"""From Hebrew on scripts may come from another face, and Pango takes a space from that of the letter before it; spaces
beside Chinese and Japanese are set by themselves."""
_FULL = 0.9
"""Em from which on a mark fills a square: quotation marks do so in some faces only."""


class Word(NamedTuple):
    """A word without the space behind it: widths in px.

    ``divisions`` are the places at which the dictionary divides it, and how wide it is up to there; ``anywhere`` is
    true for addresses, which may be broken between any two characters.
    """

    width: float
    space: float
    divisions: tuple[tuple[int, float], ...] = ()
    anywhere: bool = False


class Measures:
    """The widths of words, for the life of a layout context."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._layouts: dict[Face | None, Any] = {}

    def word(self, text: str, spaces: str, piece: Run) -> Word:
        """A word that lies in a text box, with the spaces behind it, as a rule one."""
        known: dict[Any, Word] = memory_of(piece.box.style.font_config).words
        key = piece.face, text, spaces
        word = known.get(key)
        if word is None:
            divisions = tuple((length, self.width(text[:length], piece)) for length in self.divisions(text, piece))
            width, space = self.width(text, piece), self.width(spaces, piece)
            if text and _OTHER <= max(text) < han.HAN:
                space = self.width(text + spaces, piece) - width
            word = known[key] = Word(width, space, divisions, self.breaks_anywhere(piece))
        return word

    def width(self, text: str, piece: Run) -> float:
        """The width of some text of a text box in px."""
        style = piece.box.style
        widths: dict[Any, float] = memory_of(style.font_config).widths
        key = piece.face, text
        known = widths.get(key)
        if known is None:
            known = widths[key] = self._measured(text, style, piece.face)
        return known

    def _measured(self, text: str, style: Any, face: Face | None) -> float:
        if not text:
            return 0.0
        layout = self._layouts.get(face)
        if layout is None:
            layout = line_break.create_layout(text, style, self._context, None, 0)
            if not style["word_spacing"]:  # it would leave its marks on the next text
                self._layouts[face] = layout
        else:
            layout.set_text(text)
        line, _ = layout.get_first_line()
        width, _ = line_break.line_size(line, style)
        return float(width)

    def divisions(self, token: str, piece: Run) -> list[int]:
        """How many characters of a word stand before each place at which the dictionary divides it."""
        style = piece.box.style
        if style["hyphens"] != "auto" or not style["lang"] or not _wraps(style):
            return []
        first, after = words.letters(token)
        total, left, right = style["hyphenate_limit_chars"]
        word = token[first:after]
        dictionary = self._dictionary(style["lang"], total, left, right) if words.may_divide(word, total) else None
        if dictionary is None:
            return []
        # a place with data is one where the spelling would change
        return [first + int(place) for place in dictionary.positions(word) if not getattr(place, "data", None)]

    def _dictionary(self, lang: str, total: int, left: int, right: int) -> Any:
        """WeasyPrint's own memory of dictionaries, filled as it does."""
        name = pyphen.language_fallback(lang)
        if not name:
            return None
        known, key = self._context.dictionaries, (name, left, right, total)
        if key not in known:
            known[key] = pyphen.Pyphen(lang=name, left=left, right=right)
        return known[key]

    def breaks_anywhere(self, piece: Run) -> bool:
        """Whether words of a text box may be broken between any two characters."""
        style = piece.box.style
        anywhere = style["overflow_wrap"] in ("anywhere", "break-word") or style["word_break"] == "break-all"
        return bool(anywhere and _wraps(style))


def _wraps(style: Any) -> bool:
    return style["white_space"] not in ("nowrap", "pre")


@dataclass(slots=True)
class Squares:
    """Of every place in the copy, which is the character behind it and the one before it.

    ``gaps`` are what there is between the two beyond their widths, less than nothing for marks in succession; ``heads``
    the blank half of an opening mark behind the place, ``tails`` that of a closing one before it. ``spread`` tells
    where a line may be spread, ``marks`` what may be parted; ``em`` is the size of the copy.
    """

    marks: han.Marks
    em: float
    gaps: list[float]
    heads: list[float]
    tails: list[float]
    spread: list[bool]

    def white(self, start: int, end: int) -> float:
        """What closing marks could give up from a place to before another, where it has not been taken already."""
        return sum(tail for tail, gap in zip(self.tails[start:end], self.gaps[start:end], strict=True) if gap >= 0)

    def between(self, start: int, end: int, rest: float) -> dict[int, float]:
        """What stands between the characters of a line that is ``rest`` px shorter than its room, by their places.

        Where it is longer, stops and closing marks give up what they can of their blank halves.
        """
        places = range(start + 1, end)
        between = {place: self.gaps[place] for place in places if self.gaps[place]}
        if rest >= 0:
            spread = [place for place in places if self.spread[place]] if rest else []
            given = dict.fromkeys(spread, rest / max(1, len(spread)))
        else:
            white = {place: px for place in places if (px := self.white(place, place + 1))}
            share = max(-1.0, rest / sum(white.values())) if white else 0.0
            given = {place: share * px for place, px in white.items()}
        for place, px in given.items():
            between[place] = between.get(place, 0.0) + px
        return between


def squares_of(copy: Copy, measures: Measures) -> Squares | None:
    """The squares of a paragraph; None where its language is another, or no character fills one."""
    text, style = copy.words, copy.root.box.style
    marks = han.marks_of(style["lang"] or "")
    if marks is None or not copy.pieces or max(text) < han.HAN:
        return None
    firsts = [run.first for run in copy.pieces]

    def half(place: int) -> float:
        piece = copy.pieces[max(0, bisect_right(firsts, place) - 1)]
        width = measures.width(text[place], piece)
        return width / 2 if width >= _FULL * piece.box.style["font_size"] else 0.0

    size, em = len(text) + 1, float(style["font_size"])
    squares = Squares(marks, em, [0.0] * size, [0.0] * size, [0.0] * size, [False] * size)
    squares.heads[0] = half(0) if text[0] in marks.opening else 0.0
    squares.tails[-1] = half(len(text) - 1) if text[-1] in marks.closing else 0.0
    for place, (before, after) in enumerate(pairwise(text), 1):
        if before in marks.closing:
            squares.tails[place] = half(place - 1)
        if after in marks.opening:
            squares.heads[place] = half(place)
        if marks.in_succession(before, after):
            squares.gaps[place] = -(squares.tails[place] or squares.heads[place])
        elif han.stand_apart(before, after):
            squares.gaps[place] = han.QUARTER * em
        squares.spread[place] = STAND_IN not in (before, after) and han.may_spread(before, after)
    return squares
