"""What a mark on a page is: an image, a string, a path or a shading, with its colours, its size and its place."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

from hemaprint.pdf.objects import Matrix, Rectangle


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour as it is asked for: ``space`` names its colour space, ``values`` are its components.

    Spaces are "DeviceGray", "DeviceRGB", "DeviceCMYK", "ICCBased1", "ICCBased3", "ICCBased4", "CalGray", "CalRGB",
    "Lab", "Indexed/<base>", "Separation/<name>", "DeviceN/<names>" (names joined by "+") and "Pattern"; "" is a space
    that cannot be read. Components run from 0 to 1, but those of Lab and Indexed are as written.
    """

    space: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What every mark has. ``box`` is what it covers in pt of default user space, clipped by the clip's own box.

    ``alpha`` and ``blend`` include those of the transparency groups around it; ``masked``: a soft mask is in force
    (for an image its own counts, too). ``overprint``: the overprint state for its painting is on. ``artifact``: it
    stands in marked content that is an artifact; ``mcid`` is its marked-content identifier, if any. ``shaped``: a clip
    that is no upright rectangle cuts it, so that it may not fill its box.
    """

    box: Rectangle
    alpha: float
    blend: str
    masked: bool
    overprint: bool
    artifact: bool
    mcid: int | None
    shaped: bool

    @property
    def clipped_away(self) -> bool:
        """Nothing of it is left by the clip: its box is a point."""
        left, bottom, right, top = self.box
        return left == right and bottom == top


@dataclass(frozen=True, slots=True)
class ImageMark(Mark):
    """An image or an inline image (then without ``xobject``); ``matrix`` maps the unit square to user space.

    ``space`` of a stencil mask is that of the colour that it is filled with; its ``bits`` are 1.
    """

    xobject: pikepdf.Object | None
    matrix: Matrix
    width: int
    height: int
    space: str
    bits: int

    @property
    def ppi(self) -> float:
        """The lower of its two effective resolutions, in pixels per inch."""
        a, b, c, d, _, _ = self.matrix
        across, up = (a * a + b * b) ** 0.5, (c * c + d * d) ** 0.5
        return min(self.width / across if across else 0.0, self.height / up if up else 0.0) * 72


@dataclass(frozen=True, slots=True)
class TextMark(Mark):
    """A string that one operator shows: ``size`` in pt as seen on the page, ``paint`` of its filling or stroking.

    ``text`` is what a reader extracts, U+FFFD where that is unknown; ``missing`` counts the characters that are shown
    as .notdef. ``box`` goes from the first visible character to the last, from descender to ascender.
    """

    text: str
    codes: bytes
    font: pikepdf.Object
    size: float
    mode: int
    paint: Paint
    missing: int


@dataclass(frozen=True, slots=True)
class PathMark(Mark):
    """A path that is filled, stroked or both; ``line_width`` in pt as seen on the page.

    ``rectangle``: it is one rectangle parallel to the edges of the page, so that it fills its box.
    """

    fill: Paint | None
    stroke: Paint | None
    line_width: float
    rectangle: bool


@dataclass(frozen=True, slots=True)
class ShadingMark(Mark):
    """A shading painted with ``sh``, or the shading pattern of a path."""

    space: str
