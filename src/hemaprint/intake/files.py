# SPDX-License-Identifier: MIT
"""Open what an author sent within bounds: files, archives, XML and pictures; nothing in them is trusted."""

from __future__ import annotations

import io
import re
import stat
import tomllib
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree
from PIL import Image, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS, PIXELS_AT_MOST
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.text import slug_of

MEGABYTE = 1024 * 1024
BYTES_AT_MOST = 64 * MEGABYTE
"""The size of a manuscript."""

SEND_AGAIN = "ask for the file again"
SAVE_AGAIN = "open it in the program that made it, and save it again"


def fault(path: Path, code: str, message: str, hint: str = "", line: int = 0) -> ContentError:
    """The error that reports one problem with the file at ``path``."""
    return ContentError([Problem(code, message, Location(path, line), hint)])


def read_bytes(path: Path) -> bytes:
    """The bytes of a plain file of at most :data:`BYTES_AT_MOST`; anything else is a :class:`ContentError`."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # checked before it is opened: a pipe would wait for ever
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a file but a pipe or a device"
            raise fault(path, "HP510", f"{path.name} is {what}", "name one manuscript")
        data = b""
        if status.st_size <= BYTES_AT_MOST:
            with path.open("rb") as file:
                data = file.read(BYTES_AT_MOST + 1)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else (getattr(error, "strerror", None) or str(error))
        raise fault(path, "HP510", f"{path.name} cannot be read: {reason}") from error
    if max(len(data), status.st_size) > BYTES_AT_MOST:
        message = f"{path.name} is larger than {BYTES_AT_MOST // MEGABYTE} MB"
        raise fault(path, "HP511", message, "send text and pictures separately")
    if not data.strip(b" \t\r\n\0"):
        raise fault(path, "HP510", f"{path.name} is empty", SEND_AGAIN)
    return data


@cache
def tables(name: str) -> Mapping[str, Any]:
    """The tables of a TOML file of this room, such as ``encodings``."""
    return tomllib.loads((files("hemaprint.intake") / f"{name}.toml").read_text("utf-8"))


@cache
def keys_by_word(name: str, table: str) -> Mapping[str, str]:
    """By each word in the texts of a table of :func:`tables`: the key of its text."""
    return {word: key for key, text in tables(name)[table].items() for word in text.split()}


# ---------------------------------------------------------------- XML

XML_BYTES_AT_MOST = 16 * MEGABYTE
ELEMENTS_AT_MOST = 300_000
DEEPEST = 100

Element = Any
"""An element of lxml, which ships without types."""


def parse_xml(path: Path, data: bytes, what: str, *, typed: bool = False) -> Element:
    """The root element of XML of bounded depth and size; ``what`` names it in messages about ``path``.

    ``typed`` allows a document type, which is not read and must not declare anything. Raises :class:`ContentError`.
    """
    if len(data) > XML_BYTES_AT_MOST:
        message = f"{what} has more than {XML_BYTES_AT_MOST // MEGABYTE} MB of text"
        raise fault(path, "HP514", message, SAVE_AGAIN)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        deep = "depth" in str(error)
        message = f"{what} is nested too deeply" if deep else f"{what} is not well-formed: {error}"
        raise fault(path, "HP517" if deep else "HP516", message, SAVE_AGAIN) from error
    kind = root.getroottree().docinfo
    if kind.doctype and not typed:
        message = f"{what} declares a document type, which no office program does"
        raise fault(path, "HP516", message, SAVE_AGAIN)
    if kind.internalDTD is not None and any(True for _ in kind.internalDTD.iterentities()):
        raise fault(path, "HP516", f"{what} declares entities", SAVE_AGAIN)
    if excess := _excess(root):
        raise fault(path, "HP517", f"{what} {excess}", SAVE_AGAIN)
    return root


def _excess(root: Element) -> str:
    """How a tree breaks the bounds; "" where it does not."""
    depth = count = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if depth > DEEPEST:
            return "is nested too deeply"
        if count > ELEMENTS_AT_MOST:
            return f"has more than {ELEMENTS_AT_MOST} elements"
    return ""


# ---------------------------------------------------------------- archives

PARTS_AT_MOST = 5000
PART_BYTES_AT_MOST = 32 * MEGABYTE
ALL_BYTES_AT_MOST = 256 * MEGABYTE
RATIO_AT_MOST = 200
RATIO_FROM_BYTES = 4 * MEGABYTE
"""Small parts may be as regular as they like: an empty table of styles packs better than 200 to 1."""

CHUNK = 256 * 1024
ENCRYPTED = 0x1
CENTRAL_ENTRY = b"PK\x01\x02"
_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    """A zip container in memory, as office documents use it. Every failure is a :class:`ContentError` about ``path``.

    Not even the sizes that the container states are trusted.
    """

    def __init__(self, path: Path, data: bytes) -> None:
        self.path = path
        self._unpacked = 0
        if data.count(CENTRAL_ENTRY) > PARTS_AT_MOST:
            raise self.fault("HP514", f"{path.name} has more than {PARTS_AT_MOST} parts")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except Exception as error:  # zipfile raises BadZipFile, struct.error, ValueError... on broken directories
            raise self.fault("HP513", f"{path.name} is damaged or cut off: {error}", SEND_AGAIN) from error
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in self._zip.infolist():
            if not part.is_dir():
                self._check(part)
                self._parts[part.filename] = part

    def _check(self, part: zipfile.ZipInfo) -> None:
        name = part.filename
        if name.startswith("/") or "\\" in name or "\0" in part.orig_filename or ".." in PurePosixPath(name).parts:
            message = f"{self.path.name} has a part with a path outside the archive: {name!r}"
            raise self.fault("HP515", message, "do not trust this file")
        if part.flag_bits & ENCRYPTED:
            raise self.fault("HP515", f"{self.path.name} is encrypted", "save it without a password")
        if name in self._parts:
            raise self.fault("HP515", f"{self.path.name} has two parts named {name!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all parts."""
        return tuple(self._parts)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is none of this name."""
        part = self._parts.get(name)
        if part is None:
            return None
        data = bytearray()
        try:
            with self._zip.open(part) as file:
                while chunk := file.read(CHUNK):
                    data += chunk
                    self._unpacked += len(chunk)
                    self._bound(part, len(data))
        except _DAMAGES as error:
            message = f"{self.path.name} is damaged: its part {name} cannot be unpacked ({error})"
            raise self.fault("HP513", message, SEND_AGAIN) from error
        return bytes(data)

    def _bound(self, part: zipfile.ZipInfo, size: int) -> None:
        if size > RATIO_FROM_BYTES and size > max(1, part.compress_size) * RATIO_AT_MOST:
            raise self.fault("HP514", f"the part {part.filename} unpacks to more than {RATIO_AT_MOST} times its size")
        if size > PART_BYTES_AT_MOST or self._unpacked > ALL_BYTES_AT_MOST:
            message = f"{self.path.name} unpacks to too many bytes ({part.filename})"
            raise self.fault("HP514", message, "make its pictures smaller")

    def read_all(self) -> None:
        """Unpack every part once, for programs that are less careful: this finds a bomb."""
        for name in self._parts:
            self.read(name)

    def xml(self, name: str) -> Element | None:
        """The root element of an XML part; None when there is none of this name."""
        data = self.read(name)
        return None if data is None else self.parse(name, data)

    def parse(self, name: str, data: bytes) -> Element:
        """The root element of XML without document type, of bounded depth and size."""
        return parse_xml(self.path, data, f"the part {name}")

    def fault(self, code: str, message: str, hint: str = SAVE_AGAIN) -> ContentError:
        """The error to raise about this container."""
        return fault(self.path, code, message, hint)


# ---------------------------------------------------------------- pictures

PICTURE_BYTES_AT_MOST = 32 * MEGABYTE
SVG_SNIFFED = 2048
ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp", "GIF": ".gif", "TIFF": ".tif"}
METAFILES = (
    (b"\x01\x00\x00\x00", b" EMF", ".emf"),
    (b"\xd7\xcd\xc6\x9a", b"", ".wmf"),
    (b"\x01\x00\x09\x00", b"", ".wmf"),
)
"""First bytes, bytes at offset 40, ending."""

UNKNOWN = ".bin"
"""The ending of a file that is not a picture."""

OPENED = (*FORMATS, "BMP", "DIB", "ICO", "PPM", "PCX", "JPEG2000", "AVIF")
"""No others: Pillow runs Ghostscript for EPS."""

_SVG = re.compile(rb"<(?:\w+:)?svg[\s>]")


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture's file: ``name`` without folders; ``data`` None when unusable; ``doubt`` says what is wrong with it."""

    name: str
    data: bytes | None
    doubt: str = ""


def take_picture(data: bytes, proposed: str) -> TakenPicture:
    """``data`` under a safe name made from ``proposed``, converted to PNG where only Pillow can read it."""
    stem = slug_of(re.split(r"[/\\]", proposed)[-1].rsplit(".", 1)[0])[:60].strip("-") or "picture"
    if len(data) > PICTURE_BYTES_AT_MOST:
        return TakenPicture(stem, None, f"it is larger than {PICTURE_BYTES_AT_MOST // MEGABYTE} MB")
    if _SVG.search(data[:SVG_SNIFFED]):
        return TakenPicture(f"{stem}.svg", data)
    for start, inner, ending in METAFILES:
        if data.startswith(start) and data[40:44].startswith(inner):
            return TakenPicture(f"{stem}{ending}", data, f"it is a Windows metafile ({ending}), which cannot be set")
    return _raster(data, stem)


def _raster(data: bytes, stem: str) -> TakenPicture:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=OPENED) as image:
            warnings.simplefilter("ignore")  # Pillow's warning about size; measured here
            if image.width * image.height > PIXELS_AT_MOST:
                return TakenPicture(stem, None, f"it has more than {PIXELS_AT_MOST // 1_000_000} million pixels")
            if image.format in ENDINGS:
                return TakenPicture(f"{stem}{ENDINGS[image.format]}", data)
            out = io.BytesIO()
            image.convert("RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB").save(out, "PNG")
            found = image.format
    except Exception as error:  # Pillow's decoders raise anything on broken files
        why = "" if isinstance(error, UnidentifiedImageError) else f": {error or 'empty'}"
        return TakenPicture(f"{stem}{UNKNOWN}", data or None, f"it is not a readable picture{why}")
    doubt = f"it was {found} and is now PNG; supported formats are {', '.join(FORMATS)}"
    return TakenPicture(f"{stem}.png", out.getvalue(), doubt)


class Shelf:
    """The pictures of one manuscript, each under its own name; the same bytes are kept once."""

    def __init__(self) -> None:
        self._names: dict[str, bytes] = {}

    def take(self, data: bytes, proposed: str) -> TakenPicture:
        """Take a picture over (:func:`take_picture`) under a name that no other picture has."""
        taken = take_picture(data, proposed)
        if taken.data is None:
            return taken
        stem, _, ending = taken.name.rpartition(".")
        name, number = taken.name, 1
        while self._names.setdefault(name, taken.data) != taken.data:
            number += 1
            name = f"{stem}-{number}.{ending}"
        return replace(taken, name=name)

    def take_file(self, file: Path, proposed: str) -> TakenPicture:
        """Take over a picture that a manuscript names, and nothing else: other files never get into the issue."""
        taken = self.take(file.read_bytes(), proposed)
        return replace(taken, data=None) if taken.name.endswith(UNKNOWN) else taken
