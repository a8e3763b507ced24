"""Find what is wrong with what stands on the pages."""

from __future__ import annotations

from hemaprint.preflight.models import Check
from hemaprint.preflight.pages.coverage import check_ink
from hemaprint.preflight.pages.walk import check_marks

__all__ = ["PAGE_CHECKS"]

PAGE_CHECKS: tuple[Check, ...] = (check_marks, check_ink)
"""The questions about what stands on the pages: all that reads their marks, once, and what they print."""
