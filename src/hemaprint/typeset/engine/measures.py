"""Measure words: Pango, and the dictionary, are asked for each one once in every face of a font configuration."""

from __future__ import annotations

from typing import Any, NamedTuple

import pyphen
from weasyprint.text import line_break

from hemaprint.typeset.engine.memory import Face, memory_of
from hemaprint.typeset.engine.runs import Run
from hemaprint.typeset.lines import words
from hemaprint.typeset.lines.han import HAN

SOFT = "\xad"
_OTHER = "\u0590"
"""From Hebrew on scripts may come from another face, and Pango takes a space from that of the letter before it; spaces
beside Chinese and Japanese are set by themselves."""


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
            if text and _OTHER <= max(text) < HAN:
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
