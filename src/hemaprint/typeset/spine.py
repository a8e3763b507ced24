# SPDX-License-Identifier: MIT
"""Set the spine of a separate cover, as wide as the leaves of the issue make it."""

from __future__ import annotations

from dataclasses import replace

from hemaprint.errors import Location, Problem, Severity
from hemaprint.galley.pages import compose_spine
from hemaprint.project.config import Spine
from hemaprint.project.project import CONFIG_NAME
from hemaprint.theme.geometry import MM
from hemaprint.typeset.crew.jobs import written
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.plan import SetIssue

SIGNATURE = 4
"""The pages of a folded sheet; those of the cover are not between the boards."""
NARROWEST = 4.0
"""The narrowest spine with words, in mm: the fold may lie 1 mm to either side."""


def spine_width(pages: int, spine: Spine) -> float:
    """The width in mm: two pages are a leaf, and the four pages of the cover are none of the inside."""
    inside = pages + -pages % SIGNATURE - SIGNATURE
    return round(max(0, inside) / 2 * spine.leaf + spine.cover, 2)


def set_spine(done: SetIssue, spine: Spine, schedule: Schedule) -> Pages:
    """The spine as one page; a spine that is too narrow for words has none, and is told (HP198)."""
    source, width = done.setting.issue.path / "issue.yaml", spine_width(done.plan.total, spine)
    worded = width >= NARROWEST
    galley = compose_spine(max(width, 0.1) * MM, spine.ground, done.setting, worded=worded)
    pages = schedule.alone(written(galley, source))
    if worded:
        return pages
    message = f"the spine is {width:g} mm wide, not wide enough for words: {NARROWEST:g} mm are the least"
    hint = "remove [print.spine] if the issue is stapled, or correct leaf and cover"
    place = Location(done.setting.issue.path.parents[1] / CONFIG_NAME)
    return replace(pages, problems=(*pages.problems, Problem("HP198", message, place, hint, Severity.WARNING)))
