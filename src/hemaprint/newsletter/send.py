# SPDX-License-Identifier: MIT
"""Run a sending: hand every reader's message to a transport, keep the ledger, and stop where going on is no use."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from hemaprint.errors import HemaprintError, Location, Problem, SendingError
from hemaprint.newsletter.ledger import DeliveryState, Ledger, LedgerRun, batches
from hemaprint.newsletter.ledger_file import LedgerError, has_ledger
from hemaprint.newsletter.transport import (
    READER_REFUSED,
    Blame,
    Fate,
    Outcome,
    Readers,
    Recipient,
    Refusal,
    Transport,
    Writer,
)

CLAIM = 20
"""Readers claimed at once: one commit for all of them, and few enough that another run finds work."""
WAITS = (60.0, 300.0, 900.0, 1800.0)
"""Seconds before each further attempt at a deferred message: servers that make unknown senders wait want minutes."""
_PASSING = frozenset({"HP623", "HP628", "HP654"})
"""Problems of a mail server, or of the service that renews its tokens, that may be over later."""
SLICE = 0.1
"""Seconds after which a wait notices that it must end."""
IN_A_ROW = 20
"""This many refusals without a delivery between them are not the readers' fault."""
AT_FIRST = 5
"""This many are enough where they would be the same for every reader and nothing has been delivered yet."""
_DOUBTFUL = frozenset({Blame.MESSAGE, Blame.RULE})
"""The same for every reader, unless another reader gets the message; ``_OURS`` always is."""
_OURS = _DOUBTFUL | {Blame.SENDER, Blame.LIMIT}
_NOT_NOW = Refusal(Blame.READER, "HP627", "find out why; then run again")
_WHOSE = {
    Blame.MESSAGE: "; the cause is the message, not the readers, who remain in the queue",
    Blame.RULE: "; the readers, who remain in the queue, may not be the cause",
    **dict.fromkeys((Blame.SENDER, Blame.LIMIT), "; the readers, who remain in the queue, are not the cause"),
}


@dataclass(slots=True)
class Stop:
    """Whether the run was asked to end."""

    asked: bool = False

    def wait(self, seconds: float) -> None:
        """Wait this long, or until asked to stop."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))


@dataclass(slots=True)
class Pace:
    """Limits the rate: a bucket that gets ``per_second`` tokens and holds one, and a message takes one. 0: no limit."""

    per_second: float
    stop: Stop
    clock: Callable[[], float] = time.monotonic
    _next: float = field(default=0.0, init=False)

    def take(self) -> None:
        """Wait for a token."""
        if not self.per_second:
            return
        now = self.clock()
        if self._next > now:
            self.stop.wait(self._next - now)
        self._next = max(now, self._next) + 1 / self.per_second


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How to send. ``rate`` is in messages a second (0: no limit); ``attempts`` are for each reader in this run."""

    rate: float = 0.0
    attempts: int = 3
    retry_unknown: bool = False
    retry_bounced: bool = False
    waits: Sequence[float] = WAITS

    @property
    def states(self) -> frozenset[DeliveryState]:
        """The states from which a message is sent."""
        more = ((DeliveryState.UNKNOWN, self.retry_unknown), (DeliveryState.BOUNCED, self.retry_bounced))
        return frozenset({DeliveryState.QUEUED, DeliveryState.DEFERRED, *(state for state, wanted in more if wanted)})

    def wait(self, attempt: int) -> float:
        """Seconds before a further attempt; the first of these has the number 1."""
        return self.waits[min(attempt, len(self.waits)) - 1] if self.waits else 0.0


class Watcher(Protocol):
    """Is notified of how far the run is."""

    def begin(self, messages: int) -> None:
        """The number of messages to send."""

    def message(self, recipient: Recipient, outcome: Outcome) -> None:
        """The fate of one message."""

    def pause(self, seconds: float, messages: int) -> None:
        """The run waits before it tries this number of messages again."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. ``by_fate`` counts the readers by their last fate in this run, ``standing`` all of them by state.

    ``stopped``: why it ended early or delivered nothing; ``interrupted``: it was asked to stop."""

    by_fate: Mapping[Fate, int]
    standing: Mapping[DeliveryState, int]
    skipped: int
    seconds: float
    stopped: Problem | None = None
    interrupted: bool = False

    @property
    def remaining(self) -> int:
        """Readers that another run would send to."""
        return self.standing.get(DeliveryState.QUEUED, 0) + self.standing.get(DeliveryState.DEFERRED, 0)

    @property
    def complete(self) -> bool:
        """Whether every reader has the message, or a mail server has refused it for good."""
        return all(
            state in (DeliveryState.SENT, DeliveryState.BOUNCED) for state, count in self.standing.items() if count
        )


class _EndError(Exception):
    """No further message can be sent in this run."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Sender:
    """Sends one campaign. ``write`` is called for one reader at a time, so that memory holds one message."""

    campaign: str
    write: Writer
    transport: Transport
    ledger: Ledger
    options: SendOptions
    watcher: Watcher
    stop: Stop = field(default_factory=Stop)
    _delivered: int = field(default=0, init=False)
    _fates: dict[str, Fate] = field(default_factory=dict, init=False)
    """Of the readers whose message was not delivered in this run: the others may be too many to keep in memory."""
    _refusals: Refusals = field(init=False)

    def __post_init__(self) -> None:
        self._refusals = Refusals(Location(self.ledger.path))

    def send(self, readers: Readers) -> Summary:
        """Send to every reader who does not have it. Raises LedgerError where the ledger cannot be kept."""
        pace = Pace(self.options.rate, self.stop)
        began = pace.clock()
        self.ledger.enrol(self.campaign, readers)
        with self.ledger.run(self.campaign) as run:
            before = standing_of(self.ledger, self.campaign, readers)
            todo = sum(before[state] for state in self.options.states)
            self.watcher.begin(todo)
            try:
                self._passes(run, readers, pace)
                stopped = None if self.stop.asked else self._refusals.in_vain()
            except _EndError as end:
                stopped = end.problem
        return Summary(
            by_fate=Counter(self._fates.values()) + Counter({Fate.DELIVERED: self._delivered}),
            standing=standing_of(self.ledger, self.campaign, readers),
            skipped=before.total() - todo,
            seconds=pace.clock() - began,
            stopped=stopped,
            interrupted=self.stop.asked,
        )

    def _passes(self, run: LedgerRun, readers: Readers, pace: Pace) -> None:
        """Try everybody once, then the deferred again, with longer and longer waits."""
        self._pass(run, self._waiting(readers), pace, self.options.states)
        for attempt in range(1, self.options.attempts):
            suspects = frozenset(self._refusals.suspects)
            deferred = frozenset(key for key, fate in self._fates.items() if fate is Fate.DEFERRED) - suspects
            if not deferred or self.stop.asked:
                return
            self.watcher.pause(self.options.wait(attempt), len(deferred))
            self.stop.wait(self.options.wait(attempt))
            again = ((one, False) for one in readers if one.key in deferred)
            self._pass(run, again, pace, frozenset({DeliveryState.DEFERRED}))

    def _waiting(self, readers: Readers) -> Iterator[tuple[Recipient, bool]]:
        """Readers without the message who have not been tried in this run, and whether no run has tried them."""
        for batch in batches(readers):
            states = self.ledger.states(self.campaign, [one.key for one in batch])
            for one in batch:
                if states[one.key] in self.options.states and one.key not in self._fates:
                    yield one, states[one.key] is DeliveryState.QUEUED

    def _pass(
        self, run: LedgerRun, todo: Iterable[tuple[Recipient, bool]], pace: Pace, states: frozenset[DeliveryState]
    ) -> None:
        for batch in batches(todo, CLAIM):
            if self.stop.asked:
                return
            by_key = {one.key: one for one, _ in batch}
            claimed = run.claim(list(by_key), states)
            fresh = frozenset(one.key for one, is_fresh in batch if is_fresh)
            self._batch(run, [one for key, one in by_key.items() if key in claimed], pace, fresh)
        if problem := self._refusals.at_the_end():
            raise _EndError(problem)

    def _batch(self, run: LedgerRun, batch: Sequence[Recipient], pace: Pace, fresh: Collection[str]) -> None:
        for recipient in batch:
            pace.take()
            if self.stop.asked:
                return
            outcome = self._refusals.weigh(recipient.key, self._transmit(run, recipient))
            run.record(recipient.key, outcome)
            self._note(recipient.key, outcome.fate)
            self.watcher.message(recipient, outcome)
            if bounced := self._refusals.cleared_up(outcome):
                run.bounce(bounced)
                self._fates |= dict.fromkeys(bounced, Fate.BOUNCED)
            if problem := self._refusals.count(outcome, fresh=recipient.key in fresh):
                raise _EndError(problem)

    def _note(self, key: str, fate: Fate) -> None:
        if fate is Fate.DELIVERED:
            self._fates.pop(key, None)
            self._delivered += 1
        else:
            self._fates[key] = fate

    def _transmit(self, run: LedgerRun, recipient: Recipient) -> Outcome:
        """Hand a message to the transport; where the server has gone away, wait for it as for a deferred message."""
        message = self.write(recipient)
        handed_over = False

        def hand_over() -> None:
            nonlocal handed_over
            run.hand_over(recipient.key, message.message_id)
            handed_over = True

        for attempt in range(1, self.options.attempts + 1):
            try:
                outcome = self.transport.send(message, hand_over)
                if not isinstance(outcome, Outcome):
                    raise TypeError(f"send() returned {outcome!r}, not an Outcome")
                return outcome
            except LedgerError:
                raise
            except SendingError as error:
                # A server that has never been reached is a mistake in the configuration, and nobody wants to wait.
                passing = error.problem.code in _PASSING and self._delivered > 0 and not handed_over
                if not passing or attempt == self.options.attempts or self._stopped_while_waiting(attempt):
                    raise _EndError(error.problem) from error
            except HemaprintError:
                raise
            except Exception as error:
                run.hand_over(recipient.key, message.message_id)  # it may have arrived: the row becomes unknown
                raise _EndError(_crash(error, Location(self.ledger.path))) from error
        raise AssertionError("at least one attempt")

    def _stopped_while_waiting(self, attempt: int) -> bool:
        seconds = self.options.wait(attempt)
        self.watcher.pause(seconds, 1)
        self.stop.wait(seconds)
        return self.stop.asked


def _crash(error: Exception, place: Location) -> Problem:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(last.filename).name}:{last.lineno}"
    message = f"the transport crashed at {where}: {type(error).__name__}: {error}"
    hint = "report this to its authors; the message may have arrived: hemaprint newsletter status shows it"
    return Problem("HP643", message, place, hint)


def standing_of(ledger: Ledger, campaign: str, readers: Readers) -> Counter[DeliveryState]:
    """Counts of the readers by state; those whom the ledger does not know are queued."""
    standing: Counter[DeliveryState] = Counter()
    for batch in batches(readers):
        known = ledger.states(campaign, [one.key for one in batch])
        standing.update(known.get(one.key, DeliveryState.QUEUED) for one in batch)
    return standing


@dataclass(frozen=True, slots=True)
class Plan:
    """How many messages would go, their size (bytes on the wire), and all readers of the run by state.

    ``seconds`` is what the rate alone would take; 0 without one.
    """

    messages: int
    size: int
    seconds: float
    standing: Mapping[DeliveryState, int]


def make_plan(path: Path, campaign: str, readers: Readers, options: SendOptions, size: int) -> Plan:
    """What a run would do, by the ledger at ``path``, which is not created for it."""
    standing = Counter({DeliveryState.QUEUED: len(readers)})
    if has_ledger(path):
        with Ledger(path) as ledger:
            ledger.release_dead_runs()
            standing = standing_of(ledger, campaign, readers)
    messages = sum(count for state, count in standing.items() if state in options.states)
    return Plan(messages, size, messages / options.rate if options.rate else 0.0, standing)


# ---------------------------------------------------------------- when to stop


@dataclass(slots=True)
class Refusals:
    """Counts what has been refused since the last delivery. ``place`` is where the problem that ends a run is shown.

    A message that is refused for its content, or by a rule, may be refused for every reader. So its readers are only
    *suspects*: they are deferred until the same message is delivered to another reader. Then they are refused for good.
    """

    place: Location
    suspects: list[str] = field(default_factory=list)
    _delivered: bool = False
    _put_off: Outcome | None = None
    _row: list[Outcome] = field(default_factory=list)

    def weigh(self, key: str, outcome: Outcome) -> Outcome:
        """The outcome to record."""
        if outcome.fate is Fate.BOUNCED and outcome.meaning.blame in _DOUBTFUL:
            self.suspects.append(key)
            return replace(outcome, fate=Fate.DEFERRED)
        return outcome

    def cleared_up(self, outcome: Outcome) -> tuple[str, ...]:
        """The suspects who are refused for good because of an outcome: those before a delivery."""
        if outcome.fate is not Fate.DELIVERED:
            return ()
        found = tuple(self.suspects)
        self.suspects.clear()
        return found

    def count(self, outcome: Outcome, *, fresh: bool) -> Problem | None:
        """Why the run must stop. Readers who are not ``fresh`` have been refused before, which says nothing new."""
        blame = outcome.meaning.blame
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
        """What to do where a whole run has delivered nothing and readers remain."""
        if self._delivered or self._put_off is None:
            return None
        refusal = self._put_off.refusal or _NOT_NOW
        message = f"nothing was delivered; the last answer: {self._put_off.said}"
        return Problem(refusal.problem, message, self.place, refusal.hint)

    def _accusing(self) -> list[Outcome]:
        """Refusals that would be the same for every reader, as long as nothing has been delivered."""
        return [] if self._delivered else [one for one in self._row if one.meaning.blame in _OURS]

    def _problem(self, refused: list[Outcome]) -> Problem:
        last = refused[-1]
        causes = {one.meaning.problem for one in refused}
        refusal = last.meaning if len(causes) == 1 else READER_REFUSED
        count = f"{len(refused)} messages were refused, the last" if len(refused) > 1 else "a message was refused"
        whose = _WHOSE.get(refusal.blame, "")
        return Problem(refusal.problem, f"{count} with: {last.said}{whose}", self.place, refusal.hint)
