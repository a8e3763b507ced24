# SPDX-License-Identifier: MIT
"""Say as JSON what the browser shows: the state, problems, what lies over a page, and the line behind a place."""

from __future__ import annotations

import re
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from math import hypot
from pathlib import Path

from hemaprint.errors import ContentError, HemaprintError, Location, Problem, Spot
from hemaprint.pdf.objects import Rectangle
from hemaprint.preview.documents import layout_names
from hemaprint.preview.drawing import print_stamp
from hemaprint.preview.showing import PageFace, PreviewState, Showing
from hemaprint.project.project import CONFIG_NAME
from hemaprint.theme.geometry import Frame, Geometry
from hemaprint.typeset.pages import Block
from hemaprint.typeset.plan import PageRun

_AROUND = 2
"""Lines of an excerpt before and after the line in question."""
_LONGEST = 400
"""Characters of a line in an excerpt."""
_LARGEST = 4_000_000
"""Bytes of the largest file from which excerpts are taken."""
_WORD = re.compile(r"\w{3,}")
_SHARED = 2
"""Words that a line of the page and a line of the file must share to be considered the same."""
_FURTHER = 200
"""Lines for which a last block can continue."""
_WITHOUT_GRID = frozenset({"plate"})
Json = dict[str, object]


def state_view(state: PreviewState, root: Path) -> Json:
    """A state for the browser."""
    view: Json = {
        "version": state.version,
        "build": state.build,
        "busy": state.busy,
        "arrived": state.arrived,
        "failed": state.failed,
        "ready": state.showing.ready if state.showing else 0,
        "changed_at": round(state.changed_at * 1000),
        "stages": [[name, round(seconds * 1000)] for name, seconds in state.stages],
        "saved": sorted(shown_path(path, root) for path in state.saved),
        "problems": [
            problem_view(problem, root) | places_of(problem, state.showing, root) for problem in state.problems
        ],
        "problems": [problem_view(problem, root) | places(problem, state.showing, root) for problem in state.problems],
    }
    return view | (_showing_view(state.showing, root) if state.showing else {"pages": []})


def _showing_view(showing: Showing, root: Path) -> Json:
    done, measures = showing.done, showing.measures
    geometry = done.setting.theme.geometry
    stamp = print_stamp(showing)
    return {
        "title": done.setting.config.magazine.title,
        "issue": done.setting.issue.name,
        "language": done.setting.language,
        "turned": done.setting.turned,
        "trim": [measures.width, measures.height],
        "bleed": measures.bleed,
        "marks": measures.marks,
        "grid": {"top": geometry.margins.top, "step": geometry.baseline, "lines": geometry.lines},
        "pages": [
            {
                "id": name,
                "number": face.number,
                "label": face.label,
                "left": face.left,
                "key": face.key,
                "body": face.body,
                "text": face.text,
                "print": f"{face.key}-{stamp}" if face.key else "",
                "title": face.title,
                "name": face.run.piece.name,
                "kind": face.run.piece.kind,
                "source": shown_path(face.source, root),
                "grid": bool(face.key) and face.run.sheet(face.offset).page_name not in _WITHOUT_GRID,
            }
            for name, face in zip(names_of(showing.faces), showing.faces, strict=True)
        ],
        "layouts": [[name, _layout_title(name, showing)] for name in layout_names(showing)],
    }


def names_of(faces: Iterable[PageFace]) -> Iterator[str]:
    """What each page is known by, wherever it goes: ``interview/2`` is the second page of that article."""
    counts: Counter[str] = Counter()
    for face in faces:
        piece = face.run.piece
        name = piece.kind if piece.kind == "blank" else piece.name
        counts[name] += 1
        yield f"{name}/{counts[name]}"


def _layout_title(name: str, showing: Showing) -> str:
    face = next(face for face in showing.faces if face.run.pages.name == name)
    return face.title


def places_of(problem: Problem, showing: Showing | None, root: Path) -> Json:
def places(problem: Problem, showing: Showing | None, root: Path) -> Json:
    """The page of a problem (its index in the list of pages), and the box of its block where known."""
    if showing is None:
        return {}
    path, spot = root / problem.location.path, problem.spot
    pages = [(index, face) for index, face in enumerate(showing.faces) if face.source == path and face.key]
    if spot is not None:
        found_there = [one for one in enumerate(showing.faces) if one[1].key and _is_at(spot, one[1])]
        if found_there and spot.box is not None:
            return {"page": found_there[0][0], "box": rounded(spot.box)}
        pages = found_there or pages
    if not pages:
        return {}
    found = [
        (line, index, box)
        for index, face in pages
        for line, box in face.run.sheet(face.offset).blocks
        if line <= problem.location.line
    ]
    if not found:
        return {"page": pages[0][0]}
    line = max(found)[0]
    _, index, box = next(one for one in found if one[0] == line)
    return {"page": index, "box": rounded(box)}


def _is_at(spot: Spot, face: PageFace) -> bool:
    return face.run.pages.name == spot.name and face.sheet == spot.sheet - 1


def shown_path(path: Path, root: Path) -> str:
    """A file as people write it: its path from ``root``, or its name where it is not in there, as sample copy is."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def rounded(box: Rectangle) -> list[float]:
    """A box for the browser, to a hundredth of a pt."""
    return [round(value, 2) for value in box]


def overlay_view(face: PageFace, showing: Showing) -> Json:
    """Blocks and columns of a page: boxes in pt from the top left corner of the trim."""
    sheet = face.run.sheet(face.offset)
    theme, articles = showing.done.setting.theme, showing.done.setting.issue.articles
    article = articles.get(face.run.piece.name)
    facts = theme.declared(article.template) if article else None
    frame = theme.geometry.frame(facts.frame, facts.columns) if facts else None
    boxes = columns_of(sheet.page_name, theme.geometry, frame, left=face.left)
    return {
        "blocks": [[line, *rounded(box)] for line, box in sheet.blocks],
        "columns": [rounded(box) for box in boxes],
    }


def columns_of(page_name: str, geometry: Geometry, frame: Frame | None, *, left: bool) -> Iterator[Rectangle]:
    """The columns of a page of an article with its ``frame``: its side column, then those of its text.

    The whole type area where there is no frame; nothing on a plate.
    """
    if page_name in _WITHOUT_GRID:
        return
    start, top, bottom = geometry.left(is_left=left), geometry.margins.top, geometry.foot
    if frame is None:
        yield (start, top, start + geometry.type_width, bottom)
        return
    if frame.side:
        before = frame.side_on("left" if left else "right") == "left"
        edge = start if before else start + frame.width + frame.gutter
        yield (edge, top, edge + frame.side, bottom)
        start += frame.shift if before else 0
    for index in range(frame.columns):
        edge = start + index * (frame.column + frame.gutter)
        yield (edge, top, edge + frame.column, bottom)


# ---------------------------------------------------------------- problems


def problems_of(error: BaseException, root: Path, changed: Set[Path] = frozenset()) -> tuple[Problem, ...]:
    """The problems of an error that ended a build after files had ``changed``; never empty."""
    if isinstance(error, ContentError) and error.problems:
        return error.problems
    if isinstance(error, HemaprintError):
        return (Problem("HP912", error.message, Location(root / CONFIG_NAME), error.hint),)
    if isinstance(error, OSError) and error.filename:
        hint = "if it was renamed or deleted, change what refers to it; otherwise save it again"
        return (Problem("HP912", f"{error.strerror}", Location(Path(str(error.filename))), hint),)
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    message = f"{type(error).__name__}: {error}{where}"
    hint = "undo the last change; if the files are right, this is a bug in hemaprint: please report it"
    place = next(iter(changed)) if len(changed) == 1 else root / CONFIG_NAME
    return (Problem("HP912", message, Location(place), hint),)


def problem_view(problem: Problem, root: Path) -> dict[str, object]:
    """A problem for the browser: its path from ``root``, and the lines around it."""
    place = problem.location
    path = root / place.path
    inside = path.is_relative_to(root)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "path": shown_path(path, root),
        "line": place.line,
        "column": place.column,
        "excerpt": list(excerpt(path, place.line)) if inside else [],
    }


def excerpt(path: Path, line: int) -> Iterator[tuple[int, str]]:
    """Numbered lines around ``line`` (from 1); none where the file cannot be read or has no such line."""
    try:
        lines = lines_of(path) if path.stat().st_size <= _LARGEST else []
    except OSError:
        return
    if not 1 <= line <= len(lines):
        return
    for number in range(max(1, line - _AROUND), min(len(lines), line + _AROUND) + 1):
        yield number, lines[number - 1][:_LONGEST]


# ---------------------------------------------------------------- the line behind a place


@dataclass(frozen=True, slots=True)
class Place:
    """A line (from 1; 0: the file as a whole) of a file, and the box on the page in which it was found (pt)."""

    path: Path
    line: int
    column: int
    box: Rectangle | None


def block_at(blocks: Sequence[Block], x: float, y: float) -> Block | None:
    """The smallest block at a place, or else the nearest."""
    return min(blocks, key=lambda block: _distance(block[1], x, y), default=None)


def locate(face: PageFace, x: float, y: float, shown: str) -> Place:
    """The place in the file behind ``x, y`` (pt from the trim's corner), where the page shows the words ``shown``.

    In a block that knows its line, the words decide which line of the block is meant; outside all blocks (a headline, a
    cover), which line of the file.
    """
    block = block_at(face.run.sheet(face.offset).blocks, x, y)
    lines = lines_of(face.source)
    if block is not None and _distance(block[1], x, y) < 1:
        first = block[0]
        blocks = (block for sheet in face.run.pages.sheets for block in sheet.blocks)
        after = min((line for line, _ in blocks if line > first), default=first + _FURTHER)
        line, column = _best(lines[first - 1 : after - 1], shown) or (0, 1)
        return Place(face.source, first + line, column, block[1])
    if (found := _best(lines, shown)) is not None:
        return Place(face.source, found[0] + 1, found[1], None)
    if block is not None:
        return Place(face.source, block[0], 1, block[1])
    return Place(face.source, entry_of(face.run.piece, lines), 1, None)


def line_at(face: PageFace, x: float, y: float) -> int:
    """The line of the block at a place; 0 outside all blocks that know theirs."""
    block = block_at(face.run.sheet(face.offset).blocks, x, y)
    return block[0] if block is not None and _distance(block[1], x, y) < 1 else 0


def lines_of(path: Path) -> list[str]:
    """The lines of a file; none where it cannot be read."""
    try:
        return path.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _best(lines: Sequence[str], shown: str) -> tuple[int, int] | None:
    """The index of the line with most of the words shown, and the column (from 1) of the first of them."""
    words = [word.lower() for word in _WORD.findall(shown)]
    if not lines or not words:
        return None
    scores = [len(set(words) & {word.lower() for word in _WORD.findall(line)}) for line in lines]
    best = max(range(len(lines)), key=lambda index: scores[index])
    if scores[best] < min(_SHARED, len(set(words))):
        return None
    lowered = lines[best].lower()
    return best, 1 + next(lowered.find(word) for word in words if word in lowered)


def entry_of(piece: PageRun, lines: Sequence[str]) -> int:
    """The line of issue.yaml where a page or an advertisement begins; 0 where that cannot be determined."""
    name = re.escape(piece.name)
    entry = rf"\bid\W+{name}\b" if piece.kind == "advertisement" else rf'^\s*"?{name}"?\s*:'
    return next((number for number, line in enumerate(lines, 1) if re.search(entry, line)), 0)


def _distance(box: Rectangle, x: float, y: float) -> float:
    left, top, right, bottom = box
    dx, dy = max(left - x, 0.0, x - right), max(top - y, 0.0, y - bottom)
    return hypot(dx, dy) + (right - left) * (bottom - top) * 1e-9
