"""PNG pictures reach the PDF as they are, and look as WeasyPrint would have them."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from pathlib import Path
from struct import pack

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from hemaprint.typeset.engine import embedding
from hemaprint.typeset.engine.embedding import plain_png
from typeset.laying import engine, engine_without, lay_out


def coded(image: Image.Image, **options: object) -> bytes:
    target = BytesIO()
    image.save(target, "PNG", **options)
    return target.getvalue()


def ramp() -> Image.Image:
    gradient = Image.linear_gradient("L")
    return Image.merge("RGB", (gradient, gradient.rotate(90), gradient.rotate(180)))


PLAIN = {
    "palette": lambda: coded(ramp().quantize(64)),
    "few": lambda: coded(ramp().quantize(4), bits=2),
    "gray": lambda: coded(ramp().convert("L")),
    "bilevel": lambda: coded(ramp().convert("1")),
    "rgb": lambda: coded(ramp()),
}


@cache
def plain(name: str) -> bytes:
    """A picture that is passed on, made when it is first wanted."""
    return PLAIN[name]()


RGB = coded(Image.new("RGB", (4, 4), (1, 2, 3)))


def written(data: bytes, folder: Path, *, decoded: bool = False) -> bytes:
    (folder / "picture.png").write_bytes(data)
    warm = engine_without("passed-png", root=folder) if decoded else engine(folder)
    document = lay_out('<img src="hemaprint-project:///picture.png" style="width:100pt" alt="A ramp">', warm)
    return warm.write(document, Path("picture.md"), tags=None)[0]


def picture(pdf: bytes) -> pikepdf.Object:
    return next(iter(opened(pdf).pages[0].get_images().values()))


@cache
def opened(pdf: bytes) -> pikepdf.Pdf:
    """The file; it stays open as long as the tests look at what is in it."""
    return pikepdf.open(BytesIO(pdf))


def pixels(pdf: bytes) -> bytes:
    return bytes(pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().convert("RGB").tobytes())


@pytest.mark.parametrize("name", PLAIN)
def test_its_samples_are_those_of_the_file(name: str, tmp_path: Path) -> None:
    known = plain_png(plain(name))
    assert known is not None
    assert picture(written(plain(name), tmp_path)).read_raw_bytes() == known.samples


@pytest.mark.parametrize("name", PLAIN)
def test_it_looks_the_same(name: str, tmp_path: Path) -> None:
    assert pixels(written(plain(name), tmp_path)) == pixels(written(plain(name), tmp_path, decoded=True))


@pytest.mark.parametrize(
    "data",
    [
        coded(Image.new("RGBA", (4, 4), (1, 2, 3, 4))),
        coded(Image.new("P", (4, 4)), transparency=0),
        coded(Image.new("I;16", (4, 4), 9)),
        coded(Image.new("RGB", (4, 4)), exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
        RGB[:-8],
        RGB[:20],
        b"GIF89a",
        b"",
        None,
    ],
    ids=["alpha", "transparent", "16 bit", "orientation", "cut", "head only", "no PNG", "empty", "nothing"],
)
def test_what_must_be_decoded_is_left_to_weasyprint(data: bytes | None) -> None:
    assert plain_png(data) is None


def test_more_samples_than_the_picture_has_are_not_passed_on() -> None:
    chunks = dict(embedding._chunks(plain("rgb")))
    bomb = zlib.compress(bytes(64 << 20))
    parts = ((b"IHDR", chunks[b"IHDR"]), (b"IDAT", bomb), (b"IEND", b""))
    data = embedding._SIGNATURE + b"".join(pack(">I", len(body)) + name + body + bytes(4) for name, body in parts)
    assert plain_png(data) is None


def test_a_picture_with_alpha_keeps_its_mask(tmp_path: Path) -> None:
    assert "/SMask" in picture(written(coded(Image.new("RGBA", (4, 4), (1, 2, 3, 4))), tmp_path))
