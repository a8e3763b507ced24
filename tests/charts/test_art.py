"""The sample's pictures: made at their size, skipped when up to date, true to their captions, clear of the words."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PIL import Image

from waiting import LONG

MAKE = Path(__file__).parents[2] / "content" / "2025-01" / "art" / "make.py"
EOSIN, EOSIN_DEEP, BLUSH = (0x97, 0x17, 0x20), (0x5E, 0x0D, 0x16), (0xF1, 0xD6, 0xC9)
DPI = 36

pytestmark = pytest.mark.skipif(not MAKE.is_file(), reason="the sample's art is not in a wheel")


def _make(out: Path, *names: str, dpi: float = DPI) -> str:
    command = [sys.executable, str(MAKE), "--dpi", str(dpi), "--out", str(out), *names]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONG).stderr


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pictures that are looked at, made in one go."""
    pytest.importorskip("numpy")
    folder = tmp_path_factory.mktemp("pictures")
    _make(folder, "vignette", "news", "curve", "feature", "back", "ad", "ad2", "ad-half")
    return folder


def _part(path: Path, box: Sequence[float], dpi: float = DPI) -> Any:
    """The part of a picture within left, top, right and bottom in mm: rows by columns by red, green and blue."""
    numpy = pytest.importorskip("numpy")
    left, top, right, bottom = (round(edge / 25.4 * dpi) for edge in box)
    with Image.open(path) as picture:
        return numpy.asarray(picture.convert("RGB"), float)[top:bottom, left:right]


def _runs(marked: Any) -> int:
    """How many runs of marked pixels a row holds."""
    return int(marked[0]) + int((marked[1:] & ~marked[:-1]).sum())


def test_plates_have_their_size_and_few_colours(pictures: Path) -> None:
    for name, width, height in (("vignette", 60, 60), ("news", 116.3333, 114.3)):
        with Image.open(pictures / f"{name}.png") as picture:
            assert picture.size == (round(width / 25.4 * DPI), round(height / 25.4 * DPI))
            assert picture.mode == "P"
            assert len(picture.convert("RGB").getcolors(256) or range(999)) <= 64


def test_what_is_up_to_date_is_not_made_again(pictures: Path, tmp_path: Path) -> None:
    shutil.copytree(pictures, tmp_path, dirs_exist_ok=True)
    before = (tmp_path / "vignette.png").stat().st_mtime_ns
    _make(tmp_path, "vignette")
    assert (tmp_path / "vignette.png").stat().st_mtime_ns == before
    (tmp_path / "vignette.png").unlink()
    _make(tmp_path, "vignette")
    assert (tmp_path / "vignette.png").is_file()


def test_a_picture_is_the_same_twice(pictures: Path, tmp_path: Path) -> None:
    _make(tmp_path, "vignette", "news", "curve")
    again = sorted(tmp_path.glob("*.*g"))
    assert len(again) == 4
    for path in again:
        assert path.read_bytes() == (pictures / path.name).read_bytes()


def test_a_spread_goes_on_over_the_fold(pictures: Path) -> None:
    """The left part has 3 mm of bleed at the fold, and so has the right one: they share 6 mm."""
    numpy = pytest.importorskip("numpy")
    left, right = (
        _part(pictures / f"feature-{side}.png", (at, 0, at + 5.5, 140)) for side, at in (("left", 210), ("right", 0))
    )
    assert numpy.array_equal(left[:, :7], right[:, :7])


def test_the_back_page_shows_what_the_trial_counted(pictures: Path) -> None:
    """Five lit, three dark, eight of which only the frame is left (facts: the CD5 trial)."""
    found: list[tuple[int, ...]] = []
    for row in range(4):
        for column in range(4):
            x, y = 18 + 20.6 + column * 46.25, 26 + 20.6 + row * 46.25
            pane = _part(pictures / "back.png", (x - 9, y - 3, x - 3, y + 12)).reshape(-1, 3)
            found.append(tuple(int(value) for value in pane.mean(0).round()))
    nearest = [min((BLUSH, EOSIN_DEEP, EOSIN), key=lambda ink: sum(abs(a - b) for a, b in zip(ink, tone, strict=True)))
               for tone in found]  # fmt: skip
    assert (nearest.count(BLUSH), nearest.count(EOSIN_DEEP), nearest.count(EOSIN)) == (5, 3, 8)


def test_nine_vials_stand_and_one_lies(tmp_path: Path) -> None:
    """The nine approvals of the calendar, and the drug that was withdrawn."""
    numpy = pytest.importorskip("numpy")
    _make(tmp_path, "news2", dpi=72)
    caps = _part(tmp_path / "news2.png", (0, 12, 177, 17), 72)
    assert _runs(caps.mean(2).min(0) < 140) == 9
    below = _part(tmp_path / "news2.png", (0, 33, 177, 45), 72)
    crimson = numpy.flatnonzero(numpy.abs(below - EOSIN).sum(2).min(0) < 60)
    assert crimson.min() / 72 * 25.4 > 135


@pytest.mark.parametrize(
    ("file", "box", "tones"),
    [
        ("feature-left.png", (16, 26, 140, 82), 12.0),
        ("feature-left.png", (16, 279, 78, 300), 12.0),
        ("ad.png", (18, 192, 216, 303), 1.0),
        ("ad2.png", (18, 195, 90, 240), 1.0),
        ("ad2.png", (18, 242, 109, 262), 1.0),
        ("ad-half.png", (6, 60, 92, 120), 1.0),
    ],
)
def test_pictures_leave_the_words_room(
    file: str, box: tuple[float, float, float, float], tones: float, pictures: Path
) -> None:
    """Where words stand the ground is bare, or so nearly that they are read: a standard deviation in steps of 255."""
    assert _part(pictures / file, box).std(axis=(0, 1)).max() <= tones


def test_one_plate_is_in_continuous_tone(pictures: Path) -> None:
    numpy = pytest.importorskip("numpy")
    for side in ("left", "right"):
        tones = _part(pictures / f"curve-{side}.jpg", (0, 0, 216, 148)).mean(2).round()
        assert len(numpy.unique(tones)) > 150


def test_rays_find_the_depth_the_light_and_the_rim_of_a_ball(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = pytest.importorskip("numpy")
    monkeypatch.syspath_prepend(str(MAKE.parent))
    solids = __import__("solids")

    def scene(x: Any, y: Any, z: Any) -> tuple[Any, Any]:
        return solids.ball(x, y, z, (0, 0, 0), (0.5, 0.5, 0.5)), numpy.ones(x.shape, numpy.int8)

    seen = solids.sketch(scene, 81, 81, (-1, 1, 0))
    assert seen.depth[40, 40] == pytest.approx(0.5, abs=0.01)
    assert seen.normal[:, 40, 40] == pytest.approx((0, 0, 1), abs=0.02)
    assert seen.light((-1, 0, 1))[40, 28] > seen.light((-1, 0, 1))[40, 52]
    assert seen.kind.mean() == pytest.approx(numpy.pi * 0.25 / 4, rel=0.06)
    # beyond the rim, how far a ray missed is known to a part of a pixel
    edge = seen.edge((1,))[40]
    assert edge[40 + 22] == pytest.approx((22 - 0.5 / (2 / 81)) - 1, abs=0.35)


def test_figures_are_well_formed_and_a_whole_number_of_lines_high(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    names = ("fig-spare", "fig-loop", "fig-calendar", "fig-receptor", "fig-grid", "fig-targets")
    _make(tmp_path, *names)
    for name in names:
        root = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        width, height = map(float, root.get("viewBox", "").split()[2:])
        assert width in (157.8, 372.76, 501.73)
        assert height % 12 == 0
