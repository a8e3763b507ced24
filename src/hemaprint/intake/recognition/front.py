"""What stands before the copy: headline, standfirst, byline, keywords and identifiers."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import replace
from itertools import takewhile

from hemaprint.errors import MalformedError
from hemaprint.intake.labels import NO_SPEAKERS, Lead, is_plausible, lead_of
from hemaprint.intake.passages import Author, Heading, Inline, Mark, Metadata, Passage, Prose, Span, text_of
from hemaprint.intake.recognition.names import initials, without_degrees
from hemaprint.intake.recognition.recognised import Boxed, Person, TurnStart, Understood, Value
from hemaprint.intake.recognition.sections import heads_a_box
from hemaprint.intake.recognition.speakers import GUEST, lead_in, voice_of
from hemaprint.intake.words import words
from hemaprint.project.values import normal_doi, normal_pmid

HEADLINE_AT_MOST = 160
_BYLINE = re.compile(
    r"(?:(?:(?:words|text|written|story|interview|interviewed)\s)?by:?\s|(?:(?:text|interview|ein gespräch)\s)?von:?\s|"
    r"(?:(?:texte|entretien|propos recueillis)\s)?par\s?:?\s|(?:entrevista\s)?por\s|entrevista\sde\s|"
    r"(?:testo\s|intervista\s)?di\s|"
    r"(?:text|texte|texto|testo|interview|entretien|entrevista|intervista|gespräch|words)\s?[:：]|"
    r"(?:das gespräch|das interview) führten?:?\s|(?:文|作者|撰文|采访|採訪|取材・文|聞き手・文)[:：])"
    r"\s*(?P<names>\S.{1,150})",
    re.IGNORECASE,
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĄĆČĐĎĘĚĞİŁŃŇŐŒŘŚŞŠŤŮŰŹŻŽΑ-ΩА-ЯЁІЇЄ]"
_NAME = re.compile(
    rf"(?:(?:Dr|Prof|Professor)\.?\s+)*{_CAPITAL}[\w.’'-]*(?:\s+(?:[a-z]{{1,3}}\s+)?{_CAPITAL}[\w.’'-]*){{1,4}}"
    r"(?:,\s*(?:MD|PhD|MSc|MPH|RN|PharmD))*|[\u4e00-\u9fff]{2,4}"
)
_BETWEEN_NAMES = re.compile(r"(?<!\s)\s+(?:and|und|et|y|e|&)\s+|[;；、]|,\s++(?!MD|PhD|MSc|MPH|RN|PharmD)")
_FIELD = re.compile(
    r"(?P<key>keywords?|key words|schl(?:üssel|ag)wörter|stichwörter|mots[- ]clés|palabras clave|parole chiave|"
    r"palavras[- ]chave|trefwoorden|nyckelord|słowa kluczowe|ключевые слова|关键词|關鍵詞|キーワード|doi|pmid)"
    r"\s*[:：]\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?:;,…。！？：；，]$")
_SENTENCE = re.compile(r"(?<=[.!?。！？])(?<!\bDr\.)(?<!\bSt\.)(?<!\bProf\.)(?<![A-Z]\.)\s*(?=[A-Z\u4e00-\u9fff“\"])")
_NCT = re.compile(r"\bNCT\d{8}\b")
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>，。；、）]+[^\s\"'<>.,;:)\]，。；、）]", re.ASCII)
_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b")
_TERM = re.compile(r"(?<![\w-])[A-Za-z0-9]{1,20}(?:-[A-Za-z0-9]{1,20}){0,3}(?![\w-])")
_NAME_GOES_ON = re.compile(r"\.? [A-Z][a-z]")
_CONVERSATIONS = {
    "en": "A conversation with {}",
    "de": "Ein Gespräch mit {}",
    "fr": "Un entretien avec {}",
    "es": "Una conversación con {}",
    "it": "Una conversazione con {}",
    "pt": "Uma conversa com {}",
    "nl": "Een gesprek met {}",
    "zh": "对话{}",
}
"""What a conversation without a headline is called, by language."""
_GUEST_LINE_AT_MOST = 200
_KICKER_AT_MOST = 40
_TOP = 12
"""Passages among which the front matter of a manuscript stands."""
_KEYWORDS_AT_MOST = 6


def take_headline(understood: Understood, metadata: Metadata, kind: str) -> None:
    """The headline: a heading of level 1, the first short line, or what the file says of itself."""
    _put_title_first(understood)
    _take_kicker(understood)
    first = next(iter(understood.parts), None)
    text = " ".join(text_of(first.inline).split()) if isinstance(first, Heading | Prose) else ""
    if kind == "markdown" and metadata.title:
        understood.front["headline"] = Value(metadata.title, "the title in the front matter", taken=True)
        if first is not None and text == metadata.title:
            understood.parts = understood.parts[1:]
            understood.drop(first.line, text, "the headline, which the front matter has")
        _take_standfirst(understood, metadata)
    elif isinstance(first, Heading | Prose) and _is_headline(first, kind, understood):
        understood.front["headline"] = Value(text, f"line {first.line}", True, _emphasised(first.inline))
        understood.parts = understood.parts[1:]
        understood.recognise(first.line, f"the headline “{text}”")
        if text.isupper() and len(text.split()) > 1:
            understood.doubt("HP545", first.line, "the headline is typed in capitals", "write it in small letters")
        _take_standfirst(understood, metadata)
    elif metadata.title.strip():
        text = " ".join(metadata.title.split())
        understood.front["headline"] = Value(text, f"proposed: {metadata.origin or 'the title of the file'}")
        if metadata.origin:
            message = f"no headline was found: “{text}” is the title in {metadata.origin}, which few authors see"
            understood.doubt("HP546", 1, message, "write another one if it is not meant")


def _emphasised(inline: Inline) -> Inline:
    """A headline with what is set off in it; a face that all of it has is that of headlines."""
    common = frozenset[Mark]({"strong"}).union(
        frozenset.intersection(*(span.marks for span in inline if span.text.strip()))
    )
    return tuple(Span(re.sub(r"\s+", " ", span.text), span.marks - common) for span in inline)


def _put_title_first(understood: Understood) -> None:
    """A subtitle above the title is read after it."""
    subtitles = list(takewhile(_is_subtitle, understood.parts))
    title = understood.parts[len(subtitles)] if len(subtitles) < len(understood.parts) else None
    if subtitles and isinstance(title, Heading) and title.level == 1:
        understood.parts = [title, *subtitles, *understood.parts[len(subtitles) + 1 :]]


def _take_kicker(understood: Understood) -> None:
    """A few words above a title are the kicker."""
    first, second = (*understood.parts[:2], None, None)[:2]
    if isinstance(first, Prose) and isinstance(second, Heading) and second.level == 1 and len(understood.parts) > 2:
        text = " ".join(text_of(first.inline).split())
        if (
            text
            and len(text) <= _KICKER_AT_MOST
            and not _END.search(text)
            and not any(one.note for one in first.inline)
        ):
            understood.front["kicker"] = Value(text, f"line {first.line}", taken=True)
            understood.parts = understood.parts[1:]
            understood.recognise(first.line, f"the kicker “{text}”")


def _is_headline(part: Heading | Prose, kind: str, understood: Understood) -> bool:
    text = text_of(part.inline).strip()
    if any(span.note for span in part.inline) or not text or len(text) > HEADLINE_AT_MOST:
        return False
    if len(understood.parts) < 2 or heads_a_box(part):
        return False
    if isinstance(part, Heading):
        return part.level == 1 or sum(isinstance(other, Heading) for other in understood.parts) == 1
    lead = lead_of(text)
    is_label = lead is not None and _is_lead(lead, text, understood)
    following = understood.parts[1]
    told = text_of(following.inline).strip() if isinstance(following, Prose) else ""
    more = kind == "text" and (len(understood.parts) > 2 or (len(told) > len(text) and bool(_END.search(told))))
    return more and not _END.search(text.rstrip("?!？！")) and "\n" not in text and not is_label


def _is_lead(lead: Lead, text: str, understood: Understood) -> bool:
    if lead.form == "marked":
        return lead.end == len(text) or _is_label(lead.label, understood)
    return _begins_others(lead.label, understood)


def _is_label(label: str, understood: Understood) -> bool:
    """Whether a label is a speaker's, or introduces something, and is no part of a title such as ``Iron: a review``."""
    if is_plausible(label) or label.casefold() in NO_SPEAKERS:
        return True
    return _begins_others(label, understood)


def _begins_others(label: str, understood: Understood) -> bool:
    others = (lead_of(text_of(part.inline)) for part in understood.parts[1:] if isinstance(part, Prose))
    return any(other is not None and other.label == label for other in others)


def _take_standfirst(understood: Understood, metadata: Metadata) -> None:
    """A short paragraph between the headline and who wrote or speaks, or one that the file calls its subtitle."""
    subtitles = list(takewhile(_is_subtitle, understood.parts))
    if subtitles:
        text = " ".join(" ".join(text_of(part.inline).split()) for part in subtitles if isinstance(part, Prose))
        understood.front["standfirst"] = Value(text, f"line {subtitles[0].line}", taken=True)
        understood.parts = understood.parts[len(subtitles) :]
        understood.recognise(subtitles[0].line, "the standfirst: the style of the paragraph is a subtitle's")
        return
    if metadata.standfirst:
        understood.front["standfirst"] = Value(metadata.standfirst, "the file says so")
    second, third = (*understood.parts[:2], None, None)[:2]
    before_names = _byline(third) or _guest_of(third, understood)
    if isinstance(second, Prose) and before_names and not _byline(second) and not _guest_of(second, understood):
        text = " ".join(text_of(second.inline).split())
        if len(text) < 400 and not any(span.note for span in second.inline):
            understood.front["standfirst"] = Value(text, f"line {second.line}", taken=True)
            understood.parts = understood.parts[1:]
            understood.recognise(second.line, "the standfirst")


def _is_subtitle(part: Passage) -> bool:
    """Whether a paragraph is the subtitle; one with a note stays in the copy, where the note can be called."""
    return isinstance(part, Prose) and part.subtitle and not any(span.note for span in part.inline)


def take_byline(understood: Understood, metadata: Metadata) -> None:
    """Who wrote it: a line ``By Jane Doe``, or what the file says of itself."""
    for index, part in enumerate(understood.parts[:_TOP]):
        names = _byline(part)
        if names:
            understood.people += [_person(Author(name)) for name in names]
            understood.drop(part.line, text_of(part.inline), "the byline: it stands under contributors")  # type: ignore[attr-defined]
            understood.recognise(part.line, f"the byline: {', '.join(names)}")
            del understood.parts[index]
            return
    authors = [author for author in metadata.authors if author.name.strip()]
    understood.people += [_person(one, metadata.origin) for one in authors]
    if authors and metadata.origin:
        named = ", ".join(author.name for author in authors)
        message = f"the manuscript has no byline; the authors {named} are those of {metadata.origin}"
        understood.doubt("HP546", 1, message, "correct the contributors of the article")
    for text in metadata.unused:
        understood.recognise(0, f"“{text}” in {metadata.origin} was not used: no author types such a thing")


def _person(author: Author, origin: str = "") -> Person:
    plain, degrees = without_degrees(author.name)
    credentials = author.credentials or degrees
    return Person(plain, author.role, credentials, author.affiliation, author.orcid, origin)


def _byline(part: Passage | None) -> list[str]:
    """The names of a byline; none where the paragraph is anything else."""
    if not isinstance(part, Prose) or "\n" in text_of(part.inline):
        return []
    match = _BYLINE.fullmatch(text_of(part.inline).strip())
    if match is None:
        return []
    names = [
        name.strip()
        for name in re.split(
            r"(?<!\s)\s+(?:and|und|et|y|e|&)\s+|[;；、]|,\s++(?!MD|PhD|MSc|MPH|RN|PharmD)", match["names"]
        )
    ]
    return names if all(_NAME.fullmatch(name) for name in names) else []


def take_guest_lines(understood: Understood) -> None:
    """Lines such as ``Dr. Jing Pan, Boren Hospital`` above the conversation, for those who speak in it."""
    kept: list[Passage] = []
    for index, part in enumerate(understood.parts):
        following = understood.parts[index + 1] if index + 1 < len(understood.parts) else None
        if index == _TOP or _begins_turn(part, following, understood):
            kept += understood.parts[index:]
            break
        name = _guest_of(part, understood)
        person = next((one for one in understood.people if one.name == name), None) if name else None
        if person is None or not isinstance(part, Prose):
            kept.append(part)
            continue
        text = " ".join(text_of(part.inline).split())
        place = text[len(name) :].strip(" ,")
        understood.people[understood.people.index(person)] = replace(person, affiliation=place)
        understood.drop(part.line, text, "who speaks: it stands under contributors")
        understood.recognise(part.line, f"who {name} is")
    understood.parts = kept


def _begins_turn(part: Passage, following: Passage | None, understood: Understood) -> bool:
    """Whether the conversation begins: a label with words behind it, or a name alone with a paragraph below."""
    lead = lead_in(part)
    if isinstance(part, TurnStart) or lead is None:
        return isinstance(part, TurnStart)
    voice = voice_of(understood.voices, lead.label)
    if lead.bare and voice is not None and not voice.alone:
        return False
    if not lead.bare:
        return True
    told = text_of(following.inline).startswith(lead.label) if isinstance(following, Prose) else False
    return isinstance(following, Prose) and lead_in(following) is None and not told  # nobody tells of himself so


def _guest_of(part: Passage | None, understood: Understood) -> str:
    """The name at the head of a line that tells who somebody is who speaks later; "" where it is anything else."""
    if not isinstance(part, Prose) or any(span.note for span in part.inline):
        return ""
    text = " ".join(text_of(part.inline).split())
    if (
        not text
        or len(text) > _GUEST_LINE_AT_MOST
        or _END.search(text)
        or ((lead := lead_of(text)) and lead.form == "marked")
    ):
        return ""
    leads = (lead_in(other) for other in understood.parts if other is not part)
    named = {lead.label for lead in leads if lead is not None} | {voice.name for voice in understood.voices}
    return next(
        (name for name in sorted(named, key=len, reverse=True) if text == name or text.startswith(f"{name}, ")), ""
    )


def take_fields(understood: Understood) -> None:
    """Lines such as ``Keywords: a; b`` and ``DOI: 10...`` near the head or at the end."""
    kept: list[Passage] = []
    last = len(understood.parts) - 4
    for index, part in enumerate(understood.parts):
        near = index < _TOP or index >= last
        match = _FIELD.fullmatch(text_of(part.inline).strip()) if near and isinstance(part, Prose) else None
        if match is None or not isinstance(part, Prose) or not _take_field(understood, part.line, match):
            kept.append(part)
        else:
            understood.drop(part.line, text_of(part.inline), "it stands in the front matter")
    understood.parts = kept


def _take_field(understood: Understood, line: int, match: re.Match[str]) -> bool:
    key, value = match["key"].casefold(), match["value"].strip()
    try:
        if key == "doi":
            understood.front["doi"] = Value(normal_doi(value), f"line {line}")
        elif key == "pmid":
            understood.front["pmid"] = Value(normal_pmid(value), f"line {line}")
        else:
            understood.keywords += [
                word.strip(" .。") for word in re.split(r"[;；,，、·•]", value) if word.strip(" .。")
            ]
    except MalformedError as error:
        understood.doubt("HP538", line, f"{error}", "correct it in the article")
        return False
    understood.recognise(line, key)
    return True


def note_identifiers(understood: Understood, text: str) -> None:
    """Trials go to the front matter, too; works that are named in the copy are only told."""
    understood.trials += sorted(set(_NCT.findall(text)) - set(understood.trials))
    for trial in understood.trials:
        understood.recognise(0, f"the trial {trial}")
    for doi in dict.fromkeys(_DOI.findall(text)):
        understood.recognise(0, f"the DOI {doi}")
    for pmid in dict.fromkeys(_PMID.findall(text)):
        understood.recognise(0, f"the PMID {pmid}")


def propose(understood: Understood, metadata: Metadata, text: str, language: str) -> None:
    """A headline, a standfirst and keywords where the manuscript has none: for the editor to better."""
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
            message = f"the keywords are those of {metadata.origin}: {', '.join(metadata.keywords)}"
            understood.doubt("HP546", 1, message, "correct the keywords of the article")


def _conversation_with(guests: list[str], language: str) -> str:
    pattern = _CONVERSATIONS.get(language.partition("-")[0], _CONVERSATIONS["en"])
    named = [guest for guest in guests if guest != GUEST]
    return pattern.format(named[0]) if named else pattern.partition("{")[0].rsplit(" ", 2)[0] or pattern.format("")


def _opening_words(understood: Understood) -> str:
    for part in understood.parts:
        if isinstance(part, Prose | Heading) and text_of(part.inline).strip():
            found = text_of(part.inline).split()
            opening = " ".join(found[:8]).strip(" ,;:.，。；：")
            if words(opening):
                return opening[:60] + ("…" if len(found) > 8 or len(opening) > 60 else "")
    return "Without a headline"


def _sentence_about(understood: Understood, guests: list[str]) -> str:
    """The shortest sentence of the editor's note, or of what comes before the first turn, that names the guest."""
    told: list[Passage] = []
    for part in understood.parts:
        if isinstance(part, TurnStart):
            break
        told += part.passages if isinstance(part, Boxed) and part.kind == "note" else [part]
    sentences = [
        " ".join(sentence.split())
        for part in told
        if isinstance(part, Prose)
        for sentence in _SENTENCE.split(text_of(part.inline))
    ]
    fitting = [one for one in sentences if 30 <= len(one) <= 260 and any(guest in one for guest in guests)]
    fitting = [one for one in fitting if one.endswith((".", "!", "?", "。", "！", "？"))]
    return min(fitting, key=len, default="")


def _terms(text: str, understood: Understood) -> list[str]:
    """The terms with capitals or digits, such as CAR-T, that are most frequent, three times or more.

    No labels of those who speak, and nothing that is only a part of a name, such as MS in MS Vik.
    """
    labels = {label for voice in understood.voices for label in (voice.key, *voice.labels)}
    labels |= {initials(person.name) for person in understood.people}
    matches = [match for match in _TERM.finditer(text) if _is_term(match[0]) and match[0] not in labels]
    found = Counter(match[0] for match in matches)
    in_names = Counter(match[0] for match in matches if _NAME_GOES_ON.match(text, match.end()))
    often = (term for term, count in found.most_common() if count > 2 and in_names[term] < count)
    return list(itertools.islice(often, _KEYWORDS_AT_MOST))


def _is_term(word: str) -> bool:
    """Capitals in a row, or capitals and digits: ``CAR-T``, ``CD5``; not ``May`` or ``2025``."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals > 1 or (capitals == 1 and any(letter.isdigit() for letter in word))
