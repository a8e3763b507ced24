"""Count the refusals of a run: it stops where they are not the readers' fault, and nobody bounces for the message's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hemaprint.errors import Location, Problem
from hemaprint.newsletter.replies import READER_REFUSED, Blame, Refusal
from hemaprint.newsletter.transport import Fate, Outcome

IN_A_ROW = 20
"""So many refusals without a delivery between them are not the readers' fault."""
AT_FIRST = 5
"""So many are enough where they are the same for every reader and nothing has been delivered yet."""
_DOUBTFUL = frozenset({Blame.MESSAGE, Blame.RULE})
"""What is the same for every reader, unless another reader gets the message."""
_OURS = _DOUBTFUL | {Blame.SENDER, Blame.LIMIT}
"""What is the same for every reader."""

_LEFT = Refusal(Blame.READER, "HP627", "find out why; then run again")


@dataclass(slots=True)
class Refusals:
    """What has been refused since the last delivery. ``place`` is where the problem that ends a run is shown.

    A message that is refused for its content, or by a rule, may be refused to everybody. So its readers are only
    *suspects*: they are deferred, until the same message is delivered to somebody else. Then they are refused for good.
    """

    place: Location
    suspects: list[str] = field(default_factory=list)
    _delivered: bool = False
    _put_off: Outcome | None = None
    _row: list[Outcome] = field(default_factory=list)

    def weigh(self, key: str, outcome: Outcome) -> Outcome:
        """The outcome as it is to be recorded."""
        if outcome.fate is Fate.BOUNCED and _refusal(outcome).blame in _DOUBTFUL:
            self.suspects.append(key)
            return replace(outcome, fate=Fate.DEFERRED)
        return outcome

    def convicted(self, outcome: Outcome) -> tuple[str, ...]:
        """The suspects that an outcome leaves no doubt about: those before a delivery."""
        if outcome.fate is not Fate.DELIVERED:
            return ()
        found = tuple(self.suspects)
        self.suspects.clear()
        return found

    def count(self, outcome: Outcome, *, fresh: bool) -> Problem | None:
        """Why the run is to stop. Readers who are not ``fresh`` have been refused before: that says nothing new."""
        blame = _refusal(outcome).blame
        self._put_off = outcome if outcome.fate is Fate.DEFERRED else self._put_off
        if outcome.fate is Fate.DELIVERED:
            self._delivered = True
            self._row.clear()
        elif outcome.fate is not Fate.UNKNOWN and (fresh or blame in _OURS):
            self._row.append(outcome)
            if blame is Blame.LIMIT:
                return self._problem([outcome])
            if len(self._row) >= IN_A_ROW:
                return self._problem(self._row)
            if len(self._accusing()) >= AT_FIRST:
                return self.at_the_end()
        return None

    def at_the_end(self) -> Problem | None:
        """Why trying again would not help, after every reader has been tried."""
        accusing = self._accusing()
        return self._problem(accusing) if accusing else None

    def in_vain(self) -> Problem | None:
        """What to do where a whole run has delivered nothing, and readers are left."""
        if self._delivered or self._put_off is None:
            return None
        refusal = self._put_off.refusal or _LEFT
        return Problem(
            refusal.problem, f"nothing was delivered; the last answer: {self._put_off.told}", self.place, refusal.hint
        )

    def _accusing(self) -> list[Outcome]:
        """Refusals that would be the same for every reader, as long as nothing has been delivered."""
        return [] if self._delivered else [one for one in self._row if _refusal(one).blame in _OURS]

    def _problem(self, refused: list[Outcome]) -> Problem:
        last = refused[-1]
        causes = {_refusal(one).problem for one in refused}
        refusal = _refusal(last) if len(causes) == 1 else READER_REFUSED
        count = f"{len(refused)} messages were refused, the last" if len(refused) > 1 else "a message was refused"
        whose = _WHOSE.get(refusal.blame, "")
        return Problem(refusal.problem, f"{count} with: {last.told}{whose}", self.place, refusal.hint)


_WHOSE = {
    Blame.MESSAGE: "; it is the message, not the readers, who stay in the queue",
    Blame.RULE: "; it may not be the readers, who stay in the queue",
    Blame.SENDER: "; it is not the readers, who stay in the queue",
    Blame.LIMIT: "; it is not the readers, who stay in the queue",
}


def _refusal(outcome: Outcome) -> Refusal:
    return outcome.refusal or READER_REFUSED
