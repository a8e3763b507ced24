# SPDX-License-Identifier: MIT
"""Read OpenDocument, RTF and Markdown, and on request Word, through pandoc (the extra ``hemaprint[pandoc]``)."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from hemaprint.errors import ContentError, MissingEnvironmentError
from hemaprint.intake import Options, TrackedChanges
from hemaprint.intake.encodings import decode
from hemaprint.intake.files import SEND_AGAIN, Archive, Element, fault, read_bytes
from hemaprint.intake.kinds import Kind, kind_of
from hemaprint.intake.language import INVISIBLE
from hemaprint.intake.markdown import front_matter, readable, texts_of, values_of, words_of_pandoc
from hemaprint.intake.markup import read_converted
from hemaprint.intake.markup.soup import BLOCKS, LINE, SUBTITLE, attribute, numbered_line, parse, tags_in
from hemaprint.intake.markup.walk import CHECKED
from hemaprint.intake.passages import Findings, Metadata, Raw
from hemaprint.intake.rtf import ready_rich_text
from hemaprint.intake.web.prepare import PagePictures
from hemaprint.intake.word import examine, leave_out_uncalled_notes, words_in
from hemaprint.intake.word.package import open_parts, quoted
from hemaprint.intake.word.unprinted import proposed

FORMATS = {
    Kind.ODT: "odt",
    Kind.RTF: "rtf",
    Kind.MARKDOWN: "gfm+attributes+bracketed_spans+definition_lists+fenced_divs+footnotes+implicit_figures+sourcepos"
    "+subscript+superscript+yaml_metadata_block-tex_math_dollars-tex_math_gfm",
    Kind.DOCX: "docx",
}
"""pandoc's names of the kinds that it reads for us."""

PLACEHOLDER_ALT = frozenset({"image", "Image"})
"""The alternative text that pandoc writes where a picture has none."""

PANDOC_CHECKED = "☒"
"""pandoc's form of the ``[x]`` of a task."""

_WRAPPED = re.compile(r'<span data-wrapper="1" data-pos="[^"]*">(</?[A-Za-z][^<>]*>)</span>')
"""A tag of the author's, in the element that gives its place: it would be closed before its text begins."""
_POSITION = re.compile(r"(?<!\d)(\d+):\d+-\d+:\d+")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class _Input:
    """The data for pandoc, the words of the file, and the characters of a text."""

    data: bytes
    words: str
    decoded: str = ""


def read_pandoc(path: Path, options: Options) -> Raw:
    """The document at ``path``: .odt, .rtf, .md or .docx.

    ``line`` is a line of Markdown, and for the others the number of a paragraph as pandoc sees them. ``words_of``
    comes from the XML of .odt and .docx, and from the tokens of .rtf; for .md from pandoc's own tree.
    Raises :class:`ContentError`, and :class:`MissingEnvironmentError` without pandoc.
    """
    kind = kind_of(path)
    if kind not in FORMATS:
        raise fault(path, "HP512", f"{path.name} is not read through pandoc", "import it without --pandoc")
    findings = Findings()
    given = _INPUTS[kind](path, options, findings)
    is_markdown, words = kind is Kind.MARKDOWN, given.words
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
        said, html = run_pandoc(given.data, FORMATS[kind], path, Path(folder), _options(kind, options))
        values = values_of(said)
        if is_markdown and PANDOC_CHECKED not in given.decoded:
            html = html.replace(PANDOC_CHECKED, CHECKED)
        soup = parse(_styled(values) + html if kind is Kind.DOCX else _WRAPPED.sub(r"\1", html), path)
        pictures = PagePictures(path.parent, findings, _media(soup, Path(folder)), numbered_line)
        if is_markdown:
            metadata, text = front_matter(values, findings)
            words = f"{text}\n{words}"
        else:
            metadata = _properties(values, kind)
        _number(soup, kind)
        return read_converted(
            soup,
            path=path,
            kind=str(kind),
            picture_of=pictures.picture_of,
            findings=findings,
            words=words,
            metadata=metadata,
            decoded=given.decoded,
            unit="line" if is_markdown else "paragraph",
        )


# ---------------------------------------------------------------- calling pandoc: no network, no files, bounds

SECONDS_AT_MOST = 60
HEAP = "-M768M"
OUTPUT_CHARACTERS_AT_MOST = 64 * 1024 * 1024
MEDIA = "media"
"""Where pandoc unpacks pictures, in its working folder."""

TEMPLATE = "page.template"
HEAP_EXHAUSTED = 251
INSTALL = "pip install 'hemaprint[pandoc]'"


def run_pandoc(
    data: bytes, source: str, path: Path, folder: Path, options: list[str], *, to: str = "html5"
) -> tuple[str, str]:
    """The metadata (a line of JSON) and the body of ``data``, a document in the format ``source``.

    pandoc works in ``folder`` and reads nothing else: the data come on its standard input. Raises
    :class:`MissingEnvironmentError` without pandoc, and :class:`ContentError` about ``path`` when it fails.
    """
    (folder / TEMPLATE).write_text("$meta-json$\n$body$\n", encoding="utf-8")
    bounds = ["+RTS", HEAP, "-RTS", "--sandbox"]
    command = [find_pandoc(), *bounds, "--standalone", f"--template={TEMPLATE}", "--wrap=none", "-f", source, "-t", to]
    try:
        done = subprocess.run(
            [*command, *options], input=data, cwd=folder, capture_output=True, timeout=SECONDS_AT_MOST, check=False,
            env={"LANG": "C.UTF-8", "HOME": str(folder)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _failure(path, f"pandoc needs more than {SECONDS_AT_MOST} seconds for {path.name}") from error
    except OSError as error:
        raise MissingEnvironmentError(f"pandoc cannot be started: {error.strerror}", INSTALL) from error
    if done.returncode == HEAP_EXHAUSTED:
        raise _failure(path, f"pandoc needs too much memory for {path.name}")
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = " ".join(line.strip() for line in reason[:3]) or f"it ended with {done.returncode}"
        hints = ("correct the lines between --- at its head",) if "YAML" in said else ()
        raise _failure(path, f"pandoc cannot read {path.name}: {said}", *hints)
    text = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    if len(text) > OUTPUT_CHARACTERS_AT_MOST:
        raise _failure(path, f"{path.name} becomes too long a page")
    said, _, body = text.partition("\n")
    return said, body


def find_pandoc() -> str:
    """The path of pandoc. Raises :class:`MissingEnvironmentError`."""
    try:
        import pypandoc  # noqa: PLC0415 - an extra

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        message = "this kind of manuscript is read through pandoc, which is not installed"
        raise MissingEnvironmentError(message, INSTALL) from error


def _failure(path: Path, message: str, hint: str = "save it as .docx, and import that") -> ContentError:
    return fault(path, "HP520", message, hint)


def _options(kind: Kind, options: Options) -> list[str]:
    if kind is Kind.MARKDOWN:  # its pictures are files beside it, which pandoc cannot reach and would leave out
        return []
    changes = "reject" if options.changes is TrackedChanges.REJECT else "accept"
    return [f"--extract-media={MEDIA}", *([f"--track-changes={changes}"] if kind is Kind.DOCX else [])]


# ---------------------------------------------------------------- the kinds


def _open_document(path: Path, _options: Options, findings: Findings) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()  # pandoc trusts what it is given
    return _Input(data, _words_of_open_document(archive, findings))


def _word(path: Path, options: Options, findings: Findings) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()
    parts = open_parts(archive)
    examine(parts, options, findings)
    leave_out_uncalled_notes(parts, findings)
    return _Input(data, f"{words_in(parts)}\n{findings.words_left_out}")


def _rich_text(path: Path, options: Options, findings: Findings) -> _Input:
    data, words = ready_rich_text(read_bytes(path), options.changes, findings)
    return _Input(data, f"{words}\n{findings.words_left_out}")


def _markdown(path: Path, options: Options, findings: Findings) -> _Input:
    text, doubts = decode(read_bytes(path), path, options.encoding)
    findings.doubts += doubts
    data = readable(_INVISIBLE.sub("", text), findings).encode()  # pandoc makes other characters of some of them
    source = FORMATS[Kind.MARKDOWN].replace("+sourcepos", "")
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
        first, rest = run_pandoc(data, source, path, Path(folder), [], to="json")
    return _Input(data, words_of_pandoc(first + rest), text)


_INPUTS = {Kind.ODT: _open_document, Kind.DOCX: _word, Kind.RTF: _rich_text, Kind.MARKDOWN: _markdown}


def _media(soup: BeautifulSoup, folder: Path) -> Mapping[str, bytes]:
    """The pictures that pandoc unpacked, by their addresses in the page. Only files of the private folder are read."""
    found: dict[str, bytes] = {}
    inside = (folder / MEDIA).resolve()
    for image in soup.find_all("img"):
        if attribute(image, "alt") in PLACEHOLDER_ALT:
            del image["alt"]
        address = attribute(image, "src")
        if address and not address.startswith("data:") and "\0" not in address:
            path = (folder / address).resolve()
            if path.is_relative_to(inside) and path.is_file():
                found[address] = path.read_bytes()
    return found


def _number(soup: BeautifulSoup, kind: Kind) -> None:
    number = 0
    for tag in tags_in(soup):
        if kind is Kind.MARKDOWN:
            if found := _POSITION.search(attribute(tag, "data-pos")):
                tag[LINE] = found[1]
            continue
        is_filled = tag.name in BLOCKS and any(isinstance(child, str) and child.strip() for child in tag.children)
        if is_filled or tag.name in ("p", "h1", "h2", "h3", "h4", "h5", "h6"):
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


# ---------------------------------------------------------------- the words of OpenDocument, by its XML

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"

PARAGRAPHS = frozenset({f"{TEXT}p", f"{TEXT}h"})
GAPS = {f"{TEXT}s": " ", f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
UNSEEN = frozenset(
    {
        f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{TEXT}note-citation", f"{SVG}title", f"{SVG}desc",
        f"{TEXT}sequence-decls", f"{TEXT}table-of-content", f"{OFFICE}forms", f"{TABLE}shapes", f"{OFFICE}scripts",
    }
)  # fmt: skip


def _words_of_open_document(archive: Archive, findings: Findings) -> str:
    """The text of an OpenDocument text; its comments, changes and tables of contents go to ``findings``."""
    root = archive.xml("content.xml")
    body = root.find(f"{OFFICE}body") if root is not None else None
    if body is None:
        raise archive.fault("HP513", f"{archive.path.name} has no text in it", SEND_AGAIN)
    _report(body, findings)
    parts: list[str] = []
    skipped: Element | None = None
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if skipped is None and event == "start":
            if element.tag in UNSEEN:
                skipped = element
            else:
                parts.append("\n" if element.tag in PARAGRAPHS else GAPS.get(element.tag, ""))
                parts.append(element.text or "")
        elif event == "end":
            if skipped is element:
                skipped = None
            if skipped is None:
                parts.append("\n" if element.tag in PARAGRAPHS else "")
                parts.append(element.tail or "")
    return "".join(parts)


def _report(body: Element, findings: Findings) -> None:
    if next(body.iter(f"{TEXT}changed-region"), None) is not None:
        message = "the document has tracked changes; all were accepted"
        findings.doubt("HP521", 1, message, "accept or reject them in the program that made it")
    for note in body.iter(f"{OFFICE}annotation"):
        who = note.findtext(f"{DC}creator") or "an unnamed author"
        text = " ".join("".join(p.itertext()) for p in note.iter(f"{TEXT}p"))
        findings.doubt("HP522", 1, f"comment of {who}: {quoted(text)}")
    if next(body.iter(f"{TEXT}table-of-content"), None) is not None:
        findings.doubt("HP524", 1, "the document has a table of contents, which is not copy")
