"""Readers with a pen: annotations as programs write them, put on the words of a proof."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Found:
    """Words of a page: the page, and the box of each of their lines in pt of user space."""

    page: int
    boxes: tuple[Box, ...]


class Pen:
    """Writes on a proof; ``order`` says in which order a program writes the corners of a quadrilateral."""

    ACROBAT, SPECIFICATION = (0, 1, 2, 3), (2, 3, 1, 0)

    def __init__(self, proof: Path, author: str = "", order: tuple[int, int, int, int] = ACROBAT) -> None:
        self._data = proof.read_bytes()
        self.pdf = pikepdf.open(proof)
        self.author, self._order = author, order
        self._count = 0

    def find(self, words: str) -> Found:
        """The first place where a page has the words, whatever is between them."""
        wanted = words.replace(" ", "")
        with pypdfium2.PdfDocument(self._data) as document:
            for index in range(len(document)):
                page = document[index].get_textpage()
                text = page.get_text_range()
                inked = [at for at, letter in enumerate(text) if not letter.isspace() and letter not in "\ufffe\x02"]
                at = "".join(text[one] for one in inked).find(wanted)
                if at >= 0:
                    boxes = [page.get_charbox(one, loose=True) for one in inked[at : at + len(wanted)]]
                    return Found(index, tuple(_lines(boxes)))
        raise AssertionError(f"no page says {words!r}")

    def add(self, page: int, subtype: str, rect: Box, **entries: Any) -> pikepdf.Object:
        """Put an annotation on a page."""
        self._count += 1
        named = {"/T": String(self.author)} if self.author else {}
        values = {f"/{key}": String(value) if isinstance(value, str) else value for key, value in entries.items()}
        one = self.pdf.make_indirect(
            Dictionary(
                {
                    "/Type": Name.Annot,
                    "/Subtype": Name(f"/{subtype}"),
                    "/Rect": Array(list(rect)),
                    "/M": String("D:20250215093000+01'00'"),
                    "/NM": String(f"{self.author or 'pen'}-{self._count}"),
                    **named,
                    **values,
                }
            )
        )
        owner = self.pdf.pages[page].obj
        owner.Annots = Array([*owner.get("/Annots", Array()), one])
        return one

    def on(self, subtype: str, found: Found, **entries: Any) -> pikepdf.Object:
        """Mark words: Highlight, Underline, Squiggly, StrikeOut."""
        quads = [edge for box in found.boxes for edge in self._quad(box)]
        return self.add(found.page, subtype, _around(found.boxes), QuadPoints=Array(quads), **entries)

    def strike(self, words: str, **entries: Any) -> pikepdf.Object:
        """Strike words out."""
        return self.on("StrikeOut", self.find(words), **entries)

    def insert(self, after: str, text: str) -> pikepdf.Object:
        """Put a caret behind words."""
        found = self.find(after)
        x, bottom = found.boxes[-1][2], found.boxes[-1][1]
        return self.add(found.page, "Caret", (x - 3, bottom - 1, x + 3, bottom + 6), Contents=text)

    def replace(self, words: str, text: str) -> None:
        """Strike words and put a caret beside them, as one group."""
        found = self.find(words)
        x, bottom = found.boxes[-1][2], found.boxes[-1][1]
        caret = self.add(found.page, "Caret", (x - 3, bottom - 1, x + 3, bottom + 6), Contents=text, IT=Name.Replace)
        self.strike(words, IRT=caret, RT=Name.Group, IT=Name.StrikeOutTextEdit)

    def save(self, path: Path, **options: Any) -> Path:
        """Save the file; a path of its own, as mail programs give it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.pdf.save(path, **options)
        return path

    def _quad(self, box: Box) -> list[float]:
        left, bottom, right, top = box
        corners = ((left, top), (right, top), (left, bottom), (right, bottom))
        return [edge for index in self._order for edge in corners[index]]


def _lines(boxes: list[Box]) -> Iterator[Box]:
    """The boxes of letters, joined line by line."""
    line: list[Box] = []
    for box in boxes:
        if line and box[0] < line[-1][0]:
            yield _around(line)
            line = []
        line.append(box)
    yield _around(line)


def _around(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
