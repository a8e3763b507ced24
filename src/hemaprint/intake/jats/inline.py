"""The text of JATS elements as spans, and all words of an article by the plainest means."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from hemaprint.intake.files.xml import Element
from hemaprint.intake.markup.faces import LINKS, Face, tidy
from hemaprint.intake.passages import Doubt, Inline, LeftOut, Mark, TextRun

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

    def spans(self, element: Element, face: Face) -> Iterator[TextRun]:
        """The spans of an element, in the face around it."""
        if element.text:
            yield face.span(element.text)
        for child in element:
            yield from self.span(child, face)
            if child.tail or _is_work_part(child):
                yield face.span(child.tail or " ")

    def span(self, element: Element, face: Face) -> Iterator[TextRun]:
        """The spans of one inline element."""
        name = name_of(element)
        if name == "break":
            yield TextRun("\n", face.marks, face.href)
        elif name in ("fn", "xref") and (key := self.note(element)):
            yield TextRun("", note=key)
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
