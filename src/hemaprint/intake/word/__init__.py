# SPDX-License-Identifier: MIT
"""Read a Word document: what is beside its words is resolved first, then mammoth reads the words."""

from __future__ import annotations

from pathlib import Path

import mammoth
from bs4 import BeautifulSoup, Tag
from lxml import etree

from hemaprint.errors import ContentError
from hemaprint.intake import Options
from hemaprint.intake.files import Archive, Element, Shelf, fault, read_bytes
from hemaprint.intake.kinds import Kind, kind_of
from hemaprint.intake.markup import read_converted
from hemaprint.intake.markup.soup import BLOCKS, LABELLED, LINE, SUBTITLE, attribute, numbered_line, parse, tags_in
from hemaprint.intake.passages import Findings, Picture, Raw
from hemaprint.intake.word import fields, text, unprinted
from hemaprint.intake.word.package import (
    OUR_LABEL,
    OUR_LINE,
    OUR_NUMBER,
    RELATION_ID,
    WordParts,
    around,
    insert_first,
    line_of,
    open_parts,
    pack,
    remove,
    replace_with,
    switch,
    unwrap,
    w,
)
from hemaprint.intake.word.styles import OURS, Styles, apply_styles, number_lists

STYLE_MAP = "\n".join(
    [
        *(f"p.{OURS}-heading{level} => h{level}:fresh" for level in range(1, 10)),
        f"p.{OURS}-title => h1:fresh",
        f"p.{OURS}-subtitle => p.{SUBTITLE}:fresh",
        f"p.{OURS}-caption => p.{OURS}-caption:fresh",
        f"p.{OURS}-quote => blockquote > p:fresh",
    ]
)
MACROS = "vbaProject.bin"
PICTURE = "hp-picture:"
MARK = "line-"
NOTES = ("footnote", "endnote")


def read_docx(path: Path, options: Options) -> Raw:
    """The Word document at ``path``. ``line`` of everything is the number of its paragraph in the body.

    ``words_of`` is read from the XML, after tracked changes are resolved and everything but the copy is taken out, and
    has what was left out besides. Raises :class:`ContentError` for a file that is not a Word document, is damaged, or
    is too large.
    """
    if kind_of(path) is not Kind.DOCX:
        raise fault(path, "HP512", f"{path.name} is not a Word document", "give it the ending that it needs")
    parts = open_parts(Archive(path, read_bytes(path)))
    findings = Findings()
    styles = Styles(parts.trees.get("styles"))
    examine(parts, options, findings)
    _leave_out(parts, styles, findings)
    words = words_in(parts)
    _prepare(parts, styles, findings)
    html, pictures = _to_html(parts)
    soup = parse(html, path)
    _arrange(soup)
    shelf = Shelf()

    def picture_of(tag: Tag) -> Picture:
        number = int(attribute(tag, "src").removeprefix(PICTURE))
        taken = shelf.take(pictures[number], f"picture-{number + 1}.x")
        line, alt = numbered_line(tag), " ".join(attribute(tag, "alt").split())
        if taken.doubt:
            findings.doubt("HP525", line, f"the picture {taken.name} was not taken over unchanged: {taken.doubt}")
        return Picture(line=line, name=taken.name, data=taken.data, alt=alt)

    return read_converted(
        soup,
        path=path,
        kind="docx",
        picture_of=picture_of,
        findings=findings,
        words=f"{words}\n{findings.words_left_out}",
        metadata=unprinted.metadata_of(parts.archive, styles.language),
    )


def examine(parts: WordParts, options: Options, findings: Findings) -> None:
    """Resolve what a document says twice or not for certain."""
    if any(name.endswith(MACROS) for name in parts.archive.names):
        findings.doubt("HP524", 1, "the document has macros; they were neither run nor taken over")
    for _name, tree in parts.texts:
        text.choose_alternatives(tree)
    _number_paragraphs(parts)
    unprinted.report_comments(parts, findings)
    for _name, tree in parts.texts:
        unprinted.resolve_changes(tree, options.changes, findings)
        text.write_symbols(tree, findings)
    _check_calls(parts, findings)
    unprinted.leave_out_running_heads(parts, findings)


def words_in(parts: WordParts) -> str:
    """All words of the copy, read straight from the XML."""
    return "\n".join(text.words_of(tree) for _name, tree in parts.texts)


def _leave_out(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Take out all but the copy, and write what Word shows without being text: results of fields, labels of lists."""
    for name, tree in parts.texts:
        fields.lengthen_fields(tree)
        unprinted.leave_out_contents(tree, styles, findings)
        fields.show_fields(tree, findings)
        unprinted.report_reference_lists(tree, findings)
        unprinted.leave_out_unseen(tree, styles, findings)
        fields.resolve_fields(name, tree, parts, findings)
        unprinted.report_capitals(tree, findings)
    leave_out_uncalled_notes(parts, findings)
    number_lists(parts, styles)


def _prepare(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Write what mammoth ignores as text that it reads."""
    for name, tree in parts.texts:
        text.pull_out_text_boxes(tree, findings)
        text.write_equations(tree, findings)
        text.simplify_drawings(name, tree, parts, findings)
        _simplify(name, tree, parts)
        apply_styles(tree, styles)
        _mark_lines(tree)


def _to_html(parts: WordParts) -> tuple[str, list[bytes]]:
    pictures: list[bytes] = []

    def keep(image: object) -> dict[str, str]:
        with image.open() as file:  # type: ignore[attr-defined]
            pictures.append(file.read())
        return {"src": f"{PICTURE}{len(pictures) - 1}"}

    try:
        result = mammoth.convert_to_html(
            pack(parts),
            style_map=STYLE_MAP,
            include_embedded_style_map=False,
            id_prefix=f"{OURS}-",
            convert_image=mammoth.images.img_element(keep),
        )
    except RecursionError as error:
        raise parts.archive.fault("HP517", f"{parts.archive.path.name} is nested too deeply") from error
    except ContentError:
        raise
    except Exception as error:  # mammoth raises KeyError, ValueError... at documents that break the standard
        message = f"{parts.archive.path.name} breaks the rules of its format: {error!r}"
        raise parts.archive.fault("HP513", message) from error
    return str(result.value), pictures


# ---------------------------------------------------------------- numbers of paragraphs, notes


def _number_paragraphs(parts: WordParts) -> None:
    """Write on each paragraph its number in the body, on each note that of the paragraph that calls it."""
    number = 0
    for paragraph in parts.body.iter(w("p")):
        number += around(paragraph, "txbxContent") is None
        paragraph.set(OUR_LINE, str(max(number, 1)))
    for kind in NOTES:
        calls = reversed(list(parts.body.iter(w(f"{kind}Reference"))))
        called = {call.get(w("id")): line_of(call) for call in calls}
        for note in _notes(parts, kind):
            note.set(OUR_LINE, str(called.get(note.get(w("id")), 1)))


def _notes(parts: WordParts, kind: str) -> list[Element]:
    tree = parts.trees.get(f"{kind}s")
    return [] if tree is None else list(tree.iter(w(kind)))


def _check_calls(parts: WordParts, findings: Findings) -> None:
    """Take out the calls of notes that do not exist, each with a doubt."""
    for kind in NOTES:
        notes = {note.get(w("id")) for note in _notes(parts, kind)}
        for call in list(parts.body.iter(w(f"{kind}Reference"))):
            if call.get(w("id")) not in notes:
                findings.doubt("HP527", line_of(call), f"a {kind} is called that is not in the document")
                remove(call)


def leave_out_uncalled_notes(parts: WordParts, findings: Findings) -> None:
    """Take out the notes that nothing calls: Word does not show them, nor the lines that separate notes from copy."""
    for kind in NOTES:
        called = {call.get(w("id")) for call in parts.body.iter(w(f"{kind}Reference"))}
        for note in _notes(parts, kind):
            if note.get(w("id")) not in called:
                findings.leave_out(line_of(note), text.words_of(note), "it is a note that nothing calls")
                remove(note)


# ---------------------------------------------------------------- what mammoth (1.13) ignores or cannot take


def _simplify(name: str, root: Element, parts: WordParts) -> None:
    for element in list(root.iter(*map(w, ("dir", "bdo", "smartTag", "customXml")))):
        unwrap(element)
    for box in list(root.iter(w("sdt"))):
        content = box.find(w("sdtContent"))
        replace_with(box, [] if content is None else list(content))
    for ruby in list(root.iter(w("ruby"))):
        _write_ruby(ruby)
    for element in list(root.iter(w("br"), w("cr"))):  # a page or a column ends a paragraph, as two line breaks do
        ends = element.get(w("type")) in ("page", "column")
        replace_with(element, [etree.Element(w("br")) for _ in range(2 if ends else 1)])
    for element in root.iter(w("ptab")):
        element.tag = w("tab")
    for element in list(root.iter(w("bookmarkStart"), w("bookmarkEnd"), "{*}hlinkClick", w("commentReference"))):
        remove(element)
    for properties in root.iter(w("trPr")):  # a head that Word repeats on each page counts only from the first row on
        if switch(properties, "tblHeader") is False:
            remove(properties.find(w("tblHeader")))
    _correct(name, root, parts)


def _correct(name: str, root: Element, parts: WordParts) -> None:
    """Correct links to nothing, and spans that are not numbers."""
    for link in root.iter(w("hyperlink")):
        if link.get(RELATION_ID, "") not in parts.relations[name]:
            link.attrib.pop(RELATION_ID, None)
    for span in root.iter(w("gridSpan")):
        if not span.get(w("val"), "").isdigit():
            span.set(w("val"), "1")


def _write_ruby(ruby: Element) -> None:
    """The base, and the reading after it in brackets."""
    inside: list[Element] = []
    for name, form in (("rubyBase", "{}"), ("rt", " ({})")):
        texts = [part.text or "" for part in ruby.iter(w("t")) if around(part, name) is not None]
        element = etree.Element(w("t"))
        element.text = form.format("".join(texts))
        inside += [element] if texts else []
    replace_with(ruby, inside)


def _mark_lines(root: Element) -> None:
    """Put a bookmark into each paragraph, which mammoth writes into the HTML: its line, its number, "x" for a label."""
    for paragraph in root.iter(w("p")):
        mark = etree.Element(w("bookmarkStart"))
        number, labelled = paragraph.get(OUR_NUMBER, ""), "x" if paragraph.get(OUR_LABEL) else ""
        mark.set(w("name"), f"{MARK}{line_of(paragraph)}-{number}-{labelled}")
        insert_first(paragraph, mark)


# ---------------------------------------------------------------- mammoth's HTML: lines, numbers of lists, captions

NUMBER = "data-hp-number"


def _arrange(soup: BeautifulSoup) -> None:
    prefix = f"{OURS}-{MARK}"
    for mark in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "id").startswith(prefix)]:
        block = next((parent for parent in mark.parents if parent.name in BLOCKS), None)
        values = attribute(mark, "id").removeprefix(prefix).split("-")
        if block is not None and not block.has_attr(LINE):
            block.attrs |= {key: value for key, value in zip((LINE, NUMBER, LABELLED), values, strict=False) if value}
        mark.extract()
    for listing in soup.find_all("ol"):
        _number_list(soup, listing)
    for caption in soup.find_all("p", class_=f"{OURS}-caption"):
        _join_caption(soup, caption)


def _number_list(soup: BeautifulSoup, listing: Tag) -> None:
    """Give a list its first number, and split it where the numbers do not follow each other, or labels begin or end."""
    current, expected = listing, 0
    for item in listing.find_all("li", recursive=False):
        if item.has_attr(NUMBER):
            number, labelled = int(attribute(item, NUMBER)), item.has_attr(LABELLED)
            if expected and (number != expected or labelled != current.has_attr(LABELLED)):
                rest = soup.new_tag("ol")
                current.insert_after(rest)
                current, expected = rest, 0
            if not expected:
                current.attrs |= {"start": str(number)} | ({LABELLED: "x"} if labelled else {})
            expected = number + 1
        if current is not listing:
            current.append(item.extract())


def _join_caption(soup: BeautifulSoup, caption: Tag) -> None:
    """Make a figure of a caption and the picture before it or the table after it, or else the other way round."""
    before, after = _neighbour(caption, -1), _neighbour(caption, 1)
    for candidate, wanted in ((before, "img"), (after, "table"), (before, "table"), (after, "img")):
        if candidate is not None and _shows(candidate, wanted):
            figure = soup.new_tag("figure")
            candidate.insert_before(figure)
            figure.append(candidate.extract())
            caption.name = "figcaption"
            figure.append(caption.extract())
            return


def _neighbour(tag: Tag, step: int) -> Tag | None:
    """The element before or after, without empty paragraphs."""
    siblings = tag.previous_siblings if step < 0 else tag.next_siblings
    tags = (found for found in siblings if isinstance(found, Tag))
    return next((found for found in tags if found.name != "p" or found.get_text().strip() or found.find("img")), None)


def _shows(tag: Tag, wanted: str) -> bool:
    if wanted == "table":
        return tag.name == "table"
    return tag.name == "p" and tag.find("img") is not None and not tag.get_text().strip()
