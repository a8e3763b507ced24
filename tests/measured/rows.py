"""The rows of the table by which pages are judged: what is measured, how much is wanted, and how much there is yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hemaprint.copydesk.measures import columns, paragraphs
from hemaprint.copydesk.measures.book import Book
from hemaprint.copydesk.measures.faults import Share
from measured import manuscripts, shown

Found = list[str] | Share


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: places, or a share of all, of which ``wanted`` is the most.

    ``yet`` is the most that generated articles have while pages are made up as they are now; None: as wanted.
    ``told``: the code by which a build tells it, and those that it may be told by instead.
    """

    name: str
    measure: Callable[[Book], Found]
    wanted: float = 0
    yet: float | None = None
    told: tuple[str, ...] = ()

    @property
    def limit(self) -> float:
        """The most that tests allow."""
        return self.wanted if self.yet is None else self.yet


ROWS = (
    Row("lines off the grid", shown.off_grid),
    Row("text on text", shown.text_on_text),
    Row("text on pictures", shown.text_on_pictures),
    Row("text outside the type area", shown.outside),
    Row("holes of more than 3 lines inside an article", columns.holes, yet=2, told=("HP220", "HP221")),
    Row("sheets whose columns end unlike each other", columns.uneven_feet, yet=1, told=("HP221", "HP220")),
    Row("last lines of one word", paragraphs.runts, 0.03, yet=0.05, told=("HP222",)),
    Row("last lines that are the rest of a word", paragraphs.remnants),
    Row("lines under 85 % of the measure", paragraphs.short_lines, 0.03, yet=0.07),
    Row("divided lines", paragraphs.divided, 0.12, yet=0.14),
    Row("ladders of 3", paragraphs.ladders, told=("HP228",)),
    Row("words divided at the turn of a page", paragraphs.divided_at_a_turn, told=("HP227",)),
    Row("spaces of justified copy outside 80 to 135 %", paragraphs.uneven_spaces),
    Row(
        "figures and tables far from their mention, or before it",
        shown.far_figures,
        0.02,
        yet=0.03,
        told=("HP223", "HP205"),
    ),
    Row("headings and questions alone at a foot", columns.heads_at_a_foot),
    Row("widows", columns.widows),
    Row("orphans", columns.orphans),
    Row("pull quotes with their words, or above half a sentence", shown.pull_quotes, yet=0.06),
    Row("last sheets less than half full, and nothing at the foot", columns.last_sheets, yet=3, told=("HP226",)),
)
COPY: tuple[tuple[str, Callable[[Book, Path], list[str]]], ...] = (
    ("pieces of copy lost", manuscripts.lost),
    ("pieces of copy doubled", manuscripts.doubled),
)
"""What only the manuscripts tell; none is wanted."""


def figure(found: Found) -> float:
    """What is compared with the limit: the part of a share, or the number of places."""
    return found.part if isinstance(found, Share) else len(found)


def places(found: Found) -> tuple[str, ...]:
    """Where the faults are."""
    return found.found if isinstance(found, Share) else tuple(found)
