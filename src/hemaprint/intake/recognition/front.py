# SPDX-License-Identifier: MIT
"""Recognise the front matter of a manuscript: headline, standfirst, byline, keywords and identifiers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from itertools import takewhile

from hemaprint.errors import MalformedError
from hemaprint.intake.labels import NO_SPEAKERS, Lead, initials, is_plausible, lead_of, without_degrees
from hemaprint.intake.language import phrases, word_lists, words
from hemaprint.intake.passages import (
    Author,
    Boxed,
    Heading,
    Inline,
    Mark,
    Metadata,
    Passage,
    Prose,
    TextRun,
    TurnStart,
    has_notes,
    text_in,
    text_of,
)
from hemaprint.intake.recognition import Understood, Value
from hemaprint.intake.recognition.sections import heads_a_box
from hemaprint.intake.recognition.speakers import GUEST, lead_in
from hemaprint.project.identifiers import normal_doi, normal_pmid
from hemaprint.project.languages import in_language

_BYLINE = re.compile(rf"(?:{phrases('byline')})\s*(?P<names>\S.{{1,150}})", re.IGNORECASE)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĄĆČĐĎĘĚĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽΑ-ΩА-ЯЁІЇЄ]"
_NAME = re.compile(
    rf"(?:(?:Dr|Prof|Professor)\.?\s+)*{_CAPITAL}[\w.’'-]*(?:\s+(?:[a-z]{{1,3}}\s+)?{_CAPITAL}[\w.’'-]*){{1,4}}"
    r"(?:,\s*(?:MD|PhD|MSc|MPH|RN|PharmD))*|[\u4e00-\u9fff]{2,4}"
)
_BETWEEN_NAMES = re.compile(r"(?<!\s)\s+(?:and|und|et|y|e|&)\s+|[;；、]|,\s++(?!MD|PhD|MSc|MPH|RN|PharmD)")
_FIELD = re.compile(rf"(?P<key>{phrases('field')})\s*[:：]\s*(?P<value>\S.*)", re.IGNORECASE)
_END = re.compile(r"[.!?:;,…。！？：；，]$")
_SENTENCE = re.compile(r"(?<=[.!?。！？])(?<!\bDr\.)(?<!\bSt\.)(?<!\bProf\.)(?<![A-Z]\.)\s*(?=[A-Z\u4e00-\u9fff“\"])")
_NCT = re.compile(r"\bNCT\d{8}\b")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>，。；、）]+[^\s\"'<>.,;:)\]，。；、）]", re.ASCII)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b")
_TERM = re.compile(r"(?<![\w-])[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,3}(?![\w-])")
_NAME_GOES_ON = re.compile(r"\.? [A-Z][a-z]")
_TOP = 12
"""The first passages, which can contain the front matter of a manuscript."""
_HEADLINE_AT_MOST = 160
_KICKER_AT_MOST = 40
_STANDFIRST_AT_MOST = 400
_GUEST_LINE_AT_MOST = 200
_KEYWORDS_AT_MOST = 6


def _line(part: Passage | None) -> str:
    """The text of a paragraph or a heading on one line; "" for anything else."""
    return " ".join(text_in(part).split())


# ---------------------------------------------------------------- headline, kicker, standfirst


def take_headline(understood: Understood, metadata: Metadata, kind: str) -> None:
    """Take the headline: a heading of level 1, the first short line, or the title of the file."""
    _put_title_first(understood)
    _take_kicker(understood)
    first = next(iter(understood.parts), None)
    text = _line(first)
    if kind == "markdown" and metadata.title:
        understood.front["headline"] = Value(metadata.title, "the title in the front matter", taken=True)
        if first is not None and text == metadata.title:
            understood.parts = understood.parts[1:]
            understood.drop(first.line, text, "the headline, which the front matter has")
        _take_standfirst(understood, metadata)
    elif isinstance(first, Heading | Prose) and _is_headline(first, kind, understood):
        _take_first(understood, "headline", text, f"the headline “{text}”")
        understood.front["headline"] = replace(understood.front["headline"], inline=_emphasised(first.inline))
        if text.isupper() and len(text.split()) > 1:
            understood.doubt("HP545", first.line, "the headline is typed in capitals", "write it in lower case")
        _take_standfirst(understood, metadata)
    elif title := " ".join(metadata.title.split()):
        understood.front["headline"] = Value(title, f"proposed: {metadata.origin or 'the title of the file'}")
        if metadata.origin:
            message = f"no headline was found: “{title}” is the title in {metadata.origin}, which few authors see"
            understood.doubt("HP546", 1, message, "write another headline if this one is wrong")


def _take_first(understood: Understood, key: str, text: str, what: str, count: int = 1) -> None:
    """Move the first passages to the front matter."""
    line = understood.parts[0].line
    understood.front[key] = Value(text, f"line {line}", taken=True)
    understood.parts = understood.parts[count:]
    understood.recognise(line, what)


def _emphasised(inline: Inline) -> Inline:
    """A headline with the faces of its parts; a face of the whole means nothing, because headlines have their own."""
    common = frozenset[Mark]({"strong"}).union(
        frozenset.intersection(*(run.marks for run in inline if run.text.strip()))
    )
    return tuple(TextRun(re.sub(r"\s+", " ", run.text), run.marks - common) for run in inline)


def _put_title_first(understood: Understood) -> None:
    """Move a subtitle above the title below it."""
    subtitles = list(takewhile(_is_subtitle, understood.parts))
    title = next(iter(understood.parts[len(subtitles) :]), None)
    if subtitles and isinstance(title, Heading) and title.level == 1:
        understood.parts = [title, *subtitles, *understood.parts[len(subtitles) + 1 :]]


def _take_kicker(understood: Understood) -> None:
    """Take a few words above a title as the kicker."""
    first, second = (*understood.parts[:2], None, None)[:2]
    if isinstance(first, Prose) and isinstance(second, Heading) and second.level == 1 and len(understood.parts) > 2:
        text = _line(first)
        if 0 < len(text) <= _KICKER_AT_MOST and not _END.search(text) and not has_notes(first.inline):
            _take_first(understood, "kicker", text, f"the kicker “{text}”")


def _is_headline(part: Heading | Prose, kind: str, understood: Understood) -> bool:
    text = text_in(part)
    if has_notes(part.inline) or not 0 < len(text) <= _HEADLINE_AT_MOST:
        return False
    if len(understood.parts) < 2 or heads_a_box(part):
        return False
    if isinstance(part, Heading):
        return part.level == 1 or sum(isinstance(other, Heading) for other in understood.parts) == 1
    lead = lead_of(text)
    is_label = lead is not None and _is_lead(lead, text, understood)
    following = text_in(understood.parts[1]) if isinstance(understood.parts[1], Prose) else ""
    has_copy = len(understood.parts) > 2 or (len(following) > len(text) and bool(_END.search(following)))
    is_title = not _END.search(text.rstrip("?!？！")) and "\n" not in text and not is_label
    return kind == "text" and has_copy and is_title


def _is_lead(lead: Lead, text: str, understood: Understood) -> bool:
    """Whether a label is a speaker's, or introduces something, and is not a part of a title: ``Iron: a review``."""
    if lead.form == "marked":
        is_known = is_plausible(lead.label) or lead.label.casefold() in NO_SPEAKERS
        if is_known or lead.end == len(text):
            return True
    others = (lead_of(text_of(part.inline)) for part in understood.parts[1:] if isinstance(part, Prose))
    return any(other is not None and other.label == lead.label for other in others)


def _take_standfirst(understood: Understood, metadata: Metadata) -> None:
    """Take a short paragraph between the headline and the byline or the speakers, or the subtitle of the file."""
    subtitles = list(takewhile(_is_subtitle, understood.parts))
    if subtitles:
        text = " ".join(map(_line, subtitles))
        what = "the standfirst: the style of the paragraph is that of a subtitle"
        _take_first(understood, "standfirst", text, what, len(subtitles))
        return
    if metadata.standfirst:
        understood.front["standfirst"] = Value(metadata.standfirst, "the file says so")
    second, third = (*understood.parts[:2], None, None)[:2]
    before_names = _byline(third) or _guest_of(third, understood)
    if isinstance(second, Prose) and before_names and not _byline(second) and not _guest_of(second, understood):
        text = _line(second)
        if len(text) < _STANDFIRST_AT_MOST and not has_notes(second.inline):
            _take_first(understood, "standfirst", text, "the standfirst")


def _is_subtitle(part: Passage) -> bool:
    """Whether a paragraph is the subtitle; one with a note stays in the copy, where the note can be called."""
    return isinstance(part, Prose) and part.subtitle and not has_notes(part.inline)


# ---------------------------------------------------------------- byline, guests


def take_byline(understood: Understood, metadata: Metadata) -> None:
    """Take the authors: from a line ``By Jane Doe``, otherwise from the data of the file."""
    for index, part in enumerate(understood.parts[:_TOP]):
        names = _byline(part)
        if names and isinstance(part, Prose):
            understood.people += [_person(Author(name)) for name in names]
            understood.drop(part.line, text_of(part.inline), "the byline, which is under contributors")
            understood.recognise(part.line, f"the byline: {', '.join(names)}")
            del understood.parts[index]
            return
    authors = [replace(author, origin=metadata.origin) for author in metadata.authors if author.name.strip()]
    understood.people += map(_person, authors)
    if authors and metadata.origin:
        named = ", ".join(author.name for author in authors)
        message = f"the manuscript has no byline; from {metadata.origin}: {named}"
        understood.doubt("HP546", 1, message, "correct the contributors of the article")
    for text in metadata.unused:
        understood.recognise(0, f"“{text}” in {metadata.origin} was not used: programs write such values")


def _person(author: Author) -> Author:
    name, degrees = without_degrees(author.name)
    return replace(author, name=name, credentials=author.credentials or degrees)


def _byline(part: Passage | None) -> list[str]:
    """The names in a byline; none where the paragraph is anything else."""
    text = text_of(part.inline) if isinstance(part, Prose) else ""
    match = _BYLINE.fullmatch(text.strip())
    if match is None or "\n" in text:
        return []
    names = [name.strip() for name in _BETWEEN_NAMES.split(match["names"])]
    return names if all(map(_NAME.fullmatch, names)) else []


def take_guest_lines(understood: Understood) -> None:
    """Take lines such as ``Dr. Jing Pan, Boren Hospital`` above the conversation, for those who speak in it."""
    kept: list[Passage] = []
    for index, part in enumerate(understood.parts):
        following = next(iter(understood.parts[index + 1 : index + 2]), None)
        if index == _TOP or _begins_turn(part, following, understood):
            kept += understood.parts[index:]
            break
        name = _guest_of(part, understood)
        at = next((at for at, one in enumerate(understood.people) if one.name == name), None) if name else None
        if at is None:
            kept.append(part)
            continue
        text = _line(part)
        understood.people[at] = replace(understood.people[at], affiliation=text[len(name) :].strip(" ,"))
        understood.drop(part.line, text, "a line about a speaker, which is under contributors")
        understood.recognise(part.line, f"a line about {name}")
    understood.parts = kept


def _begins_turn(part: Passage, following: Passage | None, understood: Understood) -> bool:
    """Whether the conversation begins: a label with words after it, or a name alone with a paragraph below."""
    lead = lead_in(part)
    if lead is None:
        return isinstance(part, TurnStart)
    speaker = understood.speaker_of(lead.label)
    if lead.bare and speaker is not None and not speaker.alone:
        return False
    if not lead.bare:
        return True
    is_about = isinstance(following, Prose) and text_of(following.inline).startswith(lead.label)
    return isinstance(following, Prose) and lead_in(following) is None and not is_about


def _guest_of(part: Passage | None, understood: Understood) -> str:
    """The name at the start of a line about a later speaker; "" where the line is anything else."""
    if not isinstance(part, Prose) or has_notes(part.inline):
        return ""
    text = _line(part)
    lead = lead_of(text)
    if not 0 < len(text) <= _GUEST_LINE_AT_MOST or _END.search(text) or (lead and lead.form == "marked"):
        return ""
    leads = (lead_in(other) for other in understood.parts if other is not part)
    named = {lead.label for lead in leads if lead is not None} | {speaker.name for speaker in understood.speakers}
    fitting = (name for name in named if text == name or text.startswith(f"{name}, "))
    return max(fitting, key=len, default="")


# ---------------------------------------------------------------- fields and identifiers


def take_fields(understood: Understood) -> None:
    """Take lines such as ``Keywords: a; b`` and ``DOI: 10...`` near the start or at the end."""
    kept: list[Passage] = []
    last = len(understood.parts) - 4
    for index, part in enumerate(understood.parts):
        is_near = index < _TOP or index >= last
        match = _FIELD.fullmatch(text_in(part)) if is_near and isinstance(part, Prose) else None
        if match is None or not isinstance(part, Prose) or not _take_field(understood, part.line, match):
            kept.append(part)
        else:
            understood.drop(part.line, text_of(part.inline), "a field of the front matter")
    understood.parts = kept


def _take_field(understood: Understood, line: int, match: re.Match[str]) -> bool:
    key, value = match["key"].casefold(), match["value"].strip()
    try:
        if key in ("doi", "pmid"):
            normal = normal_doi if key == "doi" else normal_pmid
            understood.front[key] = Value(normal(value), f"line {line}")
        else:
            terms = (term.strip(" .。") for term in re.split(r"[;；,，、·•]", value))
            understood.keywords += filter(None, terms)
    except MalformedError as error:
        understood.doubt("HP538", line, f"{error}", "correct it in the article")
        return False
    understood.recognise(line, key)
    return True


def note_identifiers(understood: Understood, text: str) -> None:
    """Add the trials in the copy to the front matter, and report the works that it names."""
    understood.trials += sorted(set(_NCT.findall(text)) - set(understood.trials))
    for noun, found in (("trial", understood.trials), ("DOI", _DOI.findall(text)), ("PMID", _PMID.findall(text))):
        for identifier in dict.fromkeys(found):
            understood.recognise(0, f"the {noun} {identifier}")


# ---------------------------------------------------------------- proposals


def propose(understood: Understood, metadata: Metadata, text: str, language: str) -> None:
    """Propose a headline, a standfirst and keywords where the manuscript has none, for the editor to improve."""
    guests = [person.name for person in understood.people if person.role == "interviewee"]
    if "headline" not in understood.front:
        headline = _conversation_with(guests, language) if guests else _opening_words(understood)
        understood.front["headline"] = Value(headline, "proposed")
        understood.doubt("HP539", 1, f"no headline was found: “{headline}” is proposed", "write another one")
    if "standfirst" not in understood.front and (sentence := _sentence_about(understood, guests)):
        understood.front["standfirst"] = Value(sentence, "proposed: a sentence of the text")
    if not understood.keywords:
        understood.keywords = list(metadata.keywords) or _terms(text, understood)
        understood.keywords_proposed = bool(understood.keywords) and not metadata.keywords
        if metadata.keywords and metadata.origin:
            message = f"the keywords are from {metadata.origin}: {', '.join(metadata.keywords)}"
            understood.doubt("HP546", 1, message, "correct the keywords of the article")


def _conversation_with(guests: list[str], language: str) -> str:
    patterns: dict[str, str] = word_lists()["conversation_with"]
    pattern = in_language(language, patterns)
    named = [guest for guest in guests if guest != GUEST]
    return pattern.format(named[0]) if named else pattern.partition("{")[0].rsplit(" ", 2)[0] or pattern.format("")


def _opening_words(understood: Understood) -> str:
    for part in understood.parts:
        found = text_in(part).split()
        opening = " ".join(found[:8]).strip(" ,;:.，。；：")
        if words(opening):
            return opening[:60] + ("…" if len(found) > 8 or len(opening) > 60 else "")
    return "Without a headline"


def _sentence_about(understood: Understood, guests: list[str]) -> str:
    """The shortest sentence that names the guest, in the editor's note or before the first turn."""
    told: list[Passage] = []
    for part in takewhile(lambda part: not isinstance(part, TurnStart), understood.parts):
        told += part.passages if isinstance(part, Boxed) and part.kind == "note" else [part]
    paragraphs = (text_of(part.inline) for part in told if isinstance(part, Prose))
    sentences = (" ".join(sentence.split()) for text in paragraphs for sentence in _SENTENCE.split(text))
    fitting = (one for one in sentences if 30 <= len(one) <= 260 and any(guest in one for guest in guests))
    return min((one for one in fitting if one.endswith((".", "!", "?", "。", "！", "？"))), key=len, default="")


def _terms(text: str, understood: Understood) -> list[str]:
    """The most frequent terms with capitals or digits, such as CAR-T, that occur three times or more.

    Labels of speakers are not terms, nor are parts of names, such as MS in MS Vik.
    """
    labels = {label for speaker in understood.speakers for label in (speaker.key, *speaker.labels)}
    labels |= {initials(person.name) for person in understood.people}
    matches = [match for match in _TERM.finditer(text) if _is_term(match[0]) and match[0] not in labels]
    found = Counter(match[0] for match in matches)
    in_names = Counter(match[0] for match in matches if _NAME_GOES_ON.match(text, match.end()))
    often = (term for term, count in found.most_common() if count > 2 and in_names[term] < count)
    return list(itertools.islice(often, _KEYWORDS_AT_MOST))


def _is_term(word: str) -> bool:
    """Whether a word has capitals in a row, or capitals and digits: ``CAR-T``, ``CD5``; not ``May`` or ``2025``."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals > 1 or (capitals == 1 and any(letter.isdigit() for letter in word))
