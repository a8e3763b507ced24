# SPDX-License-Identifier: MIT
"""Check what a reader follows: links, outline, page labels, actions, media and attachments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.errors import Severity
from hemaprint.pdf.objects import (
    EVERYWHERE,
    ObjectId,
    Rectangle,
    annotations_of,
    box_of,
    clipped,
    covers,
    entries_of,
    entry,
    identity,
    is_new,
    items,
    name_of,
    number,
    numbers,
    page_box,
    page_places,
    size_of,
    text_of,
    tree_pairs,
)
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

LONG = 4
"""A file of more pages needs an outline."""

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_STYLES = ("D", "R", "r", "A", "a")
_ACTIVE = {
    "JavaScript": "a script (JavaScript)",
    "Launch": "an action that starts a program",
    "SubmitForm": "an action that sends data",
    "ImportData": "an action that reads data from a file",
    "Movie": "an action that plays a film",
    "Sound": "an action that plays a sound",
    "Rendition": "an action that plays film or sound",
}
"""Actions that a file for the screen or the press must not have (ISO 19005-3, 6.5.1)."""
_MEDIA = {
    "Movie": "a film",
    "Sound": "a sound",
    "Screen": "film or sound",
    "RichMedia": "film, sound or Flash",
    "3D": "a 3D model",
}
_RELATIONS = ("Source", "Data", "Alternative", "Supplement", "EncryptedPayload", "FormData", "Schema", "Unspecified")
"""ISO 32000-2, table 43."""
_HIDDEN = 2 | 32
"""Flags of annotations that are not shown (ISO 32000-1, table 165)."""
_FOLLOWED = 32
"""Actions in a chain; later ones are not followed."""


# destinations (ISO 32000-1, 12.3.2)


class Targets:
    """The pages and the named destinations of a file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pages = page_places(pdf)
        self._names: dict[bytes, Any] = {
            bytes(key): value
            for key, value in tree_pairs(entry(pdf.Root, "/Names", "/Dests"), "/Names")
            if isinstance(key, String)
        }
        self._old = entry(pdf.Root, "/Dests")

    def fault(self, destination: Any) -> str:
        """What is wrong with a destination; "" if it leads to a page of the file."""
        if isinstance(destination, String | Name):
            if isinstance(destination, Name):
                found, shown = entry(self._old, destination), name_of(destination)
            else:
                found, shown = self._names.get(bytes(destination)), text_of(destination)
            if found is None:
                return f'there is no place named "{shown}"'
            destination = found
        return self._explicit(destination)

    def fault_of(self, holder: Any) -> str | None:
        """The same for the destination or the go-to action of a link or an outline entry; None if it has neither."""
        destination, action = entry(holder, "/Dest"), entry(holder, "/A")
        if destination is not None:
            return self.fault(destination)
        if action is None:
            return None
        return self.fault(entry(action, "/D")) if name_of(entry(action, "/S")) == "GoTo" else ""

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


# links


def check_links(subject: Subject) -> Iterator[Finding]:
    """Check that every link leads to an existing place, or to a plausible address. Nothing is fetched."""
    targets = Targets(subject.pdf)
    based = bool(text_of(entry(subject.pdf.Root, "/URI", "/Base")))
    address_hint = subject.advice(
        "correct the address in the manuscript, and build again", "correct the address where the file is made"
    )
    for index, page in enumerate(subject.pdf.pages):
        for link in annotations_of(page):
            if name_of(link.get("/Subtype")) != "Link":
                continue
            place, fault = box_of(link.get("/Rect")), targets.fault_of(link)
            if fault is None or fault:
                message = f"a link leads nowhere: {fault}" if fault else "a link has no target"
                hint = "let it lead to a place in the file"
                yield subject.finding("HP422", Severity.ERROR, message, hint, index, place)
            elif message := _address_fault_of(link, based):
                yield subject.finding("HP423", Severity.ERROR, message, address_hint, index, place)


def _address_fault_of(link: Any, based: bool) -> str:
    if entry(link, "/Dest") is not None or name_of(entry(link, "/A", "/S")) != "URI":
        return ""
    found = entry(link, "/A", "/URI")
    return address_fault(bytes(found).decode("utf-8", "replace") if isinstance(found, String) else "", based)


def address_fault(address: str, based: bool = False) -> str:
    """What is wrong with a web address (RFC 3986); a relative one is right only if the file has a base."""
    if not address.strip():
        return "a link has an empty address"
    if re.search(r"[\s\x00-\x1f<>\"{}|\\^`]", address):
        return f'the address "{address}" contains white space or characters that addresses cannot have'
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


_LEAST = 1.0
"""pt: a link that is narrower or lower cannot be touched, nor seen when it has the focus."""
_UNDER = 0.5
"""The part of a link that is under later ones from which on it counts as covered."""
_MOST_LINKS = 1000
"""Links of a page that are compared with each other, the first ones."""


@only_for(Purpose.SCREEN)
def check_link_areas(subject: Subject) -> Iterator[Finding]:
    """Check that every link can be touched: it has an area, on the page, and not under a link to another place."""
    hint = "make its rectangle as wide and as high as its text, one rectangle for each line"
    for index, page in enumerate(subject.pdf.pages):
        seen = page_box(page, "/CropBox") or page_box(page, "/MediaBox") or EVERYWHERE
        links = [(areas_of(link), _target_of(link)) for link in annotations_of(page) if _is_link(link)]
        for place, (areas, target) in enumerate(links):
            above = links[place + 1 : _MOST_LINKS]
            if fault := _area_fault(areas, seen, [area for those, other in above if other != target for area in those]):
                yield subject.finding("HP473", Severity.WARNING, f"a link {fault}", hint, index, areas[0])


def _is_link(annotation: Any) -> bool:
    return name_of(annotation.get("/Subtype")) == "Link" and not int(number(annotation.get("/F"))) & _HIDDEN


def areas_of(link: Any) -> list[Rectangle]:
    """Where a link is touched: its quadrilaterals if all are in its rectangle, or that (ISO 32000-1, table 173)."""
    whole, points = box_of(link.get("/Rect")) or (0.0, 0.0, 0.0, 0.0), numbers(entry(link, "/QuadPoints"))
    quads = [points[start : start + 8] for start in range(0, len(points) - 7, 8)]
    areas = [(min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])) for quad in quads]
    return areas if areas and all(covers(whole, area) for area in areas) else [whole]


def _target_of(link: Any) -> bytes:
    found = entry(link, "/Dest") or entry(link, "/A")
    return found.unparse(resolved=True) if isinstance(found, pikepdf.Object) else b""


def _area_fault(areas: Sequence[Rectangle], page: Rectangle, later: Sequence[Rectangle]) -> str:
    """Why a link cannot be touched; "" where it can."""
    if all(min(size_of(area)) < _LEAST for area in areas):
        return "has no area"
    if all(min(size_of(clipped(area, page))) < _LEAST for area in areas):
        return "is outside the page"
    covered = sum(max((_extent(clipped(area, one)) for one in later), default=0.0) for area in areas)
    return "is under another link" if covered > _UNDER * sum(map(_extent, areas)) else ""


def _extent(area: Rectangle) -> float:
    width, height = size_of(area)
    return width * height


# outline and page labels (ISO 32000-1, 12.3.3 and 12.4.2)


@only_for(Purpose.SCREEN)
def check_outline(subject: Subject) -> Iterator[Finding]:
    """Check that a long file for the screen has an outline, and that each entry leads somewhere."""
    targets = Targets(subject.pdf)
    count = 0
    for item in _outline(entry(subject.pdf.Root, "/Outlines", "/First")):
        count += 1
        title, fault = text_of(entry(item, "/Title")), targets.fault_of(item)
        if not title:
            hint = "give every bookmark a title"
            yield Finding("HP426", Severity.WARNING, "an entry of the outline has no title", hint)
        if fault is None:
            fault = "" if entry(item, "/First") is not None else "it has no target"
        if fault:
            message = f"“{title}” in the outline leads nowhere: {fault}"
            yield Finding("HP425", Severity.ERROR, message, "let it lead to a page of the file")
    if not count and len(subject.pdf.pages) > LONG:
        message = f"the file has {len(subject.pdf.pages)} pages and no outline"
        yield Finding("HP424", Severity.WARNING, message, "add bookmarks: at least one for each article")


def _outline(first: Any) -> Iterator[Any]:
    """Every item of the outline in reading order, each once."""
    seen: set[ObjectId] = set()
    pending = [first]
    while pending:
        item = pending.pop()
        if item is not None and is_new(item, seen):
            yield item
            pending += [entry(item, "/Next"), entry(item, "/First")]


def check_labels(subject: Subject) -> Iterator[Finding]:
    """Check that page labels start with the first page, and name existing pages."""
    labels = entry(subject.pdf.Root, "/PageLabels")
    hint = "let the page numbers in the viewer be the printed ones"
    if labels is None:
        if subject.edition is not None and subject.purpose is Purpose.SCREEN:
            yield Finding("HP427", Severity.NOTE, "the file has no page labels", hint)
        return
    ranges = list(tree_pairs(labels, "/Nums"))
    starts = [key for key, _ in ranges if isinstance(key, int)]
    faults = []
    if len(starts) != len(ranges) or starts != sorted(set(starts)) or not starts:
        faults.append("are malformed")
    elif starts[0] != 0:
        faults.append("do not start with the first page")
    elif starts[-1] >= len(subject.pdf.pages):
        faults.append("name pages that the file does not have")
    styles = [entry(label, "/S") for _, label in ranges]
    faults += [
        f"have an unknown style {name_of(style)}"
        for style in styles
        if style is not None and name_of(style) not in _STYLES
    ]
    for fault in faults:
        yield Finding("HP427", Severity.WARNING, f"the page labels {fault}", hint)


# actions, media and attachments


def check_actions(subject: Subject) -> Iterator[Finding]:
    """Check that nothing runs when the file is opened, a page is turned, or a link is followed."""
    hint = "remove scripts and actions: archives, mail servers and printers refuse them"
    for page, holder in _holders(subject):
        for kind in sorted(_kinds(holder)):
            if kind in _ACTIVE:
                yield Finding("HP436", Severity.ERROR, f"the file contains {_ACTIVE[kind]}", hint, page)


def _holders(subject: Subject) -> Iterator[tuple[int | None, Any]]:
    """Every action that is triggered by something, with its page."""
    root = subject.pdf.Root
    fields = items(entry(root, "/AcroForm", "/Fields"))
    yield None, entry(root, "/OpenAction")
    yield from ((None, action) for _, action in entries_of(entry(root, "/AA")))
    yield from ((None, action) for _, action in tree_pairs(entry(root, "/Names", "/JavaScript"), "/Names"))
    yield from ((None, action) for field in fields for _, action in entries_of(entry(field, "/AA")))
    for index, page in enumerate(subject.pdf.pages):
        notes = list(annotations_of(page))
        yield from ((index, entry(note, "/A")) for note in notes)
        yield from ((index, action) for one in (page.obj, *notes) for _, action in entries_of(entry(one, "/AA")))


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


def check_media(subject: Subject) -> Iterator[Finding]:
    """Check for forms, films, sounds and models."""
    form = entry(subject.pdf.Root, "/AcroForm")
    if items(entry(form, "/Fields")) or entry(form, "/XFA") is not None:
        message = "the file contains a form to be filled in"
        yield Finding("HP438", subject.severity(), message, "print the form as text, or link to one on the web")
    hint = "show it as a picture, with a link to the original"
    for index, page in enumerate(subject.pdf.pages):
        for kind in sorted({name_of(one.get("/Subtype")) for one in annotations_of(page)} & set(_MEDIA)):
            yield Finding("HP438", subject.severity(), f"the page contains {_MEDIA[kind]}", hint, index)


def check_attachments(subject: Subject) -> Iterator[Finding]:
    """Check that attached files have a relationship to the document, and that a print file has none."""
    for key, file in tree_pairs(entry(subject.pdf.Root, "/Names", "/EmbeddedFiles"), "/Names"):
        name = text_of(entry(file, "/UF")) or text_of(entry(file, "/F")) or text_of(key)
        if subject.purpose is Purpose.PRINT:
            message, hint = f'the file "{name}" is attached to a print file', "remove attachments from print files"
        elif name_of(entry(file, "/AFRelationship")) not in _RELATIONS:
            message = f'the attached file "{name}" has no relationship to the document'
            hint = "give it a relationship, such as Source (AFRelationship)"
        else:
            continue
        yield Finding("HP437", Severity.WARNING, message, hint)
