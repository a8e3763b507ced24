"""The body of the message: text, HTML with its pictures, attachments. What is the same for all is encoded once."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from hemaprint.newsletter.fields import Field, FieldError, file_name_of, file_parameter, prove, read_head, written

if TYPE_CHECKING:
    from hemaprint.newsletter.pictures import Picture  # it brings Pillow and PDFium

_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()+-]")
_LONGEST_NAME, _LONGEST_SUFFIX = 50, 10


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every message: its name, its media type, and its bytes before base64."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a message around its two texts; ``fields`` are the MIME headers that belong to it."""

    fields: tuple[Field, ...]
    before: bytes
    between: bytes
    after: bytes

    @classmethod
    def around(cls, pictures: Iterable[Picture], attachments: Sequence[Attachment], language: str) -> Body:
        """The body mixed(alternative(text, related(html, pictures)), attachments), as far as these are there.

        Raises FieldError for an attachment whose name no header can carry.
        """
        shown = tuple(pictures)
        stamp = _stamp((*(one.data for one in shown), *(one.data for one in attachments)))
        text, html = _Part(_text_fields("plain", language)), _Part(_text_fields("html", language))
        rich = _Multipart("related", stamp, (html, *map(_picture, shown)), '; type="text/html"') if shown else html
        whole = _Multipart("alternative", stamp, (text, rich))
        if attachments:
            whole = _Multipart("mixed", stamp, (whole, *map(_attachment, attachments)))
        before, between, after = whole.pieces()
        return cls((Field("MIME-Version", "1.0"), *whole.fields), before, between, after)

    def filled(self, text: str, html: str) -> bytes:
        """What follows the headers of a message with these texts; it ends in one line end."""
        return b"".join((self.before, quoted(text), self.between, quoted(html), self.after))


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a message; one whose content is None has a text of the letter there."""

    fields: tuple[Field, ...]
    content: bytes | None = None

    def pieces(self) -> list[bytes]:
        """The part, cut where a text of the letter is to be filled in."""
        head = written(self.fields) + b"\r\n"
        prove(head, self.fields)
        return [head, b""] if self.content is None else [head + self.content]


@dataclass(frozen=True, slots=True)
class _Multipart:
    """Parts within a boundary that no encoded part can hold: in base64 and quoted-printable no "_" follows "="."""

    kind: str
    stamp: str
    parts: tuple[_Part | _Multipart, ...]
    parameters: str = ""

    @property
    def fields(self) -> tuple[Field]:
        """The header that tells of it."""
        value = f'multipart/{self.kind}; boundary="{self._boundary}"{self.parameters}'
        return (Field("Content-Type", value),)

    @property
    def _boundary(self) -> str:
        return f"=_{self.kind}_{self.stamp}"

    def pieces(self) -> list[bytes]:
        """The parts between their boundaries (RFC 2046, 5.1.1), cut where a text of the letter is to be filled in."""
        pieces = [b""]
        for part in self.parts:
            head = b"" if isinstance(part, _Part) else written(part.fields) + b"\r\n"
            first, *rest = part.pieces()
            pieces[-1] += f"--{self._boundary}\r\n".encode() + head + first
            pieces += rest
            pieces[-1] += b"\r\n"
        pieces[-1] += f"--{self._boundary}--\r\n".encode()
        return pieces


def _stamp(contents: Iterable[bytes]) -> str:
    return sha256(b"".join(sha256(data).digest() for data in contents)).hexdigest()[:24]


def _text_fields(kind: str, language: str) -> tuple[Field, ...]:
    """A text in quoted-printable: lines of any length, and readable in the source."""
    return (
        Field("Content-Type", f'text/{kind}; charset="utf-8"'),
        Field("Content-Language", language),
        Field("Content-Transfer-Encoding", "quoted-printable"),
    )


def quoted(text: str) -> bytes:
    """UTF-8 in quoted-printable, line ends CRLF, no line of more than 76 characters (RFC 2045, 6.7)."""
    return b2a_qp("".join(f"{line}\r\n" for line in text.splitlines()).encode("utf-8"))


def _picture(picture: Picture) -> _Part:
    """A picture that HTML names by its content id."""
    identity = Field("Content-ID", f"<{picture.cid}>")
    return _file(picture.media_type, picture.data, "inline", picture.file_name, identity)


def _attachment(attachment: Attachment) -> _Part:
    return _file(attachment.media_type, attachment.data, "attachment", attachment.name)


def _file(media_type: str, data: bytes, disposition: str, name: str, *further: Field) -> _Part:
    """A file in base64. A name beyond ASCII is written as RFC 2231 says; old programs find a plain one beside it."""
    told = Field("Content-Disposition", f"{disposition}; {file_parameter(name)}")
    if file_name_of(read_head(written((told,)) + b"\r\n")[0][1]) != name:
        raise FieldError(f'the file name "{name}" would not be read as it is')
    kind = Field("Content-Type", f'{media_type}; name="{plain_name(name)}"')
    fields = (kind, Field("Content-Transfer-Encoding", "base64"), told, *further)
    return _Part(fields, encodebytes(data).replace(b"\n", b"\r\n"))


def plain_name(name: str) -> str:
    """A file name in ASCII, with nothing that a quoted string would have to escape."""
    stem, dot, suffix = name.rpartition(".") if "." in name[1:] else (name, "", "")
    return f"{_in_ascii(stem)[:_LONGEST_NAME].strip() or 'file'}{dot}{_in_ascii(suffix)[:_LONGEST_SUFFIX]}"


def _in_ascii(text: str) -> str:
    """The letters without their marks, by tables that are the same in every Python."""
    plain = unicodedata.ucd_3_2_0.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("_", plain).strip()


def media_type_of(name: str) -> str:
    """What a file is, by the end of its name."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
