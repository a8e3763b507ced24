"""Lists, definition lists and quotations as finished HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from hemaprint.content.blocks import Listing
from hemaprint.content.markdown.draft import Draft, groups
from hemaprint.content.markdown.inline import Mode

KINDS: dict[str, Literal["ul", "ol", "dl", "blockquote"]] = {
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "dl_open": "dl",
    "blockquote_open": "blockquote",
}


@dataclass(slots=True)
class ListWriter:
    """Writes one outermost list; ``running`` says whether its words are running text."""

    draft: Draft
    mode: Mode
    running: bool

    def write(self, tokens: list[Token]) -> Listing:
        """The list that ``tokens`` (from opening to closing) are."""
        first = tokens[0]
        assert first.map is not None
        return Listing(line=self.draft.line(first.map[0]), kind=KINDS[first.type], html=self._list(tokens))

    def _list(self, tokens: list[Token]) -> str:
        first = tokens[0]
        start = f' start="{first.attrs["start"]}"' if "start" in first.attrs else ""
        parts = [f"<{first.tag}{start}>"]
        if first.type == "blockquote_open":
            parts += [self._block(group) for group in groups(tokens[1:-1])]
        else:
            parts += [self._item(group) for group in groups(tokens[1:-1])]
        return "".join([*parts, f"</{first.tag}>"])

    def _item(self, tokens: list[Token]) -> str:
        tag, inner = tokens[0].tag, list(groups(tokens[1:-1]))
        if tag == "dt":
            return f"<dt>{self._inline(tokens[1])}</dt>"
        if tag == "dd":
            self._check_lazy(tokens)
        is_plain = sum(1 for group in inner if group[0].type == "paragraph_open") <= 1
        known = len(self.draft.problems.found)
        content = "".join(self._block(group, is_plain) for group in inner)
        if not content and len(self.draft.problems.found) == known:
            place = self.draft.source.start_of(tokens[0].map[0] if tokens[0].map else 0)
            self.draft.problems.error("HP121", "an item of a list is empty", place, "write its text, or remove it")
        return f"<{tag}>{content}</{tag}>"

    def _block(self, group: list[Token], is_plain: bool = False) -> str:
        """A block inside an item; the only paragraph of an item needs no ``<p>`` (it would lack LBody, engine.md)."""
        first = group[0]
        if first.type == "paragraph_open":
            html = self._inline(group[1])
            return html if is_plain or not html else f"<p>{html}</p>"
        if first.type in KINDS:
            return self._list(group)
        place = self.draft.source.start_of(first.map[0] if first.map else 0)
        self.draft.refuse(NAMES.get(first.type, "this"), "a list or a quotation", place, "put it outside")
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
    "hr": "a rule",
    "bullet_list_open": "a list",
    "ordered_list_open": "a list",
    "dl_open": "a definition list",
    "blockquote_open": "a quotation",
    "paragraph_open": "a paragraph",
}
