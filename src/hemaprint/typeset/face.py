"""Say which face a PDF is set in, in the place of the face itself.

A file that is set carries no outlines: only the glyph ids that it shows, their widths and their readings. What stands
where its font program belongs is a name by content. The faces come in when a file is bound, once for all of its parts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_TRUETYPE, _CFF = b"\0\1\0\0", b"OTTO"
"""What a font file begins with (OpenType 1.9, "Table directory"); WeasyPrint 70 tells its kind by that."""
_MARK = b" hemaprint-face "


@dataclass(frozen=True, slots=True)
class Face:
    """A face at one place of its design space.

    ``digest`` is the SHA-256 of its file and ``index`` its place in it, for a file may hold several; ``location`` has
    a value for axes in the units of the face; ``glyphs`` is how many glyphs it has. ``path`` is where the file was, if
    it is not one of the theme's: who has equal bytes elsewhere has the same face.
    """

    digest: str
    index: int
    location: tuple[tuple[str, float], ...]
    cff: bool
    glyphs: int
    path: Path | None = field(default=None, compare=False)

    @classmethod
    def read(cls, program: bytes) -> Self | None:
        """The face that stands for ``program``; None where that is a font program, or anything else."""
        kind, told = program[:4], program[4:]
        if kind not in (_TRUETYPE, _CFF) or not told.startswith(_MARK):
            return None
        try:
            data = json.loads(told.removeprefix(_MARK))
            path = Path(data["path"]) if data["path"] else None
            location = tuple((str(tag), float(value)) for tag, value in data["location"])
            return cls(str(data["digest"]), int(data["index"]), location, kind == _CFF, int(data["glyphs"]), path)
        except (ValueError, KeyError, TypeError):
            return None

    @property
    def told(self) -> bytes:
        """What ``read`` reads."""
        data: Mapping[str, object] = {
            "digest": self.digest,
            "index": self.index,
            "location": self.location,
            "glyphs": self.glyphs,
            "path": str(self.path or ""),
        }
        return (_CFF if self.cff else _TRUETYPE) + _MARK + json.dumps(data).encode()
