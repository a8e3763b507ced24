"""Measure how much ink a page takes, and where it is too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from math import ceil

import pikepdf
import pypdfium2 as pdfium
from PIL import Image, ImageCms, ImageFilter, ImageMath, ImageStat

from hemaprint.errors import Severity
from hemaprint.pdf.content import MALFORMED
from hemaprint.pdf.geometry import MM
from hemaprint.pdf.objects import Rectangle
from hemaprint.pdf.separations import plates_of
from hemaprint.pdf.values import content_of, entry, items
from hemaprint.preflight.models import Finding, Purpose, Subject
from hemaprint.preflight.opening import plain
from hemaprint.preflight.reading import text_of, trim_of

_SPOT = 1 * MM
"""Ink is averaged over squares of this side: what is smaller dries all the same, and softened edges do not count."""
_ROUNDING = 5.0
"""Percentage points above the limit that come from compressing pictures and rounding tints."""
_USUAL = 300.0
_LIMITS = (("300", 300.0), ("FOGRA39", 330.0), ("ISO COATED V2", 330.0), ("FOGRA51", 300.0), ("FOGRA52", 300.0))
"""Limits in % by what a profile or a printing condition is called: ISO Coated v2 (ECI) is made for 330 %, its 300 %
variant for 300 %; PSO Coated v3 and PSO Uncoated v3 for 300 %."""
_LONGEST = 14_400
"""pt: larger pages are not drawn (ISO 32000-1, annex C)."""
_MOST_PIXELS = 4000
_FULL = 255


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ink within the trim of a page.

    ``highest`` is the largest sum of all inks in %, averaged over a square of 1 mm, and ``place`` where it is (pt
    of default user space); ``over`` is the area in mm² where it exceeds ``limit``; ``means`` are the mean tints of
    cyan, magenta, yellow and black in %.
    """

    highest: float
    place: Rectangle
    limit: float
    over: float
    means: tuple[float, float, float, float]


def ink_coverage(pdf: pikepdf.Pdf, page: int, limit: float = _USUAL, dpi: float = 72) -> Coverage:
    """How much ink a page (from 0) takes. Raises pypdfium2.PdfiumError where it cannot be drawn."""
    area = trim_of(pdf.pages[page])
    plates = plates_of(pdf, page, area, dpi)
    radius = max(1, ceil((_SPOT / 72 * dpi - 1) / 2))
    total = _sum([band.filter(ImageFilter.BoxBlur(radius)) for band in plates.all])
    _, highest = total.getextrema()
    percent = 100 / _FULL
    above = _mask(total, (limit + _ROUNDING) / percent)
    pixel = 72 / dpi
    return Coverage(
        highest=round(float(str(highest)) * percent, 1),
        place=_place(_mask(total, float(str(highest)) - 1), area, pixel),
        limit=limit,
        over=round(above.histogram()[_FULL] * (pixel / MM) ** 2, 1),
        means=_means(plates.all),
    )


def _sum(bands: list[Image.Image]) -> Image.Image:
    cyan, magenta, yellow, black, spot = bands
    total: Image.Image = ImageMath.lambda_eval(
        lambda by: by["c"] + by["m"] + by["y"] + by["k"] + by["s"], c=cyan, m=magenta, y=yellow, k=black, s=spot
    )
    return total


def _mask(total: Image.Image, above: float) -> Image.Image:
    """White where the sum is larger than ``above``."""
    mask: Image.Image = ImageMath.lambda_eval(lambda by: (by["t"] > int(above)) * _FULL, t=total)
    return mask.convert("L")


def _place(mask: Image.Image, area: Rectangle, pixel: float) -> Rectangle:
    """The box around the marked pixels."""
    left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
    x, y = area[0], area[3]
    return (x + left * pixel, y - bottom * pixel, x + right * pixel, y - top * pixel)


def _means(bands: tuple[Image.Image, ...]) -> tuple[float, float, float, float]:
    cyan, magenta, yellow, black, _ = (round(ImageStat.Stat(band).mean[0] * 100 / _FULL, 1) for band in bands)
    return (cyan, magenta, yellow, black)


def ink_limit(pdf: pikepdf.Pdf) -> float:
    """The largest sum of inks in % that the printing condition of the file's output intent bears."""
    for intent in items(entry(pdf.Root, "/OutputIntents")):
        profile = _description(content_of(entry(intent, "/DestOutputProfile")))
        said = " ".join(text_of(entry(intent, key)) for key in ("/OutputConditionIdentifier", "/Info"))
        for name in (profile.upper(), said.upper()):
            for part, limit in _LIMITS:
                if part in name:
                    return limit
    return _USUAL


def _description(profile: bytes) -> str:
    try:
        return str(ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))) if profile else ""
    except (ImageCms.PyCMSError, OSError):
        return ""


def check_ink(subject: Subject) -> Iterator[Finding]:
    """No place on a page takes more ink than dries (PRINT)."""
    if subject.purpose is not Purpose.PRINT:
        return
    limit = ink_limit(subject.pdf)
    for index, page in enumerate(subject.pdf.pages):
        left, bottom, right, top = trim_of(page)
        longer = max(right - left, top - bottom)
        if not min(right - left, top - bottom) >= 1 or longer > _LONGEST:
            yield _unmeasured(subject, index, "its size is no size of paper")
            continue
        try:
            coverage = ink_coverage(subject.pdf, index, limit, min(72, 72 * _MOST_PIXELS / longer))
        except (pdfium.PdfiumError, *MALFORMED) as error:
            yield _unmeasured(subject, index, f"it cannot be drawn: {plain(error)}")
            continue
        if coverage.over > 0:
            message = (
                f"the inks add up to {coverage.highest:.0f} % where {limit:.0f} % dry "
                f"({coverage.over:.0f} mm² are above it)"
            )
            hint = "convert the picture with the profile of the press, or take ink out of the colour"
            place = subject.located(index, coverage.place)
            yield Finding("HP455", Severity.ERROR, message, hint, index, coverage.place, place)


def _unmeasured(subject: Subject, index: int, reason: str) -> Finding:
    message = f"how much ink the page takes could not be measured: {reason}"
    hint = "mend what else is said of the page and try again, or ask the printer"
    return Finding("HP475", Severity.WARNING, message, hint, index, None, subject.located(index))
