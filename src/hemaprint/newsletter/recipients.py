"""Read the list of readers: who gets the issue, who does not, and why.

A list is a CSV file with a head. One column is the address; the name and every other column are what layouts can say of
a recipient (``{{ recipient.name }}``, ``{{ recipient.ward }}``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import ContentError, MalformedError, Problem
from hemaprint.newsletter.columns import Columns, find_columns, joined, rank
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.roster import AND, Entry, Rejected, Roster, Selected
from hemaprint.newsletter.suppression import Suppression, folders_of, read_suppressed, suppression_files
from hemaprint.newsletter.table import BREAK, Faults, Row, head_of, open_lines, rows_of, sample_of
from hemaprint.project.mail import check_name, normal_address, plain_line

_MACHINES = (
    "abuse bounce bounces do-not-reply donotreply hostmaster mailer-daemon no-reply nobody noc noreply postmaster root "
    "security webmaster"
)
MACHINES = frozenset(_MACHINES.split())
"""Local parts of machines and roles (RFC 2142 and common use): mail to them ends in complaints."""
_SHARED = (
    "admin contact editor editorial hello help info library mail marketing news newsletter office press sales service "
    "support team"
)
SHARED = frozenset(_SHARED.split())
"""Local parts that several people read: one of them may not have asked for the issue. They are sent to, and listed."""


@dataclass(frozen=True, slots=True)
class RecipientList:
    """What a list says. ``shared`` are those of ``recipients`` whose address several people read.

    ``rejected`` has the malformed, the doubled, the suppressed and the machines, in the order of their rows;
    ``suppressions`` the files that were honoured, ``problems`` warnings. All that is long is on the disk.
    """

    path: Path
    recipients: Selected[Recipient]
    rejected: Selected[Rejected]
    shared: Selected[Recipient]
    suppressions: tuple[Suppression, ...]
    problems: tuple[Problem, ...]


def read_recipients(path: Path, suppressed: Path | None = None, root: Path | None = None) -> RecipientList:
    """The list at ``path``, without those whom a suppression file names.

    These are ``suppressed``, and ``suppressed.csv`` (or .txt) in the project's folder ``root``, beside the list, and
    beside what the list is a link to.
    Raises ContentError with the errors of all files where one cannot be read, is not well-formed (HP603), or has a
    suppressed row that is not understood (HP646); MissingEnvironmentError where the temporary folder is full.
    """
    files = suppression_files(suppressed, *((root,) if root is not None else ()), *folders_of(path))
    roster = Roster()
    warnings: list[Problem] = []
    errors: list[ContentError] = []
    counts: list[int] = []
    try:
        roster.enter(_entries(path, roster, warnings))
    except ContentError as error:
        errors.append(error)
    for number, file in enumerate(files):
        try:
            counts.append(roster.suppress(number, read_suppressed(file, warnings)))
        except ContentError as error:
            errors.append(error)
    if errors:
        raise ContentError([one for error in errors for one in error.problems], errors[0].hint)
    roster.strike()
    honoured = (Suppression(file, counts[number], roster.struck_by(number)) for number, file in enumerate(files))
    return RecipientList(path, roster.readers, roster.rejected, roster.shared, tuple(honoured), tuple(warnings))


def _entries(path: Path, roster: Roster, warnings: list[Problem]) -> Iterator[Entry]:
    """The rows of a list. Raises ContentError, when all have been read, where the list is not well-formed."""
    faults = Faults(path)
    with open_lines(path) as lines:
        warnings += lines.problems
        head = head_of(lines, rank)
        columns = find_columns(head.names, sample_of(lines, head)[1:], head.skipped + 1, faults)
        if columns is not None:
            roster.attributes = tuple(columns.others.values())
            for row in rows_of(lines, head, faults):
                yield _entry(row, columns, faults)
        faults.settle()


def _entry(row: Row, columns: Columns, faults: Faults) -> Entry:
    """A row as a reader, or why it gets nothing; a row that may be several in one is a fault of the whole list."""
    cells, count = row.cells, len(row.cells)
    written = cells[columns.email].strip() if columns.email < count else ""
    name = joined([cells[at].strip(" ") for at in columns.name if at < count])
    if BREAK.search(written) or BREAK.search(name):
        faults.add(row.line, "a line ends within the name or the address", "close the quote, or write it on one line")
    elif "@" in name:
        faults.add(row.line, "a name holds an @: it is an address, or several rows in one", "write or delete the name")
    if written.startswith("#"):
        return Entry(
            row.line, None, plain_line(written), code="HP600", why="the row begins with #: delete the # or the row"
        )
    try:
        address = normal_address(written)
        name = check_name(name)
    except MalformedError as error:
        why = f"{error.message}: {error.hint}" if error.hint else error.message
        return Entry(row.line, None, plain_line(written), code=error.code, why=why)
    role = address.partition("@")[0].casefold()
    others = AND.join([plain_line(cells[at]) if at < count else "" for at in columns.others])
    machine = ("HP605", "this address belongs to a machine, not to a reader") if role in MACHINES else (None, "")
    return Entry(row.line, address, None, name, others, role in SHARED, *machine)
