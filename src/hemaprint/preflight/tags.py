# SPDX-License-Identifier: MIT
"""Check the tags of a PDF for the screen: types, headings, pictures, tables, lists, notes and the order of tabs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pikepdf import Dictionary

from hemaprint.errors import Severity
from hemaprint.pdf.objects import annotations_of, entry, identity, items, name_of, number, text_of
from hemaprint.pdf.structure import Element, Reference, Structure
from hemaprint.preflight.metadata import is_language
from hemaprint.preflight.page import times
from hemaprint.preflight.report import Finding, Purpose, Subject, only_for

_HEADING = re.compile(r"H([1-6])")
_PICTURES = ("Figure", "Formula")
_IN_LISTS = ("LI", "Caption", "L")
_NOTES = ("Note", "FENote")
_DEEP_HEADING = re.compile(r"H[1-9]\d?")
_WIDEST = 200
"""Columns of a table that are counted."""

_KINDS = r"(image|picture|photo(graph)?|graphic|figure|chart|diagram|illustration|logo|icon|drawing|untitled)"
_SAYS_NOTHING = re.compile(
    rf"[\w .()-]{{1,200}}\.(png|jpe?g|gif|svg|tiff?|webp|eps|pdf|bmp|ai|psd)|{_KINDS}[ #]?\d{{0,9}}"
    r"|((an?|the) )?(image|picture|graphic) of\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""Names of files and kinds of pictures. "Photograph of" and "engraving of" say something."""

_OLD = """Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl
LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP
Figure Formula Form"""
"""The standard types of PDF 1.7 (ISO 32000-1, 14.8.4)."""
_NEW = "DocumentFragment Title Aside FENote Sub Em Strong Artifact"
"""Those that PDF 2.0 adds (ISO 32000-2, 14.8.4), besides headings of deeper levels."""
_STANDARD_OLD = frozenset(_OLD.split())
_STANDARD = _STANDARD_OLD | frozenset(_NEW.split())


@only_for(Purpose.SCREEN)
def check_tags(subject: Subject) -> Iterator[Finding]:
    """Check that a file for the screen is tagged, and that its figures, headings, tables and lists are complete."""
    root = subject.pdf.Root
    if entry(root, "/MarkInfo", "/Marked") is not True or not isinstance(entry(root, "/StructTreeRoot"), Dictionary):
        message = "the file has no tags, so screen readers must guess its order and headings"
        yield Finding("HP430", Severity.WARNING, message, "export it as tagged PDF")
        return
    structure = Structure(subject.pdf)
    every = list(structure.elements())
    yield from _types(structure, every)
    yield from _headings(subject, structure, every)
    yield from _notes(subject, every)
    yield from _annotations(subject, structure, every)
    level = 0
    for one in every:
        heading = _HEADING.fullmatch(one.role)
        found = _heading_fault(int(heading[1]), level, subject) if heading else _fault(one, structure, subject)
        level = int(heading[1]) if heading else level
        if found:
            code, severity, message, hint = found
            yield subject.finding(code, severity, message, hint, one.page, one.place)


_Fault = tuple[str, Severity, str, str]


def _fault(one: Element, structure: Structure, subject: Subject) -> _Fault | None:
    """What is wrong with a picture, a table, a list or the language of an element."""
    if one.role in _PICTURES and (found := _picture_fault(one, subject)):
        return found
    if one.role == "Table" and (found := _table_fault(one, structure)):
        return found
    if one.role == "L" and any(kid.role not in _IN_LISTS for kid in structure.elements_in(one)):
        return "HP434", Severity.WARNING, "a list contains something that is not a list item", "make the file again"
    language = one.said("/Lang")
    if language and not is_language(language):
        hint = "name the language by its code, such as de or zh-Hans"
        return "HP428", Severity.WARNING, f'"{language}" is not a language tag', hint
    return None


def _picture_fault(one: Element, subject: Subject) -> _Fault | None:
    said = one.replacement
    if not said:
        hint = subject.advice(
            "describe it in the manuscript (alt), or mark it as decoration",
            "describe it (alternative text), or mark it as decoration (artifact)",
        )
        return "HP431", Severity.ERROR, "a picture has no alternative text", hint
    if one.role == "Figure" and _SAYS_NOTHING.fullmatch(said):
        hint = "say what the picture shows; screen readers say themselves that it is a picture"
        return (
            "HP480",
            Severity.WARNING,
            f"the alternative text “{said[:60]}” names a file or the kind of picture",
            hint,
        )
    return None


def _heading_fault(level: int, before: int, subject: Subject) -> _Fault | None:
    if level <= before + 1:
        return None
    follows = f"a heading of level {level} follows one of level {before}"
    message = follows if before else f"the first heading has level {level}"
    hint = subject.advice("use the next level in the manuscript: ## before ###", "use the next level: H2 before H3")
    return "HP432", Severity.ERROR, message, hint


# tables


def _table_fault(table: Element, structure: Structure) -> _Fault | None:
    rows = _rows(table, structure)
    cells = [cell for row in rows for cell in row]
    heads = [cell for cell in cells if cell.role == "TH"]
    if not heads:
        hint = "give the table a head, which is read aloud with its cells"
        return "HP433", Severity.WARNING, "a table has no header cells", hint
    if len(set(_widths(rows))) > 1:
        hint = "give every row the same number of cells, counting those that span several"
        return "HP485", Severity.WARNING, "the rows of a table have different numbers of cells", hint
    named = any(items(cell.attribute("/Headers")) for cell in cells)
    if not named and any(not name_of(cell.attribute("/Scope")) for cell in heads):
        hint = "say of every header cell whether it heads a row or a column (Scope)"
        return "HP485", Severity.WARNING, "a header cell of a table does not say what it heads", hint
    return None


def _rows(table: Element, structure: Structure) -> list[list[Element]]:
    """The cells of each row; those of tables in cells are not among them."""
    rows: list[list[Element]] = []
    for kid in structure.elements_in(table):
        groups = structure.elements_in(kid) if kid.role in ("THead", "TBody", "TFoot") else [kid]
        rows += (
            [cell for cell in structure.elements_in(row) if cell.role in ("TH", "TD")]
            for row in groups
            if row.role == "TR"
        )
    return rows


def _widths(rows: list[list[Element]]) -> Iterator[int]:
    """The columns that each row has, with those that cells of rows above reach into."""
    hanging: Counter[int] = Counter()
    for row in rows:
        covered = +hanging
        for cell in row:
            width, height = (max(int(number(cell.attribute(key), 1)), 1) for key in ("/ColSpan", "/RowSpan"))
            start = next(place for place in range(len(covered) + 1) if place not in covered)
            for place in range(start, start + min(width, _WIDEST)):
                covered[place] = max(covered[place], height)
        yield len(covered)
        hanging = Counter({place: left - 1 for place, left in covered.items()})


# what holds for the tree as a whole


def _types(structure: Structure, every: list[Element]) -> Iterator[Finding]:
    """Types that are not standard and not mapped, and standard types that are mapped to others."""
    for role in sorted({one.role for one in every if not _is_standard(one.role) and _is_plain(one)}):
        message = f"the type of tag “{role}” is not a standard one, and is not mapped to one"
        yield Finding("HP483", Severity.WARNING, message, "map it to a standard type in the role map")
    for name, role in sorted(structure.roles.items()):
        if name in _STANDARD_OLD and role != name:
            message = f"the standard type of tag “{name}” is mapped to “{role}”, so that it means something else"
            yield Finding("HP483", Severity.WARNING, message, "take standard types out of the role map")


def _is_plain(one: Element) -> bool:
    """Whether its type is a name of PDF's own: other namespaces (MathML) have their own types."""
    space = text_of(entry(one.element.get("/NS"), "/NS"))
    return not space or space.startswith("http://iso.org/pdf")


def _is_standard(role: str) -> bool:
    return role in _STANDARD or _DEEP_HEADING.fullmatch(role) is not None


def _headings(subject: Subject, structure: Structure, every: list[Element]) -> Iterator[Finding]:
    """Headings without words, and headings with and without a level in one file."""
    headings = [one for one in every if one.is_heading]
    filled = {identity(around.heading.element) for _, around in structure.held() if around.heading is not None}
    for one in headings:
        if identity(one.element) not in filled and not one.replacement:
            hint = subject.advice(
                "give it words in the manuscript, or remove it",
                "remove its tag, or let it hold the words of the headline",
            )
            yield subject.finding("HP488", Severity.WARNING, "a heading has no words", hint, one.page)
    if len({one.role == "H" for one in headings if one.role != "Title"}) > 1:
        message = "some headings have a level (H1, H2), and others have none (H)"
        yield Finding("HP488", Severity.WARNING, message, "give every heading its level")


def _notes(subject: Subject, every: list[Element]) -> Iterator[Finding]:
    """Notes without an identifier, and identifiers that several elements have (ISO 14289-1, 7.9)."""
    for one in every:
        if one.role in _NOTES and not one.said("/ID"):
            message, hint = "a note has no identifier, so that nothing can refer to it", "give it a unique /ID"
            yield subject.finding("HP487", Severity.WARNING, message, hint, one.page)
    for name, count in Counter(one.said("/ID") for one in every).items():
        if name and count > 1:
            message = f"{count} tags have the same identifier “{name}”"
            yield Finding("HP487", Severity.WARNING, message, "give every tag an identifier of its own")


def _annotations(subject: Subject, structure: Structure, every: list[Element]) -> Iterator[Finding]:
    """Links that are not in the tree or do not say where they lead, and pages with another order of tabs (7.18)."""
    tagged = {identity(kid.target) for one in every for kid in structure.kids(one) if isinstance(kid, Reference)}
    for index, page in enumerate(subject.pdf.pages):
        annotations = list(annotations_of(page))
        if annotations and name_of(entry(page.obj, "/Tabs")) != "S":
            message = "the tab order of the links differs from the tags"
            yield Finding("HP435", Severity.WARNING, message, "set /Tabs /S on every page with links", index)
        links = [one for one in annotations if name_of(one.get("/Subtype")) == "Link"]
        outside = sum(identity(one) not in tagged for one in links)
        if outside:
            hint = "tag every link (Link, with a reference to its annotation)"
            yield Finding("HP482", Severity.WARNING, f"{times(outside, 'link')} not in the tags", hint, index)
        silent = sum(not text_of(one.get("/Contents")) for one in links)
        if silent:
            hint = "give the annotation of every link a description (/Contents)"
            yield Finding("HP482", Severity.WARNING, f"{times(silent, 'link')} without a description", hint, index)
