"""Which inks a colour is printed with."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PIL import Image

from hemaprint.bind.press.colors import Inks, Luminosity, lab_to_screen

from .making import INKS, profile

EOSIN, MIST, WHITE = (0x97, 0x17, 0x20), (0xD9, 0xE6, 0xEC), (255, 255, 255)


@pytest.fixture(scope="module")
def inks() -> Inks:
    return Inks(profile().data, INKS)


def test_a_token_has_the_ink_of_its_designer(inks: Inks) -> None:
    assert inks.color(EOSIN) == (0.12, 1.0, 0.86, 0.28)


def test_a_colour_beside_a_token_goes_through_the_profile(inks: Inks) -> None:
    beside = inks.color((0x97, 0x17, 0x21))
    assert beside != inks.color(EOSIN)
    assert beside[1] > 0.9 > beside[0]
    assert sum(beside) <= profile().condition.limit


def test_greys_are_black_alone_and_as_light_as_they_look(inks: Inks) -> None:
    greys = [inks.color((level, level, level)) for level in range(256)]
    blacks = [grey[3] for grey in greys]
    assert all(grey[:3] == (0, 0, 0) for grey in greys)
    assert blacks == sorted(blacks, reverse=True)
    assert (blacks[0], blacks[255]) == (1.0, 0.0)
    assert 0.55 < blacks[128] < 0.7  # half the light needs more than half the dots: they grow on paper


def test_a_ramp_between_tokens_is_smooth_and_exact_at_its_ends(inks: Inks) -> None:
    colors = [tuple(round(a + (b - a) * step / 64) for a, b in zip(EOSIN, MIST, strict=True)) for step in range(65)]
    ramp = inks.ramp(colors)  # type: ignore[arg-type]
    assert ramp[0] == pytest.approx(INKS["#971720"])
    assert ramp[-1] == pytest.approx(INKS["#D9E6EC"])
    steps = [abs(a - b) for one, other in pairwise(ramp) for a, b in zip(one, other, strict=True)]
    assert max(steps) < 0.06


def test_a_ramp_of_greys_is_black_alone(inks: Inks) -> None:
    assert all(ink[:3] == (0, 0, 0) for ink in inks.ramp([(0, 0, 0), (90, 90, 90), WHITE]))


def test_pixels_of_a_token_are_exact_in_lossless_pictures_only(inks: Inks) -> None:
    picture = Image.new("RGB", (2, 1), EOSIN)
    picture.putpixel((1, 0), (0x60, 0x90, 0x20))
    exact, near = (inks.picture(picture, lossless=lossless).tobytes() for lossless in (True, False))
    assert exact[:4] == bytes(round(255 * amount) for amount in INKS["#971720"])
    assert near[:4] != exact[:4]
    assert near[4:] == exact[4:]


def test_white_stays_paper_in_photographs(inks: Inks) -> None:
    assert inks.picture(Image.new("RGB", (1, 1), WHITE), lossless=False).tobytes() == bytes(4)


def test_lab_is_read_as_the_nearest_screen_colour() -> None:
    red, green, blue = lab_to_screen(40, 50, 30)
    assert red > 120 > green
    assert green < blue < red
    assert max(lab_to_screen(0, 0, 0)) <= 1
    assert min(lab_to_screen(100, 0, 0)) >= 253


def test_in_masks_a_colour_is_its_luminosity() -> None:
    mask = Luminosity()
    assert mask.color(WHITE) == (1.0,)
    assert mask.color((0, 255, 0)) == (0.587,)
