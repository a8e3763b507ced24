"""Say what a screen reader says: ``python -m spoken FILE.pdf`` prints a tagged PDF as NVDA reads it from start to end.

``python -m spoken --renew`` builds the sample and writes its transcript anew.

The words in square brackets are NVDA's; the others are the document's. The order and the wording follow NVDA's sources
(``speech.getControlFieldSpeech``, ``vbufBackends/adobeAcrobat``) in browse mode with its settings as installed: types
that it does not name (paragraph, section, article, contents, note label) are silent, ``Alt`` and ``ActualText`` speak
instead of content, cells are preceded by the heads that are new, and a change of page is told. Three things are
written otherwise: a row of a table is one line, short elements stay on the line of their paragraph, and ``{de: ...}``
is a passage that another voice reads. Footnotes are named, and abbreviations expanded (``E``), which other readers do
and NVDA leaves out.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf

from hemaprint.bind.editions import Edition
from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.interpreter import marks_of
from hemaprint.pdf.marks import Mark, TextMark
from hemaprint.pdf.objects import ObjectId, Rectangle, items, number, text_of
from hemaprint.pdf.structure import Content, Element, Structure, Words, joined, words_of
from sample_issue import build_sample

INLINE = frozenset(
    {"Span", "Link", "Quote", "Reference", "Em", "Strong", "Code", "Sub", "Lbl", "LBody", "BibEntry", "Annot"}
)
GRAPHICS = {"Figure": "graphic", "Formula": "math"}
LINES = frozenset({"P", "TD", "TH", "Caption"})
"""In these a formula is part of the line."""
NAMED = {"Caption": "caption", "Note": "footnote", "FENote": "footnote"}
CONTAINERS = {"BlockQuote": "block quote"}
BREAKS = frozenset({"Art", "Document", "DocumentFragment"})
TRANSCRIPT = Path(__file__).with_name("transcript.txt")
"""What NVDA says of the sample, abridged; ``python -m spoken --renew`` writes it."""
_PASSAGE = re.compile(r"((?:[^\s\[\]{}]+ ){7})(?:[^\s\[\]{}]+ ){4,}((?:[^\s\[\]{}]+ ){3})")
_HEADING = re.compile(r"H([1-9]?)")


def spoken(pdf: pikepdf.Pdf) -> str:
    """The whole file, a line for each block."""
    speaker = Speaker(pdf)
    for top in speaker.structure.tops():
        speaker.read(top, speaker.language)
    speaker.end_line()
    return "\n".join(speaker.lines) + "\n"


def abridged(said: str) -> str:
    """A transcript with the middle of long passages left out; what the screen reader says itself stays."""
    return _PASSAGE.sub(r"\1… \2", said)


def unspoken(pdf: pikepdf.Pdf) -> list[str]:
    """The texts that are neither decoration nor in the structure tree, page by page."""
    speaker = Speaker(pdf)
    claimed = {content for top in speaker.structure.tops() for content in speaker.structure.contents(top)}
    found = []
    for index in range(len(pdf.pages)):
        for (stream, mcid), marks in speaker.marks_on(index).items():
            if mcid is None or Content(index, stream, mcid) not in claimed:
                found += [
                    f"{index + 1}: {mark.text}" for mark in marks if isinstance(mark, TextMark) and mark.text.strip()
                ]
    return found


@dataclass(slots=True)
class Table:
    """A table as it is read: the heads of its columns and rows by their place, and those that cells name."""

    row: int = 0
    column: int = 0
    said: tuple[int, int] = (0, 0)
    spanned: dict[int, int] = field(default_factory=dict)
    columns: dict[int, list[str]] = field(default_factory=dict)
    rows: dict[int, list[str]] = field(default_factory=dict)
    by_id: dict[str, tuple[str, str]] = field(default_factory=dict)

    def next_column(self, width: int, height: int) -> int:
        """The place of the next cell, after those that hang down from rows above."""
        self.column += 1
        while self.spanned.get(self.column, 0):
            self.spanned[self.column] -= 1
            self.column += 1
        first = self.column
        self.column += width - 1
        if height > 1:
            self.spanned |= dict.fromkeys(range(first, self.column + 1), height - 1)
        return first


class Speaker:
    """Reads elements into ``lines``."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.structure = Structure(pdf)
        self.language = text_of(pdf.Root.get("/Lang"))
        self.lines: list[str] = []
        self._pdf = pdf
        self._shelf = FontShelf()
        self._marks: dict[int, dict[tuple[ObjectId | None, int | None], list[Mark]]] = {}
        self._line = ""
        self._last: Rectangle | None = None
        self._before = ""
        self._open = ""
        self._within = False
        self._page: int | None = None

    # content

    def marks_on(self, page: int) -> dict[tuple[ObjectId | None, int | None], list[Mark]]:
        """The marks of a page that are not decoration, by the sequence they are in."""
        if page not in self._marks:
            found: dict[tuple[ObjectId | None, int | None], list[Mark]] = {}
            for mark in marks_of(self._pdf.pages[page], self._shelf):
                if not mark.artifact:
                    found.setdefault((mark.marked.stream, mark.marked.mcid), []).append(mark)
            self._marks[page] = found
        return self._marks[page]

    def _marks_in(self, content: Content) -> list[Mark]:
        return [] if content.page is None else self.marks_on(content.page).get((content.stream, content.mcid), [])

    # lines

    def end_line(self) -> None:
        """Go to a new line, if this one has anything."""
        if self._open:
            self._line += "}"
        if self._line.strip() or self._before:
            self.lines.append(" ".join((self._line + self._before).split()))
        self._line, self._before, self._open, self._last = "", "", "", None

    def tell(self, announcement: str) -> None:
        """A line of the screen reader's own."""
        self.end_line()
        self.lines.append(f"[{announcement}]")

    def say(self, words: Words, language: str) -> None:
        """Words of the document, after what waits to be said before them."""
        if not words.text:
            return
        language = words.language or language
        other = language if language.lower() != self.language.lower() else ""
        if self._open and other != self._open:
            self._line, self._open = f"{self._line}}}", ""
        opening = self._before + (f"{{{other}: " if other and other != self._open else "")
        if opening:  # what is told stands after the space between the words
            glued = joined(self._line, self._last, words)
            gap = " " if self._line and not glued.startswith(self._line + words.text) else ""
            self._line, self._last = self._line + gap + opening, words.first
            self._line += words.text.lstrip() if opening.endswith(" ") else words.text
        else:
            self._line = joined(self._line, self._last, words)
        self._before, self._open, self._last = "", other, words.last

    def _turn_to(self, page: int | None) -> None:
        if page is None or page == self._page:
            return
        self._page = page
        told = f"[page {self._pdf.pages[page].label}]"
        if self._line:
            self._before = f"{told} {self._before}"
        else:
            self.lines.append(told)

    # elements

    def read(self, element: Element, language: str) -> None:
        """An element with everything in it."""
        role, language = element.role, element.said("/Lang") or language
        around, self._within = self._within, role in LINES or (self._within and role in INLINE)
        is_block = role not in INLINE and not (role == "Formula" and around)
        if is_block:
            self.end_line()
        if role in BREAKS and self.lines and self.lines[-1]:
            self.lines.append("")
        heading = _HEADING.fullmatch(role)
        if role in GRAPHICS and is_block:
            self._graphic(element, language)
        elif role == "Table":
            self._table(element, language)
        elif role == "L":
            self._container(element, language, f"list with {_counted(self._items_of(element), 'item')}", "list")
        elif role in CONTAINERS:
            self._container(element, language, CONTAINERS[role], CONTAINERS[role])
        elif role == "Link":
            self._before += "[link: "
            self._inside(element, language)
            words = self._line + self._before  # a space at their end is behind the link
            self._line, self._before = f"{words.rstrip()}]{words[len(words.rstrip()) :]}", ""
        else:
            told = f"heading level {heading[1]}" if heading else NAMED.get(role, "") or GRAPHICS.get(role, "")
            self._before += f"[{told}] " if told else ""
            self._inside(element, language)
        self._within = around
        if is_block:
            self.end_line()

    def _inside(self, element: Element, language: str) -> None:
        """The replacement of an element, or what is in it."""
        contents = [mark for content in self.structure.contents(element) for mark in self._marks_in(content)]
        replacement = element.replacement or element.said("/E")
        if replacement:
            self._turn_to(element.page)
            if contents:
                self.say(Words(replacement, contents[0].box, contents[-1].box), language)
            else:
                self._last = None
                self.say(Words(replacement, (0, 0, 0, 0), (0, 0, 0, 0)), language)
            return
        for kid in self.structure.kids(element):
            if isinstance(kid, Element):
                self.read(kid, language)
            elif isinstance(kid, Content):
                for words in words_of(self._marks_in(kid)):
                    self._turn_to(kid.page)
                    self.say(words, language)

    def _container(self, element: Element, language: str, entering: str, leaving: str) -> None:
        self._turn_to(element.page)
        self.tell(entering)
        self._inside(element, language)
        self.tell(f"out of {leaving}")

    def _items_of(self, element: Element) -> int:
        return sum(kid.role in ("LI", "L") for kid in self.structure.elements_in(element))

    def _graphic(self, element: Element, language: str) -> None:
        self._turn_to(element.page)
        said = element.replacement
        self._before += f"[{GRAPHICS[element.role]}] "
        if said:
            self._last = None
            self.say(Words(said, (0, 0, 0, 0), (0, 0, 0, 0)), language)
            self._last = None
        else:
            self._inside(element, language)

    # tables

    def _table(self, element: Element, language: str) -> None:
        rows = [one for one in self.structure.elements(element) if one.role == "TR"]
        widths = [sum(_span(cell, "/ColSpan") for cell in self.structure.elements_in(row)) for row in rows]
        self._turn_to(element.page)
        for caption in (kid for kid in self.structure.elements_in(element) if kid.role == "Caption"):
            self.read(caption, language)
        self.tell(f"table with {_counted(len(rows), 'row')} and {_counted(max(widths, default=0), 'column')}")
        table = Table()
        for row in rows:
            table.row, table.column = table.row + 1, 0
            for cell in self.structure.elements_in(row):
                self._cell(cell, table, language)
            self.end_line()
        self.tell("out of table")

    def _cell(self, cell: Element, table: Table, language: str) -> None:
        width, height = _span(cell, "/ColSpan"), _span(cell, "/RowSpan")
        column = table.next_column(width, height)
        named = [table.by_id.get(text_of(one), ("", "")) for one in items(cell.attribute("/Headers"))]
        heads = ([head[0] for head in named], [head[1] for head in named])
        across = heads[0] if any(heads[0]) else table.rows.get(table.row, [])
        down = heads[1] if any(heads[1]) else table.columns.get(column, [])
        told = [*across, f"row {table.row}"] if table.said[0] != table.row else []
        told += [*down, f"column {column}"]
        table.said = (table.row, column)
        self._before += f"[{' '.join(filter(None, told))}] "
        start = len(self._line)
        language = cell.said("/Lang") or language
        self._inside(cell, language)
        self._line, self._before, self._last = self._line + self._before, "", None
        if cell.role == "TH":
            self._remember(cell, table, column, width, height, self._line[start:].partition("] ")[2].strip())

    def _remember(self, cell: Element, table: Table, column: int, width: int, height: int, text: str) -> None:
        scope = str(cell.attribute("/Scope") or "/Column")[1:]
        if scope in ("Row", "Both"):
            for row in range(table.row, table.row + height):
                table.rows.setdefault(row, []).append(text)
        if scope in ("Column", "Both"):
            for place in range(column, column + width):
                table.columns.setdefault(place, []).append(text)
        identifier = text_of(cell.element.get("/ID"))
        if identifier:
            table.by_id[identifier] = (text if scope == "Row" else "", text if scope != "Row" else "")


def _span(cell: Element, key: str) -> int:
    return max(int(number(cell.attribute(key), 1)), 1)


def _counted(count: int, one: str) -> str:
    return f"{count} {one}" if count == 1 else f"{count} {one}s"


def main(arguments: Sequence[str]) -> None:
    """Print a file as it is read, and what is not read to the standard error; or renew the transcript of the sample."""
    if arguments == ["--renew"]:
        with (
            TemporaryDirectory() as folder,
            pikepdf.open(build_sample(Path(folder), Edition.DIGITAL).path(Edition.DIGITAL)) as pdf,
        ):
            TRANSCRIPT.write_text(abridged(spoken(pdf)), encoding="utf-8")
        return
    with pikepdf.open(arguments[0]) as pdf:
        print(spoken(pdf), end="")
        for text in unspoken(pdf):
            print("not in the tree, page", text, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
