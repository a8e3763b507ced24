"""Read OpenDocument, RTF and Markdown, and on request Word, through pandoc (the extra ``hemaprint[pandoc]``)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake import Options, TrackedChanges
from hemaprint.intake.files.archive import Archive
from hemaprint.intake.files.decode import decode
from hemaprint.intake.files.kinds import Kind, kind_of, read_bytes
from hemaprint.intake.foreign.binary import MEDIA, run_pandoc
from hemaprint.intake.foreign.dialect import readable
from hemaprint.intake.foreign.frontmatter import front_matter, texts_of, values_of
from hemaprint.intake.foreign.rtf import ready_rich_text
from hemaprint.intake.foreign.words import words_of_open_document, words_of_pandoc
from hemaprint.intake.language import INVISIBLE
from hemaprint.intake.markup.notemarks import take_notes
from hemaprint.intake.markup.soup import BLOCKS, LINE, SUBTITLE, attribute, numbered_line, parse, tags_in
from hemaprint.intake.markup.walk import CHECKED, read_markup
from hemaprint.intake.passages import Metadata, Raw
from hemaprint.intake.web.pictures import PagePictures
from hemaprint.intake.word.core import proposed
from hemaprint.intake.word.findings import Findings
from hemaprint.intake.word.parts import open_parts
from hemaprint.intake.word.reader import examine, words_in
from hemaprint.intake.word.ready import leave_out_uncalled_notes

FORMATS = {
    Kind.ODT: "odt",
    Kind.RTF: "rtf",
    Kind.MARKDOWN: "gfm+attributes+bracketed_spans+definition_lists+fenced_divs+footnotes+implicit_figures+sourcepos"
    "+subscript+superscript+yaml_metadata_block-tex_math_dollars-tex_math_gfm",
    Kind.DOCX: "docx",
}
"""What pandoc calls the kinds that it reads for us."""

PLACEHOLDER_ALT = frozenset({"image", "Image"})
"""What pandoc writes where a picture has no alternative text."""

PANDOC_CHECKED = "☒"
"""What pandoc makes of the ``[x]`` of a task."""

_WRAPPED = re.compile(r'<span data-wrapper="1" data-pos="[^"]*">(</?[A-Za-z][^<>]*>)</span>')
"""A tag of the author's, in the element that tells its place: it would be closed before its text begins."""
_POSITION = re.compile(r"(?<!\d)(\d+):\d+-\d+:\d+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class _Input:
    """What goes to pandoc, and what else is known of the file."""

    data: bytes
    words: str
    findings: Findings
    decoded: str = ""


def read_pandoc(path: Path, options: Options) -> Raw:
    """The document at ``path``: .odt, .rtf, .md or .docx.

    ``line`` is a line of Markdown, and for the others the number of a paragraph as pandoc sees them. ``words_of``
    comes from the XML of .odt and .docx, and from the tokens of .rtf; for .md from pandoc's own tree.
    Raises :class:`ContentError`, and :class:`MissingEnvironmentError` without pandoc.
    """
    kind = kind_of(path)
    if kind not in FORMATS:
        problem = Problem(
            "HP512", f"{path.name} is not read through pandoc", Location(path), "import it without --pandoc"
        )
        raise ContentError([problem])
    given = _INPUTS[kind](path, options)
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
        said, html = run_pandoc(given.data, FORMATS[kind], path, Path(folder), _options(kind, options))
        values = values_of(said)
        if kind is Kind.MARKDOWN and PANDOC_CHECKED not in given.decoded:
            html = html.replace(PANDOC_CHECKED, CHECKED)
        soup = parse(_styled(values) + html if kind is Kind.DOCX else _WRAPPED.sub(r"\1", html), path)
        pictures = PagePictures(path.parent, _media(soup, Path(folder)), numbered_line)
        if kind is not Kind.MARKDOWN:
            return _read(path, kind, soup, given, pictures, _properties(values, kind))
        front = front_matter(values)
        given.findings.doubts += front.doubts
        given.findings.left_out += front.left_out
        return _read(path, kind, soup, replace(given, words=f"{front.text}\n{given.words}"), pictures, front.metadata)


def _options(kind: Kind, options: Options) -> list[str]:
    if kind is Kind.MARKDOWN:  # its pictures are files beside it, which pandoc cannot reach and would leave out
        return []
    changes = "reject" if options.changes is TrackedChanges.REJECT else "accept"
    return [f"--extract-media={MEDIA}", *([f"--track-changes={changes}"] if kind is Kind.DOCX else [])]


def _read(
    path: Path, kind: Kind, soup: BeautifulSoup, given: _Input, pictures: PagePictures, metadata: Metadata
) -> Raw:
    _number(soup, kind)
    notes, called_twice = take_notes(soup, numbered_line, labelled=False)
    marked = read_markup([soup], notes, path=path, picture_of=pictures.picture_of, line_of=numbered_line)
    doubts = [*given.findings.doubts, *called_twice, *marked.doubts, *pictures.doubts]
    return Raw(
        path=path,
        decoded=given.decoded,
        kind=str(kind),
        passages=marked.passages,
        words_of=given.words,
        notes=marked.notes,
        metadata=metadata,
        doubts=tuple(sorted(doubts, key=lambda doubt: doubt.line)),
        left_out=tuple(sorted([*given.findings.left_out, *marked.left_out], key=lambda left: left.line)),
        unit="line" if kind is Kind.MARKDOWN else "paragraph",
    )


def _open_document(path: Path, _wishes: Options) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()  # pandoc trusts what it is given
    findings = Findings()
    words = words_of_open_document(archive, findings)
    return _Input(data, words, findings)


def _word(path: Path, options: Options) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()
    findings = Findings()
    parts = open_parts(archive)
    examine(parts, options, findings)
    leave_out_uncalled_notes(parts, findings)
    return _Input(data, f"{words_in(parts)}\n{findings.words_left_out}", findings)


def _rich_text(path: Path, options: Options) -> _Input:
    findings = Findings()
    ready = ready_rich_text(read_bytes(path), options.changes, findings)
    return _Input(ready.data, f"{ready.words}\n{findings.words_left_out}", findings)


def _markdown(path: Path, options: Options) -> _Input:
    text, doubts = decode(read_bytes(path), path, options.encoding)
    ready = readable(_INVISIBLE.sub("", text))  # pandoc makes other characters of some of them
    data = ready.text.encode()
    source = FORMATS[Kind.MARKDOWN].replace("+sourcepos", "")
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
        first, rest = run_pandoc(data, source, path, Path(folder), [], to="json")
    return _Input(data, words_of_pandoc(first + rest), Findings([*doubts, *ready.doubts]), text)


_INPUTS = {Kind.ODT: _open_document, Kind.DOCX: _word, Kind.RTF: _rich_text, Kind.MARKDOWN: _markdown}


def _media(soup: BeautifulSoup, folder: Path) -> Mapping[str, bytes]:
    """The pictures that pandoc unpacked, by their addresses in the page. Only files of the private folder are read."""
    found: dict[str, bytes] = {}
    inside = (folder / MEDIA).resolve()
    for image in soup.find_all("img"):
        address = attribute(image, "src")
        if attribute(image, "alt") in PLACEHOLDER_ALT:
            del image["alt"]
        path = (
            (folder / address).resolve()
            if address and not address.startswith("data:") and "\0" not in address
            else None
        )
        if path is not None and path.is_relative_to(inside) and path.is_file():
            found[address] = path.read_bytes()
    return found


def _number(soup: BeautifulSoup, kind: Kind) -> None:
    number = 0
    for tag in tags_in(soup):
        if kind is Kind.MARKDOWN:
            if found := _POSITION.search(attribute(tag, "data-pos")):
                tag[LINE] = found[1]
        elif (
            tag.name in BLOCKS and any(isinstance(child, str) and child.strip() for child in tag.children)
        ) or tag.name in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
            number += 1
            tag[LINE] = str(number)


def _styled(values: Mapping[str, Any]) -> str:
    """The HTML of the paragraphs that pandoc takes out of a Word document by their styles: they are copy."""
    blocks = [f"<h1>{values['title']}</h1>"] if values.get("title") else []
    blocks += [f'<p class="{SUBTITLE}">{values["subtitle"]}</p>'] if values.get("subtitle") else []
    for name in ("author", "date", "abstract"):
        value = values.get(name, [])
        blocks += [f"<div>{text}</div>" for text in (value if isinstance(value, list) else [value])]
    return "\n".join(blocks)


def _properties(values: Mapping[str, Any], kind: Kind) -> Metadata:
    """The properties of a file, which are proposals; a title and authors of Word are copy already."""
    is_copy = kind is Kind.DOCX
    authors = ";".join(texts_of(values.get("author"))).split(";")
    return proposed(
        title="" if is_copy else next(texts_of(values.get("title")), ""),
        authors=[] if is_copy else [name.strip() for name in authors if name.strip()],
        language=next(texts_of(values.get("lang") or values.get("language")), ""),
        keywords=list(texts_of(values.get("keywords"))),
    )
