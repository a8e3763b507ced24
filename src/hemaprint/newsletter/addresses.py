# SPDX-License-Identifier: MIT
"""Find the addresses and names of a list: the columns that have them, and the addresses that a text contains.

Headings are compared without case, accents, punctuation and spaces, with those of ``lists.toml``. The cells decide what
a heading leaves open: ``Address`` may be postal, and ``Name`` beside ``Vorname`` is the family name.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import unquote

from hemaprint.errors import MalformedError
from hemaprint.newsletter.table import Faults, Head, Lines, sample_of
from hemaprint.project.mail import normal_address, plain_line

_REMARK = re.compile(r"[(\[（][^(\[（)\]）]*[)\]）]")
_EAST = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff・々 ]+")
"""Names in Chinese characters, kana or hangul: the family name comes first."""
_AROUND = re.compile(r"[\s,;|<>()\[\]{}\"“”„«»‹›]+")
"""What separates an address from the text around it."""
_AROUND_ALL = re.compile(r"[\s,;<>()\[\]\"“”„«»‹›]+")
"""The same without the characters that an address can contain."""
_EDGES = "'‘’`.:!?*/\\-_+=~#&"
_ALONE = re.compile(r"[a-z0-9][a-z0-9._+-]*@[a-z0-9.-]*[a-z]", re.IGNORECASE | re.ASCII)
"""Nearly every row: an address that can be read in one way only."""
_MAILTO = re.compile(r"^(?:mailto|e-?mail|smtp):", re.IGNORECASE)
_WHOLE_DOMAIN = re.compile(r"\*?@[^@\s]+")
_LAST_LABEL = re.compile(r"[a-z]+|xn--[a-z0-9-]+")
"""Top-level domains (RFC 3696, section 2, and IDNA): what follows in ``ana@example.org-left`` is a remark."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the address is in a row, and the name: whole, or as a given and a family name.

    ``others`` has what layouts call each further column, including the parts of a name.
    """

    email: int
    name: tuple[int, ...]
    others: Mapping[int, str]


@cache
def list_words() -> Mapping[str, Sequence[str]]:
    """The word lists of ``lists.toml``."""
    return tomllib.loads((files("hemaprint.newsletter") / "lists.toml").read_text("utf-8"))


@cache
def _headings(kind: str) -> frozenset[str]:
    """Headings of a kind, folded."""
    return frozenset(map(_fold, list_words()[kind]))


def _fold(heading: str) -> str:
    """The letters and digits of a heading, without a remark in brackets: ``E-Mail-Adresse`` is ``emailadresse``."""
    apart = unicodedata.normalize("NFKD", _REMARK.sub("", heading).casefold())
    return "".join(one for one in apart if unicodedata.category(one)[0] in "LN")


def rank(names: Sequence[str]) -> int:
    """How surely these are the names of a list's columns: 2, 1, or 0 where none can be an address."""
    folded = {_fold(name) for name in names}
    if folded & _headings("email"):
        return 2
    return int(bool(folded & _headings("address")) or any("mail" in name for name in folded))


def joined(parts: Sequence[str]) -> str:
    """A name from its given and its family name, or from one of them."""
    if len(parts) == 2 and all(map(_EAST.fullmatch, parts)):
        return f"{parts[1]}{parts[0]}"
    return " ".join(filter(None, parts))


def find_columns(lines: Lines, head: Head, faults: Faults) -> Columns | None:
    """The columns of a table; None, and a fault, where they are ambiguous."""
    headings = _Headings(head.names, sample_of(lines, head)[1:], head.skipped + 1, faults)
    email = headings.email()
    return None if email is None else Columns(email, headings.name(), headings.others(email))


@dataclass(frozen=True, slots=True)
class _Headings:
    names: Sequence[str]
    sample: Sequence[Sequence[str]]
    line: int
    faults: Faults

    def email(self) -> int | None:
        called = self._called("email")
        if len(called) > 1:  # "Mail: yes" beside "E-mail: ana@example.org"
            called = [at for at in called if self._share_of_addresses(at)] or called
        mostly = [at for at in range(len(self.names)) if self._share_of_addresses(at) > 0.5]
        found = called or [at for at in self._called("address") if at in mostly]
        found = found or [at for at in mostly if "mail" in _fold(self.names[at])]
        if len(found) == 1:
            return found[0]
        if found:
            self.faults.add(
                self.line, f"several columns can be the address: {self._listed(found)}", "rename all but one"
            )
        else:
            message = f"no column is the mail address; the columns are: {self._listed(range(len(self.names)))}"
            self.faults.add(self.line, message, "write the names of the columns into the first row: email,name")
        return None

    def name(self) -> tuple[int, ...]:
        """The column of the whole name, or those of the given and the family name; empty in a list without names."""
        kinds = [self._called(kind) for kind in ("full", "name", "first", "last")]
        for found in kinds:
            if len(found) > 1:
                message = f"several columns can be the name: {self._listed(found)}"
                self.faults.add(self.line, message, "rename all but one")
                return ()
        full, name, first, last = kinds
        if full:
            return tuple(full)
        part = first or last
        if name and (not part or (first and last) or self._contains(name[0], part[0])):
            return tuple(name)
        return (*(first or name), *(last or name)) if name else (*first, *last)

    def others(self, email: int) -> Mapping[int, str]:
        keys = {at: _attribute(name) for at, name in enumerate(self.names) if at != email}
        keys = {at: key for at, key in keys.items() if key and key not in ("email", "name")}
        seen: dict[str, int] = {}
        for at, key in keys.items():
            if key in seen:
                message = f"two columns are called {key}: {self._listed((seen[key], at))}"
                self.faults.add(self.line, message, "rename or delete one: a layout could not distinguish them")
            seen.setdefault(key, at)
        return keys

    def _called(self, kind: str) -> list[int]:
        return [at for at, name in enumerate(self.names) if _fold(name) in _headings(kind)]

    def _share_of_addresses(self, at: int) -> float:
        cells = [cells[at] for cells in self.sample if at < len(cells) and cells[at].strip()]
        return sum("@" in cell for cell in cells) / len(cells) if cells else 0.0

    def _contains(self, whole: int, part: int) -> bool:
        """Whether the cells of one column mostly contain those of another: ``Ana Reyes`` and ``Ana``."""
        pairs = [(cells[whole], cells[part].strip()) for cells in self.sample if max(whole, part) < len(cells)]
        pairs = [pair for pair in pairs if pair[0].strip() and pair[1]]
        return 2 * sum(one in all_ for all_, one in pairs) > len(pairs)

    def _listed(self, which: Sequence[int]) -> str:
        return ", ".join(plain_line(self.names[at]) or "(no name)" for at in which) or "none"


@cache
def _attribute(heading: str) -> str:
    """What layouts call a column: ``Ward no.`` is ``ward_no``."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "_".join("".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in text).split())


# ---------------------------------------------------------------- addresses in a text


def keys_in(text: str) -> frozenset[str]:
    """The keys of all addresses in a text, or its domain; raises MalformedError for no address, or a doubtful one.

    ``Ana <ana@example.org> (left)`` has one, so has ``mailto:ana@example.org``.
    """
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
    # An address may begin with what usually surrounds one, as in !ana@example.org: then both are suppressed.
    written = (_MAILTO.sub("", piece) for piece in (plain, *_AROUND_ALL.split(plain)))
    strange = frozenset(key for piece in written if (key := _if_address(piece)))
    try:
        return strange | frozenset(_key(_uncovered(piece), text) for piece in pieces)
    except MalformedError:
        if _if_address(plain):
            return strange
        raise


def _uncovered(piece: str) -> str:
    """A piece without the signs around it, or the address in a link (RFC 6068)."""
    bare = piece.strip(_EDGES)
    scheme = _MAILTO.match(bare)
    return unquote(bare[scheme.end() :].partition("?")[0]).strip(_EDGES) if scheme else bare


def _key(address: str, text: str) -> str:
    try:
        key = normal_address(address).casefold()
    except MalformedError as error:
        raise _not_understood(text, "write the address as in a list, or delete the row") from error
    last = address.rpartition(".")[2]
    if "。" in address or not _LAST_LABEL.fullmatch(key.rpartition(".")[2]) or _is_mixed(last):
        raise _not_understood(text, "put a space between the address and what follows")
    return key


def _if_address(piece: str) -> str:
    """The key of a piece that is an address as written, else ""."""
    try:
        return _key(piece, piece)
    except MalformedError:
        return ""


def _is_mixed(label: str) -> bool:
    """Whether a label mixes Latin letters with others, which no registry allows: ``org退订``."""
    latin = ["LATIN" in unicodedata.name(one, "") for one in label if one.isalpha()]
    return any(latin) and not all(latin)


def _not_understood(text: str, hint: str) -> MalformedError:
    shown = plain_line(text)
    what = f'"{shown}" is not understood' if shown else "this row has no address"
    return MalformedError("HP646", f"{what}, so nothing is sent", hint)
