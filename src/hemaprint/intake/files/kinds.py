"""Find out what a file really is, by its content before its name, and read it within bounds."""

from __future__ import annotations

import re
import stat
from enum import StrEnum
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.files.archive import Archive

BYTES_AT_MOST = 64 * 1024 * 1024
ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
MARKDOWN_ENDINGS = frozenset({".md", ".markdown", ".mdown", ".mkd"})
HTML_ENDINGS = frozenset({".html", ".htm", ".xhtml", ".shtml"})
OPEN_DOCUMENT_TEXT = b"application/vnd.oasis.opendocument.text"
SNIFFED = 4096

_HTML = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_MHTML = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)

READABLE = "Word (.docx), HTML, plain text, and with pandoc OpenDocument (.odt), RTF and Markdown"
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
)


class Kind(StrEnum):
    """What a manuscript arrives as."""

    DOCX = "docx"
    ODT = "odt"
    RTF = "rtf"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"


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
    head = data[:SNIFFED]
    if not head.startswith(UTF16_MARKS) and b"\0" in head and _share_of_controls(head) > 0.1:
        raise _refused(path, "binary data", "")
    ending = path.suffix.lower()
    if ending in HTML_ENDINGS or ending in (".mht", ".mhtml") or _HTML.match(head) or _MHTML.search(head):
        return Kind.HTML
    if ending in (".docx", ".docm", ".odt"):
        raise _fault(path, "HP513", f"{path.name} is not {ending[1:]} but damaged, or a text", "ask for the file again")
    return Kind.MARKDOWN if ending in MARKDOWN_ENDINGS else Kind.TEXT


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
