"""Read a Word document: what is in it beside its words is resolved first, then mammoth reads the words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import mammoth
from bs4 import Tag

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake import Options
from hemaprint.intake.files.archive import Archive
from hemaprint.intake.files.kinds import Kind, kind_of, read_bytes
from hemaprint.intake.files.pictures import Shelf
from hemaprint.intake.markup.notemarks import take_notes
from hemaprint.intake.markup.soup import SUBTITLE, attribute, numbered_line, parse
from hemaprint.intake.markup.walk import read_markup
from hemaprint.intake.passages import Picture, Raw
from hemaprint.intake.word.arranged import arrange
from hemaprint.intake.word.changes import resolve_changes
from hemaprint.intake.word.characters import write_symbols
from hemaprint.intake.word.comments import report_comments
from hemaprint.intake.word.core import metadata_of
from hemaprint.intake.word.equations import write_equations
from hemaprint.intake.word.fields import lengthen_fields, resolve_fields, show_fields
from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.numbering import number_lists
from hemaprint.intake.word.objects import pull_out_text_boxes, simplify_drawings
from hemaprint.intake.word.parts import MACROS, WordParts, open_parts, pack
from hemaprint.intake.word.ready import (
    check_calls,
    leave_out_uncalled_notes,
    mark_lines,
    number_paragraphs,
    repeat_heads,
    simplify,
)
from hemaprint.intake.word.styles import OURS, Styles, apply_styles
from hemaprint.intake.word.unprinted import (
    leave_out_contents,
    leave_out_running_heads,
    leave_out_unseen,
    tell_capitals,
    tell_lists_of_references,
)
from hemaprint.intake.word.words import choose_alternatives, words_of

STYLE_MAP = "\n".join(
    [
        *(f"p.{OURS}-heading{level} => h{level}:fresh" for level in range(1, 10)),
        f"p.{OURS}-title => h1:fresh",
        f"p.{OURS}-subtitle => p.{SUBTITLE}:fresh",
        f"p.{OURS}-caption => p.{OURS}-caption:fresh",
        f"p.{OURS}-quote => blockquote > p:fresh",
    ]
)
PICTURE = "hp-picture:"


def read_docx(path: Path, options: Options) -> Raw:
    """The Word document at ``path``. ``line`` of everything is the number of its paragraph in the body.

    ``words_of`` is read from the XML, after tracked changes are resolved and everything but the copy is taken out, and
    has what was left out besides. Raises :class:`ContentError` for a file that is not a Word document, is damaged, or
    is too large.
    """
    if kind_of(path) is not Kind.DOCX:
        problem = Problem(
            "HP512", f"{path.name} is not a Word document", Location(path), "give it the ending that it needs"
        )
        raise ContentError([problem])
    archive = Archive(path, read_bytes(path))
    parts = open_parts(archive)
    findings = Findings()
    styles = Styles(parts.trees.get("styles"))
    examine(parts, options, findings)
    _leave_out(parts, styles, findings)
    words = words_in(parts)
    _prepare(parts, styles, findings)
    html, pictures = _to_html(parts)
    raw = _read(path, html, pictures, f"{words}\n{findings.words_left_out}", findings)
    return replace(raw, metadata=metadata_of(archive, styles.language))


def examine(parts: WordParts, options: Options, findings: Findings) -> None:
    """Resolve what a document says twice or not for certain."""
    if any(name.endswith(MACROS) for name in parts.archive.names):
        findings.doubt("HP524", 1, "the document has macros; they were neither run nor taken over")
    for _name, tree in parts.texts:
        choose_alternatives(tree)
    number_paragraphs(parts)
    report_comments(parts, findings)
    for _name, tree in parts.texts:
        resolve_changes(tree, options.changes, findings)
        write_symbols(tree, findings)
    check_calls(parts, findings)
    leave_out_running_heads(parts, findings)


def words_in(parts: WordParts) -> str:
    """All words of the copy, read straight from the XML."""
    return "\n".join(words_of(tree) for _name, tree in parts.texts)


def _leave_out(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Take out all but the copy, and write what Word shows without being text: results of fields, labels of lists."""
    for name, tree in parts.texts:
        lengthen_fields(tree)
        leave_out_contents(tree, styles, findings)
        show_fields(tree, findings)
        tell_lists_of_references(tree, findings)
        leave_out_unseen(tree, styles, findings)
        resolve_fields(name, tree, parts, findings)
        tell_capitals(tree, findings)
    leave_out_uncalled_notes(parts, findings)
    number_lists(parts, styles)


def _prepare(parts: WordParts, styles: Styles, findings: Findings) -> None:
    """Write what mammoth passes over as text that it reads."""
    for name, tree in parts.texts:
        pull_out_text_boxes(tree, findings)
        write_equations(tree, findings)
        simplify_drawings(name, tree, parts, findings)
        simplify(name, tree, parts)
        repeat_heads(tree)
        apply_styles(tree, styles)
        mark_lines(tree)


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
        raise parts.archive.fault(
            "HP513", f"{parts.archive.path.name} breaks the rules of its format: {error!r}"
        ) from error
    return str(result.value), pictures


def _read(path: Path, html: str, pictures: list[bytes], words: str, findings: Findings) -> Raw:
    soup = parse(html, path)
    arrange(soup)
    notes, called_twice = take_notes(soup, numbered_line, labelled=False)
    shelf = Shelf()

    def picture_of(tag: Tag) -> Picture | None:
        number = int(attribute(tag, "src").removeprefix(PICTURE))
        taken = shelf.take(pictures[number], f"picture-{number + 1}.x")
        if taken.doubt:
            findings.doubt(
                "HP525", numbered_line(tag), f"the picture {taken.name} was not taken over as it is: {taken.doubt}"
            )
        return Picture(
            line=numbered_line(tag), name=taken.name, data=taken.data, alt=" ".join(attribute(tag, "alt").split())
        )

    marked = read_markup([soup], notes, path=path, picture_of=picture_of, line_of=numbered_line)
    return Raw(
        path=path,
        kind="docx",
        passages=marked.passages,
        words_of=words,
        notes=marked.notes,
        doubts=tuple(sorted([*findings.doubts, *called_twice, *marked.doubts], key=lambda doubt: doubt.line)),
        left_out=tuple(sorted([*findings.left_out, *marked.left_out], key=lambda left: left.line)),
        unit="paragraph",
    )
