"""Mail addresses as the wire takes them, or what is wrong with them."""

from __future__ import annotations

import re
from typing import NamedTuple

import idna

from hemaprint.source.malformed import MalformedError

LONGEST_LOCAL, LONGEST = 64, 254
"""Characters of a local part (RFC 5321, 4.5.3.1.1) and of an address (4.5.3.1.3 without the angle brackets)."""

SUBJECT_NAMES = frozenset(("magazine", "number", "date", "headline", "title"))
"""What a subject can name of an issue."""

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!\d+$){_LABEL}", re.ASCII)
_MAILBOX = re.compile(r'(?:"(?P<quoted>[^"<>]*)"|(?P<plain>[^"<>]*))\s*<(?P<address>[^<>]*)>')
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LIST_ID = re.compile(rf"(?:[^<>\r\n]*<)?(?P<id>(?:{_LABEL}\.)+{_LABEL})>?", re.ASCII)


class Mailbox(NamedTuple):
    """A name, which may be empty, and an address."""

    name: str
    address: str


def normal_address(text: str) -> str:
    """An address as a server takes it: the local part as given, the domain in lower-case ASCII (IDNA 2008).

    Raises MalformedError: HP600 for what is no address, HP601 for a local part that only SMTPUTF8 (RFC 6531) can
    carry. Quoted local parts and addresses without a domain name are refused: no mailbox of a reader has them.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain:
        raise MalformedError("HP600", f'"{text}" is not a mail address', "for example ana.reyes@example.org")
    if not local.isascii() and _LOCAL.fullmatch(re.sub(r"[^\x00-\xa0]", "x", local)):
        raise MalformedError(
            "HP601", f'"{text}" has letters beyond ASCII before the @', "few servers take it: ask for another address"
        )
    name = _domain(domain, text)
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL or len(local) + 1 + len(name) > LONGEST:
        raise MalformedError("HP600", f'"{text}" is not a mail address', _fault(local))
    return f"{local}@{name}"


def _domain(domain: str, text: str) -> str:
    try:
        name = domain.lower() if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    if not _DOMAIN.fullmatch(name) or len(name) > LONGEST:
        hint = f'"{domain}" is no domain name' if domain.strip() else "the domain is missing"
        raise MalformedError("HP600", f'"{text}" is not a mail address', hint)
    return name


def _fault(local: str) -> str:
    if len(local) > LONGEST_LOCAL:
        return f"it has more than {LONGEST_LOCAL} characters before the @"
    if " " in local:
        return "it holds a space"
    return "letters, digits and .!#$%&'*+/=?^_`{|}~- may stand before the @, no two dots together"


def parse_mailbox(text: str) -> Mailbox:
    """``Ana Reyes <ana@example.org>``, or an address alone; raises MalformedError as :func:`normal_address` does."""
    match = _MAILBOX.fullmatch(text.strip())
    if match is None:
        return Mailbox("", normal_address(text))
    return Mailbox(plain_line(match["quoted"] or match["plain"] or ""), normal_address(match["address"]))


def check_mailbox(text: str) -> str:
    """A mailbox written in one way, or nothing; raises MalformedError."""
    if not text:
        return text
    name, address = parse_mailbox(text)
    return f"{name} <{address}>" if name else address


def check_list_id(text: str) -> str:
    """A list identifier (RFC 2919): ``Name <news.example.org>``, or nothing; raises MalformedError (HP602)."""
    match = _LIST_ID.fullmatch(text)
    if text and (match is None or ("<" in text) != (">" in text)):
        raise MalformedError(
            "HP602", f'"{text}" is not a list identifier', "for example Field Notes <news.example.org>"
        )
    return text


def plain_line(text: str) -> str:
    """Text on one line: line ends and control characters become spaces, so that nobody can smuggle a header in."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
