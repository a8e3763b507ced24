"""Read a JATS article: our own export, and those of archives as far as their elements are known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.files.kinds import read_bytes
from hemaprint.intake.files.pictures import Shelf
from hemaprint.intake.files.xml import Element, parse_xml
from hemaprint.intake.jats.displays import grid_of, picture_of
from hemaprint.intake.jats.front import is_teaser, leave_out_metadata, metadata_of
from hemaprint.intake.jats.inline import (
    INLINES,
    Findings,
    InlineReader,
    bold,
    line_of,
    name_of,
    number_blocks,
    plain_in,
    reference_text,
    settle_formulas,
    text_in,
)
from hemaprint.intake.markup.faces import Face, tidy, together
from hemaprint.intake.markup.walk import flat
from hemaprint.intake.passages import (
    Heading,
    Inline,
    Listing,
    Note,
    Passage,
    Picture,
    Prose,
    Quotation,
    Raw,
    Says,
    TextRun,
    plain,
    text_of,
)

_COUNTS = re.compile(r"^\W*\w{1,4}\W*$|\d")
"""A label that the layout sets: a number, a letter, a Roman number; not a word."""
_THROUGH = frozenset(
    [
        "sec",
        "app",
        "app-group",
        "ack",
        "notes",
        "glossary",
        "fig-group",
        "table-wrap-group",
        "fn-group",
        "alternatives",
        "boxed-text",
        "floats-group",
        "back",
        "body",
        "statement",
        "def-list",
        "bio",
    ]
)
"""Elements that hold blocks, and no text of their own."""


def read_jats(path: Path) -> Raw:
    """The passages of the article at ``path``; ``line`` is a line of the file.

    Of the front only the title and abstracts are copy; the rest is metadata or is told. Raises ContentError.
    """
    root = parse_xml(path, read_bytes(path), "the file", typed=True)
    article = root if name_of(root) == "article" else next(root.iter("{*}article"), None)
    if article is None:
        raise ContentError([Problem("HP513", f"{path.name} has no article", Location(path), "ask for it again")])
    reader = _Reader(path)
    if root is not article and sum(1 for _ in root.iter("{*}article")) > 1:
        reader.findings.doubt("HP548", root, "the file has several articles, and only the first was read")
    for element in article.iter():  # archives write JATS in and without namespaces
        if isinstance(element.tag, str) and name_of(element) not in ("math",) and "mathml" not in element.tag.lower():
            element.tag = name_of(element)
    number_blocks(article)
    settle_formulas(article, reader.findings)
    copy = _copy_of(article)
    reader.gather(article)
    passages = tuple(passage for part in copy for passage in reader.part(part))
    about = leave_out_metadata(article, copy, reader.findings)
    for other in article.findall("sub-article") + article.findall("response"):
        reader.findings.doubt("HP548", other, f"another article inside the file was not read: “{plain_in(other)[:80]}”")
    return Raw(
        path=path,
        kind="jats",
        passages=passages,
        words_of="\n".join(text_in(part) for part in (*about, *copy)),
        notes=reader.notes,
        metadata=metadata_of(article, reader.findings),
        doubts=tuple(sorted(reader.findings.doubts, key=lambda doubt: doubt.line)),
        left_out=tuple(reader.findings.left_out),
        unit="paragraph",
        says=tuple(reader.says.values()),
    )


def _copy_of(article: Element) -> list[Element]:
    """The elements whose text is copy, in order."""
    meta = article.find("front/article-meta")
    found = [meta.find("title-group/article-title")] if meta is not None else []
    found += [one for one in (meta.findall("abstract") if meta is not None else []) if not is_teaser(one)]
    return [
        one for one in (*found, *(article.find(name) for name in ("body", "back", "floats-group"))) if one is not None
    ]


@dataclass(slots=True)
class _Reader:
    path: Path
    findings: Findings = field(default_factory=Findings)
    notes: dict[str, Note] = field(default_factory=dict)
    says: dict[str, Says] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    shelf: Shelf = field(default_factory=Shelf)

    @property
    def lines(self) -> InlineReader:
        """Reads lines of text."""
        return InlineReader(self.findings, self._called)

    def gather(self, article: Element) -> None:
        """The footnotes that are called once from the copy, by their ids."""
        calls = [one.get("rid", "") for one in article.iter("xref") if one.get("ref-type") == "fn"]
        for note in article.iter("fn"):
            key = note.get("id", "")
            group = note.getparent()
            if key and calls.count(key) == 1 and group is not None and group.tag == "fn-group":
                self._note(key, note)
                self._number(note)

    def _note(self, key: str, note: Element) -> None:
        inlines = [self.lines.read(one) for one in note if one.tag != "label"]
        self.notes[key] = Note(line_of(note), together(inlines, "\n"))

    def _called(self, element: Element) -> str:
        """The key of the note that an element calls, or is."""
        if element.tag == "fn":
            key = f"line {line_of(element)}.{len(self.notes)}"
            self._number(element)
            self._note(key, element)
            return key
        key = str(element.get("rid", ""))
        if element.get("ref-type") != "fn" or key not in self.notes:
            return ""
        self.findings.drop(element, plain_in(element), "the call of a note: the layout numbers notes")
        return key

    def _number(self, element: Element) -> None:
        label = element.find("label")
        if label is not None:
            self.findings.drop(label, plain_in(label), f"the number of a {element.tag}: the layout sets it")

    # ------------------------------------------------------------ blocks

    def part(self, element: Element) -> Iterator[Passage]:
        """The passages of the title, an abstract, the body, or the back matter."""
        if element.tag == "article-title":
            yield Heading(line=line_of(element), inline=self.lines.read(element), level=1)
        elif element.tag == "abstract":
            title = element.find("title")
            yield from [] if title is not None else [Heading(line=line_of(element), inline=plain("Abstract"), level=2)]
            self.findings.doubt(
                "HP548", element, "the abstract was put at the head of the copy", "shorten it to a standfirst"
            )
            yield from self.blocks(element, 2)
        else:
            yield from self.blocks(element, 1)

    def blocks(self, element: Element, level: int) -> Iterator[Passage]:
        """The passages of an element; text between its blocks is a paragraph."""
        run: list[TextRun] = [TextRun(element.text or "")]
        for child in element:
            if child.tag in INLINES or (child.tag in ("fn", "break") and element.tag not in _THROUGH):
                run += self.lines.span(child, _FACE)
            else:
                yield from self._paragraph(element, run)
                run = []
                yield from self.block(child, level)
            run.append(TextRun(child.tail or ""))
        yield from self._paragraph(element, run)

    def _paragraph(self, element: Element, run: list[TextRun]) -> Iterator[Prose]:
        inline = tidy(span if span.text == "\n" else replace(span, text=_BLANK.sub(" ", span.text)) for span in run)
        if inline:
            yield Prose(line=line_of(element), inline=inline)

    def block(self, element: Element, level: int) -> Iterator[Passage]:
        """The passages of one block."""
        tag = str(element.tag)
        if tag in _BLOCKS:
            yield from _BLOCKS[tag](self, element, level)
        elif tag == "title":
            if inline := self.lines.read(element):
                yield Heading(line=line_of(element), inline=inline, level=max(level, 2))
        elif tag in ("sec", "app", "ack", "notes", "glossary"):
            yield from self.blocks(element, level + 1)
        elif tag == "label" and not _COUNTS.search(plain_in(element)):
            yield Prose(line=line_of(element), inline=bold(self.lines.read(element)))
        elif tag == "label":
            self.findings.drop(element, plain_in(element), "a number: the layout sets it")
        elif tag in _UNSEEN:
            self.findings.drop(element, text_in(element), f"a <{tag}>: not copy")
        else:
            if tag not in _THROUGH and tag not in _KNOWN:
                self.findings.doubt(
                    "HP548", element, f"a <{tag}> was read as paragraphs", "look at its place in the article"
                )
            yield from self.blocks(element, level)

    def _note_block(self, element: Element, _level: int) -> Iterator[Passage]:
        if element.get("id", "") in self.notes:
            return
        self._number(element)
        for child in element:
            if child.tag != "label":
                yield from self.block(child, 2)

    def _speech(self, element: Element, level: int) -> Iterator[Passage]:
        speaker = element.find("speaker")
        name = plain_in(speaker).rstrip(":： ")
        said = [part for child in element if child is not speaker for part in self.block(child, level)]
        if name:
            kind = element.get("content-type", "")
            self.says.setdefault(
                name, Says(name, "question" if kind == "question" else "answer" if kind == "answer" else "")
            )
            first = said[0] if said else None
            inline = first.inline if isinstance(first, Prose) else ()
            said[: bool(inline)] = [Prose(line=line_of(element), inline=(TextRun(f"{name}: "), *inline))]
        yield from said

    def _list(self, element: Element, level: int) -> Iterator[Passage]:
        ordered = element.get("list-type", "") in ("order", "ordered", "arabic")
        items: list[tuple[Passage, ...]] = []
        start = 1
        for child in element:
            if child.tag != "list-item":
                yield from self.block(child, level)
                continue
            label = plain_in(child.find("label"))
            if ordered and not items and (number := re.match(r"\(?(\d{1,6})", label)):
                start = int(number[1])
            items.append(self._item(child, level, "" if ordered or label in _BULLETS else label))
        if items := [item for item in items if item]:
            yield Listing(line=line_of(element), items=tuple(items), ordered=ordered, start=start)

    def _item(self, element: Element, level: int, label: str) -> tuple[Passage, ...]:
        """An item; a mark that is neither a number nor a bullet stays."""
        inside = [part for child in element if child.tag != "label" for part in self.block(child, level)]
        if label and inside and isinstance(inside[0], Prose):
            inside[0] = replace(inside[0], inline=(TextRun(f"{label} "), *inside[0].inline))
        elif not label:
            self._number(element)
        return tuple(inside)

    def _terms(self, element: Element, level: int) -> Iterator[Passage]:
        items: list[tuple[Passage, ...]] = []
        for child in element:
            if child.tag != "def-item":
                yield from self.block(child, level)
                continue
            terms = [Prose(line=line_of(one), inline=bold(self.lines.read(one))) for one in child.findall("term")]
            said = [part for one in child.findall("def") for part in self.blocks(one, level)]
            items.append((*terms, *said))
        if items:
            yield Listing(line=line_of(element), items=tuple(items))

    def _quotation(self, element: Element, level: int) -> Iterator[Passage]:
        inside = list(self.blocks(element, level))
        yield Quotation(line=line_of(element), passages=tuple(inside))

    def _attribution(self, element: Element, _level: int) -> Iterator[Passage]:
        yield Prose(line=line_of(element), inline=(TextRun("— "), *self.lines.read(element)))

    def _verse(self, element: Element, level: int) -> Iterator[Passage]:
        lines = [self.lines.read(one) for one in element if one.tag == "verse-line"]
        yield from (part for one in element if one.tag not in ("verse-line",) for part in self.block(one, level))
        yield Prose(line=line_of(element), inline=together(lines, "\n"))

    def _line(self, element: Element, _level: int) -> Iterator[Passage]:
        if inline := self.lines.read(element):
            yield Prose(line=line_of(element), inline=inline)

    def _box(self, element: Element, level: int) -> Iterator[Passage]:
        """A note and a portrait are found again by their heads; others are put under a crosshead."""
        title = element.find("caption/title")
        kicker, kind = element.find("label"), element.get("content-type", "")
        if kicker is not None:
            yield from self._line(kicker, level)
        rest = [child for child in element if child is not kicker and child.tag != "caption"]
        inside = [part for child in rest for part in self.block(child, 3)]
        inline = self.lines.read(title) if title is not None else ()
        first = inside[0] if inside else None
        if kind == "note" and inline and isinstance(first, Prose):
            inside[0] = replace(first, inline=(*inline, TextRun(": "), *first.inline))
        elif inline and kind in ("about", "tally"):
            yield Prose(line=line_of(element), inline=inline)
        elif inline:
            self.findings.doubt("HP548", element, f"the box “{text_of(inline)}” is in the copy, under a crosshead")
            yield Heading(line=line_of(element), inline=inline, level=4)
        yield from inside

    # ------------------------------------------------------------ figures, tables, references

    def _figure(self, element: Element, level: int) -> Iterator[Passage]:
        self._number(element)
        alt = plain_in(element.find("alt-text"))
        credit = "\n".join(plain_in(one) for one in element.findall("attrib"))
        graphic = next(element.iter("graphic"), None)
        caption = self._caption(element)
        if graphic is not None:
            yield self._picture(graphic, caption, alt, credit)
        elif caption or credit:
            yield Prose(line=line_of(element), inline=together([caption, plain(credit)], "\n"))
        for child in element:
            if child.tag not in ("label", "caption", "attrib", "graphic", "alternatives"):
                yield from self.block(child, level)

    def _graphic(self, element: Element, level: int) -> Iterator[Passage]:
        yield self._picture(element, self._caption(element), plain_in(element.find("alt-text")), "")
        yield from (part for one in element if one.tag != "caption" for part in self.block(one, level))

    def _picture(self, graphic: Element, caption: Inline, alt: str, credit: str) -> Picture:
        taken, doubt = picture_of(graphic, self.path, self.shelf)
        if doubt:
            self.findings.doubt("HP525", graphic, doubt)
        line = line_of(graphic)
        return Picture(line=line, name=taken.name, data=taken.data, alt=alt, caption=caption, credit=credit)

    def _caption(self, element: Element) -> Inline:
        parts = [self.lines.read(one) for caption in element.findall("caption") for one in caption]
        return together(parts, " ")

    def _table(self, element: Element, level: int) -> Iterator[Passage]:
        self._number(element)
        caption = self._caption(element)
        for child in element:
            if child.tag == "table":
                yield grid_of(child, caption, self._cell, self.findings)
                caption = ()
            elif child.tag not in ("label", "caption"):
                yield from self.block(child, level)
        if caption:
            yield Prose(line=line_of(element), inline=caption)

    def _cell(self, cell: Element) -> Inline:
        return together((line for part in self.blocks(cell, 2) for line in flat(part)), " ")

    def _references(self, element: Element, level: int) -> Iterator[Passage]:
        title = element.find("title")
        inline = self.lines.read(title) if title is not None else ()
        yield Heading(line=line_of(element), inline=inline or plain("References"), level=2)
        items: list[tuple[Passage, ...]] = []
        for child in element:
            if child.tag == "ref":
                self._number(child)
                works = [one for one in child if one.tag != "label"]
                entries = [self._reference(one) for one in works]
                items.append((Prose(line=line_of(child), inline=together(entries, " ")),))
            elif child is not title:
                yield from self.block(child, level)
        if items:
            yield Listing(line=line_of(element), items=tuple(items), ordered=True)

    def _reference(self, work: Element) -> Inline:
        if work.tag in ("element-citation", "nlm-citation"):
            return plain(reference_text(work))
        return self.lines.read(work)


_FACE = Face()
_BLANK = re.compile(r"[ \t\r\n]+")
_BULLETS = frozenset({"", "•", "-", "–", "*", "·"})
_UNSEEN = frozenset(
    {"object-id", "sec-meta", "processing-meta", "permissions", "alt-text", "long-desc", "col", "colgroup"}
)
_KNOWN = frozenset({"p", "caption", "list-item", "def", "table-wrap-foot", "kwd-group", "fn-group", "abstract"})
_Block = Callable[[_Reader, Element, int], Iterator[Passage]]
_BLOCKS: dict[str, _Block] = {
    "speech": _Reader._speech, "list": _Reader._list, "def-list": _Reader._terms, "disp-quote": _Reader._quotation,
    "attrib": _Reader._attribution, "verse-group": _Reader._verse, "boxed-text": _Reader._box,
    "fn": _Reader._note_block,
    "fig": _Reader._figure, "graphic": _Reader._graphic, "table-wrap": _Reader._table, "ref-list": _Reader._references,
    "disp-formula": _Reader._line, "preformat": _Reader._line, "code": _Reader._line,
}  # fmt: skip
