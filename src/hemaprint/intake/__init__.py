# SPDX-License-Identifier: MIT
"""Turn an author's file into an article, with a report of every doubtful decision."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class TrackedChanges(StrEnum):
    """Whether the tracked changes of a Word document are accepted or rejected."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Options:
    """The options of ``hemaprint import``. ``changes`` defaults to None: accepted, and reported as doubtful."""

    template: str = ""
    department: str = ""
    speakers: tuple[str, ...] = ()
    selector: str = ""
    encoding: str = ""
    language: str = ""
    changes: TrackedChanges | None = None
    pandoc: bool = False
    """Whether to read Word documents through pandoc as well."""
