"""Turn images into inks, whatever their colour space; what is CMYK already is left as it is."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import cast

import pikepdf
from pikepdf import Array, Name, Object, Stream
from PIL import Image, ImageCms

from hemaprint.bind.press.colors import Inks, Rgb, Target, to_screen
from hemaprint.bind.press.faults import UnprintableError
from hemaprint.bind.press.spaces import indexed, palette_of, resolved, space_of
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


def converted_image(image: Stream, pdf: pikepdf.Pdf, target: Target) -> Stream:
    """A copy of an image in the target's space. Raises UnprintableError (HP351, HP352)."""
    made = _copy(image, pdf)
    space = image.get("/ColorSpace")
    if bool(image.get("/ImageMask", False)):
        return made
    if space is None:
        raise UnprintableError("HP352", "a JPEG 2000 picture without a colour space cannot be printed")
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
        raise UnprintableError("HP351", f"a picture in the colour space {family} cannot be printed")
    return made


def converted_inline(
    inline: pikepdf.PdfInlineImage, spaces: Mapping[str, Object], pdf: pikepdf.Pdf, target: Target
) -> Stream:
    """An inline image with colours as an image of its own. Raises UnprintableError (HP351, HP352)."""
    image = pdf.make_stream(inline.read_raw_bytes(), dict(inline.obj.items()))
    if "/ColorSpace" in image:
        image.ColorSpace = resolved(image.ColorSpace, spaces)
    return converted_image(image, pdf, target)


def _copy(image: Stream, pdf: pikepdf.Pdf) -> Stream:
    """The image with what rules its pixels, and no more; the soft mask is shared, for a mask has no colour."""
    if image.get("/BitsPerComponent", 8) == 16:
        raise UnprintableError("HP352", "a picture with 16 bits a channel cannot be printed")
    made = pdf.make_stream(image.read_raw_bytes(), Type=Name.XObject, Subtype=Name.Image)
    for key in _KEPT:
        if key in image:
            made[key] = image[key]
    soft, stencil = image.get("/SMask"), image.get("/Mask")
    if isinstance(soft, Stream):
        made.SMask = _soft_mask(soft)
    if isinstance(stencil, Stream):
        made.Mask = _without_extras(stencil)
    return made


def _soft_mask(mask: Stream) -> Stream:
    if "/Matte" in mask:
        raise UnprintableError("HP352", "a picture that was blended with a backdrop (Matte) cannot be printed")
    return _without_extras(mask)


def _without_extras(mask: Stream) -> Stream:
    """ISO 15930-7 forbids alternates and OPI; interpolation is the raster processor's own choice."""
    for key in ("/Interpolate", "/Alternates", "/OPI", "/StructParent", "/Metadata"):
        if key in mask:
            del mask[key]
    if "/ColorSpace" in mask:
        mask.ColorSpace = Name.DeviceGray
    return mask


def _family(space: Object) -> tuple[Object, int]:
    """The family of a colour space and its number of components, 0 where it does not matter."""
    if isinstance(space, Name):
        return space, {Name.DeviceGray: 1, Name.DeviceRGB: 3, Name.DeviceCMYK: 4}.get(space, 0)
    family = space[0]
    return family, int(space[1].N) if family == Name.ICCBased else 0


def _convert_gray(image: Stream, made: Stream, target: Target) -> None:
    """A palette of blacks leaves the pixels as they are stored; a JPEG has no palette and is made again."""
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
    decode = numbers(image.get("/Decode"))
    if decode == [1.0, 0.0]:
        levels.reverse()
    elif decode not in ([], [0.0, 1.0]):
        raise UnprintableError("HP352", "a picture with a Decode array of its own cannot be printed")
    if decode:
        del made["/Decode"]
    made.ColorSpace = indexed([(level, level, level) for level in levels], target)


def _convert_color(image: Stream, made: Stream, target: Target, profile: Array | None) -> None:
    _refuse_decode(image)
    if isinstance(image.get("/Mask"), Array):
        raise UnprintableError("HP352", "a picture that is masked by colour (chroma key) cannot be printed")
    picture = _decoded(image).convert("RGB")
    if profile is not None:
        picture = _measured(picture, profile)
    if _is_jpeg(image):
        _write_jpeg(made, target.picture(picture, lossless=False))
    else:
        _write_lossless(made, picture, target)


def _measured(picture: Image.Image, profile: Array) -> Image.Image:
    try:
        return to_screen(profile[1].read_bytes(), "RGB", picture.tobytes(), picture.size)
    except (OSError, ImageCms.PyCMSError) as error:
        raise UnprintableError("HP352", f"the colour profile of a picture cannot be read: {error}") from None


def _decoded(image: Stream) -> Image.Image:
    size = (int(image.Width), int(image.Height))
    try:
        if image.get("/BitsPerComponent") == 8 and not _PRE_RENDERED & set(_filters(image)):
            return Image.frombytes("RGB", size, image.read_bytes())
        return pikepdf.PdfImage(image).as_pil_image()
    except (pikepdf.PdfError, NotImplementedError, ValueError, OSError) as error:
        raise UnprintableError("HP352", f"a picture of {size[0]} x {size[1]} pixels cannot be read: {error}") from None


def _filters(image: Stream) -> list[Object]:
    found = image.get("/Filter", Array())
    return list(found) if isinstance(found, Array) else [found]


def _is_jpeg(image: Stream) -> bool:
    return Name.DCTDecode in _filters(image)


def _refuse_decode(image: Stream) -> None:
    decode = numbers(image.get("/Decode"))
    if decode and decode != [0.0, 1.0] * (len(decode) // 2):
        raise UnprintableError("HP352", "a picture with a Decode array of its own cannot be printed")


def _write_jpeg(made: Stream, picture: Image.Image) -> None:
    """Quality 95, no chroma subsampling. Pillow writes CMYK inverted, as Photoshop does: hence the Decode array."""
    coded = BytesIO()
    picture.save(coded, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    made.write(coded.getvalue(), filter=Name.DCTDecode)
    made.BitsPerComponent = 8
    made.ColorSpace = Name.DeviceCMYK if picture.mode == "CMYK" else Name.DeviceGray
    if picture.mode == "CMYK":
        made.Decode = Array([1, 0] * 4)
    elif "/Decode" in made:
        del made["/Decode"]


def _write_lossless(made: Stream, picture: Image.Image, target: Target) -> None:
    """With a palette where the picture has few colours: exact inks, and a quarter of the bytes."""
    made.BitsPerComponent = 8
    if "/Decode" in made:
        del made["/Decode"]
    colors = sorted(cast(Rgb, color) for _, color in picture.getcolors(_PALETTE) or ())
    indices = _indices(picture, colors) if colors else None
    if indices is None:
        made.ColorSpace = target.space
        _write_flate(made, target.picture(picture, lossless=True).tobytes())
    else:
        made.ColorSpace = indexed(colors, target)
        _write_flate(made, indices)


def _indices(picture: Image.Image, colors: Sequence[Rgb]) -> bytes | None:
    """For every pixel the index of its colour; None where Pillow does not keep all of them apart."""
    for channel in range(3):
        index = {color[channel]: number for number, color in enumerate(colors)}
        if len(index) == len(colors):  # one channel tells all colours apart: a table does it
            return picture.getchannel(channel).point([index.get(value, 0) for value in range(256)]).tobytes()
    # Median cut gives every colour a box of its own when there are no more colours than boxes.
    boxed = picture.quantize(len(colors), method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(boxed.getpalette("RGB") or b"")
    boxes = [tuple(palette[3 * box : 3 * box + 3]) for box in range(len(colors))]
    if sorted(boxes) != list(colors):
        return None
    order = [colors.index(cast(Rgb, box)) for box in boxes]
    table = order + [0] * (_PALETTE - len(order))
    return Image.frombytes("L", boxed.size, boxed.tobytes()).point(table).tobytes()


def _write_flate(made: Stream, data: bytes) -> None:
    made.write(zlib.compress(data, _FLATE_LEVEL), filter=Name.FlateDecode)
    if "/DecodeParms" in made:
        del made["/DecodeParms"]
