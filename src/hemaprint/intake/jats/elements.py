"""The text of JATS elements as spans, and all words of an article by the plainest means."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from hemaprint.content.images import resolve_inside
from hemaprint.intake.files import Element
from hemaprint.intake.markup.walk import LINKS, Face, tidy
from hemaprint.intake.passages import Author, Doubt, Grid, Inline, LeftOut, Mark, Metadata, Span
from hemaprint.intake.pictures import BYTES_AT_MOST, UNKNOWN, Shelf, TakenPicture

HREF = "{http://www.w3.org/1999/xlink}href"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FORMULAS = frozenset({"inline-formula", "disp-formula"})
MARKS: dict[str, Mark] = {
    "bold": "strong", "italic": "emphasis", "strike": "struck", "sub": "sub", "sup": "sup",
}  # fmt: skip
_INLINES = """
    bold italic sub sup inline-formula monospace sc underline overline roman sans-serif strike styled-content
    named-content ext-link uri email xref institution surname given-names string-name name year volume issue fpage
    lpage source article-title pub-id abbrev milestone-start milestone-end inline-graphic target ruby rb rt
"""
INLINES = frozenset(_INLINES.split())
"""Elements inside a line of text: they part no words."""
_NAMES = frozenset(["surname", "given-names", "string-name", "name", "collab"])
_WORK = _NAMES | {"year", "volume", "issue", "fpage", "lpage", "source", "article-title", "pub-id"}
_STRUCK = "strike"
_NUMBER = "hemaprint-number"


@dataclass(slots=True)
class Findings:
    """What reading found beside the text."""

    doubts: list[Doubt] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def doubt(self, code: str, element: Element, message: str, otherwise: str = "") -> None:
        """Note something doubtful at an element."""
        self.doubts.append(Doubt(code, line_of(element), message, otherwise))

    def drop(self, element: Element, text: str, why: str) -> None:
        """Note words that are not copy."""
        if text.strip():
            self.left_out.append(LeftOut(line_of(element), " ".join(text.split()), why))


def number_blocks(root: Element) -> None:
    """Number the blocks of an article: programs write JATS without line ends."""
    number = 0
    for element in root.iter():
        number += name_of(element) not in INLINES
        element.set(_NUMBER, str(number))


def line_of(element: Element) -> int:
    """The number of the block that an element is, or is in."""
    return int(element.get(_NUMBER, "1"))


def name_of(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def text_in(element: Element) -> str:
    """All text of an element, blocks parted."""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        apart = "" if name_of(node) in INLINES else "\n"
        if event == "start":
            pieces += [apart, node.text or ""]
        else:
            apart = " " if _is_work_part(node) else apart
            pieces += [apart, (node.tail or "") if node is not element else ""]
    return "".join(pieces)


def _is_work_part(element: Element) -> bool:
    """Whether an element is a part of a reference that nothing parts from the next but its name."""
    return not element.tail and name_of(element) in _WORK


def plain_in(element: Element | None) -> str:
    """The text of an element in one line; "" where there is none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def settle_formulas(root: Element, findings: Findings) -> None:
    """Put the text of formulas in their place: MathML before TeX, of which archives keep both."""
    for formula in [one for one in root.iter() if name_of(one) in FORMULAS]:
        math = next((one for one in formula.iter() if name_of(one) == "math"), None)
        tex = next((one for one in formula.iter() if name_of(one) == "tex-math"), None)
        text = plain_in(math if math is not None else tex if tex is not None else formula)
        tail = formula.tail
        formula.clear(keep_tail=False)
        formula.text, formula.tail = text, tail
        if text:
            findings.doubt("HP523", formula, f'a formula was written as text: "{text}"', "set it by hand")


@dataclass(slots=True)
class InlineReader:
    """Reads lines of text; ``note`` gives the key of a note that is called, "" for what is called nowhere."""

    findings: Findings
    note: Callable[[Element], str]

    def read(self, element: Element) -> Inline:
        """The spans of everything inside an element."""
        return tidy(self.spans(element, Face()))

    def spans(self, element: Element, face: Face) -> Iterator[Span]:
        """The spans of an element, in the face around it."""
        if element.text:
            yield face.span(element.text)
        for child in element:
            yield from self.span(child, face)
            if child.tail or _is_work_part(child):
                yield face.span(child.tail or " ")

    def span(self, element: Element, face: Face) -> Iterator[Span]:
        """The spans of one inline element."""
        name = name_of(element)
        if name == "break":
            yield Span("\n", face.marks, face.href)
        elif name in ("fn", "xref") and (key := self.note(element)):
            yield Span("", note=key)
        elif name == "inline-graphic":
            self.findings.doubt("HP525", element, "a picture inside a line was left out", "add it as a figure")
        else:
            if name == _STRUCK:
                self.findings.doubt("HP528", element, f'struck text was kept, and stays struck: "{plain_in(element)}"')
            yield from self.spans(element, self._face(element, name, face))

    def _face(self, element: Element, name: str, face: Face) -> Face:
        marks = face.marks | {MARKS[name]} if name in MARKS else face.marks
        if name in ("sub", "sup"):
            marks -= {"sup" if name == "sub" else "sub"}
        href = (element.get(HREF) or plain_in(element)).strip() if name in ("ext-link", "uri") else ""
        href = f"mailto:{plain_in(element)}" if name == "email" else href
        return replace(face, marks=frozenset(marks), href=href if LINKS.match(href) else face.href)


def bold(inline: Inline) -> Inline:
    """The same text in bold type."""
    return tuple(replace(span, marks=span.marks | {"strong"}) for span in inline)


def reference_text(entry: Element) -> str:
    """A reference whose parts are marked, as a line: people, then what the work is, then where it stands."""
    pieces = []
    for child in entry:
        if name_of(child) in ("person-group", "name", "string-name", "collab"):
            people = [one for one in child.iter() if name_of(one) in ("name", "string-name", "collab")] or [child]
            pieces.append(", ".join(" ".join(text_in(one).split()) for one in people))
        else:
            pieces.append(" ".join(text_in(child).split()))
    return re.sub(r"\.\.", ".", ". ".join(piece for piece in pieces if piece))


_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def metadata_of(root: Element, findings: Findings) -> Metadata:
    """The metadata of an article; the headline is read with the copy."""
    meta = root.find("front/article-meta")
    if meta is None:
        meta = root.find("front-stub")
    language = (root.get(LANGUAGE) or "").strip()
    if meta is None:
        return Metadata(language=language)
    teaser = next((one for one in meta.findall("abstract") if is_teaser(one)), None)
    for note in meta.findall("author-notes/fn"):
        if note.get("fn-type") != "other":
            message = f"a note on the authors is not copy: “{plain_in(note)[:120]}”"
            findings.doubt("HP548", note, message, "write interests under disclosure of the contributor")
    return Metadata(
        standfirst=plain_in(teaser) or plain_in(meta.find("title-group/subtitle")),
        authors=tuple(_author(one, meta) for one in meta.findall("contrib-group/contrib") if _name(one)),
        published=_published(meta),
        language=language,
        keywords=tuple(word for one in meta.findall("kwd-group/kwd") if (word := plain_in(one))),
        doi=next((plain_in(one) for one in meta.findall("article-id") if one.get("pub-id-type") == "doi"), ""),
    )


_TAKEN = frozenset({"contrib-group", "aff", "kwd-group", "abstract", "subtitle", "pub-date"})
"""Elements of the front that go into the front matter."""


def leave_out_metadata(article: Element, copy: Collection[Element], findings: Findings) -> list[Element]:
    """What the front says of the article and its journal beside its ``copy``; it is told as left out."""
    holders = [
        one for name in ("front/journal-meta", "front/article-meta", "front-stub") for one in article.findall(name)
    ]
    parts = [part for holder in holders for part in holder if isinstance(part.tag, str)]
    found = [one for part in parts for one in (part if name_of(part) == "title-group" else (part,)) if one not in copy]
    for one in found:
        taken = name_of(one) in _TAKEN
        why = "the front matter of the article has it" if taken else "metadata of the file: not copy"
        findings.drop(one, text_in(one), why)
    return found


def is_teaser(abstract: Element) -> bool:
    """Whether an abstract is the standfirst of a magazine."""
    return bool(abstract.get("abstract-type") == "teaser")


def _author(person: Element, meta: Element) -> Author:
    role = person.get("contrib-type", "")
    identifier = _ORCID.search(next((plain_in(one) for one in person.findall("contrib-id")), ""))
    return Author(
        name=_name(person),
        role="interviewee" if role == "interviewee" else "interviewer" if role == "interviewer" else "author",
        credentials=plain_in(person.find("degrees")),
        affiliation=_affiliation(person, meta),
        orcid=identifier[0] if identifier else "",
    )


def _name(person: Element) -> str:
    name = next((one for one in person.iter() if name_of(one) == "name"), None)
    if name is None:
        names = (
            person.findall("string-name") + person.findall("collab") + person.findall("name-alternatives/string-name")
        )
        return plain_in(names[0]) if names else ""
    family, given = plain_in(name.find("surname")), plain_in(name.find("given-names"))
    wide = bool(re.search(r"[\u3040-\u9fff\uac00-\ud7af]", family))
    return f"{family}{given}" if wide else f"{given} {family}".strip()


def _affiliation(person: Element, meta: Element) -> str:
    """The first affiliation, in the person or pointed at."""
    places = {one.get("id"): one for one in meta.iter("aff")}
    pointed = [places.get(one.get("rid")) for one in person.findall("xref") if one.get("ref-type") == "aff"]
    found = next((one for one in [person.find("aff"), *pointed] if one is not None), None)
    if found is None:
        return ""
    label = plain_in(found.find("label"))
    return plain_in(found).removeprefix(label).strip(" ,;")


def _published(meta: Element) -> str:
    for date in meta.findall("pub-date"):
        parts = [plain_in(date.find(part)) for part in ("year", "month", "day")]
        if all(part.isdigit() for part in parts):
            return f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}"
    return ""


_ENDINGS = ("", ".jpg", ".png", ".tif", ".gif", ".svg", ".jpeg")
"""Archives name pictures without their endings."""
_SPANNED_AT_MOST = 200


def picture_of(graphic: Element, path: Path, shelf: Shelf) -> tuple[TakenPicture, str]:
    """The picture that an element names, from the folder of the file and nowhere else; and what is doubtful in it."""
    href = graphic.get(HREF, "")
    for ending in _ENDINGS:
        found = resolve_inside(f"{href}{ending}", path.parent, path.parent)
        if found is not None and found.is_file() and found.stat().st_size <= BYTES_AT_MOST:
            taken = shelf.take(found.read_bytes(), found.name)
            usable = TakenPicture(taken.name, None if taken.name.endswith(UNKNOWN) else taken.data)
            return usable, f"the picture {href} is not as it was: {taken.doubt}" if taken.doubt else ""
    name = re.sub(r"[^\w.-]+", "-", href)[-80:].strip("-.") or "picture"
    return TakenPicture(name, None), f"the picture {href} is not beside the file"


def grid_of(table: Element, caption: Inline, read: Callable[[Element], Inline], findings: Findings) -> Grid:
    """A table, merged cells apart; ``read`` reads a cell."""
    heads = [row for head in table.findall("thead") for row in head.iter("tr")]
    rows = [row for row in table.iter("tr") if row not in heads]
    matrix = _matrix([*heads, *rows], read, findings)
    width = max((len(row) for row in matrix), default=0)
    padded = [tuple(row + [()] * (width - len(row))) for row in matrix]
    if len(heads) > 1:
        findings.doubt("HP526", table, "the head of a table has more rows than one; the others are rows now")
    head = padded[0] if heads and padded else ()
    return Grid(line=line_of(table), head=head, rows=tuple(padded[bool(heads) :]), caption=caption)


def _matrix(rows: list[Element], read: Callable[[Element], Inline], findings: Findings) -> list[list[Inline]]:
    matrix: list[list[Inline]] = []
    below: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        made: list[Inline] = []
        for cell in (one for one in row if one.tag in ("td", "th")):
            while (number, len(made)) in below:
                made.append(())
            across, down = _spanned(cell, "colspan"), _spanned(cell, "rowspan")
            if across * down > 1:
                findings.doubt("HP526", cell, "merged cells were taken apart; their text is in the first")
            below |= {(number + y, len(made) + x) for y in range(1, down) for x in range(across)}
            made += [read(cell), *[()] * (across - 1)]
        matrix.append(made)
    return matrix


def _spanned(cell: Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(int(text), _SPANNED_AT_MOST) if text.isascii() and text.isdigit() and int(text) else 1
