"""What the e-mail edition is made of: coded pictures, the levels they are brought to, and the steps that were taken."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hemaprint.errors import Problem
from hemaprint.pdf.objects import ObjectId

VISIBLY_COARSE = 100.0
"""Pixels per inch under which pixels are seen at reading distance, on a screen at 100 %."""


@dataclass(frozen=True, slots=True)
class Level:
    """A resolution that no picture exceeds, in pixels per inch, and the quality of JPEGs (libjpeg's scale to 100)."""

    ppi: float
    quality: int


LADDER = (
    Level(300, 85),
    Level(225, 85),
    Level(200, 85),
    Level(150, 85),
    Level(150, 75),
    Level(120, 75),
    Level(100, 75),
    Level(100, 60),
    Level(72, 60),
)
"""From the best look to the fewest bytes. A lower quality comes before a resolution at which pixels are seen."""


class Form(StrEnum):
    """How samples are stored: deflated, deflated after PNG's prediction (ISO 32000-1, 7.4.4.4), or as a JPEG."""

    FLATE = "flate"
    PREDICTED = "predicted"
    JPEG = "jpeg"


@dataclass(frozen=True, slots=True)
class Coded:
    """Samples as an image XObject stores them: ``bits`` each, ``channels`` for a pixel (1 or 3).

    With a ``palette`` (``channels`` bytes for each colour) the samples are indices into it.
    """

    data: bytes
    width: int
    height: int
    channels: int
    form: Form
    bits: int = 8
    palette: bytes = b""

    @property
    def size(self) -> int:
        """What it costs, in bytes."""
        return len(self.data) + len(self.palette)

    @property
    def method(self) -> str:
        """The way of coding in words."""
        if self.form is Form.JPEG:
            return "JPEG"
        return f"{len(self.palette) // self.channels} colours" if self.palette else "lossless"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with its soft mask, if it has one."""

    base: Coded
    mask: Coded | None = None

    @property
    def size(self) -> int:
        """What it costs, in bytes."""
        return self.base.size + (self.mask.size if self.mask else 0)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the issue as it is found: where it is used (pages from 0, and their labels), and how large.

    ``ppi`` is the effective resolution where it is used largest.
    """

    id: ObjectId
    mask_id: ObjectId | None
    image: Image
    pages: tuple[int, ...]
    labels: tuple[str, ...]
    ppi: float


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to one picture. Pages count from 0, ``labels`` are the numbers printed on them."""

    pages: tuple[int, ...]
    labels: tuple[str, ...]
    pixels_before: tuple[int, int]
    pixels_after: tuple[int, int]
    ppi_before: float
    ppi_after: float
    bytes_before: int
    bytes_after: int
    method: str

    def __str__(self) -> str:
        """``page 10: 300 to 150 ppi (2551 x 3579 to 1276 x 1790), 1036 to 278 kB, 31 colours``."""
        where = f"page{'s' * (len(self.labels) != 1)} {', '.join(self.labels)}"
        size = f"{self.bytes_before / 1000:.0f} to {self.bytes_after / 1000:.0f} kB, {self.method}"
        if self.pixels_before == self.pixels_after:
            return f"{where}: {self.ppi_before:.0f} ppi as before, {size}"
        (width, height), (new_width, new_height) = self.pixels_before, self.pixels_after
        pixels = f"{width} x {height} to {new_width} x {new_height}"
        return f"{where}: {self.ppi_before:.0f} to {self.ppi_after:.0f} ppi ({pixels}), {size}"

    def data(self) -> dict[str, object]:
        """The step as JSON has it."""
        return {
            "pages": list(self.labels),
            "pixels": [list(self.pixels_before), list(self.pixels_after)],
            "ppi": [round(self.ppi_before, 1), round(self.ppi_after, 1)],
            "bytes": [self.bytes_before, self.bytes_after],
            "method": self.method,
        }


@dataclass(frozen=True, slots=True)
class Light:
    """The e-mail edition; ``before`` and ``after`` are the sizes of the files in bytes."""

    pdf: bytes
    before: int
    after: int
    steps: tuple[Step, ...] = ()
    problems: tuple[Problem, ...] = ()
