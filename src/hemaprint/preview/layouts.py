"""The HTML of articles and pages for a browser: with the paged styles, and all that they name by way of the server."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from hemaprint.galley.browser import face_css, served_html
from hemaprint.preview.models import Showing
from hemaprint.theme.geometry import faces

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg", ".avif"})
"""What a layout can show; manuscripts and settings are no business of a browser."""
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The styles stand inside the document; scripts do not run."""
FILES, FONTS = "/files", "/fonts"


def layout_names(showing: Showing) -> tuple[str, ...]:
    """The documents of an issue in the order of their pages."""
    known = {galley.name for galley in showing.done.galleys}
    ordered = dict.fromkeys(face.run.pages.name for face in showing.faces)
    return tuple(name for name in ordered if name in known)


def layout_html(showing: Showing, name: str) -> bytes | None:
    """The document called ``name``; None where the issue has none."""
    for galley in showing.done.galleys:
        if galley.name == name:
            return served_html(galley, showing.done.setting, files=FILES, fonts=FONTS)
    return None


def file_inside(root: Path, name: str) -> Path | None:
    """A picture of the project by its path from ``root``; None for all else, and for what leads out of it."""
    path = inside(root, unquote(name))
    return path if path is not None and path.suffix.lower() in SUFFIXES else None


def inside(root: Path, name: str) -> Path | None:
    """A file by its path from ``root``; None where it is hidden, leads out of it, or is no file."""
    try:
        path = (root / name).resolve()
        hidden = not path.is_relative_to(root) or any(part.startswith(".") for part in path.relative_to(root).parts)
        return None if hidden or not path.is_file() else path
    except (OSError, ValueError):  # a name that no file can have
        return None


def font_file(name: str) -> Path | None:
    """A face of the theme by its file name."""
    return next((face.path for face in faces() if face.path.name == name), None)


def font_css() -> str:
    """The theme's faces, for the preview's own pages."""
    return face_css({face: f"{FONTS}/{face.path.name}" for face in faces()})
