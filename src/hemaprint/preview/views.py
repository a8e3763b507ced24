"""What the browser is told, as JSON: the state of the preview, and what lies over a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hemaprint.errors import Problem
from hemaprint.pdf.objects import Rectangle
from hemaprint.preview.layouts import layout_names
from hemaprint.preview.models import PageFace, Showing, State
from hemaprint.preview.press import print_stamp
from hemaprint.preview.trouble import problem_view
from hemaprint.theme.geometry import BASELINE, GUTTER, MARGIN_INSIDE, MARGIN_OUTSIDE, MARGIN_TOP, Geometry

_FRAMES = frozenset({"feature", "news", "scholar", "text"})
"""Named pages whose text stands in columns that the geometry knows."""
_WITHOUT_GRID = frozenset({"plate"})
Json = dict[str, object]


def state_view(state: State, root: Path) -> Json:
    """A state as the browser wants it."""
    view: Json = {
        "version": state.version,
        "build": state.build,
        "busy": state.busy,
        "arrived": state.arrived,
        "failed": state.failed,
        "changed_at": round(state.changed_at * 1000),
        "problems": [problem_view(problem, root) | _places(problem, state.showing, root) for problem in state.problems],
    }
    return view | (_showing_view(state.showing, root) if state.showing else {"pages": []})


def _showing_view(showing: Showing, root: Path) -> Json:
    done, measures = showing.done, showing.measures
    stamp = print_stamp(showing)
    return {
        "title": done.setting.config.magazine.title,
        "issue": done.setting.issue.name,
        "language": done.setting.language,
        "trim": [measures.width, measures.height],
        "bleed": measures.bleed,
        "marks": measures.marks,
        "grid": {"top": MARGIN_TOP, "step": BASELINE, "lines": done.setting.theme.geometry.lines},
        "pages": [
            {
                "number": face.number,
                "label": face.label,
                "left": face.left,
                "key": face.key,
                "print": f"{face.key}-{stamp}",
                "title": face.title,
                "name": face.run.piece.name,
                "kind": face.run.piece.kind,
                "source": _shown(face.source, root),
                "grid": face.run.sheet(face.offset).page_name not in _WITHOUT_GRID,
            }
            for face in showing.faces
        ],
        "layouts": [[name, _layout_title(name, showing)] for name in layout_names(showing)],
    }


def _layout_title(name: str, showing: Showing) -> str:
    face = next(face for face in showing.faces if face.run.pages.name == name)
    return face.title


def overlay_view(face: PageFace, showing: Showing) -> Json:
    """Blocks and columns of a page: boxes in pt from the top left corner of the trim."""
    sheet = face.run.sheet(face.offset)
    theme, articles = showing.done.setting.theme, showing.done.setting.issue.articles
    article = articles.get(face.run.piece.name)
    columns = theme.declared(article.template).columns if article else 0
    boxes = columns_of(sheet.page_name, theme.geometry, left=face.left, columns=columns)
    return {
        "blocks": [[line, *_rounded(box)] for line, box in sheet.blocks],
        "columns": [_rounded(box) for box in boxes],
    }


def columns_of(page_name: str, geometry: Geometry, *, left: bool, columns: int = 0) -> Iterator[Rectangle]:
    """The columns of a named page, ``columns`` of them where a template asks for so many.

    The type area as a whole where it has none that are known, nothing on a plate.
    """
    if page_name in _WITHOUT_GRID:
        return
    start = MARGIN_OUTSIDE if left else MARGIN_INSIDE
    top, bottom = MARGIN_TOP, MARGIN_TOP + geometry.lines * BASELINE
    if page_name not in _FRAMES:
        yield (start, top, start + geometry.type_width, bottom)
        return
    frame = geometry.frame(page_name, columns)
    if frame.side:
        edge = start if left else start + frame.width + GUTTER
        yield (edge, top, edge + frame.side, bottom)
        start += frame.side + GUTTER if left else 0
    for index in range(frame.columns):
        edge = start + index * (frame.column + GUTTER)
        yield (edge, top, edge + frame.column, bottom)


def _places(problem: Problem, showing: Showing | None, root: Path) -> Json:
    """The page of a problem (its index in the list of pages), and the box of its block where that is known."""
    if showing is None:
        return {}
    path = problem.location.path if problem.location.path.is_absolute() else root / problem.location.path
    pages = [(index, face) for index, face in enumerate(showing.faces) if face.source == path]
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
    return {"page": index, "box": _rounded(box)}


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def _rounded(box: Rectangle) -> list[float]:
    return [round(value, 2) for value in box]
