# SPDX-License-Identifier: MIT
"""Lead from a line to its page: an editor tells where its cursor is, and every browser goes there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from hemaprint.errors import UsageError
from hemaprint.pdf.objects import Rectangle
from hemaprint.preview.cards import PATH
from hemaprint.preview.requests import NEVER, Line, asked, is_from_here
from hemaprint.preview.showing import PageFace, Showing
from hemaprint.preview.stand import Stand
from hemaprint.preview.views import entry_of, lines_of, names_of, rounded, shown_path


@dataclass(frozen=True, slots=True)
class Sight:
    """The page (its index in the issue) that a line is on, and its box there (pt from the trim's corner), if known."""

    index: int
    box: Rectangle | None


def sight_of(showing: Showing, path: Path, line: int, column: int) -> Sight | None:
    """Where a place in a file is printed; None where the file is on no page that has been set."""
    faces = [(index, face) for index, face in enumerate(showing.faces) if face.source == path and face.key]
    blocks = [(start, Sight(index, box)) for index, face in faces for start, box in face.run.sheet(face.offset).blocks]
    began = max((start for start, _ in blocks if start <= line), default=0)
    if began:
        ended = min((start for start, _ in blocks if start > began), default=None)
        parts = [sight for start, sight in blocks if start == began]
        return _part_at(parts, _share(lines_of(path), began, ended, line, column))
    return _page_of(faces, path, line)


def _share(lines: Sequence[str], began: int, ended: int | None, line: int, column: int) -> float:
    """How much of a block (0 to 1) is before a place in it; ``ended`` is the line of the next block, if any."""
    block = lines[began - 1 : ended - 1 if ended else None]
    if "" in block:
        block = block[: block.index("")]
    whole = sum(map(len, block))
    before = sum(map(len, block[: line - began])) + column - 1
    return min(1.0, before / whole) if whole else 0.0


def _part_at(parts: Sequence[Sight], share: float) -> Sight:
    """The part of a block that is broken over columns and pages which has that share of its height above it."""
    heights = [sight.box[3] - sight.box[1] if sight.box else 0.0 for sight in parts]
    wanted = share * sum(heights)
    for sight, height in zip(parts, heights, strict=True):
        if wanted < height:
            return sight
        wanted -= height
    return parts[-1]


def _page_of(faces: Sequence[tuple[int, PageFace]], path: Path, line: int) -> Sight | None:
    """Before every block, the first page of the file; in ``issue.yaml``, the page whose entry the line is in."""
    lines = lines_of(path)
    entries = [(entry_of(face.run.piece, lines), -index) for index, face in faces]
    if not entries:
        return None
    _, index = max([entry for entry in entries if entry[0] <= line] or [(0, -faces[0][0])])
    return Sight(-index, None)


class Cursor:
    """The route for editors; ``tell`` gives browsers what they go to."""

    def __init__(self, stand: Stand, tell: Callable[[dict[str, object]], None]) -> None:
        self._stand, self._tell = stand, tell

    def routes(self) -> list[Route]:
        """Every route."""
        return [Route(PATH, self._look, methods=["POST"])]

    async def _look(self, request: Request) -> Response:
        if not is_from_here(request):
            raise HTTPException(403, "only a program on this machine can say where a cursor is")
        place = await asked(request, Line)
        seen = await self._stand.in_thread(self._seen, place)
        self._tell(seen)
        return JSONResponse({"page": seen["label"], "id": seen["id"]}, headers=NEVER)

    def _seen(self, place: Line) -> dict[str, object]:
        showing, path = self._stand.showing, self._stand.file(place.path)
        sight = sight_of(showing, path, max(1, place.line), max(1, place.column)) if showing else None
        if showing is None or sight is None:
            message = f"{shown_path(path, self._stand.root)} is not on any page that this preview has set"
            raise UsageError(message, "open a manuscript of its issue, or the issue.yaml")
        names = list(names_of(showing.faces))
        return {
            "id": names[sight.index],
            "label": showing.faces[sight.index].label or showing.faces[sight.index].title,
            "box": rounded(sight.box) if sight.box else None,
            "path": shown_path(path, self._stand.root),
            "line": place.line,
            "column": place.column,
        }
