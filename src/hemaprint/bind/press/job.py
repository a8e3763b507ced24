"""What the press is told, and what it hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hemaprint.bind.models import Imprint
from hemaprint.bind.press.profiles import Profile
from hemaprint.errors import Problem
from hemaprint.theme.inks import Ink


@dataclass(frozen=True, slots=True, kw_only=True)
class PressJob:
    """How an issue is to be printed.

    ``inks`` are those of the colour tokens, by sRGB colour ("#971720"). ``bleed`` is in pt. Blank pages may be inserted
    before page ``pad_before``, counted from 0; None: the issue is refused where it has not a multiple of four pages.
    Problems name ``file``, or the page's own among ``sources`` where these are known. The file says that it is PDF/X-4
    only where that is ``claimed``.
    """

    profile: Profile
    inks: Mapping[str, Ink]
    imprint: Imprint
    bleed: float
    marks: bool = True
    spreads: bool = False
    pad_before: int | None = None
    file: Path = Path("print.pdf")
    sources: tuple[Path, ...] = ()
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Pressed:
    """A print file, not to be published when one of ``problems`` is an error. ``pages`` counts pages, not spreads."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]
