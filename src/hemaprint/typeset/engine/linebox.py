# SPDX-License-Identifier: MIT
"""Set one line of a paragraph whose text is known: boxes in their places, one Pango layout for each run of text.

This is what WeasyPrint 70.0 does in ``get_next_linebox``, ``split_inline_box`` and ``split_text_box``, without their
search for the end of the line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break

from hemaprint.typeset.engine.bidi import in_order
from hemaprint.typeset.engine.places import Place, Squares
from hemaprint.typeset.engine.runs import Copy, Run, copy_of_layout, edges, face_of, memory_of
from hemaprint.typeset.lines import costs

_SAME = 0.001  # px by which equal baselines, or right edges, may differ


@dataclass(frozen=True, slots=True)
class LineSlot:
    """The place of a line: the left end of its room, its top, and the width of the room, in px."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Span:
    """The text of a line, from the character ``start`` to ``place``, its planned width, and the spread of its spaces.

    ``between`` has px before some of its characters, by their places: white before them, or, where negative, taken from
    the character before.
    """

    start: int
    place: Place
    width: float
    spread: float = 0.0
    between: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets the lines of one paragraph. ``resolve`` sets the lengths of a box in the paragraph's block."""

    context: Any
    copy: Copy
    resolve: Callable[[Any], None]
    justifies: bool
    squares: Squares | None = None

    def line(self, span: Span, slot: LineSlot, indent: float, before: Sequence[Any] = ()) -> Any:
        """The line box of a span; ``before`` are floats that hang on it."""
        root, start, place = self.copy.root, span.start, span.place
        is_last = place.start == len(self.copy.text)
        ends_block = is_last or self.copy.text[place.start - 1] == "\n"
        x = slot.x + indent
        if self.squares:
            x -= self.squares.heads[start]
            rest = slot.width + place.hang - indent - span.width if self.justifies else 0.0
            span = self._spaced(span, min(rest, 0.0) if ends_block else rest)
        children, right = self._children(root, span, x)
        if self.squares and self.justifies and not ends_block:
            missed = slot.x + slot.width - right  # letters kern with spaces
            if abs(missed) > _SAME:
                children, right = self._children(root, self._spaced(span, rest + missed), x)
        line = root.box.copy_with_children([*before, *children])
        line.remove_decoration(start=start > 0, end=not is_last)
        line.position_x, line.position_y = slot.x, slot.y
        line.width = right - slot.x
        inline._adjust_line_height(line)
        if span.spread:
            self._spread_to(line, indent + span.width)
        if self.justifies and (span.spread or not ends_block):
            offset = 0.0  # a rounding error would be justified away, together with all that is spread
        else:
            offset = inline.text_align(self.context, line, slot.width, last=ends_block)
        from_the_right = root.box.style["direction"] == "rtl"
        if self.copy.levels is not None:
            arrange(line, slot.x, int(from_the_right))
        if from_the_right:
            offset = slot.width - line.width - offset
        bottom, top = inline.line_box_verticality(line)
        line.baseline = -top
        line.position_y = top
        line.height = bottom - top
        line.margin_top = line.margin_bottom = 0
        line.translate(offset, slot.y - top)
        line.position_y = slot.y  # position_y - top + top is not always position_y
        line.resume_at = self.copy.skip_stack(place.start)
        return line

    def _spaced(self, span: Span, rest: float) -> Span:
        """A span that is to be ``rest`` px wider, with the white between its characters; a mark at its end hangs."""
        if self.squares is None:
            return span
        place = span.place
        return replace(span, between={**self.squares.between(span.start, place.end, rest), place.end: -place.hang})

    def _spread_to(self, line: Any, width: float) -> None:
        """Stretch or shrink the spaces of a line until it is ``width`` px wide."""
        spaces = inline.count_expandable_spaces(line)
        each = (width - line.width) / max(1, spaces)
        if self.copy.levels is None:
            inline.add_word_spacing(self.context, line, each, 0)
            return
        wider = 0.0  # WeasyPrint begins with the last box where text runs from right to left
        for leaf in _leaves(line):
            leaf.translate(dx=wider)
            if isinstance(leaf, boxes.TextBox):
                wider += inline.add_word_spacing(self.context, leaf, each, 0)
        line.width += wider

    def _children(self, run: Run, span: Span, x: float) -> tuple[list[Any], float]:
        """The boxes of a line within ``run``, from ``x`` on, and where they end."""
        children: list[Any] = []
        for child in run.runs:
            if child.first >= span.place.start and not self._closes(child, span.place):
                break
            if child.after <= span.start and not child.first == child.after == span.start:
                continue
            if run.first < child.first < child.after:
                x += max(0.0, span.between.get(child.first, 0.0))
            boxes, x = self._boxes(child, span, x)
            children += boxes
        return children, x

    def _closes(self, run: Run, place: Place) -> bool:
        """Whether a box without text is at the very end of the paragraph."""
        return run.first == run.after == place.start == len(self.copy.text)

    def _boxes(self, run: Run, span: Span, x: float) -> tuple[list[Any], float]:
        box = run.box
        if not box.is_in_normal_flow():
            if not box.is_floated():
                self.context.add_running_element(box)
            return [], x
        if isinstance(box, boxes.TextBox):
            return self._texts(run, span, x)
        if isinstance(box, boxes.InlineBox):
            return self._inline(run, span, x)
        atom = self.copy.atoms[run.first].deepcopy()
        atom.translate(dx=x - atom.position_x)
        atom.level = self._level(run.first)
        return [atom], x + atom.margin_width()

    def _inline(self, run: Run, span: Span, x: float) -> tuple[list[Any], float]:
        self.resolve(run.box)
        box = run.box.copy_with_children([])
        box.remove_decoration_sides = set()
        box.remove_decoration(start=run.first < span.start, end=run.after > span.place.start)
        box.position_x, box.position_y = x, 0.0
        before, _ = edges(box)
        children, right = self._children(run, span, x + before)
        box.children = children
        box.width = right - x - before
        inline._adjust_line_height(box)
        return [box], x + box.margin_width()

    def _texts(self, run: Run, span: Span, x: float) -> tuple[list[Any], float]:
        """The text of a line within ``run``: boxes of characters that are equally far apart."""
        place = span.place
        first, end = max(run.first, span.start), min(run.after, place.end)
        made = []
        while first < end:
            after, apart = _alike(self.copy.text, first, self._level_end(first, end), span.between)
            text = self.copy.text[first:after]
            hyphen = self._hyphen_at(place, run, first) if after == place.end else ""
            if not place.divided:
                text = text.removesuffix(hyphen)
            turned = self._turned(run, first)
            box = self._text(text, turned, x, apart)
            box.level = self._level(first)
            made.append(box)
            behind = span.between.get(after, 0.0)
            box.width += min(0.0, behind)
            x += box.margin_width() + (max(0.0, behind) if after < end else 0.0)
            if after == place.end:
                # in a line of both directions the space would be shown on the wrong side of the word
                box.goes_on = self.copy.levels is None and self.copy.text[after : place.start] == " "
                if hyphen:
                    made.append(self._hyphen(hyphen, box, turned, apart))
                    made[-1].divides = "soft" if place.divided else "hard"
                    x = made[-1].position_x + made[-1].width
            first = after
        return made, x

    def _level(self, place: int) -> int:
        return self.copy.levels[place] if self.copy.levels is not None else 0

    def _level_end(self, first: int, end: int) -> int:
        """The end of the characters from ``first`` on that have its level."""
        levels = self.copy.levels
        if levels is None:
            return end
        return next((place for place in range(first, end) if levels[place] != levels[first]), end)

    def _turned(self, run: Run, place: int) -> Run:
        """A run with the direction of the character ``place``: Pango draws a bracket of it mirrored, or as it is."""
        direction = "rtl" if self._level(place) % 2 else "ltr"
        if self.copy.levels is None or run.box.style["direction"] == direction:
            return run
        box = run.box.copy()
        box.style = box.style.copy()
        box.style["direction"] = direction
        return replace(run, box=box, face=face_of(box.style))

    def _hyphen_at(self, place: Place, run: Run, first: int) -> str:
        """The hyphen at the end of a line within a word: one that divides it, or one of its own."""
        if place.divided:
            return str(run.box.style["hyphenate_character"])
        is_within = place.end == place.start < len(self.copy.text) and place.end - first > 1
        return "-" if is_within and self.copy.text[place.end - 1] == "-" else ""

    def _hyphen(self, mark: str, box: Any, run: Run, apart: float) -> Any:
        """The box of a hyphen behind its letters, as close as they kern: it is read by itself."""
        hyphen = self._text(mark, run, 0.0, 0.0)
        box.width = self._text(box.text + mark, run, 0.0, apart).width - hyphen.width
        hyphen.position_x = box.position_x + box.width
        hyphen.level = box.level
        return hyphen

    def _text(self, text: str, run: Run, x: float, apart: float) -> Any:
        """A box of text, whose characters are ``apart`` px further from each other than in its face."""
        layout, width, height, baseline = self._layout(text, run)
        box = run.box.copy_with_text(text)
        if apart:
            style = box.style = box.style.copy()
            style["letter_spacing"] = apart + (0 if style["letter_spacing"] == "normal" else style["letter_spacing"])
            width += apart * (len(text) - 1)
        line_height, _ = inline.strut(run.box.style)
        half_leading = (line_height - height) / 2
        box.pango_layout = layout
        box.width, box.height = width, height
        box.margin_top = box.margin_bottom = half_leading
        box.baseline = baseline + half_leading
        box.position_x, box.position_y = x, 0.0
        return box

    def _layout(self, text: str, run: Run) -> tuple[Any, float, float, float]:
        """A separate layout for some text of a run, its width, its height and its baseline."""
        style = run.box.style
        key = ("forced", text, run.face)
        lines = memory_of(style.font_config).lines
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


def one_strut(original: Callable[..., Any]) -> Callable[..., Any]:
    """``split_first_line``, in whose lines only the first face of the style counts for the height.

    It sets what is not planned.
    """

    def split_first_line(text: str, style: Any, *arguments: Any, **options: Any) -> Any:
        *line, height, baseline = original(text, style, *arguments, **options)
        return (*line, *_in_its_line(style, height, baseline))

    return split_first_line


def _in_its_line(style: Any, height: float, baseline: float) -> tuple[float, float]:
    """Height and baseline of a run: those of its own face, where a fallback face in it differs.

    WeasyPrint 70.0 takes them from all faces in it, fallbacks too, so that one Chinese name moves every line below it
    off the grid. CSS Inline 3 (section 4.2, "layout bounds") lets the first available face alone decide unless
    ``line-height`` is ``normal``.
    """
    if style["line_height"] == "normal" or style["font_size"] == 0:
        return height, baseline
    line_height, own = inline.strut(style)
    if abs(baseline + (line_height - height) / 2 - own) < _SAME:
        return height, baseline
    return line_height, own


def _alike(text: str, first: int, end: int, between: Mapping[int, float]) -> tuple[int, float]:
    """The end of the characters that make one box, and how much further apart they are than in their face, in px.

    A word of letters is a box without the squares beside it, so that its letters join and kern.
    """
    after, apart = first + 1, between.get(first + 1, 0.0)
    while after < end and between.get(after, 0.0) == apart and not (apart and _parts(text, after)):
        after += 1
    return after, apart if after > first + 1 else 0.0


def _parts(text: str, place: int) -> bool:
    return not (costs.fills(text[place - 1]) and costs.fills(text[place]))


# ---------------------------------------------------------------- both directions


def arrange(line: Any, left: float, base: int) -> None:
    """Move the content of a line, set character after character from ``left`` on, in px, to where it is read.

    Runs of text, pictures and the white between them are ordered by their levels; ``base`` is that of the paragraph.
    The tree keeps the order of the text, which tags and extracted text follow.
    """
    pieces: list[tuple[int, float, Any]] = []
    x, before = left, base
    for leaf in _leaves(line):
        level = leaf.__dict__.get("level", base)
        if leaf.position_x != x:
            pieces.append((min(before, level), leaf.position_x - x, None))
        pieces.append((level, leaf.margin_width(), leaf))
        x, before = leaf.position_x + leaf.margin_width(), level
    pieces.append((base, left + line.width - x, None))
    x = left
    for index in in_order(level for level, _, _ in pieces):
        _, width, leaf = pieces[index]
        if leaf is not None:
            leaf.translate(dx=x - leaf.position_x)
        x += width
    for child in line.children:
        _enclose(child)


def _leaves(box: Any) -> Iterator[Any]:
    """What is set in a box, in the order of the text: runs of text, pictures, and inline boxes without any."""
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        inside = list(_leaves(child)) if isinstance(child, boxes.InlineBox) else []
        yield from inside or [child]


def _enclose(box: Any) -> None:
    """Put an inline box around its content, which was moved."""
    inside = [child for child in box.children if child.is_in_normal_flow()] if isinstance(box, boxes.InlineBox) else []
    if not inside:
        return
    for child in inside:
        _enclose(child)
    left = min(child.position_x for child in inside)
    box.position_x = left - (box.margin_left + box.border_left_width + box.padding_left)
    box.width = max(child.position_x + child.margin_width() for child in inside) - left
