# SPDX-License-Identifier: MIT
"""Decide whether a run may begin: by a ledger that knows everything that was sent, to readers without the issue.

Both questions are asked before a dry run and before a run. ``--again`` answers them: the editor knows that readers may
get the issue a second time.

A lost ledger is noticed by the *tally*, the file ``sent.json`` beside ``hemaprint.toml``, which says how far every
campaign is. It has no addresses, so it can be committed: after a clone, without ``ledger/`` or with an old copy of it,
the tally knows more than the ledger. A run writes it before its first message and after its last; each time the ledger
has its own record on disk first. So whatever kills a run, an intact ledger knows at least as much as the tally.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from hemaprint.errors import Location, Problem, SendingError, UsageError, closest
from hemaprint.newsletter.ledger import DeliveryState, Ledger, Tally, batches
from hemaprint.newsletter.ledger_file import LedgerError, has_ledger, ledger_errors, ledger_path
from hemaprint.newsletter.transport import Recipient, Shard
from hemaprint.project.project import Project, issue_names
from hemaprint.system.files import replace_file

VERSION = 1
"""The version of the tally's file."""
_ABOUT = "How far each campaign of the newsletter is. It shows when the ledger is lost: commit it, and never edit it."
_TALLY_HINT = "restore its last good copy; where the ledger is intact, delete this file: the next run writes it again"


@dataclass(frozen=True, slots=True)
class Sending:
    """What a run sends: an issue, under the name of a campaign, to a part of the readers."""

    campaign: str
    issue: str
    part: Shard = field(default_factory=Shard)


@dataclass(frozen=True, slots=True)
class Books:
    """What a project remembers of its newsletters: the ledger, the tally, and the names of its issues."""

    ledger: Path
    tally: Path
    issues: tuple[str, ...]

    @classmethod
    def of(cls, project: Project) -> Books:
        """The books of a project."""
        return cls(ledger_path(project), project.root / "sent.json", issue_names(project))

    def issue_of(self, tally: Tally) -> str:
        """The issue that a campaign sends, "" if unknown; a name that is spelt alike means the same issue.

        Ledgers of version 1 did not record it: the campaign's name shows it, if it contains the name of an issue.
        """
        name = tally.issue or tally.campaign
        if name in self.issues:
            return name
        words = _spelt(name)
        alike = (
            issue for issue in self.issues if words == _spelt(issue) or (not tally.issue and _spelt(issue) in words)
        )
        return max(alike, key=len, default=tally.issue)


# ---------------------------------------------------------------- before and around a run


def admit(
    books: Books,
    sending: Sending,
    readers: Iterable[Recipient],
    states: Collection[DeliveryState],
    *,
    again: bool,
) -> tuple[Tally, ...]:
    """Decide whether a run may begin that sends to those of ``readers`` who are in one of ``states``, or unknown.

    Raises SendingError: HP637 where the ledger has forgotten what was sent, HP638 where readers have the issue by
    another campaign, HP639 where the campaign is another issue's, LedgerError where the books cannot be read. With
    ``again`` the first two pass; returns what the ledger has forgotten.
    """
    with _opened(books) as ledger:
        known = ledger.tallies() if ledger is not None else ()
        written = read_tallies(books.tally)
        _check_issue(books, sending, (*known, *written))
        forgotten = tuple(one for one in _forgotten(known, written) if _concerns(books, sending, one))
        if again:
            return forgotten
        if forgotten:
            raise _lost(books, known, forgotten)
        others = [
            one.campaign for one in known if one.campaign != sending.campaign and books.issue_of(one) == sending.issue
        ]
        if ledger is not None and others:
            _check_readers(ledger, sending, tuple(dict.fromkeys(others)), readers, states)
    return ()


def check_memory(books: Books, campaign: str) -> None:
    """Raise SendingError (HP637) where the ledger has forgotten what was sent of a campaign, in a part that it has."""
    with _opened(books) as ledger:
        known = ledger.tallies() if ledger is not None else ()
    parts = {one.part for one in known if one.campaign == campaign}
    forgotten = _forgotten(known, read_tallies(books.tally))
    ours = tuple(one for one in forgotten if one.campaign == campaign and (one.part in parts or not parts))
    if ours:
        raise _lost(books, known, ours)


@contextmanager
def recorded(
    books: Books, ledger: Ledger, sending: Sending, forgotten: Iterable[Tally], broken: Iterable[str] = ()
) -> Iterator[None]:
    """Record a run in the ledger, then in the tally, before the first message; record its end in the tally.

    ``broken`` is what it sends although that is under embargo.
    """
    ledger.accept_loss(forgotten)
    ledger.record_break(sending.campaign, str(sending.part), broken)
    ledger.begin(Tally(sending.campaign, str(sending.part), sending.issue))
    _write(books, ledger)
    try:
        yield
    except BaseException:
        with suppress(LedgerError):  # report what ended the run
            _write(books, ledger)
        raise
    _write(books, ledger)


def _write(books: Books, ledger: Ledger) -> None:
    with ledger.writing():  # so that one run writes at a time
        write_tallies(books.tally, merged(read_tallies(books.tally), ledger.tallies()))


@contextmanager
def _opened(books: Books) -> Iterator[Ledger | None]:
    """The ledger, without dead runs; None where it does not exist: asking does not create it."""
    if not has_ledger(books.ledger):
        yield None
        return
    with Ledger(books.ledger) as ledger:
        ledger.examine()
        ledger.release_dead_runs()
        yield ledger


# ---------------------------------------------------------------- what is forgotten


def _forgotten(known: Iterable[Tally], written: Iterable[Tally]) -> tuple[Tally, ...]:
    """What the tally knows and the ledger does not."""
    marks = {one.key: one.mark for one in known}
    return tuple(one for one in written if one.mark > marks.get(one.key, (0, 0)))


def _concerns(books: Books, sending: Sending, tally: Tally) -> bool:
    """Whether a tally is about readers who could get the issue a second time by this run."""
    ours = tally.campaign == sending.campaign or books.issue_of(tally) == sending.issue
    return ours and sending.part.overlaps(Shard.parse(tally.part))


def _lost(books: Books, known: Iterable[Tally], forgotten: Iterable[Tally]) -> SendingError:
    sent = {one.key: one.sent for one in known}
    found = [_missing(one, sent.get(one.key, 0)) for one in forgotten]
    message = f"the ledger has forgotten what {books.tally.name} remembers: {'; '.join(found)}"
    hint = (
        "restore the last good copy of the ledger; --again goes on without it, and readers who have the issue may get "
        "it a second time"
    )
    return SendingError(Problem("HP637", message, Location(books.ledger), hint))


def _missing(tally: Tally, sent: int) -> str:
    name = f'"{tally.campaign}"' if tally.part == str(Shard()) else f'"{tally.campaign}" ({tally.part})'
    if tally.sent > sent:
        return f"it knows {sent:,} of the {tally.sent:,} delivered messages of {name}"
    return f"it does not know the last run of {name}"


# ---------------------------------------------------------------- who has the issue


def _check_issue(books: Books, sending: Sending, known: Iterable[Tally]) -> None:
    """Raise SendingError where a campaign is another issue's, or named like it."""
    own = Tally(sending.campaign, "", sending.campaign if sending.campaign in books.issues else "")
    sent = {books.issue_of(one) for one in (own, *known) if one.campaign == sending.campaign}
    if others := sorted(sent - {"", sending.issue}):
        message = f'the campaign "{sending.campaign}" sends the issue {others[0]}, not {sending.issue}'
        hint = f"leave out --campaign, or give {sending.issue} its own campaign"
        raise SendingError(Problem("HP639", message, Location(books.ledger), hint))


def _check_readers(
    ledger: Ledger,
    sending: Sending,
    others: tuple[str, ...],
    readers: Iterable[Recipient],
    states: Collection[DeliveryState],
) -> None:
    """Raise SendingError where readers whom the run would send to have the issue by another campaign."""
    counts = dict.fromkeys(others, 0)
    for batch in batches(one.key for one in readers):
        waiting = ledger.waiting(sending.campaign, batch, states)
        for name, having in ledger.having(others, batch).items():
            counts[name] += len(having & waiting)
    if any(counts.values()):
        by_campaign = ", ".join(f'{count:,} by the campaign "{name}"' for name, count in counts.items() if count)
        message = f"readers of this run have {sending.issue} already, or are getting it now: {by_campaign}"
        first = max(counts, key=counts.__getitem__)
        near = closest(sending.campaign, (first,))
        hint = f"did you mean --campaign {first}?" if near else f"--campaign {first} goes on where it ended."
        hint = f"{hint} With --again the issue goes to them a second time"
        raise SendingError(Problem("HP638", message, Location(ledger.path), hint))


def _spelt(name: str) -> str:
    """A name as words between spaces, without what is easily misspelt: 2025-1, 2025_01 and 2025-01 are equal."""
    words = re.split(r"[\W_]+", name.casefold())
    return f" {' '.join(word.lstrip('0') or word for word in words if word)} "


# ---------------------------------------------------------------- unknown fates


@dataclass(frozen=True, slots=True)
class Resolved:
    """How many of the unknown had been delivered after all, and how many had not and are queued again."""

    sent: int
    queued: int


def resolve_unknown(ledger: Ledger, campaign: str, delivered: Iterable[str], place: Location) -> Resolved:
    """Decide the unknown fates by the mail server's log: those among ``delivered`` are sent, the others queued again.

    ``delivered`` are lines of the file ``place``, a Message-ID or an address each: all messages of this campaign that
    the server has accepted. To check that none is missing, they are compared with the ledger: raises SendingError
    (HP634) where a message is missing that the server has confirmed, because then others could be missing, and would
    go out twice.
    """
    ledger.release_dead_runs()
    named = {line.strip().strip("<>").casefold() for line in delivered}
    deliveries = ledger.deliveries(campaign)
    found = {
        one.address
        for one in deliveries
        if one.message_id.strip("<>").casefold() in named or one.address.casefold() in named
    }
    known = [one.address for one in deliveries if one.state is DeliveryState.SENT]
    if not known:
        message = "no message of this campaign is known to be delivered, so the list cannot be checked"
        hint = "send to the others first, or accept that some readers get it twice: --retry-unknown"
        raise SendingError(Problem("HP634", message, place, hint))
    if missing := len({*known} - found):
        message = f"the list lacks {missing:,} of the {len(known):,} messages that the mail server has confirmed"
        hint = "make it from the whole log of the mail server, including earlier days"
        raise SendingError(Problem("HP634", message, place, hint))
    unknown = [one.address for one in deliveries if one.state is DeliveryState.UNKNOWN]
    sent = [address for address in unknown if address in found]
    queued = [address for address in unknown if address not in found]
    ledger.move(campaign, sent, DeliveryState.SENT)
    ledger.move(campaign, queued, DeliveryState.QUEUED)
    return Resolved(len(sent), len(queued))


# ---------------------------------------------------------------- the tally


def read_tallies(path: Path) -> tuple[Tally, ...]:
    """The tallies of a file, none where it does not exist; raises LedgerError (HP630, HP632, HP637)."""
    with ledger_errors(path):
        try:
            data = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:
            return ()
        except json.JSONDecodeError as error:
            raise _damaged(Location(path, error.lineno, error.colno)) from None
        except (UnicodeDecodeError, RecursionError):
            raise _damaged(Location(path)) from None
    match data:
        case {"version": int(version)} if version > VERSION:
            message = f"the tally has version {version}, and this hemaprint knows version {VERSION}"
            raise LedgerError("HP632", message, path, "install the newest hemaprint")
        case {"version": int(), "campaigns": list(rows)}:
            return tuple(_tally(row, path) for row in rows)
    raise _damaged(Location(path))


def write_tallies(path: Path, tallies: Iterable[Tally]) -> None:
    """Replace the file: complete and on disk when this returns. One writer at a time, by the ledger's lock."""
    rows = sorted(tallies, key=lambda one: one.key)
    lines = ",\n".join(f"  {json.dumps(asdict(one), ensure_ascii=False)}" for one in rows)
    text = f'{{\n "about": {json.dumps(_ABOUT)},\n "version": {VERSION},\n "campaigns": [\n{lines}\n ]\n}}\n'
    with ledger_errors(path):
        replace_file(path, text.encode("utf-8"))


def merged(*sources: Iterable[Tally]) -> tuple[Tally, ...]:
    """The farthest tally of every campaign and part."""
    found: dict[tuple[str, str], Tally] = {}
    for one in (tally for source in sources for tally in source):
        known = found.get(one.key, one)
        farther = max(known, one, key=lambda tally: tally.mark)
        found[one.key] = replace(farther, issue=farther.issue or known.issue or one.issue)
    return tuple(found.values())


def _tally(row: object, path: Path) -> Tally:
    match row:
        case {
            "campaign": str(campaign),
            "part": str(part),
            "issue": str(issue),
            "runs": int(runs),
            "sent": int(sent),
        }:
            with suppress(UsageError):
                return Tally(campaign, str(Shard.parse(part)), issue, runs, sent)
    raise _damaged(Location(path))


def _damaged(place: Location) -> LedgerError:
    return LedgerError("HP637", "the tally of the newsletter is damaged", place, _TALLY_HINT)
