# SPDX-License-Identifier: MIT
"""Write the headers and the body of a message, and read the headers back before they leave.

Python's ``email`` is not used: its releases up to 3.13 decode encoded words while they fold a header, cut long names at
their commas, or ignore the line ends within a value (gh-80222, gh-121650; CVE-2024-6923). An office has the release
that came with its system, and all of them must give the same bytes. What is the same for all readers is encoded once.
"""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from base64 import b64decode, b64encode, encodebytes
from binascii import a2b_qp, b2a_qp
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import quote, unquote

from hemaprint.project.mail import unprintable

if TYPE_CHECKING:
    from hemaprint.newsletter.letter import InlinePicture  # it needs Pillow  # it brings Pillow and PDFium


AIM, LONGEST = 78, 998
"""Characters of a line without its end: recommended, and required (RFC 5322, 2.1.1)."""
LONGEST_WORD, LONGEST_PIECE, LONGEST_TOKEN = 66, 54, 400
"""Characters of an encoded word, so that one fits on a line with "Reply-To:" (RFC 2047, 2: 75 and 76); of a piece of a
file name, with "filename*10*="; and of a word that remains unencoded although it cannot be folded."""

_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN_FILE = re.compile(r"[A-Za-z0-9._()+-]+(?: [A-Za-z0-9._()+-]+)*")
_LINE = re.compile(rb" ?[!-~][ -~]*")
_FIELD_NAME = re.compile(r"[!-9;-~]+")
_ENCODED = re.compile(r"=\?utf-8\?([bq])\?([!->@-~]+)\?=")
_MAILBOX = re.compile(
    r'(?:(?:"(?P<quoted>(?:[ !#-\[\]-~]|\\["\\])*)"|(?P<phrase>[^ "(),.:;<>@\[\]\\][^"(),.:;<>@\[\]\\]*)) )?'
    r"(?P<open><)?(?P<address>[^ \"(),:;<>@\[\]\\]+(?:@[^ \"(),:;<>@\[\]\\]+)?)(?(open)>)"
)
_QUOTED_PRINTABLE = tuple(
    "_" if byte == 0x20 else chr(byte) if re.fullmatch(rb"[A-Za-z0-9!*+/-]", bytes((byte,))) else f"={byte:02X}"
    for byte in range(256)
)
"""Each byte in an encoded word of a phrase (RFC 2047, 5, rule 3)."""
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+-]")
_LONGEST_NAME, _LONGEST_SUFFIX = 50, 10


class FieldError(ValueError):
    """A header cannot be written, or would be read differently from what was meant."""


class Form(Enum):
    """How a header is written: exactly, as text, as a name with an address, or (LIST) as a name with a list identifier.

    A list identifier (RFC 2919) has no @.
    """

    EXACT = "exact"
    TEXT = "text"
    MAILBOX = "mailbox"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Field:
    """One header as meant. ``text`` is the value, or the name that goes with the ``address`` of a mailbox."""

    name: str
    text: str
    form: Form = Form.EXACT
    address: str = ""


# ---------------------------------------------------------------- writing


def write_fields(fields: Iterable[Field]) -> bytes:
    """The headers with their line ends; raises FieldError for what no header can carry."""
    return b"".join(_written(field) for field in fields)


def _written(field: Field) -> bytes:
    if fault := unprintable(field.text + field.address):
        raise FieldError(f"{field.name} contains {fault}")
    if field.form is Form.TEXT:
        tokens = _text_tokens(field.text)
    elif field.address:
        tokens = [*_phrase_tokens(field.text), f"<{field.address}>"] if field.text else [field.address]
    else:
        tokens = re.split(r"(?<=[,;]) ", field.text)
    try:
        return _folded(field.name, tokens).encode("ascii")
    except UnicodeEncodeError as error:
        raise FieldError(f"{field.name} contains letters beyond ASCII") from error


def _folded(name: str, tokens: Sequence[str]) -> str:
    """The tokens, separated by a space or by a line end and a space."""
    lines, line = [], f"{name}: {tokens[0]}"
    for token in tokens[1:]:
        if len(line) + 1 + len(token) > AIM:
            lines.append(line)
            line = ""
        line = f"{line} {token}"
    return "\r\n".join((*lines, line, ""))


def _text_tokens(text: str) -> list[str]:
    return text.split(" ") if _is_plain(text) or not text else list(_encoded_words(text))


def _phrase_tokens(name: str) -> list[str]:
    """A name as atoms, as a quoted string (RFC 5322, 3.2.4), or as encoded words.

    Python's ``email`` up to 3.13.0 shows a space between two encoded words of a name, so these are used only if needed.
    """
    if not _is_plain(name):
        return list(_encoded_words(name))
    quoted = name if _ATOMS.fullmatch(name) else '"' + re.sub(r'(["\\])', r"\\\1", name) + '"'
    return quoted.split(" ")


def _is_plain(text: str) -> bool:
    """Whether text is ASCII that can be folded at its spaces, and cannot be taken for an encoded word."""
    return bool(_PLAIN.fullmatch(text)) and "=?" not in text and max(map(len, text.split(" "))) <= LONGEST_TOKEN


def _encoded_words(text: str) -> Iterator[str]:
    """Text in words of whole characters (RFC 2047, 5), in the shorter encoding."""
    encode = min((_in_q, _in_b), key=lambda encoding: len(encoding(text)))
    if len(whole := encode(text)) <= LONGEST_WORD:
        yield whole
        return
    run = ""
    for letter in text:
        if len(encode(run + letter)) > LONGEST_WORD:
            yield encode(run)
            run = ""
        run += letter
    yield encode(run)


def _in_q(text: str) -> str:
    return f"=?utf-8?q?{text.encode().decode('latin-1').translate(_QUOTED_PRINTABLE)}?="


def _in_b(text: str) -> str:
    return f"=?utf-8?b?{b64encode(text.encode()).decode('ascii')}?="


def file_parameter(name: str) -> str:
    """``filename`` of a Content-Disposition: unchanged where that is safe, else percent-encoded (RFC 2231, 3 and 4)."""
    if fault := unprintable(name):
        raise FieldError(f"the file name contains {fault}")
    if _PLAIN_FILE.fullmatch(name) and len(name) <= LONGEST_PIECE:
        return f'filename="{name}"'
    pieces = [""]
    for letter in name:
        encoded = quote(letter, safe="")
        if len(pieces[-1]) + len(encoded) > LONGEST_PIECE:
            pieces.append("")
        pieces[-1] += encoded
    if len(pieces) == 1:
        return f"filename*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "; ".join(f"filename*{number}*={piece}" for number, piece in enumerate(pieces))


# ---------------------------------------------------------------- reading back


def verify(head: bytes, meant: Sequence[Field]) -> None:
    """Read a head with its empty line; raises FieldError unless it has exactly the fields that were meant."""
    found = read_head(head)
    names = [name for name, _ in found]
    if names != [field.name for field in meant]:
        raise FieldError(f"the headers would be {', '.join(names)}")
    for (name, value), field in zip(found, meant, strict=True):
        if _understood(value, field.form) != (field.text, field.address):
            raise FieldError(f"{name} would not say what was meant")


def read_head(head: bytes) -> list[tuple[str, str]]:
    """Name and unfolded value of every field of a head, which ends with its first empty line; raises FieldError."""
    first_end = head.find(b"\r\n\r\n")
    if first_end < 0 or first_end + 4 != len(head):
        raise FieldError("the head does not end where it should")
    fields: list[tuple[str, str]] = []
    for line in head[:-4].split(b"\r\n"):
        if len(line) > LONGEST or not _LINE.fullmatch(line):
            raise FieldError("a line of the head is too long, empty, or not of ASCII")
        text = line.decode("ascii")
        if text.startswith(" ") and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + text)
            continue
        name, colon, value = text.partition(": ")
        if not colon or not _FIELD_NAME.fullmatch(name):
            raise FieldError("a line of the head is not a header")
        fields.append((name, value))
    return fields


def _understood(value: str, form: Form) -> tuple[str, str]:
    """Text and address as a mail program reads a value."""
    if form is Form.TEXT:
        return _decoded(value), ""
    if form is Form.EXACT:
        if "=?" in value:
            raise FieldError("an address or a parameter contains =?")
        return value, ""
    match = _MAILBOX.fullmatch(value)
    if match is None or (match["open"] is None) != (match["quoted"] is None and match["phrase"] is None):
        raise FieldError("there would be more than one address, or none")
    if ("@" in match["address"]) != (form is Form.MAILBOX):
        raise FieldError(f"{match['address']} is not a mail address")
    if match["quoted"] is not None:
        return re.sub(r"\\(.)", r"\1", match["quoted"]), match["address"]
    return _decoded(match["phrase"] or ""), match["address"]


def _decoded(value: str) -> str:
    """Text without its encoding: either all words are encoded, or none (RFC 2047, 6.2)."""
    if "=?" not in value:
        return value
    words = [_ENCODED.fullmatch(word) for word in value.split(" ")]
    return "".join(_decoded_word(word) for word in words)


def _decoded_word(word: re.Match[str] | None) -> str:
    if word is None:
        raise FieldError("encoded words are mixed with plain ones")
    try:
        data = b64decode(word[2], validate=True) if word[1] == "b" else a2b_qp(word[2], header=True)
        return data.decode("utf-8")
    except ValueError as error:
        raise FieldError(f"the encoded word {word[0]} cannot be read") from error


def file_name_of(disposition: str) -> str:
    """The file name that a Content-Disposition gives; raises FieldError unless it gives exactly one."""
    kind, *parameters = disposition.split("; ")
    values = dict(one.partition("=")[::2] for one in parameters)
    if len(values) != len(parameters) or not values or not kind.isalpha():
        raise FieldError("the attachment needs exactly one file name")
    if list(values) == ["filename"]:
        return values["filename"].strip('"')
    pieces = [values.get(f"filename*{number}*", "") for number in range(len(values))]
    whole = values.get("filename*") or "".join(pieces)
    return unquote(whole.removeprefix("utf-8''"), errors="strict")


# ---------------------------------------------------------------- the body


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message: its name, its media type, and its bytes before base64."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a message around its two texts; ``fields`` are its MIME headers."""

    fields: tuple[Field, ...]
    before: bytes
    between: bytes
    after: bytes

    @classmethod
    def around(cls, pictures: Iterable[InlinePicture], attachments: Sequence[Attachment], language: str) -> Body:
        """The body mixed(alternative(text, related(html, pictures)), attachments), without the parts that are empty.

        Raises FieldError for an attachment whose name no header can carry.
        """
        shown = tuple(pictures)
        contents = (*(one.data for one in shown), *(one.data for one in attachments))
        digests = (sha256(data).digest() for data in contents)
        stamp = sha256(b"".join(digests)).hexdigest()[:24]
        html = _text("html", language)
        if shown:
            html = _multipart("related", stamp, (html, *map(_picture, shown)), '; type="text/html"')
        whole = _multipart("alternative", stamp, (_text("plain", language), html))
        if attachments:
            whole = _multipart("mixed", stamp, (whole, *map(_attachment, attachments)))
        fields, (before, between, after) = whole
        return cls((Field("MIME-Version", "1.0"), *fields), before, between, after)

    def filled(self, text: str, html: str) -> bytes:
        """What follows the headers of a message with these texts; it ends with one line end."""
        return b"".join((self.before, quoted(text), self.between, quoted(html), self.after))


_Part: TypeAlias = tuple[tuple[Field, ...], list[bytes]]
"""The headers of a part, and its content, cut where the texts of the letter are filled in."""


def _multipart(kind: str, stamp: str, parts: Sequence[_Part], parameters: str = "") -> _Part:
    """Parts between boundaries (RFC 2046, 5.1.1) that no encoded part can contain.

    In base64 and quoted-printable no "_" follows "=".
    """
    boundary = f"=_{kind}_{stamp}"
    pieces = [b""]
    for fields, (first, *rest) in parts:
        head = write_fields(fields) + b"\r\n"
        verify(head, fields)
        pieces[-1] += f"--{boundary}\r\n".encode() + head + first
        pieces += rest
        pieces[-1] += b"\r\n"
    pieces[-1] += f"--{boundary}--\r\n".encode()
    return (Field("Content-Type", f'multipart/{kind}; boundary="{boundary}"{parameters}'),), pieces


def _text(kind: str, language: str) -> _Part:
    """A text of the letter in quoted-printable: lines of any length, readable in the source."""
    fields = (
        Field("Content-Type", f'text/{kind}; charset="utf-8"'),
        Field("Content-Language", language),
        Field("Content-Transfer-Encoding", "quoted-printable"),
    )
    return fields, [b"", b""]


def quoted(text: str) -> bytes:
    """UTF-8 in quoted-printable, line ends CRLF, no line longer than 76 characters (RFC 2045, 6.7)."""
    return b2a_qp("".join(f"{line}\r\n" for line in text.splitlines()).encode("utf-8"))


def _picture(picture: InlinePicture) -> _Part:
    """A picture that HTML names by its content id."""
    identity = Field("Content-ID", f"<{picture.cid}>")
    return _file("image/jpeg", picture.data, "inline", picture.file_name, identity)


def _attachment(attachment: Attachment) -> _Part:
    return _file(attachment.media_type, attachment.data, "attachment", attachment.name)


def _file(media_type: str, data: bytes, disposition: str, name: str, *further: Field) -> _Part:
    """A file in base64. A name beyond ASCII is written as in RFC 2231, with a plain one for old programs beside it."""
    placed = Field("Content-Disposition", f"{disposition}; {file_parameter(name)}")
    if file_name_of(read_head(write_fields((placed,)) + b"\r\n")[0][1]) != name:
        raise FieldError(f'the file name "{name}" would be read differently')
    kind = Field("Content-Type", f'{media_type}; name="{plain_name(name)}"')
    fields = (kind, Field("Content-Transfer-Encoding", "base64"), placed, *further)
    return fields, [encodebytes(data).replace(b"\n", b"\r\n")]


def plain_name(name: str) -> str:
    """A file name in ASCII that a quoted string need not escape."""
    stem, dot, suffix = name.rpartition(".") if "." in name[1:] else (name, "", "")
    return f"{_in_ascii(stem)[:_LONGEST_NAME].strip() or 'file'}{dot}{_in_ascii(suffix)[:_LONGEST_SUFFIX]}"


def _in_ascii(text: str) -> str:
    """The letters without their marks, from tables that are the same in every Python."""
    plain = unicodedata.ucd_3_2_0.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", plain).strip()


def media_type_of(name: str) -> str:
    """The media type of a file, by its suffix."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
