# SPDX-License-Identifier: MIT
"""Draw pages, spreads and ink plates as pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from threading import Lock
from typing import Any

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Operator, Stream
from PIL import Image, ImageChops

from hemaprint.pdf.colors import (
    BLACK,
    CMY,
    SPOT,
    K,
    Paint,
    image_space,
    initial_paint,
    inks_of,
    left_alone,
    space_name,
    spots,
)
from hemaprint.pdf.objects import (
    ObjectId,
    Operands,
    Rectangle,
    content_of,
    entries,
    entry,
    instructions_of,
    name_of,
    number,
    numbers,
    resource,
)
from hemaprint.pdf.platecolors import Pictures, PlateColors

PDFIUM = Lock()
"""To be held while one draws and another thread may: pdfium is not thread-safe."""
WHITE = (255, 255, 255)
_INCH = 72.0
"""pt."""
_DEEPEST = 24
"""Forms inside one another; deeper ones are not drawn."""
_MOST_FORMS = 2000
"""Forms that are rewritten for one drawing; later ones are not drawn."""
_ENCODING = frozenset({"/Length", "/Filter", "/DecodeParms", "/DL"})
"""The entries that say how a stream is stored."""
_DEVICES = {"g": "DeviceGray", "rg": "DeviceRGB", "k": "DeviceCMYK"}
_SETTING = frozenset({*_DEVICES, "G", "RG", "K", "cs", "sc", "scn", "CS", "SC", "SCN"})
"""The operators that set colours; those in capitals set the stroke colour."""
_PAINTING = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})
"""The operators that paint a path (ISO 32000-1, table 60)."""
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")

Spread = tuple[int | None, int | None]
"""The left and the right page, counted from 0; None where there is none."""


def page_labels(document: pdfium.PdfDocument) -> tuple[str, ...]:
    """The printed page numbers from the file; 1, 2, 3... where they are missing or not unique."""
    count = len(document)
    labels = tuple(str(document.get_page_label(index)) for index in range(count))
    return labels if all(labels) and len(set(labels)) == count else tuple(str(number + 1) for number in range(count))


def spreads_of(pages: int, *, turned: bool = False) -> tuple[Spread, ...]:
    """The spreads of a bound issue: the cover alone on the right, then pairs of pages.

    ``turned``: it is bound on the right, and the cover is on the left.
    """
    rest = [(first, first + 1 if first + 1 < pages else None) for first in range(1, pages, 2)]
    spreads: tuple[Spread, ...] = ((None, 0), *rest) if pages else ()
    return tuple((right, left) for left, right in spreads) if turned else spreads


def render_page(document: pdfium.PdfDocument, index: int, dpi: float, *, trimmed: bool = False) -> Image.Image:
    """A page (from 0) in RGB at ``dpi`` pixels per inch, as viewers show it or cut to its trim.

    Raises pypdfium2.PdfiumError where it cannot be drawn.
    """
    page = document[index]
    try:
        crop = _outside_trim(page) if trimmed else (0.0, 0.0, 0.0, 0.0)
        bitmap = page.render(scale=dpi / _INCH, crop=crop, may_draw_forms=False)
        picture: Image.Image = bitmap.to_pil().convert("RGB")
        bitmap.close()
    finally:
        page.close()
    return picture


def render_spread(document: pdfium.PdfDocument, spread: Spread, dpi: float) -> Image.Image:
    """The pages of a spread side by side, cut to their trim and joined at the spine; a single page remains single."""
    pages = [render_page(document, index, dpi, trimmed=True) for index in spread if index is not None]
    joined = Image.new("RGB", (sum(page.width for page in pages), max(page.height for page in pages)), WHITE)
    across = 0
    for page in pages:
        joined.paste(page, (across, 0))
        across += page.width
    return joined


def _outside_trim(page: pdfium.PdfPage) -> Rectangle:
    """The parts of the shown page outside the trim, as in :func:`cut_to`; zero for a rotated page."""
    if page.get_rotation():
        return (0.0, 0.0, 0.0, 0.0)
    return cut_to(page.get_trimbox(), page.get_cropbox())


def cut_to(trim: Rectangle, shown: Rectangle) -> Rectangle:
    """The widths in pt left of, below, right of and above the trim, to be cropped; zero if nothing would remain."""
    left, bottom = max(trim[0] - shown[0], 0.0), max(trim[1] - shown[1], 0.0)
    right, top = max(shown[2] - trim[2], 0.0), max(shown[3] - trim[3], 0.0)
    fits = left + right < shown[2] - shown[0] and bottom + top < shown[3] - shown[1]
    return (left, bottom, right, top) if fits else (0.0, 0.0, 0.0, 0.0)


def plates_of(pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float = 72) -> tuple[Image.Image, ...]:
    """The ink plates of a page (from 0) within ``area``, in the order of :data:`hemaprint.pdf.colors.PLATES`.

    Each is a grey picture in which 255 is solid ink. Raises pypdfium2.PdfiumError where the page cannot be drawn.

    Renderers produce red, green and blue. So the colours of the page are replaced: once cyan, magenta and yellow become
    red, green and blue, once black becomes grey, and once the spot inks if there are any. Opacity and blending work ink
    by ink, so this is exact except for softened edges. Overprinting objects are not drawn on the plates that they leave
    alone, even in an isolated group, although that as a whole knocks out what is below it. Inline images and the
    colours of Type 3 glyphs are not separated. RGB counts as cyan, magenta and yellow.
    """
    pictures: Pictures = {}
    colors, page_colors = _draw(pdf, page, area, dpi, CMY, pictures)
    if page_colors.partly:
        colors = [band for plate in CMY for band in _draw(pdf, page, area, dpi, (plate,), pictures)[0]]
    [black], _ = _draw(pdf, page, area, dpi, (K,), pictures)
    if not page_colors.spots:
        return (*colors, black, Image.new("L", black.size))
    [spot], _ = _draw(pdf, page, area, dpi, (SPOT,), pictures)
    return (*colors, black, spot)


def _draw(
    pdf: pikepdf.Pdf, page: int, area: Rectangle, dpi: float, plates: tuple[int, ...], pictures: Pictures
) -> tuple[list[Image.Image], Recolored]:
    with pikepdf.new() as work:
        work.pages.append(pdf.pages[page])
        target = work.pages[0]
        for key in ("/Annots", "/Rotate", "/Group", "/UserUnit"):
            if key in target:
                del target[key]
        for key in _BOXES:
            target[key] = Array(list(area))
        recolored = Recolored(work, plates, pictures)
        recolored.page(target)
        data = BytesIO()
        work.save(data, compress_streams=False)
    with pdfium.PdfDocument(data.getvalue()) as document:
        picture = render_page(document, 0, dpi)
    return [ImageChops.invert(band) for band in picture.split()[: len(plates)]], recolored


@dataclass(frozen=True, slots=True)
class Look:
    """The part of the graphics state that concerns colours: ``mode`` is OPM, ``text`` the text rendering mode."""

    fill: Paint = BLACK
    stroke: Paint = BLACK
    fill_over: bool = False
    stroke_over: bool = False
    mode: int = 0
    text: int = 0

    def under(self, parameters: Any) -> Look:
        """The look after a graphics state parameter dictionary; OP sets both where op is missing."""
        stroke, fill, mode = (entry(parameters, key) for key in ("/OP", "/op", "/OPM"))
        look = replace(self, stroke_over=stroke, fill_over=stroke) if isinstance(stroke, bool) else self
        look = replace(look, fill_over=fill) if isinstance(fill, bool) else look
        return look if mode is None else replace(look, mode=int(number(mode)))


class Recolored:
    """Rewrites the pages of a scratch file.

    ``partly`` tells whether an object leaves some of the plates alone, but not all; ``spots`` whether there are spot
    inks.
    """

    def __init__(self, pdf: pikepdf.Pdf, plates: tuple[int, ...], pictures: Pictures) -> None:
        self.partly = self.spots = False
        self._pdf, self._plates = pdf, frozenset(plates)
        self._colors = PlateColors(pdf, plates, pictures)
        self._images: dict[ObjectId, str] = {}
        self._forms: dict[tuple[ObjectId, Look], Stream] = {}
        self._open: list[ObjectId] = []

    def page(self, page: pikepdf.Page) -> None:
        """Rewrite a page, and everything that it paints."""
        content, own = self._content(page, entry(page.obj, "/Resources"), Look())
        start = " ".join(f"{value:g}" for value in self._colors.drawn(inks_of(BLACK)))
        page.obj.Contents = self._pdf.make_stream(f"{start} rg {start} RG ".encode() + content)
        page.obj.Resources = own

    def _content(self, owner: Any, resources: Any, look: Look) -> tuple[bytes, Dictionary]:
        """A content stream that begins with a look, rewritten, and its new resources."""
        own = Dictionary(dict(resources.items())) if isinstance(resources, Dictionary) else Dictionary()
        for category, rewrite in (("/Pattern", self._pattern), ("/Shading", self._shading)):
            things = [(name, rewrite(thing, resources)) for name, thing in entries(own, category)]
            own[category] = Dictionary({name: thing for name, thing in things if thing is not None})
        own.XObject = Dictionary()
        writer = _Writer(self, resources, own.XObject, look)
        return pikepdf.unparse_content_stream(list(writer.rewritten(owner))), own

    def hides(self, paint: Paint, look: Look, overprints: bool, *, direct: bool = True) -> bool:
        """Whether an object with that colour is invisible on the plates."""
        self.spots = self.spots or bool(spots(paint.space))
        alone = self._plates & left_alone(paint, look.mode, direct=direct) if overprints else frozenset()
        self.partly = self.partly or (bool(alone) and alone != self._plates)
        return alone == self._plates

    def color(self, paint: Paint) -> list[float]:
        """The drawn colour that represents a colour."""
        return [round(value, 5) for value in self._colors.drawn(inks_of(paint))]

    def xobject(self, thing: Any, resources: Any, look: Look) -> Any:
        """The replacement for an XObject that is painted with a look; None where nothing remains."""
        if not isinstance(thing, Stream):
            return None
        if name_of(entry(thing, "/Subtype")) == "Image":
            return self._image(thing, resources, look)
        return self._form(thing, resources, look)

    def _form(self, form: Stream, resources: Any, look: Look) -> Stream | None:
        """A form or a pattern cell that begins with a look, rewritten once; None inside itself, and too deep."""
        key = (form.objgen, look)
        if key not in self._forms and form.objgen not in self._open:
            if len(self._open) >= _DEEPEST or len(self._forms) >= _MOST_FORMS:
                return None
            self._open.append(form.objgen)
            self._forms[key] = self._rewritten(form, resources, look)
            self._open.pop()
        return self._forms.get(key)

    def _rewritten(self, form: Stream, resources: Any, look: Look) -> Stream:
        inner = entry(form, "/Resources")
        content, own = self._content(form, inner if inner is not None else resources, look)
        made = self._copy(form, content)
        made.Resources = own
        group = entry(form, "/Group")
        if isinstance(group, Dictionary):
            made.Group = Dictionary(dict(group.items()))
            made.Group.CS = Name.DeviceRGB
        return made

    def _copy(self, stream: Stream, data: bytes) -> Stream:
        made = self._pdf.make_stream(data)
        for name, value in stream.items():
            if name not in _ENCODING:
                made[name] = value
        return made

    def _image(self, image: Stream, resources: Any, look: Look) -> Any:
        stencil = entry(image, "/ImageMask") is True
        if image.objgen not in self._images:
            self._images[image.objgen] = image_space(image, resources, look.fill)
            self._colors.recolor(image, resources)
        paint = look.fill if stencil else Paint(self._images[image.objgen])
        return None if self.hides(paint, look, look.fill_over, direct=stencil) else image

    def _pattern(self, pattern: Any, resources: Any) -> Any:
        if isinstance(pattern, Stream):
            return self._form(pattern, resources, Look())
        if not isinstance(pattern, Dictionary):
            return None
        made = Dictionary(dict(pattern.items()))
        shading = self._shading(entry(pattern, "/Shading"), resources)
        if shading is not None:
            made.Shading = shading
        return made

    def _shading(self, shading: Any, resources: Any) -> Any:
        if not isinstance(shading, Dictionary | Stream):
            return None
        name = space_name(entry(shading, "/ColorSpace"), resources)
        self.spots = self.spots or bool(spots(name))
        made: Any = (
            self._copy(shading, content_of(shading))
            if isinstance(shading, Stream)
            else Dictionary(dict(shading.items()))
        )
        made.ColorSpace = self._colors.space(name)
        if "/Background" in made:
            del made["/Background"]
        return made


class _Writer:
    """One content stream at work."""

    def __init__(self, all_: Recolored, resources: Any, xobjects: Dictionary, look: Look) -> None:
        self._all, self._resources, self._xobjects, self._look = all_, resources, xobjects, look
        self._saved: list[Look] = []

    def rewritten(self, owner: Any) -> Iterator[Any]:
        """The instructions of a page or a stream for the drawing."""
        for instruction in instructions_of(owner):
            try:
                operator = str(instruction.operator)
            except UnicodeDecodeError:
                continue
            operands = list(instruction.operands)
            if operator in _SETTING:
                yield self._colored(instruction, operator, operands)
            elif operator in _PAINTING:
                yield [], Operator(self._painting(operator))
            elif operator in _SHOWING:
                yield from self._shown(instruction)
            elif operator == "Do":
                yield from self._done(operands)
            elif operator == "INLINE IMAGE":
                if not (entry(operands[0].obj, "/ImageMask") is True and self._fill_hidden()):
                    yield instruction
            elif operator == "sh":
                yield from self._shaded(instruction, operands)
            else:
                self._follow(operator, operands)
                yield instruction

    def _follow(self, operator: str, operands: Operands) -> None:
        """Update the look after an operator that paints nothing."""
        if operator == "q":
            self._saved.append(self._look)
        elif operator == "Q" and self._saved:
            self._look = self._saved.pop()
        elif operator == "gs" and operands:
            self._look = self._look.under(resource(self._resources, "/ExtGState", operands[0]))
        elif operator == "Tr" and operands:
            self._look = replace(self._look, text=int(number(operands[0])))

    def _colored(self, instruction: Any, operator: str, operands: Operands) -> Any:
        strokes = operator.isupper()
        before = self._look.stroke if strokes else self._look.fill
        named = bool(operands) and isinstance(operands[-1], Name)
        if operator in ("cs", "CS"):
            paint = initial_paint(space_name(operands[0], self._resources) if operands else "")
        elif named:
            paint = Paint("Pattern", tuple(numbers(operands)))
        else:
            paint = Paint(_DEVICES.get(operator.lower(), before.space), tuple(numbers(operands)))
        self._look = replace(self._look, stroke=paint) if strokes else replace(self._look, fill=paint)
        if paint.space == "Pattern":
            return instruction
        return self._all.color(paint), Operator("RG" if strokes else "rg")

    def _fill_hidden(self) -> bool:
        return self._all.hides(self._look.fill, self._look, self._look.fill_over)

    def _stroke_hidden(self) -> bool:
        return self._all.hides(self._look.stroke, self._look, self._look.stroke_over)

    def _painting(self, operator: str) -> str:
        """The operator that paints a path like this one, except for what is hidden."""
        fills = operator[0] in "fFBb" and not self._fill_hidden()
        strokes = operator[0] in "SsBb" and not self._stroke_hidden()
        if not fills:
            return ("s" if operator[0] in "sb" else "S") if strokes else "n"
        return (operator[0] if strokes else "f") + operator[1:]

    def _shown(self, instruction: Any) -> Iterator[Any]:
        """A string, in the rendering mode that omits what is hidden (ISO 32000-1, table 106)."""
        mode = self._look.text
        fills, strokes = mode % 4 in (0, 2), mode % 4 in (1, 2)
        seen = (fills and not self._fill_hidden(), strokes and not self._stroke_hidden())
        drawn = {(True, False): 0, (False, True): 1, (True, True): 2, (False, False): 3}[seen] + mode // 4 * 4
        if drawn == mode:
            yield instruction
            return
        yield [drawn], Operator("Tr")
        yield instruction
        yield [mode], Operator("Tr")

    def _done(self, operands: Operands) -> Iterator[Any]:
        thing = resource(self._resources, "/XObject", operands[0]) if operands else None
        drawn = self._all.xobject(thing, self._resources, self._look)
        if drawn is not None:
            name = Name(f"/X{len(self._xobjects)}")
            self._xobjects[name] = drawn
            yield [name], Operator("Do")

    def _shaded(self, instruction: Any, operands: Operands) -> Iterator[Any]:
        shading = resource(self._resources, "/Shading", operands[0]) if operands else None
        space = Paint(space_name(entry(shading, "/ColorSpace"), self._resources))
        if not self._all.hides(space, self._look, self._look.fill_over, direct=False):
            yield instruction
