"""What Chinese and Japanese ask of the characters of a line: blank halves of marks, white beside Latin, where to part.

W3C, "Requirements for Chinese Text Layout" (CLREQ), 3.1 and 3.2; "Requirements for Japanese Text Layout" (JLREQ), 3.1.
"""

from __future__ import annotations

from dataclasses import dataclass

HAN = "\u2e80"
"""From here on characters are as wide as they are high, and lines end between any two that may be parted."""
QUARTER = 0.25
"""Em between a character and a letter or a figure beside it (CLREQ 3.2.2, JLREQ 3.2.6)."""
GIVES = 0.15
"""Em by which any two characters could be parted further, as spaces are stretched: of that no more than a third is
taken, a twentieth of an em, while there is another way."""

_OPENING = frozenset("“‘（《〈「『【〔［｛〖")
_CLOSING = frozenset("”’）》〉」』】〕］｝〗")
_BESIDE = frozenset("%‰°$€£")
"""Marks of figures, which are set apart as these are."""
_UNPARTED = frozenset("—…")
"""Marks of two characters (CLREQ 3.1.6)."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a language that fill half of their square: opening ones the second half, closing ones the first.

    Those that are ``centered`` stand in the middle of theirs.
    """

    opening: frozenset[str]
    closing: frozenset[str]
    centered: frozenset[str]

    def in_succession(self, before: str, after: str) -> bool:
        """Whether one of two blank halves between marks is too much, or one where a square has white of its own."""
        if before in self.closing:
            return after in self.closing or after in self.opening or after in self.centered
        return after in self.opening and (before in self.opening or before in self.centered)

    def may_part(self, before: str, after: str) -> bool:
        """Whether a line may end between two characters that Unicode Line Breaking (UAX 14, LB19) keeps together.

        It does not know whether quotation marks open or close; here they do.
        """
        if before in self.closing:
            return after in self.opening or is_letter(after)
        return after in self.opening and is_letter(before)


_STOPS = frozenset("、。，．")
_COLONS = frozenset("：；")
_DOTS = frozenset("・·")
_TRADITIONAL = Marks(_OPENING, _CLOSING, _STOPS | _COLONS | _DOTS)
_JAPANESE = Marks(_OPENING, _CLOSING | _STOPS, _COLONS | _DOTS)
_SIMPLIFIED = Marks(_OPENING, _CLOSING | _STOPS | _COLONS | frozenset("！？"), _DOTS)
_ELSEWHERE = frozenset({"hant", "tw", "hk", "mo"})
"""Where stops stand in the middle of their square (CLREQ 3.1.3)."""


def marks_of(language: str) -> Marks | None:
    """The marks of a BCP 47 tag; None where it is neither Chinese nor Japanese."""
    first, *others = language.lower().split("-")
    if first == "ja":
        return _JAPANESE
    if first != "zh":
        return None
    return _SIMPLIFIED if _ELSEWHERE.isdisjoint(others) else _TRADITIONAL


def is_letter(character: str) -> bool:
    """Whether it is a Chinese or Japanese character, and no mark."""
    return character >= HAN and character.isalnum()


def stand_apart(before: str, after: str) -> bool:
    """Whether one of two characters is Han or kana, and the other a letter or a figure of another script."""
    if before < HAN:
        return (before.isalnum() or before in _BESIDE) and is_letter(after)
    return after < HAN and (after.isalnum() or after in _BESIDE) and is_letter(before)


def may_spread(before: str, after: str) -> bool:
    """Whether a line is spread between two characters: at a space, and on both sides of what fills a square."""
    if after == " " or (before in _UNPARTED and after == before):
        return False
    return before == " " or fills(before) or fills(after)


def fills(character: str) -> bool:
    """Whether it fills a square, where the face has such marks."""
    return character >= HAN or character in _OPENING or character in _CLOSING or character in _UNPARTED
