# SPDX-License-Identifier: MIT
"""Recognise what is set apart: boxes, crossheads, and titles of works."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from hemaprint.intake.labels import bare, without_degrees
from hemaprint.intake.language import count_of, phrases
from hemaprint.intake.passages import (
    Boxed,
    Heading,
    Inline,
    Listing,
    Passage,
    Prose,
    TurnStart,
    all_have,
    cut,
    has_notes,
    marked,
    plain,
    text_in,
    text_of,
    trimmed,
    unmarked,
    with_inline,
)
from hemaprint.intake.recognition import Understood

_NOTE = re.compile(rf"(?P<label>{phrases('note')})\s*(?:[:：.]|[-–—](?=\s)|$)\s*", re.IGNORECASE)
_ABOUT = re.compile(rf"(?:{phrases('about')})\s*[:：]?", re.IGNORECASE)
_ABOUT_NAMED = re.compile(r"[Aa]bout (?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,5})\s*[:：]?")
_CLOSING = re.compile(rf"[(\[（]?(?:{phrases('closing')})", re.IGNORECASE)
_PLACE = re.compile(phrases("place"), re.IGNORECASE)
_OF_PLACE = re.compile(
    r"^[\w ]{2,40}?\b(?:of|at|in|der|des|du|de la|del)\s+(?:the\s+)?(?=(?:Department|Division|Institute|University|"
    r"Unit|Center|Centre|Clinic|School|Abteilung|Klinik|Institut|Service)\b)"
)
"""``Head of the`` before ``Department``."""
_CJK_POST = re.compile(r"(?:副?主任(?:医师)?|副?教授|院长|研究员|博士生导师){1,6}$")
_BOX_TITLE_AT_MOST = 80
_CROSSHEAD_AT_MOST = 80
_CROSSHEAD_WORDS = 12
_ITEM = re.compile(r"\w{1,4}\)\s")
"""The number of an item: ``5)`` continues a list elsewhere."""
_SENTENCE_ENDS = tuple('.,;:…。，；：!！?？)]”"')
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


# ---------------------------------------------------------------- boxes


def heads_a_box(part: Passage) -> bool:
    """Whether a heading or a short line heads a note or a box about a person, and is not a headline."""
    return _NOTE.fullmatch(text_in(part)) is not None or _about_title(part) is not None


def box_note(understood: Understood) -> None:
    """Box the editor's note, from its label to the first turn or heading."""
    for index, part in enumerate(takewhile(lambda part: not isinstance(part, TurnStart), understood.parts)):
        inline = part.inline if isinstance(part, Prose | Heading) else ()
        match = _NOTE.match(text_of(inline))
        if match is None or (isinstance(part, Heading) and match.end() < len(text_of(inline))):
            continue
        rest = trimmed(cut(inline, match.end()))
        said: list[Passage] = [Prose(line=part.line, inline=rest)] if rest else []
        following = list(takewhile(lambda part: not _ends_note(part), understood.parts[index + 1 :]))
        said += following if understood.speakers else following[: 1 - len(said)]
        if said:
            box = Boxed(line=part.line, kind="note", title=plain(match["label"]), passages=tuple(said))
            end = index + 1 + len(said) - bool(rest)
            understood.parts[index:end] = [box]
            understood.recognise(part.line, f"the editor's note, {count_of(len(said), 'paragraph')}")
        return


def _ends_note(part: Passage) -> bool:
    return isinstance(part, TurnStart | Heading | Boxed) or _about_title(part) is not None


def box_about(understood: Understood) -> None:
    """Box the text about a person: a heading, and the list or the paragraphs under it."""
    rest = understood.parts
    parts: list[Passage] = []
    while rest:
        part, *rest = rest
        title = _about_title(part)
        told = _told_about(rest) if title else ()
        if title and told:
            _report_about(understood, part.line, text_of(title), told)
            part = Boxed(line=part.line, kind="about", title=title, passages=told)
            rest = rest[len(told) :]
        parts.append(part)
    understood.parts = parts


def _about_title(part: Passage) -> Inline | None:
    if not isinstance(part, Prose | Heading):
        return None
    text = text_of(part.inline).strip()
    if len(text) > _BOX_TITLE_AT_MOST or not (_ABOUT.fullmatch(text) or _ABOUT_NAMED.fullmatch(text)):
        return None
    return trimmed(cut(part.inline, 0, len(text_of(part.inline).rstrip(" :：\n"))))


def _told_about(parts: list[Passage]) -> tuple[Passage, ...]:
    """The first of these parts that are about the person: paragraphs, up to and including a list."""
    for index, part in enumerate(parts):
        if isinstance(part, Listing):
            return tuple(parts[: index + 1])
        if not isinstance(part, Prose) or _about_title(part) or _CLOSING.match(text_of(part.inline)):
            return tuple(parts[:index])
    return tuple(parts)


def _report_about(understood: Understood, line: int, title: str, told: tuple[Passage, ...]) -> None:
    firsts = [item[0] for part in told if isinstance(part, Listing) for item in part.items if item]
    posts = [text_of(first.inline) for first in firsts if isinstance(first, Prose)]
    counted = count_of(len(posts), "post") if posts else count_of(len(told), "paragraph")
    understood.recognise(line, f"the box “{title}”, {counted}")
    affiliation = next(filter(None, (_affiliation(post) for post in posts)), "")
    if not affiliation:
        return
    named = [person for person in understood.people if bare(person.name).casefold() in title.casefold()]
    guests = named or [person for person in understood.people if person.role == "interviewee"]
    if len(guests) == 1 and not guests[0].affiliation:
        at = understood.people.index(guests[0])
        degrees = guests[0].credentials or without_degrees(title)[1]
        understood.people[at] = replace(guests[0], affiliation=affiliation, credentials=degrees)
        message = f"the affiliation of {guests[0].name} is the first post: {affiliation}"
        understood.doubt("HP536", told[0].line, message, "correct affiliation under contributors")


def _affiliation(post: str) -> str:
    """The place in ``Director, Department of Hematology, Boren Hospital``, from the first part that names one."""
    pieces = [piece.strip() for piece in re.split(r"[,，;；]", post)]
    start = next((index for index, piece in enumerate(pieces) if _PLACE.search(piece)), None)
    if start is None:
        return ""
    place = _OF_PLACE.sub("", ", ".join(pieces[start:]).rstrip("."), count=1)
    return _CJK_POST.sub("", place) or place


def box_closing(understood: Understood) -> None:
    """Box the magazine's words after the last turn, which are not an answer, as a note without title."""
    last = max((at for at, part in enumerate(understood.parts) if isinstance(part, TurnStart)), default=None)
    for index, part in enumerate(understood.parts):
        if last is not None and index > last + 1 and isinstance(part, Prose) and _CLOSING.match(text_of(part.inline)):
            understood.parts[index] = Boxed(line=part.line, kind="note", title=(), passages=(part,))
            message = "this paragraph was taken for a closing by the magazine and put in a box"
            understood.doubt("HP537", part.line, message, "remove the lines :::{note} and ::: around it")


# ---------------------------------------------------------------- crossheads


def make_crossheads(understood: Understood, kind: str) -> None:
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


def set_titles(understood: Understood) -> None:
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
