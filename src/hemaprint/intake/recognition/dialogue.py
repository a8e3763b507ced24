# SPDX-License-Identifier: MIT
"""Cut a conversation into turns: at the labels of speakers, otherwise by the form of its paragraphs.

Turns without labels are questions in bold type, paragraphs with a dash, quoted mail with answers, or rows of a table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.intake.labels import TIME_ALONE, TIME_FIRST, is_plausible, naming_of
from hemaprint.intake.language import count_of
from hemaprint.intake.passages import (
    Grid,
    Heading,
    Inline,
    Mark,
    Metadata,
    Passage,
    Prose,
    Quotation,
    TextRun,
    TurnStart,
    all_have,
    cut,
    text_in,
    text_of,
    trimmed,
    unmarked,
)
from hemaprint.intake.recognition import Speaker, Understood
from hemaprint.intake.recognition.speakers import ASKED, GUEST, House, guest_of, lead_in

_Key = Literal["Q", "A"]

_AT_LEAST = 2
"""The fewest questions that make a conversation without names."""
_DASH = re.compile(r"(?:[–—]{1,2}|-(?=\s))\s*(?=\S)")
_DASHED_TALK = 0.25
"""The share of questions among dashed paragraphs from which each of them begins a turn."""
_DASHED_QUESTIONS = 0.6
"""The share of questions among dashed paragraphs from which dashes mark only questions."""
_STATEMENT = re.compile(r"[.!…。！][”\"’'»)）]?$")
_ADDRESSED = re.compile(
    r"\b(?:Herr|Frau|Mr\.?|Mrs\.?|Ms\.?|Monsieur|Madame|[Ss]eñora?|[Ss]ignora?|[Ss]enhora?|[Dd]ona)\s"
    r"(?P<name>[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+)?)|(?P<cjk>[\u4e00-\u9fff]{1,4})(?:さん|先生|女士|教授)(?=[、，,])"
)
_NAME = re.compile(
    r"\b(?!(?:The|Der|Die|Das|Ein|Eine|Le|La|Les|El|Los|Las|Il|Lo|Un|Una|O|A|Os|As|In)\b)"
    r"[A-Z][\w’'-]+(?:\s+(?:(?:van|von|de|di|da|del)\s+)?[A-Z][\w’'-]+){1,2}"
)
_SALUTATION = re.compile(r"^.{1,60}[,!，！]$")
_WORDS_SAID = 3
_QUESTION_MARKS = ("?", "？")


# ---------------------------------------------------------------- turns with labels


def cut_turns(understood: Understood) -> None:
    """Put a TurnStart before every paragraph of ``parts`` that a speaker begins and that has none yet."""
    parts: list[Passage] = []
    for part in understood.parts:
        lead = lead_in(part)
        speaker = understood.speaker_of(lead.label) if lead else None
        if lead is None or speaker is None or (lead.bare and not speaker.alone) or not isinstance(part, Prose):
            parts.append(_without_time(understood, part))
            continue
        _drop_label(understood, part.line, text_of(part.inline)[: lead.end], lead.time)
        parts.append(TurnStart(line=part.line, speaker=speaker.key))
        said = trimmed(cut(part.inline, lead.end))
        if text_of(said)[:1] in (":", "："):  # left over from a label in bold type
            said = trimmed(cut(said, 1))
        if all_have(part.inline, "strong"):  # the face marks the speaker and means nothing in the spoken words
            said = unmarked(said, "strong")
        if said:
            parts.append(replace(part, inline=said))
    understood.parts = _with_something_said(_joined_turns(parts), understood)
    for speaker in understood.speakers:
        turns = sum(isinstance(part, TurnStart) and part.speaker == speaker.key for part in understood.parts)
        understood.recognise(0, f"{count_of(turns, speaker.role)} by {speaker.name}")


def _without_time(understood: Understood, part: Passage) -> Passage:
    """A later paragraph of a turn without the time code before it."""
    match = TIME_FIRST.match(text_of(part.inline)) if isinstance(part, Prose) else None
    if match is None or not isinstance(part, Prose):
        return part
    understood.drop(part.line, match[0].strip(), "a time code")
    return replace(part, inline=trimmed(cut(part.inline, match.end())))


def _drop_label(understood: Understood, line: int, label: str, time: str = "") -> None:
    understood.drop(line, time, "a time code")
    for piece in time.split():
        label = label.replace(piece, " ", 1)
    understood.drop(line, " ".join(label.split()), "the name of the speaker, which is under speakers")


def _joined_turns(parts: list[Passage]) -> list[Passage]:
    """The parts without repeated labels: a label before every paragraph of a turn begins it once."""
    done: list[Passage] = []
    speaking = ""
    for part in parts:
        if isinstance(part, TurnStart):
            if part.speaker == speaking:
                continue
            speaking = part.speaker
        elif isinstance(part, Heading):
            speaking = ""
        done.append(part)
    return done


def _with_something_said(parts: list[Passage], understood: Understood) -> list[Passage]:
    """The parts without time codes alone on a line, and without turns that have no words, which are reported."""
    kept: list[Passage] = []
    for part in parts:
        if isinstance(part, Prose) and TIME_ALONE.fullmatch(text_in(part)):
            understood.drop(part.line, text_in(part), "a time code")
        else:
            kept.append(part)
    done: list[Passage] = []
    for part, following in zip(kept, [*kept[1:], None], strict=True):
        if isinstance(part, TurnStart) and (following is None or isinstance(following, TurnStart | Heading)):
            message = f"the speaker {part.speaker} says nothing here"
            understood.doubt("HP535", part.line, message, "write the missing words into the article")
        else:
            done.append(part)
    return done


# ---------------------------------------------------------------- turns without labels


@dataclass(frozen=True, slots=True)
class _Talk:
    """A conversation: its parts, the turns by the index of their first part, and the doubt to report."""

    parts: list[Passage]
    starts: Mapping[int, _Key]
    code: str
    what: str


def cut_dialogue(understood: Understood, house: House, metadata: Metadata, *, heads: bool) -> None:
    """Find the turns by the form of the paragraphs, where labels showed none.

    With ``heads``, headings that end in a question mark are questions as well.
    """
    is_mail = bool(metadata.asks)
    talk = _dashes(understood.parts) or _bold(understood, heads) or _quotes(understood.parts, is_mail)
    if talk is None:
        return
    label = _label_of_answers(talk)
    authors = [person.name for person in understood.people if person.role == "author"]
    guest = metadata.answers or naming_of(label).name or _guest(understood, talk, authors)
    asker = metadata.asks or (house.asks if house.given else next((one for one in authors if one != guest), house.asks))
    understood.speakers = [Speaker("Q", asker, "question"), Speaker("A", guest, "answer")]
    message = f"{talk.what} were taken for a conversation of {asker} with {guest}"
    hint = "correct the names under speakers; for another layout: --template feature"
    understood.doubt(talk.code, talk.parts[min(talk.starts)].line, message, hint)
    if label:
        understood.doubts = [
            one for one in understood.doubts if one.code != "HP530" or f'"{label}:"' not in one.message
        ]
    understood.parts = _with_something_said(_with_starts(understood, talk, label), understood)


def _with_starts(understood: Understood, talk: _Talk, label: str) -> list[Passage]:
    """The parts with a TurnStart before each turn, and without the ``label`` before answers."""
    parts: list[Passage] = []
    for index, part in enumerate(talk.parts):
        key = talk.starts.get(index)
        if key is None:
            parts.append(part)
            continue
        parts.append(TurnStart(line=part.line, speaker=key))
        lead = lead_in(part)
        if label and key == "A" and lead and lead.label == label and isinstance(part, Prose):
            text = text_of(part.inline)[: lead.end]
            understood.drop(part.line, text, "the name of the speaker, which is under speakers")
            part = replace(part, inline=trimmed(cut(part.inline, lead.end)))
        parts += part.passages if isinstance(part, Quotation) else [part]
    return parts


def _label_of_answers(talk: _Talk) -> str:
    """The label that most answers begin with, where questions are marked in another way."""
    answers = [talk.parts[index] for index, key in talk.starts.items() if key == "A"]
    leads = (lead_in(part) for part in answers)
    labels = Counter(lead.label for lead in leads if lead and not lead.bare and is_plausible(lead.label))
    label, count = labels.most_common(1)[0] if labels else ("", 0)
    return label if count * 2 >= len(answers) else ""


def _guest(understood: Understood, talk: _Talk, authors: Sequence[str]) -> str:
    """The only person that the title announces, the questions address, or the lines before them name; or GUEST."""
    announced = guest_of(understood, GUEST)
    if announced != GUEST:
        return announced
    asked = [text_in(talk.parts[index]) for index, key in talk.starts.items() if key == "Q"]
    addressed = {match["name"] or match["cjk"] for text in asked for match in _ADDRESSED.finditer(text)}
    before = [text_in(part) for part in talk.parts[: min(talk.starts)] if isinstance(part, Prose)]
    before = [text for text in before if not _SALUTATION.search(text)]
    named = {match[0] for text in before for match in _NAME.finditer(text)} - set(authors)
    return next((names.pop() for names in (addressed, named) if len(names) == 1), GUEST)


def _bold(understood: Understood, heads: bool) -> _Talk | None:
    """Questions in bold or italic type, and the lines of the same face between the answers."""
    parts = [piece for part in understood.parts for piece in _run_in(part, ASKED)]
    if len(parts) > len(understood.parts):  # some answers follow their questions in the same paragraph
        parts = [piece for part in parts for piece in _run_in(part, _STATEMENT)]
    asked = {index for index, part in enumerate(parts) if _is_set_question(part, heads)}
    if not asked:
        return None
    faces = Counter[Mark](mark for index in asked for mark in _faces(parts[index]))
    face: Mark = "emphasis" if faces["emphasis"] > faces["strong"] else "strong"
    said = {
        index
        for index, part in enumerate(parts)
        if face in _faces(part) and index not in asked and _is_between_answers(parts, index, face)
    }
    first = min(asked)
    stated = {index for index in said if index > first and _STATEMENT.search(text_in(parts[index]))}
    turns = asked | stated
    if len(turns) < _AT_LEAST:
        return None
    for index in sorted(said - stated):
        message = f"“{text_in(parts[index])}” is set like the questions, but was left in the copy"
        understood.doubt("HP534", parts[index].line, message, "if it is a question, write **Q:** before it")
    starts = _with_answers(parts, turns)
    for index in turns:
        part = parts[index]
        assert isinstance(part, Prose | Heading)
        parts[index] = Prose(line=part.line, inline=unmarked(part.inline, "strong", "emphasis"))
    without = f" ({len(stated)} of them without a question mark)" if stated else ""
    return _Talk(parts, starts, "HP534", f"{len(turns)} questions in bold type{without}")


def _with_answers(parts: Sequence[Passage], questions: Collection[int]) -> dict[int, _Key]:
    """The turns that begin with these questions and with the paragraphs after them."""
    starts: dict[int, _Key] = {}
    for index in sorted(questions):
        starts[index] = "Q"
        if index + 1 < len(parts) and index + 1 not in questions and isinstance(parts[index + 1], Prose):
            starts[index + 1] = "A"
    return starts


def _run_in(part: Passage, end: re.Pattern[str]) -> Sequence[Passage]:
    """A paragraph that begins with a bold sentence with this ``end``, as question and answer."""
    if not isinstance(part, Prose) or all_have(part.inline, "strong"):
        return (part,)
    length = 0
    for run in part.inline:
        if "strong" not in run.marks and run.text.strip():
            break
        length += len(run.text)
    if not end.search(text_of(part.inline)[:length].rstrip()[-2:]):
        return (part,)
    head, rest = trimmed(cut(part.inline, 0, length)), trimmed(cut(part.inline, length))
    return (replace(part, inline=head), replace(part, inline=rest))


def _faces(part: Passage) -> set[Mark]:
    marks: tuple[Mark, ...] = ("strong", "emphasis")
    return {mark for mark in marks if isinstance(part, Prose) and all_have(part.inline, mark)}


def _is_set_question(part: Passage, heads: bool) -> bool:
    is_set = bool(_faces(part)) or (heads and isinstance(part, Heading))
    return is_set and text_in(part).endswith(_QUESTION_MARKS)


def _is_between_answers(parts: Sequence[Passage], index: int, face: Mark) -> bool:
    if not 0 < index < len(parts) - 1:
        return False
    around = (parts[index - 1], parts[index + 1])
    return not any(isinstance(part, Heading) or face in _faces(part) for part in around)


def _dashes(parts: list[Passage]) -> _Talk | None:
    """Paragraphs that begin with a dash: each of them a turn, or only the questions."""
    dashed = [index for index, part in enumerate(parts) if isinstance(part, Prose) and _DASH.match(text_in(part))]
    asked = [index for index in dashed if ASKED.search(text_in(parts[index]).rstrip("”\"’'»」")[-3:])]
    if len(asked) < _AT_LEAST:
        return None
    with_dash, questions = frozenset(dashed), frozenset(asked)
    starts: dict[int, _Key] = {}
    if sum(index + 1 in with_dash for index in dashed) * 2 >= len(dashed):
        if len(dashed) < 2 * _AT_LEAST or len(asked) < _DASHED_TALK * len(dashed) or len(asked) == len(dashed):
            return None
        asks = int(sum(index in questions for index in dashed[1::2]) > sum(index in questions for index in dashed[::2]))
        starts = {index: "Q" if turn % 2 == asks else "A" for turn, index in enumerate(dashed)}
    elif len(asked) >= _DASHED_QUESTIONS * len(dashed):
        starts = _with_answers(parts, with_dash)
    if not starts:
        return None
    bare = [_without_dash(part) if index in with_dash else part for index, part in enumerate(parts)]
    return _Talk(bare, starts, "HP518", f"{len(dashed)} paragraphs with a dash")


def _without_dash(part: Passage) -> Passage:
    match = _DASH.match(text_of(part.inline)) if isinstance(part, Prose) else None
    return replace(part, inline=cut(part.inline, match.end())) if match and isinstance(part, Prose) else part


def _quotes(parts: list[Passage], is_mail: bool) -> _Talk | None:
    """Quoted lines of a mail and the answers between them; another text needs more of them."""
    quoted = {index: part.passages for index, part in enumerate(parts) if isinstance(part, Quotation)}
    answered = [index for index in quoted if index + 1 < len(parts) and isinstance(parts[index + 1], Prose)]
    asked = [index for index in answered if any(text_in(one).endswith(_QUESTION_MARKS) for one in quoted[index])]
    if len(answered) < (_AT_LEAST if is_mail else _AT_LEAST + 1) or len(asked) * 2 < len(quoted):
        return None
    return _Talk(
        parts,
        _with_answers(parts, quoted),
        "HP518",
        f"{len(quoted)} quoted passages and the text between them",
    )


# ---------------------------------------------------------------- rows of a table


def with_rows_as_turns(understood: Understood) -> list[Passage]:
    """The parts, with paragraphs that begin with a label instead of tables that have labels in a column."""
    return [piece for part in understood.parts for piece in _rows(part, understood)]


def _rows(part: Passage, understood: Understood) -> Sequence[Passage]:
    if not isinstance(part, Grid) or text_of(part.caption):
        return (part,)
    rows = [row for row in (part.head, *part.rows) if row]
    columns = _columns_of(rows)
    if columns is None:
        return (part,)
    speaker, said = columns
    made: list[Passage] = []
    for number, row in enumerate(rows):
        label = text_of(row[speaker]).strip().rstrip(":：")
        others = [text_of(cell) for at, cell in enumerate(row) if at not in columns]
        is_short = len(text_of(row[said]).split()) < _WORDS_SAID
        if number == 0 and is_short and all(text_of(other[speaker]).strip() != label for other in rows[1:]):
            texts, why = [label, text_of(row[said]), *others], "the head of a table of turns"
        else:
            texts, why = others, "a time code"
            made.append(Prose(line=part.line, inline=(TextRun(f"{label}: "), *row[said]) if label else row[said]))
        for text in texts:
            understood.drop(part.line, text, why)
    return made


def _columns_of(rows: Sequence[tuple[Inline, ...]]) -> tuple[int, int] | None:
    """The columns of the speakers and of their words; None where the table is not a conversation."""
    if len(rows) < _AT_LEAST or len(rows[0]) < 2:
        return None
    columns = list(zip(*([text_of(cell).strip() for cell in row] for row in rows), strict=True))
    said = max(range(len(columns)), key=lambda at: sum(map(len, columns[at])))
    rest = [at for at in range(len(columns)) if at != said]
    speaker = next((at for at in rest if _are_labels(columns[at])), None)
    is_cjk = any("\u3040" <= character <= "\u9fff" for text in columns[said] for character in text)
    is_long = is_cjk or sum(len(text.split()) for text in columns[said]) >= _WORDS_SAID * len(rows)
    stamps = [text for at in rest if at != speaker for text in columns[at][1:] if text]
    is_timed = all(TIME_ALONE.fullmatch(text) or text.isdigit() for text in stamps)
    if speaker is None or not is_long or not is_timed or not any(ASKED.search(text[-2:]) for text in columns[said]):
        return None
    return speaker, said


def _are_labels(cells: Sequence[str]) -> bool:
    filled = [cell.rstrip(":：") for cell in cells[1:] if cell]
    count = Counter([*filled, cells[0].rstrip(":：")])
    return len(filled) > 0 and all(map(is_plausible, filled)) and max(count.values()) > 1 and len(count) > 1
