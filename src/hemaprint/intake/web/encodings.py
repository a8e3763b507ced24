"""Turn the bytes of a page into text: what was asked for, what the bytes say, what the page says, or a guess."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.passages import Doubt

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MEANT = {"iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
         "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso-8859-9": "cp1254"}  # fmt: skip
"""What pages say -> what they mean (WHATWG Encoding Standard, section 4.2)."""

DECLARED_IN_BYTES = 4096
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)


def decode_page(data: bytes, path: Path, wanted: str, declared: str = "") -> tuple[str, tuple[Doubt, ...]]:
    """The text of a page. ``wanted`` wins; then a byte order mark, ``declared``, the page's own word, and a guess.

    Raises :class:`ContentError` when ``wanted`` is unknown or does not fit, or nothing fits.
    """
    if wanted:
        return _as_wanted(data, path, wanted), ()
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark) and (text := _try(data, encoding)) is not None:
            return text, ()
    found = _CHARSET.search(data[:DECLARED_IN_BYTES])
    said = declared or (next(filter(None, found.groups()), b"").decode("ascii", "replace") if found else "")
    for encoding in filter(None, (MEANT.get(said.lower(), said), "utf-8")):
        if (text := _try(data, encoding)) is not None:
            return text, ()
    return _guessed(data, path, said)


def _as_wanted(data: bytes, path: Path, wanted: str) -> str:
    try:
        return data.decode(wanted).removeprefix("\ufeff")
    except LookupError:
        problem = Problem(
            "HP518", f'no encoding is named "{wanted}"', Location(path), "for example utf-8 or windows-1252"
        )
    except (UnicodeError, ValueError) as error:
        problem = Problem("HP518", f"{path.name} is not {wanted}: {error}", Location(path), "leave --encoding away")
    raise ContentError([problem])


def _guessed(data: bytes, path: Path, said: str) -> tuple[str, tuple[Doubt, ...]]:
    best = from_bytes(data).best()
    text = _try(data, best.encoding) if best is not None else None
    if best is None or text is None:
        hint = "name it: --encoding windows-1252, for example"
        raise ContentError([Problem("HP518", f"the encoding of {path.name} cannot be told", Location(path), hint)])
    claim = f", though the page says {said}" if said else ""
    return text, (Doubt("HP518", 1, f"the encoding was guessed: {best.encoding}{claim}", "--encoding NAME"),)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (LookupError, ValueError):  # UnicodeError is a ValueError
        return None
