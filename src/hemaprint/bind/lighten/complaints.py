"""What there is to say when the e-mail edition is too large, or when its pictures have become coarse."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Stream

from hemaprint.bind.lighten.models import VISIBLY_COARSE, Step
from hemaprint.errors import Location, Problem, Severity
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import ImageMark

_PLACE = Location(Path("e-mail edition"))
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def too_large(file: bytes, most_bytes: int) -> Problem:
    """HP370: the smallest file that could be made, and what takes the room in it."""
    with pikepdf.open(BytesIO(file)) as issue:
        images = {thing.objgen: _length(thing) for thing in issue.objects if _is(thing, "/Subtype", Name.Image)}
        attached = sum(_length(thing) for thing in issue.objects if _is(thing, "/Type", Name.EmbeddedFile))
        fonts = sum(_length(font) for font in _font_files(issue))
        largest = _largest(issue, images)
    pictures = sum(images.values())
    rest = len(file) - pictures - fonts - attached
    parts = [f"pictures {_mb(pictures)}{largest}", f"fonts {_mb(fonts)}", f"text and tags {_mb(rest)}"]
    if attached:
        parts.insert(2, f"attachments {_mb(attached)}")
    return Problem(
        "HP370",
        f"the issue cannot be made smaller than {_mb(len(file))}, and {_mb(most_bytes)} were asked for:"
        f" {', '.join(parts)}",
        _PLACE,
        "allow more with --max-mb or [email] max_mb, or "
        + ("take pictures or pages out" if pictures >= rest else "take pages or attachments out"),
    )


def coarse(steps: Sequence[Step]) -> tuple[Problem, ...]:
    """HP371, once, when pictures that were fine enough no longer are."""
    found = [step for step in steps if round(step.ppi_after) < VISIBLY_COARSE <= round(step.ppi_before)]
    if not found:
        return ()
    labels = list(dict.fromkeys(label for step in found for label in step.labels))
    lowest = min(step.ppi_after for step in found)
    return (
        Problem(
            "HP371",
            f"pictures came down to {lowest:.0f} ppi, which can be seen, on page{'s' * (len(labels) != 1)}"
            f" {', '.join(labels)}",
            _PLACE,
            "allow more with --max-mb or [email] max_mb, or use fewer pictures",
            Severity.WARNING,
        ),
    )


def _is(thing: object, key: str, value: Name) -> bool:
    return isinstance(thing, Stream) and thing.get(key) == value


def _length(stream: pikepdf.Object) -> int:
    return len(stream.read_raw_bytes())


def _font_files(issue: pikepdf.Pdf) -> list[pikepdf.Object]:
    descriptors = [thing for thing in issue.objects if isinstance(thing, Dictionary)]
    found = [one[key] for one in descriptors for key in _FONT_FILES if isinstance(one.get(key), Stream)]
    return list({font.objgen: font for font in found}.values())


def _largest(issue: pikepdf.Pdf, images: dict[tuple[int, int], int]) -> str:
    """The largest picture, and the first page that shows it."""
    if not images:
        return ""
    greatest, shelf = max(images, key=lambda image: images[image]), FontShelf()
    for page in issue.pages:
        for mark in marks_of(page, shelf):
            if isinstance(mark, ImageMark) and mark.xobject is not None and mark.xobject.objgen == greatest:
                return f" (the largest, {_mb(images[greatest])}, on page {page.label})"
    return ""


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
