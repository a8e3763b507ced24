# SPDX-License-Identifier: MIT
"""Build the blocks of a body from its segments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from markdown_it.token import Token

from hemaprint.content.blocks import (
    Block,
    Box,
    BoxKind,
    Crosshead,
    Entry,
    NewsItem,
    Paragraph,
    PullQuote,
    Timeline,
)
from hemaprint.content.markdown.calendars import build_calendar
from hemaprint.content.markdown.crosswords import build_crossword
from hemaprint.content.markdown.dialects import read_alert
from hemaprint.content.markdown.dialects import read_marker as read_aside
from hemaprint.content.markdown.directives import SPECS, Directive, Segment
from hemaprint.content.markdown.displayed import (
    build_bare_table,
    build_chart,
    build_figure,
    build_gallery,
    build_table,
    one_paragraph,
)
from hemaprint.content.markdown.draft import (
    Draft,
    displayed_options,
    groups,
    without_name,
)
from hemaprint.content.markdown.inline import BODY, BOXED, DISPLAY, Mode
from hemaprint.content.markdown.lists import CODE, KINDS, ListReader, read_questions, read_terms
from hemaprint.content.markdown.notices import build_notice, build_qr
from hemaprint.content.markdown.source import Fragment
from hemaprint.content.markdown.turns import TurnStart, read_marker
from hemaprint.content.markdown.typography import finish_text

# ---------------------------------------------------------------- blocks

Item = Block | TurnStart

_BOXES: dict[str, BoxKind] = {kind: kind for kind in get_args(BoxKind)}
_DISPLAYED = frozenset({"figure", "chart", "table"})
_FILLED = frozenset({"calendar", "gallery", "correction", "retraction", "concern"})
_BUILDERS: dict[str, Callable[[Draft, Directive], Block | None]] = {
    "figure": build_figure,
    "gallery": build_gallery,
    "chart": build_chart,
    "table": build_table,
    "calendar": build_calendar,
    "crossword": build_crossword,
    "qr": build_qr,
}
"""What builds a directive that holds no blocks of running text."""
_BOLD = re.compile(r"(\*\*|__)(?=\S)[^*_\n]{1,80}(?<![\s.:;,!?…。：；，！？])\1")
_SETEXT = {"=": "#", "-": "##"}


@dataclass(frozen=True, slots=True)
class Room:
    """A place that holds blocks, and what may go in it."""

    name: str
    mode: Mode
    directives: frozenset[str]
    heads: tuple[int, ...]
    running: bool = True


PAGE = Room("the body", BODY, frozenset(SPECS), (2, 3))
ITEM = Room("an item", BODY, frozenset(SPECS) - {"item"}, (3,))
BOX = Room("a box", BOXED, _DISPLAYED, (3,), running=False)
COPY = Room("this copy", BOXED, frozenset(), ())


@dataclass(slots=True)
class Builder:
    """Builds the blocks of one body; what is wrong goes to the problems of the draft."""

    draft: Draft
    last_head: int = 1

    def build(self, segments: list[Segment], room: Room) -> list[Item]:
        """The blocks of ``segments`` in order; a speaker's marker comes out as a TurnStart before its paragraph."""
        items: list[Item] = []
        for segment in segments:
            if isinstance(segment, Directive):
                block = self._directive(segment, room)
                items += [block] if block else []
                continue
            for group in groups(segment.tokens):
                items += self._group(group, room)
        return items

    def blocks(self, segments: list[Segment], room: Room) -> tuple[Block, ...]:
        """The blocks of a place without turns."""
        return tuple(item for item in self.build(segments, room) if isinstance(item, Block))

    # ------------------------------------------------------------ prose

    def _group(self, group: list[Token], room: Room) -> list[Item]:
        first = group[0]
        index = first.map[0] if first.map else 0
        location = self.draft.source.start_of(index)
        if first.type == "paragraph_open":
            return self._paragraph(self.draft.paragraph(group[1]), index, room)
        if first.type == "aside_open":
            return self._aside(read_aside(self.draft.source, index), None, group[1:-1], index, room)
        if first.type == "blockquote_open" and group[1].type == "paragraph_open" and group[1].map:
            alert = read_alert(self.draft.source.fragment(group[2].content, group[1].map[0]))
            if alert:
                return self._aside(*alert, group[4:-1], index, room)
        if first.type in CODE and room is COPY:
            self.draft.refuse("code", room.name, location, "write it in a line, between backticks")
            return []
        if first.type in KINDS:
            listing = ListReader(self.draft, room.mode, room.running).read(group)
            return [listing] if listing else []
        if first.type == "heading_open":
            return self._heading(group, index, room)
        if first.type == "table_open" and first.map and room is not COPY:
            return [build_bare_table(self.draft, *first.map)]
        if first.type == "hr":
            self.draft.problems.error("HP107", "a horizontal rule", location, "write a crosshead: ## Head")
        else:
            self.draft.refuse("this", room.name, location, "write a paragraph")
        return []

    def _paragraph(self, fragment: Fragment, index: int, room: Room) -> list[Item]:
        draft = self.draft
        if room.heads and _BOLD.fullmatch(fragment.text):
            hint = f"write {'#' * room.heads[0]} Head, if it is one"
            draft.problems.warning("HP187", "a paragraph in bold may be a heading", fragment.locate(0), hint)
        start: TurnStart | None = None
        if room is PAGE:
            start, fragment = read_marker(fragment, draft.context.meta, draft.line(index), draft.problems)
        items: list[Item] = [start] if start else []
        if not fragment.text:
            return items
        known = len(draft.problems.found)
        copy = draft.write(fragment, room.mode, running=room.running)
        if copy:
            items.append(Paragraph(line=fragment.locate(0).line, copy=copy))
        elif len(draft.problems.found) == known:
            draft.problems.error(
                "HP121", "a paragraph is empty", fragment.locate(0), "remove it: the layout makes the space"
            )
        return items

    def _aside(
        self, title: Fragment, opening: Fragment | None, inner: list[Token], index: int, room: Room
    ) -> list[Item]:
        """The box that another dialect writes as a quotation (with ``opening``) or as an indented block."""
        draft, place = self.draft, self.draft.source.start_of(index)
        if "sidebar" not in room.directives:
            draft.refuse("a box", room.name, place, "write a paragraph")
            return []
        items: list[Item] = []
        if opening is not None and opening.text:
            items += self._paragraph(opening, index, BOX)
        for group in groups(inner):
            if opening is not None and group[0].type == "table_open":
                draft.refuse("a table", "a quotation", place, "write :::{sidebar} Title, and the table in it")
            else:
                items += self._group(group, BOX)
        if not items:
            draft.problems.error("HP121", "a box is empty", place, "write its text")
        blocks = tuple(item for item in items if isinstance(item, Block))
        written = draft.display(title)
        return [Box(line=draft.line(index), place="here", kind="sidebar", title=written, kicker="", blocks=blocks)]

    def _heading(self, group: list[Token], index: int, room: Room) -> list[Item]:
        draft, first = self.draft, group[0]
        location = draft.source.start_of(index)
        level = int(first.tag[1:])
        if first.markup in _SETEXT:
            hint = f"write {_SETEXT[first.markup]} before it, or an empty line after it"
            draft.problems.error("HP103", "a heading is underlined", location, hint)
        self._check_level(level, index, room)
        if not group[1].content.strip():
            draft.problems.error("HP105", "a heading has no text", location, "write it, or remove the line")
            return []
        copy = draft.write(without_name(draft.paragraph(group[1])), DISPLAY)
        if not room.heads:
            return []
        anchor = draft.anchor(index)
        return [Crosshead(line=draft.line(index), copy=copy, level=3 if level > 2 else 2, anchor=anchor)]

    def _check_level(self, level: int, index: int, room: Room) -> None:
        problems, location = self.draft.problems, self.draft.source.start_of(index)
        allowed = " or ".join("#" * head for head in room.heads)
        if not room.heads:
            self.draft.refuse("a heading", room.name, location, "write **text** in a paragraph")
        elif level == 1:
            problems.error("HP102", "a heading of level 1", location, f"the headline is the only one: write {allowed}")
        elif level not in room.heads:
            problems.error("HP104", f"a heading of level {level} in {room.name}", location, f"write {allowed}")
        elif room is PAGE and level > self.last_head + 1:
            problems.error("HP104", f"a heading of level {level} follows level {self.last_head}", location, "write ##")
        if room is PAGE and level > 1:
            self.last_head = level

    # ------------------------------------------------------------ directives

    def _directive(self, directive: Directive, room: Room) -> Block | None:
        draft = self.draft
        if directive.name not in room.directives:
            known = ", ".join(sorted(room.directives))
            hint = f"close the one before it with :::; these can go inside: {known}" if known else "remove it"
            draft.problems.error("HP114", f"{directive.name} cannot go in {room.name}", directive.location, hint)
            return None
        if directive.name == "item" and draft.context.template not in ("news", "front", ""):
            hint = "items require the template news, or front: write ## Head instead"
            draft.problems.error("HP114", "an item is outside a news article", directive.location, hint)
        if directive.name in _FILLED and not directive.parts:
            self._empty(directive)
        build = _BUILDERS.get(directive.name)
        if build is not None:
            return build(draft, directive)
        match directive.name:
            case "pull":
                return self._pull(directive)
            case "item":
                return self._item(directive)
            case "timeline":
                return self._timeline(directive)
            case "correction" | "retraction" | "concern":
                return build_notice(draft, directive, self.blocks(directive.parts, BOX))
            case _:
                return self._box(directive)

    def _pull(self, directive: Directive) -> PullQuote | None:
        copy = one_paragraph(self.draft, directive, "a pull quote")
        if not copy:
            self._empty(directive)
            return None
        return PullQuote(
            **displayed_options(self.draft, directive),
            copy=copy,
            attribution=self.draft.display(directive.fragment("attribution")),
            repeated=False,
        )

    def _box(self, directive: Directive) -> Box | None:
        draft = self.draft
        title = draft.display(directive.argument)
        blocks: tuple[Block | Entry, ...]
        if directive.spec.content == "terms":
            blocks = read_terms(draft, directive)
        elif directive.spec.content == "questions":
            blocks = read_questions(draft, directive, self._answer)
        else:
            blocks = self.blocks(directive.parts, BOX)
        if not directive.parts:
            self._empty(directive)
        return Box(
            **displayed_options(draft, directive),
            kind=_BOXES[directive.name],
            title=title,
            kicker=finish_text(directive.text("kicker"), draft.context.language),
            blocks=blocks,
        )

    def _timeline(self, directive: Directive) -> Timeline:
        draft = self.draft
        if not directive.parts:
            self._empty(directive)
        return Timeline(
            **displayed_options(draft, directive),
            title=draft.display(directive.argument),
            kicker=finish_text(directive.text("kicker"), draft.context.language),
            entries=read_terms(draft, directive),
        )

    def _answer(self, group: list[Token]) -> list[Block]:
        return [item for item in self._group(group, BOX) if isinstance(item, Block)]

    def _item(self, directive: Directive) -> NewsItem:
        draft = self.draft
        title = draft.display(directive.argument)
        blocks = self.blocks(directive.parts, ITEM)
        if not directive.parts:
            self._empty(directive)
        return NewsItem(
            line=draft.line(directive.index),
            tag=finish_text(directive.text("tag"), draft.context.language),
            title=title,
            anchor=draft.anchor(directive.index),
            blocks=blocks,
        )

    def _empty(self, directive: Directive) -> None:
        hint = "write its text before the closing :::"
        self.draft.problems.error("HP121", f"{directive.name} is empty", directive.location, hint)
