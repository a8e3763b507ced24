"""Collect what cannot be made ready for the press, each with the page on which it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hemaprint.errors import Location, Problem


class UnprintableError(Exception):
    """Something whose colours cannot be turned into inks; ``code`` is HP351, HP352 or HP353."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(what)
        self.code = code


_HINTS = {
    "HP351": "set it in a colour token, in sRGB or in device-cmyk()",
    "HP352": "save the picture as PNG or JPEG with 8 bits a channel, in RGB, grey or CMYK",
    "HP353": "use a linear or a radial gradient between sRGB colours, or set a picture in its place",
}


class Faults:
    """What was refused so far; ``page`` is the page at work, counted from 0.

    ``sources`` are the files that the pages were set from; ``file`` is named where they are not known.
    """

    def __init__(self, file: Path, sources: Sequence[Path] = ()) -> None:
        self._file = file
        self._sources = sources
        self.page = 0
        self.problems: list[Problem] = []

    def note(self, error: UnprintableError) -> None:
        """Refuse something on the page at work."""
        source = self._sources[self.page] if self.page < len(self._sources) else self._file
        problem = Problem(error.code, f"sheet {self.page + 1}: {error}", Location(source), hint=_HINTS[error.code])
        if problem not in self.problems:
            self.problems.append(problem)
