"""The characters of a text file in whatever encoding it comes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.passages import Doubt

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SAMPLE = 256 * 1024
"""Bytes that are enough to tell one encoding from another."""

_NULS = 20
"""One NUL in so many characters: a stray one is dropped later."""
LIKELY = ("cp1252", "gb18030", "big5", "utf_16_le", "utf_16_be", "cp1250", "cp1251", "mac_roman", "shift_jis", "euc_kr")
"""What office programs and old transcripts are saved in; more choices only make a guess worse."""


def decode(data: bytes, path: Path, encoding: str = "", declared: str = "") -> tuple[str, tuple[Doubt, ...]]:
    r"""The text of ``data`` without byte order mark, line ends as ``\n``, and what was guessed.

    ``encoding`` is a name that Python knows, "" to find it out; ``declared`` is what the file says of itself, and is
    believed where it fits. Raises ContentError (HP500) where no encoding fits.
    """
    if encoding:
        return _lines(_as_told(data, path, encoding)), ()
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _lines(_strictly(data[len(mark) :], path, name)), ()
    for name in (declared, "utf-8"):
        if name and (text := _fitting(data, name)) is not None:
            return _lines(text), ()
    return _guessed(data, path)


def _fitting(data: bytes, name: str) -> str | None:
    """The text in an encoding, if there is one of that name, and every byte has a meaning in it."""
    try:
        text = data.decode(name)
    except (LookupError, ValueError):  # UnicodeError is a ValueError
        return None
    return None if _is_binary(text) else text


def _is_binary(text: str) -> bool:
    """Whether so much of a text is NUL that it is another encoding, or no text."""
    return text.count("\0") * _NULS > len(text)


def _as_told(data: bytes, path: Path, encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        if not getattr(codec, "_is_text_encoding", True):
            raise LookupError(encoding)
        return codec.decode(data, "strict")[0].removeprefix("\ufeff")
    except LookupError as error:
        hint = "for example utf-8, windows-1252, gb18030, big5, utf-16"
        raise _failure(path, f'there is no encoding "{encoding}"', hint) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02X} in line {line} is not {encoding}"
        raise _failure(path, message, "leave --encoding out to have it found out", line) from error


def _strictly(data: bytes, path: Path, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        message = f"the file says that it is {name}, and breaks off or is damaged at byte {error.start}"
        raise _failure(path, message, "ask for it again, or save it as UTF-8") from error


def _guessed(data: bytes, path: Path) -> tuple[str, tuple[Doubt, ...]]:
    best = from_bytes(data[:_SAMPLE], cp_isolation=list(LIKELY), enable_fallback=False).best()
    name = best.encoding if best else "cp1252"
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        hint = "save it as UTF-8, or name its encoding: --encoding gb18030"
        raise _failure(path, "the encoding of the text cannot be found out", hint) from error
    if _is_binary(text):
        raise _failure(path, "this is not text: it holds NUL bytes", "send a .txt, .docx or .html file")
    otherwise = "if letters are wrong: --encoding NAME, or save the file as UTF-8"
    return _lines(text), (Doubt("HP501", 1, f"the file is not UTF-8, and was read as {name}", otherwise),)


def _lines(text: str) -> str:
    return _LINE_END.sub("\n", text)


def _failure(path: Path, message: str, hint: str, line: int = 0) -> ContentError:
    return ContentError([Problem("HP500", message, Location(path, line), hint)])
