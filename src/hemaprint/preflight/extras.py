"""What is no page: scripts, actions that run by themselves, forms, film and sound, attached files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pikepdf import Dictionary

from hemaprint.errors import Severity
from hemaprint.pdf.values import entries_of, entry, identity, items, name_of
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.reading import annotations_of, text_of, tree_pairs

_ACTIVE = {
    "JavaScript": "a script (JavaScript)",
    "Launch": "an action that starts a program",
    "SubmitForm": "an action that sends data away",
    "ImportData": "an action that reads data from a file",
    "Movie": "an action that plays a film",
    "Sound": "an action that plays a sound",
    "Rendition": "an action that plays film or sound",
}
"""Actions that a file for the screen or the press must not have (ISO 19005-3, 6.5.1)."""
_MEDIA = {"Movie": "a film", "Sound": "a sound", "Screen": "film or sound", "RichMedia": "film, sound or Flash"}
_MEDIA |= {"3D": "a 3D model"}
_RELATIONS = ("Source", "Data", "Alternative", "Supplement", "EncryptedPayload", "FormData", "Schema", "Unspecified")
"""ISO 32000-2, table 43."""
_FOLLOWED = 32


def check_actions(subject: Subject) -> Iterator[Finding]:
    """Nothing runs when the file is opened, a page is turned, or a link is followed."""
    hint = "take scripts and actions out: archives, mail servers and printers refuse them"
    for page, holder in _holders(subject):
        for kind in _kinds(holder):
            if kind in _ACTIVE:
                yield Finding("HP436", Severity.ERROR, f"the file holds {_ACTIVE[kind]}", hint, page)


def check_media(subject: Subject) -> Iterator[Finding]:
    """No forms, films, sounds or models."""
    severity = Severity.ERROR if subject.purpose is Purpose.PRINT else Severity.WARNING
    hint = "show it as a picture, with a link to where it can be seen"
    form = entry(subject.pdf.Root, "/AcroForm")
    if items(entry(form, "/Fields")) or entry(form, "/XFA") is not None:
        message = "the file holds a form that is to be filled in"
        yield Finding("HP438", severity, message, "print the form as text, or link to one on the web")
    for index, page in enumerate(subject.pdf.pages):
        for kind in sorted({name_of(one.get("/Subtype")) for one in annotations_of(page)} & set(_MEDIA)):
            yield Finding("HP438", severity, f"the page holds {_MEDIA[kind]}", hint, index)


def check_attachments(subject: Subject) -> Iterator[Finding]:
    """Attached files say what they are to the document; a print file has none."""
    for key, file in tree_pairs(entry(entry(subject.pdf.Root, "/Names"), "/EmbeddedFiles"), "/Names"):
        name = text_of(entry(file, "/UF")) or text_of(entry(file, "/F")) or text_of(key)
        if subject.purpose is Purpose.PRINT:
            message = f'the file "{name}" is attached to a print file'
            yield Finding("HP437", Severity.WARNING, message, "take attachments out of what is printed")
        elif name_of(entry(file, "/AFRelationship")) not in _RELATIONS:
            message = f'the attached file "{name}" does not say what it is to the document'
            hint = "give it a relationship, such as Source (AFRelationship)"
            yield Finding("HP437", Severity.WARNING, message, hint)


def _holders(subject: Subject) -> Iterator[tuple[int | None, Any]]:
    """Every action that something starts, with the page that it belongs to."""
    root = subject.pdf.Root
    yield None, entry(root, "/OpenAction")
    yield from ((None, action) for _, action in entries_of(entry(root, "/AA")))
    yield from ((None, action) for _, action in tree_pairs(entry(entry(root, "/Names"), "/JavaScript"), "/Names"))
    for field in items(entry(entry(root, "/AcroForm"), "/Fields")):
        yield from ((None, action) for _, action in entries_of(entry(field, "/AA")))
    for index, page in enumerate(subject.pdf.pages):
        yield from ((index, action) for _, action in entries_of(entry(page.obj, "/AA")))
        for one in annotations_of(page):
            yield index, one.get("/A")
            yield from ((index, action) for _, action in entries_of(entry(one, "/AA")))


def _kinds(action: Any) -> set[str]:
    """The kinds of an action and of those that follow it."""
    found: set[str] = set()
    seen: list[Any] = []
    pending = [action]
    while pending and len(seen) < _FOLLOWED:
        one = pending.pop()
        if not isinstance(one, Dictionary) or (identity(one) is not None and identity(one) in seen):
            continue
        seen.append(identity(one))
        found.add(name_of(one.get("/S")))
        following = one.get("/Next")
        pending += [following] if isinstance(following, Dictionary) else items(following)
    return found
