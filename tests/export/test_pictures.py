"""Pictures of an export are small, upright, and of formats that every reader knows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.image.exceptions import UnrecognizedImageError
from PIL import Image

from hemaprint.export.script import LARGEST, Reduced, reduced

PLAIN = Image.new("RGB", (40, 20), "#1b5c7a")
NOISE = Image.merge("RGB", [Image.effect_noise((120, 60), sigma) for sigma in (20, 40, 60)])
UPRIGHT = 0x0112


def saved(path: Path, image: Image.Image, **options: object) -> Reduced:
    image.save(path, **options)  # type: ignore[arg-type]
    return reduced(path)


@pytest.mark.parametrize("name", ["it.png", "it.jpg"])
def test_small_pictures_pass_as_they_are(tmp_path: Path, name: str) -> None:
    picture = saved(tmp_path / name, PLAIN)
    assert (picture.data, picture.width, picture.height) == ((tmp_path / name).read_bytes(), 40, 20)


@pytest.mark.parametrize(("image", "kind"), [(PLAIN, "image/png"), (NOISE, "image/jpeg")])
@pytest.mark.parametrize("name", ["it.webp", "it.tiff"])
def test_other_formats_become_png_or_jpeg(tmp_path: Path, name: str, image: Image.Image, kind: str) -> None:
    assert saved(tmp_path / name, image, lossless=True).media_type == kind


def test_transparency_is_kept(tmp_path: Path) -> None:
    image = Image.new("RGBA", (2 * LARGEST, 10), "#1b5c7a80")
    with Image.open(BytesIO(saved(tmp_path / "it.png", image).data)) as small:
        assert (small.mode, small.width) == ("RGBA", LARGEST)


def test_inks_become_colours(tmp_path: Path) -> None:
    picture = saved(tmp_path / "it.jpg", NOISE.convert("CMYK"))
    with Image.open(BytesIO(picture.data)) as image:
        assert image.mode == "RGB"


def test_a_turned_photograph_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[UPRIGHT] = 6
    picture = saved(tmp_path / "it.jpg", PLAIN, exif=exif)
    assert (picture.width, picture.height) == (20, 40)


def test_a_jpeg_without_a_name_is_encoded_again(tmp_path: Path) -> None:
    path = tmp_path / "it.jpg"
    PLAIN.save(path)
    data = path.read_bytes()
    length = int.from_bytes(data[4:6], "big")
    path.write_bytes(data[:2] + data[4 + length :])  # without its first segment, which says JFIF
    with pytest.raises(UnrecognizedImageError):  # python-docx 1.2: when it does not raise, _JPEG_NAMES can go
        Document().add_picture(str(path))
    Document().add_picture(BytesIO(reduced(path).data))
