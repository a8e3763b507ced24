"""Pictures in inks become sRGB on the screen, and nothing else changes."""

from __future__ import annotations

import base64
from dataclasses import replace
from io import BytesIO

import pikepdf
from pikepdf import Name
from PIL import Image

from hemaprint.bind.binder import bind
from hemaprint.bind.images import for_screen
from hemaprint.bind.metadata import screen_profile
from hemaprint.bind.press import find_profile

from .press import IMPRINT, part
from .reading import difference, opened, pixels

INKS = (0, 255, 255, 0)


def ink_jpeg(profile: bytes = b"") -> str:
    """A red in inks, as a data URI."""
    target = BytesIO()
    Image.new("CMYK", (32, 32), INKS).save(target, "JPEG", quality=95, **({"icc_profile": profile} if profile else {}))
    return f"data:image/jpeg;base64,{base64.b64encode(target.getvalue()).decode()}"


def bound(source: str) -> bytes:
    one = part("one", f'<p>Text <img src="{source}" alt="Red"></p>', 0, sheets=(0,))
    return bind([replace(one, outline=())], imprint=IMPRINT).pdf


def picture(pdf: bytes) -> pikepdf.Object:
    return next(iter(opened(pdf).pages[0].get_images().values()))


def color(pdf: bytes) -> tuple[int, ...]:
    image = Image.open(BytesIO(picture(pdf).read_raw_bytes()))
    pixel = image.convert("RGB").getpixel((5, 5))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def test_inks_become_srgb() -> None:
    before = bound(ink_jpeg())
    after = for_screen(before)
    assert picture(before).ColorSpace == Name.DeviceCMYK
    assert picture(after).ColorSpace == Name.DeviceRGB
    assert "/Decode" not in picture(after)
    red, green, blue = color(after)
    assert red > 230 > 60 > max(green, blue)


def test_it_looks_as_it_did() -> None:
    before = bound(ink_jpeg())
    assert difference(pixels(before, 0), pixels(for_screen(before), 0)) < 80


def test_a_profile_that_does_not_fit_is_passed_over() -> None:
    assert color(for_screen(bound(ink_jpeg(screen_profile())))) == color(for_screen(bound(ink_jpeg())))
    assert color(for_screen(bound(ink_jpeg(b"no profile")))) == color(for_screen(bound(ink_jpeg())))


def test_its_own_profile_says_what_inks_look_like() -> None:
    """Solid magenta and yellow on coated paper are a duller red than the screen's own."""
    press = find_profile(None).data
    red, green, blue = color(for_screen(bound(ink_jpeg(press))))
    assert red > 190 > 60 > max(green, blue)
    assert (red, green, blue) != color(for_screen(bound(ink_jpeg())))


def test_a_file_without_inks_is_not_touched() -> None:
    plain = bind([replace(part("one", "<p>Text</p>", 0, sheets=(0,)), outline=())], imprint=IMPRINT).pdf
    assert for_screen(plain) is plain


def test_the_same_bytes() -> None:
    before = bound(ink_jpeg())
    assert for_screen(before) == for_screen(before)
