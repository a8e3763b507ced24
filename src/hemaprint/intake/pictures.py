"""Take over a picture of a manuscript: a safe name, an ending by its content, a format that can be set."""

from __future__ import annotations

import base64
import binascii
import io
import re
import stat
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from bs4 import Tag
from PIL import Image, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS, PIXELS_AT_MOST
from hemaprint.content.images import resolve_inside
from hemaprint.intake.markup.soup import LineOf, attribute, source_line
from hemaprint.intake.passages import Doubt, Picture
from hemaprint.project.slugs import slug_of

BYTES_AT_MOST = 32 * 1024 * 1024
SVG_SNIFFED = 2048
ENDINGS = {"PNG": ".png", "JPEG": ".jpg", "MPO": ".jpg", "WEBP": ".webp", "GIF": ".gif", "TIFF": ".tif"}
METAFILES = (
    (b"\x01\x00\x00\x00", b" EMF", ".emf"),
    (b"\xd7\xcd\xc6\x9a", b"", ".wmf"),
    (b"\x01\x00\x09\x00", b"", ".wmf"),
)
"""First bytes, bytes at offset 40, ending."""

UNKNOWN = ".bin"
"""The ending of what is no picture."""

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
    """``data`` under a name made from ``proposed``, turned into a PNG where only Pillow can read it."""
    stem = slug_of(re.split(r"[/\\]", proposed)[-1].rsplit(".", 1)[0])[:60].strip("-") or "picture"
    if len(data) > BYTES_AT_MOST:
        return TakenPicture(stem, None, f"it has more than {BYTES_AT_MOST // 1024 // 1024} MB")
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
    except UnidentifiedImageError:
        return TakenPicture(f"{stem}{UNKNOWN}", data or None, "it is no picture that can be read")
    except Exception as error:  # Pillow's decoders raise anything on broken files
        return TakenPicture(f"{stem}{UNKNOWN}", data or None, f"it is no picture that can be read: {error or 'empty'}")
    return TakenPicture(f"{stem}.png", out.getvalue(), f"it was {found}, and is now PNG; used are {', '.join(FORMATS)}")


class Shelf:
    """The pictures of one manuscript under different names; the same bytes stand there once."""

    def __init__(self) -> None:
        self._names: dict[str, bytes] = {}

    def take(self, data: bytes, proposed: str) -> TakenPicture:
        """Take a picture over (:func:`take_picture`) under a name that no other one has."""
        taken = take_picture(data, proposed)
        return taken if taken.data is None else replace(taken, name=self._free_name(taken.name, taken.data))

    def _free_name(self, name: str, data: bytes) -> str:
        stem, _, ending = name.rpartition(".")
        number = 1
        while self._names.setdefault(name, data) != data:
            number += 1
            name = f"{stem}-{number}.{ending}"
        return name


LAZY = ("data-src", "data-original", "data-lazy-src", "data-lazy", "data-original-src")
"""Where pages keep the address of a picture that a script loads later."""
SETS = ("data-srcset", "data-lazy-srcset", "srcset")
"""Where they keep the same picture in several sizes."""

PLACEHOLDER_CHARACTERS = 400
_PLACEHOLDER = re.compile(
    r"(?:blank|spacer|placeholder|pixel|transparent|lazy|loading|grey|gray|1x1)[\w-]*\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
_SIZE = re.compile(r"(\d+(?:\.\d*)?|\.\d+)[wx]", re.ASCII)
_TINY = re.compile(r"\s*[01](?:px)?\s*")


class PagePictures:
    """Answers :func:`hemaprint.intake.markup.read_markup`; ``doubts`` tells what could not be had.

    ``parts`` are pictures that came with the page, by their address.
    """

    def __init__(self, folder: Path, parts: Mapping[str, bytes] | None = None, line_of: LineOf = source_line) -> None:
        self.folder = folder
        self.parts = parts or {}
        self.line_of = line_of
        self.doubts: list[Doubt] = []
        self._shelf = Shelf()

    def picture_of(self, tag: Tag) -> Picture | None:
        """The picture of an ``img``; None for those that show nothing."""
        address = address_of(tag)
        if not address or all(_TINY.fullmatch(attribute(tag, side)) for side in ("width", "height")):
            return None
        line, alt = self.line_of(tag), " ".join(attribute(tag, "alt").split())
        if address.startswith("data:"):
            taken, remote = self._shelf.take(_data_of(address), "picture"), ""
        elif address in self.parts:
            taken, remote = self._shelf.take(self.parts[address], _name_of(address)), ""
        elif urlsplit_or_none(address):
            taken, remote = TakenPicture(_name_of(address), None, f"it is only on the web: {address}"), address
        else:
            taken, remote = self._beside(address), address
        if taken.doubt:
            self.doubts.append(
                Doubt("HP525", line, f"the picture {taken.name} was not taken over as it is: {taken.doubt}")
            )
        return Picture(
            line=line, name=taken.name, data=taken.data, alt=alt, remote=remote if taken.data is None else ""
        )

    def _beside(self, address: str) -> TakenPicture:
        """A picture in the folder of the page, never outside it."""
        name = _name_of(address)
        path = resolve_inside(unquote(re.split("[?#]", address)[0]), self.folder, self.folder)
        if path is None:
            return TakenPicture(name, None, f"its path leaves the folder of the page: {address}")
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode) or status.st_size > BYTES_AT_MOST:
                return TakenPicture(name, None, f"there is no usable file {address}")
            data = path.read_bytes()
        except (OSError, ValueError):
            return TakenPicture(name, None, f"there is no file {address}")
        taken = self._shelf.take(data, name)
        # a page must not carry any file of the folder into the issue
        return TakenPicture(name, None, taken.doubt) if taken.name.endswith(UNKNOWN) else taken


def urlsplit_or_none(address: str) -> str:
    """The host of a web address; "" for a path."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (
        (parts.netloc or "-") if parts.scheme in ("http", "https", "cid", "blob", "file", "ftp") or parts.netloc else ""
    )


def address_of(tag: Tag) -> str:
    """Where the picture of an ``img`` is: what it shows, or what scripts or large screens would make it show."""
    source = attribute(tag, "src").strip()
    if source and not _is_placeholder(source):
        return source
    sources = tag.parent.find_all("source") if tag.parent is not None and tag.parent.name == "picture" else []
    found = [attribute(tag, name).strip() for name in LAZY]
    found += [_largest(attribute(one, name)) for one in (tag, *sources) for name in SETS]
    return next((address for address in found if address and not _is_placeholder(address)), source)


def _is_placeholder(address: str) -> bool:
    if address.startswith("data:"):
        return len(address) < PLACEHOLDER_CHARACTERS
    return _PLACEHOLDER.fullmatch(_name_of(address)) is not None


def _largest(candidates: str) -> str:
    """The address of the largest of the pictures in a ``srcset``; "" where it has none."""
    found: list[tuple[float, str]] = []
    address = ""
    for word in candidates.split():
        if not address:
            address, ended = word.rstrip(","), word.endswith(",")
            found += [(1.0, address)] if ended and address else []
            address = "" if ended else address
        else:
            said, _, following = word.partition(",")
            size = _SIZE.fullmatch(said)
            found += [(float(size[1]), address)] if size else []
            address = following.rstrip(",")
    return max(found + ([(1.0, address)] if address else []), default=(0.0, ""))[1]


def _data_of(address: str) -> bytes:
    head, _, body = address.partition(",")
    try:
        raw = unquote_to_bytes(body)
        return base64.b64decode(re.sub(rb"\s", b"", raw)) if head.rstrip().lower().endswith(";base64") else raw
    except (binascii.Error, ValueError):
        return b""


def _name_of(address: str) -> str:
    name = unquote(re.split("[?#]", address)[0]).rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]+", "-", name)[-80:].strip("-.") or "picture"
