# SPDX-License-Identifier: MIT
"""Find faults of laid-out pages: what does not fit, lines with gaps.

WeasyPrint 70 neither clips nor warns: what is too large runs over its neighbors or off the trim.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hemaprint.errors import Location, Problem, Severity
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset.engine.boxes import (
    Document,
    box_of,
    copy_boxes,
    has_class,
    is_beside,
    kinds,
    nearest_line,
    parents_of,
    upward,
    walk,
    words_of,
)
from hemaprint.typeset.engine.paragraphs import set_line
from hemaprint.typeset.lines.costs import LOOSE
from hemaprint.typeset.pages import PX_TO_PT, UNNUMBERED, PageProblem
from hemaprint.typeset.strays import find_strays

TOLERANCE = 1.5  # letter-space after a last letter may go this far beyond the edge, in pt
_HEAD_GAP = 6.0  # the least distance of the two running heads of a page, in pt
_EXCERPT = 40
_X_HEIGHT = 0.45
_SHARED = 1.0


@dataclass(frozen=True, slots=True)
class _Overset:
    """Something on a page that does not fit: what, where it runs, what to do, its box and element, and its words."""

    what: str
    where: str
    hint: str
    box: Any
    element: Any = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Ink:
    """The rectangle of the small letters of a run of text, in pt."""

    box: Any
    left: float
    right: float
    top: float
    bottom: float


def find_misset(document: Document, geometry: Geometry, source: Path) -> tuple[Problem, ...]:
    """All faults of a layout."""
    overset = find_overset(document, geometry, source)
    return (*overset, *find_loose(document, source), *find_strays(document, geometry, source))


def find_overset(document: Document, geometry: Geometry, source: Path) -> tuple[Problem, ...]:
    """What runs out of the type area, off the trim or into a neighbor: the first of its kind on every page.

    Lines that are too wide for their column are all reported.
    """
    parents = parents_of(document._html.etree_element)
    problems: dict[tuple[int, str, str], Problem] = {}
    for number, page in enumerate(document.pages, start=1):
        plate = page._page_box.page_type.name in UNNUMBERED
        wide = dict(_wide_lines(page))
        reported = {box for line in wide for box in _in_line(line)}
        found = [
            _widths(wide),
            _texts(page, geometry, plate, reported),
            _slots(page, parents),
            _formulas(page),
            _collisions(page, reported),
        ]
        if not plate:
            found += [_pictures(page, geometry, parents), _notes(page), _heads(page, geometry)]
        for overset in (one for kind in found for one in kind):
            problems.setdefault((number, overset.hint, overset.words), _problem(number, overset, parents, source))
    return tuple(problems.values())


def _wide_lines(page: Any) -> Iterator[tuple[Any, float]]:
    """Lines that are wider than their block, and by how many pt; hanging marks do not count."""
    for block in (box for box in walk(page._page_box) if isinstance(box, kinds.BlockBox)):
        left = float(block.content_box_x())
        right = left + float(block.width)
        for line in (child for child in block.children if isinstance(child, kinds.LineBox)):
            known = set_line(line)
            hang = max(0.0, known.plan.width - known.plan.room) if known else 0.0
            beyond = max((_right(box) for box in _in_line(line)), default=right) - right
            if block.style["direction"] == "rtl":
                beyond = left - _left(line, is_whole=known is not None)
            beyond = (beyond - hang) * PX_TO_PT
            if beyond > TOLERANCE:
                yield line, beyond


def _widths(wide: Mapping[Any, float]) -> Iterator[_Overset]:
    """Lines made too wide by a word, an address or code that cannot be broken."""
    hint = "break it with a space or a hyphen, shorten it, or give it more room"
    for line, beyond in wide.items():
        words = "".join(box.text for box in _in_line(line))
        where = f"{beyond:.1f} pt ({beyond / MM:.1f} mm) beyond its column"
        yield _Overset(_quoted(words, len(words)), where, hint, line, line.element, words)


def _formulas(page: Any) -> Iterator[_Overset]:
    """Formulas that are wider than the block around their line, or run into their number: no line breaks within one."""
    for block in (box for box in walk(page._page_box) if isinstance(box, kinds.BlockBox)):
        right = float(block.content_box_x() + block.width)
        if has_class(block.element, "equation"):
            numbers = (float(box.position_x) for box in walk(block) if has_class(box.element, "number"))
            right = min([right, *(left for left in numbers if left > block.content_box_x())])
        for box in (box for line in block.children if isinstance(line, kinds.LineBox) for box in walk(line)):
            if isinstance(box, kinds.ReplacedBox) and has_class(box.element, "formula"):
                beyond = (float(box.position_x + box.width) - right) * PX_TO_PT
                if beyond > TOLERANCE:
                    said = box.element.get("data-text")
                    hint = r"break it into lines: \begin{aligned} a &= b \\ &= c \end{aligned}; or write it shorter"
                    where = f"{beyond:.1f} pt beyond its place"
                    yield _Overset(f"the formula {_quoted(said)}", where, hint, box, box.element)


def _in_line(box: Any) -> Iterator[Any]:
    """The runs of text of a line, without those in blocks inside it."""
    for child in getattr(box, "children", ()):
        if isinstance(child, kinds.TextBox):
            yield child
        elif isinstance(child, kinds.InlineBox) and not isinstance(child, kinds.AtomicInlineLevelBox):
            yield from _in_line(child)


def _left(line: Any, *, is_whole: bool) -> float:
    """The left edge of the letters of a line that runs from the right.

    WeasyPrint moves the boxes of such a line, and not the line, by the space that it takes off its end; what
    ``engine/paragraphs.py`` breaks as a whole has none.
    """
    if not is_whole:
        return float(line.position_x)
    return min((float(box.position_x) for box in _in_line(line)), default=float(line.position_x))


def _right(box: Any) -> float:
    """The right edge of the letters; a space at the end of the line may hang."""
    hanging = len(box.text) - len(box.text.rstrip(" "))
    return float(box.position_x + box.width * (1 - hanging / max(len(box.text), 1)))


def _texts(page: Any, geometry: Geometry, plate: bool, reported: Set[Any]) -> Iterator[_Overset]:
    # a plate may have a size of its own, as a spine has
    bottom = page.height * PX_TO_PT if plate else geometry.foot
    right = (page.width * PX_TO_PT if plate else geometry.width) + TOLERANCE
    hint = "shorten the copy, or give it more room"
    for box in copy_boxes(page):
        if box in reported:
            continue
        if (box.position_y + box.baseline) * PX_TO_PT > bottom:
            yield _Overset(_quoted(box.text), "below the type area", hint, box, box.element)
        elif plate and (box.position_y + box.baseline) * PX_TO_PT < 0:
            yield _Overset(_quoted(box.text), "off the page at its head", hint, box, box.element)
        elif (box.position_x + box.width) * PX_TO_PT > right:
            yield _Overset(_quoted(box.text), "off the page to the right", hint, box, box.element)


def _pictures(page: Any, geometry: Geometry, parents: Mapping[Any, Any]) -> Iterator[_Overset]:
    """Pictures in the copy; the art of an opener or of a page may bleed."""
    for box in walk(page._page_box):
        if not isinstance(box, kinds.ReplacedBox) or not _in_slot(box.element, parents):
            continue
        if (box.position_y + box.margin_height()) * PX_TO_PT > geometry.foot + TOLERANCE:
            hint = "crop the picture, or give it a smaller `:width:`"
            yield _Overset("a picture", "below the type area", hint, box, box.element)


def _slots(page: Any, parents: Mapping[Any, Any]) -> Iterator[_Overset]:
    """Displayed blocks whose words or pictures leave their place: the widest excess of each."""
    worst: dict[Any, tuple[float, Any]] = {}
    for place, box in _placed(page._page_box, None):
        slot = next(node for node in upward(box.element, parents) if _is_place(node))
        excess = (box.position_x + box.width - place.position_x - place.width) * PX_TO_PT
        worst[slot] = max(worst.get(slot, (TOLERANCE, None)), (excess, box), key=lambda one: one[0])
    for excess, box in worst.values():
        if box is not None:
            yield _too_wide(box, excess, parents)


def _placed(box: Any, place: Any) -> Iterator[tuple[Any, Any]]:
    """Words and pictures below a box, each with its part of the zone, or of the slot, that contains it."""
    box = getattr(box, "_box", box)
    if isinstance(box, kinds.TextBox | kinds.ReplacedBox) and place is not None:
        yield place, box
    elif isinstance(box, kinds.BlockLevelBox) and is_beside(box.element):
        place = box
    elif isinstance(box, kinds.BlockLevelBox) and _is_place(box.element):
        # the slots of a zone stretch with what is in them
        place = place if place is not None and has_class(place.element, "zone") else box
    for child in getattr(box, "children", ()):
        yield from _placed(child, place)


def _is_place(element: Any) -> bool:
    return has_class(element, "slot") or has_class(element, "zone")


def _too_wide(box: Any, excess: float, parents: Mapping[Any, Any]) -> _Overset:
    element = box.element
    what, hint = _quoted("".join(element.itertext())), "give the block a greater `:width:`, or shorten its longest word"
    cell = next((node for node in upward(element, parents) if node.tag in ("td", "th")), None)
    if cell is not None:
        what = f"the column {_quoted(_head_of(cell, parents))} of a table"
        hint = "shorten its longest words, make two tables of it, or, in a column, give it `:width: page`"
    elif element.tag == "img":
        what = "a picture"
    return _Overset(what, f"{excess:.0f} pt beyond its place, to the right", hint, box, element)


def _head_of(cell: Any, parents: Mapping[Any, Any]) -> str:
    """The head of the column of a table cell; the words of the cell where there is none."""
    table = next(node for node in upward(cell, parents) if node.tag == "table")
    heads = table.findall("thead/tr/th")
    at = list(parents[cell]).index(cell)
    return "".join((heads[at] if at < len(heads) else cell).itertext())


def _notes(page: Any) -> Iterator[_Overset]:
    """Footnotes that are higher than their page, or that the copy runs into."""
    body = page._page_box.children[0]
    top = (page._page_box.position_y + page._page_box.margin_top) * PX_TO_PT
    hint = "shorten the notes, or call fewer of them so close together"
    for area in (box for box in walk(page._page_box) if isinstance(box, kinds.FootnoteAreaBox)):
        notes = [box for box in walk(area) if isinstance(box, kinds.TextBox)]
        start = min((_baseline(box) for box in notes), default=0.0)
        if notes and start < top:
            yield _Overset(_quoted(notes[0].text), "above the type area", hint, notes[0], notes[0].element)
        for box in walk(body):
            if notes and isinstance(box, kinds.TextBox) and box.element is not None and _is_in_notes(box, area, start):
                yield _Overset(_quoted(box.text), "into the footnotes", hint, box, box.element)


def _is_in_notes(box: Any, area: Any, start: float) -> bool:
    """Whether a text is where the notes are; beside them a side column goes down to the foot."""
    beside = box.position_x >= area.position_x + area.width or box.position_x + box.width <= area.position_x
    return not beside and _baseline(box) > start


def _heads(page: Any, geometry: Geometry) -> Iterator[_Overset]:
    """Running heads that leave the type area or meet."""
    nearest = min(geometry.margins.inside, geometry.margins.outside)
    edge = geometry.width - nearest + TOLERANCE
    for side in ("@top", "@bottom"):
        end = nearest - TOLERANCE - _HEAD_GAP
        for box in sorted(_running_texts(page, side), key=lambda box: float(box.position_x)):
            start, right = box.position_x * PX_TO_PT, (box.position_x + box.width) * PX_TO_PT
            if right > edge or start < end + _HEAD_GAP:
                hint = "give the article a short `running` title, or the department a shorter name"
                yield _Overset(f"the running head {_quoted(box.text)}", "out of its place", hint, box)
            end = max(end, right)


def _collisions(page: Any, reported: Set[Any]) -> Iterator[_Overset]:
    """Text on other text: small letters of two runs share more than ``_SHARED`` pt each way."""
    texts = (box for box in walk(page._page_box) if isinstance(box, kinds.TextBox) and box not in reported)
    runs = sorted((_ink(box) for box in texts if box.text.strip()), key=lambda ink: ink.top)
    hint = "shorten one of the two, or give them more room"
    for index, ink in enumerate(runs):
        for other in runs[index + 1 :]:
            if other.top > ink.bottom - _SHARED:
                break
            if min(ink.right, other.right) - max(ink.left, other.left) > _SHARED:
                where = f"into {_quoted(ink.box.text)}"
                yield _Overset(_quoted(other.box.text), where, hint, other.box, other.box.element)


def _ink(box: Any) -> _Ink:
    baseline, size = _baseline(box), float(box.style["font_size"]) * PX_TO_PT
    left = float(box.position_x) * PX_TO_PT
    return _Ink(box, left, left + float(box.width) * PX_TO_PT, baseline - _X_HEIGHT * size, baseline)


def _running_texts(page: Any, side: str) -> Iterator[Any]:
    """The texts of the margin boxes above the type area, or below it."""
    for margin in page._page_box.children:
        if isinstance(margin, kinds.MarginBox) and margin.at_keyword.startswith(side):
            yield from (box for box in walk(margin) if isinstance(box, kinds.TextBox) and box.element is None)


def _in_slot(element: Any, parents: Mapping[Any, Any]) -> bool:
    return any(has_class(node, "slot") for node in upward(element, parents))


def _baseline(box: Any) -> float:
    return float(box.position_y + box.baseline) * PX_TO_PT


def _quoted(text: str, length: int = _EXCERPT) -> str:
    return f"“{text.strip()[:length]}”"


def _problem(number: int, overset: _Overset, parents: Mapping[Any, Any], source: Path) -> Problem:
    line = nearest_line(overset.element, parents)
    location = Location(source, line, 1 if line else 0)
    message = f"{overset.what} runs {overset.where}"
    place = box_of(overset.box)
    return PageProblem("HP206", message, location, overset.hint, sheet=number, words=overset.words, box=place)


def find_loose(document: Document, source: Path) -> tuple[Problem, ...]:
    """The line of an article with the widest spaces, where they are ``LOOSE``, and how many others are."""
    loose = []
    for number, page in enumerate(document.pages, start=1):
        for line in walk(page._page_box):
            known = set_line(line)
            if known is not None and known.plan.spread > LOOSE:
                loose.append((known.plan.spread, number, line))
    if not loose:
        return ()
    spread, number, widest = max(loose, key=lambda one: one[0])
    words, box = words_of(widest), box_of(widest)
    others = f"; {len(loose) - 1} more lines have gaps" if len(loose) > 1 else ""
    message = f"“{words}” has spaces of {1 + spread:.0%} of their width{others}"
    hint = "set `text: ragged` or wider columns, or change a word"
    place = Location(source, 0, 0)
    return (PageProblem("HP237", message, place, hint, Severity.WARNING, sheet=number, words=words, box=box),)
