# SPDX-License-Identifier: MIT
"""How a fault is told: places, or a share of all lines, paragraphs or blocks that could have it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """How many of all have a fault, and the words of each."""

    found: tuple[str, ...]
    of: int

    @property
    def part(self) -> float:
        """From 0 to 1."""
        return len(self.found) / self.of if self.of else 0.0


def place(page: int, words: str) -> str:
    """Where a fault is, and the words that it is found by."""
    return f"page {page + 1}: {words.strip()}"
