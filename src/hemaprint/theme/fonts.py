"""The type families of the theme: faces from installed font packages, CJK by name from the system."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from hemaprint.errors import MissingEnvironmentError

FONT_SCHEME = "hemaprint-font"
ENTRY_POINT_GROUP = "fontpkg.family"


@dataclass(frozen=True, slots=True)
class FontFace:
    """One file of a family: roman or italic, variable in weight (and optical size)."""

    family: str
    style: str
    path: Path

    @property
    def url(self) -> str:
        """How style sheets name the file; only the typesetter's fetcher can read it."""
        return f"{FONT_SCHEME}:///{self.path.name}"


@dataclass(frozen=True, slots=True)
class FontFamily:
    """A family as the style sheets know it. Prefixed names keep system fonts out (engine notes).

    ``styles`` are those that are used: code is always upright.
    """

    name: str
    package: str
    distribution: str
    styles: tuple[str, ...] = ("normal", "italic")


FAMILIES = (
    FontFamily("HF Serif", "source_serif_4", "fontpkg-source-serif-4"),
    FontFamily("HF Sans", "source_sans_3", "fontpkg-source-sans-3"),
    FontFamily("HF Mono", "source_code_pro", "fontpkg-source-code-pro", ("normal",)),
)


@cache
def faces() -> tuple[FontFace, ...]:
    """Every face of the theme's families.

    Raises MissingEnvironmentError when a font package is not installed.
    """
    installed = {point.name: point.value for point in entry_points(group=ENTRY_POINT_GROUP)}
    found: list[FontFace] = []
    for family in FAMILIES:
        module = installed.get(family.package)
        if module is None:
            raise MissingEnvironmentError(
                f"the font package {family.distribution} is not installed", hint=f"pip install {family.distribution}"
            )
        root = Path(str(files(module)))
        metadata = json.loads((root / "metadata.json").read_text("utf-8"))
        found += [
            FontFace(family.name, entry["style"], root / entry["path"])
            for entry in metadata["files"]
            if entry["style"] in family.styles
        ]
    return tuple(found)


def font_face_css() -> str:
    """``@font-face`` rules. Weight ranges are left out on purpose: WeasyPrint 70 then finds the axes itself."""
    return "".join(
        f"@font-face{{font-family:'{face.family}';src:url('{face.url}');font-style:{face.style}}}" for face in faces()
    )
