"""What the editor wants of an import, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Changes(StrEnum):
    """What becomes of tracked changes in a Word document."""

    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Wishes:
    """The options of ``hemaprint import``. ``changes`` is None where the editor has not said: accepted, and doubtful.

    ``pandoc`` asks for pandoc's reader of Word documents in the place of ours.
    """

    template: str = ""
    department: str = ""
    speakers: tuple[str, ...] = ()
    selector: str = ""
    encoding: str = ""
    language: str = ""
    changes: Changes | None = None
    pandoc: bool = False
