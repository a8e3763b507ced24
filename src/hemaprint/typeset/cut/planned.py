"""The settings that a paragraph was planned in: what the make-up may choose from, and how its choice is made real."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hemaprint.typeset.cut.leaves import Leaf
from hemaprint.typeset.engine.paragraphs import Paragraph, set_line
from hemaprint.typeset.lines.model import Setting as Planned
from hemaprint.typeset.makeup.copy import Setting

POINTS = 10.0
"""Points of ``lines`` in one of the make-up: there 100 are a fault that every reader sees, here 10 one to be mended."""


@dataclass(frozen=True, slots=True)
class Call:
    """The call of a ``note``: the line that it stands on, and the characters of the line before it."""

    line: int
    offset: int
    note: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A paragraph of the galley with its settings."""

    paragraph: Paragraph

    @property
    def used(self) -> Planned:
        """The setting that its lines are in."""
        return self.paragraph.setting

    @property
    def others(self) -> list[Planned]:
        """The settings that it could be in instead."""
        known = self.paragraph.settings
        return [one for one in (known.more, known.less) if one is not None]

    def hyphens(self, setting: Planned) -> list[int]:
        """The lines of a setting that end within a word."""
        return [number for number, line in enumerate(setting.lines) if line.divided]

    def asked(self, setting: Planned, calls: Sequence[Call]) -> Setting:
        """A setting for the make-up; ``calls`` are the notes that are called in the setting in use."""
        return Setting(
            len(setting.lines),
            max(0.0, setting.cost - self.used.cost) / POINTS,
            hyphens=frozenset(self.hyphens(setting)),
            notes=tuple((self._line_of(setting, call), call.note) for call in calls),
        )

    def _line_of(self, setting: Planned, call: Call) -> int:
        """The line of a setting that a call stands on: it never parts from the letter before it."""
        paragraph = self.paragraph
        letter = paragraph.begins(self.used, call.line) + call.offset - 1
        return max((line for line in range(len(setting.lines)) if paragraph.begins(setting, line) <= letter), default=0)

    def choose(self, index: int) -> tuple[object, ...]:
        """The line boxes of the setting of that index: 0 is the one in use, then ``others``."""
        return tuple(self.paragraph.reset(self.others[index - 1]))


def of_leaf(leaf: Leaf) -> list[Plan]:
    """The plan of a leaf, if it was planned: an empty list or one of one."""
    line = set_line(leaf.lines[0]) if leaf.lines else None
    return [Plan(line.paragraph)] if line is not None and len(line.paragraph.lines) == len(leaf.lines) else []
