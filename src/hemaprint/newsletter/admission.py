"""Whether a run may begin: by a ledger that knows all that was sent, to readers who do not have the issue.

Both questions are asked before a dry run and before a run. ``--again`` answers them: the editor knows that readers may
get the issue a second time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from hemaprint.errors import Location, Problem, SendingError, closest
from hemaprint.newsletter.ledger import Ledger, State, batches
from hemaprint.newsletter.ledger_file import LedgerError, has_ledger, ledger_path
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.shard import Shard, parse_shard
from hemaprint.newsletter.tally import Tally, merged, read_tallies, tally_path, write_tallies
from hemaprint.project.project import Project, issue_names


@dataclass(frozen=True, slots=True)
class Sending:
    """What a run sends: an issue, under the name of a campaign, to a part of the readers."""

    campaign: str
    issue: str
    part: Shard = field(default_factory=Shard)


@dataclass(frozen=True, slots=True)
class Books:
    """What a project remembers of its newsletters: the ledger, the tally, and the names of the issues it has."""

    ledger: Path
    tally: Path
    issues: tuple[str, ...]

    @classmethod
    def of(cls, project: Project) -> Books:
        """The books of a project."""
        return cls(ledger_path(project), tally_path(project), issue_names(project))

    def issue_of(self, tally: Tally) -> str:
        """The issue that a campaign sends, "" if unknown; where no issue has the name, one whose name is spelt alike.

        Ledgers of version 1 did not say it: the campaign's own name does, if it has the name of an issue in it.
        """
        name = tally.issue or tally.campaign
        if name in self.issues:
            return name
        words = _spelt(name)
        alike = (
            issue for issue in self.issues if words == _spelt(issue) or (not tally.issue and _spelt(issue) in words)
        )
        return max(alike, key=len, default=tally.issue)


def admit(
    books: Books, sending: Sending, readers: Iterable[Recipient], states: Collection[State], *, again: bool
) -> tuple[Tally, ...]:
    """Ask whether a run may begin that sends to those of ``readers`` who are in one of ``states``, or unknown.

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
        others = [one.campaign for one in known if _is_other(books, sending, one)]
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
def recorded(books: Books, ledger: Ledger, sending: Sending, forgotten: Iterable[Tally]) -> Iterator[None]:
    """Around a run: it is in the ledger, then in the tally, before the first message; its end is in the tally."""
    ledger.overtake(forgotten)
    ledger.begin(Tally(sending.campaign, str(sending.part), sending.issue))
    _write(books, ledger)
    try:
        yield
    except BaseException:
        with suppress(LedgerError):  # what ended the run is what is told
            _write(books, ledger)
        raise
    _write(books, ledger)


def _write(books: Books, ledger: Ledger) -> None:
    with ledger.writing():  # so that one run writes at a time
        write_tallies(books.tally, merged(read_tallies(books.tally), ledger.tallies()))


@contextmanager
def _opened(books: Books) -> Iterator[Ledger | None]:
    """The ledger, with what dead runs left settled; None where it does not exist: asking does not create it."""
    if not has_ledger(books.ledger):
        yield None
        return
    with Ledger(books.ledger) as ledger:
        ledger.examine()
        ledger.bury()
        yield ledger


# ---------------------------------------------------------------- what is forgotten


def _forgotten(known: Iterable[Tally], written: Iterable[Tally]) -> tuple[Tally, ...]:
    """What the tally knows and the ledger does not."""
    marks = {one.key: one.mark for one in known}
    return tuple(one for one in written if one.mark > marks.get(one.key, (0, 0)))


def _concerns(books: Books, sending: Sending, tally: Tally) -> bool:
    """Whether a tally is of readers who could get the issue a second time by this run."""
    ours = tally.campaign == sending.campaign or books.issue_of(tally) == sending.issue
    return ours and sending.part.overlaps(parse_shard(tally.part))


def _lost(books: Books, known: Iterable[Tally], forgotten: Iterable[Tally]) -> SendingError:
    sent = {one.key: one.sent for one in known}
    found = [_missing(one, sent.get(one.key, 0)) for one in forgotten]
    message = f"the ledger has forgotten what {books.tally.name} remembers: {'; '.join(found)}"
    hint = (
        "put the last good copy of the ledger back; --again goes on without it, and readers who have the issue "
        "may get it a second time"
    )
    return SendingError(Problem("HP637", message, Location(books.ledger), hint))


def _missing(tally: Tally, sent: int) -> str:
    name = f'"{tally.campaign}"' if tally.part == str(Shard()) else f'"{tally.campaign}" ({tally.part})'
    if tally.sent > sent:
        return f"it knows {sent:,} of the {tally.sent:,} delivered messages of {name}"
    return f"it does not know the last run of {name}"


# ---------------------------------------------------------------- who has the issue


def _check_issue(books: Books, sending: Sending, known: Iterable[Tally]) -> None:
    """Raise SendingError where a campaign is, or is named like, another issue's."""
    own = Tally(sending.campaign, "", sending.campaign if sending.campaign in books.issues else "")
    sent = {books.issue_of(one) for one in (own, *known) if one.campaign == sending.campaign}
    if others := sorted(sent - {"", sending.issue}):
        message = f'the campaign "{sending.campaign}" sends the issue {others[0]}, not {sending.issue}'
        hint = f"leave out --campaign, or give {sending.issue} a campaign of its own"
        raise SendingError(Problem("HP639", message, Location(books.ledger), hint))


def _is_other(books: Books, sending: Sending, tally: Tally) -> bool:
    """Whether a tally is that of another campaign with the same issue."""
    return tally.campaign != sending.campaign and books.issue_of(tally) == sending.issue


def _check_readers(
    ledger: Ledger,
    sending: Sending,
    others: tuple[str, ...],
    readers: Iterable[Recipient],
    states: Collection[State],
) -> None:
    """Raise SendingError where readers whom the run would send to have the issue by another campaign."""
    counts = dict.fromkeys(others, 0)
    for batch in batches(one.key for one in readers):
        waiting = ledger.waiting(sending.campaign, batch, states)
        for name, having in ledger.having(others, batch).items():
            counts[name] += len(having & waiting)
    if any(counts.values()):
        told = ", ".join(f'{count:,} by the campaign "{name}"' for name, count in counts.items() if count)
        message = f"readers of this run have {sending.issue} already, or are getting it now: {told}"
        first = max(counts, key=counts.__getitem__)
        near = closest(sending.campaign, (first,))
        hint = f"did you mean --campaign {first}?" if near else f"--campaign {first} goes on where it ended."
        hint = f"{hint} With --again the issue goes to them a second time"
        raise SendingError(Problem("HP638", message, Location(ledger.path), hint))


def _spelt(name: str) -> str:
    """A name as a row of words between spaces, without what is easily misspelt: 2025-1, 2025_01 and 2025-01 are one."""
    words = re.split(r"[\W_]+", name.casefold())
    return f" {' '.join(word.lstrip('0') or word for word in words if word)} "
