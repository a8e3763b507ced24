# SPDX-License-Identifier: MIT
"""Read the lines, notes, tables and front matter of a JATS article (ANSI/NISO Z39.96)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from hemaprint.content.formulas.outlines import can_be_set
from hemaprint.intake.files import Element
from hemaprint.intake.markup.walk import FORMULA, LINKS, Face, spread, tidy, together
from hemaprint.intake.passages import Author, Findings, Grid, Inline, Mark, Metadata, Note, TextRun

HREF = "{http://www.w3.org/1999/xlink}href"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
FORMULAS = frozenset({"inline-formula", "disp-formula"})
MARKS: dict[str, Mark] = {
    "bold": "strong", "italic": "emphasis", "strike": "struck", "sub": "sub", "sup": "sup", FORMULA: "formula",
}  # fmt: skip
_INLINES = """
    bold italic sub sup inline-formula monospace sc underline overline roman sans-serif strike styled-content
    named-content ext-link uri email xref institution surname given-names string-name name year volume issue fpage
    lpage source article-title pub-id abbrev milestone-start milestone-end inline-graphic target ruby rb rt
    hemaprint-formula
"""
INLINES = frozenset(_INLINES.split())
"""Elements inside a line of text: they separate no words."""
_PARTS = "surname given-names string-name name collab year volume issue fpage lpage source article-title pub-id"
_WORK = frozenset(_PARTS.split())
_NUMBER = "hemaprint-number"
_TEX_AROUND = re.compile(r"^.*\\begin\{document\}|\\end\{document\}.*$", re.DOTALL)
"""What publishers write around a formula, so that LaTeX sets it."""


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


def named(element: Element, *names: str) -> list[Element]:
    """The elements of some names in an element, itself included, whatever their namespace."""
    return [one for one in element.iter() if name_of(one) in names]


def text_in(element: Element) -> str:
    """All text of an element, blocks separated."""
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
    """Whether an element is a part of a reference that only its name separates from the next."""
    return not element.tail and name_of(element) in _WORK


def plain_in(element: Element | None) -> str:
    """The text of an element in one line; "" where there is none."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def settle_formulas(root: Element, findings: Findings) -> None:
    """Replace formulas by TeX that can be set, or else by their text: MathML before TeX; archives keep both."""
    for formula in named(root, *FORMULAS):
        text = plain_in(next(iter([*named(formula, "math"), *named(formula, "tex-math"), formula])))
        tex = _TEX_AROUND.sub("", plain_in(next(iter(named(formula, "tex-math")), None))).strip("$ ")
        is_settable = can_be_set(tex, display=name_of(formula) == "disp-formula")
        tail, label = formula.tail, formula.find("label")
        formula.clear(keep_tail=False)
        formula.text, formula.tail = text, tail
        if is_settable:
            formula.text = ""
            etree.SubElement(formula, FORMULA).text = tex
            formula.extend([] if label is None else [label])
        elif text:
            message = f'a formula was written as text: "{text}"'
            findings.doubt("HP523", line_of(formula), message, "write it in LaTeX between dollars: $...$")


# ---------------------------------------------------------------- lines of text, and the notes that they call


@dataclass(slots=True)
class Lines:
    """Reads lines of text; ``notes`` are those of the article that are called once, by their keys."""

    findings: Findings
    notes: dict[str, Note] = field(default_factory=dict)

    def gather_notes(self, article: Element) -> None:
        """Find the footnotes that are called once from the copy, by their ids."""
        calls = [one.get("rid", "") for one in article.iter("xref") if one.get("ref-type") == "fn"]
        for note in article.iter("fn"):
            key, group = note.get("id", ""), note.getparent()
            if key and calls.count(key) == 1 and group is not None and group.tag == "fn-group":
                self._note(key, note)
                self.drop_number(note)

    def read(self, element: Element | None) -> Inline:
        """The spans of everything inside an element; none without one."""
        return () if element is None else tidy(self._spans(element, Face()))

    def span(self, element: Element, face: Face) -> Iterator[TextRun]:
        """The spans of one inline element, in the face around it."""
        name = name_of(element)
        if name == "break":
            yield TextRun("\n", face.marks, face.href)
        elif name in ("fn", "xref") and (key := self._called(element)):
            yield TextRun("", note=key)
        elif name == "inline-graphic":
            message = "a picture inside a line was left out"
            self.findings.doubt("HP525", line_of(element), message, "add it as a figure")
        else:
            if name == "strike":
                message = f'struck text was kept, and is still struck: "{plain_in(element)}"'
                self.findings.doubt("HP528", line_of(element), message)
            yield from self._spans(element, _face_of(element, name, face))

    def drop_number(self, element: Element) -> None:
        """Leave out the label of an element."""
        label = element.find("label")
        if label is not None:
            why = f"the number of a {element.tag}: the layout sets it"
            self.findings.leave_out(line_of(label), plain_in(label), why)

    def _spans(self, element: Element, face: Face) -> Iterator[TextRun]:
        if element.text:
            yield face.span(element.text)
        for child in element:
            yield from self.span(child, face)
            if child.tail or _is_work_part(child):
                yield face.span(child.tail or " ")

    def _note(self, key: str, note: Element) -> None:
        inlines = [self.read(one) for one in note if one.tag != "label"]
        self.notes[key] = Note(line_of(note), together(inlines, "\n"))

    def _called(self, element: Element) -> str:
        """The key of the note that an element calls, or is; "" for what is called nowhere."""
        if element.tag == "fn":
            key = f"line {line_of(element)}.{len(self.notes)}"
            self.drop_number(element)
            self._note(key, element)
            return key
        key = str(element.get("rid", ""))
        if element.get("ref-type") != "fn" or key not in self.notes:
            return ""
        why = "the call of a note: the layout numbers notes"
        self.findings.leave_out(line_of(element), plain_in(element), why)
        return key


def _face_of(element: Element, name: str, face: Face) -> Face:
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
    """A reference whose parts are marked, as a line: people, then the title of the work, then its place."""
    pieces = []
    for child in entry:
        people = [child]
        if name_of(child) in ("person-group", "name", "string-name", "collab"):
            people = named(child, "name", "string-name", "collab") or people
        pieces.append(", ".join(" ".join(text_in(one).split()) for one in people))
    return re.sub(r"\.\.", ".", ". ".join(piece for piece in pieces if piece))


# ---------------------------------------------------------------- tables

_SPANNED_AT_MOST = 200


def grid_of(table: Element, caption: Inline, read: Callable[[Element], Inline], findings: Findings) -> Grid | None:
    """A table, merged cells apart; ``read`` reads a cell. None where it is too large."""
    heads = [row for head in table.findall("thead") for row in head.iter("tr")]
    rows = [*heads, *(row for row in table.iter("tr") if row not in heads)]
    made: list[list[tuple[Inline, int, int]]] = []
    for row in rows:
        made.append([])
        for cell in (one for one in row if one.tag in ("td", "th")):
            across, down = _spanned(cell, "colspan"), _spanned(cell, "rowspan")
            if across * down > 1:
                message = "merged cells were split; their text is in the first of them"
                findings.doubt("HP526", line_of(cell), message)
            made[-1].append((read(cell), across, down))
    matrix = spread(made)
    if matrix is None:
        return None
    if len(heads) > 1:
        message = "the head of a table has several rows; all but the first became ordinary rows"
        findings.doubt("HP526", line_of(table), message)
    padded = [tuple(row) for row in matrix]
    head = padded[0] if heads and padded else ()
    return Grid(line=line_of(table), head=head, rows=tuple(padded[bool(heads) :]), caption=caption)


def _spanned(cell: Element, name: str) -> int:
    text = cell.get(name, "1")
    return min(int(text), _SPANNED_AT_MOST) if text.isascii() and text.isdigit() and int(text) else 1


# ---------------------------------------------------------------- the front: people, language, keywords, identifiers

_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_TAKEN = frozenset({"contrib-group", "aff", "kwd-group", "abstract", "subtitle", "pub-date"})
"""Elements of the front that go into the front matter."""


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
            hint = "write interests under disclosure of the contributor"
            findings.doubt("HP548", line_of(note), message, hint)
    return Metadata(
        standfirst=plain_in(teaser) or plain_in(meta.find("title-group/subtitle")),
        authors=tuple(_author(one, meta) for one in meta.findall("contrib-group/contrib") if _name(one)),
        published=_published(meta),
        language=language,
        keywords=tuple(word for one in meta.findall("kwd-group/kwd") if (word := plain_in(one))),
        doi=next((plain_in(one) for one in meta.findall("article-id") if one.get("pub-id-type") == "doi"), ""),
    )


def leave_out_metadata(article: Element, copy: Collection[Element], findings: Findings) -> list[Element]:
    """What the front says of the article and its journal beside its ``copy``; it is reported as left out."""
    holders = [
        one for name in ("front/journal-meta", "front/article-meta", "front-stub") for one in article.findall(name)
    ]
    parts = [part for holder in holders for part in holder if isinstance(part.tag, str)]
    found = [one for part in parts for one in (part if name_of(part) == "title-group" else (part,)) if one not in copy]
    for one in found:
        taken = name_of(one) in _TAKEN
        why = "the front matter of the article has it" if taken else "metadata of the file: not copy"
        findings.leave_out(line_of(one), " ".join(text_in(one).split()), why)
    return found


def is_teaser(abstract: Element) -> bool:
    """Whether an abstract is the standfirst of a magazine."""
    return bool(abstract.get("abstract-type") == "teaser")


def _author(person: Element, meta: Element) -> Author:
    role = person.get("contrib-type", "")
    identifier = _ORCID.search(plain_in(person.find("contrib-id")))
    return Author(
        name=_name(person),
        role="interviewee" if role == "interviewee" else "interviewer" if role == "interviewer" else "author",
        credentials=plain_in(person.find("degrees")),
        affiliation=_affiliation(person, meta),
        orcid=identifier[0] if identifier else "",
    )


def _name(person: Element) -> str:
    for name in named(person, "name"):
        family, given = plain_in(name.find("surname")), plain_in(name.find("given-names"))
        wide = bool(re.search(r"[\u3040-\u9fff\uac00-\ud7af]", family))
        return f"{family}{given}" if wide else f"{given} {family}".strip()
    found = [one for path in ("string-name", "collab", "name-alternatives/string-name") for one in person.findall(path)]
    return plain_in(next(iter(found), None))


def _affiliation(person: Element, meta: Element) -> str:
    """The first affiliation, in the person or pointed at."""
    places = {one.get("id"): one for one in meta.iter("aff")}
    pointed = [places.get(one.get("rid")) for one in person.findall("xref") if one.get("ref-type") == "aff"]
    for place in [person.find("aff"), *pointed]:
        if place is not None:
            return plain_in(place).removeprefix(plain_in(place.find("label"))).strip(" ,;")
    return ""


def _published(meta: Element) -> str:
    for date in meta.findall("pub-date"):
        parts = [plain_in(date.find(part)) for part in ("year", "month", "day")]
        if all(part.isdigit() for part in parts):
            return f"{parts[0]:0>4}-{parts[1]:0>2}-{parts[2]:0>2}"
    return ""
