"""Bring an issue under a size: pictures without loss first, then down the ladder, all to one level."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

import pikepdf

from hemaprint.bind.lighten.complaints import coarse, too_large
from hemaprint.bind.lighten.models import LADDER, Image, Level, Light, Picture, Step
from hemaprint.bind.lighten.pictures import find_pictures, replace
from hemaprint.bind.lighten.recode import at_level, lossless
from hemaprint.bind.metadata import saved

_EXACT, _LAST = -1, len(LADDER) - 1
_SHRINKS = 1.3
"""Bytes go down with this power of the resolution, as measured on engravings: it says where to begin the search."""
_MOST_THREADS = 8
"""Each unpacks one picture, which takes some tens of megabytes."""


def lighten(pdf: bytes, *, most_bytes: int) -> Light:
    """The issue in at most ``most_bytes``: unchanged where it is small enough, else with lighter pictures.

    All pictures come down to the first level of :data:`LADDER` that does it. Problems: HP370 (an error) where none
    does, and then the file is the smallest one reached; HP371 for pictures that have become visibly coarse.
    """
    if len(pdf) <= most_bytes:
        return Light(pdf, len(pdf), len(pdf))
    best = _first_that_fits(_Attempts(pdf), most_bytes)
    if len(best.file) <= most_bytes:
        return Light(best.file, len(pdf), len(best.file), best.steps, coarse(best.steps))
    if len(best.file) >= len(pdf):
        best = _Attempt(pdf, ())
    return Light(best.file, len(pdf), len(best.file), best.steps, (too_large(best.file, most_bytes),))


@dataclass(frozen=True, slots=True)
class _Attempt:
    """The issue at one level, and what was done to get there."""

    file: bytes
    steps: tuple[Step, ...]


class _Attempts:
    """The issue at every level, each made when it is asked for, and once."""

    def __init__(self, pdf: bytes) -> None:
        self._pdf = pdf
        with pikepdf.open(BytesIO(pdf)) as issue:
            self._pictures = find_pictures(issue)
        with _threads() as threads:
            self._exact = tuple(threads.map(lossless, [picture.image for picture in self._pictures]))
        self._made: dict[int, _Attempt] = {}

    def at(self, index: int) -> _Attempt:
        """The issue with every picture at that level of the ladder, or without loss."""
        if index not in self._made:
            images = self._exact if index == _EXACT else self._lowered(LADDER[index])
            changes = [
                (picture, image)
                for picture, image in zip(self._pictures, images, strict=True)
                if image.size < picture.image.size
            ]
            self._made[index] = _Attempt(_written(self._pdf, changes), tuple(_step(*change) for change in changes))
        return self._made[index]

    def guess(self, index: int) -> float:
        """About how many bytes the issue has at that level of the ladder."""
        level = LADDER[index]
        exact = sum(image.size for image in self._exact)
        shares = (min(1.0, level.ppi / picture.ppi) for picture in self._pictures)
        lowered = (image.size * math.pow(share, _SHRINKS) for image, share in zip(self._exact, shares, strict=True))
        return len(self.at(_EXACT).file) - exact + sum(lowered)

    def _lowered(self, level: Level) -> tuple[Image, ...]:
        with _threads() as threads:
            return tuple(threads.map(at_level, self._pictures, self._exact, [level] * len(self._pictures)))


def _first_that_fits(attempts: _Attempts, most_bytes: int) -> _Attempt:
    """The highest level in ``most_bytes``, or else the lowest level; searched for from where it is likely to be."""

    def fits(index: int) -> bool:
        return len(attempts.at(index).file) <= most_bytes

    if fits(_EXACT):
        return attempts.at(_EXACT)
    index = next((index for index in range(_LAST) if attempts.guess(index) <= most_bytes), _LAST)
    if fits(index):
        while index > 0 and fits(index - 1):
            index -= 1
    else:
        while index < _LAST and not fits(index):
            index += 1
    return attempts.at(index)


def _threads() -> ThreadPoolExecutor:
    """Pillow and zlib work side by side; the results come in the order of the pictures."""
    return ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST_THREADS))


def _step(picture: Picture, image: Image) -> Step:
    before, after = picture.image.base, image.base
    return Step(
        pages=picture.pages,
        labels=picture.labels,
        pixels_before=(before.width, before.height),
        pixels_after=(after.width, after.height),
        ppi_before=picture.ppi,
        ppi_after=picture.ppi * after.width / before.width,
        bytes_before=picture.image.size,
        bytes_after=image.size,
        method=after.method,
    )


def _written(pdf: bytes, changes: Iterable[tuple[Picture, Image]]) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as issue:
        replace(issue, changes)
        return saved(issue, issue.pdf_version)
