"""Take over a picture of a manuscript: a safe name, an ending by its content, a format that can be set."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass, replace

from PIL import Image, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS, PIXELS_AT_MOST
from hemaprint.project.text import slug_of

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
