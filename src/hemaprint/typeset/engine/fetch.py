"""Let WeasyPrint read what belongs to the project and the theme, and nothing else (law 6)."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from hemaprint.typeset.resources import Resources


class ProjectFetcher(URLFetcher):  # type: ignore[misc]  # weasyprint is untyped
    """Serves project files and theme fonts by their own schemes; every other URL is refused."""

    def __init__(self, resources: Resources) -> None:
        super().__init__()
        self._resources = resources
        self.fetched: dict[str, str] = {}
        """The hash of every project file that was asked for since this was last emptied."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint's signature
        """The bytes behind ``url``; raises ForbiddenResourceError or OSError."""
        if url.startswith("data:"):  # a drawing may hold its own pictures
            return super().fetch(url)
        self.fetched[url] = self._resources.digest(url)
        resource = self._resources.read(url)
        kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, resource.data, {"Content-Type": kind})
