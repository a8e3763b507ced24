# SPDX-License-Identifier: MIT
"""Define the editions of an issue, their standards and options, as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path


class Conformance(StrEnum):
    """The pair of standards that a tagged edition keeps."""

    UA1 = "ua1"
    UA2 = "ua2"


@dataclass(frozen=True, slots=True)
class Standards:
    """What a tagged file claims: its parts of ISO 14289 (PDF/UA) and ISO 19005 (PDF/A), and its PDF version."""

    ua: int
    archive: str
    version: str

    def claimed(self, *, attached: bool) -> Standards:
        """These, or plain PDF/A-4 instead of 4f if no file is ``attached``: 4f requires one (ISO 19005-4, 6.9)."""
        return self if attached or self.archive != "4F" else replace(self, archive="4")


STANDARDS = {
    Conformance.UA1: Standards(ua=1, archive="3A", version="1.7"),
    Conformance.UA2: Standards(ua=2, archive="4F", version="2.0"),
}


class Edition(StrEnum):
    """One output form of an issue; the value ends the name of its file."""

    DIGITAL = "digital"
    PRINT = "print"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionOptions:
    """How to make the editions of one build, beyond what ``hemaprint.toml`` says.

    ``profile`` is an ICC profile instead of the magazine's; with ``spreads`` the print edition has two facing pages on
    a sheet; ``max_mb`` limits the e-mail edition, in million bytes, instead of the magazine's own limit.
    """

    conformance: Conformance = Conformance.UA1
    profile: Path | None = None
    spreads: bool = False
    max_mb: float | None = None


SIGNATURE = 4
"""Pages of a folded sheet: the page count of a printed issue is a multiple of it."""

OFFPRINTS = "offprints"
"""The folder of the offprints, beside the editions."""


SPINE = "spine"
"""Ends the name of the file of a spine."""

IMPOSED = "imposed"
"""What the press sheets of a print edition are called in results."""


def file_name(stem: str, edition: Edition) -> str:
    """The file of an edition: ``hematology-frontier-2025-01-digital.pdf``."""
    return f"{stem}-{edition}.pdf"
