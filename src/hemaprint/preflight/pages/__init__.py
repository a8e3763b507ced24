"""Find what is wrong with what stands on the pages."""

from __future__ import annotations

from hemaprint.preflight.colors import check_ink
from hemaprint.preflight.page import check_marks
from hemaprint.preflight.report import Check

__all__ = ["PAGE_CHECKS"]

PAGE_CHECKS: tuple[Check, ...] = (check_marks, check_ink)
"""The questions about what stands on the pages: all that reads their marks, once, and what they print."""
