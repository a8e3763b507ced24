"""A galley as a document that a browser can show: the styles inside it, the project's files by URLs it can reach."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from hemaprint.galley.galley import PROJECT_SCHEME, Galley
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import FontFace, faces, font_face_css

_FONTS = "fonts"


def page_files(galleys: Iterable[Galley], setting: Setting, folder: Path) -> dict[Path, bytes]:
    """The galleys as HTML files in ``folder``, and the theme's faces beside them.

    The project's files have relative addresses: a page that is handed on does not tell where it was made.
    """
    root = quote(Path(os.path.relpath(setting.issue.path.parents[1].resolve(), folder.resolve())).as_posix())
    pages = {
        folder / f"{galley.name}.html": served_html(galley, setting, files=root, fonts=_FONTS) for galley in galleys
    }
    return pages | {folder / _FONTS / face.path.name: face.path.read_bytes() for face in faces() if pages}


def served_html(galley: Galley, setting: Setting, *, files: str, fonts: str) -> bytes:
    """HTML and the theme's CSS for a browser that finds the project's files at ``files``, its faces at ``fonts``."""
    return _document(galley, setting, files, {face: f"{fonts}/{face.path.name}" for face in faces()})


def face_css(urls: Mapping[FontFace, str]) -> str:
    """``@font-face`` rules for a browser, which must be told the range of a variable face (OpenType: axis wght)."""
    return "".join(
        f"@font-face{{font-family:'{face.family}';src:url('{url}');font-style:{face.style};font-weight:200 900}}"
        for face, url in urls.items()
    )


def _document(galley: Galley, setting: Setting, files: str, fonts: Mapping[FontFace, str]) -> bytes:
    theme = setting.theme
    css = theme.css.replace(font_face_css(), face_css(fonts))
    styles = f"<style>{css}\n{theme.edition('preview').text}</style>"
    html = str(galley.html).replace("<style>", f"{styles}\n<style>", 1)  # a Markup would escape what it is given
    html = html.replace(f"{PROJECT_SCHEME}://", files)
    for face, url in fonts.items():
        html = html.replace(face.url, url)
    return html.encode()
