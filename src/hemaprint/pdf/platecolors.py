# SPDX-License-Identifier: MIT
"""Give colours, gradients and pictures the red, green and blue that represent ink plates in a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream
from PIL import Image, ImageChops

from hemaprint.pdf.colors import CMY, CMYK, GREY, PLATES, RGB, K, Paint, family, inks_of, space_name
from hemaprint.pdf.objects import MALFORMED, ObjectId, content_of, entry, number, numbers, resource

Pictures = dict[ObjectId, Image.Image | None]
"""Decoded CMYK pictures by their object."""

_MOST_PIXELS = 1200
"""A picture is shrunk until its longer side has fewer than twice as many pixels; at 72 dpi a page has fewer."""
_BROKEN = (*MALFORMED, OSError, Image.DecompressionBombError)
"""What reading a broken picture can raise."""

_SOLID = tuple(tuple(float(plate == one) for plate in PLATES) for one in PLATES)
_COMPONENT_INKS = {
    **dict.fromkeys(CMYK, _SOLID[:4]),
    **dict.fromkeys(RGB, _SOLID[:3]),
    **dict.fromkeys(GREY, _SOLID[3:4]),
    "Lab": (_SOLID[3], (0.0,) * 5, (0.0,) * 5),
}
"""The inks of each component at its full value; for Lab only its lightness counts."""


class PlateColors:
    """The colours in a drawing of one plate (grey) or of three (red, green and blue)."""

    def __init__(self, pdf: pikepdf.Pdf, plates: tuple[int, ...], pictures: Pictures) -> None:
        self._pdf, self._plates, self._pictures = pdf, plates, pictures

    def drawn(self, inks: Sequence[float]) -> list[float]:
        """Red, green and blue that represent inks: paper less the ink of each plate."""
        return self._three([1 - inks[plate] for plate in self._plates])

    def _three(self, channels: list[Any]) -> list[Any]:
        return channels if len(channels) == 3 else channels * 3

    def space(self, name: str) -> Array:
        """A colour space with as many components as the space of that name, which gives the colours of the drawing."""
        inks = _COMPONENT_INKS.get(name)
        if inks is None:
            count = name.count("+") + 1
            units = (tuple(float(at == one) for at in range(count)) for one in range(count))
            inks = tuple(inks_of(Paint(name, unit)) for unit in units)
        return self._mixing(inks, inverted=name in (*GREY, *RGB, "Lab"))

    def _mixing(self, inks: Sequence[Sequence[float]], *, inverted: bool) -> Array:
        """A DeviceN space whose components add the inks given for each; ``inverted``: a component of 1 means none."""
        code = _calculator([[1 - self.drawn(solid)[channel] for solid in inks] for channel in range(3)], inverted)
        function = self._pdf.make_stream(code.encode())
        function.FunctionType, function.Domain, function.Range = 4, Array([0, 1] * len(inks)), Array([0, 1] * 3)
        names = Array([Name(f"/Ink{at}") for at in range(len(inks))])
        return Array([Name.DeviceN, names, Name.DeviceRGB, function])

    def recolor(self, image: Stream, resources: Any) -> None:
        """Recolour an image for the drawing; a broken one becomes white where it is opaque."""
        if entry(image, "/ImageMask") is True:
            return
        try:
            self._recolor(image, resources)
        except _BROKEN:
            _blank(image)

    def _recolor(self, image: Stream, resources: Any) -> None:
        space = space_name(entry(image, "/ColorSpace"), resources)
        plain = (K,) if space in GREY else CMY
        if space.startswith("Indexed/"):
            named = isinstance(image.ColorSpace, Name)
            old: Any = resource(resources, "/ColorSpace", image.ColorSpace) if named else image.ColorSpace
            image.ColorSpace = Array([Name.Indexed, self.space(family(space)), old[2], old[3]])
        elif space in CMYK:
            self._put(image, self._decoded(image))
        elif space not in (*GREY, *RGB):
            image.ColorSpace = self.space(space)
        elif not set(self._plates) & set(plain):
            _blank(image)
        elif self._plates != plain:
            image.ColorSpace = self.space(space)

    def _decoded(self, image: Stream) -> Image.Image | None:
        """A CMYK picture, shrunk."""
        key = image.objgen
        if key not in self._pictures:
            self._pictures[key] = _shrunk_cmyk(image)
        return self._pictures[key]

    def _put(self, image: Stream, picture: Image.Image | None) -> None:
        """Replace the data of a CMYK image with its plates."""
        if picture is None or not set(self._plates) <= {*CMY, K}:
            _blank(image)
            return
        bands = picture.split()
        channels = self._three([ImageChops.invert(bands[plate]) for plate in self._plates])
        _write(image, Image.merge("RGB", channels).tobytes(), picture.size)


def _calculator(channels: list[list[float]], inverted: bool) -> str:
    """A PostScript calculator function (ISO 32000-1, 7.10.5) for the rest of white.

    ``channels`` give, for red, green and blue, how much each component takes away.
    """
    count = len(channels[0])
    code = ["{"]
    for done, weights in enumerate(channels):
        code.append("1")
        for component, weight in enumerate(weights):
            if weight > 0:
                value = f"{count - component + done} index" + (" 1 exch sub" if inverted else "")
                code.append(f"{value} {weight:g} mul sub")
    return " ".join([*code, f"{count + 3} 3 roll", *["pop"] * count, "}"])


def _shrunk_cmyk(image: Stream) -> Image.Image | None:
    """The pixels of a CMYK image, 255 being solid ink; None for filters and depths that cannot be read here."""
    size = (int(number(entry(image, "/Width"))), int(number(entry(image, "/Height"))))
    decode = numbers(entry(image, "/Decode"))
    inverted = bool(decode) and decode[0] > decode[1]
    if "/DCTDecode" in str(entry(image, "/Filter")):
        jpeg = Image.open(BytesIO(image.read_raw_bytes()))
        jpeg.draft("CMYK", (min(size[0], _MOST_PIXELS), min(size[1], _MOST_PIXELS)))
        picture: Image.Image = jpeg
        if picture.mode != "CMYK":
            return None
        inverted = not inverted  # Pillow takes every JPEG of four inks for one of Adobe's, which are inverted
    elif number(entry(image, "/BitsPerComponent"), 8) == 8:
        data = content_of(image)
        if len(data) < size[0] * size[1] * 4:
            return None
        picture = Image.frombytes("CMYK", size, data[: size[0] * size[1] * 4])
    else:
        return None
    shrunk = picture.reduce(max(1, max(picture.size) // _MOST_PIXELS))
    return ImageChops.invert(shrunk) if inverted else shrunk


def _blank(image: Stream) -> None:
    """Make an image white where it is opaque."""
    _write(image, b"\xff\xff\xff", (1, 1))


def _write(image: Stream, data: bytes, size: tuple[int, int]) -> None:
    image.write(data)
    image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = *size, Name.DeviceRGB, 8
    for key in ("/Decode", "/DecodeParms", "/SMaskInData"):
        if key in image:
            del image[key]
    if isinstance(entry(image, "/Mask"), Array):
        del image["/Mask"]
