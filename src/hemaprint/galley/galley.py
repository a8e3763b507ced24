"""A galley: one HTML document, ready to be laid out."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.theme.geometry import Frame

PROJECT_SCHEME = "hemaprint-project"
"""URLs of this scheme name files of the project."""


@dataclass(frozen=True, slots=True)
class Galley:
    """A document ready to be laid out: its HTML (styles excluded), and the frame that its running text stands in."""

    name: str
    html: str
    frame: Frame
