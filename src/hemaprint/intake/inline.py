# SPDX-License-Identifier: MIT
"""Write inline copy as Markdown: only this chapter knows how to keep a character from being markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlsplit

from hemaprint.content.markdown import Sign, meaning_signs
from hemaprint.intake.passages import Inline, Mark, Note, TextRun, joined, text_of, trimmed

_ALWAYS = re.compile(r"[\\*`]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_BRACKET = re.compile(r"\[(?=\s*[@^])|\](?=[(\[{:])|!(?=\[)|\[(?=\\)")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[A-Za-z/!?]|[^\s<>]*(?:@|$))")
"""A possible start of a tag or an address; at the end of a run the next run can continue it."""
_SCRIPTS = re.compile(r"[~^]")
_START = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$|[-\s])|:)")
_GOES_ON = re.compile(r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|(?P<mark>#|>|[-+=|:]|~(?=\s|$|~~))")
_DEFINES = re.compile(r"(?P<call>\[\^\d+\]):")
_LINKED = re.compile(r"\\.|[\[\]]|^[@^#]", re.DOTALL)
"""Signs that end the text of a link, or make it a citation or a number; escaped signs, to be skipped."""
_LABEL = re.compile(r"#[a-z][a-z0-9-]*")
_REST_OF_WORD = re.compile(r"[^\W\u2e80-\u9fff\uf900-\ufaff]*")
_CORE = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)
"""A text from its first to its last letter or digit."""
_RAISABLE = re.compile(
    r"(?![^*\s]*+\*++[^*\s]++\*|[^_\s]*+_++[^_\s]++_)"  # what pairs of signs would set in italics
    r"[\w.,;:+\-–−=()/%′'’°*†‡§¶≤≥±&?!]+"
)

_FIRST = 0xF0000
_FORMULA = re.compile("[\U000f0000-\U000ffffd]")
_SAFE = ":@/?&=%+,.-_~!$'*;"

BREAK = "\\\n"
"""A line break inside a paragraph."""


@dataclass(slots=True)
class InlineWriter:
    """Writes inline copy and remembers where the ``notes`` went.

    ``called`` are the keys of notes that are called as footnotes, in order; ``placed`` also has those in brackets.
    ``moved`` reports, by line, what had to be moved; ``foreign`` are signs, by line, that are markup in other dialects
    of Markdown and were kept as signs.
    """

    notes: Mapping[str, Note]
    called: list[str] = field(default_factory=list)
    placed: set[str] = field(default_factory=set)
    moved: list[tuple[int, str]] = field(default_factory=list)
    foreign: list[tuple[int, Sign]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    """As they are written; until the end a private character represents each."""

    def write(self, inline: Inline, line: int, *, notes: bool = True) -> str:
        r"""Inline copy; a line break is written as ``\`` and a new line. Without ``notes`` a note goes in brackets."""
        text = self._kept(_at_starts(self._written(inline, line, notes)), line, is_block=True)
        formula = self.formulas[ord(text) - _FIRST] if len(text) == 1 and text >= chr(_FIRST) else ""
        return f"${formula}$" if formula else self._with_formulas(text)

    def line(self, inline: Inline, line: int) -> str:
        """Inline copy for one line, such as a heading, a caption or a cell: no breaks, notes in brackets."""
        text = _at_starts(self._written(inline, line, False))
        return self._with_formulas(self._kept(text.replace(BREAK, " "), line, is_block=False))

    def _with_formulas(self, text: str) -> str:
        return _FORMULA.sub(lambda match: self.formulas[ord(match[0]) - _FIRST], text)

    def _kept(self, text: str, line: int, *, is_block: bool) -> str:
        """``text`` with a backslash before every sign that would be markup, here or in other dialects."""
        while signs := [sign for sign in meaning_signs(text, is_block=is_block) if text[sign.at] != "\\"]:
            self.foreign += [(line, sign) for sign in signs]
            for sign in reversed(signs):
                text = f"{text[: sign.at]}\\{text[sign.at :]}"
        return text

    def _written(self, inline: Inline, line: int, notes: bool) -> str:
        runs = trimmed(joined(self._settled(inline, line, notes)))
        signs = sum(len(_SCRIPTS.findall(run.text + run.href)) for run in runs)
        scripts = signs > 1 or any(run.marks & {"sub", "sup", "struck"} for run in runs)
        out = ""
        for run, following in zip(runs, (*runs[1:], TextRun("")), strict=False):
            after = _first_sign(following)
            piece = self._run(run, scripts, after)
            touches = out.endswith(("*", "^", "~")) and piece.startswith(out[-1])
            if touches or (_FORMULA.match(piece) and out[-1:].isalnum()):
                piece = _escaped(run.text, scripts, after)
            out += piece
        return out.strip()

    def definitions(self) -> Iterator[str]:
        """The definitions of the footnotes that were called."""
        for key in self.called:
            note = self.notes[key]
            text = self.write(note.inline, note.line, notes=False).replace(BREAK, " ")
            yield f"[^{self._number(key)}]: {text}"

    def _number(self, key: str) -> int:
        return self.called.index(key) + 1

    def _settled(self, inline: Inline, line: int, notes: bool) -> Iterator[TextRun]:
        """The runs, with notes that cannot be called here in brackets after the word; a note is set once."""
        waiting: list[TextRun] = []
        before = ""
        for run in inline:
            if not run.note or run.note.startswith("@"):
                before = run.text[-1:] or before
                run = replace(run, href=_address(run.href)) if run.href else run
                rest = _REST_OF_WORD.match(run.text) if waiting else None
                if rest is None:
                    yield run
                    continue
                yield replace(run, text=rest[0])
                if rest.end() < len(run.text):
                    yield from waiting
                    waiting = []
                    yield replace(run, text=run.text[rest.end() :])
                continue
            note = self.notes.get(run.note)
            if note is None or not text_of(note.inline).strip() or run.note in self.placed:
                continue
            self.placed.add(run.note)
            if notes:
                self.called.append(run.note)
                yield run
            else:
                message = "a note was put in brackets: headings, boxes, tables and notes cannot call footnotes"
                self.moved.append((line, message))
                waiting += [TextRun(" ["), *self._settled(note.inline, note.line, False), TextRun("]")]
                if not before.isalnum():
                    yield from waiting
                    waiting = []
        yield from waiting

    def _run(self, run: TextRun, scripts: bool, after: str) -> str:
        if run.note.startswith("@"):
            return f"[{'; '.join(f'@{one}' for one in run.note[1:].split(';'))}]"
        if run.note:
            return f"[^{self._number(run.note)}]"
        if "formula" in run.marks and not after.isalnum():
            self.formulas.append(f"${run.text.strip()}$")
            return chr(_FIRST + len(self.formulas) - 1)
        if run.marks & {"sub", "sup"}:
            return _script(run.text, "^" if "sup" in run.marks else "~", scripts, after)
        if not run.href or not run.text.strip():
            return _faced(_escaped(run.text, scripts, after), run.marks)
        edge = len(run.text) - len(run.text.lstrip())
        core = _escaped(run.text.strip(), scripts, "]")
        core = _LINKED.sub(lambda match: match[0] if match[0][0] == "\\" else "\\" + match[0], core)
        behind = _escaped(run.text[edge + len(run.text.strip()) :], scripts, after)
        return f"{_escaped(run.text[:edge], scripts, '[')}[{_faced(core, run.marks)}]({run.href}){behind}"


def _signs(marks: frozenset[Mark]) -> str:
    """The signs that open the faces; struck text has no other face: two kinds of signs in a word are not markup."""
    if "struck" in marks:
        return "~~"
    return ("**" if "strong" in marks else "") + ("*" if "emphasis" in marks else "")


def _faced(text: str, marks: frozenset[Mark]) -> str:
    """``text`` with its stars, which go next to letters, so that no neighbour can keep them from being markup."""
    stars = _signs(marks)
    match = _CORE.search(text)
    if not stars or match is None or "\n" in match[0]:
        return text
    return f"{text[: match.start()]}{stars}{match[0]}{stars[::-1]}{text[match.end() :]}"


def _first_sign(run: TextRun) -> str:
    """The first character of the Markdown of a run."""
    if run.marks & {"sub", "sup"}:
        return "^" if _RAISABLE.match(run.text) else run.text[:1]
    if run.note or run.href:
        return "["
    return _signs(run.marks)[:1] if run.marks and run.text[:1].isalnum() else run.text[:1]


def _script(text: str, mark: str, scripts: bool, after: str) -> str:
    """Raised or lowered text, word by word: marks cannot enclose spaces."""
    pieces = re.split(r"(\s+)", text)
    return "".join(
        f"{mark}{piece}{mark}" if _RAISABLE.fullmatch(piece) else _escaped(piece, scripts, after) for piece in pieces
    )


def _escaped(text: str, scripts: bool, after: str) -> str:
    """Text with its signs escaped; ``after`` is the sign that follows it, "" at the end."""
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _UNDERSCORE.sub(r"\\_", text)
    text = _BRACKET.sub(lambda match: "\\" + match[0], text + after)[: -len(after) or None]
    text = _ENTITY.sub(r"\\&", text)
    text = _TAG.sub(r"\\<", text)
    if scripts:
        text = _SCRIPTS.sub(r"\\\g<0>", text)
    return re.sub(r"(?<![ \t])[ \t]*\n\s*", "\\\\\n", text)


def _at_starts(text: str) -> str:
    """``text`` with the signs escaped that would begin a block at the start of a line."""
    first, *others = text.split("\n")
    return "\n".join([_start(first, _START), *(_start(line, _GOES_ON) for line in others)])


def _start(line: str, pattern: re.Pattern[str]) -> str:
    if call := _DEFINES.match(line):
        return f"{call['call']}\\:{line[call.end() :]}"
    match = pattern.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[len(match['number']) :]}"
    return "\\" + line


def _address(href: str) -> str:
    """An address in the form of Markdown, or "" where a page cannot link to it."""
    if _LABEL.fullmatch(href):
        return href
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        is_linkable = re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", parts.path)
        return quote(href.strip(), safe=_SAFE) if is_linkable else ""
    is_linkable = re.fullmatch(r"[A-Za-z0-9.-]+(?::\d+)?", parts.netloc)
    return quote(href.strip(), safe=f"{_SAFE}#") if is_linkable and parts.scheme in ("http", "https") else ""
