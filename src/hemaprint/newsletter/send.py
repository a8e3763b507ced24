"""The run: hand every reader's message to a transport, and keep the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.ledger import Ledger, Run, State, batches
from hemaprint.newsletter.ledger_file import LedgerError
from hemaprint.newsletter.mail import Message, Readers, Recipient, Writer
from hemaprint.newsletter.pace import Pace, Stop
from hemaprint.newsletter.refusals import Refusals
from hemaprint.newsletter.transport import Fate, HandOver, Outcome, Transport

CLAIM = 20
"""Readers claimed at once: one commit for all of them, and few enough that another run finds work."""
WAITS = (60.0, 300.0, 900.0, 1800.0)
"""Seconds before a deferred message is tried again, and again: servers that make strangers wait ask for minutes."""
_PASSING = frozenset({"HP623", "HP628", "HP654"})
"""The mail server, or the service that renews its tokens, may be there again later."""


@dataclass(frozen=True, slots=True)
class Orders:
    """How a run goes. ``rate`` is in messages a second (0: no limit); ``attempts`` are for each reader in this run."""

    rate: float = 0.0
    attempts: int = 3
    retry_unknown: bool = False
    retry_bounced: bool = False
    waits: Sequence[float] = WAITS

    @property
    def states(self) -> frozenset[State]:
        """The states from which a message is sent."""
        more = ((State.UNKNOWN, self.retry_unknown), (State.BOUNCED, self.retry_bounced))
        return frozenset({State.QUEUED, State.DEFERRED, *(state for state, wanted in more if wanted)})

    def wait(self, attempt: int) -> float:
        """Seconds before the attempt of that number, the second being 1."""
        return self.waits[min(attempt, len(self.waits)) - 1] if self.waits else 0.0


class Watcher(Protocol):
    """Is told how far the run is."""

    def begin(self, messages: int) -> None:
        """So many messages are to go."""

    def message(self, recipient: Recipient, outcome: Outcome) -> None:
        """The fate of one."""

    def pause(self, seconds: float, messages: int) -> None:
        """The run waits so long before it tries so many again."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. ``by_fate`` are the readers by their last fate in this run, ``standing`` all its readers.

    ``stopped`` is why it ended early or delivered nothing, ``interrupted`` that somebody asked it to.
    """

    by_fate: Mapping[Fate, int]
    standing: Mapping[State, int]
    skipped: int
    seconds: float
    stopped: Problem | None = None
    interrupted: bool = False

    @property
    def remaining(self) -> int:
        """Readers that another run would send to."""
        return self.standing.get(State.QUEUED, 0) + self.standing.get(State.DEFERRED, 0)

    @property
    def complete(self) -> bool:
        """Every reader has the message, or a mail server has refused it for good."""
        return all(state in (State.SENT, State.BOUNCED) for state, count in self.standing.items() if count)


class _EndError(Exception):
    """No further message can be sent in this run."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@dataclass(slots=True)
class Sender:
    """Sends one campaign. ``write`` is called for one reader at a time, so that one message is in memory."""

    campaign: str
    write: Writer
    transport: Transport
    ledger: Ledger
    orders: Orders
    watcher: Watcher
    stop: Stop = field(default_factory=Stop)
    _delivered: int = field(default=0, init=False)
    _fates: dict[str, Fate] = field(default_factory=dict, init=False)
    """Of those in this run whose message was not delivered: the others may be too many to keep in memory."""
    _refusals: Refusals = field(init=False)

    def __post_init__(self) -> None:
        self._refusals = Refusals(Location(self.ledger.path))

    def send(self, readers: Readers) -> Summary:
        """Send to everybody who does not have it. Raises LedgerError where the ledger cannot be kept."""
        pace = Pace(self.orders.rate, self.stop)
        began = pace.clock()
        self.ledger.enrol(self.campaign, readers)
        stopped = None
        with self.ledger.run(self.campaign) as run:
            before = standing_of(self.ledger, self.campaign, readers)
            todo = sum(before[state] for state in self.orders.states)
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

    def _passes(self, run: Run, readers: Readers, pace: Pace) -> None:
        """Everybody once, then those that were deferred again, with longer and longer waits between."""
        self._pass(run, self._waiting(readers), pace, self.orders.states)
        for attempt in range(1, self.orders.attempts):
            suspects = frozenset(self._refusals.suspects)
            deferred = frozenset(key for key, fate in self._fates.items() if fate is Fate.DEFERRED) - suspects
            if not deferred or self.stop.asked:
                return
            self.watcher.pause(self.orders.wait(attempt), len(deferred))
            self.stop.wait(self.orders.wait(attempt))
            again = ((one, False) for one in readers if one.key in deferred)
            self._pass(run, again, pace, frozenset({State.DEFERRED}))

    def _waiting(self, readers: Readers) -> Iterator[tuple[Recipient, bool]]:
        """Those who do not have it and have not been tried in this run, and whether no run has tried them."""
        for batch in batches(readers):
            states = self.ledger.states(self.campaign, [one.key for one in batch])
            for one in batch:
                if states[one.key] in self.orders.states and one.key not in self._fates:
                    yield one, states[one.key] is State.QUEUED

    def _pass(self, run: Run, todo: Iterable[tuple[Recipient, bool]], pace: Pace, states: frozenset[State]) -> None:
        for batch in batches(todo, CLAIM):
            if self.stop.asked:
                return
            by_key = {one.key: one for one, _ in batch}
            claimed = run.claim(list(by_key), states)
            fresh = frozenset(one.key for one, is_fresh in batch if is_fresh)
            self._batch(run, [one for key, one in by_key.items() if key in claimed], pace, fresh)
        if problem := self._refusals.at_the_end():
            raise _EndError(problem)

    def _batch(self, run: Run, batch: Sequence[Recipient], pace: Pace, fresh: Collection[str]) -> None:
        for recipient in batch:
            pace.take()
            if self.stop.asked:
                return
            message = self.write(recipient)
            hand_over = partial(run.hand_over, recipient.key, message.message_id)
            outcome = self._refusals.weigh(recipient.key, self._transmit(message, hand_over))
            run.record(recipient.key, outcome)
            self._note(recipient.key, outcome.fate)
            self.watcher.message(recipient, outcome)
            if convicted := self._refusals.convicted(outcome):
                run.convict(convicted)
                self._fates |= dict.fromkeys(convicted, Fate.BOUNCED)
            if problem := self._refusals.count(outcome, fresh=recipient.key in fresh):
                raise _EndError(problem)

    def _note(self, key: str, fate: Fate) -> None:
        if fate is Fate.DELIVERED:
            self._fates.pop(key, None)
            self._delivered += 1
        else:
            self._fates[key] = fate

    def _transmit(self, message: Message, hand_over: HandOver) -> Outcome:
        """Hand a message to the transport; where the server has gone away, wait for it as for a deferred message."""
        attempt = 1
        while True:
            try:
                return self.transport.send(message, hand_over)
            except LedgerError:
                raise
            except SendingError as error:
                # A server that has never been reached is a mistake in the configuration, and nobody wants to wait.
                passing = error.problem.code in _PASSING and self._delivered > 0
                if not passing or attempt >= self.orders.attempts:
                    raise _EndError(error.problem) from error
                self.watcher.pause(self.orders.wait(attempt), 1)
                self.stop.wait(self.orders.wait(attempt))
                if self.stop.asked:
                    raise _EndError(error.problem) from error
                attempt += 1


def standing_of(ledger: Ledger, campaign: str, readers: Readers) -> Counter[State]:
    """The readers by their states; those whom the ledger does not know are queued."""
    standing: Counter[State] = Counter()
    for batch in batches(readers):
        known = ledger.states(campaign, [one.key for one in batch])
        standing.update(known.get(one.key, State.QUEUED) for one in batch)
    return standing
