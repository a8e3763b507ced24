"""What is painted on a page: images, text, paths and shadings with their colours, sizes and places."""

from __future__ import annotations

from collections.abc import Iterator

import pikepdf
from pikepdf import Stream

from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import Interpreter
from hemaprint.pdf.models import ImageMark, Mark, Paint, PathMark, ShadingMark, TextMark

__all__ = ["ImageMark", "Mark", "Paint", "PathMark", "ShadingMark", "TextMark", "marks_in", "marks_of"]


def marks_of(page: pikepdf.Page, shelf: FontShelf | None = None) -> Iterator[Mark]:
    """Every mark of a page in the order of painting, those in form XObjects and tiling patterns included.

    ``shelf`` keeps the fonts that were read from one page to the next of the same file. Nothing is raised for what the
    page holds: what cannot be read is left out.
    """
    return Interpreter(shelf or FontShelf()).page(page)


def marks_in(form: Stream, shelf: FontShelf | None = None) -> Iterator[Mark]:
    """The marks of a form that no content paints (a soft mask's, an annotation's), in the space of the form."""
    return Interpreter(shelf or FontShelf()).form(form)
