"""Put the text of inline elements together: whitespace as browsers show it, faces merged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import Tag

from hemaprint.intake.markup.soup import attribute
from hemaprint.intake.passages import PLAIN, Inline, Mark, TextRun, joined

MARKS: dict[str, Mark] = {
    "b": "strong", "strong": "strong", "i": "emphasis", "em": "emphasis", "cite": "emphasis", "var": "emphasis",
    "dfn": "emphasis", "s": "struck", "strike": "struck", "del": "struck", "sub": "sub", "sup": "sup",
}  # fmt: skip
LINKS = re.compile(r"(?:https?://|mailto:)\S", re.IGNORECASE)

_WHITESPACE = re.compile(r"[ \t\r\n\f]+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|bolder|[6-9]00)\b", re.IGNORECASE)
_LIGHT = re.compile(r"font-weight\s*:\s*(?:normal|lighter|[1-4]00)\b", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)\b", re.IGNORECASE)
_UPRIGHT = re.compile(r"font-style\s*:\s*normal\b", re.IGNORECASE)
_SHIFT = re.compile(r"vertical-align\s*:\s*(sub|super)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Face:
    """How text is set where the walk is: its marks, its link, whether line ends count."""

    marks: frozenset[Mark] = PLAIN
    href: str = ""
    preformatted: bool = False

    def span(self, text: str) -> TextRun:
        """``text`` in this face, whitespace collapsed."""
        if self.preformatted:
            return TextRun(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "), self.marks, self.href)
        return TextRun(_WHITESPACE.sub(" ", text), self.marks, self.href)


def face_of(tag: Tag, outer: Face) -> Face:
    """The face inside ``tag``."""
    marks = set(outer.marks)
    if tag.name in MARKS:
        marks.add(MARKS[tag.name])
    if style := attribute(tag, "style"):
        _apply_style(style, marks)
    if tag.name in ("sub", "sup"):
        marks.discard("sup" if tag.name == "sub" else "sub")
    href = attribute(tag, "href").strip() if tag.name == "a" else ""
    return Face(frozenset(marks), href if LINKS.match(href) else outer.href, outer.preformatted)


def _apply_style(style: str, marks: set[Mark]) -> None:
    if _BOLD.search(style):
        marks.add("strong")
    elif _LIGHT.search(style):
        marks.discard("strong")
    if _ITALIC.search(style):
        marks.add("emphasis")
    elif _UPRIGHT.search(style):
        marks.discard("emphasis")
    if shift := _SHIFT.search(style):
        marks.add("sup" if shift[1].lower() == "super" else "sub")


def tidy(spans: Iterable[TextRun]) -> Inline:
    """Spans without doubled or outer whitespace, neighbours of one face merged, spaces outside of faces."""
    return tuple(_collapsed(joined(_spaced(joined(spans)))))


def paragraphs(spans: Iterable[TextRun]) -> list[Inline]:
    """Spans cut where two line breaks follow each other: people make paragraphs so."""
    parts: list[list[TextRun]] = [[]]
    for span in tidy(spans):
        pieces = span.text.split("\n\n") if span.text else [""]
        parts[-1].append(replace(span, text=pieces[0]))
        parts += [[replace(span, text=piece)] for piece in pieces[1:]]
    return [inline for part in parts if (inline := tidy(part))]


def is_blank(spans: Iterable[TextRun]) -> bool:
    """Whether spans show nothing."""
    return all(not span.text.strip() and not span.note for span in spans)


def without(mark: Mark, inline: Inline) -> Inline:
    """Spans without one mark."""
    return tidy(replace(span, marks=span.marks - {mark}) for span in inline)


def together(inlines: Iterable[Inline], between: str) -> Inline:
    """Several inlines as one."""
    spans: list[TextRun] = []
    for inline in inlines:
        if spans and inline:
            spans.append(TextRun(between))
        spans += inline
    return tidy(spans)


def _spaced(spans: Iterable[TextRun]) -> Iterator[TextRun]:
    """Whitespace at the edges of a marked stretch stands outside it: Markdown has no other way."""
    for span in spans:
        core = span.text.strip(" \n")
        if span.note or not (span.marks or span.href):
            yield span
        elif not core:
            yield TextRun(span.text)
        else:
            start = span.text.index(core)
            yield TextRun(span.text[:start])
            yield replace(span, text=core)
            yield TextRun(span.text[start + len(core) :])


_AROUND_BREAK = re.compile(r"(?<! ) +(?=\n)|(?<=\n) +")


def _collapsed(spans: Inline) -> list[TextRun]:
    result: list[TextRun] = []
    last = "\n"
    for span in spans:
        text = re.sub(" {2,}", " ", re.sub("\n{2,}", "\n\n", _AROUND_BREAK.sub("", span.text)))
        if last in " \n":
            text = text.lstrip(" ")
        if not result:
            text = text.lstrip(" \n")
        if text.startswith("\n") and result and not result[-1].note:
            result[-1] = replace(result[-1], text=result[-1].text.rstrip(" "))
        if text or span.note:
            result.append(replace(span, text=text))
            last = text[-1:] or "x"
    while result and not result[-1].note and not result[-1].text.rstrip(" \n"):
        result.pop()
    if result and not result[-1].note:
        result[-1] = replace(result[-1], text=result[-1].text.rstrip(" \n"))
    return [span for span in result if span.text or span.note]
