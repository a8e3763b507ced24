# SPDX-License-Identifier: MIT
"""Find the speakers of a manuscript by their labels: plausible ones that recur, name a person, or were given."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from hemaprint.intake import labels
from hemaprint.intake.labels import Lead, Naming, bare, is_plausible, lead_of, part_of
from hemaprint.intake.passages import Passage, Prose, Says, all_have, cut, text_of, trimmed
from hemaprint.intake.recognition import Speaker, Understood

Role = Literal["question", "answer"]

_KEY = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[\w.])?")
GUEST = "Guest"
_BREAK = re.compile(r"\n[ \t]*")
_LOOKED_AT = 200
_DENSE, _DENSE_FROM = 0.7, 4
"""The share and the number of paragraphs with labels from which a label that occurs once counts as one."""
ASKED = re.compile(r"[?？]|か。?$")
_TITLED_NAME = re.compile(
    r"\b(?:Dr|Prof|Professor)\.?\s+(?:[A-Z][\w’'-]+\.?\s+){0,2}[A-Z][\w’'-]+|[\u4e00-\u9fff]{2,4}(?=教授|医生|博士|主任)"
)
_ANNOUNCED = re.compile(
    r"\b(?:with|mit|avec|con|com|a)\s+(?P<name>(?:(?:Dr|Prof)\.?\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){1,3})|"
    r"(?:对话|對話|专访|專訪)(?P<guest>[\u4e00-\u9fff]{2,4})"
)
_CJK_NAME = re.compile(r"[\u4e00-\u9fff·]{2,8}")


@dataclass(slots=True)
class Candidate:
    """A label and the paragraphs that it starts."""

    label: str
    naming: Naming
    form: str
    lines: list[int] = field(default_factory=list)
    marked: int = 0
    """The number of them that are labels by their form, not names alone on a line."""
    asked: int = 0
    """The number of them that end in a question."""
    timed: bool = False
    """Whether it comes with a time code."""
    opens: bool = False
    """Whether the words after it begin like a sentence."""
    part: Role | None = None
    """The part in the conversation that the label gives."""

    @property
    def is_part(self) -> bool:
        """Whether the label names only a part in the conversation, not a person."""
        return labels.is_role(self.label) or (self.part is not None and len(part_of(self.label)) == 1)


@dataclass(frozen=True, slots=True)
class House:
    """The names of the magazine and of the speakers given on the command line."""

    title: str
    given: tuple[str, ...] = ()

    def knows(self, label: str) -> bool:
        """Whether the label was given or is the magazine's."""
        return label.casefold() in {name.casefold() for name in (self.title, *self.given)}

    def is_house(self, label: str) -> bool:
        """Whether the label is the magazine's, or was given and does not name a doctor or professor."""
        return self.knows(label) and (label.casefold() == self.title.casefold() or not labels.is_titled(label))

    @property
    def asks(self) -> str:
        """The name of the questioner where the manuscript gives none."""
        return next((name for name in self.given if not labels.is_titled(name)), self.title)


def lead_in(passage: Passage) -> Lead | None:
    """The label of a paragraph: before a colon, in brackets, in bold type, or a name on a line of its own."""
    if not isinstance(passage, Prose):
        return None
    text = text_of(passage.inline)
    if lead := lead_of(text):
        return lead
    is_bold = all_have(passage.inline, "strong")
    first = passage.inline[0] if passage.inline else None
    if first and "strong" in first.marks and not is_bold:
        label = first.text.strip(" :：\n")
        if is_plausible(label):
            return Lead(label, "", len(first.text))
    alone = text.strip()
    names = labels.is_titled(alone) or len(alone.split()) > 1 or labels.is_role(alone) or _CJK_NAME.fullmatch(alone)
    if (is_bold and _may_ask(alone) and alone[-1:].isalnum()) or (names and is_plausible(alone)):
        return Lead(alone, "", len(text), "bare")
    return None


def find_speakers(understood: Understood, house: House, says: Sequence[Says] = ()) -> None:
    """Fill in ``speakers``; labels that were considered and refused become doubts."""
    parts = list(_parted(understood.parts, lambda lead: is_plausible(lead.label)))
    certain = {one.name: one.part for one in says}
    candidates = _candidates(parts, house, certain)
    accepted = [one for one in candidates.values() if one.label in certain or _is_accepted(one, house, candidates)]
    accepted += _answering(candidates, accepted)
    once = _once(candidates, accepted, parts)
    speaking = [*accepted, *once]
    _give_parts(speaking, certain)
    groups = _same_persons(speaking, understood)
    if len(groups) < 2:
        for group in groups:
            message = f'"{group[0].label}:" precedes a paragraph, but nobody else speaks: this is not a conversation'
            understood.doubt("HP530", group[0].lines[0], message, "name both: --speaker NAME --speaker NAME")
        return
    is_dense = _is_dense(parts, accepted)
    refused = [one for one in candidates.values() if one not in speaking and (is_dense or is_plausible(one.label))]
    _report_rare(once, refused, understood)
    roles = _roles(groups, house, understood)
    taken: set[str] = set()
    for group, role in zip(groups, roles, strict=True):
        understood.speakers.append(_speaker(group, role, house, taken, understood))
    understood.parts = list(_parted(understood.parts, lambda lead: understood.speaker_of(lead.label) is not None))


def _report_rare(once: Sequence[Candidate], refused: Sequence[Candidate], understood: Understood) -> None:
    for one in once:
        message = f'"{one.label}:" occurs once and was taken for a speaker'
        understood.doubt("HP506", one.lines[0], message, "if it is copy, put it before the words in the article")
    for one in refused:
        if one.marked:
            message = f'"{one.label}:" was left in the text: it occurs once and does not name a person'
            understood.doubt("HP530", one.lines[0], message, f"if it is a speaker: --speaker '{one.label}'")


def _parted(parts: Iterable[Passage], begins: Callable[[Lead], bool]) -> Iterator[Passage]:
    """The passages, with paragraphs cut at line breaks before a label."""
    for part in parts:
        text = text_of(part.inline) if isinstance(part, Prose) else ""
        leads = ((match.end(), _lead_at(text, match.end())) for match in _BREAK.finditer(text))
        starts = [0, *(at for at, lead in leads if lead and begins(lead))]
        if not isinstance(part, Prose) or len(starts) == 1:
            yield part
            continue
        for start, end in zip(starts, [*starts[1:], None], strict=True):
            yield replace(part, inline=trimmed(cut(part.inline, start, end)))


def _lead_at(text: str, at: int) -> Lead | None:
    """The label at the start of a line, with its time, or with the first words after it on the next line."""
    beginning = text[at : at + _LOOKED_AT]
    return lead_of(beginning.partition("\n")[0]) or lead_of(beginning)


def _may_ask(label: str) -> bool:
    """Whether a label that is not a name may be a magazine's: few words, the first with a capital."""
    return label[:1].isupper() and len(label.split()) <= 4 and label.casefold() not in labels.NO_SPEAKERS


def _candidates(parts: Iterable[Passage], house: House, certain: Mapping[str, str]) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    current: Candidate | None = None
    for part in parts:
        lead = lead_in(part)
        known = lead is not None and (lead.label in certain or house.knows(lead.label))
        if lead and (known or is_plausible(lead.label) or _may_ask(lead.label)):
            current = found.setdefault(lead.label, Candidate(lead.label, labels.naming_of(lead.label), lead.form))
            current.lines.append(part.line)
            if not lead.bare and not current.marked:
                current.lines = current.lines[-1:]  # the name alone above only introduces the speaker
            current.marked += not lead.bare
            current.timed = current.timed or bool(lead.time)
            said = text_of(part.inline)[lead.end :] if isinstance(part, Prose) else ""
            current.opens = current.opens or not said[:1].islower()
        if current and isinstance(part, Prose) and ASKED.search(text_of(part.inline).rstrip(" ”\"'’」』")[-3:]):
            current.asked += 1
    return found


def _is_accepted(one: Candidate, house: House, all_: dict[str, Candidate]) -> bool:
    recurs = len(one.lines) > 1
    if one.form == "dotted":
        others = (part_of(other.label) for other in all_.values() if other.form == "dotted")
        return any(labels.are_pair(part_of(one.label), other) for other in others)
    if one.form == "dashed":
        dashed = [other for other in all_.values() if other.form == "dashed" and is_plausible(other.label)]
        asked = any(other.asked for other in dashed if len(other.lines) > 1)
        return asked and len(dashed) > 1 and is_plausible(one.label) and (recurs or labels.is_name_like(one.label))
    if not one.marked:
        return recurs
    if house.knows(one.label):
        return True
    if not is_plausible(one.label):
        return recurs and one.asked * 2 > len(one.lines)
    if recurs or labels.is_titled(one.naming.name) or labels.is_role(one.label) or one.naming.part:
        return True
    return any(labels.is_short_for(one.naming.name, other.naming.name) for other in all_.values() if other is not one)


def _answering(candidates: dict[str, Candidate], accepted: list[Candidate]) -> list[Candidate]:
    """Where only one person asks, the other labels that recur, although they are not names: ``The typesetter:``."""
    if len(accepted) != 1 or not accepted[0].asked or len(accepted[0].lines) < 2:
        return []
    others = (one for one in candidates.values() if one not in accepted and one.form == "marked")
    return [one for one in others if len(one.lines) > 1 and one.opens]


def _once(candidates: dict[str, Candidate], accepted: list[Candidate], parts: Sequence[Passage]) -> list[Candidate]:
    """Speakers with one turn in a conversation of others: a name, or any label where every paragraph has one."""
    speaking = [one for one in accepted if one.marked and (len(one.lines) > 1 or len(accepted) > 1)]
    if not speaking or (len(accepted) < 2 and len(accepted[0].lines) < 2):
        return []
    start = min(one.lines[0] for one in speaking)
    dense = _is_dense(parts, speaking)
    others = (one for one in candidates.values() if one not in accepted and one.form == "marked" and one.opens)
    fitting = (one for one in others if (one.timed or one.lines[0] >= start) and is_plausible(one.label))
    return [
        one
        for one in fitting
        if dense or one.timed or (not labels.CJK.search(one.label) and labels.is_name_like(one.label))
    ]


def _is_dense(parts: Sequence[Passage], speaking: Sequence[Candidate]) -> bool:
    """Whether, from the first turn on, nearly every paragraph has a label."""
    start = min(one.lines[0] for one in speaking)
    leads = [lead_in(part) for part in parts if isinstance(part, Prose) and part.line >= start]
    labelled = sum(lead is not None and lead.form == "marked" and is_plausible(lead.label) for lead in leads)
    return labelled >= max(_DENSE_FROM, _DENSE * len(leads))


def _give_parts(speaking: Sequence[Candidate], certain: Mapping[str, Role | Literal[""]]) -> None:
    """Give each candidate the part in its label; a letter such as P is a part only beside its answer."""
    letters = {part_of(one.label) for one in speaking if len(part_of(one.label)) == 1}
    asks = {letter for letter in letters if any(other in labels.PAIRS.get(letter, "") for other in letters)}
    answers = {letter for letter in letters - asks if any(letter in labels.PAIRS[asker] for asker in asks)}
    if "i" in asks:  # Interviewer and Participant
        asks, answers = {"i"}, letters - {"i"}
    for one in speaking:
        part = part_of(one.naming.part or one.label)
        if known := certain.get(one.label):
            one.part = known
        elif part in asks or (part in labels.ASKING and part not in answers):
            one.part = "question"
        elif part in answers or part in labels.ANSWERING:
            one.part = "answer"


def _same_persons(speaking: Sequence[Candidate], understood: Understood) -> list[list[Candidate]]:
    """The labels grouped by person, in the order of their first turns; the fullest label comes first in its group."""
    groups: list[list[Candidate]] = []
    for one in sorted(speaking, key=lambda one: (one.is_part, -len(bare(one.naming.name)))):
        homes = [group for group in groups if _is_same(one, group[0])]
        if len(homes) == 1:
            homes[0].append(one)
            message = f'"{one.label}" was taken for {homes[0][0].naming.name}'
            if bare(one.naming.name).casefold() != bare(homes[0][0].naming.name).casefold():
                understood.doubt("HP531", one.lines[0], message, "give them two entries under speakers if they are two")
        else:
            groups.append([one])
    return sorted(groups, key=lambda group: min(candidate.lines[0] for candidate in group))


def _is_same(one: Candidate, first: Candidate) -> bool:
    """Whether a label names a person again: with fewer words, or by the part that was given with the name."""
    if one.is_part:
        parts = (one.label, first.naming.part or first.label)
        return part_of(parts[0]) == part_of(parts[1]) and not any(part[-1:].isdigit() for part in parts)
    return not first.is_part and labels.is_short_for(one.naming.name, first.naming.name)


def _roles(groups: list[list[Candidate]], house: House, understood: Understood) -> list[Role]:
    """The role of each group: the magazine asks, otherwise the person whose turns end in questions."""
    known = [_known_role(group, house) for group in groups]
    if "question" not in known:
        rates = [_rate(group) if role is None else -1.0 for group, role in zip(groups, known, strict=True)]
        asker = rates.index(max(rates))
        known[asker] = "question"
        lead = groups[asker][0]
        hint = "change role: under speakers, or use --speaker NAME"
        understood.doubt("HP532", lead.lines[0], f"{lead.label} was taken for the person who asks", hint)
    roles: list[Role] = [role or "answer" for role in known]
    if "answer" not in roles:
        roles[-1] = "answer"
        lead = groups[-1][0]
        message = f"{lead.label} was taken for the person who answers"
        understood.doubt("HP532", lead.lines[0], message, "change role: under speakers")
    return roles


def _known_role(group: list[Candidate], house: House) -> Role | None:
    if any(one.part == "question" or house.is_house(one.label) for one in group):
        return "question"
    return "answer" if any(one.part for one in group) else None


def _rate(group: list[Candidate]) -> float:
    """The share of turns with a question; a single turn counts for less than several."""
    return sum(one.asked for one in group) / (1 + sum(len(one.lines) for one in group))


def _speaker(group: list[Candidate], role: Role, house: House, taken: set[str], understood: Understood) -> Speaker:
    first = group[0]
    label = first.label
    spoken = frozenset(candidate.label for candidate in group)
    name, degrees = labels.without_degrees(first.naming.name)
    if name.isupper() and (" " in name or len(name) > 4):  # typed in capitals
        name = name.title()
    if label.casefold() == house.title.casefold():
        name = house.title
    if first.is_part:
        guest = label if label[-1].isdigit() else guest_of(understood, label)
        name = _asker(understood, label, house) if role == "question" else guest
        if name != label:
            hint = "correct the name under speakers and contributors"
            understood.doubt("HP533", first.lines[0], f'"{label}" is {name}', hint)
    place = next((one.naming.place for one in group if one.naming.place), "")
    alone = not any(one.marked for one in group)
    return Speaker(_key(name, role, taken), name, role, spoken, degrees, place, alone)


def _asker(understood: Understood, label: str, house: House) -> str:
    """The person given as the questioner, otherwise the journalist of the byline, otherwise the magazine."""
    if part_of(label) in labels.CHAIRS:
        return label.title()
    if house.given or part_of(label) in labels.HOUSES:
        return house.asks
    return next((person.name for person in understood.people if person.role == "author"), house.asks)


def guest_of(understood: Understood, label: str) -> str:
    """The guest announced in the title or before the conversation; otherwise the label or GUEST."""
    headline = understood.front["headline"].text if "headline" in understood.front else ""
    names = [match["name"] or match["guest"] for match in _ANNOUNCED.finditer(headline)]
    if not names:
        texts = [headline, *(text_of(part.inline) for part in understood.parts if isinstance(part, Prose))]
        names = [match[0] for text in texts for match in _TITLED_NAME.finditer(text)]
    is_name = len(label) > 2 and label.isascii() and part_of(label) not in labels.ANSWER_WORDS
    return max(names, key=len, default=label if is_name else GUEST)


def _key(name: str, role: Role, taken: set[str]) -> str:
    """A short key for the copy, before the colon: the initials of the magazine, the family name of a guest."""
    is_shortened = (role == "question" and " " in bare(name)) or name[-1].isdigit()
    names = [labels.initials(name) if is_shortened else labels.family_name(name), bare(name), role]
    keys = [re.sub(r"[^\w .'’-]", "", one).strip(" .'’-_")[:40] for one in names]
    usable = [key for key in keys if _KEY.fullmatch(key)]
    numbered = (f"{usable[0]} {count}" for count in itertools.count(2))
    key = next(key for key in itertools.chain(usable, numbered) if key not in taken)
    taken.add(key)
    return key
