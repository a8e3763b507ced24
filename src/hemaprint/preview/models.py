"""What the preview knows at one moment: pages, problems, and what is going on. Nothing in it ever changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from hemaprint.errors import Problem
from hemaprint.typeset.plan import SetIssue, SetRun

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
NEVER: Mapping[str, str] = MappingProxyType({"cache-control": "no-store"})
"""The header of what no browser keeps."""


@dataclass(frozen=True, slots=True)
class PageFace:
    """A page of the issue as it looks: equal keys, equal pictures.

    ``sheet`` is the page of the run's PDF that it is drawn from, ``number`` its index in the issue and in the folios.
    """

    number: int
    label: str
    left: bool
    key: str
    run: SetRun
    offset: int
    source: Path
    title: str

    @property
    def sheet(self) -> int:
        """The page of the run's PDF."""
        return self.run.sheets[self.offset]


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pt. ``marks`` is what crop marks take outside the bleed."""

    width: float
    height: float
    bleed: float
    marks: float


@dataclass(frozen=True, slots=True)
class Showing:
    """The last pages that could be set."""

    done: SetIssue
    faces: tuple[PageFace, ...]
    measures: Measures
    by_key: Mapping[str, PageFace] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class State:
    """One moment of the preview. ``version`` counts moments, ``build`` finished builds.

    ``failed``: the newest files could not be set, and ``showing`` is older than they are. ``changed_at`` is when the
    change was noticed that led to the last pages, in seconds since 1970.
    """

    version: int = 0
    build: int = 0
    busy: bool = True
    arrived: int = 0
    failed: bool = False
    showing: Showing | None = None
    problems: tuple[Problem, ...] = ()
    changed_at: float = 0.0
