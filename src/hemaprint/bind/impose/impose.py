# SPDX-License-Identifier: MIT
"""Impose a file: which pages on which sheets, with which blank ones, and the sheets of a separate cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.bind.impose.cover import COVER_PAGES, cover_sides
from hemaprint.bind.impose.folding import sides
from hemaprint.bind.impose.layout import Layout
from hemaprint.bind.impose.options import SIGNATURES, Binding, Imposition, Scheme
from hemaprint.bind.impose.source import bleed_of, lost, opened, page_size, pages_of, source_page
from hemaprint.bind.impose.writer import SheetWriter
from hemaprint.errors import Location, Problem, Severity, UsageError
from hemaprint.pdf.objects import is_turned, size_of


@dataclass(frozen=True, slots=True)
class Imposed:
    """The sheets of a file, and those of its separate cover; problems are warnings and notes.

    ``sheets`` are sheets of paper and ``sides`` what is printed on them, ``signature`` the pages of each; ``creep`` is
    the largest in pt.
    """

    pdf: bytes
    sheets: int
    sides: int
    signature: int
    creep: float
    problems: tuple[Problem, ...]
    cover: bytes | None = None


def impose(data: bytes, imposition: Imposition, path: Path, *, spine: bytes | None = None) -> Imposed:
    """Impose a PDF; equal input gives equal bytes. ``path`` names it in problems.

    ``spine`` is the PDF of the spine of a separate cover, which is as wide as its page. Raises UsageError for options
    that contradict each other or the file, ContentError for a file that cannot be imposed.
    """
    imposition.refuse_contradictions()
    with opened(data, path) as pdf:
        binding = imposition.binding or (Binding.RIGHT if is_turned(pdf) else Binding.LEFT)
        pages = pages_of(pdf, path)
        bleed, narrow = bleed_of(pages, path)
        order, added = _filled(_inside(len(pages), imposition), imposition, path)
        planned = sides(order, imposition, binding)
        layout = Layout(imposition, page_size(pages), bleed, planned[0])
        writer = SheetWriter(pdf, pages, imposition.scheme, path.stem, marks=layout.has_marks)
        for side in planned:
            writer.put(side, layout.side(side), collated=imposition.milled > 0)
        problems = (
            *added,
            *_thinner(added, spine, path),
            *(() if imposition.scheme is Scheme.BOOKLET else narrow),
            *lost(pdf, path),
        )
        sheets = writer.finished(repr(imposition).encode() + data)
    return Imposed(
        sheets,
        len(planned) if imposition.scheme is Scheme.TWO_UP else len(planned) // 2,
        len(planned),
        imposition.pages,
        max(cell.depth for side in planned for cell in side.cells) * imposition.thickness,
        problems,
        _cover(data, imposition, binding, path, spine) if imposition.cover else None,
    )


def _cover(data: bytes, imposition: Imposition, binding: Binding, path: Path, spine: bytes | None) -> bytes:
    """The sheet of the cover, outside and inside; the page of its spine is put behind the others first."""
    with opened(data, path) as pdf:
        pages = pages_of(pdf, path)
        bleed, _ = bleed_of(pages, path)
        count, place = len(pages), None
        if spine is not None:
            place = count
            with opened(spine, path) as narrow:
                pdf.pages.extend(narrow.pages[:1])
            pages.append(source_page(pdf.pages[-1]))
            imposition = replace(imposition, spine=size_of(pages[-1].trim)[0])
        writer = SheetWriter(pdf, pages, imposition.scheme, f"{path.stem} cover", marks=imposition.marks)
        for side, placed in cover_sides(count, page_size(pages), bleed, imposition, binding, place):
            writer.put(side, placed, collated=False)
        return writer.finished(repr(imposition).encode() + data + (spine or b""))


def _inside(count: int, imposition: Imposition) -> list[int]:
    """The pages that go on the sheets: all, or those that are not the cover."""
    if not imposition.cover:
        return list(range(count))
    if count <= COVER_PAGES:
        message = f"{count} pages have no inside beside a cover of four"
        raise UsageError(message, "impose it as saddle, without --cover")
    return list(range(2, count - 2))


def _thinner(added: tuple[Problem, ...], spine: bytes | None, path: Path) -> tuple[Problem, ...]:
    """A warning where blank pages make the back thicker than the spine was measured (HP837)."""
    if not added or spine is None:
        return ()
    message = "the spine was measured without the blank pages that are added"
    hint = "fill the signatures with pages of the issue, or give its width with --cover --spine"
    return (Problem("HP837", message, Location(path), hint, Severity.WARNING),)


def _filled(pages: Sequence[int], imposition: Imposition, path: Path) -> tuple[list[int | None], tuple[Problem, ...]]:
    """The pages with blank ones up to whole signatures, and a warning where there are any (HP835)."""
    size = imposition.pages
    if imposition.scheme is Scheme.TWO_UP or not len(pages) % size:
        return list(pages), ()
    missing = -len(pages) % size
    keep = 0 if imposition.cover else min(imposition.keep_last, len(pages))
    head, tail = pages[: len(pages) - keep], pages[len(pages) - keep :]
    where = f"before page {tail[0] + 1}" if tail else f"after page {pages[-1] + 1}"
    blank = "1 blank page is" if missing == 1 else f"{missing} blank pages are"
    what = "do not fill whole sheets of four pages" if size == SIGNATURES[0] else f"do not fill signatures of {size}"
    said = f"{len(pages)} pages between the covers" if imposition.cover else f"{len(pages)} pages"
    message = f"{said} {what}: {blank} added {where}"
    fitting = [one for one in SIGNATURES if not len(pages) % one and imposition.scheme is not Scheme.BOOKLET]
    hint = f"add {missing} or remove {len(pages) % size}" + (
        f", or choose --signature {fitting[-1]}, which they fill" if fitting else ""
    )
    return [*head, *[None] * missing, *tail], (Problem("HP835", message, Location(path), hint, Severity.WARNING),)
