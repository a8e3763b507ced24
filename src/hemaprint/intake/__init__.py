"""Turn an author's file into an article, with a report of every doubtful decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TrackedChanges(StrEnum):
    """What becomes of tracked changes in a Word document."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``hemaprint import``. ``changes`` is None where nothing was said: accepted, and doubtful."""

    template: str = ""
    department: str = ""
    speakers: tuple[str, ...] = ()
    selector: str = ""
    encoding: str = ""
    language: str = ""
    changes: TrackedChanges | None = None
    pandoc: bool = False
    """Whether Word documents, too, are read through pandoc."""
