"""Items of lists as they are typed: a mark or a number, and the words behind it."""

from __future__ import annotations

import re

_BULLET = re.compile(
    r"(?P<mark>[•·▪▫◦‣●○■□◆◇►▶➢✓★*+\uf0b7\uf0a7–—-]|o(?=\s{2,}|\t))(?:\s+|(?<=[•●■◆▪·])(?=\S))(?P<text>\S.*)"
)
_CERTAIN = frozenset("•▪▫◦‣●○■□◆◇►▶➢✓★\uf0b7\uf0a7")
_NUMBER = re.compile(
    r"(?P<mark>\(?(?P<digits>\d{1,3})(?:[.)、．]|(?<=\d)\))|\[(?P<cited>\d{1,3})\]|(?P<circled>[①-⑳]))(?:\s+|(?<=[、．\]①-⑳]))"
    r"(?P<text>[^\s\d].*|\d.*\s.*)"
)


def item_of(text: str) -> re.Match[str] | None:
    """The groups ``mark`` and ``text`` of a line that can be an item."""
    return _BULLET.fullmatch(text) or _NUMBER.fullmatch(text)


def is_certain(match: re.Match[str]) -> bool:
    """Whether a mark is nothing else: a dash, an asterisk or a number can be."""
    return match["mark"] in _CERTAIN


def value_of(match: re.Match[str]) -> int | None:
    """The number of an item; None for a bullet."""
    groups = match.groupdict()
    digits = groups.get("digits") or groups.get("cited")
    if digits:
        return int(digits)
    circled = groups.get("circled")
    return ord(circled) - ord("①") + 1 if circled else None


def follows(match: re.Match[str], other: re.Match[str]) -> bool:
    """Whether two items belong to one list: the same bullet, or numbers one apart."""
    first, second = value_of(match), value_of(other)
    if first is None or second is None:
        return first is None and second is None and match["mark"] == other["mark"]
    return abs(first - second) == 1


_LETTERED = re.compile(r"\(?(?P<letters>[a-z]|[ivxl]{1,6}|[A-Z]|[IVXL]{1,6})(?P<close>[.)])\s{1,8}\S")
_DECIMAL = re.compile(r"(?P<numbers>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s{1,8}\S")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def places_of(text: str) -> frozenset[tuple[str, int]]:
    """The places that a line marked ``b)``, ``iv.`` or ``2.1`` can have: in which series, and which; mostly none."""
    if decimal := _DECIMAL.match(text):
        numbers = decimal["numbers"].split(".")
        return frozenset({(f"{'.'.join(numbers[:-1])}.", int(numbers[-1]))})
    match = _LETTERED.match(text)
    if match is None:
        return frozenset()
    small, close = match["letters"].lower(), match["close"]
    case = "A" if match["letters"].isupper() else "a"
    found = {(f"{case}{close}", ord(small) - ord("a") + 1)} if len(small) == 1 else set()
    if small in _ROMAN:
        found.add((f"{case}i{close}", _ROMAN.index(small) + 1))
    return frozenset(found)
