# SPDX-License-Identifier: MIT
"""Take the markup off inline Markdown, and keep for each character that is read the place where it is typed.

The reader of :mod:`hemaprint.content.markdown` finishes what it reads (quotation marks, dashes), and so forgets where
it was; this one forgets nothing but the markup. A test compares the words of both.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Literal

from hemaprint.content.markdown import REMARK

Kind = Literal["emphasis", "strong", "gene", "other", "link", "foreign", "code", "raised", "lowered"]

NOTHING = "\ufffc"
"""Is where something has no words: code, a formula. It is the object replacement character of Unicode."""

_SIGN = re.compile(r"[\\`$\[\]<^~*_!]")
_CITED = re.compile(r"\[\s*@[^\[\]]*\]|\[\^[^\[\]\n]+\]")
_FORMULA = re.compile(r"\$(?![\s$),.;:!?\]])(?:[^$\\]|\\.)*(?<![\s(\[])\$(?![\w$])")
_PRICE = re.compile(r"\$\d[^\\^_={}<>+*$]*\$")
_ADDRESS = re.compile(r"<(?:mailto:)?(https?://[^<>\s]+|[^<>\s@]+@[^<>\s]+)>")
_AFTER = re.compile(r"\](?:\((?:[^()\n]|\([^()\n]*\))*\)(?:\{[^{}\n]*\})?|\{([^{}\n]*)\}|\[(?![@^])[^\[\]\n]*\])")
_SCRIPT = re.compile(r"\^([^\s^]+)(?<!\\)\^|~([^\s~]+)(?<!\\)~(?!~)")
_RUN = re.compile(r"\*+|_+|~~")
_OPEN_AT_MOST = 20
"""Signs of emphasis that may be open at once."""
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")


@dataclass(frozen=True, slots=True)
class Marked:
    """Characters of a text that are marked: from ``start`` to ``end``."""

    start: int
    end: int
    kind: Kind


@dataclass(slots=True)
class Unmarked:
    """What is read of a piece of Markdown. ``at`` has, for each character of ``text``, its index in the source."""

    source: str
    characters: list[str] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    brackets: list[tuple[int, bool]] = field(default_factory=list)
    """The open brackets: their place in the text, and whether one of a note."""
    dropped: list[int] = field(default_factory=list)
    """The places in the text of brackets that turned out to be markup."""
    runs: list[tuple[str, int]] = field(default_factory=list)
    """The open emphasis: its signs, and its place in the text."""

    @property
    def text(self) -> str:
        """The characters."""
        return "".join(self.characters)

    def read(self) -> None:
        """The whole source."""
        index = 0
        while match := _SIGN.search(self.source, index):
            self._keep(index, match.start())
            index = self._sign(match.start())
        self._keep(index, len(self.source))
        self._drop()

    def _drop(self) -> None:
        """Take the brackets of links and spans out of the text."""
        self.dropped.sort()
        gone = frozenset(self.dropped)
        self.characters = [one for index, one in enumerate(self.characters) if index not in gone]
        self.at = [one for index, one in enumerate(self.at) if index not in gone]
        self.marked = [Marked(self._moved(one.start), self._moved(one.end), one.kind) for one in self.marked]

    def _moved(self, index: int) -> int:
        """Where a place of the text is when brackets before it are gone."""
        return index - bisect_left(self.dropped, index)

    def _keep(self, start: int, end: int) -> None:
        """Characters that are read as they are typed; an end of line is a space."""
        self.characters += self.source[start:end].replace("\n", " ")
        self.at += range(start, end)

    def _stand_in(self, at: int, kind: Kind) -> None:
        self.marked.append(Marked(len(self.characters), len(self.characters) + 1, kind))
        self.characters.append(NOTHING)
        self.at.append(at)

    def _sign(self, at: int) -> int:
        """Read what begins at a sign; the index behind it."""
        source, sign = self.source, self.source[at]
        match sign:
            case "\\" if _ESCAPED.match(source, at):
                self._keep(at + 1, at + 2)
                return at + 2
            case "`":
                return self._code(at)
            case "$" if (formula := _FORMULA.match(source, at)) and not _PRICE.match(source, at):
                self._stand_in(at, "code")
                return formula.end()
            case "[":
                return self._open(at)
            case "]":
                return self._close(at)
            case "<":
                return self._angle(at)
            case "!" if source.startswith("![", at):
                return at + 1
            case "^" if source.startswith("^[", at):
                self.brackets.append((len(self.characters), True))
                self._keep(at + 1, at + 2)
                self.characters[-1] = " "
                return at + 2
            case "^" | "~" if script := _SCRIPT.match(source, at):
                group = 1 if sign == "^" else 2
                start = len(self.characters)
                self._keep(*script.span(group))
                self.marked.append(Marked(start, len(self.characters), "raised" if sign == "^" else "lowered"))
                return script.end()
            case "*" | "_" | "~" if run := _RUN.match(source, at):
                return self._emphasis(run)
        self._keep(at, at + 1)
        return at + 1

    def _code(self, at: int) -> int:
        fence = self.source[at : at + 1]
        end = at
        while self.source.startswith("`", end):
            end += 1
        fence = self.source[at:end]
        close = self.source.find(fence, end)
        if close < 0:
            self._keep(at, end)
            return end
        self._stand_in(at, "code")
        return close + len(fence)

    def _open(self, at: int) -> int:
        if cited := _CITED.match(self.source, at):
            return cited.end()
        self.brackets.append((len(self.characters), False))
        self._keep(at, at + 1)
        return at + 1

    def _close(self, at: int) -> int:
        start, of_note = self.brackets.pop() if self.brackets else (-1, False)
        if of_note:
            self._keep(at, at + 1)
            self.characters[-1] = " "
            return at + 1
        after = _AFTER.match(self.source, at) if start >= 0 else None
        if after is None:
            self._keep(at, at + 1)
            return at + 1
        self.dropped.append(start)
        self.marked.append(Marked(start, len(self.characters), _kind_of(after[1])))
        return after.end()

    def _angle(self, at: int) -> int:
        if remark := REMARK.match(self.source, at):
            return remark.end()
        if address := _ADDRESS.match(self.source, at):
            start = len(self.characters)
            self._keep(*address.span(1))
            self.marked.append(Marked(start, len(self.characters), "link"))
            return address.end()
        self._keep(at, at + 1)
        return at + 1

    def _emphasis(self, run: re.Match[str]) -> int:
        """Signs that open or close emphasis (CommonMark 6.2, in short: no space inside, ``_`` not within words)."""
        signs, source = run[0], self.source
        before, after = source[: run.start()][-1:] or " ", source[run.end() : run.end() + 1] or " "
        within = signs[0] == "_" and before.isalnum() and after.isalnum()
        opens = [index for index, (open_signs, _) in enumerate(self.runs) if open_signs == signs]
        if opens and not before.isspace() and not within:
            _, start = self.runs[opens[-1]]
            del self.runs[opens[-1] :]
            kind: Kind = "emphasis" if len(signs) in (1, 3) else "strong"
            self.marked.append(Marked(start, len(self.characters), kind))
        elif not after.isspace() and not within and source.find(signs, run.end()) >= 0:
            self.runs = [*self.runs[-_OPEN_AT_MOST:], (signs, len(self.characters))]
        else:
            self._keep(*run.span())
        return run.end()


def _kind_of(attributes: str | None) -> Kind:
    if attributes is None:
        return "link"
    if ".gene" in attributes:
        return "gene"
    return "foreign" if "lang=" in attributes else "other"
