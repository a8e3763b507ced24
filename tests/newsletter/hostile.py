"""Texts that somebody might write into a list, a title or a file name to make a message say something else."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Iterator

PHISHING = b64encode(b"Bob\r\nSubject: Locked\r\nContent-Type: text/html\r\n\r\n<h1>Pay here</h1>").decode("ascii")
REFUSED = (
    f"=?utf-8?b?{PHISHING}?=",
    "=?utf-8?q?Ana=0D=0ABcc:_x@evil.example?=",
    "Ana =?us-ascii?Q?x?=",
    "Ana\r\nBcc: x@evil.example",
    "Ana\nReyes",
    "Ana\x07Reyes",
    "Ana\vReyes",
    "Ana\fReyes",
    "Ana\x00",
    "Ana\x1b[2J",
    "Ana\x7f",
    "Ana\x85Reyes",
    "Ana\u2028Reyes",
    "Ana\u2029Reyes",
    "Ana\u202eseyeR",
    "\u2066Ana\u2069",
    "\u200fAna",
    "\u061cAna",
)
"""No name of a person."""
ALLOWED = (
    "Ana Reyes",
    "Reyes, Ana",
    "J. Smith, M.D.",
    'Ana "the Pen" Reyes',
    "Ana \\",
    "\\",
    "\\" * 500,
    '"',
    '"Ana" <Reyes>',
    "Ana (Reyes",
    "Reyes; Ana",
    ":;<>,()[]",
    "D'Arcy O'Brien",
    "a?=b",
    "=",
    "Jürgen Müller",
    "李文",
    "مريم",
    "Ana 🌸 👩‍⚕️",
    "e\u0301" * 40,
    "Acosta, Berg, Chen, Diaz, Eriksen, Fall, Gupta, Haddad and the others, of the second ward, by the river",
    "x" * 500,
    "ä, " * 160 + "ä",
    ", ".join("Very Long Name" for _ in range(33)),
)
"""Names that are text, however they look."""
FILE_NAMES = (
    "field-notes.pdf",
    "Field Notes 2025.pdf",
    'a "quoted" name.pdf',
    "semi;colon, comma.pdf",
    "back\\slash.pdf",
    "Hämatologie.pdf",
    "血液学.pdf",
    f"=?utf-8?b?{PHISHING}?=.pdf",
    "no-suffix",
    "%41%42.pdf",
    "x" * 200 + ".pdf",
    "血" * 80 + ".pdf",
    "🌸.pdf",
)


def scrambled(count: int) -> Iterator[str]:
    """So many texts of one line, of pieces that have a meaning in a header and of letters of many scripts."""
    chance = random.Random(2047)
    pieces = [
        "=?utf-8?q?",
        "=?utf-8?b?",
        "?=",
        "=?",
        "=0D=0A",
        '"',
        "\\",
        ", ",
        "; ",
        "<",
        ">",
        "(",
        ")",
        "@",
        ":",
        "%",
        "'",
    ]
    ranges = [
        (0x21, 0x7E),
        (0xA1, 0x17F),
        (0x300, 0x36F),
        (0x410, 0x44F),
        (0x621, 0x64A),
        (0x4E00, 0x4FFF),
        (0x1F300, 0x1F5FF),
    ]
    for _ in range(count):
        first, last = chance.choice(ranges)
        letters = [chr(chance.randint(first, last)) for _ in range(chance.randint(1, 80))]
        mixed = chance.choices([*letters, *pieces, " "], k=chance.choice((3, 12, 60, 300)))
        yield " ".join("".join(mixed).split()) or "x"
