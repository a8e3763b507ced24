# SPDX-License-Identifier: MIT
"""Make the e-mail edition: bring an issue under a size, with images lossless first, then all down the ladder."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Stream

from hemaprint.bind.metadata import saved
from hemaprint.bind.placed_images import PlacedImage, find_images, image_uses, replace_images
from hemaprint.bind.recode import LADDER, MaskedImage, at_level, lossless
from hemaprint.errors import Location, Problem, Severity
from hemaprint.pdf.objects import ObjectId

VISIBLY_COARSE = 100.0
"""Pixels per inch under which pixels are visible at reading distance, on a screen at 100 %."""


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to one image. Pages count from 0, ``labels`` are the numbers printed on them."""

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
        """The step for JSON."""
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


# ---------------------------------------------------------------- the search

_LOSSLESS, _LAST = -1, len(LADDER) - 1
_SHRINKS = 1.3
"""Bytes go down with this power of the resolution, as measured on engravings: it says where to begin the search."""
_MOST_THREADS = 8
"""Each unpacks one image, which takes some tens of megabytes."""


def lighten(pdf: bytes, *, most_bytes: int) -> Light:
    """The issue in at most ``most_bytes``: unchanged if it is small enough, else with lighter images.

    All images come down to the first level of :data:`LADDER` that suffices. Problems: HP370 (an error) if none does,
    and then the file is the smallest one reached; HP371 for images that have become visibly coarse.
    """
    if len(pdf) <= most_bytes:
        return Light(pdf, len(pdf), len(pdf))
    best = _first_that_fits(_Attempts(pdf), most_bytes)
    if best.after <= most_bytes:
        return replace(best, problems=_coarse(best.steps))
    if best.after >= best.before:
        best = Light(pdf, len(pdf), len(pdf))
    return replace(best, problems=(_too_large(best.pdf, most_bytes),))


class _Attempts:
    """The issue at every level, each made once, when needed."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        with pikepdf.open(BytesIO(pdf)) as issue:
            self._images = find_images(issue)
        with _threads() as threads:
            self._exact = tuple(threads.map(lossless, [placed.image for placed in self._images]))
        self._made: dict[int, Light] = {}

    def at(self, index: int) -> Light:
        """The issue with every image at that level of the ladder, or lossless."""
        if index not in self._made:
            changes = [
                (placed, image)
                for placed, image in zip(self._images, self._at_level(index), strict=True)
                if image.size < placed.image.size
            ]
            with pikepdf.open(BytesIO(self._pdf)) as issue:
                replace_images(issue, changes)
                file = saved(issue, issue.pdf_version)
            steps = tuple(_step(*change) for change in changes)
            self._made[index] = Light(file, len(self._pdf), len(file), steps)
        return self._made[index]

    def _at_level(self, index: int) -> tuple[MaskedImage, ...]:
        if index == _LOSSLESS:
            return self._exact
        levels, resolutions = [LADDER[index]] * len(self._images), [placed.ppi for placed in self._images]
        with _threads() as threads:
            return tuple(threads.map(at_level, self._exact, resolutions, levels))

    def guess(self, index: int) -> float:
        """About how many bytes the issue has at that level of the ladder."""
        exact = sum(image.size for image in self._exact)
        shares = (min(1.0, LADDER[index].ppi / placed.ppi) for placed in self._images)
        lowered = (image.size * math.pow(share, _SHRINKS) for image, share in zip(self._exact, shares, strict=True))
        return self.at(_LOSSLESS).after - exact + sum(lowered)


def _first_that_fits(attempts: _Attempts, most_bytes: int) -> Light:
    """The highest level in ``most_bytes``, or else the lowest level; the search begins where it is likely to be."""

    def fits(index: int) -> bool:
        return attempts.at(index).after <= most_bytes

    if fits(_LOSSLESS):
        return attempts.at(_LOSSLESS)
    index = next((index for index in range(_LAST) if attempts.guess(index) <= most_bytes), _LAST)
    if fits(index):
        while index > 0 and fits(index - 1):
            index -= 1
    else:
        while index < _LAST and not fits(index):
            index += 1
    return attempts.at(index)


def _threads() -> ThreadPoolExecutor:
    """Pillow and zlib work side by side; the results come in the order of the images."""
    return ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS))


def _step(placed: PlacedImage, image: MaskedImage) -> Step:
    before, after = placed.image.base, image.base
    return Step(
        pages=placed.pages,
        labels=placed.labels,
        pixels_before=(before.width, before.height),
        pixels_after=(after.width, after.height),
        ppi_before=placed.ppi,
        ppi_after=placed.ppi * after.width / before.width,
        bytes_before=placed.image.size,
        bytes_after=image.size,
        method=after.method,
    )


# ---------------------------------------------------------------- problems

_PLACE = Location(Path("e-mail edition"))
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def _too_large(file: bytes, most_bytes: int) -> Problem:
    """HP370: the smallest file that could be made, and what its bytes are used for."""
    with pikepdf.open(BytesIO(file)) as issue:
        streams = [thing for thing in issue.objects if isinstance(thing, Stream)]
        images = {one.objgen: _length(one) for one in streams if one.get("/Subtype") == Name.Image}
        attached = sum(_length(one) for one in streams if one.get("/Type") == Name.EmbeddedFile)
        fonts = sum(_length(font) for font in _font_files(issue))
        largest = _largest(issue, images)
    pictures = sum(images.values())
    rest = len(file) - pictures - fonts - attached
    parts = [f"images {_mb(pictures)}{largest}", f"fonts {_mb(fonts)}", f"text and tags {_mb(rest)}"]
    if attached:
        parts.insert(2, f"attachments {_mb(attached)}")
    return Problem(
        "HP370",
        f"the issue cannot be made smaller than {_mb(len(file))}, and the limit is {_mb(most_bytes)}:"
        f" {', '.join(parts)}",
        _PLACE,
        "allow more with --max-mb or [email] max_mb, or "
        + ("remove images or pages" if pictures >= rest else "remove pages or attachments"),
    )


def _coarse(steps: Sequence[Step]) -> tuple[Problem, ...]:
    """HP371, once, if images that were fine enough no longer are."""
    found = [step for step in steps if round(step.ppi_after) < VISIBLY_COARSE <= round(step.ppi_before)]
    if not found:
        return ()
    labels = list(dict.fromkeys(label for step in found for label in step.labels))
    lowest = min(step.ppi_after for step in found)
    pages = f"page{'s' * (len(labels) != 1)} {', '.join(labels)}"
    message = f"images on {pages} came down to {lowest:.0f} ppi, which is visible"
    hint = "allow more with --max-mb or [email] max_mb, or use fewer images"
    return (Problem("HP371", message, _PLACE, hint, Severity.WARNING),)


def _length(stream: pikepdf.Object) -> int:
    return len(stream.read_raw_bytes())


def _font_files(issue: pikepdf.Pdf) -> list[pikepdf.Object]:
    descriptors = [thing for thing in issue.objects if isinstance(thing, Dictionary)]
    found = [one[key] for one in descriptors for key in _FONT_FILES if isinstance(one.get(key), Stream)]
    return list({font.objgen: font for font in found}.values())


def _largest(issue: pikepdf.Pdf, images: dict[ObjectId, int]) -> str:
    """The largest image, and the first page that shows it."""
    greatest = max(images, key=lambda image: images[image], default=(0, 0))
    use = image_uses(issue).get(greatest)
    return f" (the largest, {_mb(images[greatest])}, on page {issue.pages[use[1][0]].label})" if use else ""


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
