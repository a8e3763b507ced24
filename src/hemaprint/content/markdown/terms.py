"""Boxes made of terms: diaries, glossaries and questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markdown_it.token import Token

from hemaprint.content.blocks import Block, Entry, Paragraph
from hemaprint.content.markdown.directives import Directive, Prose
from hemaprint.content.markdown.draft import Draft, groups
from hemaprint.content.markdown.inline import BOXED
from hemaprint.content.markdown.positions import Fragment
from hemaprint.content.spans import Copy

BuildGroup = Callable[[list[Token]], list[Block]]


@dataclass(slots=True)
class _Term:
    """A term as written, by line numbers (from 0), and its definitions, each as its first line and its text."""

    index: int
    definitions: list[tuple[int, list[str]]] = field(default_factory=list)


def read_terms(draft: Draft, directive: Directive) -> tuple[Entry, ...]:
    """The entries of a definition list: a term on one line, under it ``: definition``, no empty line needed between.

    Read line by line: in Markdown a term right under a definition would be taken for part of it.
    """
    for part in directive.parts:
        if not isinstance(part, Prose):
            draft.refuse(part.name, f"a {directive.name}", part.location, "put it outside the box")
    if any(not isinstance(part, Prose) for part in directive.parts):
        return ()
    terms = _scan(draft, directive)
    return tuple(_entry(draft, term) for term in terms)


def _scan(draft: Draft, directive: Directive) -> list[_Term]:
    lines = draft.source.lines
    terms: list[_Term] = []
    after_empty = True
    for index in range(*directive.body):
        line = lines[index]
        is_definition = line.startswith((": ", ":\t"))
        is_next = index + 1 < directive.body[1] and lines[index + 1].startswith((": ", ":\t"))
        if not line.strip():
            after_empty = True
            continue
        if is_definition and terms:
            terms[-1].definitions.append((index, [line[1:].strip()]))
        elif not is_definition and is_next and not line[0].isspace():
            terms.append(_Term(index))
        elif not is_definition and terms and terms[-1].definitions and (line[0].isspace() or not after_empty):
            definition = terms[-1].definitions
            if after_empty:
                definition.append((index, [line.strip()]))
            else:
                definition[-1][1].append(line.strip())
        else:
            hint = "write each term on a line, and under it : and what is said of it"
            draft.refuse("this line", f"a {directive.name}", draft.source.start_of(index), hint)
        after_empty = False
    return terms


def _entry(draft: Draft, term: _Term) -> Entry:
    line = draft.source.lines[term.index]
    head = draft.source.piece(term.index, 0, len(line))
    blocks = [_paragraph(draft, index, texts) for index, texts in term.definitions]
    return Entry(
        line=draft.line(term.index),
        term=draft.display(head),
        said=tuple((block,) for block in blocks if block.copy),
    )


def _paragraph(draft: Draft, index: int, texts: list[str]) -> Paragraph:
    fragment: Fragment = draft.source.fragment("\n".join(texts), index)
    return Paragraph(line=draft.line(index), copy=draft.write(fragment, BOXED))


def read_questions(draft: Draft, directive: Directive, build: BuildGroup) -> tuple[Entry, ...]:
    """The entries of ``### Question`` and the blocks under it."""
    found: list[tuple[int, Copy, list[Block]]] = []
    for part in directive.parts:
        if not isinstance(part, Prose):
            draft.refuse(part.name, "questions", part.location, "put it outside the box")
            continue
        for group in groups(part.tokens):
            first = group[0]
            index = first.map[0] if first.map else directive.index
            if first.type == "heading_open":
                if first.markup != "###":
                    place = draft.source.start_of(index)
                    draft.problems.error("HP104", "a question is a heading of level 3", place, "write ### Question?")
                found.append((index, draft.display(draft.paragraph(group[1])), []))
            elif found:
                found[-1][2].extend(build(group))
            else:
                draft.refuse("text before the first question", "questions", draft.source.start_of(index), "write ###")
    for index, term, blocks in found:
        if not blocks or not term:
            place = draft.source.start_of(index)
            draft.problems.error("HP121", "a question lacks its text or its answer", place, "write both")
    return tuple(Entry(line=draft.line(index), term=term, said=(tuple(blocks),)) for index, term, blocks in found)
