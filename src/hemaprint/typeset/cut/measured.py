# SPDX-License-Identifier: MIT
"""Describe a galley to the make-up, in lines of the grid, with where notes are called and blocks are mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from math import ceil
from typing import Any, NamedTuple

from hemaprint.galley.galley import LAST_SHEET
from hemaprint.typeset.cut.leaves import (
    Apart,
    Leaf,
    Regions,
    Strip,
    beside,
    cloned_top,
    edges,
    is_head,
    picture_in,
    rows_of,
)
from hemaprint.typeset.cut.traits import cap_lines, is_call, is_plate, is_quotation, spoken, stays_with_next, targets_in
from hemaprint.typeset.engine.boxes import has_class, walk, words_of
from hemaprint.typeset.lines.fit import Setting as Planned
from hemaprint.typeset.makeup.column import OWED
from hemaprint.typeset.makeup.interface import (
    Aside,
    At,
    Band,
    Block,
    Copy,
    Float,
    Item,
    Note,
    Setting,
    Sheets,
    Side,
    SideBlock,
    Text,
)
from hemaprint.typeset.pages import normalized

BLOCK_GAP = 0.75  # white under a block in a column, in lines
ROW_GAP = 1 / 6  # white under a block in running text of one column, in lines
WIDE_GAP = 1.0  # white around a block across the columns, in lines
ZONE_GAP = 7 / 6  # white between a zone and the text, in lines
_LEAST_PICTURE = 0.5  # the least part of its height that a reduced picture keeps, so that it still shows what it is for
_POINTS = 10.0
"""Points of ``lines`` in one of the make-up: there 100 are a fault that every reader sees, here 10 an editor's."""
_KEY = "data-key"


class _Call(NamedTuple):
    """The call of a ``note``: its line, and the characters of the line before it."""

    line: int
    offset: int
    note: int


def sheets_for(regions: Regions, lines: int, first: Side) -> Sheets:
    """The sheets of an article; ``lines`` is the depth of the type area."""
    head, element = regions.head, regions.section.element
    depth = 0
    if head is not None:
        depth = max(ceil(head.box.margin_height() / regions.line - 0.01), int(head.element.get("data-depth", 0)))
    after = element.get("data-split")
    resume: Side = "left" if element.get("data-resume") == "left" else "right"
    splits = ((int(after), resume),) if after else ()
    budget = int(element.get("data-sheets", 0)) or None
    turned = element.get("data-turned") is not None
    return Sheets(lines, depth, first, splits, budget, float(lines), side_top(regions, depth), turned)


def side_top(regions: Regions, depth: float) -> float:
    """Lines at the top of the first side column that stay clear, for a title over it, or to begin with the text."""
    if regions.head is None or regions.section.element.get("data-side") == "below-head":
        return depth  # 0 without a head
    left = regions.section.content_box_x() - 1
    right = left + regions.section.width + 2
    texts = [box for box in walk(regions.head.box) if hasattr(box, "text")]
    over = [box for box in texts if box.position_x + box.width > right or box.position_x < left - regions.line / 2]
    bottom = max((box.position_y + box.height for box in over), default=0.0) - regions.head.start
    return float(ceil(bottom / regions.line + 1.5)) if over else 0.0


class MeasuredCopy:
    """The copy of a galley as the make-up reads it, and the leaf of every place in it."""

    def __init__(self, regions: Regions) -> None:
        self._regions = regions
        self._notes = {leaf.element: index for index, leaf in enumerate(regions.notes)}
        self._keys: dict[str, At] = {}
        self._links: dict[str, At] = {}
        self.leaves: dict[tuple[int, int], Leaf] = {}
        self._guests: dict[tuple[int, int], list[int]] = defaultdict(list)
        text = At(0, 0)
        for band, strip in enumerate(regions.strips):
            for item, leaf in enumerate(strip.leaves):
                self.leaves[band, item] = leaf
                text = At(band, item, len(leaf.lines) - 1) if leaf.lines else text
                self._learn(leaf, At(band, item), text)
        if self.leaves:
            self._take_in()

    def copy(self) -> Copy:
        """The whole copy."""
        regions = self._regions
        bands = [
            Band(self._items(strip, band, above=self._bottom(band - 1)), strip.columns, strip.tail)
            for band, strip in enumerate(regions.strips)
        ]
        floats = tuple(self._float(apart) for apart in regions.zones)
        notes = tuple(map(self._note, regions.notes))
        return Copy(tuple(bands), floats, tuple(self._sides()), notes, self._notes_top(), regions.notes_beside)

    # ------------------------------------------------------------ where things are called

    def _learn(self, leaf: Leaf, at: At, text: At) -> None:
        """Remember the links in a leaf; blocks that follow it follow ``text``, since a block may move."""
        for box in (*leaf.chain, leaf.box):
            key = box.element.get(_KEY) if box.element is not None else None
            if key:
                self._keys[key] = text
        for number, line in enumerate(leaf.lines):
            for target in targets_in(line):
                self._links.setdefault(target, replace(at, line=number))

    def _mention(self, leaf: Leaf, after: str) -> At | None:
        """Where a block is mentioned first: by a link to it, or else where the editor put it."""
        return min(self._links_to(leaf), default=self._keys.get(after))

    def _links_to(self, leaf: Leaf) -> list[At]:
        """Where the copy has links to a block, or to something in it."""
        ids = (element.get("id") for element in leaf.element.iter())
        return [self._links[name] for name in ids if name in self._links]

    def _words(self, leaf: Leaf) -> At | None:
        """Where the copy has the words that a block repeats; layouts hide such a block from screen readers."""
        repeats = next((one for one in leaf.element.iter() if one.get("aria-hidden") == "true"), None)
        words = normalized("".join(spoken(repeats))) if repeats is not None else ""
        if not words:
            return None
        for place, one in sorted(self.leaves.items()):
            at = normalized("".join(one.element.itertext())).find(words) if one.lines else -1
            if at >= 0:
                ends = accumulate(len(normalized(words_of(line))) for line in one.lines)
                return At(*place, next((line for line, end in enumerate(ends) if end > at), 0))
        return None

    def _take_in(self) -> None:
        """Notes that are called beside the copy go with that copy: a head has no foot."""
        first = At(*min(self.leaves))
        boxes = [(leaf.box, first) for leaf in (self._regions.head, self._regions.side_head) if leaf is not None]
        boxes += [(side.leaf.box, self._mention(side.leaf, side.after) or first) for side in self._regions.sides]
        for box, at in boxes:
            self._guests[at.band, at.item] += self._called(box)

    def _called(self, box: Any) -> Iterator[int]:
        return (call.note for call in self._calls(box, 0))

    def _calls(self, line: Any, number: int) -> Iterator[_Call]:
        offset = 0
        for box in walk(line):
            if is_call(box) and box.element in self._notes:
                yield _Call(number, offset, self._notes[box.element])
            offset += len(getattr(box, "text", ""))

    def _bottom(self, band: int) -> float:
        return self._regions.strips[band].leaves[-1].bottom if band >= 0 else 0.0

    # ------------------------------------------------------------ items

    def _items(self, strip: Strip, band: int, above: float) -> tuple[Item, ...]:
        items: list[Item] = []
        bottom = above if band else strip.leaves[0].top
        for leaf in strip.leaves:
            before = max(0.0, leaf.top - bottom) / self._regions.line
            item = self._item(leaf, round(before, 3), strip.columns)
            items.append(_with_notes(item, self._guests[band, len(items)]))
            bottom = leaf.bottom
        return tuple(items)

    def _item(self, leaf: Leaf, before: float, columns: int) -> Item:
        if has_class(leaf.element, "slot"):
            return self._block(leaf, before, columns)
        above, below = self._lines(leaf.start - leaf.top), self._lines(leaf.bottom - leaf.end)
        with_next = stays_with_next(leaf)
        if not leaf.lines:
            notes = tuple((0, index) for index in self._called(leaf.box))
            setting = Setting(1, heights=(self._lines(leaf.end - leaf.start),), notes=notes)
            return Text(
                (setting,), before, above=above, below=below, orphans=1, widows=1, with_next=with_next, whole=True
            )
        style = leaf.box.style
        return Text(
            self._settings(leaf),
            before,
            above=above,
            below=below,
            leading=self._lines(leaf.lines[0].height),
            orphans=max(style["orphans"], cap_lines(leaf)),
            widows=style["widows"],
            with_next=with_next,
            whole=style["break_inside"].startswith("avoid"),
            stretch=int(with_next and before > 0),
        )

    def _settings(self, leaf: Leaf) -> tuple[Setting, ...]:
        """The setting that a paragraph has, then those with a line more or less."""
        calls = [call for number, line in enumerate(leaf.lines) for call in self._calls(line, number)]
        used = self._setting(leaf, tuple((call.line, call.note) for call in calls))
        return (used, *_others(leaf, calls))

    def _setting(self, leaf: Leaf, notes: tuple[tuple[int, int], ...]) -> Setting:
        lines = leaf.lines
        tops = [line.position_y for line in lines]
        heights = [self._lines(b - a) for a, b in zip(tops, [*tops[1:], edges(lines[-1])[1]], strict=True)]
        even = all(height == heights[0] for height in heights)
        hyphens = _hyphens(leaf.paragraph.setting) if leaf.paragraph else frozenset()
        return Setting(len(lines), heights=() if even else tuple(heights), hyphens=hyphens, notes=notes)

    def _block(self, leaf: Leaf, before: float, columns: int) -> Block:
        height = self._lines(leaf.box.border_height())
        wide, waits = has_class(leaf.element, "wide"), leaf.element.get("data-place") == "auto"
        parts, repeat = self.parts(leaf)
        rows = columns == 1 and not wide  # across the page, one under the other
        if rows:
            height, gap = float(ceil(height + ROW_GAP - 0.01)), 0.0
        else:
            gap = WIDE_GAP if wide else BLOCK_GAP
        return Block(
            height,
            max(before, WIDE_GAP) if wide else before,
            gap,
            parts,
            repeat,
            may_wait=waits,
            mention=self._mention(leaf, ""),
            stretch=int(columns > 1),
            notes=tuple(self._called(leaf.box)),
            quotation=is_quotation(leaf),
            words=self._words(leaf) if waits else None,
            least=0.0 if parts else self._least(leaf),
            grid=rows,
            asides=self._asides(leaf) if wide else (),
        )

    def parts(self, leaf: Leaf) -> tuple[tuple[float, ...], float]:
        """The heights of the parts that a block may be cut into, and of what each later part repeats."""
        may_part = any(has_class(element, "may-part") for element in leaf.element.iter())
        leaves = rows_of(leaf) if may_part else []
        if len(leaves) < 2:
            return (), 0.0
        head = self._lines(sum(row.end - row.start for row in leaves if is_head(row)))
        parts = parts_of(leaves)
        top, bottom = edges(leaf.box)
        cuts = [top, *(part[0].top for part in parts[1:]), bottom]
        if any(later <= earlier for earlier, later in pairwise(cuts)):
            return (), 0.0  # its rows are in columns, side by side: it stays whole
        heights = tuple(self._lines(b - a) for a, b in pairwise(cuts))
        continued = self._regions.continued
        word = float(continued.margin_height()) if continued is not None else 0.0
        return heights, round(head + self._lines(word + cloned_top(parts[0][0])), 3)

    # ------------------------------------------------------------ what leaves the flow

    def _float(self, apart: Apart) -> Float:
        leaf = apart.leaf
        parts, repeat = self.parts(leaf)
        return Float(
            self._lines(leaf.box.border_height()),
            ZONE_GAP,
            self._mention(leaf, apart.after),
            "top" if apart.place == "top" else "bottom" if apart.place == "bottom" else "auto",
            "last" if apart.sheet == LAST_SHEET else apart.sheet,
            parts,
            repeat,
            tuple(self._called(leaf.box)),
            is_quotation(leaf),
            self._words(leaf),
            0.0 if parts else self._least(leaf),
            is_plate(leaf) and not self._links_to(leaf),
            self._asides(leaf),
        )

    def _asides(self, leaf: Leaf) -> tuple[Aside, ...]:
        """What a block has in the side column beside it."""
        top = edges(leaf.box)[0]
        boxes = [(edges(box)[0] - top, float(box.border_height())) for box in beside(leaf)]
        return tuple(Aside(self._lines(y), self._lines(height)) for y, height in boxes)

    def _sides(self) -> Iterator[SideBlock]:
        if self._regions.side_head is not None:
            yield SideBlock(self._lines(self._regions.side_head.box.border_height()), sheet=1)
        for apart in self._regions.sides:
            gap = self._lines(sum(child.padding_bottom for child in apart.leaf.box.children))
            height = self._lines(apart.leaf.box.border_height()) - gap
            mention = self._mention(apart.leaf, apart.after)
            yield SideBlock(height, gap, mention, apart.sheet, self._words(apart.leaf))

    @property
    def side_leaves(self) -> list[Leaf]:
        """The leaves of the side blocks, in the order of the copy."""
        head = [self._regions.side_head] if self._regions.side_head is not None else []
        return [*head, *(apart.leaf for apart in self._regions.sides)]

    # ------------------------------------------------------------ lengths

    def _lines(self, length: float) -> float:
        """A length in px, in lines of the grid."""
        return round(float(length) / self._regions.line, 3)

    def _least(self, leaf: Leaf) -> float:
        """The height of a figure whose picture is reduced as far as allowed; 0 for other blocks."""
        picture, height = picture_in(leaf), leaf.box.border_height()
        return 0.0 if picture is None else self._lines(height - (1 - _LEAST_PICTURE) * picture.height)

    def _note(self, leaf: Leaf) -> Note:
        tops = [leaf.top, *(line.position_y for line in leaf.lines[1:]), leaf.bottom]
        return Note(tuple(self._lines(b - a) for a, b in pairwise(tops)))

    def _notes_top(self) -> float:
        notes = self._regions.notes
        return self._lines(notes[0].top - self._regions.area.position_y) if notes else 0.0


def _others(leaf: Leaf, calls: Sequence[_Call]) -> Iterator[Setting]:
    """The settings that a paragraph could have instead, in the order of ``Paragraph.others``."""
    paragraph = leaf.paragraph
    if paragraph is not None:
        for one in paragraph.others:
            # a call never parts from the letter before it
            notes = tuple((paragraph.line_of(one, call.line, call.offset - 1), call.note) for call in calls)
            cost = max(0.0, one.cost - paragraph.setting.cost) / _POINTS
            yield Setting(len(one.lines), cost, hyphens=_hyphens(one), notes=notes)


def _hyphens(setting: Planned) -> frozenset[int]:
    """The lines that end within a word."""
    return frozenset(number for number, line in enumerate(setting.lines) if line.divided)


def _with_notes(item: Item, notes: Sequence[int]) -> Item:
    """An item that also calls these notes in its first line."""
    if not notes:
        return item
    if isinstance(item, Block):
        return replace(item, notes=(*notes, *item.notes))
    first = tuple((0, note) for note in notes)
    return replace(item, settings=tuple(replace(one, notes=(*first, *one.notes)) for one in item.settings))


def parts_of(rows: Sequence[Leaf]) -> list[list[Leaf]]:
    """The rows of a block, without the head of its table, between which it may be cut: headings keep some lines."""
    parts: list[list[Leaf]] = []
    owed = 0
    for row in rows:
        if is_head(row):
            continue
        if owed:
            parts[-1].append(row)
        else:
            parts.append([row])
        heads = stays_with_next(row)
        owed = OWED if heads else max(0, owed - len(row.lines)) if row.lines else 0
    return parts
