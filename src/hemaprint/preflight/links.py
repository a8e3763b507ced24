"""Links: they lead to places that exist, or to addresses that can be right. Nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pikepdf import String

from hemaprint.errors import Severity
from hemaprint.pdf.values import box_of, entry, name_of
from hemaprint.preflight.destinations import Targets
from hemaprint.preflight.models import Finding, Subject
from hemaprint.preflight.reading import annotations_of, text_of

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
