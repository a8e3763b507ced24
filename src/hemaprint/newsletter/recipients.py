"""Read the list of recipients: who gets the issue, who does not, and why.

A list is a CSV file with a head. ``email`` is required; ``name`` and every other column are what layouts can say of a
recipient (``{{ recipient.name }}``, ``{{ recipient.ward }}``).
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.newsletter.mail import Recipient
from hemaprint.source.mail import check_name, normal_address, plain_line
from hemaprint.source.malformed import MalformedError

SUPPRESSED = "suppressed.csv"
"""Beside a list: the addresses that get nothing, whatever the list says."""

_MACHINES = (
    "abuse bounce bounces do-not-reply donotreply hostmaster mailer-daemon no-reply nobody noc noreply postmaster root "
    "security webmaster"
)
MACHINES = frozenset(_MACHINES.split())
"""Local parts behind which no reader sits (RFC 2142 and common use): mail to them ends in complaints."""
_SHARED = (
    "admin contact editor editorial hello help info library mail marketing news newsletter office press sales service "
    "support team"
)
SHARED = frozenset(_SHARED.split())
"""Local parts that several people read: one of them may not have asked for the issue. They are sent to, and listed."""

_EMAIL = ("email", "e-mail", "mail", "email address", "e-mail address", "address")
_NAME = ("name", "full name")
_NO_KEY = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that gets nothing: as it was written, why, and the problem code."""

    row: int
    address: str
    why: str
    code: str


@dataclass(frozen=True, slots=True)
class RecipientList:
    """What a list says. ``shared`` are those of ``recipients`` whose address several people read.

    ``rejected`` has the malformed, the doubled, the suppressed and the machines, in the order of their rows.
    """

    path: Path
    recipients: tuple[Recipient, ...]
    rejected: tuple[Rejected, ...]
    shared: tuple[Recipient, ...]


def read_recipients(path: Path, suppressed: Path | None = None) -> RecipientList:
    """The list at ``path``, without those of ``suppressed`` and of ``suppressed.csv`` beside it.

    Raises ContentError where a file cannot be read as a list (HP603). 100,000 rows take a second and 100 MB.
    """
    beside = path.parent / SUPPRESSED
    files = [one for one in (suppressed, beside if beside.is_file() and beside != path else None) if one]
    refused = {key for one in files for key in _suppressed_keys(one)}
    recipients: dict[str, Recipient] = {}
    rejected: list[Rejected] = []
    for row, written, cells in _rows(path):
        try:
            recipient = _recipient(row, written, cells, recipients, refused)
        except MalformedError as error:
            why = f"{error.message}: {error.hint}" if error.hint else error.message
            rejected.append(Rejected(row, written, why, error.code))
        else:
            recipients[recipient.key] = recipient
    shared = tuple(one for one in recipients.values() if _role(one.address) in SHARED)
    return RecipientList(path, tuple(recipients.values()), tuple(rejected), shared)


def _recipient(
    row: int, written: str, cells: Mapping[str, str], known: Mapping[str, Recipient], refused: set[str]
) -> Recipient:
    """The recipient of a row; raises MalformedError where it gets nothing."""
    address = normal_address(written)
    key = address.casefold()
    if key in refused:
        raise MalformedError("HP606", "the address is suppressed")
    if key in known:
        raise MalformedError("HP604", f"the address stands in row {known[key].row} already")
    if _role(address) in MACHINES:
        raise MalformedError("HP605", "no reader sits behind this address")
    attributes = {sys.intern(name): value for name, value in cells.items() if name != "name" and value}
    return Recipient(address, check_name(cells.get("name", "")), attributes, row)


def _role(address: str) -> str:
    return address.partition("@")[0].casefold()


def _suppressed_keys(path: Path) -> Iterator[str]:
    """The keys of a suppression list. What is no address there is compared as it is written."""
    for _, written, _ in _rows(path):
        try:
            yield normal_address(written).casefold()
        except MalformedError:
            yield written.strip().casefold()


def _rows(path: Path) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Row number, address as written, and the other cells by their column; empty rows are passed over."""
    text = _text(path)
    head, *rows = _cells(text, path) or [[]]
    names = [_column(cell) for cell in head]
    if "email" not in names:
        message = f"{path.name} has no column email; its first row has {', '.join(head) or 'nothing'}"
        raise _unreadable(path, 1, message, "write the names of the columns into the first row: email,name")
    at = names.index("email")
    for row, cells in enumerate(rows, 2):
        if any(cell.strip() for cell in cells):
            written = cells[at] if at < len(cells) else ""
            named = [pair for pair in zip(names, cells, strict=False) if pair[0] not in ("", "email")]
            yield row, plain_line(written), {name: cell if name == "name" else plain_line(cell) for name, cell in named}


def _cells(text: str, path: Path) -> Sequence[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True))
    except csv.Error as error:
        raise _unreadable(path, 0, f"{path.name} is not CSV: {error}", "save it anew as CSV, UTF-8") from error


def _column(cell: str) -> str:
    """What layouts call a column: ``Ward no.`` is ``ward_no``."""
    name = plain_line(cell).casefold()
    if name in _EMAIL:
        return "email"
    return "name" if name in _NAME else _NO_KEY.sub("_", name).strip("_")


def _text(path: Path) -> str:
    """The text of a file in UTF-8, UTF-16 or, as spreadsheets of old wrote it, in an encoding of one byte."""
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}"
        raise _unreadable(path, 0, message, "name the list with --list") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(data[:1_000_000], cp_isolation=["cp1252", "cp1250", "cp1251", "gb18030", "shift_jis"]).best()
        return data.decode(best.encoding if best else "cp1252", "replace")


def _unreadable(path: Path, line: int, message: str, hint: str) -> ContentError:
    return ContentError([Problem("HP603", message, Location(path, line, 1 if line else 0), hint)])
