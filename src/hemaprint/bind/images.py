# SPDX-License-Identifier: MIT
"""Share images and colour profiles that several parts carry alike, and turn CMYK images into sRGB for the screen."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL import Image, ImageCms

from hemaprint.bind.metadata import saved, screen_profile
from hemaprint.pdf.objects import ObjectId, entries, is_new, walk_resources

# ---------------------------------------------------------------- sharing


def share_images(issue: pikepdf.Pdf) -> None:
    """Make equal image streams one object, and equal ICC profile streams."""
    pool = _Pool()
    seen: set[ObjectId] = set()
    for resources in walk_resources(issue):
        for space in _color_spaces(resources):
            pool.share_profile(space)
        xobjects = resources.get("/XObject")
        if xobjects is None or not is_new(xobjects, seen):
            continue
        for name, image in entries(resources, "/XObject"):
            if isinstance(image, Stream) and image.get("/Subtype") == Name.Image:
                xobjects[name] = pool.shared_image(image)


class _Pool:
    """The first stream of each content."""

    def __init__(self) -> None:
        self._by_content: dict[bytes, Object] = {}
        self._settled: dict[ObjectId, Object] = {}

    def _shared(self, stream: Object) -> Object:
        """The stream to use for all that have the content of ``stream``."""
        if stream.objgen not in self._settled:
            self._settled[stream.objgen] = self._by_content.setdefault(_fingerprint(stream), stream)
        return self._settled[stream.objgen]

    def shared_image(self, image: Object) -> Object:
        """The image to use for ``image``, after its soft mask and its profile were shared."""
        if image.objgen not in self._settled:
            for mask in ("/SMask", "/Mask"):
                if isinstance(image.get(mask), Stream):
                    image[mask] = self.shared_image(image[mask])
            if "/ColorSpace" in image:
                self.share_profile(image.ColorSpace)
        return self._shared(image)

    def share_profile(self, space: Object) -> None:
        """Replace the profile inside ``space`` if it is ICC-based."""
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.ICCBased:
            space[1] = self._shared(space[1])


def _color_spaces(resources: Object) -> Iterator[Object]:
    for _, space in entries(resources, "/ColorSpace"):
        yield space
    for _, inner in entries(resources, "/XObject"):
        group = inner.get("/Group")
        if isinstance(group, Dictionary) and "/CS" in group:
            yield group.CS


def _fingerprint(stream: Object) -> bytes:
    """Data and dictionary; references count by object number, so share what they refer to first."""
    digest = sha256(stream.read_raw_bytes())
    for key, value in sorted(stream.items()):
        if key != "/Length":
            digest.update(f"{key} {_written(value)} ".encode())
    return digest.digest()


def _written(value: object) -> str:
    if isinstance(value, Object):
        return f"{value.objgen} R" if value.is_indirect else value.unparse(resolved=False).decode("latin-1")
    return repr(value)


# ---------------------------------------------------------------- screen colours

QUALITY = 95
"""JPEG quality: at 95 and with full chroma no step of the conversion shows."""
_INKS = b"/DeviceCMYK"
"""What a file with such an image contains uncompressed: the dictionary of a stream is never compressed (ISO 32000-1,
7.5.7), and WeasyPrint 70 names the colour space in it."""


def for_screen(pdf: bytes) -> bytes:
    """``pdf`` with its CMYK JPEGs in sRGB; the same bytes if it has none.

    An image's own profile defines its inks; without one they are converted plainly (ISO 32000-1, 10.3.5), so that the
    result does not depend on the profiles of the machine. Print keeps the images as they are.
    """
    if _INKS not in pdf:
        return pdf
    with pikepdf.open(BytesIO(pdf)) as issue:
        images = list(_cmyk_jpegs(issue))
        if not images:
            return pdf
        for image in images:
            _convert(image)
        return saved(issue, issue.pdf_version)


def _cmyk_jpegs(issue: pikepdf.Pdf) -> Iterator[Object]:
    seen: set[ObjectId] = set()
    for resources in walk_resources(issue):
        for _, thing in entries(resources, "/XObject"):
            is_cmyk_jpeg = (
                isinstance(thing, Stream)
                and thing.get("/Subtype") == Name.Image
                and thing.get("/ColorSpace") == Name.DeviceCMYK
                and thing.get("/Filter") == Name.DCTDecode
            )
            if is_cmyk_jpeg and is_new(thing, seen):
                yield thing


def _convert(image: Object) -> None:
    with Image.open(BytesIO(image.read_raw_bytes())) as inks:
        colors = _in_srgb(inks)
    target = BytesIO()
    colors.save(target, "JPEG", quality=QUALITY, subsampling=0)
    image.write(target.getvalue(), filter=Name.DCTDecode)
    image.ColorSpace = Name.DeviceRGB
    if "/Decode" in image:
        del image["/Decode"]


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
    except (ImageCms.PyCMSError, OSError):  # a damaged profile, or one for RGB
        return inks.convert("RGB")
    assert converted is not None
    return converted
