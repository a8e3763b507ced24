"""Titles of works and journals in plain text, set in italic type where the words around them say what they are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from hemaprint.intake.bibliography import NOTHING, Bibliography
from hemaprint.intake.labels import without_degrees
from hemaprint.intake.passages import (
    Heading,
    Inline,
    Listing,
    Passage,
    Prose,
    Raw,
    all_have,
    inlines,
    marked,
    text_of,
    with_inline,
)
from hemaprint.intake.recognition import Boxed, Person, TurnStart, Understood
from hemaprint.intake.recognition.citations import take_citations, take_references
from hemaprint.intake.recognition.dialogue import cut_dialogue, cut_soft_lines, cut_turns, with_rows_as_turns
from hemaprint.intake.recognition.front import (
    note_identifiers,
    propose,
    take_byline,
    take_fields,
    take_guest_lines,
    take_headline,
)
from hemaprint.intake.recognition.sections import box_about, box_closing, box_note
from hemaprint.intake.recognition.speakers import House, find_voices

_SMALL = "a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|vs|with"
_WORD = r"[A-Z0-9][\w’'/+–-]*:?"
_RUN = rf"{_WORD}(?: (?:(?:{_SMALL}) ){{0,4}}{_WORD}){{1,12}}"
_TITLED = re.compile(
    rf"\b(?:[Tt]itled|[Ee]ntitled)[,:]? (?P<title>{_RUN})"
    r"(?=[,.;)?!]|\s(?:in|at|marked|was|is|and|which|that)\b|$)"
)
_JOURNALS = (
    "Nature Medicine|Nature|Science|Cell|Cancer Cell|The Lancet Haematology|The Lancet Oncology|The Lancet|Lancet|"
    "Blood Advances|Blood Cancer Journal|Blood|Leukemia|Haematologica|Journal of Clinical Oncology|"
    "The New England Journal of Medicine|New England Journal of Medicine|British Journal of Haematology|"
    "American Journal of Hematology|HemaSphere|Bone Marrow Transplantation|Molecular Therapy|Cancer Discovery|"
    "JAMA Oncology|JAMA|BMJ|NEJM Evidence|Annals of Oncology"
)
_PUBLISHED = re.compile(
    rf"\b(?:published|appeared|reported|printed)(?: \w+)?(?: online)? in (?P<title>{_JOURNALS})(?=[,.;:)?!\s]|$)"
)


def set_titles(understood: Understood) -> None:
    """Italic type for what is said to be titled, and for journals in which something is said to be published."""

    def change(inline: Inline, line: int) -> Inline:
        text = text_of(inline)
        for match in (*_TITLED.finditer(text), *_PUBLISHED.finditer(text)):
            if any("emphasis" in span.marks for span in inline if span.text and span.text in match["title"]):
                continue
            inline = marked(inline, match.start("title"), match.end("title"), "emphasis")
            understood.recognise(line, f"the title “{match['title']}”, set in italic type")
        return inline

    understood.parts = [_changed(part, change) for part in understood.parts]


def _changed(part: Passage, change: Callable[[Inline, int], Inline]) -> Passage:
    if isinstance(part, Boxed):
        return replace(part, passages=tuple(with_inline(inner, change) for inner in part.passages))
    return with_inline(part, change)


_CROSSHEAD_AT_MOST = 80
_CROSSHEAD_WORDS = 12
_ITEM = re.compile(r"\w{1,4}\)\s")
"""The mark of an item: ``5)`` goes on with a list elsewhere."""
_CONVERSATION = "interview"


@dataclass(frozen=True, slots=True)
class Setting:
    """What an import knows beside the manuscript: who asks in this magazine, and the template that was asked for."""

    house: House
    language: str
    template: str = ""


def understand(raw: Raw, setting: Setting, bibliography: Bibliography = NOTHING) -> Understood:
    """Everything that is recognised in a manuscript; ``bibliography`` is what it can cite by keys."""
    understood = Understood(list(raw.passages), raw.notes, doubts=list(raw.doubts), left_out=list(raw.left_out))
    understood.respelled += raw.respelled
    text = "\n".join(_texts(raw.passages))
    take_headline(understood, raw.metadata, raw.kind)
    take_byline(understood, raw.metadata)
    take_fields(understood)
    if setting.template in ("", _CONVERSATION):
        _conversation(understood, setting, raw)
    box_note(understood)
    box_about(understood)
    box_closing(understood)
    take_references(understood)
    take_citations(understood, bibliography, is_markdown=raw.kind == "markdown")
    if not any(isinstance(part, Heading) for part in raw.passages):
        _crossheads(understood, raw.kind)
    set_titles(understood)
    note_identifiers(understood, text)
    if raw.metadata.doi and "doi" not in understood.front:
        understood.recognise(0, f"the DOI {raw.metadata.doi} of the file")
    if raw.metadata.published:
        understood.recognise(0, f"the day of publication {raw.metadata.published} of the file")
    propose(understood, raw.metadata, text, setting.language)
    return understood


def _texts(passages: tuple[Passage, ...]) -> list[str]:
    return [text_of(inline) for inline, _ in inlines(passages)]


def _conversation(understood: Understood, setting: Setting, raw: Raw) -> None:
    undo = with_rows_as_turns(understood)
    cut_soft_lines(understood, setting.house)
    find_voices(understood, setting.house, raw.says)
    if not understood.voices:
        undo()
        cut_dialogue(understood, setting.house, raw.metadata, heads=setting.template == _CONVERSATION)
    _name_people(understood)
    if understood.voices:
        take_guest_lines(understood)
        cut_turns(understood)


def _name_people(understood: Understood) -> None:
    """Those who speak are contributors, the guests first."""
    for voice in understood.voices:
        role: Literal["interviewer", "interviewee"] = "interviewer" if voice.role == "question" else "interviewee"
        name, degrees = without_degrees(voice.name)
        known = [person for person in understood.people if person.name == name]
        for person in known:
            understood.people.remove(person)
        understood.people.append(
            replace(known[0], role=role)
            if known
            else Person(name, role, voice.credentials or degrees, voice.affiliation)
        )
    understood.people.sort(key=lambda person: ("interviewee", "author", "interviewer").index(person.role))


def _crossheads(understood: Understood, kind: str) -> None:
    """Short paragraphs without a full stop, before longer ones or a list, are crossheads."""
    parts = understood.parts
    heads = [
        index
        for index in range(len(parts) - 1)
        if _is_crosshead(parts[index], kind)
        and isinstance(parts[index + 1], Prose | Listing)
        and not _is_crosshead(parts[index + 1], kind)
        and not (index and (isinstance(parts[index - 1], TurnStart) or _is_crosshead(parts[index - 1], kind)))
    ]
    for index in heads:
        part = parts[index]
        assert isinstance(part, Prose)
        inline: Inline = tuple(replace(span, marks=span.marks - {"strong"}) for span in part.inline)
        parts[index] = Heading(line=part.line, inline=inline, level=2)
        message = f"“{text_of(inline).strip()}” was taken for a crosshead"
        understood.doubt("HP542", part.line, message, "remove the ## before it if it is a paragraph")


def _is_crosshead(part: Passage, kind: str) -> bool:
    if not isinstance(part, Prose) or any(span.note for span in part.inline):
        return False
    text = text_of(part.inline).strip()
    if (
        not text
        or _ITEM.match(text)
        or len(text) > _CROSSHEAD_AT_MOST
        or len(text.split()) > _CROSSHEAD_WORDS
        or "\n" in text
    ):
        return False
    if text.endswith((".", ",", ";", ":", "…", "。", "，", "；", "：", "!", "！", "?", "？", ")", "]", "”", '"')):
        return False
    if not (text[0].isupper() or text[0].isdigit() or "\u4e00" <= text[0] <= "\u9fff"):
        return False
    return kind == "text" or all_have(part.inline, "strong")
