# SPDX-License-Identifier: MIT
"""Find the places of a paragraph at which a line may end, as Pango and the dictionary give them, and measure them.

All lengths are in px, also those of the white between the characters of Chinese and Japanese.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from weasyprint.text import line_break

from hemaprint.project.languages import language_named
from hemaprint.typeset.engine.runs import STAND_IN, Copy, Run, TextFace, lines_of, memory_of, wraps
from hemaprint.typeset.lines import costs
from hemaprint.typeset.lines.fit import Kind, Manner, Opportunity
from hemaprint.typeset.lines.hyphenation import Division, patterns_of

SOFT = "\xad"
_OTHER = "\u0590"
"""From Hebrew on, scripts may come from another face, and Pango takes a space from the face of the letter before it;
spaces beside Chinese and Japanese are set separately."""
_FULL = 0.9  # em from which on a mark fills a square: quotation marks do so only in some faces


class Word(NamedTuple):
    """A word without the space after it: widths in px.

    ``divisions`` are the places at which the dictionary divides it, its width up to each, and the cost; ``anywhere`` is
    true for addresses, which may be broken between any two characters.
    """

    width: float
    space: float
    divisions: tuple[tuple[int, float, float], ...] = ()
    anywhere: bool = False


class Measures:
    """The widths of words, for the life of a layout context."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._layouts: dict[TextFace | None, Any] = {}

    def word(self, text: str, spaces: str, piece: Run) -> Word:
        """A word within one text box, with the spaces after it, usually one."""
        known: dict[Any, Word] = memory_of(piece.box.style.font_config).words
        key = piece.face, text, spaces
        word = known.get(key)
        if word is None:
            divisions = tuple(
                (place, self.width(text[:place], piece), cost) for place, cost in self.divisions(text, piece)
            )
            width, space = self.width(text, piece), self.width(spaces, piece)
            if text and _OTHER <= max(text) < costs.HAN:
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

    def _measured(self, text: str, style: Any, face: TextFace | None) -> float:
        if not text:
            return 0.0
        layout = self._layouts.get(face)
        if layout is None:
            layout = line_break.create_layout(text, style, self._context, None, 0)
            if not style["word_spacing"]:  # it would affect the next text
                self._layouts[face] = layout
        else:
            layout.set_text(text)
        line, _ = layout.get_first_line()
        width, _ = line_break.line_size(line, style)
        return float(width)

    def divisions(self, token: str, piece: Run) -> list[Division]:
        """The places at which the dictionary divides a word."""
        style = piece.box.style
        if style["hyphens"] != "auto" or not style["lang"] or not wraps(style):
            return []
        first, after = costs.letters(token)
        total, left, right = style["hyphenate_limit_chars"]
        word = token[first:after]
        if not costs.may_divide(word, total):
            return []
        hyphenator = self._context.dictionaries.get((patterns_of(style["lang"]), left, right, total))
        return [Division(first + place, cost) for place, cost in hyphenator.divisions(word)]

    def breaks_anywhere(self, piece: Run) -> bool:
        """Whether words of a text box may be broken between any two characters."""
        style = piece.box.style
        anywhere = style["overflow_wrap"] in ("anywhere", "break-word") or style["word_break"] == "break-all"
        return bool(anywhere and wraps(style))


@dataclass(slots=True)
class Squares:
    """The white at every place in the copy, between the character before it and the one after it.

    ``gaps`` is the white between the two beyond their widths, negative for marks in succession; ``heads`` the blank
    half of an opening mark after the place, ``tails`` that of a closing one before it. ``spread`` says where a line may
    be spread, ``marks`` what may be parted; ``em`` is the size of the copy.
    """

    marks: costs.Marks
    em: float
    gaps: list[float]
    heads: list[float]
    tails: list[float]
    spread: list[bool]

    def white(self, start: int, end: int) -> float:
        """The white that closing marks could give up from a place to before another, unless it is already taken."""
        return sum(tail for tail, gap in zip(self.tails[start:end], self.gaps[start:end], strict=True) if gap >= 0)

    def between(self, start: int, end: int, rest: float) -> dict[int, float]:
        """The white between the characters of a line that is ``rest`` px shorter than its room, by their places.

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
    marks = costs.marks_of(style["lang"] or "")
    if marks is None or not copy.pieces or max(text) < costs.HAN:
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
        elif costs.stand_apart(before, after):
            squares.gaps[place] = costs.QUARTER * em
        squares.spread[place] = STAND_IN not in (before, after) and costs.may_spread(before, after)
    return squares


class Place(NamedTuple):
    """Where a line ends, and where the next one starts, as characters of the text; ``divided`` adds a hyphen.

    ``hang`` is how far the end may hang outside the measure, in px.
    """

    end: int
    start: int
    divided: bool
    hang: float = 0.0


class Finder:
    """Walks from break to break of a paragraph; the text between two of them is measured as one.

    It begins at the character ``start``; ``narrowest`` is the least room of a line, in px, ``squares`` are those of
    Chinese and Japanese.
    """

    def __init__(
        self, copy: Copy, start: int, narrowest: float, measures: Measures, squares: Squares | None, manner: Manner
    ) -> None:
        self._copy = copy
        self._start = start
        self._narrowest = narrowest
        self._held = copy.held | set(self._whole(copy, narrowest, measures))
        self._measures = measures
        self._squares = squares
        self._gives = manner == "squared"
        self._hangs = manner == "justified" or squares is not None
        is_bound = language_named(copy.root.box.style["lang"] or "").bound_letters
        self._one_letter = costs.BOUND_LETTER if is_bound else costs.ONE_LETTER
        self._firsts = [run.first for run in copy.pieces]
        self._marks = sorted({*copy.left_edges, *copy.right_edges, *copy.atoms})
        self._x = -self._squares.heads[start] if self._squares else 0.0
        self._give = 0.0
        self._squeeze = 0.0
        self._words = 0
        self._opportunities: list[Opportunity] = []
        self._places: list[Place] = []

    @staticmethod
    def _whole(copy: Copy, narrowest: float, measures: Measures) -> Iterator[int]:
        """The places within what stays whole (``--lines: whole``), where it fits every line."""
        for piece in copy.pieces:
            is_whole = lines_of(piece.box.style) == {"whole"}
            if is_whole and measures.width(copy.text[piece.first : piece.after], piece) <= narrowest:
                yield from range(piece.first + 1, piece.after)

    def find(self) -> tuple[list[Opportunity], list[Place]]:
        """The opportunities in their order, and the places that they are in the text."""
        text = self._copy.words
        begin, behind_space, token = self._start, True, ""
        for cut, forced in self._cuts():
            end = cut - 1 if forced else cut
            while end > begin and text[end - 1] == " ":
                end -= 1
            word = self._squared(begin, end, self._word(begin, end, cut))
            token = text[begin:end] if behind_space else token + text[begin:end]
            self._words += behind_space and end > begin
            self._inside(begin, end, word)
            self._end(Place(end, cut, False), word, token, forced)
            behind_space = forced or end < cut or text[end - 1 : end] not in costs.MARKS
            begin = cut
        return self._opportunities, self._places

    def _cuts(self) -> Iterator[tuple[int, bool]]:
        """Where Pango breaks, and whether it must; the end of the text comes last."""
        text, held = self._copy.words, self._held
        attributes = line_break.get_log_attrs(text, self._copy.root.box.style["lang"])
        for place in range(self._start + 1, len(text)):
            if text[place - 1] == "\n":
                yield place, True
            elif place not in held and self._is_break(place, attributes):
                yield place, False
        yield len(text), text.endswith("\n")

    def _is_break(self, place: int, attributes: Any) -> bool:
        before, after = self._copy.words[place - 1], self._copy.words[place]
        if not attributes[place].is_line_break:
            return self._squares is not None and self._may_part(place, before, after, self._squares.marks)
        return before != SOFT or self._piece_at(place - 1).box.style["hyphens"] != "none"

    def _may_part(self, place: int, before: str, after: str, marks: costs.Marks) -> bool:
        """Whether a line may end where those of other scripts may not, as after a stop with the mark of a note."""
        if before != STAND_IN:
            return marks.may_part(before, after)
        return self._copy.words[:place].rstrip(STAND_IN)[-1:] in marks.closing and after.isalnum()

    def _end(self, place: Place, word: Word, token: str, forced: bool) -> None:
        """Enter the place after a word; ``token`` is all of it from the last space on."""
        text = self._copy.words
        end, cut = place.end, place.start
        after = text[cut : _word_end(text, cut)]
        width, last, first, cost = word.width, "", "", 0.0
        kind: Kind = "space"
        if cut == len(text):
            kind = "end"
        elif forced:
            kind = "forced"
        elif end < cut and token:
            last, first, cost = costs.bare(token), costs.bare(after), costs.cost_between(token, after, self._one_letter)
        elif token.endswith(SOFT):
            kind, width = "divided", width + self._hyphen(end - 1)
        elif token and token[-1] in costs.MARKS:
            kind, cost = "hyphen", costs.cost_within(token, after)
        x = self._x + width
        self._x += word.width + word.space
        start, space = self._x, word.space
        if self._squares:
            self._x += self._squares.gaps[cut]
            start, space = self._x + self._squares.heads[cut], 0.0
        self._give += space
        self._enter(Opportunity(x, start, self._give, kind, self._words, last, first, cost, space=space), place)

    def _enter(self, opportunity: Opportunity, place: Place) -> None:
        divided = opportunity.kind == "divided"
        hang = self._hang(place.end, divided) if self._hangs else 0.0
        if hang or self._squeeze:
            opportunity = opportunity._replace(hang=hang, squeeze=self._squeeze)
        self._opportunities.append(opportunity)
        self._places.append(Place(place.end, place.start, divided, hang))

    # ------------------------------------------------------------ within words

    def _inside(self, begin: int, end: int, word: Word) -> None:
        """Enter the places within a word: where the dictionary divides it, or anywhere in what is too long."""
        if word.divisions and self._copy.words[begin - 1 : begin] not in costs.HYPHENS:
            hyphen = self._hyphen(begin)
            for length, width, cost in word.divisions:
                x, place = self._x + width, begin + length
                divided = Opportunity(x + hyphen, x, self._give, "divided", self._words, cost=cost)
                self._enter(divided, Place(place, place, True))
        elif word.anywhere and word.width > self._narrowest * costs.least_broken(self._copy.words[begin:end]):
            for place in range(begin + 1, end):
                if place in self._held:
                    continue
                x = self._x + self._width(begin, place)
                cost = costs.cost_anywhere(self._copy.words[begin:place])
                self._enter(Opportunity(x, x, self._give, "space", self._words, cost=cost), Place(place, place, False))

    def _hang(self, end: int, divided: bool) -> float:
        """How far the last mark of a line may hang outside the measure."""
        if not self._copy.pieces or not end:
            return 0.0
        if self._squares:
            return self._squares.tails[end]
        piece = self._piece_at(end - 1)
        mark = piece.box.style["hyphenate_character"] if divided else self._copy.words[end - 1]
        share = costs.HANG.get(mark, 0.0)
        return share * self._measures.width(mark, piece) if share else 0.0

    # ------------------------------------------------------------ widths

    def _squared(self, begin: int, end: int, word: Word) -> Word:
        """A word with the white between its Chinese or Japanese characters; what they give is counted."""
        squares = self._squares
        if squares is None:
            return word
        if self._gives:
            self._give += costs.GIVES * squares.em * sum(squares.spread[begin:end])
        self._squeeze += squares.white(begin + 1, end + 1)
        between = sum(squares.gaps[begin + 1 : end])
        return word._replace(width=word.width + between) if between else word

    def _piece_at(self, place: int) -> Run:
        return self._copy.pieces[max(0, bisect_right(self._firsts, place) - 1)]

    def _hyphen(self, place: int) -> float:
        piece = self._piece_at(place)
        return self._measures.width(piece.box.style["hyphenate_character"], piece)

    def _word(self, begin: int, end: int, cut: int) -> Word:
        """A word with the space after it; one within a single text box is remembered."""
        copy = self._copy
        if begin == end == cut or not copy.pieces:
            return Word(self._width(begin, end), 0.0)
        piece = self._piece_at(begin)
        behind = cut - 1 if copy.text[cut - 1 : cut] == "\n" else cut
        if piece.first <= begin and behind <= piece.after and not self._is_marked(begin, behind):
            return self._measures.word(copy.text[begin:end], copy.text[end:behind], piece)
        space = self._width(end, behind)
        token = copy.words[begin:end]
        divisions: list[tuple[int, float, float]] = []
        if piece.first <= begin:
            divisions = [
                (place, self._width(begin, begin + place), cost)
                for place, cost in self._measures.divisions(token, piece)
                if begin + place < piece.after
            ]
        return Word(self._width(begin, end), space, tuple(divisions), self._measures.breaks_anywhere(piece))

    def _is_marked(self, begin: int, cut: int) -> bool:
        """Whether a box with padding begins or ends there, or there is a picture."""
        index = bisect_right(self._marks, begin - 1)
        return index < len(self._marks) and self._marks[index] <= cut

    def _width(self, begin: int, end: int) -> float:
        """The width of some of the text, with the padding of the boxes that begin or end in it."""
        copy, width, at = self._copy, 0.0, begin
        while at < end:
            if at in copy.atoms:
                width += copy.atoms[at].margin_width()
                at += 1
                continue
            piece = self._piece_at(at)
            to = min(end, piece.after)
            width += self._measures.width(copy.text[at:to], piece)
            at = to
        if copy.left_edges:
            width += sum(px for place, px in copy.left_edges.items() if begin <= place < end)
        if copy.right_edges:
            width += sum(px for place, px in copy.right_edges.items() if begin < place <= end)
        return width


def _word_end(text: str, start: int) -> int:
    end = text.find(" ", start)
    return end if end >= 0 else len(text)
