# SPDX-License-Identifier: MIT
"""Understand a manuscript: take its passages through the stages of recognition, in order."""

from __future__ import annotations

from dataclasses import replace

from hemaprint.intake.bibliography import NOTHING, Bibliography
from hemaprint.intake.labels import without_degrees
from hemaprint.intake.passages import Author, Heading, Raw, inlines, text_of
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
from hemaprint.intake.recognition.sections import box_about, box_closing, box_note, make_crossheads, set_titles
from hemaprint.intake.recognition.speakers import House, find_speakers

_CONVERSATION = "interview"


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
        make_crossheads(understood, raw.kind)
    set_titles(understood)
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
    find_speakers(understood, house, raw.says)
    if not understood.speakers:
        understood.parts, understood.left_out = before, left_out
        cut_dialogue(understood, house, raw.metadata, heads=heads)
    _name_people(understood)
    if understood.speakers:
        take_guest_lines(understood)
        cut_turns(understood)


def _name_people(understood: Understood) -> None:
    """Make the speakers contributors, guests first."""
    people = understood.people
    for speaker in understood.speakers:
        name, degrees = without_degrees(speaker.name)
        known = next((one for one in people if one.name == name), None)
        person = known or Author(name, credentials=speaker.credentials or degrees, affiliation=speaker.affiliation)
        people[:] = [one for one in people if one.name != name]
        people.append(replace(person, role="interviewer" if speaker.role == "question" else "interviewee"))
    people.sort(key=lambda person: ("interviewee", "author", "interviewer").index(person.role))
