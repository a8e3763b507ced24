# SPDX-License-Identifier: MIT
"""Tag what WeasyPrint draws: a structure tree that follows the copy, not the boxes; everything else is an artifact."""

from __future__ import annotations

from enum import StrEnum


class Tags(StrEnum):
    """``ua1`` is PDF/UA-1 on PDF 1.7 (ISO 14289-1), ``ua2`` PDF/UA-2 on PDF 2.0 (ISO 14289-2)."""

    UA1 = "ua1"
    UA2 = "ua2"

    @property
    def pdf_version(self) -> str:
        """The version of PDF of the vocabulary."""
        return "1.7" if self is Tags.UA1 else "2.0"
