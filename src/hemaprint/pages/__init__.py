# SPDX-License-Identifier: MIT
"""Write the pages of a finished edition as PNGs: one each, one for every spread, or a contact sheet."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from io import BytesIO
from math import ceil, log, sqrt
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from hemaprint.bind.editions import Edition, file_name
from hemaprint.errors import UsageError
from hemaprint.pdf.raster import Spread, page_labels, render_page, render_spread, spreads_of
from hemaprint.project.project import Project
from hemaprint.project.text import slug_of
from hemaprint.system.files import write_files
from hemaprint.system.process import Answers, Bounds, ChildDiedError, answers_of
from hemaprint.theme.faces import bundled_faces

FOLDER = "pages"
COVER = "cover"
"""The first page, whatever its number."""
LOWEST_DPI, HIGHEST_DPI = 12, 1200
_DIGITS = 3
_OTHER = "\u0590"
"""From Hebrew on, scripts are not in the face of the contact sheet."""
_SQUARE_INCHES, _BYTES_OF_PIXEL = 200, 16
"""Of a spread of A4 with its neighbours, and of a picture while it is drawn, converted and written."""
_GROUND, _FRAME, _INK = (233, 233, 233), (178, 178, 178), (64, 64, 64)
"""Neutral greys, which do not compete with the colours of the pages."""
_PROPORTION = sqrt(2)
"""The width to height that the contact sheet approximates: a paper of ISO 216 in landscape."""
_TEXT, _HEADING = 0.34, 0.46
_GUTTER, _MARGIN, _DROP = 0.55, 0.9, 0.14
"""Inches at the real size of the pages; they shrink with the pages."""


class Kind(StrEnum):
    """The content of one picture."""

    PAGE = "page"
    SPREAD = "spread"
    CONTACT_SHEET = "contact sheet"

    @property
    def usual_dpi(self) -> int:
        """Its default resolution."""
        return 36 if self is Kind.CONTACT_SHEET else 150


def picture_pages(
    project: Project,
    name: str,
    *,
    edition: Edition = Edition.DIGITAL,
    kind: Kind = Kind.PAGE,
    pages: str | None = None,
    dpi: int | None = None,
    output: Path | None = None,
) -> tuple[Path, ...]:
    """Write pictures of the edition in ``dist/<name>`` to ``output`` (default ``dist/<name>/pages``).

    ``pages`` are those of :func:`select_pages`; for spreads or a contact sheet, every spread with one of them. Raises
    UsageError if the edition was not built, or a page does not exist.
    """
    path = project.dist / name / file_name(project.stem(name), edition)
    dpi = kind.usual_dpi if dpi is None else dpi
    build = f"hemaprint build {name}" + ("" if edition is Edition.DIGITAL else f" --edition {edition}")
    if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
        raise UsageError(f"{dpi} dpi cannot be drawn", f"give {LOWEST_DPI} to {HIGHEST_DPI}")
    if not path.is_file():
        raise UsageError(f"the {edition} edition of {name} has not been built", build)
    stem = project.stem(name) if edition is Edition.DIGITAL else f"{project.stem(name)}-{edition}"
    folder = output or project.dist / name / FOLDER
    # a stranger's project may bring the file; the pictures take memory by their resolution
    usual = Bounds.of(path.stat().st_size)
    bounds = replace(usual, memory=usual.memory + dpi**2 * _SQUARE_INCHES * _BYTES_OF_PIXEL)
    job = partial(_draw, path.read_bytes(), kind, pages, stem, dpi, f"{project.config.magazine.title}, {name}")
    try:
        files = {folder / title: png for title, png in answers_of(job, bounds)}
    except pdfium.PdfiumError as error:
        raise UsageError(f"{path} cannot be read: {error}", build) from error
    except ChildDiedError as error:
        raise UsageError(f"{path} cannot be drawn: it {error}", build) from error
    write_files(files, project.root, folder)
    return tuple(files)


def _draw(pdf: bytes, kind: Kind, pages: str | None, stem: str, dpi: int, heading: str, answers: Answers) -> None:
    """Send file names and PNGs."""
    with pdfium.PdfDocument(pdf) as document:
        answers.allow(len(document) * (1 + (dpi / Kind.PAGE.usual_dpi) ** 2))
        for title, picture in _pictures(document, kind, pages, stem, dpi, heading):
            target = BytesIO()
            picture.save(target, "PNG", dpi=(dpi, dpi))
            answers.send((title, target.getvalue()))


def _pictures(
    document: pdfium.PdfDocument, kind: Kind, pages: str | None, stem: str, dpi: int, heading: str
) -> Iterator[tuple[str, Image.Image]]:
    """File names and pictures."""
    labels = page_labels(document)
    chosen = range(len(labels)) if pages is None else select_pages(pages, labels)
    spreads = [
        spread for spread in spreads_of(len(labels), turned=is_turned(document)) if not set(chosen).isdisjoint(spread)
    ]
    if kind is Kind.PAGE:
        yield from ((_named(stem, [labels[at]]), render_page(document, at, dpi)) for at in chosen)
    elif kind is Kind.SPREAD:
        for spread in spreads:
            title = _named(stem, [labels[at] for at in sorted(at for at in spread if at is not None)])
            yield title, render_spread(document, spread, dpi)
    else:
        shown = {at: render_page(document, at, dpi, trimmed=True) for one in spreads for at in one if at is not None}
        heading = heading if max(heading, default="") < _OTHER else stem  # the face of the labels has no more
        heading = f"{heading}: {len(labels)} page{'s' * (len(labels) != 1)}"
        yield f"{stem}-contact-sheet.png", draw_contact_sheet(heading, spreads, labels, shown, dpi)


def is_turned(document: pdfium.PdfDocument) -> bool:
    """Whether a file says that it is bound on the right (ISO 32000-1, table 150: Direction)."""
    said = pdfium.raw.FPDF_VIEWERREF_GetName
    length = said(document, b"Direction", None, 0)
    name = (ctypes.c_char * length)()
    said(document, b"Direction", name, length)
    return bytes(name.value) == b"R2L"


def _named(stem: str, labels: Sequence[str]) -> str:
    parts = [label.zfill(_DIGITS) if label.isdecimal() else slug_of(label) for label in labels]
    return f"{stem}-{'p' if labels[0].isdecimal() else ''}{'-'.join(parts)}.png"


# which pages


def select_pages(wanted: str, labels: Sequence[str]) -> tuple[int, ...]:
    """The indices (from 0) of the pages that ``wanted`` names, each once, in the order of the issue.

    ``wanted`` is "cover", "2", "5-8", "20-", separated by commas; ``labels`` are the printed numbers of all pages, each
    different. Raises UsageError for a page that does not exist, a reversed range, and an empty entry.
    """
    found: set[int] = set()
    for entry in wanted.split(","):
        found.update(_range(entry.strip(), labels))
    return tuple(sorted(found))


def _range(entry: str, labels: Sequence[str]) -> range:
    if not entry:
        raise UsageError("a page number is missing in --pages", _hint(labels))
    alone = _find(entry, labels)
    if alone is not None:
        return range(alone, alone + 1)
    first, dash, last = (part.strip() for part in entry.partition("-"))
    if not dash or not first:
        raise _unknown(entry, labels)
    start, end = _index(first, labels), _index(last, labels) if last else len(labels) - 1
    if end < start:
        raise UsageError(f"the pages {entry} are reversed", f"write {last}-{first}")
    return range(start, end + 1)


def _index(label: str, labels: Sequence[str]) -> int:
    found = _find(label, labels)
    if found is None:
        raise _unknown(label, labels)
    return found


def _find(label: str, labels: Sequence[str]) -> int | None:
    if label in labels:
        return labels.index(label)
    return 0 if label.casefold() == COVER else None


def _unknown(label: str, labels: Sequence[str]) -> UsageError:
    return UsageError(f'there is no page "{label}"', _hint(labels))


def _hint(labels: Sequence[str]) -> str:
    return f"the pages are {labels[0]} to {labels[-1]}; write for example --pages cover,{labels[-1]} or {labels[0]}-"


# the contact sheet


def draw_contact_sheet(
    heading: str, spreads: Sequence[Spread], labels: Sequence[str], shown: Mapping[int, Image.Image], dpi: float
) -> Image.Image:
    """All pages as spreads in rows, with their printed numbers.

    ``shown`` are the pictures of the pages. Raises MissingEnvironmentError if the font of the labels is not installed.
    """
    size = (max(page.width for page in shown.values()), max(page.height for page in shown.values()))
    grid = _Grid.of(len(spreads), size, dpi)
    picture = Image.new("RGB", grid.size, _GROUND)
    draw = ImageDraw.Draw(picture)
    draw.text((grid.margin, grid.margin), heading, _INK, _font(grid.heading, 600), anchor="la")
    font = _font(grid.text, 400)
    width, height = size
    for number, spread in enumerate(spreads):
        left, top = grid.place(number)
        for side, index in enumerate(spread):
            if index is None:
                continue
            page = shown[index]
            x = left + width - page.width if side == 0 else left + width
            draw.rectangle((x - 1, top - 1, x + page.width, top + page.height), outline=_FRAME)
            picture.paste(page, (x, top))
            draw.text((x + page.width / 2, top + height + grid.drop), labels[index], _INK, font, anchor="ma")
    return picture


@dataclass(frozen=True, slots=True)
class _Grid:
    """The places of spreads, in pixels."""

    columns: int
    rows: int
    spread: tuple[int, int]
    gutter: int
    margin: int
    heading: int
    text: int
    drop: int

    @classmethod
    def of(cls, count: int, page: tuple[int, int], dpi: float) -> _Grid:
        """The grid for ``count`` spreads whose proportion is closest to that of paper."""
        heading, text, gutter, margin, drop = (
            max(1, round(inches * dpi)) for inches in (_HEADING, _TEXT, _GUTTER, _MARGIN, _DROP)
        )
        spread = (2 * page[0], page[1] + drop + text)
        grids = (
            cls(columns, ceil(count / columns), spread, gutter, margin, heading, text, drop)
            for columns in range(1, count + 1)
        )
        return min(grids, key=lambda grid: abs(log(grid.size[0] / grid.size[1] / _PROPORTION)))

    @property
    def size(self) -> tuple[int, int]:
        """The size of the whole sheet."""
        across = self.columns * self.spread[0] + (self.columns - 1) * self.gutter
        down = self.rows * self.spread[1] + (self.rows - 1) * self.gutter
        return (across + 2 * self.margin, down + self._top + self.margin)

    @property
    def _top(self) -> int:
        return self.margin + self.heading + self.gutter

    def place(self, number: int) -> tuple[int, int]:
        """The upper left corner of a spread."""
        row, column = divmod(number, self.columns)
        return (
            self.margin + column * (self.spread[0] + self.gutter),
            self._top + row * (self.spread[1] + self.gutter),
        )


@cache
def _font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """The theme's sans serif, upright."""
    face = next(face for face in bundled_faces() if face.family == "HF Sans" and face.style == "normal")
    font = ImageFont.truetype(str(face.path), size)
    font.set_variation_by_axes([weight])
    return font
