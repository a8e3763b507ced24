# SPDX-License-Identifier: MIT
"""Break every paragraph as a whole: WeasyPrint requests its lines and gets the planned ones.

For make-up, every line knows its paragraph::

    one = set_line(line)          # SetLine(paragraph, index), or None: a line that the engine itself broke
    one.paragraph.settings        # best, more (one line more) and less; more and less may be None
    one.paragraph.setting         # the one in use
    one.paragraph.lines           # its line boxes, in order
    lines = one.paragraph.reset(setting)    # the line boxes of another setting, at the same place

``reset`` needs the layout context of the paragraph to be alive. It starts where the first line is now, sets no float
and no note again (a floated cap stays with the first line, and a call still leads to its note), and changes neither the
block around the lines nor what is below: the caller puts the new lines there.

What cannot be planned (floats within the text, leaders, words wider than the measure) is broken by the engine as
before, and counted in ``COUNTED``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.layout import inline

from hemaprint.typeset.engine.linebox import LineSlot, Setter, Span
from hemaprint.typeset.engine.places import Finder, Measures, Place, Squares, squares_of
from hemaprint.typeset.engine.runs import Copy, UnplannableError, dictionaries_of, lines_of, read
from hemaprint.typeset.lines.fit import Line as PlannedLine
from hemaprint.typeset.lines.fit import Manner, Rooms, Setting, Settings, fit

COUNTED: Counter[str] = Counter()  # paragraphs that were planned, and those that were left to the engine, by reason
_WIDE_ENOUGH = 1e-3  # px by which two equal rooms may differ
_NARROWEST = 10
"""Em below which Chinese and Japanese lines stay ragged: justified, their few characters would be torn apart."""
_MOST_SLOTS = 400  # lines beside floats that are examined before the measure is assumed to stay as narrow as it is


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph whose lines were planned. ``start`` is the first character of its first line."""

    settings: Settings
    setting: Setting
    lines: list[Any]
    start: int
    _setter: Setter
    _places: list[Place]
    _slots: list[LineSlot]
    _indent: float

    def reset(self, setting: Setting) -> list[Any]:
        """The lines of another setting, at the place of those in use; they are in use from now on."""
        first = self.lines[0]
        floats = [child for child in first.children if child.is_floated()]
        set_at = self._slots[0].x + first.__dict__["set"].inside
        dx, dy = first.position_x - set_at, first.position_y - self._slots[0].y
        lines: list[Any] = []
        y = self._slots[0].y
        for index in range(len(setting.lines)):
            line = self.line(setting, index, y)
            y = line.position_y + line.height
            lines.append(line)
        for line in lines:
            line.translate(dx, dy)
        lines[0].children = [*floats, *lines[0].children]
        self.lines, self.setting = lines, setting
        return lines

    @property
    def others(self) -> list[Setting]:
        """The settings with a line more, and with a line less, than the best."""
        return [one for one in (self.settings.more, self.settings.less) if one is not None]

    def line_of(self, setting: Setting, index: int, offset: int) -> int:
        """The line of ``setting`` with the character ``offset`` after the start of line ``index`` in use."""
        place = self.begins(self.setting, index) + offset
        return max((line for line in range(len(setting.lines)) if self.begins(setting, line) <= place), default=0)

    def begins(self, setting: Setting, index: int) -> int:
        """The first character of a line of a setting."""
        return self._places[setting.lines[index - 1].end].start if index else self.start

    def line(self, setting: Setting, index: int, y: float, floats: tuple[Any, ...] = ()) -> Any:
        """One line of a setting in its slot, moved down to ``y`` if the lines above are higher than was planned."""
        slot = self._slots[min(index, len(self._slots) - 1)]
        if slot.y < y or index >= len(self._slots):
            slot = LineSlot(slot.x, y, slot.width)
        start = self.begins(setting, index)
        planned = setting.lines[index]
        span = Span(start, self._places[planned.end], planned.width, planned.spread)
        line = self._setter.line(span, slot, 0.0 if index else self._indent, floats)
        line.__dict__["set"] = SetLine(self, index, line.position_x - slot.x)
        return line


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line's place in its paragraph, counted from 0, and how far from the left of its room it was set, in px."""

    paragraph: Paragraph
    index: int
    inside: float = 0.0

    @property
    def plan(self) -> PlannedLine:
        """Its plan."""
        return self.paragraph.setting.lines[self.index]


def set_line(line: Any) -> SetLine | None:
    """The paragraph and the place of a line box; None when the engine broke it."""
    known: SetLine | None = line.__dict__.get("set")
    return known


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a paragraph is broken, its squares, where lines may end, and its settings; None where a word is too wide."""

    manner: Manner
    squares: Squares | None
    places: list[Place]
    settings: Settings | None


@dataclass(slots=True)
class _Block:
    """The copy of the line box of a block at one width, or why there is none, and the plans that were made of it."""

    copy: Copy | str
    plans: dict[Any, _Plan] = field(default_factory=dict)


def whole(original: Callable[..., Any]) -> Callable[..., Any]:
    """``iter_line_boxes``, which gives the planned lines: pairs of a line and where the next one starts."""

    def iter_line_boxes(
        context: Any,
        box: Any,
        position_y: float,
        bottom_space: Any,
        skip_stack: Any,
        containing_block: Any,
        absolute_boxes: Any,
        fixed_boxes: Any,
        first_letter_style: Any,
        first_line_style: Any,
    ) -> Iterator[tuple[Any, Any]]:
        context.dictionaries = dictionaries_of(context.font_config)
        if first_letter_style or first_line_style:
            reason = "a first letter"
        else:
            planner = _Planner(context, box, containing_block, bottom_space, absolute_boxes, fixed_boxes)
            try:
                yield from planner.lines(position_y, skip_stack)
            except UnplannableError as error:
                reason = str(error)
            else:
                return
        COUNTED[reason] += 1
        around = (position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes)
        yield from original(context, box, *around, first_letter_style, first_line_style)

    return iter_line_boxes


@dataclass(slots=True)
class _Planner:
    """Plans the lines of one block, and sets them."""

    context: Any
    box: Any
    container: Any
    bottom_space: Any
    absolute_boxes: Any
    fixed_boxes: Any

    def lines(self, y: float, skip_stack: Any) -> Iterator[tuple[Any, Any]]:
        """The lines from ``skip_stack`` on, the first at ``y``; nothing is changed before the first is sure."""
        box, style = self.box, self.box.style
        if style["white_space"] != "normal":
            raise UnplannableError(f"white space {style['white_space']}")
        around = self.container.style
        if around["block_ellipsis"] != "none" or around["text_overflow"] == "ellipsis":
            raise UnplannableError("an ellipsis")
        inline.resolve_percentages(box, self.container)
        box.text_indent = 0
        if skip_stack is None:
            inline.resolve_one_percentage(box, "text_indent", self.container.width)
        copy = self._copy()
        start = copy.place_of(skip_stack)
        while copy.words[start : start + 1] == " ":
            start += 1
        if start == len(copy.text):
            raise UnplannableError("no text")
        floats = self._floats(copy, y) if skip_stack is None else ()
        try:
            yield from self._set(copy, start, y, box.text_indent, floats)
        except UnplannableError:  # before the first line: the engine will set the floats
            for one in floats:
                self.context.excluded_shapes.remove(one)
            raise
        self._forget(floats)

    def _copy(self) -> Copy:
        """The copy of the block, read once for every width."""
        known: dict[float, _Block] = self.box.__dict__.setdefault("_paragraphs", {})
        width = self.container.width
        if width not in known:
            try:
                known[width] = _Block(read(self.box, self._resolve, self._lay_out))
            except UnplannableError as error:
                known[width] = _Block(str(error))
        copy = known[width].copy
        if isinstance(copy, str):
            raise UnplannableError(copy)
        return copy

    def _resolve(self, box: Any) -> None:
        inline.resolve_percentages(box, self.container)
        for side in ("margin_left", "margin_right"):
            if getattr(box, side) == "auto":
                setattr(box, side, 0)

    def _lay_out(self, box: Any) -> Any:
        inline.resolve_percentages(box, self.container)
        atom = inline.atomic_box(self.context, box, 0, None, self.container, [], [])
        atom.position_x = atom.position_y = 0
        return atom

    def _floats(self, copy: Copy, y: float) -> tuple[Any, ...]:
        """The floats before the first word, set; they narrow the first lines."""
        placed = []
        for run in copy.floats:
            run.box.position_x, run.box.position_y = self._slot(y, 0.0, 0.0).x, y
            options = (self.container, self.absolute_boxes, self.fixed_boxes, self.bottom_space)
            box, resume_at = inline.float_layout(self.context, run.box, *options, skip_stack=None)
            if resume_at:
                self.context.add_broken_out_of_flow(run.box, run.box, self.container, resume_at)
            placed.append(box)
        return tuple(placed)

    def _forget(self, floats: tuple[Any, ...]) -> None:
        """Remove the floats that end above the next line from the context: no line needs them again."""
        bottom = self.box.position_y
        for box in floats:
            shapes = self.context.excluded_shapes
            if box in shapes and box.position_y + box.margin_height() <= bottom + _WIDE_ENOUGH:
                shapes.remove(box)

    # ------------------------------------------------------------ the plan and its lines

    def _set(self, copy: Copy, start: int, y: float, indent: float, floats: tuple[Any, ...]) -> Iterator[Any]:
        height, _ = inline.strut(self.box.style)
        slots = self._slots(y, height)
        plan = self._plan(copy, start, indent, slots)
        settings = plan.settings
        if settings is None:
            raise UnplannableError("a word wider than the measure")
        setter = Setter(self.context, copy, self._resolve, plan.manner in ("justified", "squared"), plan.squares)
        paragraph = Paragraph(settings, settings.best, [], start, setter, plan.places, slots, indent)
        COUNTED["planned"] += 1
        for index, _ in enumerate(settings.best.lines):
            line = paragraph.line(paragraph.setting, index, y, () if index else floats)
            paragraph.lines.append(line)
            y = line.position_y + line.height
            self.box.position_y = y
            yield line, line.resume_at

    def _slots(self, y: float, height: float) -> list[LineSlot]:
        """The slots of lines, while floats narrow them; the last slot is for all lines from there on."""
        slots = [self._slot(y, height, 0.0)]
        if self.context.excluded_shapes:
            full = self.container.content_box_x(), self.container.width
            while (slots[-1].x, slots[-1].width) != full and len(slots) < _MOST_SLOTS:
                slots.append(self._slot(slots[-1].y + height, height, 0.0))
        return slots

    def _slot(self, y: float, height: float, width: float) -> LineSlot:
        box = self.box
        box.position_y, box.height, box.width = y, height, width
        x, y, room = inline.avoid_collisions(self.context, box, self.container, outer=False)
        from_the_right = self.container.style["direction"] == "rtl"  # a line is given its right end then
        return LineSlot(x - room if from_the_right else x, y, room)

    def _plan(self, copy: Copy, start: int, indent: float, slots: list[LineSlot]) -> _Plan:
        rooms = Rooms(
            slots[-1].width,
            (slots[0].width - indent, *(slot.width for slot in slots[1:-1])),
            abs(indent),
        )
        key = start, rooms
        block: _Block = self.box.__dict__["_paragraphs"][self.container.width]
        if key not in block.plans:
            measures = self.context.__dict__.setdefault("_measures", Measures(self.context))
            narrowest = min(rooms.rest, *rooms.first)
            squares = squares_of(copy, measures)
            manner = _manner(self.box.style, squares, rooms.rest)
            opportunities, places = Finder(copy, start, narrowest, measures, squares, manner).find()
            block.plans[key] = _Plan(manner, squares, places, fit(opportunities, rooms, manner))
        return block.plans[key]


def _manner(style: Any, squares: Squares | None, room: float) -> Manner:
    """How the lines of a block are broken."""
    values = lines_of(style)
    align = style["text_align_all"]
    if "balanced" in values:
        return "balanced"
    if squares:
        is_flush = align == "justify" or ("squared" in values and align in ("start", "left"))
        return "squared" if is_flush and room >= _NARROWEST * squares.em else "ragged"
    return "justified" if align == "justify" else "ragged"
