"""Write the pages of a finished edition as PNGs: one each, one for every spread, or the flat plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from hemaprint.bind.editions import Edition, file_name
from hemaprint.errors import UsageError
from hemaprint.pages.contact_sheet import Sheet, draw_contact_sheet
from hemaprint.pages.selection import select_pages
from hemaprint.pdf.raster import Spread, page_labels, render_page, render_spread, spreads_of
from hemaprint.project.project import Project
from hemaprint.project.text import slug_of
from hemaprint.system.child import Answers, Bounds, ChildDiedError, answers_of
from hemaprint.system.files import write_files

FOLDER = "pages"
LOWEST_DPI, HIGHEST_DPI = 12, 1200
_DIGITS = 3
_SQUARE_INCHES, _BYTES_OF_PIXEL = 200, 16
"""Of a spread of A4 with its neighbours, and of a picture while it is drawn, converted and written."""


class Kind(StrEnum):
    """What stands on one picture."""

    PAGE = "page"
    SPREAD = "spread"
    CONTACT_SHEET = "contact sheet"

    @property
    def usual_dpi(self) -> int:
        """Its resolution where none is asked for."""
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

    ``pages`` are those of :func:`select_pages`; of a spread or a flat plan every spread that has one of them. Raises
    UsageError where the edition was not built, or a page is named that it does not have.
    """
    path = project.dist / name / file_name(project.stem(name), edition)
    dpi = kind.usual_dpi if dpi is None else dpi
    if not LOWEST_DPI <= dpi <= HIGHEST_DPI:
        raise UsageError(f"{dpi} dpi cannot be drawn", f"give from {LOWEST_DPI} to {HIGHEST_DPI}")
    stem = project.stem(name) if edition is Edition.DIGITAL else f"{project.stem(name)}-{edition}"
    heading = f"{project.config.magazine.title}, {name}"
    folder = output or project.dist / name / FOLDER
    try:
        job = partial(_draw, _finished(path, name, edition), kind, pages, _Look(stem, dpi, heading))
        files = {folder / title: png for title, png in answers_of(job, _bounds(path, dpi))}
    except pdfium.PdfiumError as error:
        raise UsageError(f"{path} cannot be read: {error}", _build(name, edition)) from error
    except ChildDiedError as error:
        raise UsageError(f"{path} cannot be drawn: it {error}", _build(name, edition)) from error
    write_files(files, project.root, folder)
    return tuple(files)


def _finished(path: Path, name: str, edition: Edition) -> bytes:
    if not path.is_file():
        raise UsageError(f"the {edition} edition of {name} has not been built", _build(name, edition))
    return path.read_bytes()


def _build(name: str, edition: Edition) -> str:
    return f"hemaprint build {name}" + ("" if edition is Edition.DIGITAL else f" --edition {edition}")


@dataclass(frozen=True, slots=True)
class _Look:
    """What the files are called and how they look: ``stem`` of their names, resolution, and heading of a flat plan."""

    stem: str
    dpi: int
    heading: str


def _bounds(path: Path, dpi: int) -> Bounds:
    """For a file that may have come with a stranger's project; pictures of pages take memory by their resolution."""
    usual = Bounds.of(path.stat().st_size)
    return replace(usual, memory=usual.memory + dpi**2 * _SQUARE_INCHES * _BYTES_OF_PIXEL)


def _draw(pdf: bytes, kind: Kind, pages: str | None, look: _Look, answers: Answers) -> None:
    with pdfium.PdfDocument(pdf) as document:
        answers.allow(len(document) * (1 + (look.dpi / Kind.PAGE.usual_dpi) ** 2))
        for title, picture in _Drawer(document, look).draw(kind, pages):
            answers.send((title, _png(picture, look.dpi)))


class _Drawer:
    """Draws pictures of an edition one after the other, and names their files."""

    def __init__(self, document: pdfium.PdfDocument, look: _Look) -> None:
        self._document = document
        self._labels = page_labels(document)
        self._stem = look.stem
        self._dpi = look.dpi
        self._heading = look.heading

    def draw(self, kind: Kind, pages: str | None) -> Iterator[tuple[str, Image.Image]]:
        """File names and pictures."""
        chosen = range(len(self._labels)) if pages is None else select_pages(pages, self._labels)
        if kind is Kind.PAGE:
            return ((self._named(index), render_page(self._document, index, self._dpi)) for index in chosen)
        spreads = [spread for spread in spreads_of(len(self._labels)) if not set(chosen).isdisjoint(spread)]
        if kind is Kind.CONTACT_SHEET:
            return iter([(f"{self._stem}-contact-sheet.png", self._contact_sheet(spreads))])
        return ((self._named(*spread), render_spread(self._document, spread, self._dpi)) for spread in spreads)

    def _contact_sheet(self, spreads: list[Spread]) -> Image.Image:
        pictures = {index: self._trimmed(index) for spread in spreads for index in spread if index is not None}
        size = (
            max(picture.width for picture in pictures.values()),
            max(picture.height for picture in pictures.values()),
        )
        count = len(self._labels)
        heading = f"{self._heading}: {count} page{'s' * (count != 1)}"
        return draw_contact_sheet(Sheet(heading, spreads, self._labels, size, self._dpi, pictures.__getitem__))

    def _trimmed(self, index: int) -> Image.Image:
        return render_page(self._document, index, self._dpi, trimmed=True)

    def _named(self, *indices: int | None) -> str:
        numbers = [self._labels[index] for index in indices if index is not None]
        parts = [number.zfill(_DIGITS) if number.isdecimal() else slug_of(number) for number in numbers]
        return f"{self._stem}-{'p' if numbers[0].isdecimal() else ''}{'-'.join(parts)}.png"


def _png(picture: Image.Image, dpi: int) -> bytes:
    target = BytesIO()
    picture.save(target, "PNG", dpi=(dpi, dpi))
    return target.getvalue()
