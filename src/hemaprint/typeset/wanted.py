"""What is asked of a compositor: a galley, and in which form it is wanted back."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hemaprint.errors import ContentError, Problem
from hemaprint.galley.galley import Galley
from hemaprint.theme.geometry import Geometry
from hemaprint.typeset.pages import Layout, Pages
from hemaprint.typeset.tags import Tags

if TYPE_CHECKING:
    from hemaprint.theme.theme import Theme


class Form(StrEnum):
    """How a galley comes back.

    ``layout``: measured; ``pages``: written, tagged and proved complete; ``bare``: written without tags, for what is
    laid over other pages; ``style``: nothing is set, but the style sheet is read for faults.
    """

    LAYOUT = "layout"
    PAGES = "pages"
    BARE = "bare"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Kit:
    """What galleys of one theme are set with; equal kits set equal galleys alike.

    ``css`` is everything that styles them.
    """

    css: str
    geometry: Geometry
    tags: Tags = Tags.UA1

    @classmethod
    def of(cls, theme: Theme, tags: Tags = Tags.UA1) -> Kit:
        """The kit of a theme, with the styles of the digital edition (every edition is made from that).

        Raises ContentError where a style sheet cannot be read.
        """
        if theme.problems:
            raise ContentError(theme.problems)
        return cls(theme.sheets.text, theme.geometry, tags)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A galley in the form in which it is wanted; problems are located in ``source``."""

    form: Form
    galley: Galley
    source: Path


Answer = Layout | Pages
Result = TypeVar("Result")
Steps = Generator[Wanted, Answer, Result]
"""A piece of work that asks for one galley after the other, each made from the measures of those before."""


def measured(galley: Galley, source: Path) -> Steps[Layout]:
    """Ask for the measures of a galley."""
    answer = yield Wanted(Form.LAYOUT, galley, source)
    assert isinstance(answer, Layout)
    return answer


def written(galley: Galley, source: Path, form: Form = Form.PAGES) -> Steps[Pages]:
    """Ask for the pages of a galley."""
    answer = yield Wanted(form, galley, source)
    assert isinstance(answer, Pages)
    return answer


def style_faults(galley: Galley, source: Path) -> Steps[tuple[Problem, ...]]:
    """Ask what cannot be used of the style sheet, by its lines and columns; ``galley`` is not set."""
    answer = yield Wanted(Form.STYLE, galley, source)
    return answer.problems
