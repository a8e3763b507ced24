"""Let messages go no faster than the provider allows, and wait in a way that can be ended."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Protocol

from hemaprint.errors import Location, Problem, SendingError
from hemaprint.newsletter.ledger import DeliveryState, Ledger, Run, batches
from hemaprint.newsletter.ledger_file import LedgerError, has_ledger
from hemaprint.newsletter.smtp_connection import READER_REFUSED, Blame, Refusal
from hemaprint.newsletter.transport import Fate, HandOver, Message, Outcome, Readers, Recipient, Transport, Writer

SLICE = 0.1
"""Seconds: how soon a wait notices that it is to end."""


@dataclass(slots=True)
class Stop:
    """Whether somebody has asked the run to end."""

    asked: bool = False

    def wait(self, seconds: float) -> None:
        """Wait, or until asked to stop."""
        end = time.monotonic() + seconds
        while not self.asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))


@contextmanager
def stopped_by_keyboard(stop: Stop, announce: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and the machine's own SIGTERM ask to stop; a second one interrupts. Only in the main thread."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        announce()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(slots=True)
class Pace:
    """A bucket that gets ``per_second`` tokens and holds one: a message takes one. 0 is no limit."""

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


CLAIM = 20
"""Readers claimed at once: one commit for all of them, and few enough that another run finds work."""
WAITS = (60.0, 300.0, 900.0, 1800.0)
"""Seconds before a deferred message is tried again, and again: servers that make strangers wait ask for minutes."""
_PASSING = frozenset({"HP623", "HP628", "HP654"})
"""The mail server, or the service that renews its tokens, may be there again later."""


@dataclass(frozen=True, slots=True)
class SendOptions:
    """How a run goes. ``rate`` is in messages a second (0: no limit); ``attempts`` are for each reader in this run."""

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
        """Every reader has the message, or a mail server has refused it for good."""
        return all(state in (DeliveryState.SENT, DeliveryState.BOUNCED) for state, count in self.standing.items() if count)


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
    orders: SendOptions
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
            self._pass(run, again, pace, frozenset({DeliveryState.DEFERRED}))

    def _waiting(self, readers: Readers) -> Iterator[tuple[Recipient, bool]]:
        """Those who do not have it and have not been tried in this run, and whether no run has tried them."""
        for batch in batches(readers):
            states = self.ledger.states(self.campaign, [one.key for one in batch])
            for one in batch:
                if states[one.key] in self.orders.states and one.key not in self._fates:
                    yield one, states[one.key] is DeliveryState.QUEUED

    def _pass(self, run: Run, todo: Iterable[tuple[Recipient, bool]], pace: Pace, states: frozenset[DeliveryState]) -> None:
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


def standing_of(ledger: Ledger, campaign: str, readers: Readers) -> Counter[DeliveryState]:
    """The readers by their states; those whom the ledger does not know are queued."""
    standing: Counter[DeliveryState] = Counter()
    for batch in batches(readers):
        known = ledger.states(campaign, [one.key for one in batch])
        standing.update(known.get(one.key, DeliveryState.QUEUED) for one in batch)
    return standing


@dataclass(frozen=True, slots=True)
class Plan:
    """How many messages would go, of what size (bytes on the wire), and where all readers of the run stand now.

    ``seconds`` is what the rate alone would take; 0 for none.
    """

    messages: int
    size: int
    seconds: float
    standing: Mapping[DeliveryState, int]

    @property
    def total(self) -> int:
        """Bytes on the wire in all."""
        return self.messages * self.size


def make_plan(path: Path, campaign: str, readers: Readers, orders: SendOptions, size: int) -> Plan:
    """The plan of a run by the ledger at ``path``, which is not made for it."""
    standing = Counter({DeliveryState.QUEUED: len(readers)})
    if has_ledger(path):
        with Ledger(path) as ledger:
            ledger.bury()
            standing = standing_of(ledger, campaign, readers)
    messages = sum(count for state, count in standing.items() if state in orders.states)
    return Plan(messages, size, messages / orders.rate if orders.rate else 0.0, standing)
