# SPDX-License-Identifier: MIT
"""Find the images of an issue with their effective resolution, and replace them by lighter ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.bind.recode import EncodedImage, Form, MaskedImage
from hemaprint.pdf.colors import COMPONENTS, GREY, RGB, space_name
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import ImageMark
from hemaprint.pdf.objects import ObjectId

_CHANNELS = {space: COMPONENTS[space] for space in (*GREY, *RGB)}
_UNTOUCHED = ("/Decode", "/ImageMask", "/Mask", "/Matte", "/Alternates")
"""Entries whose meaning depends on the samples (ISO 32000-1, table 89); images that have one stay as they are."""
_PNG_PREDICTORS = range(10, 16)
_PARAMETERS = (("/Colors", 1), ("/BitsPerComponent", 8), ("/Columns", 1))
"""What prediction must know, and the defaults (ISO 32000-1, table 8)."""


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """An image of the issue as found: the pages that use it (from 0, and their labels), and its resolution.

    ``ppi`` is the effective resolution where it is used largest.
    """

    id: ObjectId
    mask_id: ObjectId | None
    image: MaskedImage
    pages: tuple[int, ...]
    labels: tuple[str, ...]
    ppi: float


def find_images(issue: pikepdf.Pdf) -> tuple[PlacedImage, ...]:
    """Every image in grey, RGB or indices, deflated or JPEG, in the order of its first use."""
    found = (_placed(issue, *use) for use in image_uses(issue).values())
    return tuple(image for image in found if image is not None)


def image_uses(issue: pikepdf.Pdf) -> dict[ObjectId, tuple[Object, list[int], float]]:
    """Every image that is shown: its object, its pages from 0, and its lowest effective resolution."""
    uses: dict[ObjectId, tuple[Object, list[int], float]] = {}
    shelf = FontShelf()
    for index, page in enumerate(issue.pages):
        for mark in marks_of(page, shelf):
            if isinstance(mark, ImageMark) and mark.xobject is not None and mark.ppi > 0:
                _, pages, ppi = uses.get(mark.xobject.objgen, (None, [], mark.ppi))
                uses[mark.xobject.objgen] = (mark.xobject, [*pages, index], min(ppi, mark.ppi))
    return uses


def replace_images(issue: pikepdf.Pdf, changes: Iterable[tuple[PlacedImage, MaskedImage]]) -> None:
    """Store other samples in the objects of images; everything else about them stays.

    A changed mask is a new object: another image may share the old one, and keep it or need it in another size.
    """
    masks: dict[tuple[ObjectId, EncodedImage], Stream] = {}
    for placed, image in changes:
        stream = issue.get_object(placed.id)
        if image.base != placed.image.base:
            _store(stream, image.base)
        if placed.mask_id and image.mask and image.mask != placed.image.mask:
            key = (placed.mask_id, image.mask)
            if key not in masks:
                masks[key] = issue.make_stream(b"", dict(issue.get_object(placed.mask_id).items()))
                _store(masks[key], image.mask)
            stream.SMask = masks[key]


def _placed(issue: pikepdf.Pdf, stream: Object, pages: list[int], ppi: float) -> PlacedImage | None:
    mask, base = stream.get("/SMask"), _encoded(stream)
    coded_mask = _encoded(mask) if isinstance(mask, Stream) else None
    if base is None or (mask is not None and (coded_mask is None or coded_mask.form is Form.JPEG)):
        return None
    once = tuple(dict.fromkeys(pages))
    labels = tuple(issue.pages[index].label for index in once)
    mask_id = mask.objgen if isinstance(mask, Stream) else None
    return PlacedImage(stream.objgen, mask_id, MaskedImage(base, coded_mask), once, labels, ppi)


def _encoded(stream: Object) -> EncodedImage | None:
    """The samples of an image; None for one that is better left alone."""
    space, palette = _space(stream)
    channels = _CHANNELS.get(space_name(space))
    bits = int(stream.get("/BitsPerComponent", 0))
    samples = 1 if palette else channels
    form = _form(stream, samples, bits)
    if channels is None or form is None or any(key in stream for key in _UNTOUCHED):
        return None
    if bits != 8 and (samples != 1 or form is not Form.PREDICTED):
        return None
    return EncodedImage(stream.read_raw_bytes(), int(stream.Width), int(stream.Height), channels, form, bits, palette)


def _space(stream: Object) -> tuple[Object | None, bytes]:
    """The colour space of an image without its palette, and the palette."""
    space = stream.get("/ColorSpace")
    if not isinstance(space, Array) or space[0] != Name.Indexed:
        return space, b""
    table = space[3]
    return space[1], table.read_bytes() if isinstance(table, Stream) else bytes(table)


def _form(stream: Object, samples: int | None, bits: int) -> Form | None:
    parameters = stream.get("/DecodeParms")
    match stream.get("/Filter"):
        case Name.DCTDecode if parameters is None:
            return Form.JPEG
        case Name.FlateDecode if parameters is None:
            return Form.FLATE
        case Name.FlateDecode if isinstance(parameters, Dictionary) and parameters.get("/Predictor") in _PNG_PREDICTORS:
            written = [parameters.get(key, default) for key, default in _PARAMETERS]
            return Form.PREDICTED if written == [samples, bits, stream.get("/Width")] else None
    return None


def _store(stream: Object, coded: EncodedImage) -> None:
    parameters = None
    if coded.form is Form.PREDICTED:
        parameters = Dictionary(Predictor=15, Colors=coded.channels, Columns=coded.width)
    code = Name.DCTDecode if coded.form is Form.JPEG else Name.FlateDecode
    stream.write(coded.data, filter=code, decode_parms=parameters)
    stream.Width, stream.Height, stream.BitsPerComponent = coded.width, coded.height, coded.bits
    stream.ColorSpace, _ = _space(stream)
    if coded.palette:
        last = len(coded.palette) // coded.channels - 1
        stream.ColorSpace = Array([Name.Indexed, stream.ColorSpace, last, pikepdf.String(coded.palette)])
