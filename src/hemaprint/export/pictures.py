"""The pictures of an export: small enough to be mailed, in formats that every reader can show."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

LARGEST = 1600
"""The longer side in px: a full page of A4 at about 140 px to the inch, enough to judge a picture by."""
QUALITY = 85
_COLORS = 256
"""A picture of no more colours is drawn, not photographed: PNG is smaller and keeps its edges."""
_JPEG_NAMES = (b"JFIF", b"Exif")
"""What python-docx 1.2 knows a JPEG by; others are encoded again."""
_PASSED = {"JPEG": "image/jpeg", "PNG": "image/png"}


@dataclass(frozen=True, slots=True)
class Reduced:
    """A picture as it is put into a file: its bytes, ``image/...``, and its size in px (0 for a drawing)."""

    data: bytes
    media_type: str
    width: int = 0
    height: int = 0


def reduced(path: Path) -> Reduced:
    """The picture at ``path``: drawings and small pictures as they are, others as JPEG or PNG of at most LARGEST px."""
    data = path.read_bytes()
    if path.suffix.lower() == ".svg":
        return Reduced(data, "image/svg+xml")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's warning about size: the content room has measured it
        with Image.open(BytesIO(data)) as opened:
            upright = ImageOps.exif_transpose(opened)
            passes = opened.format in _PASSED and upright.size == opened.size and opened.mode != "CMYK"
            if passes and max(opened.size) <= LARGEST and (opened.format == "PNG" or data[6:10] in _JPEG_NAMES):
                return Reduced(data, _PASSED[str(opened.format)], *opened.size)
            return _encoded(upright)


def _encoded(image: Image.Image) -> Reduced:
    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        image, profile = _from_inks(image, profile), None
    transparent = "A" in image.mode or "transparency" in image.info
    picture = image.convert("RGBA" if transparent else "L" if image.mode in ("1", "L") else "RGB")
    drawn = transparent or picture.getcolors(_COLORS) is not None
    picture.thumbnail((LARGEST, LARGEST), Image.Resampling.LANCZOS)
    file = BytesIO()
    if drawn:
        picture.save(file, "PNG", optimize=True, icc_profile=profile)
    else:
        picture.save(file, "JPEG", quality=QUALITY, optimize=True, icc_profile=profile)
    return Reduced(file.getvalue(), "image/png" if drawn else "image/jpeg", *picture.size)


def _from_inks(image: Image.Image, profile: bytes | None) -> Image.Image:
    """CMYK as sRGB: by the profile in the file, or roughly where it has none that can be used."""
    try:
        inks = ImageCms.ImageCmsProfile(BytesIO(profile or b""))
        converted = ImageCms.profileToProfile(image, inks, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert("RGB")
    return converted or image.convert("RGB")
