"""Read a drawn chart back: its rectangles, its lines of text with their boxes, its size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

from hemaprint.charts import TOKENS, Palette, draw, lettering_of
from hemaprint.charts.lettering import Style
from hemaprint.content.blocks import ChartSeries, ChartSpec
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.theme.theme import Theme

SVG = "{http://www.w3.org/2000/svg}"
COLUMN, SCHOLAR, FULL = 157.8, 372.76, 501.73
WIDTHS = (COLUMN, SCHOLAR, FULL)

COLORS = """
    #971720 #5E0D16 #C4786C #F1D6C9 #1F4F73 #12334C #7FA0B5 #D9E6EC #F5F0E7 #1C191A #5B5657 #B5AEA8 #FFFFFF
"""
INKS = dict(zip(TOKENS, COLORS.split(), strict=True))
PALETTE = Palette(INKS)
THEME = Theme.of_project(Path("none"), Path("none"), Geometry(210 * MM, 297 * MM))
LETTERS = lettering_of(THEME)


@dataclass(frozen=True, slots=True)
class Box:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    ink: str

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class Picture:
    def __init__(self, spec: ChartSpec, width: float = FULL, palette: Palette = PALETTE, alt: str = "A chart") -> None:
        self.source = draw(spec, width, palette, LETTERS, title_id="t", alt=alt)
        self.root = ElementTree.fromstring(self.source)
        _, _, self.width, self.height = map(float, self.root.get("viewBox", "").split())

    def numbers(self, tag: str, *names: str) -> list[tuple[float, ...]]:
        return [tuple(float(element.get(name, "")) for name in names) for element in self.root.iter(SVG + tag)]

    @property
    def bars(self) -> list[tuple[float, ...]]:
        return self.numbers("rect", "x", "y", "width", "height")

    @property
    def texts(self) -> list[Box]:
        return [_box(element) for element in self.root.iter(SVG + "text")]

    def text(self, text: str) -> Box:
        return next(box for box in self.texts if box.text == text)

    def faults(self) -> list[str]:
        """Boxes of text that leave the picture or meet one another."""
        boxes = self.texts
        outside = [
            b.text
            for b in boxes
            if b.left < -0.6 or b.right > self.width + 0.6 or b.top < -0.6 or b.bottom > self.height
        ]
        return outside + [f"{a.text} | {b.text}" for a, b in combinations(boxes, 2) if a.meets(b)]


def _box(element: ElementTree.Element) -> Box:
    text, size = element.text or "", float(element.get("font-size", ""))
    width = LETTERS.width(Style(size, size, int(element.get("font-weight", "")), ""), text)
    left, y = float(element.get("x", "")), float(element.get("y", ""))
    return Box(text, left, y - 0.68 * size, left + width, y + 0.02 * size, element.get("fill", ""))


def series(name: str, *values: float | None, color: str = "") -> ChartSeries:
    return ChartSeries(name=name, values=values, color=color)


OUTCOME = ChartSpec(
    kind="stacked",
    categories=("Transplanted", "Not transplanted"),
    notes=("4 of 16", "12 of 16"),
    title="Outcome after a median of 14.3 months",
    x_label="Patients",
    counts=True,
    series=(
        series("in remission", 3, 2),
        series("relapsed", 0, 3),
        series("died of infection", 1, 5),
        series("died of thrombotic microangiopathy", 0, 2),
    ),
)

SURVIVAL = ChartSpec(
    kind="km",
    categories=(),
    notes=(),
    x_label="Months",
    y_label="Alive",
    series=(series("Group A", 0.75, 0.75, 0.5), series("Group B", 0.5, 0.25, 0.25)),
    times=((4, 8, 20), (2, 6, 14)),
    censored=((False, True, False), (False, False, True)),
    at_risk=((4, 3, 2), (4, 2, 1)),
)


def bar(*values: float | None, counts: bool = False, unit: str = "", names: tuple[str, ...] = ()) -> ChartSpec:
    categories = names or tuple(f"Row {index}" for index in range(len(values)))
    return ChartSpec(
        kind="bar", categories=categories, notes=(), series=(series("n", *values),), counts=counts, unit=unit
    )


def line(*runs: tuple[float | None, ...], names: tuple[str, ...] = ()) -> ChartSpec:
    count = len(runs[0])
    return ChartSpec(
        kind="line",
        categories=names or tuple(str(2000 + index) for index in range(count)),
        notes=(),
        y_label="Slides",
        series=tuple(series(f"Series {index}", *run) for index, run in enumerate(runs)),
    )
