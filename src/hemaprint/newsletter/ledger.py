# SPDX-License-Identifier: MIT
"""Keep the ledger: what became of every reader's message, so that nobody gets an issue twice.

It has one row for each campaign and address. The states of a row, and what changes them::

    queued ----> sending ----> sent        the server accepted the message
      ^  ^          |--------> bounced     it refused for good (5xx)
      |  |          |--------> deferred    it refused for now (4xx), or certainly did not get all of it
      |  '-retry----|-----------'
      |             '--------> unknown     it had all of it, and no answer was read
      '------ --settle, --retry-unknown -----'

A run *claims* rows before it works on them: in one transaction, so that a row belongs to one run at most. A claimed row
remains ``queued`` (or ``deferred``) while the connection is opened, the server asked and the message handed over: a
message without its last line (the dot) is not a message, and a server discards it when the connection ends. Immediately
before the dot the row becomes ``sending``, and that is on disk before the dot leaves. So whatever kills a run, at
whatever moment:

* a claimed row that is not ``sending`` was not delivered, and is free again;
* a ``sending`` row may have been delivered. It becomes ``unknown``, and is never sent again automatically.

A run is dead when the operating system says so: it holds a lock on a file as long as it lives, and no process can die
and keep a lock. No clocks, leases or process numbers are involved. This is exact on one machine, and a ledger is for
one machine; several machines take a shard and a ledger each.
"""

from __future__ import annotations

import os
import platform
import secrets
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from hemaprint.newsletter.ledger_file import LedgerError, examine_ledger, ledger_errors, lock, lock_at_once, open_ledger
from hemaprint.newsletter.transport import Fate, Outcome, Recipient, Shard

ASKED_AT_ONCE = 500
"""Readers in one question to the ledger."""
_Item = TypeVar("_Item")


class DeliveryState(StrEnum):
    """The state of a message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    UNKNOWN = "unknown"


STATES = {
    Fate.DELIVERED: DeliveryState.SENT,
    Fate.DEFERRED: DeliveryState.DEFERRED,
    Fate.BOUNCED: DeliveryState.BOUNCED,
    Fate.UNKNOWN: DeliveryState.UNKNOWN,
}
"""The state that follows from what a transport says."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the ledger. ``changed`` is UTC in ISO 8601; ``attempts`` counts over all runs."""

    address: str
    state: DeliveryState
    attempts: int
    code: int
    answer: str
    message_id: str
    changed: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a campaign is in one part of its readers (``2/8``): runs begun, messages delivered.

    ``issue`` is "" where it is not known.
    """

    campaign: str
    part: str
    issue: str
    runs: int = 0
    sent: int = 0

    @property
    def key(self) -> tuple[str, str]:
        """The campaign and the part."""
        return (self.campaign, self.part)

    @property
    def mark(self) -> tuple[int, int]:
        """What only grows: one more run counts for more than any number of messages."""
        return (self.runs, self.sent)


class Ledger:
    """An open ledger, for one thread. Every method raises LedgerError where the file refuses."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = open_ledger(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._database.close()

    def examine(self) -> None:
        """Make sure that no page of the file is damaged, before anything is decided by it."""
        examine_ledger(self._database, self.path)

    # ---------------------------------------------------------------- what it knows

    def counts(self, campaign: str) -> dict[DeliveryState, int]:
        """How many rows are in each state; states without a row are 0."""
        found = dict(self._rows("SELECT state, count(*) FROM delivery WHERE campaign = ? GROUP BY state", campaign))
        return {state: found.get(state, 0) for state in DeliveryState}

    def deliveries(self, campaign: str) -> tuple[Delivery, ...]:
        """All rows of a campaign, by address."""
        query = (
            "SELECT address, state, attempts, code, answer, message_id, changed FROM delivery"
            " WHERE campaign = ? ORDER BY key"
        )
        return tuple(
            Delivery(address, DeliveryState(state), *rest) for address, state, *rest in self._rows(query, campaign)
        )

    def states(self, campaign: str, keys: Collection[str] | None = None) -> dict[str, DeliveryState]:
        """The states of all addresses, or of ``keys`` (one of :func:`batches`), by their keys."""
        query = "SELECT key, state FROM delivery WHERE campaign = ?"
        where = f" AND key IN ({_marks(keys)})" if keys is not None else ""
        return {key: DeliveryState(state) for key, state in self._rows(query + where, campaign, *(keys or ()))}

    def waiting(self, campaign: str, keys: Sequence[str], states: Collection[DeliveryState]) -> frozenset[str]:
        """Which of ``keys`` a run would send to: those in one of ``states``, and those that it does not know yet."""
        known = self.states(campaign, keys)
        return frozenset(key for key in keys if key not in known or known[key] in states)

    def having(self, campaigns: Sequence[str], keys: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """Which of ``keys`` have the message of other campaigns, or may have it, or are about to get it."""
        where = f"campaign IN ({_marks(campaigns)}) AND key IN ({_marks(keys)})"
        query = f"SELECT campaign, key FROM delivery WHERE {where} AND (state IN (?, ?, ?) OR run IS NOT NULL)"
        may_have = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
        rows = self._rows(query, *campaigns, *keys, *may_have)
        return {name: frozenset(key for campaign, key in rows if campaign == name) for name in campaigns}

    def tallies(self) -> tuple[Tally, ...]:
        """How far every campaign is, in every part that has been sent from here."""
        rows = self._rows("SELECT name, part, issue, runs FROM campaign ORDER BY name, part")
        return tuple(Tally(name, part, issue, runs, self._sent(name, part)) for name, part, issue, runs in rows)

    def _sent(self, campaign: str, part: str) -> int:
        """How many of a part of the readers have the message."""
        shard, where = Shard.parse(part), "FROM delivery WHERE campaign = ? AND state = ?"
        if shard.of == 1:
            return int(self._rows(f"SELECT count(*) {where}", campaign, DeliveryState.SENT)[0][0])
        with ledger_errors(self.path):
            keys = self._database.execute(f"SELECT key {where}", (campaign, DeliveryState.SENT))
            return sum(shard.has(Recipient(key)) for (key,) in keys)

    def _rows(self, query: str, *values: object) -> list[Any]:
        with ledger_errors(self.path):
            return self._database.execute(query, values).fetchall()

    # ---------------------------------------------------------------- what changes it

    def enrol(self, campaign: str, recipients: Iterable[Recipient]) -> None:
        """Queue those whom the campaign does not know yet."""
        now = _now()
        rows = ((campaign, one.key, one.address, DeliveryState.QUEUED, now, now) for one in recipients)
        with self.writing() as database:
            database.executemany(
                "INSERT INTO delivery (campaign, key, address, state, queued, changed) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT DO NOTHING",
                rows,
            )

    def move(self, campaign: str, addresses: Iterable[str], state: DeliveryState) -> None:
        """Put ``unknown`` rows of these addresses into the state that was found out."""
        with self.writing() as database:
            database.executemany(
                "UPDATE delivery SET state = ?, changed = ? WHERE campaign = ? AND address = ? AND state = ?",
                [(state, _now(), campaign, address, DeliveryState.UNKNOWN) for address in addresses],
            )

    def begin(self, tally: Tally) -> None:
        """Count one more run: on disk when this returns. The first says which issue the campaign sends."""
        with self.writing() as database:
            self._know(database, tally)
            database.execute("UPDATE campaign SET runs = runs + 1 WHERE name = ? AND part = ?", tally.key)

    def record_break(self, campaign: str, part: str, what: Iterable[str]) -> None:
        """Keep what a run sends under --break-embargo: on disk when this returns."""
        with self.writing() as database:
            rows = [(campaign, part, one, _now()) for one in what]
            database.executemany("INSERT INTO embargo_break (campaign, part, what, at) VALUES (?, ?, ?, ?)", rows)

    def breaks(self, campaign: str) -> tuple[tuple[str, str], ...]:
        """What was sent of a campaign under --break-embargo, and when."""
        query = "SELECT what, at FROM embargo_break WHERE campaign = ? ORDER BY at, what"
        return tuple((str(what), str(at)) for what, at in self._rows(query, campaign))

    def accept_loss(self, tallies: Iterable[Tally]) -> None:
        """Go on although more was known than this ledger knows: from now on this ledger counts."""
        with self.writing() as database:
            for tally in tallies:
                self._know(database, tally)
                database.execute(
                    "UPDATE campaign SET runs = max(runs, ?) WHERE name = ? AND part = ?", (tally.runs + 1, *tally.key)
                )

    def _know(self, database: sqlite3.Connection, tally: Tally) -> None:
        database.execute(
            "INSERT INTO campaign (name, part, issue) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (tally.campaign, tally.part, tally.issue),
        )
        if tally.issue:
            database.execute("UPDATE campaign SET issue = ? WHERE name = ?", (tally.issue, tally.campaign))

    def release_dead_runs(self) -> int:
        """Close the rows that dead runs claimed; returns how many fates became unknown."""
        with self.writing() as database:
            runs = [run for (run,) in database.execute("SELECT id FROM run").fetchall()]
            return sum(self._close(run) for run in runs if self._is_dead(run))

    @contextmanager
    def run(self, campaign: str) -> Iterator[LedgerRun]:
        """A run that can claim rows; what it has not recorded when it ends is free for others, or unknown."""
        self.release_dead_runs()
        identity = f"{platform.node()}-{os.getpid()}-{secrets.token_hex(4)}"
        with ledger_errors(self.path):
            held = os.open(self._lock_path(identity), os.O_CREAT | os.O_RDWR, 0o600)
            lock(held)
        try:
            with self.writing() as database:
                database.execute(
                    "INSERT INTO run (id, host, pid, began) VALUES (?, ?, ?, ?)",
                    (identity, platform.node(), os.getpid(), _now()),
                )
            try:
                yield LedgerRun(self, identity, campaign)
            finally:
                with self.writing():
                    self._close(identity)
        finally:
            self._lock_path(identity).unlink(missing_ok=True)
            os.close(held)

    def _lock_path(self, run: str) -> Path:
        return self.path.with_name(f"{run}.lock")

    def _is_dead(self, run: str) -> bool:
        """Whether no process holds the run's lock any more; asked inside a transaction, so by one process at a time."""
        path = self._lock_path(run)
        try:
            held = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        try:
            if not lock_at_once(held):
                return False
        finally:
            os.close(held)
        path.unlink(missing_ok=True)
        return True

    def _close(self, run: str) -> int:
        """Free what a run had claimed; returns how many fates became unknown."""
        lost = self._database.execute(
            "UPDATE delivery SET state = ?, run = NULL, changed = ?, attempts = attempts + 1,"
            " code = 0, answer = 'the run ended before the answer came' WHERE run = ? AND state = ?",
            (DeliveryState.UNKNOWN, _now(), run, DeliveryState.SENDING),
        ).rowcount
        self._database.execute("UPDATE delivery SET run = NULL WHERE run = ?", (run,))
        self._database.execute("DELETE FROM run WHERE id = ?", (run,))
        return lost

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, which begins as a writer: of two that read first, only one could go on to write."""
        with ledger_errors(self.path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise


@dataclass(frozen=True, slots=True)
class LedgerRun:
    """One run of a sender on one campaign. It alone writes to the rows that it has claimed."""

    ledger: Ledger
    identity: str
    campaign: str

    def claim(self, keys: Sequence[str], states: Collection[DeliveryState]) -> frozenset[str]:
        """Claim those of ``keys`` that are in one of ``states`` and unclaimed; returns their keys."""
        where = f"campaign = ? AND key IN ({_marks(keys)}) AND state IN ({_marks(states)}) AND run IS NULL"
        with self.ledger.writing() as database:
            rows = database.execute(
                f"UPDATE delivery SET run = ? WHERE {where} RETURNING key",
                (self.identity, self.campaign, *keys, *states),
            ).fetchall()
        return frozenset(key for (key,) in rows)

    def hand_over(self, key: str, message_id: str) -> None:
        """Note that the message may arrive from now on: on disk when this returns."""
        self._write(key, "state = ?, message_id = ?", (DeliveryState.SENDING, message_id))

    def record(self, key: str, outcome: Outcome) -> None:
        """Record the fate of the message, which frees the row."""
        change = "state = ?, code = ?, answer = ?, attempts = attempts + 1, run = NULL"
        self._write(key, change, (STATES[outcome.fate], outcome.code, outcome.answer))

    def bounce(self, keys: Iterable[str]) -> None:
        """Mark deferred readers as refused for good: others have received the same message since."""
        with self.ledger.writing() as database:
            database.executemany(
                "UPDATE delivery SET state = ?, changed = ? WHERE campaign = ? AND key = ? AND state = ?",
                [(DeliveryState.BOUNCED, _now(), self.campaign, key, DeliveryState.DEFERRED) for key in keys],
            )

    def _write(self, key: str, change: str, values: tuple[object, ...]) -> None:
        with self.ledger.writing() as database:
            changed = database.execute(
                f"UPDATE delivery SET {change}, changed = ? WHERE campaign = ? AND key = ? AND run = ?",
                (*values, _now(), self.campaign, key, self.identity),
            ).rowcount
            if changed != 1:
                hint = "do not change the ledger while a run is in progress"
                raise LedgerError("HP631", "the ledger no longer has this run's claim", self.ledger.path, hint)


def batches(items: Iterable[_Item], size: int = ASKED_AT_ONCE) -> Iterator[tuple[_Item, ...]]:
    """The items in tuples of ``size``."""
    rest = iter(items)
    while batch := tuple(islice(rest, size)):
        yield batch


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
