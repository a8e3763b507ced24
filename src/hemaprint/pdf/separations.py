"""Draw the plates of a page: how much cyan, magenta, yellow and black stands where.

Renderers give red, green and blue. So the colours of the page are replaced: once cyan, magenta and yellow go as red,
green and blue, once black goes as grey. Both drawings together are the four plates. Opacity works ink by ink, so this
is exact but for the softened edges. Not drawn apart: overprint (everything knocks out), inline images, and the colours
of Type 3 glyphs. Spot inks go into the black plate, colours of screens into the other three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Operator, Stream
from PIL import Image, ImageChops

from hemaprint.pdf.colors import CMYK, GREY, PROCESS, RGB, initial_paint, space_name
from hemaprint.pdf.content import MALFORMED, instructions_of
from hemaprint.pdf.models import Paint
from hemaprint.pdf.objects import ObjectId, Rectangle
from hemaprint.pdf.resources import entries
from hemaprint.pdf.values import content_of, entry, is_new, name_of, number, numbers, resource

Inks = tuple[float, float, float, float]
_Color = tuple[float, float, float]
_Plate = Callable[[Inks], _Color]
"""What red, green and blue a plate draws for inks."""

_MOST_PIXELS = 1200
"""A picture is shrunk until its longer side has fewer than twice as many pixels; at 72 dpi a page has fewer."""
_WHITE = b"\xff\xff\xff"
_BROKEN = (*MALFORMED, OSError, Image.DecompressionBombError)
"""What reading a broken picture can raise."""


@dataclass(frozen=True, slots=True)
class Plates:
    """Grey pictures in which 255 is solid ink; ``area`` is what they show, in pt of default user space."""

    cyan: Image.Image
    magenta: Image.Image
    yellow: Image.Image
    black: Image.Image
    area: Rectangle

    @property
    def all(self) -> tuple[Image.Image, ...]:
        """The four in the order of their letters."""
        return (self.cyan, self.magenta, self.yellow, self.black)


def plates_of(pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float = 72) -> Plates:
    """The plates of a page (from 0) within ``area``. Raises pypdfium2.PdfiumError where it cannot be drawn."""
    pictures: dict[ObjectId, Image.Image | None] = {}
    color = _drawn(pdf, page, area, dpi, _Recoloring(_color_plate, pictures))
    black = _drawn(pdf, page, area, dpi, _Recoloring(_black_plate, pictures))
    cyan, magenta, yellow = (ImageChops.invert(band) for band in color.split())
    return Plates(cyan, magenta, yellow, ImageChops.invert(black.getchannel(0)), area)


@dataclass(frozen=True, slots=True)
class _Recoloring:
    """What a drawing shows; pictures that were decoded are kept for the other drawing."""

    plate: _Plate
    pictures: dict[ObjectId, Image.Image | None]


def _drawn(pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float, recoloring: _Recoloring) -> Image.Image:
    with pikepdf.new() as work:
        work.pages.append(pdf.pages[page])
        target = work.pages[0]
        for key in ("/Annots", "/Rotate", "/Group", "/UserUnit"):
            if key in target:
                del target[key]
        for key in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
            target[key] = Array(list(area))
        _Recolored(work, recoloring.plate, recoloring.pictures).page(target)
        data = BytesIO()
        work.save(data, compress_streams=False)
    with pdfium.PdfDocument(data.getvalue()) as document:
        bitmap = document[0].render(scale=dpi / 72, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        return picture


def _color_plate(inks: Inks) -> _Color:
    cyan, magenta, yellow, _ = inks
    return (1 - cyan, 1 - magenta, 1 - yellow)


def _black_plate(inks: Inks) -> _Color:
    return (1 - inks[3],) * 3


class _Recolored:
    """Replaces every colour of a page by what a plate draws for it."""

    def __init__(self, pdf: pikepdf.Pdf, plate: _Plate, pictures: dict[ObjectId, Image.Image | None]) -> None:
        self._pdf, self._plate, self._pictures = pdf, plate, pictures
        self._seen: set[ObjectId] = set()

    def page(self, page: pikepdf.Page) -> None:
        resources = entry(page.obj, "/Resources")
        black = " ".join(f"{value:g}" for value in self._plate((0, 0, 0, 1)))
        start = f"{black} rg {black} RG ".encode()
        page.obj.Contents = self._pdf.make_stream(start + self._content(page, resources))
        self._resources(resources)

    def _resources(self, resources: Any) -> None:
        for _, thing in entries(resources, "/XObject"):
            if self._is_new(thing):
                self._xobject(thing, resources)
        for _, pattern in entries(resources, "/Pattern"):
            if self._is_new(pattern):
                self._pattern(pattern, resources)
        for _, shading in entries(resources, "/Shading"):
            if self._is_new(shading):
                self._shading(shading, resources)

    def _is_new(self, thing: Any) -> bool:
        return isinstance(thing, Dictionary | Stream) and is_new(thing, self._seen)

    def _xobject(self, thing: Any, resources: Any) -> None:
        if name_of(entry(thing, "/Subtype")) == "Image":
            try:
                self._image(thing, resources)
            except _BROKEN:
                _blank(thing)
        elif isinstance(thing, Stream):
            self._form(thing, resources)

    def _form(self, form: Stream, resources: Any) -> None:
        own = entry(form, "/Resources")
        form.write(self._content(form, own if own is not None else resources))
        if isinstance(entry(form, "/Group"), Dictionary) and "/CS" in form.Group:
            form.Group.CS = Name.DeviceRGB
        if own is not None:
            self._resources(own)

    def _pattern(self, pattern: Any, resources: Any) -> None:
        if number(entry(pattern, "/PatternType")) == 2:
            shading = entry(pattern, "/Shading")
            if self._is_new(shading):
                self._shading(shading, resources)
        elif isinstance(pattern, Stream):
            self._form(pattern, resources)

    def _shading(self, shading: Any, resources: Any) -> None:
        shading.ColorSpace = self._space(space_name(entry(shading, "/ColorSpace"), resources))
        if "/Background" in shading:
            del shading["/Background"]

    # content

    def _content(self, owner: Any, resources: Any) -> bytes:
        return pikepdf.unparse_content_stream(list(self._recolored(instructions_of(owner), resources)))

    def _recolored(self, instructions: Any, resources: Any) -> Iterator[Any]:
        spaces = {"fill": "DeviceGray", "stroke": "DeviceGray"}
        saved: list[dict[str, str]] = []
        for instruction in instructions:
            try:
                operator = str(instruction.operator)
            except UnicodeDecodeError:
                continue
            if operator == "q":
                saved.append(dict(spaces))
            elif operator == "Q" and saved:
                spaces = saved.pop()
            if operator not in _COLORS:
                yield instruction
                continue
            which, space = _COLORS[operator]
            operands = list(instruction.operands)
            if operands and isinstance(operands[-1], Name) and operator in ("scn", "SCN"):
                yield instruction
                continue
            if operator in ("cs", "CS"):
                space = space_name(operands[0], resources) if operands else ""
                paint = initial_paint(space)
            else:
                space = space or spaces[which]
                paint = Paint(space, tuple(numbers(operands)))
            spaces[which] = space
            if space == "Pattern":
                yield instruction
                continue
            color = [round(value, 5) for value in self._plate(_inks(paint))]
            yield color, Operator("rg" if which == "fill" else "RG")

    # pictures

    def _image(self, image: Stream, resources: Any) -> None:
        if entry(image, "/ImageMask") is True:
            return
        space = space_name(entry(image, "/ColorSpace"), resources)
        if space.startswith("Indexed/"):
            old = _array_of(image.ColorSpace, resources)
            image.ColorSpace = Array([Name.Indexed, self._space(space.removeprefix("Indexed/")), old[2], old[3]])
        elif space in CMYK:
            self._put(image, self._decoded(image))
        elif space in GREY or space in RGB:
            if (space in GREY) != (self._plate is _black_plate):
                _blank(image)
        else:
            image.ColorSpace = self._space(space)

    def _decoded(self, image: Stream) -> Image.Image | None:
        """A CMYK picture, shrunk."""
        key = image.objgen
        if key not in self._pictures:
            self._pictures[key] = _shrunk_cmyk(image)
        return self._pictures[key]

    def _put(self, image: Stream, picture: Image.Image | None) -> None:
        """Let the image show what the plate draws for a CMYK picture."""
        if picture is None:
            _blank(image)
            return
        bands = [ImageChops.invert(band) for band in picture.split()]
        drawn = bands[3:] * 3 if self._plate is _black_plate else bands[:3]
        _write(image, Image.merge("RGB", drawn).tobytes(), picture.size)

    def _space(self, space: str) -> Any:
        """A colour space with as many components that gives what the plate draws."""
        inks = _INKS_OF.get(space)
        if inks is None:
            names = space.partition("/")[2].split("+")
            count = len(names) if "/" in space else 1
            inks = tuple(_inks(Paint(space, tuple(float(at == one) for at in range(count)))) for one in range(count))
        return self._mixing(inks, inverted=space in (*GREY, *RGB, "Lab"))

    def _mixing(self, inks: tuple[Inks, ...], *, inverted: bool) -> Array:
        """A DeviceN space whose components add the inks given for each; ``inverted``: a component of 1 is no ink."""
        code = _calculator([[1 - self._plate(solid)[channel] for solid in inks] for channel in range(3)], inverted)
        function = self._pdf.make_stream(code.encode())
        function.FunctionType, function.Domain, function.Range = 4, Array([0, 1] * len(inks)), Array([0, 1] * 3)
        names = Array([Name(f"/Ink{at}") for at in range(len(inks))])
        return Array([Name.DeviceN, names, Name.DeviceRGB, function])


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
    **dict.fromkeys(CMYK, ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1))),
    **dict.fromkeys(RGB, ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0))),
    **dict.fromkeys(GREY, ((0, 0, 0, 1),)),
    "Lab": ((0, 0, 0, 1), (0, 0, 0, 0), (0, 0, 0, 0)),
}
"""The inks that a whole component stands for; of Lab only how dark it is."""


_COLORS = {
    "g": ("fill", "DeviceGray"),
    "rg": ("fill", "DeviceRGB"),
    "k": ("fill", "DeviceCMYK"),
    "G": ("stroke", "DeviceGray"),
    "RG": ("stroke", "DeviceRGB"),
    "K": ("stroke", "DeviceCMYK"),
    "cs": ("fill", ""),
    "sc": ("fill", ""),
    "scn": ("fill", ""),
    "CS": ("stroke", ""),
    "SC": ("stroke", ""),
    "SCN": ("stroke", ""),
}


def _inks(paint: Paint) -> Inks:
    """The inks of a colour, as the plates take them."""
    values = paint.values
    if paint.space in CMYK and len(values) == 4:
        return (values[0], values[1], values[2], values[3])
    if paint.space in RGB and len(values) == 3:
        return (1 - values[0], 1 - values[1], 1 - values[2], 0)
    if paint.space in GREY and len(values) == 1:
        return (0, 0, 0, 1 - values[0])
    if paint.space == "Lab" and values:
        return (0, 0, 0, 1 - values[0] / 100)
    if paint.space == "Separation/All" and values:
        return (values[0],) * 4
    inks = [0.0] * 4
    for name, value in zip(paint.space.partition("/")[2].split("+"), values, strict=False):
        if name != "None":
            place = PROCESS.get(name, 3)
            inks[place] = min(1.0, inks[place] + value)
    return (inks[0], inks[1], inks[2], inks[3])


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
