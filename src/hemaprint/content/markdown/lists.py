# SPDX-License-Identifier: MIT
"""Read lists, definition lists, quotations and code, and the boxes that are made of terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from markdown_it.token import Token

from hemaprint.content.blocks import Block, Blocks, CodeBlock, Definitions, Entry, Equation, List, Paragraph, Quotation
from hemaprint.content.markdown.directives import Directive, Prose
from hemaprint.content.markdown.draft import Draft, groups
from hemaprint.content.markdown.equations import read_formula
from hemaprint.content.markdown.inline import BOXED, Mode
from hemaprint.content.markdown.source import Fragment
from hemaprint.content.spans import Copy

CODE = frozenset({"fence", "code_block"})
"""The tokens of code blocks; an indented one has no fence, and no language."""

_INFO = re.compile(r"\{?\s*\.?(?P<language>[\w+#./-]*)(?P<rest>.*)", re.DOTALL)
_AROUND = " \t>"
"""Characters before a fence in a list or a quotation."""


def read_code(draft: Draft, token: Token, line: int) -> CodeBlock | None:
    """A code block, its text as typed; None with a problem where it is empty."""
    assert token.map is not None
    place = draft.source.start_of(token.map[0])
    language = ""
    if token.type == "fence":
        language = _language(draft, token)
        if not _is_closed(draft, token):
            hint = f"write {token.markup} on a separate line after its last line"
            draft.problems.error("HP174", "a code block is not closed", place, hint)
    text = token.content.rstrip("\n")
    if not text.strip():
        draft.problems.error("HP121", "a code block is empty", place, "write its lines, or remove it")
        return None
    return CodeBlock(line=line, text=text, language=language)


def _language(draft: Draft, token: Token) -> str:
    """The word after the fence; anything else after it is not printed."""
    assert token.map is not None
    match = _INFO.match(token.info.strip())
    assert match is not None
    language, rest = match["language"], match["rest"].strip().removesuffix("}").strip()
    if rest:
        line = draft.source.lines[token.map[0]]
        place = draft.source.at(token.map[0], max(line.rfind(rest), 0) + 1)
        message = f'"{rest[:40]}" after the language of a code block is not printed'
        draft.problems.warning("HP175", message, place, "write it in the text before the block, or remove it")
    return language


def _is_closed(draft: Draft, token: Token) -> bool:
    assert token.map is not None
    first, end = token.map
    last = draft.source.lines[end - 1].strip().lstrip(_AROUND) if end - 1 > first else ""
    return last.startswith(token.markup) and not last.strip(token.markup[0])


def read_equation(draft: Draft, token: Token, line: int) -> Equation | None:
    """A displayed formula with its number, if it has a label; None with a problem where it cannot be set."""
    assert token.map is not None
    index = token.map[0]
    if not token.meta["closed"]:
        hint = "write $$ at the end of its last line; no empty line can be in it"
        draft.problems.error("HP178", "a displayed formula is not closed", draft.source.start_of(index), hint)
        return None
    formula = read_formula(draft.source.fragment(token.content, index).part(0), draft.problems, display=True)
    if formula is None:
        return None
    return Equation(line=line, copy=(formula,), anchor=draft.anchor(index), number=draft.index.numbers.get(index))


# ---------------------------------------------------------------- lists and quotations

KINDS = frozenset({"bullet_list_open", "ordered_list_open", "dl_open", "blockquote_open", "equation", *CODE})
"""The tokens that begin what a :class:`ListReader` reads."""


@dataclass(slots=True)
class ListReader:
    """Reads one outermost list; ``running`` says whether its words are running text."""

    draft: Draft
    mode: Mode
    running: bool
    line: int = 0

    def read(self, tokens: list[Token]) -> Block | None:
        """The list, quotation or code that ``tokens`` (from opening to closing) are; None where it is empty."""
        first = tokens[0]
        assert first.map is not None
        self.line = self.draft.line(first.map[0])
        return self._block(tokens)

    def _block(self, group: list[Token]) -> Block | None:
        first, inner = group[0], group[1:-1]
        match first.type:
            case "paragraph_open":
                copy = self._copy(group[1])
                return Paragraph(line=self.line, copy=copy) if copy else None
            case "fence" | "code_block":
                return read_code(self.draft, first, self.line)
            case "equation":
                return read_equation(self.draft, first, self.line)
            case "blockquote_open":
                return Quotation(line=self.line, blocks=self._blocks(inner))
            case "dl_open":
                return Definitions(line=self.line, entries=tuple(self._entries(inner)))
            case "bullet_list_open" | "ordered_list_open":
                start, delimiter = int(first.attrs.get("start", 1)), first.markup * (first.tag == "ol")
                items = tuple(self._item(item) for item in groups(inner))
                return List(line=self.line, items=items, start=start, delimiter=delimiter)
        place = self.draft.source.start_of(first.map[0] if first.map else 0)
        hint = "put it after the list or the quotation, at the left margin"
        self.draft.refuse(NAMES.get(first.type, "this"), "a list or a quotation", place, hint)
        return None

    def _blocks(self, tokens: list[Token]) -> Blocks:
        return tuple(block for group in groups(tokens) if (block := self._block(group)) is not None)

    def _entries(self, tokens: list[Token]) -> Iterator[Entry]:
        term: Copy = ()
        said: list[Blocks] = []
        for index, group in enumerate(groups(tokens)):
            if group[0].tag == "dd":
                self._check_lazy(group)
                said.append(self._item(group))
                continue
            if index:
                yield Entry(line=self.line, term=term, said=tuple(said))
            term, said = self._copy(group[1]), []
        yield Entry(line=self.line, term=term, said=tuple(said))

    def _item(self, tokens: list[Token]) -> Blocks:
        known = len(self.draft.problems.found)
        blocks = self._blocks(tokens[1:-1])
        if not blocks and len(self.draft.problems.found) == known:
            place = self.draft.source.start_of(tokens[0].map[0] if tokens[0].map else 0)
            self.draft.problems.error("HP121", "an item of a list is empty", place, "write its text, or remove it")
        return blocks

    def _copy(self, token: Token) -> Copy:
        fragment = self.draft.paragraph(token)
        return self.draft.write(fragment, self.mode, running=self.running) if fragment.text else ()

    def _check_lazy(self, tokens: list[Token]) -> None:
        """A term right under a text would become part of it."""
        lines = self.draft.source.lines
        for token in tokens:
            if token.type != "inline" or not token.map:
                continue
            for index in range(token.map[0] + 1, token.map[1]):
                if index < len(lines) and not lines[index].startswith((" ", "\t", ">")):
                    hint = "leave an empty line before the next term, or indent the line"
                    place = self.draft.source.start_of(index)
                    self.draft.problems.error("HP122", "a term follows a definition without an empty line", place, hint)


NAMES = {
    "heading_open": "a heading",
    "table_open": "a table",
    "fence": "a code block",
    "code_block": "a code block",
    "hr": "a rule",
    "bullet_list_open": "a list",
    "ordered_list_open": "a list",
    "dl_open": "a definition list",
    "blockquote_open": "a quotation",
    "paragraph_open": "a paragraph",
}


# ---------------------------------------------------------------- boxes of terms

BuildGroup = Callable[[list[Token]], list[Block]]


@dataclass(slots=True)
class _Term:
    """A term as written: its line (from 0), where it ends, and its definitions, each as its first line and its text."""

    index: int
    end: int
    definitions: list[tuple[int, list[str]]] = field(default_factory=list)


_DATED = re.compile(r"(?P<date>\S(?:[^:\n]|:(?=\S)){0,80}):[ \t]+(?=\S)")
"""A date with its text on the same line; a time such as 10:30 is part of it."""
_TERMS_HINT = "write each term on a line, and its definition below it, after a colon and a space"
_DATES_HINT = "write each entry as date: text, and indent the lines that continue it"


def read_terms(draft: Draft, directive: Directive) -> tuple[Entry, ...]:
    """The entries of a definition list: a term on one line, under it ``: definition``, no empty line needed between.

    A timeline may also have a date and its text on one line, ``date: text``. The lines are read one by one: in Markdown
    a term right under a definition would become part of it.
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
            terms.append(_Term(index, len(line)))
        elif dated := directive.spec.content == "dates" and _DATED.match(line):
            terms.append(_Term(index, dated.end("date"), [(index, [line[dated.end() :].strip()])]))
        elif not is_definition and terms and terms[-1].definitions and (line[0].isspace() or not after_empty):
            definition = terms[-1].definitions
            if after_empty:
                definition.append((index, [line.strip()]))
            else:
                definition[-1][1].append(line.strip())
        else:
            hint = _DATES_HINT if directive.spec.content == "dates" else _TERMS_HINT
            draft.refuse("this line", f"a {directive.name}", draft.source.start_of(index), hint)
        after_empty = False
    return terms


def _entry(draft: Draft, term: _Term) -> Entry:
    head = draft.source.piece(term.index, 0, term.end)
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
                    draft.problems.error(
                        "HP104", "a question must be a heading of level 3", place, "write ### Question?"
                    )
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
