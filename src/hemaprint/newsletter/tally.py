"""The tally: how far every campaign is, kept outside of the ledger's folder so that a lost ledger is noticed.

It is the file ``sent.json`` beside ``hemaprint.toml``. It has no addresses, so it can be committed: whoever clones the
project, deletes ``ledger/`` or puts an old copy of it back has a tally that knows more than the ledger. A run writes it
before its first message and after its last; each time the ledger has its own record on the disk first. So whatever
kills a run, a ledger that is whole knows at least as much as the tally.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TypeAlias

from hemaprint.errors import Location, Problem, UsageError
from hemaprint.newsletter.ledger_file import LedgerError, told
from hemaprint.newsletter.shard import parse_shard
from hemaprint.project.project import Project
from hemaprint.system.files import replace_file

VERSION = 1
"""Of the file."""
_ABOUT = "How far each campaign of the newsletter is. It shows when the ledger is lost: commit it, and never edit it."
_HINT = "put its last good copy back; where the ledger is whole, delete this file: the next run writes it anew"


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a campaign is in one part of its readers (``2/8``): runs that have begun, messages that are delivered.

    ``issue`` is "" where it is not known.
    """

    campaign: str
    part: str
    issue: str
    runs: int = 0
    sent: int = 0

    @property
    def key(self) -> Key:
        """What it is the tally of."""
        return (self.campaign, self.part)

    @property
    def mark(self) -> tuple[int, int]:
        """What only grows: a run more counts for more than any number of messages."""
        return (self.runs, self.sent)


Key: TypeAlias = tuple[str, str]


def tally_path(project: Project) -> Path:
    """Where a project's tally is."""
    return project.root / "sent.json"


def read_tallies(path: Path) -> tuple[Tally, ...]:
    """The tallies of a file, none where it does not exist; raises LedgerError (HP630, HP632, HP637)."""
    with told(path):
        try:
            text = path.read_text("utf-8")
        except FileNotFoundError:
            return ()
        except UnicodeDecodeError:
            raise _damaged(Location(path)) from None
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise _damaged(Location(path, error.lineno, error.colno)) from None
    except RecursionError:
        raise _damaged(Location(path)) from None
    match data:
        case {"version": int(version)} if version > VERSION:
            message = f"the tally has version {version}, and this hemaprint knows version {VERSION}"
            raise LedgerError(Problem("HP632", message, Location(path), "install the newest hemaprint"))
        case {"version": int(), "campaigns": list(rows)}:
            return tuple(_tally(row, path) for row in rows)
    raise _damaged(Location(path))


def write_tallies(path: Path, tallies: Iterable[Tally]) -> None:
    """Replace the file: on the disk, as a whole, when this returns. One writer at a time, by the ledger's lock."""
    rows = sorted(tallies, key=lambda one: one.key)
    lines = ",\n".join(f"  {json.dumps(asdict(one), ensure_ascii=False)}" for one in rows)
    about = json.dumps(_ABOUT)
    text = f'{{\n "about": {about},\n "version": {VERSION},\n "campaigns": [\n{lines}\n ]\n}}\n'
    with told(path):
        replace_file(path, text.encode("utf-8"))


def merged(*sources: Iterable[Tally]) -> tuple[Tally, ...]:
    """Of every campaign and part the tally that is farthest."""
    found: dict[Key, Tally] = {}
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
                return Tally(campaign, str(parse_shard(part)), issue, runs, sent)
    raise _damaged(Location(path))


def _damaged(place: Location) -> LedgerError:
    return LedgerError(Problem("HP637", "the tally of the newsletter is damaged", place, _HINT))
