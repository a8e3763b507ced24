"""Barcodes: their bars against published examples, and as a program that is not ours reads them."""

from __future__ import annotations

import pytest
from PIL import Image, ImageDraw

from hemaprint.galley.barcode import Bars, addon_modules, bars_of, modules_of, number_of

zxingcpp = pytest.importorskip("zxingcpp")
DOT = 4
"""Pixels of a module."""


def drawn(bars: Bars) -> Image.Image:
    """The bars alone, from their path."""
    picture = Image.new("L", (bars.width * DOT, bars.height * DOT), 255)
    pen = ImageDraw.Draw(picture)
    for piece in bars.path.split("z")[:-1]:
        start, _, rest = piece.removeprefix("M").partition("h")
        (x, y), (width, _, height) = map(int, start.split()), rest.partition("h-")[0].partition("v")
        pen.rectangle((x * DOT, y * DOT, (x + int(width)) * DOT - 1, (y + int(height)) * DOT - 1), fill=0)
    return picture


def test_the_number_of_the_issn_manual() -> None:
    """ISSN Manual (2015), 5.2: the bar code of ISSN 0317-8471."""
    assert number_of("0317-8471") == "9770317847001"
    assert number_of("2049-3630", 5) == "9772049363057"


def test_the_modules_of_the_standard() -> None:
    """ISO/IEC 15420: the sets of 4003994155486 are A, B, A, A, B, B by its first figure."""
    left = "0001101 0100111 0111101 0001011 0010111 0011101".split()  # noqa: SIM905
    right = "1100110 1001110 1001110 1011100 1001000 1010000".split()  # noqa: SIM905
    assert modules_of("4003994155486") == f"101{''.join(left)}01010{''.join(right)}101"
    assert (len(addon_modules("07")), len(addon_modules("54495"))) == (20, 47)


@pytest.mark.parametrize("addon", ["", "00", "01", "02", "03", "53", "00000", "54495", "90210", "12345"])
@pytest.mark.parametrize("number", ["9770317847001", "9772049363057", "4003994155486", "0012345678905"])
def test_another_program_reads_them(number: str, addon: str) -> None:
    picture = drawn(bars_of(number, addon))
    found = zxingcpp.read_barcodes(
        picture, formats=zxingcpp.BarcodeFormat.EAN13, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read
    )
    assert number + addon in {one.text.replace(" ", "").zfill(len(number + addon)) for one in found}


def test_it_has_the_size_and_the_white_of_the_standard() -> None:
    """GS1 General Specifications, 5.2.1.4: 113 modules of 0.33 mm with their quiet zones, bars 22.85 mm high."""
    bars = bars_of("9770317847001")
    assert bars.width * bars.module == pytest.approx(37.29)
    assert 69 * bars.module == pytest.approx(22.85, abs=0.1)
    assert bars_of("9770317847001", size=80).module == pytest.approx(0.264)
    edges = drawn(bars_of("9770317847001", "07")).point(lambda value: 255 - value).getbbox()
    assert edges is not None
    assert (edges[0], bars_of("9770317847001", "07").width * DOT - edges[2]) == (11 * DOT, 5 * DOT)
