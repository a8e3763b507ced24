"""What a manuscript is, opened within bounds."""

from __future__ import annotations

import io
import itertools
import json
import re
import stat
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.encodings import utf16_of

XML_BYTES_AT_MOST = 16 * 1024 * 1024
ELEMENTS_AT_MOST = 300_000
DEEPEST = 100

SAVE_AGAIN = "open it in the program that made it, and save it again"

Element = Any
"""An element of lxml, which ships without types."""


def parse_xml(path: Path, data: bytes, what: str, *, typed: bool = False) -> Element:
    """The root element of XML of bounded depth and size; ``what`` names it in messages about ``path``.

    ``typed`` allows a document type, which is not read and must not declare anything. Raises :class:`ContentError`.
    """

    def fault(code: str, message: str) -> ContentError:
        return ContentError([Problem(code, message, Location(path), SAVE_AGAIN)])

    if len(data) > XML_BYTES_AT_MOST:
        raise fault("HP514", f"{what} has more than {XML_BYTES_AT_MOST // 1024 // 1024} MB of text")
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if "depth" in str(error):
            raise fault("HP517", f"{what} is nested too deeply") from error
        raise fault("HP516", f"{what} is not well-formed: {error}") from error
    kind = root.getroottree().docinfo
    if kind.doctype and not typed:
        raise fault("HP516", f"{what} declares a document type, which no office program does")
    if kind.internalDTD is not None and any(True for _ in kind.internalDTD.iterentities()):
        raise fault("HP516", f"{what} declares entities")
    _bound(root, what, fault)
    return root


def _bound(root: Element, what: str, fault: Any) -> None:
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST or count > ELEMENTS_AT_MOST:
            excess = "is nested too deeply" if depth > DEEPEST else f"has more than {ELEMENTS_AT_MOST} elements"
            raise fault("HP517", f"{what} {excess}")


ENTRIES_AT_MOST = 5000
PART_BYTES_AT_MOST = 32 * 1024 * 1024
ALL_BYTES_AT_MOST = 256 * 1024 * 1024
RATIO_AT_MOST = 200
RATIO_FROM_BYTES = 4 * 1024 * 1024
"""Small parts may be as regular as they like: an empty table of styles packs better than 200 to 1."""

CHUNK = 256 * 1024
ENCRYPTED = 0x1
CENTRAL_ENTRY = b"PK\x01\x02"


class Archive:
    """A zip container in memory. Every failure is a :class:`ContentError` about ``path``."""

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._read_bytes = 0
        if data.count(CENTRAL_ENTRY) > ENTRIES_AT_MOST:
            raise self.fault("HP514", f"{path.name} has more than {ENTRIES_AT_MOST} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # zipfile raises BadZipFile, struct.error, ValueError... on broken directories
            raise self.fault(
                "HP513", f"{path.name} is damaged or cut off: {error}", "ask for the file again"
            ) from error
        self._entries = self._checked_entries()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._entries)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part, None when there is none of this name."""
        entry = self._entries.get(name)
        if entry is None:
            return None
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as file:
                while chunk := file.read(CHUNK):
                    size += len(chunk)
                    self._bound(entry, size, len(chunk))
                    chunks.append(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
            ValueError,
        ) as error:
            message = f"{self.path.name} is damaged: its part {name} cannot be unpacked ({error})"
            raise self.fault("HP513", message, "ask for the file again") from error
        return b"".join(chunks)

    def read_all(self) -> None:
        """Unpack every part once, for programs that are less careful: a bomb is found here."""
        for name in self._entries:
            self.read(name)

    def xml(self, name: str) -> Element | None:
        """The root element of an XML part, None when there is none of this name."""
        data = self.read(name)
        return None if data is None else self.parse(name, data)

    def parse(self, name: str, data: bytes) -> Element:
        """The root element of XML without document type, of bounded depth and size."""
        return parse_xml(self.path, data, f"the part {name}")

    def fault(self, code: str, message: str, hint: str = SAVE_AGAIN) -> ContentError:
        """The error to raise about this container."""
        return ContentError([Problem(code, message, Location(self.path), hint)])

    def _checked_entries(self) -> dict[str, zipfile.ZipInfo]:
        entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._zip.infolist():
            name = entry.filename
            if entry.is_dir():
                continue
            if name.startswith("/") or "\\" in name or "\0" in entry.orig_filename or ".." in PurePosixPath(name).parts:
                raise self.fault(
                    "HP515", f"{self.path.name} has a part that leaves it: {name!r}", "do not trust this file"
                )
            if entry.flag_bits & ENCRYPTED:
                raise self.fault("HP515", f"{self.path.name} is encrypted", "save it without a password")
            if name in entries:
                raise self.fault("HP515", f"{self.path.name} has two parts named {name!r}")
            entries[name] = entry
        return entries

    def _bound(self, entry: zipfile.ZipInfo, size: int, more: int) -> None:
        self._read_bytes += more
        packed = max(1, entry.compress_size)
        if size > RATIO_FROM_BYTES and size > packed * RATIO_AT_MOST:
            raise self.fault("HP514", f"the part {entry.filename} unpacks to more than {RATIO_AT_MOST} times its size")
        if size > PART_BYTES_AT_MOST or self._read_bytes > ALL_BYTES_AT_MOST:
            raise self.fault(
                "HP514", f"{self.path.name} unpacks to too much ({entry.filename})", "make its pictures smaller"
            )


BYTES_AT_MOST = 64 * 1024 * 1024
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdwn", ".qmd", ".rmd", ".mdx"})
HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml"})
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
OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "ask for the manuscript that it was made from, or export it as text: pdftotext"),
    (b"\x89PNG", "a picture (PNG)", ""),
    (b"\xff\xd8\xff", "a picture (JPEG)", ""),
    (b"GIF8", "a picture (GIF)", ""),
    (b"II*\0", "a picture (TIFF)", ""),
    (b"MM\0*", "a picture (TIFF)", ""),
    (b"Rar!", "an archive (RAR)", "unpack it and import what is in it"),
    (b"7z\xbc\xaf", "an archive (7-Zip)", "unpack it and import what is in it"),
    (b"\x1f\x8b", "an archive (gzip)", "unpack it and import what is in it"),
    (b"MZ", "a program", "do not open it"),
    (b"\x7fELF", "a program", "do not open it"),
    (b"%!PS", "a drawing or pages in PostScript", "ask for the manuscript that it was made from"),
)
_TABLE = ("a table of values (CSV)", "for a chart or a table of an article; paste the text into a document")
_DATA = ("a file of data", "ask for the manuscript as a document or as plain text")
_MARKED_UP = ("written in another markup", "convert it to Word or Markdown: pandoc FILE -o FILE.docx")
_WORKS = ("a list of references", "put it beside the manuscript that cites it, and import the manuscript")
_XML = ("XML, but neither JATS nor HTML", "save it from the program that made it as .docx or .html")
_SCRIPT = ("subtitles of a kind that is not read", "export it as .srt or .vtt")
_POST = ("a mail with its envelope", "save the text of the mail as .txt, or import the file that is attached to it")
NAMED = {
    **dict.fromkeys((".csv", ".tsv"), _TABLE),
    **dict.fromkeys((".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".log", ".sql"), _DATA),
    **dict.fromkeys((".tex", ".latex", ".ltx", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".typ"), _MARKED_UP),
    **dict.fromkeys((".bib", ".ris", ".enw", ".nbib"), _WORKS),
    **dict.fromkeys((".ics", ".vcf"), ("an entry of a calendar or an address book", "copy its text into a document")),
    **dict.fromkeys((".ass", ".ssa", ".ttml", ".dfxp", ".stl"), _SCRIPT),
    ".eml": _POST, ".mbox": _POST,
}  # fmt: skip
"""What a file that is not a manuscript is, by the ending of its name; and what to do."""
SAID: tuple[tuple[re.Pattern[str], tuple[str, str]], ...] = (
    (re.compile(r"BEGIN:V(?:CALENDAR|CARD)\s"), NAMED[".ics"]),
    (re.compile(r"\\(?:documentclass|documentstyle|begin\{document\})"), _MARKED_UP),
    (re.compile(r"\[Script Info\]"), _SCRIPT),
    (re.compile(r"@(?:article|book|inbook|incollection|inproceedings|misc|online)\s{0,9}\{", re.IGNORECASE), _WORKS),
    (re.compile(r"TY  - \w{2,5}\s"), _WORKS),
)
"""How texts begin that are not manuscripts, whatever they are called."""


class Kind(StrEnum):
    """What a manuscript arrives as."""

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
    if data.startswith((ZIP, EMPTY_ZIP)):
        return _kind_of_zip(path, data)
    if data.startswith(OLE):
        raise _ole(path, data)
    if data.lstrip().startswith(b"{\\rtf"):
        return Kind.RTF
    for mark, what, hint in OTHERS:
        if data.startswith(mark):
            raise _refused(path, what, hint)
    return _kind_of_text(path, data)


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file of at most :data:`BYTES_AT_MOST`; anything else is a :class:`ContentError`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # before it is opened: a pipe would wait for ever
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file but a pipe or a device"
            raise _fault(path, "HP510", f"{path.name} is {what}", "name one manuscript")
        if status.st_size > BYTES_AT_MOST:
            raise _too_large(path)
        with path.open("rb") as file:
            data = file.read(BYTES_AT_MOST + 1)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else (getattr(error, "strerror", None) or str(error))
        raise _fault(path, "HP510", f"{path.name} cannot be read: {reason}", "") from error
    if len(data) > BYTES_AT_MOST:
        raise _too_large(path)
    if not data.strip(b" \t\r\n\0"):
        raise _fault(path, "HP510", f"{path.name} is empty", "ask for the file again")
    return data


def _kind_of_zip(path: Path, data: bytes) -> Kind:
    archive = Archive(path, data)
    names = archive.names
    mimetype = (archive.read("mimetype") or b"").strip()
    if mimetype == OPEN_DOCUMENT_TEXT and "content.xml" in names:
        return Kind.ODT
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return Kind.DOCX
    if mimetype == b"application/epub+zip":
        raise _refused(path, "an e-book (EPUB)", "unpack it, and import its .xhtml files")
    if any(name.startswith("xl/") for name in names):
        raise _refused(path, "a workbook (Excel)", "save its tables as CSV or paste them into a document")
    if any(name.startswith("ppt/") for name in names):
        raise _refused(path, "slides (PowerPoint)", "export its text as a document")
    if any(name.startswith("Index/") for name in names):
        raise _refused(path, "a document of Apple's Pages", "export it as Word")
    if path.suffix.lower() in (".docx", ".docm"):
        raise _fault(path, "HP513", f"{path.name} is a zip without a Word document in it", "ask for the file again")
    raise _refused(path, "an archive (zip)", "unpack it and import what is in it")


def _kind_of_text(path: Path, data: bytes) -> Kind:
    wide = utf16_of(data) or next((name for mark, name in UTF16_MARKS if data.startswith(mark)), "")
    if not wide and b"\0" in data[:SNIFFED] and _share_of_controls(data[:SNIFFED]) > 0.1:
        raise _refused(path, "binary data", "")
    head = data[:SNIFFED].decode(wide or "utf-8", "replace").lstrip("\ufeff \t\r\n\f")
    ending = path.suffix.lower()
    if ending in HTML_ENDINGS or ending in (".mht", ".mhtml") or _MHTML.search(head):
        return Kind.HTML
    if ending in (".docx", ".docm", ".odt"):
        raise _fault(path, "HP513", f"{path.name} is not {ending[1:]} but damaged, or a text", "ask for the file again")
    if kind := _kind_of_markup(path, head):
        return kind
    if _CAPTIONS.match(head) or _begins_with_times(head):
        return Kind.SUBTITLES
    what = NAMED.get(ending) or next((what for begins, what in SAID if begins.match(head)), None)
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
    """Where the first element begins, or its document type: behind the XML declaration and comments."""
    at = 0
    for opens, closes in itertools.cycle((("<?", "?>"), ("<!--", "-->"))):
        start = at
        while head.startswith(opens, at) and (end := head.find(closes, at + len(opens))) >= 0:
            at = end + len(closes)
            at += len(head[at:]) - len(head[at:].lstrip())
        if at == start and opens == "<!--":
            return at
    return at


def _begins_with_times(head: str) -> bool:
    """Whether a text begins with the times of a cue, or with its number and its times."""
    return any(TIMES.fullmatch(line) for line in head.splitlines()[:2])


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
    """The old container of Microsoft: names in it are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _fault(path, "HP515", f"{path.name} is protected with a password", "save it without a password")
    if "WordDocument".encode("utf-16-le") in data:
        return _refused(path, "a document of Word 97-2003", "open it in Word or LibreOffice and save it as .docx")
    return _refused(path, "a file of an old Microsoft Office program", "save it as .docx")


def _refused(path: Path, what: str, hint: str) -> ContentError:
    return _fault(path, "HP512", f"{path.name} is {what}", hint or f"manuscripts are {READABLE}")


def _too_large(path: Path) -> ContentError:
    limit = BYTES_AT_MOST // 1024 // 1024
    return _fault(path, "HP511", f"{path.name} has more than {limit} MB", "send text and pictures apart")


def _fault(path: Path, code: str, message: str, hint: str) -> ContentError:
    return ContentError([Problem(code, message, Location(path), hint)])
