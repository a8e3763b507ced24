"""A conversation cut into turns: the names of those who speak leave the copy for the front matter."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hemaprint.intake.labels import TIME_ALONE, TIME_FIRST, is_plausible, is_role, is_titled, lead_of
from hemaprint.intake.passages import Heading, Inline, Passage, Prose, text_of
from hemaprint.intake.recognition.recognised import TurnStart, Understood
from hemaprint.intake.recognition.speakers import House, lead_in, voice_of
from hemaprint.intake.spans import all_have, cut, trimmed


def cut_soft_lines(understood: Understood, house: House) -> None:
    """Cut paragraphs where a line behind a soft break begins with the label of a speaker."""
    leads: Counter[str] = Counter()
    for part in understood.parts:
        if isinstance(part, Prose):
            leads.update(lead.label for line in text_of(part.inline).split("\n") if (lead := lead_of(line)))
    speaking = {
        label
        for label, count in leads.items()
        if house.knows(label) or (is_plausible(label) and (count > 1 or is_titled(label) or is_role(label)))
    }
    if len(speaking) > 1:
        understood.parts = [piece for part in understood.parts for piece in _cut_at(part, speaking)]


def _cut_at(part: Passage, labels: set[str]) -> list[Passage]:
    if not isinstance(part, Prose):
        return [part]
    at, cuts = 0, [0]
    for line in text_of(part.inline).split("\n"):
        lead = lead_of(line)
        cuts += [at] if at and lead is not None and lead.label in labels else []
        at += len(line) + 1
    if len(cuts) == 1:
        return [part]
    ends = (*cuts[1:], None)
    return [replace(part, inline=trimmed(cut(part.inline, start, end))) for start, end in zip(cuts, ends, strict=True)]


def cut_turns(understood: Understood) -> None:
    """Put a TurnStart before every paragraph of ``parts`` that a voice starts, and has none yet."""
    parts: list[Passage] = []
    for part in understood.parts:
        lead = lead_in(part)
        voice = voice_of(understood.voices, lead.label) if lead else None
        if lead is None or voice is None or (lead.bare and not voice.alone) or not isinstance(part, Prose):
            parts.append(_without_time(understood, part))
            continue
        label = text_of(part.inline)[: lead.end]
        _drop_label(understood, part.line, label, lead.time)
        parts.append(TurnStart(line=part.line, speaker=voice.key))
        said = _without_strong_colon(trimmed(cut(part.inline, lead.end)))
        if all_have(part.inline, "strong"):  # the face marks who speaks, and nothing in what is said
            said = tuple(replace(span, marks=span.marks - {"strong"}) for span in said)
        if said:
            parts.append(replace(part, inline=said))
    understood.parts = with_something_said(_joined_turns(parts), understood)
    for voice in understood.voices:
        turns = sum(isinstance(part, TurnStart) and part.speaker == voice.key for part in understood.parts)
        noun = "question" if voice.role == "question" else "answer"
        understood.recognise(0, f"{turns} {noun}{'s' if turns != 1 else ''} by {voice.name}")


def _without_time(understood: Understood, part: Passage) -> Passage:
    """A later paragraph of a turn without the time code before it."""
    match = TIME_FIRST.match(text_of(part.inline)) if isinstance(part, Prose) else None
    if match is None or not isinstance(part, Prose):
        return part
    understood.drop(part.line, match[0].strip(), "a time code")
    return replace(part, inline=trimmed(cut(part.inline, match.end())))


def _drop_label(understood: Understood, line: int, label: str, time: str) -> None:
    if time:
        understood.drop(line, time, "a time code")
        for piece in time.split():
            label = label.replace(piece, " ", 1)
    understood.drop(line, " ".join(label.split()), "the name of the speaker, which is under speakers")


def _without_strong_colon(inline: Inline) -> Inline:
    """What is said, without a colon that was left over from a label in bold type."""
    text = text_of(inline)
    return trimmed(cut(inline, 1)) if text[:1] in (":", "：") else inline


def _joined_turns(parts: list[Passage]) -> list[Passage]:
    """A label that stands before every paragraph of one turn begins it once."""
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


def with_something_said(parts: list[Passage], understood: Understood) -> list[Passage]:
    """Turns of nobody's words are left out, and told; a time code that stands alone is no words."""
    kept: list[Passage] = []
    for part in parts:
        if isinstance(part, Prose) and TIME_ALONE.fullmatch(text_of(part.inline).strip()):
            understood.drop(part.line, text_of(part.inline).strip(), "a time code")
        else:
            kept.append(part)
    done: list[Passage] = []
    for part, following in zip(kept, [*kept[1:], None], strict=True):
        if isinstance(part, TurnStart) and (following is None or isinstance(following, TurnStart | Heading)):
            message = f"the speaker {part.speaker} says nothing here"
            understood.doubt("HP535", part.line, message, "write what is missing into the article")
        else:
            done.append(part)
    return done
