"""Lay out faster, to the same bytes: what WeasyPrint's layout does twice is done once."""

from __future__ import annotations

from dataclasses import dataclass

from hemaprint.typeset.engine.speed import columns, guard, patches
from hemaprint.typeset.engine.speed.switch import SWITCH, enabled

__all__ = ["SWITCH", "State", "columns", "enabled", "install", "state"]


@dataclass(frozen=True, slots=True)
class State:
    """Whether shortcuts can be taken, and if not, why."""

    active: bool
    reason: str


_states: list[State] = []


def install() -> State:
    """Put the shortcuts in place, once, if every function of WeasyPrint that they stand in for is the known one.

    ``line_fix`` must be in place before; its lines are remembered as mended.
    """
    if not _states:
        reason = guard.fault()
        if not reason:
            patches.apply()
        _states.append(State(not reason, reason))
    return _states[0]


def state() -> State:
    """What ``install`` found; for ``hemaprint doctor``."""
    return _states[0] if _states else State(False, "the shortcuts are not installed")
