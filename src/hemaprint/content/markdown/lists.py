"""Lists, definition lists, quotations and code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from hemaprint.content.blocks import Block, Blocks, Definitions, Entry, List, Paragraph, Quotation
from hemaprint.content.markdown.draft import Draft, groups
from hemaprint.content.markdown.inline import Mode
from hemaprint.content.markdown.listings import CODE, read_code
from hemaprint.content.spans import Copy

KINDS = frozenset({"bullet_list_open", "ordered_list_open", "dl_open", "blockquote_open", *CODE})
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
            case "blockquote_open":
                return Quotation(line=self.line, blocks=self._blocks(inner))
            case "dl_open":
                return Definitions(line=self.line, entries=tuple(self._entries(inner)))
            case "bullet_list_open" | "ordered_list_open":
                start, delimiter = int(first.attrs.get("start", 1)), first.markup * (first.tag == "ol")
                items = tuple(self._item(item) for item in groups(inner))
                return List(line=self.line, items=items, start=start, delimiter=delimiter)
        place = self.draft.source.start_of(first.map[0] if first.map else 0)
        hint = "put it behind the list or the quotation, at the left margin"
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
        """A term right under the text before it would become part of that text."""
        lines = self.draft.source.lines
        for token in tokens:
            if token.type != "inline" or not token.map:
                continue
            for index in range(token.map[0] + 1, token.map[1]):
                if index < len(lines) and not lines[index].startswith((" ", "\t", ">")):
                    hint = "leave a line empty before the next term, or indent the line"
                    place = self.draft.source.start_of(index)
                    self.draft.problems.error("HP122", "a term stands right under a definition", place, hint)


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
