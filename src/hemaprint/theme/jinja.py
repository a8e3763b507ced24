# SPDX-License-Identifier: MIT
"""Take a layout apart into what Jinja2 reads and the HTML around it, and find what is not closed in the former."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hemaprint.errors import Problem, did_you_mean
from hemaprint.project.text import place_of

_CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_WORD = re.compile(r"\w+")
_ENDED = frozenset({"if", "for", "block", "macro", "call", "filter", "set", "with", "autoescape", "raw", "trans"})
_ALONE = ("else", "elif", "include", "import", "from", "extends", "do", "set")
_QUOTES = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Piece:
    """A comment, an expression or a statement of Jinja2 in a text; ``word`` is the first of a statement.

    ``end`` is that of the text where the piece is not closed.
    """

    opener: Literal["{{", "{%", "{#"]
    start: int
    end: int
    word: str
    inside: str
    is_closed: bool = True

    @property
    def ends(self) -> str:
        """The word of the statement that this one ends, "" if it ends none."""
        return self.word.removeprefix("end") if self.word.startswith("end") else ""

    @property
    def is_ended(self) -> bool:
        """Whether the statement needs another to end it."""
        is_plain = self.word == "set" and "=" in _QUOTES.sub("", self.inside)
        return self.opener == "{%" and self.word in _ENDED and not is_plain


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a layout in order; what is inside ``raw`` is none."""
    at, raw = 0, False
    while (start := min((found for one in _CLOSERS if (found := text.find(one, at)) >= 0), default=-1)) >= 0:
        opener = text[start : start + 2]
        end = text.find(_CLOSERS[opener], start + 2)
        inside = text[start + 2 : end if end >= 0 else len(text)]
        word = _WORD.match(inside.strip("-+ \t\n")) if opener == "{%" else None
        name = word[0] if word else ""
        at = end + 2 if end >= 0 else len(text)
        if raw and name != "endraw":
            at = start + 2
            continue
        raw = name == "raw"
        yield Piece(opener, start, at, name, inside, end >= 0)  # type: ignore[arg-type]


def mistake_in(text: str, path: Path, line: int) -> Problem | None:
    """What is not closed, or closes nothing, in a layout that Jinja2 cannot read; it stopped at ``line``."""
    open_ones: list[Piece] = []
    for piece in pieces(text):
        first, last = text.count("\n", 0, piece.start) + 1, text.count("\n", 0, piece.end) + 1
        goes_on = any(mark in piece.inside for mark in ("{{", "{%", "</", "/>"))
        if not piece.is_closed or (goes_on and piece.opener != "{#" and first <= line <= last):
            return _problem(f"this {piece.opener} is not closed", text, path, piece.start, _CLOSERS[piece.opener])
        if piece.is_ended:
            open_ones.append(piece)
        elif piece.ends in _ENDED:
            if not open_ones or open_ones[-1].word != piece.ends:
                return _ends_nothing(piece, open_ones, text, path)
            open_ones.pop()
        elif first == line and piece.opener == "{%" and piece.word not in (*_ENDED, *_ALONE):
            hint = did_you_mean(piece.word, (*_ENDED, *_ALONE)) or "Jinja2 has no such statement: remove it"
            place = place_of(text, text.index(piece.word, piece.start), path)
            return Problem("HP911", f"there is no {{% {piece.word} %}}", place, hint)
    if open_ones:
        last_one = open_ones[-1]
        return _problem(
            f"this {{% {last_one.word} %}} does not end", text, path, last_one.start, f"{{% end{last_one.word} %}}"
        )
    return None


def _ends_nothing(piece: Piece, open_ones: Sequence[Piece], text: str, path: Path) -> Problem:
    if any(one.word == piece.ends for one in open_ones):
        inner = open_ones[-1]
        message = f"this {{% {inner.word} %}} does not end before {{% {piece.word} %}}"
        return _problem(message, text, path, inner.start, f"{{% end{inner.word} %}}")
    hint = f"remove it, or write {{% {piece.ends} … %}} before it"
    return Problem("HP911", f"this {{% {piece.word} %}} ends nothing", place_of(text, piece.start, path), hint)


def _problem(message: str, text: str, path: Path, at: int, closer: str) -> Problem:
    return Problem("HP911", message, place_of(text, at, path), f"write {closer} after it")
