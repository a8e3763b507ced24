"""The schematic figures of the issue as SVG: 1 unit is 1 pt, heights are whole numbers of 12."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date

from strokes import (
    AZURE,
    AZURE_DEEP,
    AZURE_MID,
    BLUSH,
    EOSIN,
    EOSIN_MID,
    INK,
    INK_2,
    MIST,
    PAPER,
    RULE,
    SERUM,
    circle,
    contours,
    fork,
    knob,
    line,
    path,
    rect,
    svg,
    text,
)

FULL, SCHOLAR, COLUMN = 501.73, 372.76, 157.8


# ---------------------------------------------------------------- CD5 editing


def spare() -> str:
    """Three panels: unedited cells bind one another, edited ones do not, an edited one binds a leukemic cell."""
    height, gutter = 156, 14.17
    width = (FULL - 2 * gutter) / 3
    heads = ("Unedited: the weapon is a target", "CD5 deleted: siblings pass", "The edited cell meets leukemia")
    feet = (
        "Each cell binds the other’s CD5",
        "Nothing to bind; the culture survives",
        "Every fork is free for leukemia",
    )
    parts: list[str] = []
    for index, (head, foot) in enumerate(zip(heads, feet, strict=True)):
        x = index * (width + gutter)
        parts += [
            line(x, 15.5, x + width, 15.5, INK),
            text(x, 10, "abc"[index], 9.5, 700, EOSIN),
            text(x + 10, 10, head, 8.25, 600),
            _pair(x + 40.5, x + 117.3, 80, index),
            text(x, 146, foot, 7.5, 400, INK_2),
        ]
    return svg(FULL, height, "How a cell that carries CD5 can be armed against CD5", parts)


def _pair(left: float, right: float, y: float, panel: int) -> str:
    """Two cells side by side; in the third panel the right one is leukemic."""
    radius, edited, leukemic = 28.0, panel > 0, panel == 2
    parts = [
        circle(left, y, radius, PAPER, AZURE, 1.4) + contours(left, y, radius, AZURE),
        circle(right, y, radius, BLUSH if leukemic else PAPER, EOSIN if leukemic else AZURE, 1.4),
        contours(right, y, radius, EOSIN if leukemic else AZURE),
    ]
    parts += [fork(left, y, radius, angle, AZURE) for angle in (80, 150, 280)]
    parts += [knob(left, y, radius, angle, hollow=edited) for angle in (115, 215, 250)]
    if leukemic:
        parts += [knob(right, y, radius, angle) for angle in (100, 65, 30, -35, -70, -100)]
    else:
        parts += [fork(right, y, radius, angle, AZURE) for angle in (100, 30, -100)]
        parts += [knob(right, y, radius, angle, hollow=edited) for angle in (65, -35, -70)]
    return "".join(parts) + _synapse(left, right, y, radius, panel)


def _synapse(left: float, right: float, y: float, radius: float, panel: int) -> str:
    """What faces what between the two cells: a fork opposite a protein, twice, at two heights."""
    rise, run = radius * math.sin(math.radians(17)), radius * math.cos(math.radians(17))

    def arm(x: float, at: float, way: int) -> str:
        data = f"M{x:.1f} {at:.1f}h{8.5 * way:.1f}m{5.5 * way:.1f} -4.2l{-5.5 * way:.1f} 4.2l{5.5 * way:.1f} 4.2"
        return path(data, AZURE, 1.5)

    def target(x: float, at: float, way: int) -> str:
        dash = "1.4 1.3" if panel == 1 else ""
        stem = line(x, at, x + 3 * way, at, EOSIN, 1.2, dash)
        return stem + circle(x + 5.8 * way, at, 2.8, PAPER if panel == 1 else EOSIN, EOSIN, 0.9, dash)

    upper = target(right - run, y - rise, -1) + arm(left + run, y - rise, 1)
    if panel == 2:
        return upper + target(right - run, y + rise, -1) + arm(left + run, y + rise, 1)
    return upper + target(left + run, y + rise, 1) + arm(right - run, y + rise, -1)


# ---------------------------------------------------------------- the loop


def loop() -> str:
    """Ward, laboratory and protocol on a ring of contour lines."""
    height, cx, cy = 240, SCHOLAR / 2, 121.0
    parts = [
        f'<ellipse cx="{cx:.2f}" cy="{cy}" rx="{150 - index * 4.2:.1f}" ry="{88 - index * 4.2:.1f}" fill="none" '
        f'stroke="{AZURE}" stroke-width="{1.5 - index * 0.08:.2f}"/>'
        for index in range(16)
    ]
    for x, y, head, foot in (
        (cx, cy - 58, "Ward", "a difficulty"),
        (cx + 112, cy + 34, "Laboratory", "a question"),
        (cx - 112, cy + 34, "Protocol", "an answer"),
    ):
        parts += [
            circle(x, y, 47, PAPER),
            circle(x, y, 43, PAPER, EOSIN, 1.5),
            text(x, y + 2, head, 13.5, 500, EOSIN, "middle", "HF Serif"),
            text(x, y + 14, foot, 8, 400, INK, "middle"),
        ]
    for degrees in (-22, 90, 202):
        angle = math.radians(degrees)
        x, y = cx + 150 * math.cos(angle), cy + 88 * math.sin(angle)
        turn = math.degrees(math.atan2(88 * math.cos(angle), -150 * math.sin(angle)))
        parts.append(
            f'<path d="M-7 -6L6 0L-7 6Z" fill="{AZURE}" transform="translate({x:.1f} {y:.1f}) rotate({turn:.1f})"/>'
        )
    return svg(SCHOLAR, height, "The loop: ward, laboratory, protocol, and back to the ward", parts)


# ---------------------------------------------------------------- the calendar

DECISIONS: tuple[tuple[date | None, str, str], ...] = (
    (date(2024, 1, 16), "Exa-cel", "Beta thalassemia"),
    (None, "Boxed warning", "CAR-T products, asked for"),
    (date(2024, 4, 26), "Fidanacogene", "Hemophilia B"),
    (date(2024, 6, 6), "Imetelstat", "Lower-risk myelodysplasia"),
    (date(2024, 6, 14), "Blinatumomab", "B-cell precursor ALL, consolidation"),
    (date(2024, 6, 20), "Crovalimab", "PNH"),
    (date(2024, 8, 14), "Axatilimab", "Chronic GVHD"),
    (date(2024, 10, 11), "Marstacimab", "Hemophilia A and B"),
    (date(2024, 11, 8), "Obe-cel", "B-cell ALL"),
    (date(2024, 11, 15), "Revumenib", "KMT2A leukemia"),
)
"""Ten actions of the FDA; None stands for a month without a day (facts: "January 2024")."""


def calendar() -> str:
    """One row a decision; names at the left, what for in a column of its own, so that nothing stands on a line."""
    height, row, top = 276, 22.0, 46.0
    left, right = 128.98, 372.76
    label = right + 14.17

    def place(day: date) -> float:
        return left + (right - left) * (day - date(2024, 1, 1)).days / 366

    parts = [line(0, top, FULL, top, INK_2), text(label, top - 7, "For", 7.25, 400, INK_2)]
    parts.append(text(0, top - 7, "FDA, 2024", 7.25, 400, INK_2))
    for month in range(1, 13):
        x = place(date(2024, month, 1))
        parts += [
            line(x, top - 5, x, top, INK_2),
            text(x + 1, top - 8, f"{date(2024, month, 1):%b}"[:1], 7.25, 600, INK_2),
        ]
    parts.append(line(right, top - 5, right, top, INK_2))
    for index, (day, name, use) in enumerate(DECISIONS):
        y = top + 16 + index * row
        parts += [text(0, y + 2.8, name, 8.25, 600), text(label, y + 2.8, use, 7.5, 400, INK_2)]
        if index:
            parts.append(line(0, y - row / 2, FULL, y - row / 2, RULE, 0.35))
        if day is None:
            x = place(date(2024, 2, 1))
            parts += [rect(left, y - 2.2, x - left, 4.4, EOSIN), text(x + 6, y + 2.8, "Jan", 7.5, 600, EOSIN)]
            continue
        x = place(day)
        parts += [line(left, y, x - 4, y, AZURE_MID, 0.6), circle(x, y, 4, AZURE)]
        stamp = f"{day:%b} {day.day}"
        parts.append(text(x + 8, y + 2.8, stamp, 7.5, 600, AZURE))
    parts += [line(0, 0.25, FULL, 0.25, INK), text(0, 13.5, "Ten decisions, one calendar", 8.25, 600)]
    return svg(FULL, height, "Ten actions of the FDA in hematology, by day of 2024", parts)


# ---------------------------------------------------------------- anatomy of a CAR


def receptor() -> str:
    """A receptor through the membrane: binding domain, hinge, transmembrane part, two signalling domains."""
    height, axis = 264, 186.0
    above, below = 118.0, 138.0
    parts = [_membrane(96, 276, above, below), *_receptor_shape(axis, above, below)]
    labels = (
        (36, "Binding domain", "From an antibody: two variable chains on a linker.", "Decides what the cell sees."),
        (90, "Hinge", "Gives length and play,", "so that the fork reaches its target."),
        (131, "Transmembrane domain", "Holds the receptor in the membrane.", ""),
        (172, "Costimulatory domain", "Keeps the cell going.", "First-generation receptors had none."),
        (222, "CD3 zeta", "Gives the order to kill", "when the fork is bound."),
    )
    for y, head, first, second in labels:
        parts += [
            line(axis + (26 if y < 60 else 9 if y < 140 else 14), y - 3, 296, y - 3, INK_2, 0.35),
            text(302, y, head, 8.25, 600),
            text(302, y + 10, first, 7.5, 400, INK_2),
            text(302, y + 19, second, 7.5, 400, INK_2),
        ]
    for level, words in ((20.0, "Outside the cell"), (above + 12.8, "Membrane"), (250.0, "Inside the cell")):
        parts.append(text(0, level, words, 7.5, 600, AZURE))
    return svg(FULL, height, "A chimeric antigen receptor, from the outside of the cell to the inside", parts)


def _membrane(left: float, right: float, top: float, bottom: float) -> str:
    """Two rows of lipids, heads outward."""
    parts = [rect(left - 4, top - 2, right - left + 8, bottom - top + 4, PAPER)]
    for index in range(int((right - left) / 8) + 1):
        x = left + index * 8
        if 174 < x < 198:
            continue
        parts += [line(x, top, x, top + 8.5, AZURE_MID, 0.6), line(x, bottom, x, bottom - 8.5, AZURE_MID, 0.6)]
        parts += [circle(x, top, 2.7, MIST, AZURE, 0.7), circle(x, bottom, 2.7, MIST, AZURE, 0.7)]
    return "".join(parts)


def _receptor_shape(x: float, top: float, bottom: float) -> list[str]:
    """Fork, hinge, stem, and two domains below."""
    parts = []
    for side in (-1, 1):
        parts += [
            path(f"M{x + side * 5:.1f} 66L{x + side * 20:.1f} 32", EOSIN, 13),
            path(f"M{x + side * 5:.1f} 66L{x + side * 20:.1f} 32", BLUSH, 9.5),
        ]
    parts += [path(f"M{x - 5} 67Q{x} 78 {x + 5} 67", EOSIN, 1.2), circle(x, 70, 3, EOSIN)]
    coil = f"M{x} 73" + "".join(f"q{7 if index % 2 else -7} 3.5 0 7" for index in range(5)) + f"L{x} {top - 4}"
    parts.append(path(coil, EOSIN, 1.8))
    parts.append(f'<rect x="{x - 6}" y="{top - 6}" width="12" height="{bottom - top + 12}" rx="5" fill="{EOSIN}"/>')
    parts += [line(x, bottom + 6, x, 156, EOSIN, 1.8), line(x, 186, x, 202, EOSIN, 1.8)]
    for y, fill, color in ((156, AZURE_MID, AZURE), (202, AZURE, AZURE_DEEP)):
        parts.append(
            f'<rect x="{x - 13}" y="{y}" width="26" height="32" rx="9" fill="{fill}" stroke="{color}" stroke-width="1"/>'
        )
        parts += [line(x - 8, y + 8 + step * 4, x + 8, y + 8 + step * 4, PAPER, 0.5) for step in range(5)]
    return parts


# ---------------------------------------------------------------- the grid of a page


def grid() -> str:
    """How a page is built: three small pages on the same sixty lines and twelve columns."""
    height, gutter = 204, 17.0
    width = (SCHOLAR - 2 * gutter) / 3
    page = width * 297 / 210
    heads = ("Sixty lines", "Two, three, four columns", "The scholar page")
    parts: list[str] = []
    for index, head in enumerate(heads):
        x = index * (width + gutter)
        parts += [
            line(x, 15.5, x + width, 15.5, INK),
            text(x, 10, "abc"[index], 9.5, 700, EOSIN),
            text(x + 10, 10, head, 8.25, 600),
            f'<rect x="{x:.2f}" y="27" width="{width:.2f}" height="{page:.2f}" fill="{SERUM}"/>',
            _page(x, 27, width / 210, index),
        ]
    feet = (
        "and twelve columns",
        "from the same twelve",
        "with a column for notes",
    )
    parts += [text(i * (width + gutter), 37 + page + 3, foot, 7.5, 400, INK_2) for i, foot in enumerate(feet)]
    return svg(SCHOLAR, height, "How a page of this magazine is built", parts)


def _page(x: float, y: float, k: float, kind: int) -> str:
    """One page at ``k`` pt to the mm: lines and columns, then three widths of column, then the scholar page."""
    left, top, width, height = x + 18 * k, y + 23 * k, 177 * k, 254 * k
    unit, column, gutter = height / 60, 10.16667 * k, 5 * k
    parts: list[str] = []
    if kind == 0:
        parts += [rect(left + n * (column + gutter), top, column, height, MIST) for n in range(12)]
        parts += [line(left, top + n * unit, left + width, top + n * unit, EOSIN if n % 10 == 0 else EOSIN_MID,
                       0.5 if n % 10 == 0 else 0.28) for n in range(61)]  # fmt: skip
        parts += [text(left - 3, top + n * unit + 2, str(n), 5.5, 600, EOSIN, "end") for n in range(0, 61, 10)]
    elif kind == 1:
        for count, first, rows in ((2, 0, 18), (3, 20, 18), (4, 40, 20)):
            wide = (width - (count - 1) * gutter) / count
            parts += [_copy(left + n * (wide + gutter), top + first * unit, wide, unit, rows) for n in range(count)]
            parts.append(text(left - 3, top + (first + 1) * unit, str(count), 5.5, 600, EOSIN, "end"))
    else:
        side, talk = 40.5 * k, 63.25 * k
        parts.append(rect(left, top, 131.5 * k, 14 * unit, AZURE))
        parts += [_copy(left + n * (talk + gutter), top + 17 * unit, talk, unit, 43) for n in range(2)]
        parts += [rect(left + 136.5 * k, top + 17 * unit, side, 0.8, EOSIN)]
        parts.append(_copy(left + 136.5 * k, top + 18 * unit, side, unit, 9, EOSIN_MID))
    return "".join(parts)


def _copy(x: float, y: float, width: float, unit: float, rows: int, color: str = AZURE_MID) -> str:
    """Lines of text as strokes, a little ragged, the last one short."""
    ends = (1.0, 0.94, 0.98, 0.9, 0.97, 0.93, 0.99)
    return "".join(
        line(
            x,
            y + (n + 0.7) * unit,
            x + width * (0.5 if n == rows - 1 else ends[n % 7]),
            y + (n + 0.7) * unit,
            color,
            1.3,
        )
        for n in range(rows)
    )


# ---------------------------------------------------------------- targets


def targets() -> str:
    """Who carries which flag: three antigens on four kinds of cell."""
    height, first, step, row = 168, 84.0, 28.0, 24.0
    flags = ("CD19", "CD5", "CD7")
    carriers = (
        ("Healthy B cells", "nearly all", (True, False, False)),
        ("B-cell ALL", "most cases", (True, False, False)),
        ("Healthy T cells", "and unedited CAR-T", (False, True, True)),
        ("T-cell ALL", "most cases", (False, True, True)),
    )
    parts = [line(0, 0.25, COLUMN, 0.25, INK), text(0, 13.5, "Who flies which flag", 8.25, 600)]
    parts += [text(first + n * step + 8, 36, flag, 7.5, 600, INK_2, "middle") for n, flag in enumerate(flags)]
    parts.append(line(0, 42, COLUMN, 42, INK_2))
    for index, (name, note, carried) in enumerate(carriers):
        y = 56 + index * row
        parts.append(text(0, y + (0 if note else 3), name, 8.25, 600))
        parts.append(text(0, y + 9, note, 7.25, 400, INK_2) if note else "")
        color = EOSIN if "ALL" in name else AZURE
        for n, has in enumerate(carried):
            x = first + n * step + 8
            parts.append(circle(x, y, 5, color) if has else circle(x, y, 4.6, PAPER, RULE, 0.8))
        if index < len(carriers) - 1:
            parts.append(line(0, y + row / 2 + 2, COLUMN, y + row / 2 + 2, RULE, 0.35))
    parts.append(text(0, 160, "Filled: carried. CD5 is also on a few B cells.", 7.25, 400, INK_2))
    return svg(COLUMN, height, "CD19 is carried by B cells, CD5 and CD7 by T cells, healthy and leukemic", parts)


FIGURES: dict[str, Callable[[], str]] = {
    "fig-spare": spare, "fig-loop": loop, "fig-calendar": calendar, "fig-receptor": receptor, "fig-grid": grid,
    "fig-targets": targets,
}  # fmt: skip
