"""Other programs that read manuscripts for us, and the words that are counted without them."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from lxml import etree

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem
from hemaprint.intake.encodings import decode
from hemaprint.intake.files import Archive, Element, Kind, kind_of, read_bytes
from hemaprint.intake.markdown import front_matter, readable, texts_of, values_of
from hemaprint.intake.markup.soup import (
    BLOCKS,
    LINE,
    SUBTITLE,
    attribute,
    numbered_line,
    parse,
    tags_in,
    take_notes,
    visible_text,
)
from hemaprint.intake.markup.walk import CHECKED, read_markup
from hemaprint.intake.passages import Metadata, Raw
from hemaprint.intake.pictures import PagePictures
from hemaprint.intake.rtf import ready_rich_text
from hemaprint.intake.wishes import Changes, Wishes
from hemaprint.intake.word import examine, leave_out_uncalled_notes, words_in
from hemaprint.intake.word.package import Findings, open_parts, quoted
from hemaprint.intake.word.styles import proposed
from hemaprint.intake.words import INVISIBLE

SECONDS_AT_MOST = 60
HEAP = "-M768M"
OUTPUT_CHARACTERS_AT_MOST = 64 * 1024 * 1024
MEDIA = "media"
"""Where pandoc unpacks pictures, in the folder that it works in."""

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
        raise _fault(path, f"pandoc needs more than {SECONDS_AT_MOST} seconds for {path.name}") from error
    except OSError as error:
        raise MissingEnvironmentError(f"pandoc cannot be started: {error.strerror}", INSTALL) from error
    if done.returncode == HEAP_EXHAUSTED:
        raise _fault(path, f"pandoc needs too much memory for {path.name}")
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = " ".join(line.strip() for line in reason[:3]) or f"it ended with {done.returncode}"
        mends = ("mend the lines between --- at its head",) if "YAML" in said else ()
        raise _fault(path, f"pandoc cannot read {path.name}: {said}", *mends)
    text = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    if len(text) > OUTPUT_CHARACTERS_AT_MOST:
        raise _fault(path, f"{path.name} becomes too long a page")
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


def _fault(path: Path, message: str, hint: str = "save it as .docx, and import that") -> ContentError:
    return ContentError([Problem("HP520", message, Location(path), hint)])


TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
SVG = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
DC = "http://purl.org/dc/elements/1.1/"

PARAGRAPHS = frozenset({f"{{{TEXT}}}p", f"{{{TEXT}}}h"})
GAPS = {f"{{{TEXT}}}s": " ", f"{{{TEXT}}}tab": " ", f"{{{TEXT}}}line-break": "\n"}
UNSEEN = frozenset(
    {
        f"{{{TEXT}}}tracked-changes", f"{{{OFFICE}}}annotation", f"{{{TEXT}}}note-citation", f"{{{SVG}}}title",
        f"{{{SVG}}}desc", f"{{{TEXT}}}sequence-decls", f"{{{TEXT}}}table-of-content", f"{{{OFFICE}}}forms",
        f"{{{TABLE}}}shapes", f"{{{OFFICE}}}scripts",
    }
)  # fmt: skip

_PARTS = re.compile(
    r"</?(?:br|hr|p|div|center|table|tr|td|th|li|ul|ol|h[1-6]|details|summary|figcaption)\b", re.IGNORECASE
)
INLINES = frozenset(
    {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps", "Quoted", "Span", "Link"}
)
"""Inline things of pandoc's tree, inside which words go on."""


def words_of_open_document(archive: Archive, findings: Findings) -> str:
    """The text of an OpenDocument text; its comments, changes and tables of contents go to ``findings``."""
    root = archive.xml("content.xml")
    body = root.find(f"{{{OFFICE}}}body") if root is not None else None
    if body is None:
        raise archive.fault("HP513", f"{archive.path.name} has no text in it", "ask for the file again")
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


def words_of_pandoc(tree: str) -> str:
    """The text of pandoc's own tree (JSON): its strings, apart where its blocks part them."""
    try:
        waiting: list[Any] = [json.loads(tree).get("blocks", [])]
    except (ValueError, RecursionError):
        return ""
    parts: list[str] = []
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            kind, content = node.get("t", ""), node.get("c", "")
            if kind in ("Str", "Code", "Math"):
                parts.append(content if isinstance(content, str) else str(content[-1]))
            elif kind == "CodeBlock":
                parts.append(f"\n{content[-1]}\n")
            elif kind in ("RawInline", "RawBlock"):
                parts.append(_shown(content))
            elif kind == "Image":
                continue
            else:
                parts.append("" if kind in INLINES else " " if kind in ("Space", "SoftBreak") else "\n")
                waiting.append(content)
    return "".join(parts)


def _shown(raw: Any) -> str:
    """The text of HTML that pandoc keeps as it is; a line break and a block part words."""
    form, source = raw if isinstance(raw, list) and len(raw) == 2 else ("", "")
    if form != "html":
        return ""
    return visible_text(BeautifulSoup(str(source), "html.parser")) + ("\n" if _PARTS.match(str(source)) else "")


def _report(body: Element, findings: Findings) -> None:
    if any(True for _ in body.iter(f"{{{TEXT}}}changed-region")):
        message = "the document has tracked changes; all were accepted"
        findings.doubt("HP521", 1, message, "accept or reject them in the program that made it")
    for note in body.iter(f"{{{OFFICE}}}annotation"):
        who = note.findtext(f"{{{DC}}}creator") or "somebody"
        text = " ".join("".join(p.itertext()) for p in note.iter(f"{{{TEXT}}}p"))
        findings.doubt("HP522", 1, f"comment of {who}: {quoted(text)}")
    if any(True for _ in body.iter(f"{{{TEXT}}}table-of-content")):
        findings.doubt("HP524", 1, "the document has a table of contents, which is not copy")


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


def read_pandoc(path: Path, wishes: Wishes) -> Raw:
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
    given = _INPUTS[kind](path, wishes)
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as folder:
        said, html = run_pandoc(given.data, FORMATS[kind], path, Path(folder), _options(kind, wishes))
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


def _options(kind: Kind, wishes: Wishes) -> list[str]:
    if kind is Kind.MARKDOWN:  # its pictures are files beside it, which pandoc cannot reach and would leave out
        return []
    changes = "reject" if wishes.changes is Changes.REJECT else "accept"
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


def _open_document(path: Path, _wishes: Wishes) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()  # pandoc trusts what it is given
    findings = Findings()
    words = words_of_open_document(archive, findings)
    return _Input(data, words, findings)


def _word(path: Path, wishes: Wishes) -> _Input:
    data = read_bytes(path)
    archive = Archive(path, data)
    archive.read_all()
    findings = Findings()
    parts = open_parts(archive)
    examine(parts, wishes, findings)
    leave_out_uncalled_notes(parts, findings)
    return _Input(data, f"{words_in(parts)}\n{findings.words_left_out}", findings)


def _rich_text(path: Path, wishes: Wishes) -> _Input:
    findings = Findings()
    ready = ready_rich_text(read_bytes(path), wishes.changes, findings)
    return _Input(ready.data, f"{ready.words}\n{findings.words_left_out}", findings)


def _markdown(path: Path, wishes: Wishes) -> _Input:
    text, doubts = decode(read_bytes(path), path, wishes.encoding)
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
