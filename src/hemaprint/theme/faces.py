# SPDX-License-Identifier: MIT
"""Say which faces a theme brings, and where the files of faces are, by their content.

Every process knows the bundled faces, and those of each theme that it has read; a face is named by its content, so
that what one theme brings can never be taken for what another does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Any

from hemaprint.errors import MissingEnvironmentError
from hemaprint.project.themes import FaceSource

FONT_SCHEME = "hemaprint-font"
BUNDLED = (
    FaceSource(family="HF Serif", package="source_serif_4", styles=("normal", "italic")),
    FaceSource(family="HF Sans", package="source_sans_3", styles=("normal", "italic")),
    FaceSource(family="HF Mono", package="source_code_pro", styles=("normal",)),
)
"""The families of the bundled styles. Prefixed names keep the system's fonts out (docs/engine.md)."""


@dataclass(frozen=True)
class FontFace:
    """One file of a family: roman or italic, at a weight, or variable in weight (``weight`` is None)."""

    family: str
    style: str
    path: Path
    weight: int | None = None

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file; raises OSError."""
        return sha256(self.path.read_bytes()).hexdigest()

    @property
    def name(self) -> str:
        """A file name that no other face has, without the axes that some names list."""
        return f"{self.path.stem.partition('[')[0]}-{self.digest[:8]}{self.path.suffix.lower()}"

    @property
    def url(self) -> str:
        """How style sheets name the file; only the typesetter's fetcher can read it."""
        return f"{FONT_SCHEME}:///{self.name}"


def faces_of(sources: Sequence[FaceSource], folders: Sequence[Path] = ()) -> tuple[FontFace, ...]:
    """Every face of the families; files are looked for in ``folders``, the nearest first, and kept in mind.

    Raises MissingEnvironmentError if a font package is not installed, FileNotFoundError for a missing file.
    """
    found = tuple(face for source in sources for face in _faces(source, folders))
    for face in found:
        _keep(face)
    return found


@cache
def bundled_faces() -> tuple[FontFace, ...]:
    """Every face of the bundled styles."""
    return faces_of(BUNDLED)


def _faces(source: FaceSource, folders: Sequence[Path]) -> Iterator[FontFace]:
    if source.package:
        yield from _packaged(source)
    for file in source.files:
        path = next((folder / file for folder in folders if (folder / file).is_file()), None)
        if path is None:
            raise FileNotFoundError(file)
        yield _read_face(source.family, path)


def distribution_of(source: FaceSource) -> str:
    """The distribution of a font package: "fontpkg-eb-garamond"."""
    return f"fontpkg-{source.package.replace('_', '-')}"


def licence_of(source: FaceSource) -> str:
    """The licence of a family, as the theme or its font package names it; "" where neither does.

    Raises MissingEnvironmentError if its font package is not installed.
    """
    return source.licence or (str(_metadata(source)[1].get("license", "")) if source.package else "")


def _metadata(source: FaceSource) -> tuple[Path, Mapping[str, Any]]:
    """The folder of a font package, and what it says of itself."""
    installed = {point.name: point.value for point in entry_points(group="fontpkg.family")}
    if source.package not in installed:
        distribution = distribution_of(source)
        message = f"the font package {distribution} is not installed"
        raise MissingEnvironmentError(message, hint=f"pip install {distribution}")
    root = Path(str(files(installed[source.package])))
    return root, json.loads((root / "metadata.json").read_text("utf-8"))


def _packaged(source: FaceSource) -> Iterator[FontFace]:
    root, metadata = _metadata(source)
    for entry in metadata["files"]:
        weight = entry.get("weight")
        if entry["style"] in source.styles and (not source.weights or weight is None or weight in source.weights):
            yield FontFace(source.family, entry["style"], root / entry["path"], weight)


@cache
def _read_face(family: str, path: Path) -> FontFace:
    """A file's face by what the font says of itself (OpenType 1.9: OS/2 usWeightClass and fsSelection)."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly, and few projects have files of their own

    with TTFont(path, lazy=True) as font:
        style = "italic" if font["OS/2"].fsSelection & 1 else "normal"
        varies = "fvar" in font and any(axis.axisTag == "wght" for axis in font["fvar"].axes)
        return FontFace(family, style, path, None if varies else int(font["OS/2"].usWeightClass))


# ---------------------------------------------------------------- files by content

_known: dict[str, FontFace] = {}
"""The faces that this process has met, by the hash of their file and by its name (``FontFace.name``)."""


def _keep(face: FontFace) -> None:
    _known.setdefault(face.digest, face)
    _known[face.name] = face


def keep_in_mind(faces: Iterable[FontFace]) -> None:
    """Know these faces, which another process has read; raises MissingEnvironmentError for one that is not here."""
    for face in faces:
        if face.digest not in _known:
            if not face.path.is_file():
                message = f"the face {face.path.name} of the family {face.family} is not on this machine"
                raise MissingEnvironmentError(message, hint="install the theme there as here, at the same place")
            _keep(face)


def face_file(digest: str) -> Path | None:
    """The file of a face by its hash; None where no theme that was read brings it."""
    if digest not in _known:
        bundled_faces()
    face = _known.get(digest)
    return face.path if face is not None else None


def face_named(name: str) -> FontFace | None:
    """The face of this file name (``FontFace.name``)."""
    bundled_faces()
    return _known.get(name)


# ---------------------------------------------------------------- style sheets


def font_face_css(faces: Iterable[FontFace]) -> str:
    """``@font-face`` rules, without weight ranges, so that WeasyPrint 70 finds the axes itself."""
    return "".join(_rule(face, face.url, f"font-weight:{face.weight};" if face.weight else "") for face in faces)


def browser_face_css(urls: Mapping[FontFace, str]) -> str:
    """``@font-face`` rules for a browser, which needs the range of a variable face (OpenType: axis wght)."""
    return "".join(_rule(face, url, f"font-weight:{face.weight or '200 900'};") for face, url in urls.items())


def _rule(face: FontFace, url: str, weight: str) -> str:
    return f"@font-face{{font-family:'{face.family}';src:url('{url}');{weight}font-style:{face.style}}}"
