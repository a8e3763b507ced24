"""A galley as a document that a browser can show: the styles inside it, the project's files by URLs it can reach."""

from __future__ import annotations

from collections.abc import Mapping

from hemaprint.galley.galley import PROJECT_SCHEME, Galley
from hemaprint.galley.setting import Setting
from hemaprint.theme.fonts import FontFace, faces, font_face_css


def page_html(galley: Galley, setting: Setting) -> bytes:
    """The galley's HTML with the theme's CSS, as a file: file URLs in place of hemaprint's own schemes."""
    root = setting.issue.path.parents[1].resolve().as_uri()
    return _document(galley, setting, root, {face: face.path.as_uri() for face in faces()})


def served_html(galley: Galley, setting: Setting, *, files: str, fonts: str) -> bytes:
    """The same for a server that has the project's files under ``files``, and the theme's faces under ``fonts``."""
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
