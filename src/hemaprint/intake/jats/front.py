"""What the front of a JATS article says of it: title, people, language, keywords, identifiers."""

from __future__ import annotations

import re
from collections.abc import Collection

from hemaprint.intake.files.xml import Element
from hemaprint.intake.jats.inline import LANGUAGE, Findings, name_of, plain_in, text_in
from hemaprint.intake.passages import Author, Metadata

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def metadata_of(root: Element, findings: Findings) -> Metadata:
    """The metadata of an article; the headline is read with the copy."""
    meta = root.find("front/article-meta")
    if meta is None:
        meta = root.find("front-stub")
    language = (root.get(LANGUAGE) or "").strip()
    if meta is None:
        return Metadata(language=language)
    teaser = next((one for one in meta.findall("abstract") if is_teaser(one)), None)
    for note in meta.findall("author-notes/fn"):
        if note.get("fn-type") != "other":
            message = f"a note on the authors is not copy: “{plain_in(note)[:120]}”"
            findings.doubt("HP548", note, message, "write interests under disclosure of the contributor")
    return Metadata(
        standfirst=plain_in(teaser) or plain_in(meta.find("title-group/subtitle")),
        authors=tuple(_author(one, meta) for one in meta.findall("contrib-group/contrib") if _name(one)),
        published=_published(meta),
        language=language,
        keywords=tuple(word for one in meta.findall("kwd-group/kwd") if (word := plain_in(one))),
        doi=next((plain_in(one) for one in meta.findall("article-id") if one.get("pub-id-type") == "doi"), ""),
    )


_TAKEN = frozenset({"contrib-group", "aff", "kwd-group", "abstract", "subtitle", "pub-date"})
"""Elements of the front that go into the front matter."""


def leave_out_metadata(article: Element, copy: Collection[Element], findings: Findings) -> list[Element]:
    """What the front says of the article and its journal beside its ``copy``; it is told as left out."""
    holders = [
        one for name in ("front/journal-meta", "front/article-meta", "front-stub") for one in article.findall(name)
    ]
    parts = [part for holder in holders for part in holder if isinstance(part.tag, str)]
    found = [one for part in parts for one in (part if name_of(part) == "title-group" else (part,)) if one not in copy]
    for one in found:
        taken = name_of(one) in _TAKEN
        why = "the front matter of the article has it" if taken else "metadata of the file: not copy"
        findings.drop(one, text_in(one), why)
    return found


def is_teaser(abstract: Element) -> bool:
    """Whether an abstract is the standfirst of a magazine."""
    return bool(abstract.get("abstract-type") == "teaser")


def _author(person: Element, meta: Element) -> Author:
    role = person.get("contrib-type", "")
    identifier = _ORCID.search(next((plain_in(one) for one in person.findall("contrib-id")), ""))
    return Author(
        name=_name(person),
        role="interviewee" if role == "interviewee" else "interviewer" if role == "interviewer" else "author",
        credentials=plain_in(person.find("degrees")),
        affiliation=_affiliation(person, meta),
        orcid=identifier[0] if identifier else "",
    )


def _name(person: Element) -> str:
    name = next((one for one in person.iter() if name_of(one) == "name"), None)
    if name is None:
        names = (
            person.findall("string-name") + person.findall("collab") + person.findall("name-alternatives/string-name")
        )
        return plain_in(names[0]) if names else ""
    family, given = plain_in(name.find("surname")), plain_in(name.find("given-names"))
    wide = bool(re.search(r"[\u3040-\u9fff\uac00-\ud7af]", family))
    return f"{family}{given}" if wide else f"{given} {family}".strip()


def _affiliation(person: Element, meta: Element) -> str:
    """The first affiliation, in the person or pointed at."""
    places = {one.get("id"): one for one in meta.iter("aff")}
    pointed = [places.get(one.get("rid")) for one in person.findall("xref") if one.get("ref-type") == "aff"]
    found = next((one for one in [person.find("aff"), *pointed] if one is not None), None)
    if found is None:
        return ""
    label = plain_in(found.find("label"))
    return plain_in(found).removeprefix(label).strip(" ,;")


def _published(meta: Element) -> str:
    for date in meta.findall("pub-date"):
        parts = [plain_in(date.find(part)) for part in ("year", "month", "day")]
        if all(part.isdigit() for part in parts):
            return f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}"
    return ""
