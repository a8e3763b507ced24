"""A chart of the Bohai Sea for the news: lines that follow the shore, closest where the water is shallow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
from cells import Field, Plate, Window, ring, stroke
from inks import AZURE, EOSIN, MIST, SERUM
from numpy.typing import NDArray
from solids import F, enlarged

SIZE = (116.3333, 114.3)

SHORE = (
    (114.0, 42.5), (124.5, 42.5), (124.5, 40.15), (123.6, 39.85), (122.6, 39.45), (121.95, 39.05), (121.55, 38.85),
    (121.15, 38.74), (121.12, 38.95), (121.68, 39.12), (121.25, 39.42), (121.42, 39.62), (121.52, 39.85), (121.86, 40.05),
    (122.05, 40.28), (122.18, 40.52), (122.05, 40.72), (121.82, 40.88), (121.28, 40.88), (120.95, 40.72), (120.55, 40.32),
    (120.02, 40.03), (119.62, 39.90), (119.50, 39.76), (119.28, 39.42), (118.92, 39.16), (118.55, 38.99), (118.22, 39.06),
    (117.96, 39.20), (117.72, 39.06), (117.56, 38.72), (117.62, 38.48), (117.86, 38.30), (118.28, 38.10), (118.86, 38.10),
    (119.12, 37.82), (119.24, 37.72), (118.96, 37.55), (118.92, 37.32), (119.22, 37.12), (119.62, 37.10), (119.86, 37.28),
    (119.95, 37.45), (120.32, 37.66), (120.75, 37.83), (121.20, 37.60), (121.55, 37.46), (122.10, 37.50), (122.52, 37.42),
    (122.68, 37.38), (122.50, 37.12), (122.35, 36.86), (121.85, 36.80), (121.10, 36.62), (120.75, 36.42), (120.35, 36.05),
    (114.0, 36.0),
)  # fmt: skip
"""The coast from the Yalu to Qingdao, and the land behind it: degrees east and north, simplified by hand."""

RIVERS = (
    ((116.9, 36.75), (117.4, 37.15), (118.0, 37.45), (118.55, 37.62), (119.24, 37.72)),
    ((115.9, 39.55), (116.6, 39.35), (117.2, 39.13), (117.45, 38.98), (117.74, 38.99)),
    ((122.4, 41.6), (122.2, 41.1), (122.12, 40.68)),
)
"""The Yellow River, the Hai and the Liao, near their mouths."""

TIANJIN = (117.2, 39.13)
MIDDLE = (119.35, 38.95)
DEGREE = 22.5
"""Millimetres to a degree of latitude."""


def _place(east: float, north: float) -> tuple[float, float]:
    """Where a point of the earth lies on the plate, in mm: a plane chart, true along its middle."""
    narrower = np.cos(np.radians(MIDDLE[1]))
    return (
        float(SIZE[0] / 2 + (east - MIDDLE[0]) * DEGREE * narrower),
        float(SIZE[1] / 2 - (north - MIDDLE[1]) * DEGREE),
    )


def news(dpi: float, out: Path) -> None:
    """The Bohai Sea; Tianjin is marked in the other ink."""
    plate = Plate(*SIZE, dpi, MIST)
    mm = 0.25
    shore = _smooth(np.array([_place(*point) for point in SHORE], F))
    away = _from_shore(shore, mm)
    whole = Window(
        slice(0, plate.size[1]),
        slice(0, plate.size[0]),
        np.zeros((1, plate.size[0]), F),
        np.zeros((plate.size[1], 1), F),
    )
    far = enlarged(plate, whole, away, (0, 0), mm)
    # the lines part from one another, and thin out, on their way to the open sea
    sea = np.maximum(far, 0)
    phase = (F(9) * np.log1p(sea / F(9)) / F(0.78)).astype(F)
    plate.lines(whole, far > 0, phase, np.clip(F(0.52) * np.exp(-sea / F(22)), 0.08, 0.52).astype(F), MIST, AZURE)
    plate.solid(whole, far, SERUM)
    for river in RIVERS:
        course = [_place(*point) for point in river]
        for start, end in pairwise(course):
            stroke(plate, start, end, 0.45, AZURE)
    plate.solid(whole, np.abs(far) - F(0.3), AZURE)
    mark = _place(*TIANJIN)
    for radius, thick in ((0.9, 1.8), (3.2, 0.6), (5.0, 0.35)):
        ring(plate, mark, radius, thick, EOSIN)
    plate.save(out / "news.png")


def _smooth(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """The corners of a closed line cut twice (Chaikin)."""
    for _ in range(2):
        ahead = np.roll(points, -1, 0)
        points = np.stack([points * F(0.75) + ahead * F(0.25), points * F(0.25) + ahead * F(0.75)], 1).reshape(-1, 2)
    return points


def _from_shore(shore: NDArray[np.float32], mm: float) -> Field:
    """How far each pixel is from the shore, in mm; below zero on land."""
    columns, rows = round(SIZE[0] / mm), round(SIZE[1] / mm)
    y, x = np.mgrid[0:rows, 0:columns].astype(F) * F(mm) + F(mm / 2)
    least, land = np.full(x.shape, F(1e9)), np.zeros(x.shape, np.bool_)
    for (ax, ay), (bx, by) in zip(shore, np.roll(shore, -1, 0), strict=True):
        dx, dy = bx - ax, by - ay
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy + F(1e-9)), 0, 1)
        least = np.minimum(least, (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2)
        if ay != by:
            land ^= ((ay > y) != (by > y)) & (x < dx * (y - ay) / dy + ax)
    return np.where(land, -np.sqrt(least), np.sqrt(least)).astype(F)
