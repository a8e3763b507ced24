# SPDX-License-Identifier: MIT
"""Read the copy of a paragraph from WeasyPrint's box tree, and remember what Pango says of words.

The copy is its text in one string, and which box contains which part of it. Pango's answers depend on a text and on the
properties in ``READ``; styles that agree in these share a face. The answers are kept with the font configuration,
because they are the same in every document that has the same fonts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break

from hemaprint.typeset.engine.bidi import controls_of, levels_of
from hemaprint.typeset.lines.hyphenation import Exceptions, Hyphenators

READ = (
    *("font_size", "letter_spacing", "hyphenate_limit_zone", "white_space", "line_height", "lang", "direction"),
    *("font_family", "font_style", "font_stretch", "font_weight", "font_kerning", "font_language_override"),
    *("font_variant_alternates", "font_variant_caps", "font_variant_east_asian", "font_variant_ligatures"),
    *("font_variant_numeric", "font_variant_position", "font_feature_settings", "font_variation_settings"),
    *("hyphens", "hyphenate_character", "hyphenate_limit_chars", "overflow_wrap", "word_break", "word_spacing"),
    *("tab_size", "text_decoration_line"),
)
"""Every property that breaking a run reads."""
_values = itemgetter(*READ)
_MOST = 30_000  # words that are kept; a magazine of 64 pages has 10 000


@dataclass(frozen=True, slots=True, eq=False)
class TextFace:
    """The text properties of a style; one for all styles that agree in them."""

    values: tuple[Any, ...]


@dataclass(slots=True)
class Memory:
    """The answers that one font configuration has given."""

    faces: dict[Any, TextFace] = field(default_factory=dict)
    lines: dict[Any, Any] = field(default_factory=dict)
    widths: dict[Any, float] = field(default_factory=dict)
    words: dict[Any, Any] = field(default_factory=dict)
    struts: dict[TextFace, tuple[float, float]] = field(default_factory=dict)


def face_of(style: Any) -> TextFace:
    """The face of a style; looked up again when the style has changed meanwhile."""
    values = _values(style)
    known: TextFace | None = style.__dict__.get("_hemaprint_face")
    if known is not None and known.values == values:
        return known
    faces = memory_of(style.font_config).faces
    key = tuple(map(_hashable, values))
    face = faces.get(key)
    if face is None:
        face = faces[key] = TextFace(values)
    style.__dict__["_hemaprint_face"] = face
    return face


def wraps(style: Any) -> bool:
    """Whether lines of a style end at spaces."""
    return style["white_space"] not in ("nowrap", "pre")


def lines_of(style: Any) -> set[str]:
    """The words of ``--lines``, which is inherited, as all custom properties are."""
    return {getattr(token, "value", "") for token in style["__lines"] or ()} - {" "}


def memory_of(font_config: Any) -> Memory:
    """The memory of a font configuration."""
    known: Memory | None = font_config.__dict__.get("_hemaprint_memory")
    if known is None or max(len(known.lines), len(known.words)) > _MOST:
        known = font_config._hemaprint_memory = Memory()
    return known


def divide_by(exceptions: Exceptions, font_config: Any) -> None:
    """Let the documents of a font configuration divide the house's own words as its list has them."""
    font_config._hemaprint_dictionaries = Hyphenators(exceptions)


def dictionaries_of(font_config: Any) -> Hyphenators:
    """The hyphenators of a font configuration."""
    known: Hyphenators = font_config._hemaprint_dictionaries
    return known


def copy_of_layout(state: dict[str, Any]) -> Any:
    """A new layout in a remembered state: drawing changes layouts, so no two boxes share one."""
    layout = line_break.Layout.__new__(line_break.Layout)
    layout.__dict__.update(state)
    return layout


def once_a_face(original: Callable[[Any], tuple[float, float]]) -> Callable[[Any], tuple[float, float]]:
    """``strut``, which remembers by face: the original builds a long key for every line and box."""

    def strut(style: Any) -> tuple[float, float]:
        struts = memory_of(style.font_config).struts
        face = face_of(style)
        known = struts.get(face)
        if known is None:
            known = struts[face] = original(style)
        return known

    return strut


def forgetting(original: Callable[..., Any]) -> Callable[..., Any]:
    """``FontConfiguration.add_font_face``, after which text may look different: the memory is dropped."""

    def add_font_face(self: Any, rule_descriptors: Any, url_fetcher: Any) -> Any:
        self.__dict__.pop("_hemaprint_memory", None)
        self.__dict__.get("_hemaprint_styles", {}).clear()
        return original(self, rule_descriptors, url_fetcher)

    return add_font_face


def _hashable(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(map(_hashable, value))
    return frozenset(value) if isinstance(value, set) else value


# ---------------------------------------------------------------- the copy of a paragraph

_SHAPED = "\t\r\f\v\x85\u2028\u2029"
"""Characters that are not text: tabs, and all line ends but the one that ``<br>`` writes."""
STAND_IN = "\u2020"  # represents a picture, or a raised letter: part of the word beside it, but not a letter of it
_KEPT = " \n"
_RAISED = frozenset({"sup", "sub"})
"""Elements whose letters are raised or lowered, perhaps by the face instead of ``vertical-align``."""


class UnplannableError(Exception):
    """Something in the paragraph is left to the engine; the message says what."""


@dataclass(slots=True, eq=False)
class Run:
    """A box in a line, and its part of the paragraph's text: from ``first`` to before ``after``.

    Text boxes have a face, which is all that measuring them needs.
    """

    box: Any
    first: int
    after: int
    runs: tuple[Run, ...] = ()
    face: TextFace | None = None


@dataclass(slots=True, eq=False)
class Copy:
    """The text of a paragraph, and its boxes.

    ``words`` is the text as it is broken: pictures and raised letters belong to the word beside them. ``pieces`` are
    the text boxes in order; the ``edges`` are the paddings of inline boxes, in px, by character: on the left of what
    follows or on the right of what is before it. No line ends between ``held`` characters and those before them.
    ``levels`` are those of the characters (``bidi.py``), or None where all run from left to right.
    """

    root: Run = field(init=False)
    text: str = ""
    words: str = ""
    pieces: list[Run] = field(default_factory=list)
    atoms: dict[int, Any] = field(default_factory=dict)
    floats: list[Run] = field(default_factory=list)
    held: set[int] = field(default_factory=set)
    left_edges: dict[int, float] = field(default_factory=dict)
    right_edges: dict[int, float] = field(default_factory=dict)
    levels: bytes | None = None

    def skip_stack(self, place: int) -> Any:
        """WeasyPrint's name for the character ``place``: the path to it, child by child; None for the end."""
        return _path_to(self.root, place, self.text) if place < len(self.text) else None

    def place_of(self, skip_stack: Any) -> int:
        """The character that a skip stack leads to."""
        run, place = self.root, self.root.first
        while skip_stack is not None:
            ((index, skip_stack),) = skip_stack.items()
            if isinstance(run.box, boxes.TextBox):
                return run.first + len(run.box.text.encode()[:index].decode())
            if index >= len(run.runs):
                return run.after
            run = run.runs[index]
            place = run.first
        return place


def read(linebox: Any, resolve: Callable[[Any], None], lay_out: Callable[[Any], Any]) -> Copy:
    """The copy of the line box of a whole paragraph.

    ``resolve`` sets the lengths of a box, all in px, ``lay_out`` lays a picture or an inline block out and returns it.
    """
    reader = _Reader(resolve, lay_out)
    copy = reader.copy
    copy.root = reader.inside(linebox, raised=False)
    if 0 in copy.atoms:  # the label of a list item stays with its first word
        copy.held.add(1)
    copy.levels = levels_of(copy.text, reader.controls, from_the_right=linebox.style["direction"] == "rtl")
    return copy


@dataclass(frozen=True, slots=True)
class _Reader:
    """Walks through the boxes of a paragraph, and enters them in its copy."""

    resolve: Callable[[Any], None]
    lay_out: Callable[[Any], Any]
    copy: Copy = field(default_factory=Copy)
    controls: list[tuple[int, str]] = field(default_factory=list)

    @property
    def place(self) -> int:
        """The character that comes next."""
        return len(self.copy.text)

    def inside(self, box: Any, *, raised: bool) -> Run:
        """The run of a box, and of those in it."""
        first = self.place
        runs = tuple(self._run(child, box, raised) for child in box.children)
        return Run(box, first, self.place, runs)

    def _run(self, box: Any, around: Any, raised: bool) -> Run:
        if not box.is_in_normal_flow():
            return self._out_of_flow(box)
        if box.is_leader:
            raise UnplannableError("a leader")
        if isinstance(box, boxes.TextBox):
            return self._text_box(box, raised)
        if isinstance(box, boxes.InlineBox):
            return self._inline_box(box, around, raised)
        if isinstance(box, boxes.AtomicInlineLevelBox):
            return self._atom(box)
        raise UnplannableError(f"a {type(box).__name__}")

    def _out_of_flow(self, box: Any) -> Run:
        run = Run(box, self.place, self.place)
        if box.is_floated():
            if self.place:
                raise UnplannableError("a float within the text")
            self.copy.floats.append(run)
        elif not (box.is_running() or box.is_note()):
            raise UnplannableError("an absolute box")
        return run

    def _text_box(self, box: Any, raised: bool) -> Run:
        text, first = box.text, self.place
        run = Run(box, first, first + len(text), face=face_of(box.style))
        self.resolve(box)
        if not text or box.style["font_size"] == 0:
            if text:
                raise UnplannableError("text of no size")
            return run
        if any(mark in text for mark in _SHAPED):
            raise UnplannableError("a tab")
        self.copy.text += text
        self.copy.words += "".join(c if c in _KEPT else STAND_IN for c in text) if raised else text
        self.copy.pieces.append(run)
        if not wraps(box.style):
            self.copy.held.update(range(first + 1, self.place))
        return run

    def _inline_box(self, box: Any, around: Any, raised: bool) -> Run:
        style = box.style
        if box.first_letter_style is not None or box.first_line_style is not None:
            raise UnplannableError("a first letter")
        is_raised = style["vertical_align"] != "baseline" or box.element_tag in _RAISED
        raises = box.footnote is not None or is_raised
        self.resolve(box)
        left, right = edges(box)
        if (left or right) and style["box_decoration_break"] == "clone":
            raise UnplannableError("a box whose padding is repeated")
        if raises:
            self.copy.held.add(self.place)
        if left:
            self.copy.left_edges[self.place] = self.copy.left_edges.get(self.place, 0.0) + left
        before, after = controls_of(box, around)
        self.controls.append((self.place, before))
        run = self.inside(box, raised=raised or raises)
        self.controls.append((self.place, after))
        if right:
            self.copy.right_edges[self.place] = self.copy.right_edges.get(self.place, 0.0) + right
        return run

    def _atom(self, box: Any) -> Run:
        self.copy.atoms[self.place] = self.lay_out(box)
        self.copy.text += "\ufffc"
        self.copy.words += STAND_IN
        return Run(box, self.place - 1, self.place)


def _path_to(run: Run, place: int, text: str) -> Any:
    if place == run.first and not isinstance(run.box, boxes.LineBox):
        return None
    if isinstance(run.box, boxes.TextBox):
        return {len(text[run.first : place].encode()): None}
    for index, child in enumerate(run.runs):
        if child.first <= place < child.after or child.first == place == child.after:
            return {index: _path_to(child, place, text)}
    return None


def edges(box: Any) -> tuple[float, float]:
    """The padding, borders and margins of a box before and after its text, in px."""
    left = box.margin_left + box.border_left_width + box.padding_left
    right = box.padding_right + box.border_right_width + box.margin_right
    return (right, left) if box.style["direction"] == "rtl" else (left, right)
