# SPDX-License-Identifier: MIT
"""Read the Markdown of a body: the stages to its blocks, in order.

Every problem knows its file, line and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from hemaprint.content.blocks import Block, Blocks, NewsItem, PullQuote, Turn
from hemaprint.content.markdown.acronyms import known_acronyms
from hemaprint.content.markdown.apparatus import Citations, CrossReferences, Footnotes
from hemaprint.content.markdown.builder import COPY, PAGE, Builder
from hemaprint.content.markdown.directives import Cutter
from hemaprint.content.markdown.draft import Body, BodyContext, Draft, TargetIndex
from hemaprint.content.markdown.finish import mark_text
from hemaprint.content.markdown.inline import (
    BODY,
    BOXED,
    Apparatus,
    InlineWriter,
    Mode,
    check_inline,
    read_headline,
    read_inline,
    running_title,
    shortened,
)
from hemaprint.content.markdown.marking import is_cjk_language
from hemaprint.content.markdown.parser import Env, Sign, meaning_signs
from hemaprint.content.markdown.references import OwnStyle, format_reference
from hemaprint.content.markdown.remarks import REMARK
from hemaprint.content.markdown.source import Fragment, Problems, ReferenceStyle, Source
from hemaprint.content.markdown.turns import check_conversation, gather_turns
from hemaprint.content.markdown.typography import finish_text
from hemaprint.content.models import CitedReference, FrontMatter
from hemaprint.content.spans import Copy, plain, words_of
from hemaprint.errors import ContentError, Location, Problem
from hemaprint.project.config import Acronyms
from hemaprint.project.text import FORBIDDEN, forbidden_characters

__all__ = [
    "REMARK",
    "Body",
    "BodyContext",
    "OwnStyle",
    "Piece",
    "ReferenceStyle",
    "Sign",
    "check_inline",
    "finish_text",
    "format_reference",
    "is_cjk_language",
    "known_acronyms",
    "mark_text",
    "meaning_signs",
    "parse_body",
    "pieces_of",
    "read_headline",
    "read_inline",
    "render_blocks",
    "running_title",
    "shortened",
]


def parse_body(source: str, *, first_line: int, path: Path, context: BodyContext) -> Body:
    """The body of an article, read from ``source``, which starts in line ``first_line`` of ``path``; never raises."""
    problems = Problems()
    lines = _read_lines(source, first_line, path, problems)
    draft, footnotes = _new_draft(Source(path, lines, first_line), context, problems)
    segments = Cutter(draft.source, draft.writer.env, footnotes, problems).cut()
    draft.index.gather(segments)
    items = Builder(draft).build(segments, PAGE)
    start = Location(path, first_line, 1)
    if source.strip() and not items and not problems.found:
        problems.error("HP022", "the article has no text", start, "write at least one paragraph")
    if items:
        check_conversation(items, context.meta, context.template, start, problems)
    blocks = tuple(gather_turns(items, context.meta, context.language, problems))
    footnotes.report_unused(problems)
    _report_unused_links(draft.writer.env, problems)
    return _finished(draft, mark_repeated(blocks, draft.running))


def render_blocks(text: str, *, language: str, listed: Acronyms, path: Path, first_line: int) -> Blocks:
    """The paragraphs and lists of a colophon or an advertisement; raises ContentError with everything that is wrong."""
    context = BodyContext(
        slug="copy",
        meta=FrontMatter(headline="-", department="-"),
        template="editorial",
        language=language,
        style=OwnStyle("ama", language),
        issue_dir=path.parent,
        project_root=path.parent,
        listed=listed,
    )
    problems = Problems()
    lines = _read_lines(text, first_line, path, problems)
    draft, footnotes = _new_draft(Source(path, lines, first_line), context, problems)
    draft.writer.apparatus = None
    segments = Cutter(draft.source, draft.writer.env, footnotes, problems).cut()
    blocks = Builder(draft).blocks(segments, COPY)
    footnotes.report_unused(problems)
    if problems.found:
        raise ContentError(problems.sorted())
    return blocks


# ---------------------------------------------------------------- where copy is typed


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of inline Markdown as it is typed, with its places; ``room`` is where its copy is printed."""

    fragment: Fragment
    room: Literal["text", "box", "display", "note"]


@dataclass(slots=True)
class _Recorder(InlineWriter):
    """Notes what it is given to write, and writes it as it is."""

    pieces: list[Piece] = field(default_factory=list)

    def write(self, fragment: Fragment, mode: Mode) -> Copy:
        """The typed characters."""
        self.pieces.append(Piece(fragment, "text" if mode is BODY else "box" if mode is BOXED else "display"))
        return plain(fragment.text)


def pieces_of(source: str, *, first_line: int, path: Path, context: BodyContext) -> tuple[Piece, ...]:
    """Every piece of copy of a body in the order in which it is typed, notes last; nothing is said of its faults."""
    problems = Problems()
    lines = _read_lines(source, first_line, path, problems)
    draft, footnotes = _new_draft(Source(path, lines, first_line), context, problems)
    writer = draft.writer
    recorder = _Recorder(writer.language, writer.listed, problems, writer.apparatus, writer.env)
    draft.writer = recorder
    segments = Cutter(draft.source, recorder.env, footnotes, problems).cut()
    draft.index.gather(segments)
    Builder(draft).build(segments, PAGE)
    notes = (Piece(definition.fragment, "note") for definition in footnotes.definitions.values())
    typed = sorted(recorder.pieces, key=lambda piece: piece.fragment.locate(0))
    return (*typed, *(note for note in notes if note.fragment.text))


def _read_lines(source: str, first_line: int, path: Path, problems: Problems) -> tuple[str, ...]:
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    for problem in forbidden_characters(text, path):
        place = problem.location
        moved = Location(path, place.line + first_line - 1, place.column)
        problems.found.append(Problem(problem.code, problem.message, moved, problem.hint))
    return tuple(FORBIDDEN.sub("\ufffd", text).split("\n"))


def _new_draft(source: Source, context: BodyContext, problems: Problems) -> tuple[Draft, Footnotes]:
    references = {reference.id: reference for reference in context.meta.references}
    footnotes = Footnotes(context.slug)
    apparatus = Apparatus(
        Citations(context.slug, references, context.style, context.language),
        footnotes,
        CrossReferences(context.slug),
    )
    writer = InlineWriter(context.language, context.listed, problems, apparatus)
    index = TargetIndex(source, apparatus.crossrefs, problems)
    return Draft(context, source, writer, index), footnotes


def _report_unused_links(env: Env, problems: Problems) -> None:
    for label, location in env.get("defined", {}).items():
        if label not in env.get("used", ()):
            problems.warning("HP148", "this link definition is never used", location, "use it, or remove it")


def _finished(draft: Draft, blocks: Blocks) -> Body:
    apparatus = draft.writer.apparatus
    assert apparatus is not None
    citations, crossrefs = apparatus.citations, apparatus.crossrefs
    return Body(
        blocks=blocks,
        references=tuple(_listed(citations)),
        page_references=tuple(crossrefs.page_references),
        anchors=frozenset(crossrefs.targets),
        problems=draft.problems.sorted(),
        word_count=draft.word_count,
        used_references=frozenset(citations.numbers),
        links=tuple(crossrefs.links),
    )


def _listed(citations: Citations) -> Iterator[CitedReference]:
    """The references that are cited, as the style lists them."""
    style = citations.style
    for reference in style.ordered([citations.references[key] for key in citations.numbers]):
        number = citations.numbers[reference.id]
        label = f"{number}." if style.is_numbered else ""
        place = citations.places[number]
        yield CitedReference(number, reference.id, label, style.entry(reference), citations.anchor(number), place)


# ---------------------------------------------------------------- pull quotes


_LEFT_OUT = re.compile(r"…|\[[^\[\]]*\]")


def mark_repeated(blocks: Blocks, running: list[str]) -> Blocks:
    """The same blocks, ``repeated`` set where the words of a pull quote also appear in the running text."""
    text = f" {' '.join(_words(' '.join(running)))} "
    return tuple(_marked(block, text) for block in blocks)


def _marked(block: Block, text: str) -> Block:
    match block:
        case PullQuote():
            return replace(block, repeated=_appears(words_of(block.copy), text))
        case Turn() | NewsItem():
            return replace(block, blocks=tuple(_marked(child, text) for child in block.blocks))
        case _:  # what else holds blocks has no room for pull quotes
            return block


def _appears(quotation: str, text: str) -> bool:
    """Whether all parts of a quotation, between its ellipses, appear in ``text``."""
    parts = [_words(part) for part in _LEFT_OUT.split(quotation)]
    return any(parts) and all(f" {' '.join(part)} " in text for part in parts if part)


def _words(text: str) -> list[str]:
    """Words in small letters without punctuation; each CJK character is one."""
    return re.findall(r"[\u2e80-\u9fff]|[^\W_\u2e80-\u9fff]+", text.casefold().replace("’", "").replace("\u2010", "-"))
