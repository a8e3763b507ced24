"""Find and read the files that say who must not get anything; what is not understood there stops the sending.

A suppression file is a table with a column for the address, or plain text. Either way a cell or a line has its
addresses wherever it likes, with anything around them: ``Ana <ana@example.org> (left)``, ``mailto:ana@example.org``,
two at once. All of them are suppressed. ``@example.org`` suppresses a domain, without its subdomains.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

from hemaprint.errors import ContentError, Location, MalformedError, Problem
from hemaprint.newsletter.columns import find_columns, rank
from hemaprint.newsletter.table import Faults, Lines, head_of, open_lines, rows_of, sample_of
from hemaprint.project.mail import normal_address, plain_line

NAMES = frozenset({"suppressed.csv", "suppressed.txt"})
"""In the project's folder and beside a list, in upper or lower case: found and honoured without being named."""
_AROUND = re.compile(r"[\s,;|<>()\[\]{}\"“”„«»‹›]+")
"""What parts an address from the text around it."""
_AROUND_ALL = re.compile(r"[\s,;<>()\[\]\"“”„«»‹›]+")
"""The same without the characters that an address can have."""
_EDGES = "'‘’`.:!?*/\\-_+=~#&"
_ALONE = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]*[a-z]", re.IGNORECASE | re.ASCII)
"""Nearly every row: an address that can be taken in one way only."""
_MAILTO = re.compile(r"^(?:mailto|e-?mail|smtp):", re.IGNORECASE)
_WHOLE_DOMAIN = re.compile(r"\*?@[^@\s]+")
_LAST_LABEL = re.compile(r"[a-z]+|xn--[a-z0-9-]+")
"""Top-level domains (RFC 3696, section 2, and IDNA): what follows in ``ana@example.org-left`` is a remark."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A file that was honoured: how many addresses and domains it has, and how many of the list it leaves out."""

    path: Path
    addresses: int
    left_out: int


def folders_of(path: Path) -> tuple[Path, ...]:
    """The folder of a list, and that of the file itself where the list is a link."""
    return tuple(dict.fromkeys((path.parent, Path(os.path.realpath(path)).parent)))


def suppression_files(named: Path | None, *folders: Path) -> tuple[Path, ...]:
    """The file that was named, and those in ``folders`` that have one of the :data:`NAMES`; each once.

    What has such a name is a suppression file, be it a folder or a link that leads nowhere: reading it will say so. In
    a folder without one, so is ``suppressed`` with another suffix (.xlsx, .csv.txt, .tsv): it was meant.
    Raises ContentError (HP603) where a folder cannot be searched.
    """
    found = [named] if named is not None else []
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                alike = [one for one in entries if one.name.casefold().partition(".")[0] == "suppressed"]
                named_so = [one for one in alike if one.name.casefold() in NAMES]
                found += sorted(Path(one) for one in named_so or alike if named_so or not one.is_dir())
        except OSError as error:
            message = f"the folder cannot be searched for suppressed.csv: {error.strerror}"
            raise ContentError([Problem("HP603", message, Location(folder), "make it readable")]) from error
    return tuple({os.path.realpath(path): path for path in reversed(found)}.values())[::-1]


def suppressing(address: str, files: Iterable[Path]) -> Path | None:
    """The file that suppresses a normalised address; None where none does. Raises as :func:`read_suppressed`."""
    keys = (address.casefold(), address[address.index("@") :].casefold())
    found = [file for file in files for key in read_suppressed(file, []) if key in keys]
    return found[0] if found else None


def read_suppressed(path: Path, warnings: list[Problem]) -> Iterator[str]:
    """The keys of everybody whom a suppression file names, and its domains as ``@example.org``.

    ``warnings`` gets one where the encoding was guessed (HP645). Raises ContentError, when all has been read, with the
    rows that are not understood (HP646), or where the file is not well-formed (HP603).
    """
    with open_lines(path) as lines:
        warnings += lines.problems
        malformed, strange = Faults(path), Faults(path, "HP646")
        for line, text in _texts(lines, malformed):
            try:
                yield from keys_in(text)
            except MalformedError as error:
                strange.add(line, error.message, error.hint)
        malformed.found += strange.found
        malformed.settle()


def _texts(lines: Lines, faults: Faults) -> Iterator[tuple[int, str]]:
    """Line, and the text that has the addresses: the cell of a column, or all of the line in a file without columns."""
    head = head_of(lines, rank)
    if len(head.names) > 1 and rank(head.names) and "@" not in "".join(head.names):
        columns = find_columns(head.names, sample_of(lines, head)[1:], head.skipped + 1, faults)
        if columns is not None:
            for row in rows_of(lines, head, faults):
                yield row.line, row.cells[columns.email].strip() if columns.email < len(row.cells) else ""
        return
    may_be_head = len(head.names) == 1 and rank(head.names) > 0
    for number, line in islice(enumerate(lines, 1), head.skipped, None):
        if not line.strip(" \t\r\n,;|"):
            continue
        is_remark = line.lstrip().startswith("#") and "@" not in line
        if not (may_be_head or is_remark):
            yield number, line.strip()
        may_be_head = False


def keys_in(text: str) -> frozenset[str]:
    """The keys of all addresses in a text, or its domain; raises MalformedError where it has none or a doubtful one."""
    if _ALONE.fullmatch(text):
        return frozenset((_key(text, text),))
    plain = "".join(one for one in unicodedata.normalize("NFKC", text) if unicodedata.category(one) != "Cf").strip()
    pieces = [piece for piece in _AROUND.split(plain) if "@" in piece]
    if not pieces:
        raise _not_understood(text, "write the address, or @example.org for a whole domain, or delete the row")
    if plain.startswith("#"):
        raise _not_understood(text, "delete the # if the address is suppressed, or the row if it is not")
    bare = plain.strip("\"',;|<> ")
    if _WHOLE_DOMAIN.fullmatch(bare):
        return frozenset((_key(f"x{bare.removeprefix('*')}", text).removeprefix("x"),))
    # An address may begin with what is mostly around one, as in !ana@example.org: then both are meant.
    written = (_MAILTO.sub("", piece) for piece in (plain, *_AROUND_ALL.split(plain)))
    strange = frozenset(key for piece in written if (key := _if_address(piece)))
    try:
        return strange | frozenset(_key(_uncovered(piece), text) for piece in pieces)
    except MalformedError:
        if _if_address(plain):
            return strange
        raise


def _uncovered(piece: str) -> str:
    """A piece without the signs around it, or the address of a link (RFC 6068)."""
    bare = piece.strip(_EDGES)
    scheme = _MAILTO.match(bare)
    return unquote(bare[scheme.end() :].partition("?")[0]).strip(_EDGES) if scheme else bare


def _key(address: str, text: str) -> str:
    try:
        key = normal_address(address).casefold()
    except MalformedError as error:
        raise _not_understood(text, "write the address as lists have it, or delete the row") from error
    last = address.rpartition(".")[2]
    if "。" in address or not _LAST_LABEL.fullmatch(key.rpartition(".")[2]) or _is_mixed(last):
        raise _not_understood(text, "put a space between the address and what follows")
    return key


def _if_address(piece: str) -> str:
    """The key of a piece that is an address as it is written, else ""."""
    try:
        return _key(piece, piece)
    except MalformedError:
        return ""


def _is_mixed(label: str) -> bool:
    """Whether Latin letters and others are in one label, which no registry allows: ``org退订``."""
    latin = ["LATIN" in unicodedata.name(one, "") for one in label if one.isalpha()]
    return any(latin) and not all(latin)


def _not_understood(text: str, hint: str) -> MalformedError:
    shown = plain_line(text)
    what = f'"{shown}" is not understood' if shown else "this row has no address"
    return MalformedError("HP646", f"{what}, so nothing is sent", hint)
