# SPDX-License-Identifier: MIT
"""Sort the blocks of an article into running text, zones, the side column and the tail."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from markupsafe import Markup

from hemaprint.content import blocks
from hemaprint.content.markdown import is_cjk_language
from hemaprint.content.spans import Copy, LineBreak, Note, PageNumber, Styled, Text, leaves, plain
from hemaprint.content.units import copies_of
from hemaprint.galley.gallery import Room, parted
from hemaprint.galley.galley import Position
from hemaprint.galley.markup import UNKNOWN_PAGE
from hemaprint.galley.opening import CAP_LINES, opening_of
from hemaprint.galley.setting import words_of
from hemaprint.project.direction import runs_from_the_right
from hemaprint.theme.geometry import Frame

Where = Literal["flow", "wide", "zone", "side", "tail"]
OpeningStyle = Literal["cap", "words", "none"]
"""How an article opens: with a drop cap and the words after it led in, with such words alone, or like any text."""
LEAD_LINES = 26
"""Lines of text beside the picture of a news page; more would leave white space below it."""
_SIGNATURE = 60
"""A paragraph in italics throughout, of no more letters, signs a letter."""
_LETTER = 4.5
"""Average width of a letter of the text with its share of the spaces, in pt; a line is never quite full."""


@dataclass(frozen=True, slots=True)
class Item:
    """A block of running text, or a slot in it, as HTML. ``wide`` closes the columns around it.

    ``block`` is what its HTML says, for the proof that it does; None for what only a page needs, such as a jump line.
    """

    key: str
    line: int
    html: Markup
    wide: bool = False
    block: blocks.Block | None = None

    @property
    def may_wait(self) -> bool:
        """Whether later text may pass it where it does not fit: the editor has not said that it belongs here."""
        asks = isinstance(self.block, blocks.Box) and self.block.kind == "questions"
        return isinstance(self.block, blocks.Displayed) and self.block.place == "auto" and not asks


@dataclass(frozen=True, slots=True)
class Floating:
    """A block that leaves the flow; in the manuscript it follows the flow item of index ``after`` (-1: none)."""

    key: str
    line: int
    after: int
    html: Markup
    position: Position | Literal["auto"] = "auto"
    sheet: int | None = None
    block: blocks.Block | None = None


@dataclass(frozen=True, slots=True)
class SortedBody:
    """An article's blocks, sorted and rendered."""

    lead: tuple[Item, ...]
    flow: tuple[Item, ...]
    zones: tuple[Floating, ...]
    sides: tuple[Floating, ...]
    tail: tuple[Item, ...]

    @property
    def placed(self) -> tuple[Item | Floating, ...]:
        """Everything, in all its places."""
        return (*self.lead, *self.flow, *self.zones, *self.sides, *self.tail)


Render = Callable[[blocks.Block, str], Markup]
"""Write a block as HTML; the second argument is where it goes."""
CopyHtml = Callable[[Copy], Markup]


class Sorter:
    """Walk a body once and put every block in its place."""

    def __init__(
        self,
        frame: Frame,
        render: Render,
        copy: CopyHtml,
        *,
        language: str,
        room: Room,
        opening: OpeningStyle,
        lead_in_head: bool,
    ) -> None:
        self.frame = frame
        self.room = room
        self.render = render
        self.copy = copy
        self.language = language
        is_other = is_cjk_language(language) or runs_from_the_right(language)
        self.opening: OpeningStyle = "none" if is_other else opening
        self._in_lead = lead_in_head
        self._led = 0
        self.lead: list[Item] = []
        self.flow: list[Item] = []
        self.zones: list[Floating] = []
        self.sides: list[Floating] = []
        self.tail: list[Item] = []
        self._slots = 0
        self._first = True
        self._turns = 0
        self._speaking = False

    def sort(self, body: blocks.Blocks) -> SortedBody:
        """The blocks of a body, sorted."""
        for block in body:
            self._place(block)
        return SortedBody(tuple(self.lead), tuple(self.flow), tuple(self.zones), tuple(self.sides), tuple(self.tail))

    # ------------------------------------------------------------ running text

    def _place(self, block: blocks.Block) -> None:
        match block:
            case blocks.Turn():
                self._turns += 1
                self._speaking = True
                self._turn(block)
                self._speaking = False
            case blocks.Displayed():
                self._displayed(block)
            case blocks.NewsItem():
                self._in_lead = False
                self._text(block, self.render(block, "flow"))
            case blocks.Paragraph():
                self._text(block, self._paragraph(block))
            case blocks.Crosshead():
                self._text(block, self._crosshead(block))
            case blocks.List() | blocks.Definitions() | blocks.Quotation() | blocks.CodeBlock() | blocks.Equation():
                self._text(block, self.render(block, "flow"))
            case _:
                assert_never(block)

    def _text(self, block: blocks.Block, html: Markup) -> None:
        into, letter = (self.lead, "l") if self._leads(block) else (self.flow, "t")
        key = f"{letter}{len(into)}"
        turn = self._turns if self._speaking else 0
        into.append(Item(key, block.line, _marked(html, key, block.line, turn), block=block))

    def _leads(self, block: blocks.Block) -> bool:
        """Whether text goes in the head: all before the first item, while there is room beside the picture."""
        self._led += sum(line_count(copy, self.frame.column) for copy in copies_of(block))
        self._in_lead = self._in_lead and (not self.lead or self._led <= LEAD_LINES)
        return self._in_lead

    def _paragraph(self, block: blocks.Paragraph, prefix: Markup | str = "") -> Markup:
        with_cap = not prefix and self._has_cap(block)
        is_opened = with_cap or (self.opening == "words" and self._first and not prefix)
        opening = opening_of(block.copy, self.language) if is_opened else None
        html = opening.html(self.copy(opening.rest), with_cap=with_cap) if opening else self.copy(block.copy)
        class_ = "first" if self._first and not prefix else "sign" if _signs(block.copy) else ""
        self._first = False
        classes = Markup(' class="{}"').format(class_) if class_ else ""
        return Markup("<p{}>{}{}</p>").format(classes, prefix, html)

    def _crosshead(self, block: blocks.Crosshead) -> Markup:
        tag = Markup(f"h{block.level}")
        return Markup('<{0} class="crosshead" id="{1}">{2}</{0}>').format(tag, block.anchor, self.copy(block.copy))

    def _has_cap(self, block: blocks.Block) -> bool:
        """Whether a paragraph opens the article with a drop cap; one of few lines would leave a hole beside it."""
        if not (self.opening == "cap" and self._first and isinstance(block, blocks.Paragraph)):
            return False
        return line_count(block.copy, self.frame.column) >= CAP_LINES and opening_of(block.copy) is not None

    def _turn(self, turn: blocks.Turn) -> None:
        if turn.role == "question":
            spoken = [block for block in turn.blocks if isinstance(block, blocks.Paragraph)]
            question = replace(turn, blocks=tuple(spoken))
            self._text(question, self.render(question, "flow"))
            for block in turn.blocks:
                if not isinstance(block, blocks.Paragraph):
                    self._place(block)
            return
        first, *others = turn.blocks
        label = Markup('<span class="speaker" data-tag="Lbl">{}</span>').format(turn.short)
        if isinstance(first, blocks.Paragraph):  # the name opens it: a cap below a name would have two beginnings
            self._text(first, self._paragraph(first, label + "\u2002"))
        else:
            self._text(replace(turn, blocks=()), Markup('<p class="voice">{}</p>').format(label))
            self._place(first)
        for block in others:
            self._place(block)

    # ------------------------------------------------------------ displayed blocks

    def _displayed(self, block: blocks.DisplayedBlock) -> None:
        if isinstance(block, blocks.Box) and block.kind == "questions":
            self._questions(block)
            return
        if isinstance(block, blocks.Box) and block.kind == "calendar" and where_to(block, self.frame) == "flow":
            self._calendar(block)
        elif isinstance(block, blocks.Crossword) and (block.across or block.down):
            self._displayed(replace(block, across=(), down=()))
            self._clues(block)
        elif isinstance(block, blocks.Gallery):
            for page in parted(block, self.room):
                self._put(page)
        else:
            self._put(block)

    def _put(self, block: blocks.DisplayedBlock) -> None:
        key = self._next_slot()
        where = where_to(block, self.frame)
        html = self.render(block, where)
        if where == "tail":
            self.tail.append(Item(key, block.line, html, block=block))
        elif where in ("flow", "wide"):
            self.flow.append(Item(key, block.line, html, where == "wide", block))
        else:
            position: Position | Literal["auto"] = block.place if block.place in ("top", "bottom") else "auto"
            sheet = block.sheet
            if where == "zone" and position == "auto" and not self.flow and isinstance(block, blocks.Box):
                position, sheet = "bottom", 1  # a note that introduces the article stays on its first sheet
            floating = Floating(key, block.line, len(self.flow) - 1, html, position, sheet, block)
            (self.zones if where == "zone" else self.sides).append(floating)

    def _questions(self, box: blocks.Box) -> None:
        """Every numbered question is a separate slot, so that a long list may continue on the next page."""
        if box.kicker or box.title:
            kicker = Markup('<span class="kicker">{}</span> ').format(box.kicker) if box.kicker else ""
            head = Markup('<h2 class="crosshead">{}{}</h2>').format(kicker, self.copy(box.title))
            self._text(replace(box, blocks=()), head)
        for number, entry in enumerate(box.blocks, start=1):
            question = replace(box, title=plain(str(number)), kicker="", blocks=(entry,))
            self.flow.append(Item(self._next_slot(), entry.line, self.render(question, "flow"), block=question))

    def _calendar(self, box: blocks.Box) -> None:
        """Every month is a separate slot, the title above the first."""
        for number, month in enumerate(box.blocks):
            titled = box if not number else replace(box, title=(), kicker="", anchor="")
            part = replace(titled, blocks=(month,))
            self.flow.append(Item(self._next_slot(), month.line, self.render(part, "flow"), block=part))

    def _clues(self, crossword: blocks.Crossword) -> None:
        """The clues of a crossword as running text, below their heads."""
        words = words_of(self.language)
        for head, entries in ((words.across, crossword.across), (words.down, crossword.down)):
            if entries:
                key = f"t{len(self.flow)}"
                html = Markup('<h2 class="crosshead">{}</h2>').format(head)
                self.flow.append(Item(key, entries[0].line, _marked(html, key, entries[0].line, 0)))
            for entry in entries:
                clue = blocks.Definitions(line=entry.line, entries=(entry,))
                said = (self.copy(block.copy) for block in entry.blocks if isinstance(block, blocks.Paragraph))
                number = Markup('<span class="clue-number" data-tag="Lbl">{}</span>').format(self.copy(entry.term))
                self._text(clue, Markup('<p class="clue">{} {}</p>').format(number, Markup(" ").join(said)))

    def _next_slot(self) -> str:
        self._slots += 1
        return f"s{self._slots}"


def where_to(block: blocks.Displayed, frame: Frame) -> Where:
    """Where a displayed block goes on sheets of ``frame``."""
    if isinstance(block, blocks.Box) and block.kind == "about" and block.place == "auto":
        return "tail"
    if isinstance(block, blocks.Gallery) or (isinstance(block, blocks.Figure) and block.size):
        return "zone" if block.place != "here" else "wide" if frame.columns > 1 else "flow"
    wants_side = block.width == "side" or (
        isinstance(block, blocks.Box) and block.kind in ("note", "related") and block.place == "auto"
    )
    if wants_side and frame.side:
        return "side"
    if isinstance(block, blocks.Crossword) and not block.solved and block.place == "auto":
        return "wide" if frame.columns > 1 else "flow"
    if isinstance(block, blocks.Box) and block.kind == "note" and block.place == "auto":
        return "zone"
    if isinstance(block, blocks.PullQuote) and block.place == "auto" and block.width == "column" and frame.side:
        return "side"
    if block.width == "page" or block.place in ("top", "bottom"):
        if frame.columns == 1:
            return "flow"
        return "wide" if block.place == "here" else "zone"
    return "flow"


def line_count(copy: Copy, width: float) -> int:
    """About how many lines of ``width`` pt copy takes; what follows a note in its line does not count."""
    lines, in_note = [""], False
    for leaf in leaves(copy):
        match leaf:
            case LineBreak():
                lines.append("")
                in_note = False
            case Note():
                in_note = True
            case PageNumber():
                lines[-1] += UNKNOWN_PAGE
            case _ if not in_note:
                lines[-1] += leaf.text
    return sum(1 + int(len(line.strip()) * _LETTER / width) for line in lines)


def _signs(copy: Copy) -> bool:
    match copy:
        case (Styled(style="emphasis", copy=(Text(text=text),)),):
            return len(text) <= _SIGNATURE
        case _:
            return False


def _marked(html: Markup, key: str, line: int, turn: int) -> Markup:
    """Put the item's key (to measure by), its source line (for the proof) and its turn on the outermost tag."""
    told = f'data-key="{key}" data-line="{line}"' + (f' data-turn="{turn}"' if turn else "")
    return Markup(re.sub(r"^<(\w+)", rf"<\1 {told}", str(html), count=1))
