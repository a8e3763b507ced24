"""Share pictures and colour profiles that several parts carry alike."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL import Image, ImageCms

from hemaprint.bind.metadata import saved, screen_profile
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.resources import entries, walk_resources
from hemaprint.pdf.values import is_new


def share_images(issue: pikepdf.Pdf) -> None:
    """Let equal image and ICC profile streams be one object each."""
    pool = _Pool()
    seen: set[ObjectId] = set()
    for resources in walk_resources(issue):
        for space in _color_spaces(resources):
            pool.share_profile(space)
        pictures = resources.get("/XObject")
        if pictures is None or not is_new(pictures, seen):
            continue
        for name, picture in entries(resources, "/XObject"):
            if isinstance(picture, Stream) and picture.get("/Subtype") == Name.Image:
                pictures[name] = pool.shared_picture(picture)


class _Pool:
    """The first stream of each content."""

    def __init__(self) -> None:
        self._by_content: dict[bytes, Object] = {}
        self._settled: dict[ObjectId, Object] = {}

    def shared(self, stream: Object) -> Object:
        """The stream that stands for all with the content of ``stream``."""
        if stream.objgen not in self._settled:
            self._settled[stream.objgen] = self._by_content.setdefault(_fingerprint(stream), stream)
        return self._settled[stream.objgen]

    def shared_picture(self, picture: Object) -> Object:
        """As ``shared``, after the soft mask and the profile of ``picture`` were shared."""
        if picture.objgen in self._settled:
            return self._settled[picture.objgen]
        for mask in ("/SMask", "/Mask"):
            if isinstance(picture.get(mask), Stream):
                picture[mask] = self.shared_picture(picture[mask])
        if "/ColorSpace" in picture:
            self.share_profile(picture.ColorSpace)
        return self.shared(picture)

    def share_profile(self, space: Object) -> None:
        """Replace the profile inside ``space`` when it is an /ICCBased one."""
        if isinstance(space, Array) and len(space) > 1 and space[0] == Name.ICCBased:
            space[1] = self.shared(space[1])


def _color_spaces(resources: Object) -> Iterator[Object]:
    for _, space in entries(resources, "/ColorSpace"):
        yield space
    for _, inner in entries(resources, "/XObject"):
        group = inner.get("/Group")
        if isinstance(group, Dictionary) and "/CS" in group:
            yield group.CS


def _fingerprint(stream: Object) -> bytes:
    """Data and dictionary; references inside are told apart by object number, so share what they refer to first."""
    digest = sha256(stream.read_raw_bytes())
    for key, value in sorted(stream.items()):
        if key != "/Length":
            digest.update(f"{key} {_written(value)} ".encode())
    return digest.digest()


def _written(value: object) -> str:
    if isinstance(value, Object):
        return f"{value.objgen} R" if value.is_indirect else value.unparse(resolved=False).decode("latin-1")
    return repr(value)


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
