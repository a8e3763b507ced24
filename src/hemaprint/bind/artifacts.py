"""Turn marked content of a page into artifacts."""

from __future__ import annotations

import re
from collections.abc import Container

import pikepdf
from pikepdf import Array, Object

# As pydyf writes it; text in WeasyPrint's content streams is hexadecimal, so the pattern cannot occur in a string.
_MARKED = re.compile(rb"/\w+\s+<<\s*/MCID\s+(\d+)\s*>>\s*BDC\b")
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"


def mark_artifacts(issue: pikepdf.Pdf, page: Object, mcids: Container[int]) -> None:
    """Make the marked content sequences ``mcids`` of ``page`` pagination artifacts (ISO 32000-1, 14.8.2.2)."""
    contents = page.Contents
    streams = list(contents) if isinstance(contents, Array) else [contents]
    data = b"\n".join(stream.read_bytes() for stream in streams)

    def replace(match: re.Match[bytes]) -> bytes:
        return _ARTIFACT if int(match[1]) in mcids else match[0]

    page.Contents = issue.make_stream(_MARKED.sub(replace, data))
