# SPDX-License-Identifier: MIT
"""Stamp a proof, and take its stamp off again: DRAFT across each page, a line below its trim, and what it is known by.

The stamp is decoration (an artifact), outside the tags. The word is drawn in outlines, so that nobody selects it with
the copy; the line is in a slug, a strip that is added below the trim, where it hides nothing. PDF/A is not claimed
any more: readers open such files for reading only, and remarks are what a proof is for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from math import atan2, cos, hypot, sin
from typing import Any

import pikepdf
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.metadata import saved
from hemaprint.pdf.objects import MALFORMED, Rectangle, entries_of, page_box, text_of, trim_of
from hemaprint.review.proof.records import Stamped
from hemaprint.theme.faces import bundled_faces

SLUG = 20.0
"""pt of the strip below the trim, in which the line stands."""
_KEY = "/HemaprintProof"
_KEYWORD = "hemaprint-proof-"
"""Programs that drop keys of others keep keywords."""
_WORD = "DRAFT"
_FACE, _WEIGHT = "HF Sans", 700
_ACROSS = 0.62
"""Of the diagonal of the trim that the word takes."""
_GREY, _ALPHA = 0.5, 0.16
"""Seen on white paper and on black, and copy under it stays as legible as it was."""
_ENLARGED = ("/MediaBox", "/CropBox")
_UNTIED = ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev")


@dataclass(frozen=True, slots=True)
class Line:
    """The line below the trim: a PDF of one page, ``SLUG`` pt high, for pages of one width (pt)."""

    width: float
    pdf: bytes


def widths_of(pdf: bytes) -> tuple[float, ...]:
    """The widths of the trim (pt) for which a line is needed."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return tuple(sorted({_width(trim_of(page)) for page in opened.pages}))


def stamp(pdf: bytes, stamped: Stamped, identity: str, lines: tuple[Line, ...]) -> bytes:
    """The pages with a stamp; equal input gives equal bytes."""
    with pikepdf.open(BytesIO(pdf)) as proof:
        words = _words(proof)
        state = proof.make_indirect(Dictionary(Type=Name.ExtGState, ca=_ALPHA))
        slugs = {line.width: _slug(proof, line) for line in lines}
        for page in proof.pages:
            trim = trim_of(page)
            _paint(proof, page, trim, words, state, slugs[_width(trim)])
        _tell(proof, stamped, identity)
        return saved(proof, proof.pdf_version)


def unstamped(pdf: bytes) -> bytes:
    """A proof without what is painted on its pages; raises pikepdf.PdfError where it cannot be read."""
    with pikepdf.open(BytesIO(pdf)) as proof:
        for page in proof.pages:
            contents = page.obj.get("/Contents")
            if isinstance(contents, Array):
                page.obj.Contents = Array([one for one in contents if _KEY not in one])
            for key, box in entries_of(page.obj.get(_KEY)):
                page.obj[key] = box
        return saved(proof, proof.pdf_version)


def identity_in(pdf: pikepdf.Pdf) -> str:
    """What a proof is known by; "" for a file that is none."""
    try:
        own = text_of(pdf.docinfo.get(_KEY))
        keywords = text_of(pdf.docinfo.get("/Keywords"))
    except MALFORMED:
        return ""
    if own:
        return own
    return next((one.removeprefix(_KEYWORD) for one in keywords.replace(",", " ").split() if one[:16] == _KEYWORD), "")


def is_proof(data: bytes) -> bool:
    """Whether these bytes are a proof; what is not a PDF is none."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return bool(identity_in(pdf))
    except (*MALFORMED, pikepdf.PasswordError):
        return False


def _width(trim: Rectangle) -> float:
    return round(trim[2] - trim[0], 2)


# ---------------------------------------------------------------- on the pages


def _paint(proof: pikepdf.Pdf, page: pikepdf.Page, trim: Rectangle, words: Any, state: Any, slug: Any) -> None:
    left, bottom, right, top = trim
    draft = page.add_resource(words, Name.XObject, Name("/HpDraft"))
    line = page.add_resource(slug, Name.XObject, Name(f"/HpSlug{slug.objgen[0]}"))
    faint = page.add_resource(state, Name.ExtGState, Name("/HpFaint"))
    angle = atan2(top - bottom, right - left)
    size = hypot(right - left, top - bottom) * _ACROSS
    across, up = size * cos(angle), size * sin(angle)
    middle = f"{across:.3f} {up:.3f} {-up:.3f} {across:.3f} {(left + right) / 2:.3f} {(bottom + top) / 2:.3f} cm"
    white = f"1 g 0 0 {right - left:.3f} {SLUG:.3f} re f"  # what bleeds over the trim is painted there
    content = (
        "\nQ /Artifact <</Type /Pagination /Subtype /Watermark>> BDC\n"
        f"q {faint} gs {_GREY} g {middle} {draft} Do Q\n"
        f"q 1 0 0 1 {left:.3f} {bottom - SLUG:.3f} cm {white} {line} Do Q\nEMC\n"
    )
    page.contents_add(proof.make_stream(b"q\n", {_KEY: True}), prepend=True)
    page.contents_add(proof.make_stream(content.encode(), {_KEY: True}))
    boxes = {key: page_box(page, key) or trim for key in _ENLARGED}
    page.obj[_KEY] = Dictionary({key: Array(list(box)) for key, box in boxes.items()})
    for key, (x, y, x2, y2) in boxes.items():
        page.obj[key] = Array([x, min(y, bottom - SLUG), x2, y2])
    page.obj.TrimBox = Array(list(trim))


def _slug(proof: pikepdf.Pdf, line: Line) -> Any:
    """The line as a form."""
    with pikepdf.open(BytesIO(line.pdf)) as opened:
        form = proof.copy_foreign(opened.pages[0].as_form_xobject())
    return proof.make_indirect(form)


def _words(proof: pikepdf.Pdf) -> Any:
    """The word as a form, an em wide, its middle at the origin."""
    drawn, (left, bottom, right, top) = _outlines()
    scale = 1 / (right - left)
    place = f"{scale:.6f} 0 0 {scale:.6f} {-(left + right) / 2 * scale:.6f} {-(bottom + top) / 2 * scale:.6f} cm"
    form = proof.make_stream(f"{place}\n{drawn}f\n".encode())
    form.Type, form.Subtype = Name.XObject, Name.Form
    half = (top - bottom) * scale / 2 + 0.01
    form.BBox = Array([-0.51, -half, 0.51, half])
    form.Resources = Dictionary()
    return form


@cache
def _outlines() -> tuple[str, Rectangle]:
    """The word in operators of PDF, in units of the face, and the box of its letters."""
    path = next(face.path for face in bundled_faces() if face.family == _FACE and face.style == "normal")
    with TTFont(path, lazy=True) as font:
        glyphs = font.getGlyphSet(location={"wght": _WEIGHT} if "fvar" in font else None)
        names = font.getBestCmap()
        pen, at = _PathPen(glyphs), 0.0
        for letter in _WORD:
            glyph = glyphs[names[ord(letter)]]
            pen.start = at
            glyph.draw(pen)
            at += glyph.width
        capital = float(font["OS/2"].sCapHeight)
    return pen.written, (0.0, 0.0, at, capital)


class _PathPen(BasePen):  # type: ignore[misc]  # fontTools is untyped
    """Writes outlines as operators of PDF, ``start`` units to the right."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.written, self.start = "", 0.0

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = " ".join(f"{x + self.start:.1f} {y:.1f}" for x, y in points)
        self.written += f"{numbers} {operator}\n"

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools names it so
        self._write("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - as above
        self._write("l", pt)

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802 - as above
        self._write("c", *points)

    def _closePath(self) -> None:  # noqa: N802 - as above
        self.written += "h\n"


# ---------------------------------------------------------------- what the file says of itself


def _tell(proof: pikepdf.Pdf, stamped: Stamped, identity: str) -> None:
    """Say in the metadata that it is a proof; document information and XMP say the same."""
    title = text_of(proof.docinfo.get("/Title")) or stamped.issue
    title = f"{title} (proof {stamped.number}, {stamped.name})"
    keywords = ", ".join(filter(None, (text_of(proof.docinfo.get("/Keywords")), f"{_KEYWORD}{identity}")))
    with proof.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        for key in _UNTIED:
            if key in metadata:
                del metadata[key]
        metadata["dc:title"] = title
        metadata["pdf:Keywords"] = keywords
    proof.docinfo[Name.Title] = String(title)
    proof.docinfo[Name.Keywords] = String(keywords)
    proof.docinfo[Name(_KEY)] = String(identity)
