# SPDX-License-Identifier: MIT
"""Lay out the codes on the outside of an issue: the barcode of the magazine, and an address with its QR code."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from hemaprint.charts import palette_of
from hemaprint.content.covers import Back, Barcode, Cover
from hemaprint.galley.addresses import Address, code_of
from hemaprint.galley.barcode import Bars, bars_of, number_of
from hemaprint.galley.markup import breakable
from hemaprint.galley.setting import Setting
from hemaprint.project.text import printed_address

QR_HEIGHT, QR_WIDTH = 29.0, 25.4
"""A QR code with its white and two lines of its address, in mm (codes.css)."""
_APART = 2.5
"""Between the two codes, in mm (codes.css)."""


@dataclass(frozen=True, slots=True)
class Codes:
    """What a page of the outside carries, each None where it has none; ``said`` is the barcode in words."""

    bars: Bars | None
    said: str
    ink: str
    address: Address | None

    @property
    def height(self) -> float:
        """Their height at the foot of the page, in mm; 0 where there are none."""
        bars = self.bars.height * self.bars.module if self.bars else 0.0
        return max(bars, QR_HEIGHT if self.address else 0.0)

    @property
    def width(self) -> float:
        """Their width, one beside the other, in mm; 0 where there are none."""
        widths = [self.bars.width * self.bars.module] if self.bars else []
        widths += [QR_WIDTH] if self.address else []
        return sum(widths) + _APART * max(0, len(widths) - 1)


def codes_of(page: Cover | Back | None, setting: Setting) -> Codes:
    """The codes of the cover or the back; a magazine without an ISSN has no barcode (HP198)."""
    ink = palette_of(setting.theme)["ink"]
    issn, barcode = setting.config.magazine.issn, page.barcode if page else None
    bars = _bars(issn, barcode, setting.issue.manifest.number) if issn and barcode else None
    said = setting.words.barcode.format(f"ISSN {issn}, {setting.number_text}") if bars else ""
    address = _address(page.code, setting) if page and page.code else None
    return Codes(bars, said, ink, address)


def _bars(issn: str, barcode: Barcode, number: int) -> Bars:
    addon = f"{number:0{barcode.addon}d}" if barcode.addon else ""
    return bars_of(number_of(issn, barcode.variant), addon, barcode.size)


def _address(href: str, setting: Setting) -> Address:
    code = code_of(href, setting.language, setting)
    return Address(href, Markup(), Markup(breakable(printed_address(href))), code)
