"""Lists, definition lists, quotations and code as finished HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from hemaprint.content.blocks import Listing
from hemaprint.content.markdown.draft import Draft, groups
from hemaprint.content.markdown.inline import Mode
from hemaprint.content.markdown.listings import CODE, code_html

KINDS: dict[str, Literal["ul", "ol", "dl", "blockquote", "pre"]] = {
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "dl_open": "dl",
    "blockquote_open": "blockquote",
    "fence": "pre",
    "code_block": "pre",
}


@dataclass(slots=True)
class ListWriter:
    """Writes one outermost list; ``running`` says whether its words are running text."""

    draft: Draft
    mode: Mode
    running: bool

    def write(self, tokens: list[Token]) -> Listing | None:
        """The list, quotation or code that ``tokens`` (from opening to closing) are; None where it is empty."""
        first = tokens[0]
        assert first.map is not None
        html = self._block(tokens)
        return Listing(line=self.draft.line(first.map[0]), kind=KINDS[first.type], html=html) if html else None

    def _list(self, tokens: list[Token]) -> str:
        first, inner = tokens[0], groups(tokens[1:-1])
        if first.type == "blockquote_open":
            return f"<blockquote>{''.join(self._block(group) for group in inner)}</blockquote>"
        if first.type != "ordered_list_open":
            return f"<{first.tag}>{''.join(self._item(group) for group in inner)}</{first.tag}>"
        start = int(first.attrs.get("start", 1))
        items = [self._item(group, f"{number}{first.markup}") for number, group in enumerate(inner, start)]
        opening = "<ol>" if start == 1 else f'<ol start="{start}">'
        return f"{opening}{''.join(items)}</ol>"

    def _item(self, tokens: list[Token], number: str = "") -> str:
        tag, inner = tokens[0].tag, list(groups(tokens[1:-1]))
        if tag == "dt":
            return f"<dt>{self._inline(tokens[1])}</dt>"
        if tag == "dd":
            self._check_lazy(tokens)
        known = len(self.draft.problems.found)
        content = "".join(self._block(group, leads=not index) for index, group in enumerate(inner))
        if not content and len(self.draft.problems.found) == known:
            place = self.draft.source.start_of(tokens[0].map[0] if tokens[0].map else 0)
            self.draft.problems.error("HP121", "an item of a list is empty", place, "write its text, or remove it")
        opening = f'<{tag} data-number="{number}">' if number else f"<{tag}>"
        return f"{opening}{content}</{tag}>"

    def _block(self, group: list[Token], *, leads: bool = False) -> str:
        """A block; the paragraph that ``leads`` an item needs no ``<p>``, which would part it from its label."""
        first = group[0]
        if first.type == "paragraph_open":
            html = self._inline(group[1])
            return html if leads or not html else f"<p>{html}</p>"
        if first.type in CODE:
            return code_html(self.draft, first)
        if first.type in KINDS:
            return self._list(group)
        place = self.draft.source.start_of(first.map[0] if first.map else 0)
        hint = "put it behind the list or the quotation, at the left margin"
        self.draft.refuse(NAMES.get(first.type, "this"), "a list or a quotation", place, hint)
        return ""

    def _inline(self, token: Token) -> str:
        fragment = self.draft.paragraph(token)
        return self.draft.write(fragment, self.mode, running=self.running).html if fragment.text else ""

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
