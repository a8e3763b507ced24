# SPDX-License-Identifier: MIT
"""Find out what a file really is: by its content first, by its name second."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path

from hemaprint.errors import ContentError
from hemaprint.intake.encodings import utf16_of
from hemaprint.intake.files import SEND_AGAIN, Archive, fault, read_bytes, tables

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdwn", ".qmd", ".rmd", ".mdx"})
PAGE_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml"})
OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
SNIFFED = 4096

_MHTML = re.compile(r"^Content-Type:[ \t]*multipart/related", re.IGNORECASE | re.MULTILINE)
_MAIL = re.compile(r"^(?:MIME-Version|Content-Transfer-Encoding|Received|Return-Path):", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"<(!doctype\s{1,9})?([\w:.-]+)", re.IGNORECASE)
_HTML = frozenset({"html", "head", "body"})
_JATS = frozenset({"article", "pmc-articleset", "articles"})
_JATS_SAYS = re.compile(r"<front\b|<article-meta\b|dtd-version|article-type|\bJATS\b|\bNLM\b")
_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
_SECONDS = r"\d{1,3}:\d{1,2}:\d{1,2}"
TIMES = re.compile(
    rf"\s*(?P<start>{_CLOCK}|{_SECONDS}(?=\s*-))\s*(?:-->|,)\s*(?P<end>{_CLOCK}|{_SECONDS})(?:[ \t]+\S.*)?\s*"
)
"""The line of times of a cue: WebVTT (W3C, 4.1), SubRip, and SubViewer as YouTube writes it (.sbv)."""
_CAPTIONS = re.compile(r"WEBVTT(?:\s|$)")

READABLE = "Word (.docx), HTML, plain text, subtitles, JATS, and with pandoc OpenDocument (.odt), RTF and Markdown"
BEGINNINGS = (
    (re.compile(r"BEGIN:V(?:CALENDAR|CARD)\s"), "card"),
    (re.compile(r"\\(?:documentclass|documentstyle|begin\{document\})"), "markup"),
    (re.compile(r"\[Script Info\]"), "subtitles"),
    (re.compile(r"@(?:article|book|inbook|incollection|inproceedings|misc|online)\s{0,9}\{", re.IGNORECASE), "works"),
    (re.compile(r"TY  - \w{2,5}\s"), "works"),
)
"""How texts begin that are not manuscripts, whatever they are called; and their keys in ``kinds.toml``."""


class Kind(StrEnum):
    """The kinds of manuscripts."""

    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    SUBTITLES = "subtitles"
    JATS = "jats"


def kind_of(path: Path) -> Kind:
    """The kind of the file at ``path``. Raises :class:`ContentError` when it is none of :class:`Kind`."""
    data = read_bytes(path)
    if data.startswith(ZIPS):
        return _kind_of_zip(path, data)
    if data.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise fault(path, "HP515", f"{path.name} is protected with a password", "save it without a password")
        raise _refused(path, "word97" if "WordDocument".encode("utf-16-le") in data else "office97")
    if data.lstrip().startswith(b"{\\rtf"):
        return Kind.RTF
    for key, refused in tables("kinds").items():
        if data.startswith(tuple(start.encode("latin-1") for start in refused.get("starts", ()))):
            raise _refused(path, key)
    return _kind_of_text(path, data)


def _kind_of_zip(path: Path, data: bytes) -> Kind:
    archive = Archive(path, data)
    mimetype = (archive.read("mimetype") or b"").strip()
    if mimetype == OPEN_DOCUMENT_TEXT and "content.xml" in archive.names:
        return Kind.ODT
    if any(name.startswith("word/document") for name in archive.names):
        return Kind.DOCX
    if mimetype == b"application/epub+zip":
        raise _refused(path, "epub")
    for key, refused in tables("kinds").items():
        if "folder" in refused and any(name.startswith(refused["folder"]) for name in archive.names):
            raise _refused(path, key)
    if path.suffix.lower() in (".docx", ".docm"):
        raise fault(path, "HP513", f"{path.name} is a zip without a Word document in it", SEND_AGAIN)
    raise _refused(path, "zip")


def _kind_of_text(path: Path, data: bytes) -> Kind:
    wide = utf16_of(data) or UTF16_MARKS.get(data[:2], "")
    if not wide and b"\0" in data[:SNIFFED] and _share_of_controls(data[:SNIFFED]) > 0.1:
        raise _refused(path, "binary")
    head = data[:SNIFFED].decode(wide or "utf-8", "replace").lstrip("\ufeff \t\r\n\f")
    ending = path.suffix.lower()
    if ending in PAGE_ENDINGS or _MHTML.search(head):
        return Kind.HTML
    if ending in (".docx", ".docm", ".odt"):
        raise fault(path, "HP513", f"{path.name} is not {ending[1:]} but damaged, or a text", SEND_AGAIN)
    if kind := _kind_of_markup(path, head):
        return kind
    if _CAPTIONS.match(head) or any(TIMES.fullmatch(line) for line in head.splitlines()[:2]):
        return Kind.SUBTITLES
    refused = [key for key, one in tables("kinds").items() if ending in one.get("endings", "").split()]
    refused += [key for begins, key in BEGINNINGS if begins.match(head)]
    refused += ["data"] if _is_json(data, head) else ["mail"] if _is_mail(head) else []
    if refused:
        raise _refused(path, refused[0])
    return Kind.MARKDOWN if ending in MARKDOWN_ENDINGS else Kind.TEXT


def _kind_of_markup(path: Path, head: str) -> Kind | None:
    """HTML or JATS by the first element of a file; None where it is not markup. Raises for other XML."""
    at = _behind_prolog(head)
    tag = _TAG.match(head, at)
    name = tag[2].lower() if tag else ""
    if name in _HTML:
        return Kind.HTML
    if name in _JATS and _JATS_SAYS.search(head, at):
        return Kind.JATS
    if head.startswith("<?xml") or (tag and tag[1]) or name in ("svg", "tt") or path.suffix.lower() == ".xml":
        raise _refused(path, "xml")
    return None


def _behind_prolog(head: str) -> int:
    """Where the first element or its document type begins: after the XML declaration, instructions and comments."""
    at = 0
    while closes := "?>" if head.startswith("<?", at) else "-->" if head.startswith("<!--", at) else "":
        end = head.find(closes, at + (2 if closes == "?>" else 4))
        if end < 0:
            break
        at = end + len(closes)
        at += len(head[at:]) - len(head[at:].lstrip())
    return at


def _is_json(data: bytes, head: str) -> bool:
    if head[:1] not in ("{", "["):
        return False
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _is_mail(head: str) -> bool:
    """Whether a text begins with the envelope of a mail: its headers, some of which only programs read."""
    envelope = head.partition("\n\n")[0].replace("\r\n", "\n").partition("\n\n")[0]
    return bool(re.match(r"[A-Za-z-]{2,40}:", envelope)) and len(_MAIL.findall(envelope)) > 1


def _share_of_controls(head: bytes) -> float:
    return sum(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head) / len(head)


def _refused(path: Path, key: str) -> ContentError:
    refused = tables("kinds")[key]
    hint = refused.get("hint", f"manuscripts are {READABLE}")
    return fault(path, "HP512", f"{path.name} is {refused['what']}", hint)
