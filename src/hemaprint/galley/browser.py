"""A galley as a file that a browser can open: the styles inside it, the project's files by their paths."""

from __future__ import annotations

from hemaprint.galley.compose import PROJECT_SCHEME, Galley
from hemaprint.galley.setting import Setting
from hemaprint.theme.fonts import faces


def page_html(galley: Galley, setting: Setting) -> bytes:
    """The galley's HTML with the theme's CSS, file URLs in place of hemaprint's own schemes."""
    theme = setting.theme
    styles = f"<style>{theme.css}\n{theme.edition_css('preview')}</style>"
    html = galley.html.replace("<style>", f"{styles}\n<style>", 1)
    root = setting.issue.path.parents[1].resolve().as_uri()
    html = html.replace(f"{PROJECT_SCHEME}://", root)
    for face in faces():
        html = html.replace(face.url, face.path.as_uri())
    return html.encode()
