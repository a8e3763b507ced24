# SPDX-License-Identifier: MIT
"""Read subtitles (WebVTT, SubRip, SubViewer) as passages: the cues of one speaker are one turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

from hemaprint.intake import Options
from hemaprint.intake.encodings import decode
from hemaprint.intake.kinds import TIMES
from hemaprint.intake.labels import is_plausible, lead_of
from hemaprint.intake.language import language_of
from hemaprint.intake.passages import PLAIN, Doubt, LeftOut, Mark, Metadata, Prose, Raw, Says, TextRun, text_of
from hemaprint.intake.plain.typed import SENTENCE_END, Joiner

_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,40})?[ \t]+(?P<name>[^<>\n]{1,80})>")
_TAG = re.compile(r"</?(?:[biucv]|ruby|rt|lang|font)(?:[. \t][^<>\n]{0,200})?>|<\d[\d:.]{4,14}>|\{\\[^{}\n]{1,80}\}")
_ITALIC = re.compile(r"<i(?:\.[^\s<>]{0,40})?>(?P<text>[^<>]*)</i>")
_DASH = re.compile(r"(?:[-–—‐]|>{2,3})\s*(?=\S)")
_SECONDS_APART = 2.0
"""A pause after which a new paragraph begins, where nobody is named."""


@dataclass(frozen=True, slots=True)
class _Cue:
    """Text that is shown at once: ``lines`` with their numbers and markup, from ``start`` to ``end`` (seconds)."""

    start: float
    end: float
    lines: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Turn:
    """A paragraph as it grows."""

    line: int
    label: str
    text: str
    marks: frozenset[Mark] = PLAIN
    last: int = 0


def read_subtitles(path: Path, data: bytes, options: Options, default_language: str) -> Raw:
    """The passages of subtitles: the words spoken, after the speaker's name and a colon where the file has it.

    Times, numbers of cues and notes of the file are left out. Raises ContentError where it cannot be read.
    """
    text, doubts = decode(data, path, options.encoding)
    left_out: list[LeftOut] = []
    cues = list(_cues(text.split("\n"), left_out))
    said = "\n".join(_shown(line) for cue in cues for _, line in cue.lines)
    language = options.language or language_of(said, default_language)
    joiner = Joiner.of(said, language)
    passages = tuple(_passages(cues, joiner, left_out))
    message = f"these are subtitles: their {len(cues)} times are left out, and cues are joined to paragraphs"
    return Raw(
        path=path,
        decoded=text,
        kind="subtitles",
        passages=passages,
        words_of=_shown(text),
        metadata=Metadata(language=language),
        says=tuple(Says(name) for name in dict.fromkeys(_names(text, passages))),
        doubts=(*doubts, Doubt("HP549", 1, message, "compare the paragraphs with the recording")),
        left_out=tuple(left_out),
        respelled=joiner.respelled,
    )


def _names(text: str, passages: Sequence[Prose]) -> Iterator[str]:
    """The speakers: as the markup says, or the names before colons where every paragraph has one."""
    yield from (match["name"].strip() for match in _VOICE.finditer(text))
    labels = [_label(text_of(passage.inline)) for passage in passages]
    if all(labels) and len(set(labels)) > 1:
        yield from labels


def _shown(text: str) -> str:
    """Text without markup; the speaker's name comes before a colon."""
    return unescape(_TAG.sub("", _VOICE.sub(lambda match: f"{match['name'].strip()}: ", text)))


def _cues(lines: list[str], left_out: list[LeftOut]) -> Iterator[_Cue]:
    """The cues in order; everything else goes to ``left_out``."""

    def drop(start: int, end: int, why: str) -> None:
        left_out.extend(LeftOut(at + 1, _shown(lines[at]), why) for at in range(start, end) if lines[at].strip())

    def end_of(start: int, following: int) -> int:
        """Where a cue ends: before the number of the next one, and before notes and styles."""
        end, above = following, following - 1
        named = following < len(lines) and above >= start and lines[above].strip()
        if named and (above == 0 or not lines[above - 1].strip() or named.isdigit()):
            drop(above, following, "the number of a cue")
            end = above
        notes = (
            at for at in range(start, end) if _BLOCK.fullmatch(lines[at]) and (at == 0 or not lines[at - 1].strip())
        )
        note = next(notes, end)
        drop(note, end, "a note or a style of the subtitles")
        return note

    times = [(at, match) for at, line in enumerate(lines) if (match := TIMES.fullmatch(line))]
    first = times[0][0] if times else len(lines)
    drop(0, end_of(0, first), "the head of the subtitles")
    for number, (at, match) in enumerate(times, 1):
        drop(at, at + 1, "the time of a cue")
        end = end_of(at + 1, times[number][0] if number < len(times) else len(lines))
        shown = tuple((at + 1, lines[at]) for at in range(at + 1, end) if lines[at].strip())
        yield _Cue(_seconds(match["start"]), _seconds(match["end"]), shown)


def _passages(cues: list[_Cue], joiner: Joiner, left_out: list[LeftOut]) -> Iterator[Prose]:
    labels = Counter(label for cue in cues for _, line in cue.lines if (label := _label(_shown(line).strip())))
    turn: _Turn | None = None
    before: _Cue | None = None
    for cue in cues:
        for number, line in cue.lines:
            piece = _piece(number, line)
            if not piece.text:
                continue
            if turn is not None and piece.label and piece.label == turn.label and labels[piece.label] > 1:
                lead = lead_of(piece.text)
                assert lead is not None
                left_out.append(LeftOut(number, piece.text[: lead.end], "the name of the same speaker again"))
                piece = replace(piece, text=piece.text[lead.end :].strip())
            elif turn is None or _begins(piece, turn, cue, before):
                if turn is not None:
                    yield _prose(turn)
                turn, before = piece, cue
                continue
            turn.text = joiner.join(turn.last, turn.text, piece.text) if piece.text else turn.text
            turn.last, before = number, cue
    if turn is not None:
        yield _prose(turn)


def _piece(number: int, line: str) -> _Turn:
    italic = _ITALIC.fullmatch(line.strip())
    text = " ".join(_shown(line).split())
    if dash := _DASH.match(text):
        text = f"– {text[dash.end() :]}"
    return _Turn(number, _label(text), text, frozenset({"emphasis"}) if italic else PLAIN, number)


def _label(text: str) -> str:
    lead = lead_of(text)
    return lead.label if lead is not None and lead.end < len(text) and is_plausible(lead.label) else ""


def _begins(piece: _Turn, turn: _Turn, cue: _Cue, before: _Cue | None) -> bool:
    """Whether a line begins a paragraph: a name, a dash, another face, or a pause after the end of a sentence."""
    if piece.label or piece.text.startswith("– ") or piece.marks != turn.marks:
        return True
    pause = before is not None and cue.start - before.end >= _SECONDS_APART
    return pause and not turn.label and bool(SENTENCE_END.search(turn.text))


def _prose(turn: _Turn) -> Prose:
    return Prose(line=turn.line, inline=(TextRun(turn.text, turn.marks),))


def _seconds(clock: str) -> float:
    total = 0.0
    for part in clock.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total
