# SPDX-License-Identifier: MIT
"""Check mail addresses and the names beside them, and write them as the wire takes them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from hemaprint.errors import MalformedError

LONGEST_LOCAL, LONGEST = 64, 254
"""Characters of a local part (RFC 5321, 4.5.3.1.1) and of an address (4.5.3.1.3 without the angle brackets)."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}", re.ASCII)
_MAILBOX = re.compile(r'(?:"(?P<quoted>[^"<>]*)"\s*|(?P<plain>[^"<>]*))<(?P<address>[^<>]*)>')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_TURNING = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Characters that turn the direction of writing: a name can fake another with them (UAX 9, 2; UTR 36, 2.5)."""
_ENCODED_WORD = re.compile(r"=\?")
_HIDDEN = re.compile(f"{_UNPRINTABLE.pattern}|{_TURNING.pattern}")
_LIST_ID = re.compile(rf"(?:(?P<name>[^<>]*)<)?(?P<id>(?:{_LABEL}\.)+{_LABEL})>?", re.ASCII)


class Mailbox(NamedTuple):
    """A name, which may be empty, and an address."""

    name: str
    address: str


def normal_address(text: str) -> str:
    """An address as a server takes it: the local part as given, the domain in lower-case ASCII (IDNA 2008).

    Raises MalformedError: HP600 for what is not an address, HP601 for a local part that only SMTPUTF8 (RFC 6531) can
    carry. Quoted local parts, addresses without a domain name and local parts that some programs would decode as an
    encoded word are refused: no reader's mailbox has them.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain:
        raise MalformedError("HP600", f'"{text}" is not a mail address', "for example ana.reyes@example.org")
    if not local.isascii() and _LOCAL.fullmatch(re.sub(r"[^\x00-\xa0]", "x", local)):
        hint = "few servers accept it: ask for another address"
        raise MalformedError("HP601", f'"{text}" has letters beyond ASCII before the @', hint)
    name = _domain(domain, text)
    fault = _fault(local)
    if fault or len(local) + 1 + len(name) > LONGEST:
        raise MalformedError("HP600", f'"{text}" is not a mail address', fault or "it is too long")
    return f"{local}@{name}"


def _domain(domain: str, text: str) -> str:
    import idna  # noqa: PLC0415 - headers are written and checked where it is not installed

    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    if not _DOMAIN.fullmatch(name) or len(name) > LONGEST:
        hint = f'"{domain}" is not a domain name' if domain.strip() else "the domain is missing"
        raise MalformedError("HP600", f'"{text}" is not a mail address', hint)
    return name


def _fault(local: str) -> str:
    """What is wrong with a local part, "" for nothing."""
    if len(local) > LONGEST_LOCAL:
        return f"it has more than {LONGEST_LOCAL} characters before the @"
    if " " in local:
        return "it contains a space"
    if "=?" in local:
        return "some mail programs would decode =? before the @"
    allowed = "letters, digits and .!#$%&'*+/=?^_`{|}~- are allowed before the @, without two dots together"
    return "" if _LOCAL.fullmatch(local) else allowed


def parse_mailbox(text: str) -> Mailbox:
    """``Ana Reyes <ana@example.org>``, or an address alone.

    Raises MalformedError as :func:`check_name` and :func:`normal_address` do.
    """
    match = _MAILBOX.fullmatch(text.strip())
    if match is None and re.search(r"[<>,;]", text):
        raise MalformedError("HP600", f'"{text}" is not one mail address', "for example Ana Reyes <ana@example.org>")
    if match is None:
        return Mailbox("", normal_address(text))
    return Mailbox(check_name(match["quoted"] or (match["plain"] or "").rstrip()), normal_address(match["address"]))


def check_mailbox(text: str) -> str:
    """A mailbox in its normal form; raises MalformedError."""
    name, address = parse_mailbox(text)
    return f"{name} <{address}>" if name else address


def check_list_id(text: str) -> str:
    """A list identifier (RFC 2919): ``Name <news.example.org>``; raises MalformedError (HP602, HP640)."""
    match = _LIST_ID.fullmatch(text)
    if match is None or ("<" in text) != (">" in text):
        hint = "for example Field Notes <news.example.org>"
        raise MalformedError("HP602", f'"{text}" is not a list identifier', hint)
    name = check_name(match["name"] or "")
    return f"{name} <{match['id']}>" if name else match["id"]


def check_name(text: str) -> str:
    """The name of a mailbox, with single spaces; raises MalformedError (HP640) for a name that is not only text.

    ``=?`` begins an encoded word (RFC 2047), which mail programs decode wherever it comes from; nobody types control
    characters, line ends or characters that turn the direction of writing.
    """
    return _plain(text, "the name", _HIDDEN.search(text.replace("\t", " ")) or _ENCODED_WORD.search(text))


def check_file_name(text: str) -> str:
    """The name of an attached file; raises MalformedError (HP640) as :func:`check_name`, but ``=?`` is allowed."""
    return _plain(text, "the file name", _HIDDEN.search(text.replace("\t", " ")))


def _plain(text: str, what: str, unwanted: re.Match[str] | None) -> str:
    text = text.replace("\t", " ")  # a name from a table
    if unwanted:
        shown = _HIDDEN.sub(lambda match: f"[{_code_point(match[0])}]", text.strip(" "))
        hint = "type it again as plain text"
        raise MalformedError("HP640", f'{what} "{shown}" contains {_described(unwanted[0])}', hint)
    return " ".join(text.split())


def _described(found: str) -> str:
    if len(found) > 1:
        return f"{found}, which begins an encoded word"
    return f"{_code_point(found)} ({unicodedata.name(found, 'a control character').lower()})"


def _code_point(letter: str) -> str:
    return f"U+{ord(letter):04X}"


def unprintable(text: str) -> str:
    """The first control character, line end or lone surrogate of a text, for a message; "" for none."""
    match = _UNPRINTABLE.search(text)
    return _described(match[0]) if match else ""


def plain_line(text: str) -> str:
    """Text on one line: line ends and control characters become spaces, so that nobody can smuggle a header in."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
