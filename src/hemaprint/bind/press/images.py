# SPDX-License-Identifier: MIT
"""Turn images into inks, whatever their colour space; CMYK images stay as they are."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import cast

import pikepdf
from pikepdf import Array, Name, Object, Stream
from PIL import Image, ImageCms

from hemaprint.bind.press.colors import (
    Inks,
    Rgb,
    Target,
    UnprintableError,
    indexed,
    palette_of,
    resolved,
    space_of,
    to_screen,
)
from hemaprint.pdf.objects import numbers

JPEG_QUALITY = 95
_PALETTE = 256
_FLATE_LEVEL = 6
_PRE_RENDERED = frozenset({Name.DCTDecode, Name.JPXDecode})
_KEPT = (
    "/Width",
    "/Height",
    "/BitsPerComponent",
    "/Filter",
    "/DecodeParms",
    "/Decode",
    "/ImageMask",
    "/Mask",
    "/Intent",
)
_EXTRAS = ("/Interpolate", "/Alternates", "/OPI", "/StructParent", "/Metadata")
"""ISO 15930-7 forbids alternates and OPI; interpolation is the raster processor's own choice."""


def converted_image(image: Stream, pdf: pikepdf.Pdf, target: Target) -> Stream:
    """A copy of an image in the target's space. Raises UnprintableError (HP351, HP352)."""
    made = _copy(image, pdf)
    space = image.get("/ColorSpace")
    if bool(image.get("/ImageMask", False)):
        return made
    if space is None:
        raise UnprintableError("HP352", "a JPEG 2000 image without a colour space cannot be printed")
    family, components = _family(space)
    if family == Name.Indexed:
        made.ColorSpace = palette_of(cast(Array, space), target)
    elif components == 4 and target.space == Name.DeviceCMYK:
        made.ColorSpace = Name.DeviceCMYK
    elif family in (Name.Separation, Name.DeviceN):
        space_of(space, target)
        made.ColorSpace = space
    elif components == 1:
        _convert_gray(image, made, target)
    elif components == 3:
        _convert_color(image, made, target, cast(Array, space) if family == Name.ICCBased else None)
    else:
        raise UnprintableError("HP351", f"an image in the colour space {family} cannot be printed")
    return made


def converted_inline(
    inline: pikepdf.PdfInlineImage, spaces: Mapping[str, Object], pdf: pikepdf.Pdf, target: Target
) -> Stream:
    """An inline image with colours as an image XObject. Raises UnprintableError (HP351, HP352)."""
    image = pdf.make_stream(inline.read_raw_bytes(), dict(inline.obj.items()))
    if "/ColorSpace" in image:
        image.ColorSpace = resolved(image.ColorSpace, spaces)
    return converted_image(image, pdf, target)


def _copy(image: Stream, pdf: pikepdf.Pdf) -> Stream:
    """The image with only what rules its pixels; the soft mask is shared, as a mask has no colour."""
    if image.get("/BitsPerComponent", 8) == 16:
        raise UnprintableError("HP352", "an image with 16 bits per channel cannot be printed")
    made = pdf.make_stream(image.read_raw_bytes(), Type=Name.XObject, Subtype=Name.Image)
    for key in _KEPT:
        if key in image:
            made[key] = image[key]
    soft, stencil = image.get("/SMask"), image.get("/Mask")
    if isinstance(soft, Stream):
        if "/Matte" in soft:
            raise UnprintableError("HP352", "an image blended with a backdrop (Matte) cannot be printed")
        made.SMask = _without_extras(soft)
    if isinstance(stencil, Stream):
        made.Mask = _without_extras(stencil)
    return made


def _without_extras(mask: Stream) -> Stream:
    _discard(mask, *_EXTRAS)
    if "/ColorSpace" in mask:
        mask.ColorSpace = Name.DeviceGray
    return mask


def _discard(stream: Stream, *keys: str) -> None:
    for key in keys:
        if key in stream:
            del stream[key]


def _family(space: Object) -> tuple[Object, int]:
    """The family of a colour space and its number of components, 0 if it does not matter."""
    if isinstance(space, Name):
        return space, {Name.DeviceGray: 1, Name.DeviceRGB: 3, Name.DeviceCMYK: 4}.get(space, 0)
    family = space[0]
    return family, int(space[1].N) if family == Name.ICCBased else 0


# ---------------------------------------------------------------- grey and colour


def _convert_gray(image: Stream, made: Stream, target: Target) -> None:
    """Give the image a palette of blacks, which leaves its pixels as stored; a JPEG is encoded again instead."""
    if target.space == Name.DeviceGray:
        made.ColorSpace = Name.DeviceGray
        return
    if _is_jpeg(image):
        assert isinstance(target, Inks)
        _refuse_decode(image)
        _write_jpeg(made, target.gray_picture(_decoded(image).convert("L")))
        return
    highest = (1 << int(image.BitsPerComponent)) - 1
    levels = [round(255 * level / highest) for level in range(highest + 1)]
    if numbers(image.get("/Decode")) == [1.0, 0.0]:
        levels.reverse()
    else:
        _refuse_decode(image)
    _discard(made, "/Decode")
    made.ColorSpace = indexed([(level, level, level) for level in levels], target)


def _convert_color(image: Stream, made: Stream, target: Target, profile: Array | None) -> None:
    _refuse_decode(image)
    if isinstance(image.get("/Mask"), Array):
        raise UnprintableError("HP352", "an image masked by colour (chroma key) cannot be printed")
    picture = _decoded(image).convert("RGB")
    if profile is not None:
        try:
            picture = to_screen(profile[1].read_bytes(), "RGB", picture.tobytes(), picture.size)
        except (OSError, ImageCms.PyCMSError) as error:
            raise UnprintableError("HP352", f"the colour profile of an image cannot be read: {error}") from None
    if _is_jpeg(image):
        _write_jpeg(made, target.picture(picture, lossless=False))
    else:
        _write_lossless(made, picture, target)


def _decoded(image: Stream) -> Image.Image:
    size = (int(image.Width), int(image.Height))
    try:
        if image.get("/BitsPerComponent") == 8 and not _PRE_RENDERED & set(_filters(image)):
            return Image.frombytes("RGB", size, image.read_bytes())
        return pikepdf.PdfImage(image).as_pil_image()
    except (pikepdf.PdfError, NotImplementedError, ValueError, OSError) as error:
        raise UnprintableError("HP352", f"an image of {size[0]} x {size[1]} pixels cannot be read: {error}") from None


def _filters(image: Stream) -> list[Object]:
    found = image.get("/Filter", Array())
    return list(found) if isinstance(found, Array) else [found]


def _is_jpeg(image: Stream) -> bool:
    return Name.DCTDecode in _filters(image)


def _refuse_decode(image: Stream) -> None:
    decode = numbers(image.get("/Decode"))
    if decode and decode != [0.0, 1.0] * (len(decode) // 2):
        raise UnprintableError("HP352", "an image with its own Decode array cannot be printed")


# ---------------------------------------------------------------- writing


def _write_jpeg(made: Stream, picture: Image.Image) -> None:
    """Quality 95, no chroma subsampling. Pillow writes CMYK inverted, as Photoshop does: hence the Decode array."""
    coded = BytesIO()
    picture.save(coded, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    made.write(coded.getvalue(), filter=Name.DCTDecode)
    made.BitsPerComponent = 8
    made.ColorSpace = Name.DeviceCMYK if picture.mode == "CMYK" else Name.DeviceGray
    if picture.mode == "CMYK":
        made.Decode = Array([1, 0] * 4)
    else:
        _discard(made, "/Decode")


def _write_lossless(made: Stream, picture: Image.Image, target: Target) -> None:
    """With a palette if the image has few colours: exact inks, and a quarter of the bytes."""
    colors = sorted(cast(Rgb, color) for _, color in picture.getcolors(_PALETTE) or ())
    samples = _indices(picture, colors) if colors else None
    if samples is None:
        made.ColorSpace = target.space
        samples = target.picture(picture, lossless=True).tobytes()
    else:
        made.ColorSpace = indexed(colors, target)
    made.BitsPerComponent = 8
    made.write(zlib.compress(samples, _FLATE_LEVEL), filter=Name.FlateDecode)
    _discard(made, "/Decode", "/DecodeParms")


def _indices(picture: Image.Image, colors: Sequence[Rgb]) -> bytes | None:
    """For every pixel the index of its colour; None if Pillow does not keep all of them apart."""
    for channel in range(3):
        index = {color[channel]: number for number, color in enumerate(colors)}
        if len(index) == len(colors):  # one channel distinguishes all colours: a table is enough
            return picture.getchannel(channel).point([index.get(value, 0) for value in range(256)]).tobytes()
    # Median cut gives every colour its own box if there are no more colours than boxes.
    boxed = picture.quantize(len(colors), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(boxed.getpalette("RGB") or b"")
    boxes = [tuple(palette[3 * box : 3 * box + 3]) for box in range(len(colors))]
    if sorted(boxes) != list(colors):
        return None
    order = [colors.index(cast(Rgb, box)) for box in boxes]
    table = order + [0] * (_PALETTE - len(order))
    return Image.frombytes("L", boxed.size, boxed.tobytes()).point(table).tobytes()
