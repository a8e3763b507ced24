"""Set one line of a paragraph whose text is known: boxes in their places, one Pango layout for each run of text.

What WeasyPrint 70.0 does in ``get_next_linebox``, ``split_inline_box`` and ``split_text_box``, without their search for
the end of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

from hemaprint.typeset.engine.places import Place
from hemaprint.typeset.engine.runs import Copy, Run
from hemaprint.typeset.engine.speed.text import copy_of_layout, lines_of
from hemaprint.typeset.lines import words
from hemaprint.typeset.lines.model import Line

_SAME = 0.001
"""px by which baselines differ that are the same (``line_fix``)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a line stands: the left end of its room, its top, and how wide the room is, in px."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets the lines of one paragraph. ``resolve`` sets the lengths of a box that stands in the paragraph's block."""

    context: Any
    copy: Copy
    resolve: Callable[[Any], None]

    def line(self, start: int, place: Place, slot: Slot, indent: float, plan: Line, before: Sequence[Any] = ()) -> Any:
        """The line box of the text from ``start`` to ``place``; ``before`` are floats that hang on it."""
        root = self.copy.root
        children, right = self._children(root, start, place, slot.x + indent)
        line = root.box.copy_with_children([*before, *children])
        is_last = place.start == len(self.copy.text)
        line.remove_decoration(start=start > 0, end=not is_last)
        line.position_x, line.position_y = slot.x, slot.y
        line.width = right - slot.x
        inline._adjust_line_height(line)
        if plan.spread:
            self._spread_to(line, slot.width + plan.width - plan.room)
        if plan.spread and line.style["text_align_all"] == "justify":
            offset = 0.0  # a rounding error would be justified away, and all that is spread with it
        else:
            ends_block = is_last or self.copy.text[place.start - 1] == "\n"
            offset = inline.text_align(self.context, line, slot.width, last=ends_block)
        bottom, top = inline.line_box_verticality(line)
        line.baseline = -top
        line.position_y = top
        line.height = bottom - top
        line.margin_top = line.margin_bottom = 0
        line.translate(offset, slot.y - top)
        line.position_y = slot.y  # position_y - top + top is not always position_y
        line.resume_at = self.copy.skip_stack(place.start)
        return line

    def _spread_to(self, line: Any, width: float) -> None:
        """Stretch or shrink the spaces of a line until it is ``width`` px wide.

        A line that has Chinese or Japanese is spread between its characters instead.
        """
        slack = width - line.width
        parted = sum(len(box.text) for box in line.descendants() if _is_han(box)) - 1
        spaces = inline.count_expandable_spaces(line)
        if parted > 0:
            self._spread(line, slack / parted, 0.0)
        elif spaces:
            inline.add_word_spacing(self.context, line, slack / spaces, 0)

    def _spread(self, box: Any, each: float, advance: float) -> float:
        """Move a box by ``advance`` and part its characters by ``each`` px; how far what follows it has to move."""
        if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
            box.translate(advance, 0)
            if not _is_han(box):
                return advance
            style = box.style = box.style.copy()
            spacing = style["letter_spacing"]
            style["letter_spacing"] = each + (0 if spacing == "normal" else spacing)
            layout = line_break.create_layout(box.text, style, self.context, None, 0)
            line, _ = layout.get_first_line()
            width, _ = line_break.line_size(line, style)
            layout.deactivate()
            wider, box.width, box.pango_layout = width - box.width, width, layout
            return advance + float(wider)
        box.position_x += advance
        reached = advance
        for child in box.children:
            if child.is_in_normal_flow():
                reached = self._spread(child, each, reached)
        box.width += reached - advance
        return reached

    def _children(self, run: Run, start: int, place: Place, x: float) -> tuple[list[Any], float]:
        """The boxes of a line that stand in ``run``, from ``x`` on, and where they end."""
        children = []
        for child in run.runs:
            if child.first >= place.start and not self._closes(child, place):
                break
            if child.after <= start and not child.first == child.after == start:
                continue
            box, x = self._box(child, start, place, x)
            if box is not None:
                children.append(box)
        return children, x

    def _closes(self, run: Run, place: Place) -> bool:
        """Whether a box without text stands at the very end of the paragraph."""
        return run.first == run.after == place.start == len(self.copy.text)

    def _box(self, run: Run, start: int, place: Place, x: float) -> tuple[Any, float]:
        box = run.box
        if not box.is_in_normal_flow():
            if not box.is_floated():
                self.context.add_running_element(box)
            return None, x
        if isinstance(box, boxes.TextBox):
            return self._text(run, start, place, x)
        if isinstance(box, boxes.InlineBox):
            return self._inline(run, start, place, x)
        atom = self.copy.atoms[run.first].deepcopy()
        atom.translate(dx=x - atom.position_x)
        return atom, x + atom.margin_width()

    def _inline(self, run: Run, start: int, place: Place, x: float) -> tuple[Any, float]:
        self.resolve(run.box)
        box = run.box.copy_with_children([])
        box.remove_decoration_sides = set()
        box.remove_decoration(start=run.first < start, end=run.after > place.start)
        box.position_x, box.position_y = x, 0.0
        content = box.content_box_x()
        children, right = self._children(run, start, place, content)
        box.children = children
        box.width = right - content
        inline._adjust_line_height(box)
        return box, x + box.margin_width()

    def _text(self, run: Run, start: int, place: Place, x: float) -> tuple[Any, float]:
        first, end = max(run.first, start), min(run.after, place.end)
        text = self.copy.text[first:end]
        if not text:
            return None, x
        style = run.box.style
        if place.divided and place.end <= run.after:
            text += style["hyphenate_character"]
        layout, width, height, baseline = self._layout(text, run)
        box = run.box.copy_with_text(text)
        line_height, _ = inline.strut(style)
        half_leading = (line_height - height) / 2
        box.pango_layout = layout
        box.width, box.height = width, height
        box.margin_top = box.margin_bottom = half_leading
        box.baseline = baseline + half_leading
        box.position_x, box.position_y = x, 0.0
        return box, x + box.margin_width()

    def _layout(self, text: str, run: Run) -> tuple[Any, float, float, float]:
        """A layout of its own for some text of a run, how wide and high it is, and its baseline."""
        style = run.box.style
        key = ("forced", text, run.face)
        lines = lines_of(style.font_config).lines
        known = lines.get(key)
        if known is None:
            layout = line_break.create_layout(text, style, self.context, None, 0)
            line, _ = layout.get_first_line()
            width, height = line_break.line_size(line, style)
            baseline = line_break.pango.pango_layout_get_baseline(layout.layout) * line_break.FROM_UNITS
            layout.deactivate()
            known = lines[key] = (layout.__dict__, width, *_in_its_line(style, height, baseline))
        state, width, height, baseline = known
        return copy_of_layout(state), width, height, baseline


def _in_its_line(style: Any, height: float, baseline: float) -> tuple[float, float]:
    """Height and baseline of a run: those of its own face where another one in it has others (``line_fix``)."""
    if style["line_height"] == "normal":
        return height, baseline
    line_height, own = inline.strut(style)
    if abs(baseline + (line_height - height) / 2 - own) < _SAME:
        return height, baseline
    return line_height, own


def _is_han(box: Any) -> bool:
    return isinstance(box, boxes.TextBox) and bool(box.text) and max(box.text) >= words.HAN
