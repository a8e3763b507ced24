"""Measure the places of a paragraph at which a line may end, by Pango and by the dictionary."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyphen
from weasyprint.text import line_break

from hemaprint.typeset.engine.runs import Copy, Run
from hemaprint.typeset.engine.speed.text import Face, face_of, lines_of
from hemaprint.typeset.lines import words
from hemaprint.typeset.lines.model import Kind, Opportunity

_SOFT = "\xad"
_TIGHT = 0.35
"""Part of the narrowest room from which on an address is broken between any two characters."""


class Place(NamedTuple):
    """Where a line ends, and where the next one starts, as characters of the text; ``divided`` adds a hyphen."""

    end: int
    start: int
    divided: bool


@dataclass(slots=True, eq=False)
class _Piece:
    """A text box, as it is measured."""

    run: Run
    face: Face
    style: Any
    divides: bool
    anywhere: bool


class Measures:
    """Widths of words, each asked of Pango once for every face of a font configuration."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self._layouts: dict[Face, Any] = {}

    def width(self, text: str, face: Face, style: Any) -> float:
        """The width of some text in px."""
        widths = lines_of(style.font_config).widths
        known = widths.get((face, text))
        if known is None:
            known = widths[face, text] = self._measured(text, face, style)
        return known

    def _measured(self, text: str, face: Face, style: Any) -> float:
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


@dataclass(slots=True)
class Places:
    """The opportunities of a paragraph for those who break it, and what they are in its text."""

    opportunities: list[Opportunity]
    places: list[Place]


def find(copy: Copy, start: int, context: Any, narrowest: float, measures: Measures) -> Places:
    """The places from the character ``start`` on; ``narrowest`` is the least room of a line, in px."""
    return _Finder(copy, start, context, narrowest, measures).find()


class _Finder:
    def __init__(self, copy: Copy, start: int, context: Any, narrowest: float, measures: Measures) -> None:
        self._copy = copy
        self._start = start
        self._context = context
        self._tight = _TIGHT * narrowest
        self._measures = measures
        self._pieces = [_piece(run) for run in copy.pieces]
        self._firsts = [run.first for run in copy.pieces]
        self._x = 0.0
        self._give = 0.0
        self._words = 0
        self._found = Places([], [])

    def find(self) -> Places:
        """Walk from break to break; what lies between two of them is measured as one."""
        words_ = self._copy.words
        begin, at_space = self._start, True
        before = ""
        for cut, forced in self._cuts():
            end = cut - 1 if forced else cut
            while end > begin and words_[end - 1] == " ":
                end -= 1
            token = words_[begin:end]
            self._words += at_space and bool(token)
            before = token if at_space else before + token
            x = self._x
            self._within(begin, end, token)
            self._x = x + self._width(begin, end)
            self._end(end, cut, before, forced)
            at_space = forced or end < cut
            begin = cut
        return self._found

    def _cuts(self) -> Iterator[tuple[int, bool]]:
        """Where Pango breaks, and whether it must; the end of the text is the last."""
        text, held = self._copy.words, self._copy.held
        attributes = line_break.get_log_attrs(text, self._copy.root.box.style["lang"])
        for place in range(self._start + 1, len(text)):
            if text[place - 1] == "\n":
                yield place, True
            elif attributes[place].is_line_break and place not in held and self._is_break(place):
                yield place, False
        yield len(text), text.endswith("\n")

    def _is_break(self, place: int) -> bool:
        return self._copy.words[place - 1] != _SOFT or self._piece_at(place - 1).style["hyphens"] != "none"

    def _end(self, end: int, cut: int, token: str, forced: bool) -> None:
        """Enter the place behind what lies between two breaks."""
        text = self._copy.words
        x, space = self._x, self._width(end, cut) if end < cut and not forced else 0.0
        after = text[cut : _word_end(text, cut)] if cut < len(text) else ""
        last, first, cost = "", words.bare(after), 0.0
        kind: Kind = "space"
        width = 0.0
        if cut == len(text):
            kind = "end"
        elif forced:
            kind = "forced"
        elif end < cut:
            cost, last = words.Sides(token, after).cost if token else 0.0, words.bare(token)
        elif token.endswith(_SOFT):
            kind, width, first = "divided", self._hyphen(end - 1), ""
        elif token:
            kind, cost, first = "hyphen", words.cost_within(token, after), ""
        self._x = x + space
        self._give += space
        entered = Opportunity(x + width, self._x, self._give - space, kind, self._words, last, first, cost)
        self._enter(entered, Place(end, cut, kind == "divided"))

    def _enter(self, opportunity: Opportunity, place: Place) -> None:
        self._found.opportunities.append(opportunity)
        self._found.places.append(place)

    # ------------------------------------------------------------ within words

    def _within(self, begin: int, end: int, token: str) -> None:
        if len(token) < 2:
            return
        piece = self._piece_at(begin)
        if piece.divides and _SOFT not in token and self._copy.words[begin - 1 : begin] != _SOFT:
            self._divide(begin, token)
        elif piece.anywhere and end <= piece.run.after and self._width(begin, end) > self._tight:
            self._break_anywhere(begin, token)

    def _divide(self, begin: int, token: str) -> None:
        """Enter the places at which the dictionary divides a word."""
        first, after = _letters(token)
        piece = self._piece_at(begin + first)
        total, left, right = piece.style["hyphenate_limit_chars"]
        word = token[first:after]
        if begin + after > piece.run.after or not piece.divides or not words.may_divide(word, total):
            return
        dictionary = _dictionary(self._context, piece.style["lang"], left, right, total)
        if dictionary is None:
            return
        hyphen = self._hyphen(begin + first)
        for position in dictionary.positions(word):
            if getattr(position, "data", None):  # the spelling would change
                continue
            place = begin + first + int(position)
            x = self._x + self._width(begin, place)
            self._enter(Opportunity(x + hyphen, x, self._give, "divided", self._words), Place(place, place, True))

    def _break_anywhere(self, begin: int, token: str) -> None:
        for length in range(1, len(token)):
            place = begin + length
            if place in self._copy.held:
                continue
            x = self._x + self._width(begin, place)
            cost = words.cost_anywhere(token[:length])
            self._enter(Opportunity(x, x, self._give, "space", self._words, cost=cost), Place(place, place, False))

    # ------------------------------------------------------------ widths

    def _piece_at(self, place: int) -> _Piece:
        return self._pieces[max(0, bisect_right(self._firsts, place) - 1)]

    def _hyphen(self, place: int) -> float:
        piece = self._piece_at(place)
        return self._measures.width(piece.style["hyphenate_character"], piece.face, piece.style)

    def _width(self, begin: int, end: int) -> float:
        """The width of some of the text, with the padding of the boxes that begin or end in it."""
        copy, width, at = self._copy, 0.0, begin
        if not self._pieces and not copy.atoms:
            return 0.0
        while at < end:
            if at in copy.atoms:
                width += copy.atoms[at].margin_width()
                at += 1
                continue
            piece = self._piece_at(at)
            to = min(end, piece.run.after)
            width += self._measures.width(copy.text[at:to], piece.face, piece.style)
            at = to
        if copy.left_edges:
            width += sum(px for place, px in copy.left_edges.items() if begin <= place < end)
        if copy.right_edges:
            width += sum(px for place, px in copy.right_edges.items() if begin < place <= end)
        return width


def _piece(run: Run) -> _Piece:
    style = run.box.style
    wraps = style["white_space"] not in ("nowrap", "pre")
    anywhere = wraps and (style["overflow_wrap"] in ("anywhere", "break-word") or style["word_break"] == "break-all")
    divides = wraps and style["hyphens"] == "auto" and bool(style["lang"])
    return _Piece(run, face_of(style), style, divides, anywhere)


def _letters(token: str) -> tuple[int, int]:
    """Where the first letters of a word begin and end; nothing where more letters follow than an ``'s``."""
    first = 0
    while first < len(token) and not token[first].isalpha():
        first += 1
    after = first
    while after < len(token) and token[after].isalpha():
        after += 1
    rest = token[after:]
    if any(mark.isdigit() for mark in token) or sum(map(str.isalpha, rest)) > 1:
        return 0, 0
    return first, after


def _word_end(text: str, start: int) -> int:
    end = text.find(" ", start)
    return end if end >= 0 else len(text)


def _dictionary(context: Any, lang: str, left: int, right: int, total: int) -> Any:
    """WeasyPrint's own memory of dictionaries, filled as it does."""
    name = pyphen.language_fallback(lang)
    if not name:
        return None
    key = (name, left, right, total)
    if key not in context.dictionaries:
        context.dictionaries[key] = pyphen.Pyphen(lang=name, left=left, right=right)
    return context.dictionaries[key]
