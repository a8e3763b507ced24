"""Give colours, gradients and pictures the red, green and blue that plates draw for their inks."""

from __future__ import annotations

from io import BytesIO
from typing import Any, TypeAlias

import pikepdf
from pikepdf import Array, Name, Stream
from PIL import Image, ImageChops

from hemaprint.pdf.colors import CMYK, GREY, RGB, space_name
from hemaprint.pdf.content import MALFORMED
from hemaprint.pdf.models import Paint
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.plates import BLACK, COLORS, Inks, inks_of
from hemaprint.pdf.values import content_of, entry, number, numbers, resource

Color: TypeAlias = tuple[float, float, float]
Pictures: TypeAlias = dict[ObjectId, Image.Image | None]
"""CMYK pictures that were decoded, by their object."""

_MOST_PIXELS = 1200
"""A picture is shrunk until its longer side has fewer than twice as many pixels; at 72 dpi a page has fewer."""
_WHITE = b"\xff\xff\xff"
_BROKEN = (*MALFORMED, OSError, Image.DecompressionBombError)
"""What reading a broken picture can raise."""


class PlateColors:
    """What a drawing of one plate (grey) or of three (red, green and blue) shows for a colour."""

    def __init__(self, pdf: pikepdf.Pdf, plates: tuple[int, ...], pictures: Pictures) -> None:
        self._pdf, self._plates, self._pictures = pdf, plates, pictures

    def drawn(self, inks: Inks) -> Color:
        """What stands for inks: paper less the ink of each plate."""
        red, green, blue = self._three(tuple(1 - inks[plate] for plate in self._plates))
        return (red, green, blue)

    def _three(self, channels: tuple[Any, ...]) -> tuple[Any, ...]:
        return channels if len(channels) == 3 else channels * 3

    def space(self, name: str) -> Array:
        """A colour space with as many components as the space of that name, which gives what the plates draw."""
        inks = _INKS_OF.get(name)
        if inks is None:
            parts = name.partition("/")[2].split("+")
            count = len(parts) if "/" in name else 1
            inks = tuple(inks_of(Paint(name, tuple(float(at == one) for at in range(count)))) for one in range(count))
        return self._mixing(inks, inverted=name in (*GREY, *RGB, "Lab"))

    def _mixing(self, inks: tuple[Inks, ...], *, inverted: bool) -> Array:
        """A DeviceN space whose components add the inks given for each; ``inverted``: a component of 1 is no ink."""
        code = _calculator([[1 - self.drawn(solid)[channel] for solid in inks] for channel in range(3)], inverted)
        function = self._pdf.make_stream(code.encode())
        function.FunctionType, function.Domain, function.Range = 4, Array([0, 1] * len(inks)), Array([0, 1] * 3)
        names = Array([Name(f"/Ink{at}") for at in range(len(inks))])
        return Array([Name.DeviceN, names, Name.DeviceRGB, function])

    def recolor(self, image: Stream, resources: Any) -> None:
        """Let an image show what the plates draw for it; a broken one is white where it is opaque."""
        if entry(image, "/ImageMask") is True:
            return
        try:
            self._recolor(image, resources)
        except _BROKEN:
            _blank(image)

    def _recolor(self, image: Stream, resources: Any) -> None:
        space = space_name(entry(image, "/ColorSpace"), resources)
        if space.startswith("Indexed/"):
            old = _array_of(image.ColorSpace, resources)
            image.ColorSpace = Array([Name.Indexed, self.space(space.removeprefix("Indexed/")), old[2], old[3]])
        elif space in CMYK:
            self._put(image, self._decoded(image))
        elif space in GREY or space in RGB:
            plain = (BLACK,) if space in GREY else COLORS
            if not set(self._plates) & set(plain):
                _blank(image)
            elif self._plates != plain:
                image.ColorSpace = self.space(space)
        else:
            image.ColorSpace = self.space(space)

    def _decoded(self, image: Stream) -> Image.Image | None:
        """A CMYK picture, shrunk."""
        key = image.objgen
        if key not in self._pictures:
            self._pictures[key] = _shrunk_cmyk(image)
        return self._pictures[key]

    def _put(self, image: Stream, picture: Image.Image | None) -> None:
        """Let the image show what the plates draw for a CMYK picture."""
        if picture is None or not set(self._plates) <= {*COLORS, BLACK}:
            _blank(image)
            return
        bands = picture.split()
        channels = self._three(tuple(ImageChops.invert(bands[plate]) for plate in self._plates))
        _write(image, Image.merge("RGB", channels).tobytes(), picture.size)


def _calculator(channels: list[list[float]], inverted: bool) -> str:
    """A PostScript calculator function (ISO 32000-1, 7.10.5): what is left of white.

    ``channels`` give, for red, green and blue, how much of it each component takes away.
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


_INKS_OF: dict[str, tuple[Inks, ...]] = {
    **dict.fromkeys(CMYK, ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 1, 0))),
    **dict.fromkeys(RGB, ((1, 0, 0, 0, 0), (0, 1, 0, 0, 0), (0, 0, 1, 0, 0))),
    **dict.fromkeys(GREY, ((0, 0, 0, 1, 0),)),
    "Lab": ((0, 0, 0, 1, 0), (0, 0, 0, 0, 0), (0, 0, 0, 0, 0)),
}
"""The inks that a whole component stands for; of Lab only how dark it is."""


def _array_of(space: Any, resources: Any) -> Any:
    return resource(resources, "/ColorSpace", space) if isinstance(space, Name) else space


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
    factor = max(1, max(picture.size) // _MOST_PIXELS)
    shrunk = picture.reduce(factor)
    return ImageChops.invert(shrunk) if inverted else shrunk


def _blank(image: Stream) -> None:
    """Let an image be white where it is opaque."""
    _write(image, _WHITE, (1, 1))


def _write(image: Stream, data: bytes, size: tuple[int, int]) -> None:
    image.write(data)
    image.Width, image.Height, image.ColorSpace, image.BitsPerComponent = *size, Name.DeviceRGB, 8
    for key in ("/Decode", "/DecodeParms", "/SMaskInData"):
        if key in image:
            del image[key]
    if isinstance(entry(image, "/Mask"), Array):
        del image["/Mask"]
