"""Check what a reader follows: links, outline, page labels, actions, media and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.errors import Severity
from hemaprint.pdf.objects import (
    ObjectId,
    annotations_of,
    box_of,
    entries_of,
    entry,
    identity,
    is_new,
    items,
    name_of,
    page_places,
    text_of,
    tree_pairs,
)
from hemaprint.preflight.report import Finding, Purpose, Subject


class Targets:
    """The pages and the named destinations of a file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages = page_places(pdf)
        self._names: dict[bytes, Any] = {
            bytes(key): value
            for key, value in tree_pairs(entry(entry(pdf.Root, "/Names"), "/Dests"), "/Names")
            if isinstance(key, String)
        }
        self._old = entry(pdf.Root, "/Dests")

    def fault(self, destination: Any) -> str:
        """What is wrong with a destination; "" where it leads to a page of the file."""
        if isinstance(destination, String | Name):
            found = self._named(destination)
            shown = text_of(destination) or name_of(destination)
            if found is None:
                return f'there is no place named "{shown}"'
            return self._explicit(found)
        return self._explicit(destination)

    def action_fault(self, action: Any) -> str:
        """What is wrong with the target of a go-to action; "" for other actions."""
        if name_of(entry(action, "/S")) != "GoTo":
            return ""
        return self.fault(entry(action, "/D"))

    def _named(self, name: Any) -> Any:
        if isinstance(name, Name):
            return entry(self._old, name)
        return self._names.get(bytes(name))

    def _explicit(self, destination: Any) -> str:
        if isinstance(destination, Dictionary):
            destination = entry(destination, "/D")
        if not isinstance(destination, Array) or not len(destination):
            return "its destination is malformed"
        target = items(destination)[0]
        if identity(target) in self._pages:
            return ""
        if isinstance(target, int):
            return "" if 0 <= target < len(self._pages) else f"there is no page {target + 1}"
        if isinstance(target, Dictionary) and "/S" in target:  # a structure element (ISO 32000-2, 12.3.2.3)
            return ""
        return "it leads to a page that is not in the file"


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check_links(subject: Subject) -> Iterator[Finding]:
    """Every link annotation leads somewhere."""
    targets = Targets(subject.pdf)
    based = bool(text_of(entry(entry(subject.pdf.Root, "/URI"), "/Base")))
    for index, page in enumerate(subject.pdf.pages):
        for link in annotations_of(page):
            if name_of(link.get("/Subtype")) != "Link":
                continue
            for code, message in _faults(link, targets, based):
                place = box_of(link.get("/Rect"))
                origin = subject.located(index, place)
                yield Finding(code, Severity.ERROR, message, _hint(code, subject), index, place, origin)


def _faults(link: Any, targets: Targets, based: bool) -> Iterator[tuple[str, str]]:
    action, destination = entry(link, "/A"), entry(link, "/Dest")
    if destination is not None:
        if fault := targets.fault(destination):
            yield "HP422", f"a link leads nowhere: {fault}"
    elif action is None:
        yield "HP422", "a link has no target"
    elif fault := targets.action_fault(action):
        yield "HP422", f"a link leads nowhere: {fault}"
    elif name_of(entry(action, "/S")) == "URI" and (fault := address_fault(_address(action), based)):
        yield "HP423", fault


def _hint(code: str, subject: Subject) -> str:
    if code == "HP422":
        return "let it lead to a place that is in the file"
    return subject.advice(
        "correct the address in the manuscript, and build again", "correct the address where the file is made"
    )


def _address(action: Any) -> str:
    found = entry(action, "/URI")
    return bytes(found).decode("utf-8", "replace") if isinstance(found, String) else ""


def address_fault(address: str, based: bool = False) -> str:
    """What is wrong with a web address (RFC 3986); a relative one is right only where the file has a base."""
    if not address.strip():
        return "a link has an empty address"
    if re.search(r"[\s\x00-\x1f<>\"{}|\\^`]", address):
        return f'the address "{address}" holds white space or characters that no address has'
    if address.startswith("x-issue:"):
        return f'the link to "{address.removeprefix("x-issue:")}" was not turned into a page of the issue'
    if not _SCHEME.match(address):
        return "" if based else f'the address "{address}" has no scheme such as https:'
    try:
        parts = urlsplit(address)
        host, path = parts.hostname or "", parts.path
    except ValueError:
        return f'the address "{address}" is malformed'
    if parts.scheme.lower() in ("http", "https") and not host.strip("."):
        return f'the address "{address}" names no host'
    if parts.scheme.lower() == "mailto" and "@" not in path:
        return f'the address "{address}" names no mailbox'
    if parts.scheme.lower() == "file":
        return f'the address "{address}" leads to a file on one machine'
    return ""


LONG = 4
"""A file of more pages needs an outline."""

_STYLES = ("D", "R", "r", "A", "a")


def check_outline(subject: Subject) -> Iterator[Finding]:
    """A long file for the screen has an outline, and each of its entries leads somewhere."""
    if subject.purpose is not Purpose.SCREEN:
        return
    seen: set[ObjectId] = set()
    targets = Targets(subject.pdf)
    count = 0
    root = entry(subject.pdf.Root, "/Outlines")
    for item in _walk(entry(root, "/First"), seen):
        count += 1
        yield from _item(item, targets)
    if not count and len(subject.pdf.pages) > LONG:
        message = f"the file has {len(subject.pdf.pages)} pages and no outline"
        yield Finding("HP424", Severity.WARNING, message, "give it bookmarks: one for each article at least")


def check_labels(subject: Subject) -> Iterator[Finding]:
    """Page labels start with the first page, and name pages that are there."""
    labels = entry(subject.pdf.Root, "/PageLabels")
    hint = "let the page numbers of the reading program be those that are printed"
    if labels is None:
        if subject.edition is not None and subject.purpose is Purpose.SCREEN:
            yield Finding("HP427", Severity.NOTE, "the file has no page labels", hint)
        return
    ranges = list(tree_pairs(labels, "/Nums"))
    starts = [key for key, _ in ranges if isinstance(key, int)]
    if len(starts) != len(ranges) or starts != sorted(set(starts)) or not starts:
        yield Finding("HP427", Severity.WARNING, "the page labels are malformed", hint)
    elif starts[0] != 0:
        yield Finding("HP427", Severity.WARNING, "the page labels do not start with the first page", hint)
    elif starts[-1] >= len(subject.pdf.pages):
        yield Finding("HP427", Severity.WARNING, "the page labels name pages that the file does not have", hint)
    for _, label in ranges:
        style = entry(label, "/S")
        if style is not None and name_of(style) not in _STYLES:
            yield Finding("HP427", Severity.WARNING, f"the page labels have an unknown style {name_of(style)}", hint)


def _walk(first: Any, seen: set[ObjectId]) -> Iterator[Any]:
    """Every item of the outline, in reading order, each once."""
    pending = [first]
    while pending:
        item = pending.pop()
        if item is not None and is_new(item, seen):
            yield item
            pending += [entry(item, "/Next"), entry(item, "/First")]


def _item(item: Any, targets: Targets) -> Iterator[Finding]:
    title = text_of(entry(item, "/Title"))
    if not title:
        hint = "give every bookmark a title"
        yield Finding("HP426", Severity.WARNING, "an entry of the outline has no title", hint)
    destination, action = entry(item, "/Dest"), entry(item, "/A")
    if destination is not None:
        fault = targets.fault(destination)
    elif action is not None:
        fault = targets.action_fault(action)
    else:
        fault = "" if entry(item, "/First") is not None else "it has no target"
    if fault:
        message = f"“{title}” in the outline leads nowhere: {fault}"
        yield Finding("HP425", Severity.ERROR, message, "let it lead to a page of the file")


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
