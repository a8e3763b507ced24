"""Turn pictures in inks into sRGB for the screen editions, whose colours are all sRGB; print keeps them as they are."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Name, Object, Stream
from PIL import Image, ImageCms

from hemaprint.bind.archive import screen_profile
from hemaprint.bind.saving import saved
from hemaprint.pdf.objects import entries, is_new, walk_resources

QUALITY = 95
"""Of the JPEGs that are written: at 95 and with full chroma no step of the conversion shows."""
_INKS = b"/DeviceCMYK"
"""What a file with such a picture has in plain sight: the dictionary of a stream is never compressed (ISO 32000-1,
7.5.7), and WeasyPrint 70 names the colour space in it."""


def for_screen(pdf: bytes) -> bytes:
    """``pdf`` with its CMYK JPEGs in sRGB; the same bytes where it has none.

    A picture's own profile says what its inks look like; without one they are taken as they come (ISO 32000-1,
    10.3.5), so that the result does not depend on the profiles of the machine.
    """
    if _INKS not in pdf:
        return pdf
    with pikepdf.open(BytesIO(pdf)) as issue:
        pictures = list(_in_inks(issue))
        if not pictures:
            return pdf
        for picture in pictures:
            _convert(picture)
        return saved(issue, issue.pdf_version)


def _in_inks(issue: pikepdf.Pdf) -> Iterator[Object]:
    seen: set[tuple[int, int]] = set()
    for resources in walk_resources(issue):
        for _, thing in entries(resources, "/XObject"):
            if isinstance(thing, Stream) and is_new(thing, seen) and _is_ink_jpeg(thing):
                yield thing


def _is_ink_jpeg(thing: Object) -> bool:
    return (
        thing.get("/Subtype") == Name.Image
        and thing.get("/ColorSpace") == Name.DeviceCMYK
        and thing.get("/Filter") == Name.DCTDecode
    )


def _convert(picture: Object) -> None:
    with Image.open(BytesIO(picture.read_raw_bytes())) as inks:
        colors = _in_srgb(inks)
    target = BytesIO()
    colors.save(target, "JPEG", quality=QUALITY, subsampling=0)
    picture.write(target.getvalue(), filter=Name.DCTDecode)
    picture.ColorSpace = Name.DeviceRGB
    if "/Decode" in picture:
        del picture["/Decode"]


def _in_srgb(inks: Image.Image) -> Image.Image:
    own = inks.info.get("icc_profile")
    if not own:
        return inks.convert("RGB")
    try:
        converted = ImageCms.profileToProfile(
            inks,
            ImageCms.ImageCmsProfile(BytesIO(own)),
            ImageCms.ImageCmsProfile(BytesIO(screen_profile())),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError):  # a profile that is damaged, or is one of RGB
        return inks.convert("RGB")
    assert converted is not None
    return converted
