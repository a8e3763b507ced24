"""Words that a typewriter or a PDF parted at the end of a line, put together where a dictionary agrees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from pyphen import Pyphen, language_fallback

from hemaprint.intake.language import INVISIBLE, is_word

_OTHER = rf"[\w\u0300-\u036f{INVISIBLE}]"
_TAIL = re.compile(rf"(?<!{_OTHER})(?P<part>[^\W\d_]{{2,}})[-\u2010\u00ad]$")
_HEAD = re.compile(rf"[^\W\d_]{{2,}}(?!{_OTHER})")
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]")
_IN_TEXT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

LONGEST_PART = 64
"""Characters of a line's end in which a parted word is looked for."""
SOFT_HYPHEN = "\u00ad"

Verdict = Literal["joined", "kept", "joined?", "kept?"]
"""With a question mark: no dictionary knows the word, and its form decided."""


@dataclass(frozen=True, slots=True)
class Joint:
    """A word that stood on two lines: its parts, and what became of them."""

    line: int
    parts: tuple[str, str]
    verdict: Verdict

    @property
    def is_joined(self) -> bool:
        """Whether two parts became one word."""
        return self.verdict.startswith("joined")

    @property
    def word(self) -> str:
        """The word as it is set now."""
        return ("" if self.is_joined else "-").join(self.parts)


@dataclass(slots=True)
class Joiner:
    """Joins lines; ``known`` are the words of the text itself that stand unbroken in it."""

    language: str
    known: frozenset[str]
    joints: list[Joint] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, language: str) -> Joiner:
        """A joiner that knows the words of ``text``."""
        unbroken = (
            match[0].casefold() for match in _IN_TEXT.finditer(text) if text[match.end() : match.end() + 1] != "-"
        )
        return cls(language, frozenset(unbroken))

    def join(self, line: int, before: str, after: str) -> str:
        """Two lines of one paragraph as one; ``line`` is the number of the first."""
        tail, head = _TAIL.search(before, max(len(before) - LONGEST_PART, 0)), _HEAD.match(after)
        if tail is None or head is None:
            return before + ("" if _meet(before, after) else " ") + after
        if not head[0][0].islower():
            return before + after  # "CAR-" and "T", "Mann-" and "Whitney"
        parts = (tail["part"], head[0])
        joint = Joint(line, parts, "joined" if before.endswith(SOFT_HYPHEN) else self._verdict(*parts))
        self.joints.append(joint)
        return before[: tail.start()] + joint.word + after[head.end() :]

    def _verdict(self, first: str, second: str) -> Verdict:
        whole, hyphened = (first + second).casefold(), f"{first}-{second}".casefold()
        if whole in self.known or is_word(whole, self.language):
            return "joined" if hyphened not in self.known else "kept"
        words = [is_word(part, self.language) for part in (first, second)]
        if hyphened in self.known or all(words):
            return "kept"
        return "joined?" if not any(words) or _parts_well(first, second, self.language) else "kept?"


def _meet(before: str, after: str) -> bool:
    """Whether nothing stands between two lines: after a dash or a hyphen, and between CJK characters."""
    return before[-1:] in ("-", "—", "/") or (_is_wide(before[-1:]) and _is_wide(after[:1]))


def _is_wide(character: str) -> bool:
    """Whether a character is set without spaces: CJK, and its punctuation in full width."""
    return bool(_WIDE.match(character))


def _parts_well(first: str, second: str, language: str) -> bool:
    name = language_fallback(language.replace("-", "_"))
    return name is not None and len(first) in (int(place) for place in Pyphen(lang=name).positions(first + second))
