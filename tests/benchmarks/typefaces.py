"""The faces that every program is given: the files of the font packages that hemaprint depends on."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Face:
    """A file of a font package; ``file`` is its name in a folder of fonts, without the brackets of its axes."""

    package: str
    source: str
    family: str
    style: str
    weights: str

    @property
    def file(self) -> str:
        """Its name where it is copied to."""
        return self.source.partition("[")[0] + ".ttf"

    def path(self) -> Path:
        """Where the font package has it."""
        return Path(str(files(self.package))) / "files" / self.source


FACES = (
    Face("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf", "Bench Serif", "normal", "200 900"),
    Face("fontpkg_source_serif_4", "SourceSerif4-Italic[opsz,wght].ttf", "Bench Serif", "italic", "200 900"),
    Face("fontpkg_source_sans_3", "SourceSans3[wght].ttf", "Bench Sans", "normal", "200 900"),
    Face("fontpkg_source_sans_3", "SourceSans3-Italic[wght].ttf", "Bench Sans", "italic", "200 900"),
)
