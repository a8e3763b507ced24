"""Find out what a file really is: by its content first, by its name second."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path

from hemaprint.errors import ContentError
from hemaprint.intake.encodings import utf16_of
from hemaprint.intake.files import SEND_AGAIN, Archive, fault, read_bytes

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
_ORIGINAL = "ask for the manuscript that it was made from"
_UNPACK = "unpack it and import its contents"
STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", f"{_ORIGINAL}, or export it as text: pdftotext"),
    (b"\x89PNG", "a picture (PNG)", ""),
    (b"\xff\xd8\xff", "a picture (JPEG)", ""),
    (b"GIF8", "a picture (GIF)", ""),
    (b"II*\0", "a picture (TIFF)", ""),
    (b"MM\0*", "a picture (TIFF)", ""),
    (b"Rar!", "an archive (RAR)", _UNPACK),
    (b"7z\xbc\xaf", "an archive (7-Zip)", _UNPACK),
    (b"\x1f\x8b", "an archive (gzip)", _UNPACK),
    (b"MZ", "a program", "do not open it"),
    (b"\x7fELF", "a program", "do not open it"),
    (b"%!PS", "a drawing or pages in PostScript", _ORIGINAL),
)
"""How other files begin, what they are, and what to do."""
PARTS = (
    ("xl/", "a workbook (Excel)", "save its tables as CSV or paste them into a document"),
    ("ppt/", "slides (PowerPoint)", "export the text as a document"),
    ("Index/", "an Apple Pages document", "export it as Word"),
)
"""Folders in other archives, what these are, and what to do."""
_TABLE = ("a table of values (CSV)", "use it for a chart or table of an article; paste the text into a document")
_DATA = ("a data file", "ask for the manuscript as a document or as plain text")
_MARKED_UP = ("written in another markup", "convert it to Word or Markdown: pandoc FILE -o FILE.docx")
_WORKS = ("a list of references", "put it beside the manuscript that cites it, and import the manuscript")
_XML = ("XML, but neither JATS nor HTML", "save it from the program that made it as .docx or .html")
_SCRIPT = ("subtitles in a format that is not supported", "export it as .srt or .vtt")
_POST = ("a mail with its envelope", "save the text of the mail as .txt, or import the file attached to it")
_CARD = ("an entry of a calendar or an address book", "copy its text into a document")
NAMED = {
    ending: what
    for endings, what in (
        (".csv .tsv", _TABLE),
        (".json .jsonl .yaml .yml .toml .ini .log .sql", _DATA),
        (".tex .latex .ltx .rst .adoc .asciidoc .org .textile .typ", _MARKED_UP),
        (".bib .ris .enw .nbib", _WORKS),
        (".ics .vcf", _CARD),
        (".ass .ssa .ttml .dfxp .stl", _SCRIPT),
        (".eml .mbox", _POST),
    )
    for ending in endings.split()
}
"""What a file that is not a manuscript is, by the ending of its name; and what to do."""
BEGINNINGS: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile(r"BEGIN:V(?:CALENDAR|CARD)\s"), _CARD),
    (re.compile(r"\\(?:documentclass|documentstyle|begin\{document\})"), _MARKED_UP),
    (re.compile(r"\[Script Info\]"), _SCRIPT),
    (re.compile(r"@(?:article|book|inbook|incollection|inproceedings|misc|online)\s{0,9}\{", re.IGNORECASE), _WORKS),
    (re.compile(r"TY  - \w{2,5}\s"), _WORKS),
)
"""How texts begin that are not manuscripts, whatever they are called."""


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
        raise _ole(path, data)
    if data.lstrip().startswith(b"{\\rtf"):
        return Kind.RTF
    for start, what, hint in STARTS:
        if data.startswith(start):
            raise _refused(path, what, hint)
    return _kind_of_text(path, data)


def _kind_of_zip(path: Path, data: bytes) -> Kind:
    archive = Archive(path, data)
    mimetype = (archive.read("mimetype") or b"").strip()
    if mimetype == OPEN_DOCUMENT_TEXT and "content.xml" in archive.names:
        return Kind.ODT
    if any(name.startswith("word/document") for name in archive.names):
        return Kind.DOCX
    if mimetype == b"application/epub+zip":
        raise _refused(path, "an e-book (EPUB)", "unpack it and import its .xhtml files")
    for folder, what, hint in PARTS:
        if any(name.startswith(folder) for name in archive.names):
            raise _refused(path, what, hint)
    if path.suffix.lower() in (".docx", ".docm"):
        raise fault(path, "HP513", f"{path.name} is a zip without a Word document in it", SEND_AGAIN)
    raise _refused(path, "an archive (zip)", _UNPACK)


def _kind_of_text(path: Path, data: bytes) -> Kind:
    wide = utf16_of(data) or UTF16_MARKS.get(data[:2], "")
    if not wide and b"\0" in data[:SNIFFED] and _share_of_controls(data[:SNIFFED]) > 0.1:
        raise _refused(path, "binary data")
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
    what = NAMED.get(ending) or next((what for begins, what in BEGINNINGS if begins.match(head)), None)
    what = what or (_DATA if _is_json(data, head) else _POST if _is_mail(head) else None)
    if what:
        raise _refused(path, *what)
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
        raise _refused(path, *_XML)
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


def _ole(path: Path, data: bytes) -> ContentError:
    """The error about Microsoft's old container, in which names are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return fault(path, "HP515", f"{path.name} is protected with a password", "save it without a password")
    if "WordDocument".encode("utf-16-le") in data:
        return _refused(path, "a Word 97-2003 document", "open it in Word or LibreOffice and save it as .docx")
    return _refused(path, "a file of an old Microsoft Office program", "save it as .docx")


def _refused(path: Path, what: str, hint: str = "") -> ContentError:
    return fault(path, "HP512", f"{path.name} is {what}", hint or f"manuscripts are {READABLE}")
