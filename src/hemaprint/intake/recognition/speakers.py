"""Who speaks in a manuscript: labels that are plausible, and that recur, name a person, or were given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hemaprint.intake.labels import (
    LABEL_AT_MOST,
    NO_SPEAKERS,
    Lead,
    is_plausible,
    is_role,
    is_titled,
    lead_of,
)
from hemaprint.intake.passages import Passage, Prose, text_of
from hemaprint.intake.recognition.names import bare, family_name, initials, is_short_for, without_degrees
from hemaprint.intake.recognition.recognised import Understood, Voice
from hemaprint.intake.spans import all_have

Role = Literal["question", "answer"]

_ASKING = frozenset(
    (
        "q",
        "interviewer",
        "moderator",
        "host",
        "editor",
        "editors",
        "reporter",
        "journalist",
        "question",
        "frage",
        "redaktion",
        "journaliste",
        "pregunta",
        "entrevistador",
        "domanda",
        "问",
        "記者",
        "记者",
        "主持人",
        "编者",
        "編者",
        "编辑",
    )
)
_ANSWERING = frozenset(
    (
        "a",
        "interviewee",
        "guest",
        "answer",
        "antwort",
        "réponse",
        "respuesta",
        "risposta",
        "答",
        "嘉宾",
        "受访者",
        "采访者",
        "speaker",
    )
)
_KEY = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[\w.])?")
GUEST = "Guest"
_CJK_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")


@dataclass(slots=True)
class Candidate:
    """A label and the paragraphs that it starts."""

    label: str
    lines: list[int] = field(default_factory=list)
    marked: int = 0
    """How many of them are labels by their form, not names that stand alone."""
    asked: int = 0
    """How many of them end in a question."""


@dataclass(frozen=True, slots=True)
class House:
    """How the magazine and the people who were named on the command line are called."""

    title: str
    given: tuple[str, ...] = ()

    def knows(self, label: str) -> bool:
        """Whether the label was given, or is the magazine."""
        return label.casefold() in {name.casefold() for name in (self.title, *self.given)}

    def is_house(self, label: str) -> bool:
        """Whether the label is the magazine, or was given and names no doctor or professor."""
        return self.knows(label) and (label.casefold() == self.title.casefold() or not is_titled(label))

    @property
    def asks(self) -> str:
        """Who asks where the manuscript names nobody."""
        return next((name for name in self.given if not is_titled(name)), self.title)


def lead_in(passage: Passage) -> Lead | None:
    """The label of a paragraph: before a colon, in brackets, in bold type, or a name on a line of its own."""
    if not isinstance(passage, Prose):
        return None
    text = text_of(passage.inline)
    lead = lead_of(text)
    if lead is not None:
        return lead
    first = passage.inline[0] if passage.inline else None
    if first and "strong" in first.marks and not all_have(passage.inline, "strong"):
        label = first.text.strip(" :：\n")
        if 0 < len(label) <= LABEL_AT_MOST and is_plausible(label):
            return Lead(label, "", len(first.text))
    alone = text.strip()
    names = is_titled(alone) or len(alone.split()) > 1 or is_role(alone) or _CJK_NAME.fullmatch(alone)
    return Lead(alone, "", len(text), bare=True) if names and is_plausible(alone) else None


def find_voices(understood: Understood, house: House) -> None:
    """Fill in ``voices``; labels that were looked at and refused are told as doubts."""
    candidates = _candidates(understood.parts, house)
    accepted = [one for one in candidates.values() if _is_accepted(one, house, candidates)]
    groups = _same_persons(accepted, understood)
    if len(groups) < 2:
        _tell_lonely(groups, understood)
        return
    _tell_refused(candidates, accepted, understood)
    roles = _roles(groups, house, understood)
    taken: set[str] = set()
    for group, role in zip(groups, roles, strict=True):
        understood.voices.append(_voice(group, role, house, taken, understood))


def _may_ask(label: str) -> bool:
    """Whether a label that is no name could be a magazine's: few words, the first with a capital."""
    return label[:1].isupper() and len(label.split()) <= 4 and label.casefold() not in NO_SPEAKERS


def _candidates(parts: Iterable[Passage], house: House) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    current: Candidate | None = None
    for part in parts:
        lead = lead_in(part)
        if lead and (is_plausible(lead.label) or house.knows(lead.label) or _may_ask(lead.label)):
            current = found.setdefault(lead.label, Candidate(lead.label))
            current.lines.append(part.line)
            current.marked += not lead.bare
        if current and isinstance(part, Prose) and text_of(part.inline).rstrip(" ”\"'’").endswith(("?", "？")):
            current.asked += 1
    return found


def _is_accepted(one: Candidate, house: House, all_: dict[str, Candidate]) -> bool:
    if not one.marked:
        return len(one.lines) > 1
    if house.knows(one.label):
        return True
    if not is_plausible(one.label):
        return len(one.lines) > 1 and one.asked * 2 > len(one.lines)
    if len(one.lines) > 1:
        return True
    return is_titled(one.label) or is_role(one.label) or _is_short_for_any(one, all_)


def _is_short_for_any(one: Candidate, all_: dict[str, Candidate]) -> bool:
    return any(is_short_for(one.label, other.label) for other in all_.values() if other is not one)


def _same_persons(accepted: Sequence[Candidate], understood: Understood) -> list[list[Candidate]]:
    """Labels grouped by person, in the order in which they begin to speak; the fullest label leads its group."""
    groups: list[list[Candidate]] = []
    for one in sorted(accepted, key=lambda candidate: -len(bare(candidate.label))):
        homes = [group for group in groups if is_short_for(one.label, group[0].label)]
        if len(homes) == 1 and not is_role(one.label):
            homes[0].append(one)
            message = f'"{one.label}" was taken for {homes[0][0].label}'
            if bare(one.label).casefold() != bare(homes[0][0].label).casefold():
                understood.doubt("HP531", one.lines[0], message, "give them two entries under speakers if they are two")
        else:
            groups.append([one])
    return sorted(groups, key=lambda group: min(candidate.lines[0] for candidate in group))


def _tell_lonely(groups: list[list[Candidate]], understood: Understood) -> None:
    for group in groups:
        message = (
            f'"{group[0].label}:" stands before a paragraph, but nobody else speaks: it is not set as a conversation'
        )
        understood.doubt("HP530", group[0].lines[0], message, "name both: --speaker NAME --speaker NAME")


def _tell_refused(candidates: dict[str, Candidate], accepted: Sequence[Candidate], understood: Understood) -> None:
    for one in candidates.values():
        if one not in accepted and one.marked and is_plausible(one.label):
            message = f'"{one.label}:" was left in the text: it stands once, and names no person'
            understood.doubt("HP530", one.lines[0], message, f"if it is a speaker: --speaker '{one.label}'")


def _roles(groups: list[list[Candidate]], house: House, understood: Understood) -> list[Role]:
    """Who asks: the house, then whoever's turns end in questions."""
    known = [_known_role(group, house) for group in groups]
    if "question" not in known:
        rates = [_rate(group) if role is None else -1.0 for group, role in zip(groups, known, strict=True)]
        asker = rates.index(max(rates))
        known[asker] = "question"
        lead = groups[asker][0]
        message = f"{lead.label} was taken for the one who asks"
        understood.doubt("HP532", lead.lines[0], message, "change role: under speakers, or say --speaker NAME")
    roles: list[Role] = [role or "answer" for role in known]
    if "answer" not in roles:
        roles[-1] = "answer"
        lead = groups[-1][0]
        message = f"{lead.label} was taken for the one who answers"
        understood.doubt("HP532", lead.lines[0], message, "change role: under speakers")
    return roles


def _known_role(group: list[Candidate], house: House) -> Role | None:
    labels = {candidate.label.casefold() for candidate in group}
    if labels & _ASKING or any(house.is_house(candidate.label) for candidate in group):
        return "question"
    return "answer" if labels & _ANSWERING else None


def _rate(group: list[Candidate]) -> float:
    return sum(one.asked for one in group) / sum(len(one.lines) for one in group)


def _voice(group: list[Candidate], role: Role, house: House, taken: set[str], understood: Understood) -> Voice:
    label = group[0].label
    labels = frozenset(candidate.label for candidate in group)
    name, degrees = without_degrees(_in_small_letters(label))
    if label.casefold() == house.title.casefold():
        name = house.title
    if is_role(label):
        guest = label if label[-1].isdigit() else _guest(understood, label)
        name = house.asks if role == "question" else guest
        message = f'"{label}" is {name}'
        understood.doubt("HP533", group[0].lines[0], message, "correct the name under speakers and contributors")
    return Voice(_key(name, role, taken), name, role, labels, degrees)


def _in_small_letters(label: str) -> str:
    """A name that is typed in capitals, as a name is written."""
    return label.title() if label.isupper() and (" " in label or len(label) > 4) else label


def _guest(understood: Understood, label: str) -> str:
    """The guest who is announced in the title or before the conversation, or a stand-in."""
    pattern = re.compile(
        r"\b(?:Dr|Prof|Professor)\.?\s+(?:[A-Z][\w’'-]+\.?\s+){0,2}[A-Z][\w’'-]+|[\u4e00-\u9fff]{2,4}(?=教授|医生|博士|主任)"
    )
    texts = [understood.front["headline"].text] if "headline" in understood.front else []
    texts += [text_of(part.inline) for part in understood.parts if isinstance(part, Prose)]
    names = [match[0] for text in texts for match in pattern.finditer(text)]
    return max(names, key=len) if names else (label if len(label) > 2 else GUEST)


def _key(name: str, role: Role, taken: set[str]) -> str:
    """A short key that stands before the colon in the copy: initials of the house, the family name of a guest."""
    shortened = (role == "question" and " " in bare(name)) or name[-1].isdigit()
    wishes = [initials(name) if shortened else family_name(name), bare(name), role]
    keys = [re.sub(r"[^\w .'’-]", "", wish).strip(" .'’-_")[:40] for wish in wishes]
    usable = [key for key in keys if _KEY.fullmatch(key)] or [role]
    key = next((key for key in usable if key not in taken), "")
    count = 2
    while not key or key in taken:
        key = f"{usable[0]} {count}"
        count += 1
    taken.add(key)
    return key


def voice_of(voices: Sequence[Voice], label: str) -> Voice | None:
    """The voice that a label belongs to."""
    return next((voice for voice in voices if label in voice.labels), None)
