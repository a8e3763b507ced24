"""Understand a manuscript: take its passages through the stages of recognition, in order."""

from __future__ import annotations

import re
from dataclasses import replace

from hemaprint.intake.bibliography import NOTHING, Bibliography
from hemaprint.intake.labels import without_degrees
from hemaprint.intake.passages import (
    Author,
    Heading,
    Inline,
    Listing,
    Passage,
    Prose,
    Raw,
    TurnStart,
    all_have,
    has_notes,
    inlines,
    marked,
    text_in,
    text_of,
    unmarked,
    with_inline,
)
from hemaprint.intake.recognition import Understood
from hemaprint.intake.recognition.citations import take_citations, take_references
from hemaprint.intake.recognition.dialogue import cut_dialogue, cut_turns, with_rows_as_turns
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
from hemaprint.intake.text import phrases

_CROSSHEAD_AT_MOST = 80
_CROSSHEAD_WORDS = 12
_ITEM = re.compile(r"\w{1,4}\)\s")
"""The number of an item: ``5)`` continues a list elsewhere."""
_SENTENCE_ENDS = tuple('.,;:…。，；：!！?？)]”"')
_CONVERSATION = "interview"

_SMALL = "a|an|and|as|at|by|for|from|in|into|of|on|or|the|to|via|vs|with"
_WORD = r"[A-Z0-9][\w’'/+–-]*:?"
_RUN = rf"{_WORD}(?: (?:(?:{_SMALL}) ){{0,4}}{_WORD}){{1,12}}"
_TITLED = re.compile(
    rf"\b(?:[Tt]itled|[Ee]ntitled)[,:]? (?P<title>{_RUN})"
    r"(?=[,.;)?!]|\s(?:in|at|marked|was|is|and|which|that)\b|$)"
)
_PUBLISHED = re.compile(
    rf"\b(?:published|appeared|reported|printed)(?: \w+)?(?: online)? in (?P<title>{phrases('journals')})"
    r"(?=[,.;:)?!\s]|$)"
)


def understand(
    raw: Raw, house: House, language: str, template: str = "", bibliography: Bibliography = NOTHING
) -> Understood:
    """Recognise everything in a manuscript.

    ``house`` has the names of the magazine and of given speakers, ``template`` is the editor's choice, and
    ``bibliography`` has the works that can be cited by keys.
    """
    understood = Understood(list(raw.passages), raw.notes, doubts=list(raw.doubts), left_out=list(raw.left_out))
    understood.respelled += raw.respelled
    text = "\n".join(text_of(inline) for inline, _ in inlines(raw.passages))
    take_headline(understood, raw.metadata, raw.kind)
    take_byline(understood, raw.metadata)
    take_fields(understood)
    if template in ("", _CONVERSATION):
        _take_conversation(understood, house, raw, heads=template == _CONVERSATION)
    box_note(understood)
    box_about(understood)
    box_closing(understood)
    take_references(understood)
    take_citations(understood, bibliography, is_markdown=raw.kind == "markdown")
    if not any(isinstance(part, Heading) for part in raw.passages):
        _make_crossheads(understood, raw.kind)
    _set_titles(understood)
    note_identifiers(understood, text)
    if raw.metadata.doi and "doi" not in understood.front:
        understood.recognise(0, f"the DOI {raw.metadata.doi} of the file")
    if raw.metadata.published:
        understood.recognise(0, f"the publication date {raw.metadata.published} of the file")
    propose(understood, raw.metadata, text, language)
    return understood


def _take_conversation(understood: Understood, house: House, raw: Raw, *, heads: bool) -> None:
    """Find speakers by their labels, otherwise by the form of the paragraphs, and cut the copy into turns."""
    before, left_out = understood.parts, list(understood.left_out)
    understood.parts = with_rows_as_turns(understood)
    find_voices(understood, house, raw.says)
    if not understood.voices:
        understood.parts, understood.left_out = before, left_out
        cut_dialogue(understood, house, raw.metadata, heads=heads)
    _name_people(understood)
    if understood.voices:
        take_guest_lines(understood)
        cut_turns(understood)


def _name_people(understood: Understood) -> None:
    """Make the speakers contributors, guests first."""
    people = understood.people
    for voice in understood.voices:
        name, degrees = without_degrees(voice.name)
        known = next((one for one in people if one.name == name), None)
        person = known or Author(name, credentials=voice.credentials or degrees, affiliation=voice.affiliation)
        people[:] = [one for one in people if one.name != name]
        people.append(replace(person, role="interviewer" if voice.role == "question" else "interviewee"))
    people.sort(key=lambda person: ("interviewee", "author", "interviewer").index(person.role))


# ---------------------------------------------------------------- crossheads


def _make_crossheads(understood: Understood, kind: str) -> None:
    """Make crossheads of short paragraphs without a full stop that precede longer ones or a list."""
    parts = understood.parts
    short = [_may_be_crosshead(part, kind) for part in parts]
    heads = [
        index
        for index, following in enumerate(parts[1:])
        if short[index]
        and isinstance(following, Prose | Listing)
        and not short[index + 1]
        and not (index and (short[index - 1] or isinstance(parts[index - 1], TurnStart)))
    ]
    for index in heads:
        part = parts[index]
        assert isinstance(part, Prose)
        parts[index] = Heading(line=part.line, inline=unmarked(part.inline, "strong"), level=2)
        message = f"“{text_in(part)}” was taken for a crosshead"
        understood.doubt("HP542", part.line, message, "remove the ## before it if it is a paragraph")


def _may_be_crosshead(part: Passage, kind: str) -> bool:
    if not isinstance(part, Prose) or has_notes(part.inline):
        return False
    text = text_in(part)
    if not text or "\n" in text or _ITEM.match(text) or text.endswith(_SENTENCE_ENDS):
        return False
    if len(text) > _CROSSHEAD_AT_MOST or len(text.split()) > _CROSSHEAD_WORDS:
        return False
    if not (text[0].isupper() or text[0].isdigit() or "\u4e00" <= text[0] <= "\u9fff"):
        return False
    return kind == "text" or all_have(part.inline, "strong")


# ---------------------------------------------------------------- titles of works


def _set_titles(understood: Understood) -> None:
    """Set titles of works in italics where the words before them show what they are, such as "published in"."""

    def change(inline: Inline, line: int) -> Inline:
        text = text_of(inline)
        for match in (*_TITLED.finditer(text), *_PUBLISHED.finditer(text)):
            if any("emphasis" in run.marks for run in inline if run.text and run.text in match["title"]):
                continue
            inline = marked(inline, match.start("title"), match.end("title"), "emphasis")
            understood.recognise(line, f"the title “{match['title']}”, set in italics")
        return inline

    understood.parts = [with_inline(part, change) for part in understood.parts]
