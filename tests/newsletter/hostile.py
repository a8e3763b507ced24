"""Texts that somebody might write into a list, a title or a file name to make a message say something else."""

from __future__ import annotations

from base64 import b64encode

PHISHING = b64encode(b"Bob\r\nSubject: Locked\r\nContent-Type: text/html\r\n\r\n<h1>Pay here</h1>").decode("ascii")
REFUSED = (
    f"=?utf-8?b?{PHISHING}?=",
    "=?utf-8?q?Ana=0D=0ABcc:_x@evil.example?=",
    "Ana =?us-ascii?Q?x?=",
    "Ana\r\nBcc: x@evil.example",
    "Ana\nReyes",
    "Ana\tReyes",
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
