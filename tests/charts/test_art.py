"""The sample's pictures: made at their size, skipped when up to date, figures well-formed and on the grid."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from waiting import LONG

MAKE = Path(__file__).parents[2] / "content" / "2025-01" / "art" / "make.py"

pytestmark = pytest.mark.skipif(not MAKE.is_file(), reason="the sample's art is not in a wheel")


def _make(out: Path, *names: str) -> str:
    command = [sys.executable, str(MAKE), "--dpi", "36", "--out", str(out), *names]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=LONG).stderr


def test_plates_have_their_size_and_few_colours(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    _make(tmp_path, "vignette", "news")
    for name, width, height in (("vignette", 60, 60), ("news", 116.3333, 114.3)):
        with Image.open(tmp_path / f"{name}.png") as picture:
            assert picture.size == (round(width / 25.4 * 36), round(height / 25.4 * 36))
            assert picture.mode == "P"
            assert len(picture.convert("RGB").getcolors(256) or range(999)) <= 64


def test_what_is_up_to_date_is_not_made_again(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    _make(tmp_path, "vignette")
    before = (tmp_path / "vignette.png").stat().st_mtime_ns
    _make(tmp_path, "vignette")
    assert (tmp_path / "vignette.png").stat().st_mtime_ns == before
    (tmp_path / "vignette.png").unlink()
    _make(tmp_path, "vignette")
    assert (tmp_path / "vignette.png").is_file()


def test_figures_are_well_formed_and_a_whole_number_of_lines_high(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    names = ("fig-spare", "fig-loop", "fig-calendar", "fig-receptor", "fig-grid", "fig-targets")
    _make(tmp_path, *names)
    for name in names:
        root = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        width, height = map(float, root.get("viewBox", "").split()[2:])
        assert width in (157.8, 372.76, 501.73)
        assert height % 12 == 0
