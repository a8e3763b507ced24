"""Make the print edition of one piece of the issue, when its pages are asked for."""

from __future__ import annotations

from collections import OrderedDict
from hashlib import sha256
from threading import Lock

from hemaprint.bind.binder import bind
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.issue import issue_imprint, part_of
from hemaprint.bind.press import PressJob, Profile, find_profile, to_press
from hemaprint.preview.models import PageFace, Showing
from hemaprint.project.project import Project

_KEPT = 40
"""Pieces; one is as large as the article's own PDF."""


class Press:
    """Prints pieces and remembers them by what they look like; may be called from any thread."""

    def __init__(self, foundry: Foundry) -> None:
        self._foundry = foundry
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._profile: tuple[object, Profile] | None = None
        self._lock = Lock()

    def sheet(self, showing: Showing, face: PageFace) -> tuple[bytes, int]:
        """The print file of the piece that a page belongs to, and the page's index in it.

        Raises MissingEnvironmentError without an installed colour profile, UsageError where the magazine's own is none.
        """
        key = self._key(showing, face)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = self._pressed(showing, face)
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key], face.offset

    def _key(self, showing: Showing, face: PageFace) -> str:
        of_piece = [other.key for other in showing.faces if other.run is face.run]
        return sha256("".join([*of_piece, print_stamp(showing)]).encode()).hexdigest()

    def _pressed(self, showing: Showing, face: PageFace) -> bytes:
        done, run = showing.done, face.run
        imprint = issue_imprint(done, done.setting.config)
        first = run.piece.first
        bound = bind(
            [part_of(run, done, 0, ())],
            folios=done.folios,
            first_folio=first - done.plan.start,
            imprint=imprint,
            trimmed=True,
            opens_left=bool(first % 2),
            alone=True,
            foundry=self._foundry,
        )
        job = PressJob(
            profile=self._condition(showing),
            inks=done.setting.theme.inks.inks,
            imprint=imprint,
            bleed=showing.measures.bleed,
            marks=done.setting.config.print.marks,
            file=face.source,
            sources=(face.source,) * run.piece.pages,
        )
        return to_press(bound.pdf, job).pdf

    def _condition(self, showing: Showing) -> Profile:
        done = showing.done
        root = done.setting.issue.path.parents[1]
        own = Project(root, done.setting.config).config.print.profile
        path = root / own if own else None
        if self._profile is None or self._profile[0] != path:
            self._profile = (path, find_profile(path))
        return self._profile[1]


def print_stamp(showing: Showing) -> str:
    """What a printed page depends on besides its look on the screen."""
    config = showing.done.setting.config.print
    inks = sorted(showing.done.setting.theme.inks.inks.items())
    return sha256(f"{config!r} {inks!r} {showing.measures!r}".encode()).hexdigest()[:12]
