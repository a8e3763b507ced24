"""Pictures that travel inside the message: drawn small once, and named by their content."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageOps, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS
from hemaprint.errors import Location, Problem, did_you_mean
from hemaprint.pdf.raster import render_page

DENSITY = 2
"""Pixels for each CSS pixel: screens of telephones have two or three."""
_QUALITY = 80
_LARGEST = 600
"""CSS px: the letter is no wider."""
_DRAWN = 150
"""dpi at which the cover is drawn before it is made small: thin lines keep their weight so."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it goes into the message; ``width`` and ``height`` in CSS px."""

    cid: str
    data: bytes
    media_type: str
    width: int
    height: int

    @property
    def src(self) -> str:
        """How HTML names it (RFC 2392)."""
        return f"cid:{self.cid}"

    @property
    def file_name(self) -> str:
        """What a mail program may save it as."""
        return f"{self.cid.partition('.')[0]}.{self.media_type.rpartition('/')[2].replace('jpeg', 'jpg')}"

    @property
    def inline(self) -> str:
        """The same as a data: address, for what is shown outside a message."""
        return f"data:{self.media_type};base64,{b64encode(self.data).decode('ascii')}"


class Gallery:
    """The pictures of one letter; layouts ask it for them, and those alone travel."""

    def __init__(self, folder: Path, root: Path, domain: str) -> None:
        """Pictures are named from ``folder`` and lie inside ``root``; ``domain`` ends their content ids."""
        self._folder, self._root, self._domain = folder, root, domain
        self._drawn: dict[tuple[str, int, int], Picture | None] = {}
        self.problems: list[Problem] = []

    @property
    def pictures(self) -> Mapping[str, Picture]:
        """By content id, in the order in which they were asked for."""
        return {one.cid: one for one in self._drawn.values() if one}

    def cover(self, page: Image.Image, width: int) -> Picture:
        """The first page of an edition, made small."""
        picture = self._encoded("cover", page, width, 0)
        self._drawn["", width, 0] = picture
        return picture

    def picture(self, path: str, width: int, height: int = 0) -> Picture | None:
        """A picture of the issue, ``width`` CSS px wide and cut to ``height`` where one is given.

        None, with a problem (HP617), where it cannot be used.
        """
        key = (path, width, height)
        if key not in self._drawn:
            opened = self._opened(path)
            self._drawn[key] = self._encoded(Path(path).stem, opened, width, height) if opened else None
        return self._drawn[key]

    def _encoded(self, name: str, image: Image.Image, width: int, height: int) -> Picture:
        """Cut, made small, and named by its content."""
        width = min(width, _LARGEST)
        height = height or round(width * image.height / image.width)
        small = ImageOps.fit(image, (width * DENSITY, height * DENSITY), Image.Resampling.LANCZOS)
        target = BytesIO()
        small.save(target, "JPEG", quality=_QUALITY, optimize=True, subsampling=0)
        data = target.getvalue()
        safe = "".join(character for character in name if character.isascii() and character.isalnum()) or "picture"
        return Picture(f"{safe}.{sha256(data).hexdigest()[:16]}@{self._domain}", data, "image/jpeg", width, height)

    def _opened(self, name: str) -> Image.Image | None:
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            near = did_you_mean(path.name, [one.name for one in path.parent.glob("*")], noun="pictures")
            self._refuse(path, f'there is no picture "{name}" in the issue', near)
            return None
        try:
            with Image.open(path, formats=FORMATS) as image:
                image.load()
                return _flattened(image)
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
            hint = "PNG, JPEG and WebP can be sent; mail programs show no SVG: save the drawing as PNG"
            self._refuse(path, f'"{name}" cannot be shown in a message', hint)
            return None

    def _refuse(self, path: Path, message: str, hint: str) -> None:
        self.problems.append(Problem("HP617", message, Location(path), hint))


def draw_cover(pdf: bytes) -> Image.Image:
    """The first page of a PDF, cut to its trim; raises pypdfium2.PdfiumError where it cannot be drawn."""
    with pdfium.PdfDocument(pdf) as document:
        return render_page(document, 0, _DRAWN, trimmed=True)


def _flattened(image: Image.Image) -> Image.Image:
    """In RGB, what is transparent on white."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def with_pictures(html: str, pictures: Iterable[Picture]) -> str:
    """HTML that shows its pictures outside a message, too."""
    for picture in pictures:
        html = html.replace(picture.src, picture.inline)
    return html
