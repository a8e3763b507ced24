# SPDX-License-Identifier: MIT
"""Read a JATS article: our own export, and articles of archives where their elements are known here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path

from hemaprint.content.images import resolve_inside
from hemaprint.intake.files import PICTURE_BYTES_AT_MOST, Element, Shelf, TakenPicture, fault, parse_xml, read_bytes
from hemaprint.intake.jats.elements import (
    HREF,
    INLINES,
    Lines,
    bold,
    grid_of,
    is_teaser,
    leave_out_metadata,
    line_of,
    metadata_of,
    name_of,
    number_blocks,
    plain_in,
    reference_text,
    settle_formulas,
    text_in,
)
from hemaprint.intake.markup.walk import CELLS_AT_MOST, Face, flattened, tidy, together
from hemaprint.intake.passages import (
    Findings,
    Heading,
    Inline,
    Listing,
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
_HOLDERS = """
    sec app app-group ack notes glossary fig-group table-wrap-group fn-group alternatives boxed-text floats-group back
    body statement def-list bio
"""
_THROUGH = frozenset(_HOLDERS.split())
"""Elements that hold blocks, and no own text."""
_KNOWN = _THROUGH | {"p", "caption", "list-item", "def", "table-wrap-foot", "kwd-group", "abstract"}
_UNSEEN = frozenset(
    {"object-id", "sec-meta", "processing-meta", "permissions", "alt-text", "long-desc", "col", "colgroup"}
)
_FACE = Face()
_BLANK = re.compile(r"[ \t\r\n]+")
_BULLETS = frozenset({"", "•", "-", "–", "*", "·"})
_PICTURE_ENDINGS = ("", ".jpg", ".png", ".tif", ".gif", ".svg", ".jpeg")
"""Archives name pictures without their endings."""


def read_jats(path: Path) -> Raw:
    """The passages of the article at ``path``; ``line`` is the number of a block.

    Of the front only the title and abstracts are copy; the rest is metadata or is reported. Raises ContentError.
    """
    root = parse_xml(path, read_bytes(path), "the file", typed=True)
    article = root if name_of(root) == "article" else next(root.iter("{*}article"), None)
    if article is None:
        raise fault(path, "HP513", f"{path.name} has no article", "ask for it again")
    findings = Findings()
    if root is not article and sum(1 for _ in root.iter("{*}article")) > 1:
        findings.doubt("HP548", 1, "the file has several articles, and only the first was read")
    for element in article.iter():  # archives write JATS in and without namespaces
        if isinstance(element.tag, str) and name_of(element) != "math" and "mathml" not in element.tag.lower():
            element.tag = name_of(element)
    number_blocks(article)
    settle_formulas(article, findings)
    copy = _copy_of(article)
    reader = _Reader(path, findings, Lines(findings))
    reader.lines.gather_notes(article)
    passages = tuple(passage for part in copy for passage in reader.part(part))
    about = leave_out_metadata(article, copy, findings)
    for other in article.findall("sub-article") + article.findall("response"):
        message = f"another article inside the file was not read: “{plain_in(other)[:80]}”"
        findings.doubt("HP548", line_of(other), message)
    return Raw(
        path=path,
        kind="jats",
        passages=passages,
        words_of="\n".join(text_in(part) for part in (*about, *copy)),
        notes=reader.lines.notes,
        metadata=metadata_of(article, findings),
        doubts=tuple(sorted(findings.doubts, key=lambda doubt: doubt.line)),
        left_out=tuple(findings.left_out),
        unit="paragraph",
        says=tuple(reader.says.values()),
    )


def _copy_of(article: Element) -> list[Element]:
    """The elements whose text is copy, in order."""
    abstracts = [one for one in article.findall("front/article-meta/abstract") if not is_teaser(one)]
    title = article.find("front/article-meta/title-group/article-title")
    found = [title, *abstracts, *(article.find(name) for name in ("body", "back", "floats-group"))]
    return [one for one in found if one is not None]


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    findings: Findings
    lines: Lines
    says: dict[str, Says] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)

    # ------------------------------------------------------------ blocks

    def part(self, element: Element) -> Iterator[Passage]:
        """The passages of the title, an abstract, the body, or the back matter."""
        if element.tag == "article-title":
            yield Heading(line=line_of(element), inline=self.lines.read(element), level=1)
        elif element.tag == "abstract":
            title = element.find("title")
            yield from [] if title is not None else [Heading(line=line_of(element), inline=plain("Abstract"), level=2)]
            message = "the abstract was put at the head of the copy"
            self.findings.doubt("HP548", line_of(element), message, "shorten it to a standfirst")
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
            self.findings.leave_out(line_of(element), plain_in(element), "a number: the layout sets it")
        elif tag in _UNSEEN:
            self.findings.leave_out(line_of(element), " ".join(text_in(element).split()), f"a <{tag}>: not copy")
        else:
            if tag not in _KNOWN:
                hint = "check its place in the article"
                self.findings.doubt("HP548", line_of(element), f"a <{tag}> was read as paragraphs", hint)
            yield from self.blocks(element, level)

    def _note_block(self, element: Element, _level: int) -> Iterator[Passage]:
        if element.get("id", "") in self.lines.notes:
            return
        self.lines.drop_number(element)
        for child in element:
            if child.tag != "label":
                yield from self.block(child, 2)

    def _speech(self, element: Element, level: int) -> Iterator[Passage]:
        speaker = element.find("speaker")
        name = plain_in(speaker).rstrip(":： ")
        said = [part for child in element if child is not speaker for part in self.block(child, level)]
        if name:
            kind = element.get("content-type", "")
            says = Says(name, "question" if kind == "question" else "answer" if kind == "answer" else "")
            self.says.setdefault(name, says)
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
            self.lines.drop_number(element)
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
        yield from (part for one in element if one.tag != "verse-line" for part in self.block(one, level))
        yield Prose(line=line_of(element), inline=together(lines, "\n"))

    def _line(self, element: Element, _level: int) -> Iterator[Passage]:
        if inline := self.lines.read(element):
            yield Prose(line=line_of(element), inline=inline)

    def _equation(self, element: Element, level: int) -> Iterator[Passage]:
        """A displayed formula, without its number."""
        if (label := element.find("label")) is not None:
            self.findings.leave_out(line_of(element), plain_in(label), "the number of a formula")
            element = deepcopy(element)
            element.remove(element.find("label"))
        yield from self._line(element, level)

    def _box(self, element: Element, level: int) -> Iterator[Passage]:
        """A note and a portrait are found again by their heads; others are put under a crosshead."""
        title = element.find("caption/title")
        kicker, kind = element.find("label"), element.get("content-type", "")
        if kicker is not None:
            yield from self._line(kicker, level)
        rest = [child for child in element if child is not kicker and child.tag != "caption"]
        inside = [part for child in rest for part in self.block(child, 3)]
        inline = self.lines.read(title)
        first = inside[0] if inside else None
        if kind == "note" and inline and isinstance(first, Prose):
            inside[0] = replace(first, inline=(*inline, TextRun(": "), *first.inline))
        elif inline and kind in ("about", "tally"):
            yield Prose(line=line_of(element), inline=inline)
        elif inline:
            self.findings.doubt(
                "HP548", line_of(element), f"the box “{text_of(inline)}” is in the copy, under a crosshead"
            )
            yield Heading(line=line_of(element), inline=inline, level=4)
        yield from inside

    # ------------------------------------------------------------ figures, tables, references

    def _figure(self, element: Element, level: int) -> Iterator[Passage]:
        self.lines.drop_number(element)
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
        taken = self._taken(graphic.get(HREF, ""))
        line = line_of(graphic)
        if taken.doubt:
            self.findings.doubt("HP525", line, taken.doubt)
        return Picture(line=line, name=taken.name, data=taken.data, alt=alt, caption=caption, credit=credit)

    def _taken(self, href: str) -> TakenPicture:
        """The picture at an address, from the folder of the file and nowhere else."""
        for ending in _PICTURE_ENDINGS:
            found = resolve_inside(f"{href}{ending}", self.path.parent, self.path.parent)
            if found is not None and found.is_file() and found.stat().st_size <= PICTURE_BYTES_AT_MOST:
                taken = self.shelf.take_file(found, found.name)
                return replace(
                    taken, doubt=taken.doubt and f"the picture {href} was not taken over unchanged: {taken.doubt}"
                )
        name = re.sub(r"[^\w.-]+", "-", href)[-80:].strip("-.") or "picture"
        return TakenPicture(name, None, f"the picture {href} is not beside the file")

    def _caption(self, element: Element) -> Inline:
        parts = [self.lines.read(one) for caption in element.findall("caption") for one in caption]
        return together(parts, " ")

    def _table(self, element: Element, level: int) -> Iterator[Passage]:
        self.lines.drop_number(element)
        caption = self._caption(element)
        for child in element:
            if child.tag == "table":
                grid = grid_of(child, caption, self._cell, self.findings)
                if grid is None:
                    message = f"a table has more than {CELLS_AT_MOST} cells"
                    raise fault(self.path, "HP517", message)
                yield grid
                caption = ()
            elif child.tag not in ("label", "caption"):
                yield from self.block(child, level)
        if caption:
            yield Prose(line=line_of(element), inline=caption)

    def _cell(self, cell: Element) -> Inline:
        return flattened(self.blocks(cell, 2), " ")

    def _references(self, element: Element, level: int) -> Iterator[Passage]:
        title = element.find("title")
        inline = self.lines.read(title)
        yield Heading(line=line_of(element), inline=inline or plain("References"), level=2)
        items: list[tuple[Passage, ...]] = []
        for child in element:
            if child.tag == "ref":
                self.lines.drop_number(child)
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


_Block = Callable[[_Reader, Element, int], Iterator[Passage]]
_BLOCKS: dict[str, _Block] = {
    "speech": _Reader._speech, "list": _Reader._list, "def-list": _Reader._terms, "disp-quote": _Reader._quotation,
    "attrib": _Reader._attribution, "verse-group": _Reader._verse, "boxed-text": _Reader._box,
    "fn": _Reader._note_block,
    "fig": _Reader._figure, "graphic": _Reader._graphic, "table-wrap": _Reader._table, "ref-list": _Reader._references,
    "disp-formula": _Reader._equation, "preformat": _Reader._line, "code": _Reader._line,
}  # fmt: skip
