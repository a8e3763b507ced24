"""Let WeasyPrint read what belongs to the project and the theme, and nothing else (law 6)."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from hemaprint.galley.compose import PROJECT_SCHEME
from hemaprint.theme.fonts import FONT_SCHEME, faces


class ForbiddenResourceError(ValueError):
    """A document asked for something outside the project and the theme."""


class ProjectFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint is untyped
    """Serves project files and theme fonts by their own schemes; every other URL is refused."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._root = root.resolve()
        self._fonts = {face.path.name: face.path for face in faces()}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's signature
        """The bytes behind ``url``; raises ForbiddenResourceError or OSError."""
        if url.startswith("data:"):  # a drawing may hold its own pictures
            return super().fetch(url)
        path = self.resolve(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def resolve(self, url: str) -> Path:
        """The file that ``url`` names, links resolved."""
        parts = urlsplit(url)
        name = unquote(parts.path).lstrip("/")
        if parts.scheme == FONT_SCHEME and name in self._fonts:
            return self._fonts[name]
        if parts.scheme == PROJECT_SCHEME:
            path = (self._root / name).resolve()
            if path.is_relative_to(self._root):
                return path
        raise ForbiddenResourceError(f"{url[:80]} is outside the project and the theme")
