"""Constructs of pandoc's Markdown that its reader of GitHub's does not know, brought into a form that it does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hemaprint.intake.passages import Doubt

_SHOWN = 60
_CODE = r"(?P<code>^(?P<fence>```+|~~~+)[^\n]*$(?s:.*?)(?:^(?P=fence)|\Z)|^(?: {4}|\t).*$|(?P<tick>`+)[^`\n]+(?P=tick))"
_FORMULA = (
    r"(?P<formula>\\begin\{(?P<kind>(?:equation|align|eqnarray|gather|multline)\*?)\}(?s:.{1,4000}?)\\end\{(?P=kind)\}"
    r"|\$\$[^$]{1,4000}\$\$|(?<![\\$\w])\$(?=\S)[^$`\n]{0,299}[^\s$`\\]\$(?![\d$]))"
)
_NOTE = r"(?P<note>\^\[(?P<inside>(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,2000})\])"
_CONSTRUCTS = re.compile(f"{_CODE}|{_FORMULA}|{_NOTE}", re.MULTILINE)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


_DEFINED = re.compile(
    r"^ {0,3}\[\^(?P<name>[^\[\]\s]{1,100})\]:.*"
    r"(?:\n(?! {0,3}\[\^[^\[\]\s]{1,100}\]:)[ \t]*\S.*|(?:\n[ \t]*){1,9}\n(?: {4}|\t).+)*",
    re.MULTILINE,
)
"""The definition of a footnote with its further lines and paragraphs."""
_CALLED = re.compile(r"(?<!\\)\[(?=\^(?P<name>[^\[\]\s]{1,100})\](?!:))")


@dataclass(frozen=True, slots=True)
class Readable:
    """A text that is ready for the reader, with as many lines before its notes, and what has to be said of it."""

    text: str
    doubts: tuple[Doubt, ...]


def readable(text: str) -> Readable:
    """``text`` with its formulas as plain text, as they are typed, and its inline notes as footnotes.

    Code is left alone. A note that calls itself, also by way of another, is without end for pandoc: such calls become
    text. pandoc's manual, "Math" and "Footnotes", says what is a formula and an inline note.
    """
    doubts: list[Doubt] = []
    notes: list[str] = []

    def made(match: re.Match[str]) -> str:
        if match["formula"]:
            shown = " ".join(match["formula"].split())
            shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]} …"
            line = text.count("\n", 0, match.start()) + 1
            message = f"the formula {shown} is printed as it is typed"
            doubts.append(Doubt("HP523", line, message, "write it as text, or put a picture of it into its place"))
            return _PUNCTUATION.sub(r"\\\1", match["formula"])
        if match["note"]:
            name = f"hemaprint-inline-{len(notes) + 1}"
            notes.append(f"[^{name}]: {match['inside']}")
            return f"[^{name}]"
        return match[0]

    names: list[str] = []

    def defined(match: re.Match[str]) -> str:
        names.append(match["name"])
        return _CALLED.sub(lambda call: "\\[" if call["name"] in names else "[", match[0])

    body = _CONSTRUCTS.sub(made, _DEFINED.sub(defined, text))
    return Readable("\n\n".join([body, *notes]) if notes else body, tuple(doubts))
