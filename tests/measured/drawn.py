"""Draw a book as a tagged PDF: each line where it says, in one face whose letters are 4 pt wide."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from hemaprint.copydesk.measures.book import Block, Book, Box, Line, Mention, Shown

LETTER = 4.0
"""pt, also the width of a space that is 2 pt wide in the book: Courier has but one."""
_SPACE = 2.0
_COURIER = 0.6
"""The width of a letter, in sizes."""


def draw(book: Book, path: Path) -> Path:
    """Write the file."""
    drawing = _Drawing(book)
    for number, block in enumerate(book.blocks):
        for figure in book.shown:
            if figure.after == number:
                drawing.figure(figure)
        drawing.block(block)
    for figure in book.shown:
        if figure.after >= len(book.blocks):
            drawing.figure(figure)
    for number, mention in enumerate(book.mentions):
        drawing.link(mention, f"place-{number}")
    for block in book.unread:
        for line in block.lines:
            drawing.write(line, "/Artifact BMC")
    for picture in book.pictures:
        drawing.picture(picture)
    drawing.save(path)
    return path


class _Drawing:
    def __init__(self, book: Book) -> None:
        self.pdf = pikepdf.new()
        self.streams: dict[int, list[str]] = defaultdict(list)
        self.count: dict[int, int] = defaultdict(int)
        self.names = Array()
        face = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, Encoding=Name.WinAnsiEncoding
            )
        )  # fmt: skip
        ink = pikepdf.Stream(self.pdf, b"\x80")
        for key, value in {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}.items():
            ink[key] = value
        ink.Type, ink.Subtype, ink.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        for width, height in book.sizes:
            page = self.pdf.add_blank_page(page_size=(width, height))
            page.obj.Resources = Dictionary(Font=Dictionary(F=face), XObject=Dictionary(I=ink))
        self.article = self._element("Art", None)
        self.article.T = book.titles[0]

    def _element(self, role: str, parent: Object | None) -> Object:
        element = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{role}"), K=Array()))
        if parent is not None:
            element.P = parent
            parent.K.append(element)
        return element

    def block(self, block: Block) -> None:
        """An element within those of its path, with a sequence for each line."""
        parent = self.article
        for role in block.path[1:]:
            parent = self._element(role, parent)
        element = self._element(block.role, parent)
        for line in block.lines:
            element.K.append(self._sequence(line))

    def _sequence(self, line: Line) -> Object:
        number = self.count[line.page]
        self.count[line.page] += 1
        self.write(line, f"/Span <</MCID {number}>> BDC")
        return Dictionary(Type=Name.MCR, Pg=self.pdf.pages[line.page].obj, MCID=number)

    def write(self, line: Line, opening: str) -> None:
        """The glyphs of a line, its spaces as wide as the first of it."""
        text = line.text.replace("\u2010", "\u00ad").encode("cp1252")
        scale = LETTER / (_COURIER * line.size)
        wider = (line.spaces[0] / _SPACE - 1) * LETTER / scale if line.spaces else 0.0
        self.streams[line.page].append(
            f"{opening} BT /F {line.size} Tf {scale * 100:.3f} Tz {wider:.3f} Tw "
            f"{line.box.left:.2f} {line.baseline:.2f} Td <{text.hex()}> Tj ET EMC"
        )

    def figure(self, figure: Shown) -> None:
        """An element that says where its picture is."""
        box = figure.box
        element = self._element(figure.role, self.article)
        element.Pg = self.pdf.pages[box.page].obj
        element.A = Dictionary(O=Name.Layout, BBox=Array([box.left, box.bottom, box.right, box.top]))

    def link(self, mention: Mention, name: str) -> None:
        """A word below the type area that leads to a place."""
        box = Box(mention.page, 60, 30, 72, 36)
        link = self._element("Link", self._element("Span", self.article))
        link.K.append(self._sequence(Line("See", 32.0, 7.0, box, (box,))))
        annotation = self.pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Dest=pikepdf.String(name)))
        link.K.append(Dictionary(Type=Name.OBJR, Obj=annotation))
        target = Array([self.pdf.pages[mention.target].obj, Name.XYZ, mention.left, mention.top, 0])
        self.names.extend([pikepdf.String(name), target])

    def picture(self, box: Box) -> None:
        """A tint."""
        width, height = box.right - box.left, box.top - box.bottom
        self.streams[box.page].append(f"q {width:.2f} 0 0 {height:.2f} {box.left:.2f} {box.bottom:.2f} cm /I Do Q")

    def save(self, path: Path) -> None:
        """Finish the file."""
        for page, parts in self.streams.items():
            self.pdf.pages[page].obj.Contents = pikepdf.Stream(self.pdf, "\n".join(parts).encode())
        document = self._element("Document", None)
        document.K.append(self.article)
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=document))
        self.pdf.Root.Names = Dictionary(Dests=Dictionary(Names=self.names))
        self.pdf.save(path)
