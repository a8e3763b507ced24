"""The characters of a text file in whatever encoding it comes."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.files.encodings import Reading, first_difference, readings_of, utf16_of
from hemaprint.intake.passages import Doubt

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_NULS = 20
"""One NUL in so many characters: a stray one is dropped later."""
_STRAYS_AT_MOST = 20
_WORST = -0.8
"""The score below which a reading is not text."""
_JIS = re.compile(rb"\x1b\$[@B]")
"""What turns to two bytes a character in ISO-2022-JP (RFC 1468), which is otherwise ASCII."""
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
"""The bytes of one UTF-8 character read as Windows-1252."""
OTHERWISE = "if letters are wrong: --encoding NAME, or save the file as UTF-8"


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
    if _JIS.search(data) and (text := _fitting(data, "iso2022_jp_ext")) is not None:
        return _lines(text), ()
    if declared and (text := _fitting(data, declared)) is not None:
        return _lines(text), ()
    if name := utf16_of(data):
        message = f"the file has no byte order mark, and was read as {name}"
        return _lines(_strictly(data, path, name)), (_guess(message),)
    if (text := _fitting(data, "utf-8")) is not None:
        return _once(_lines(text))
    return _mixed(data) or _guessed(data, path)


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


def _guess(message: str, line: int = 1, otherwise: str = OTHERWISE) -> Doubt:
    return Doubt("HP501", line, message, otherwise)


def _once(text: str) -> tuple[str, tuple[Doubt, ...]]:
    """The text; where every character beyond ASCII was encoded twice, as it was before, with a doubt that says so."""
    beyond = sum(character > "\x7f" for character in text)
    if not beyond:
        return text, ()
    pieces, twice = [], 0
    at = 0
    for match in _TWICE.finditer(text):
        decoded = _undone(match[0])
        if decoded is not None:
            pieces += [text[at : match.start()], decoded]
            twice += len(match[0])
            at = match.end()
    if twice * 10 < beyond * 9:
        return text, ()
    before = "".join((*pieces, text[at:]))
    line, bad, good = first_difference(text, before)
    message = f'the file was made UTF-8 twice, which was undone: "{bad}" was read as "{good}"'
    return before, (Doubt("HP505", line, message, "to keep it as it is: --encoding utf-8"),)


def _undone(text: str) -> str | None:
    """The characters whose UTF-8 was read as Windows-1252, where they are such."""
    codes = bytes(_BYTE.get(character, ord(character) & 0xFF) for character in text)
    try:
        return codes.decode("utf-8")
    except UnicodeDecodeError:
        return None


_BYTE = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)}


def _mixed(data: bytes) -> tuple[str, tuple[Doubt, ...]] | None:
    """A text that is mostly UTF-8, and the stray bytes in it as Windows-1252; None for one that is not."""
    strays: list[int] = []
    pieces: list[str] = []
    at = 0
    while at < len(data) and len(strays) < _STRAYS_AT_MOST:
        try:
            pieces.append(data[at:].decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            start, end = at + error.start, at + error.end
            pieces += [data[at:start].decode("utf-8"), data[start:end].decode("cp1252", "replace")]
            strays.append(sum(len(piece) for piece in pieces[:-1]))
            at = end
    text = "".join(pieces)
    beyond = sum(character > "\x7f" for character in text)
    if len(strays) >= _STRAYS_AT_MOST or beyond - len(strays) < 2 * len(strays) or _is_binary(text):
        return None
    doubts = []
    for place in strays:
        line = text.count("\n", 0, place) + 1
        word = re.split(r"\s", text[:place])[-1][-20:] + re.split(r"\s", text[place:])[0][:20]
        message = f'the file is UTF-8, but for a byte that was read as windows-1252: "{word}"'
        doubts.append(_guess(message, line, "correct the word in the article, or save the file as UTF-8"))
    return _lines(text), tuple(doubts)


def _guessed(data: bytes, path: Path) -> tuple[str, tuple[Doubt, ...]]:
    readings = [one for one in readings_of(data) if not _is_binary(one.text)]
    if not readings or readings[0].score < _WORST:
        if b"\0" in data:
            raise _failure(path, "this is not text: it holds NUL bytes", "send a .txt, .docx or .html file")
        hint = "save it as UTF-8, or name its encoding: --encoding gb18030"
        raise _failure(path, "the encoding of the text cannot be found out", hint)
    best = readings[0]
    message = f"the file is not UTF-8, and was read as {best.name}"
    if best.damaged:
        message += f", in which {best.damaged} places fit no character"
    line, rival = _rival(best, readings[1:])
    return _lines(best.text), (_guess(message + rival, line),)


def _rival(best: Reading, others: list[Reading]) -> tuple[int, str]:
    """Where the next likely reading differs first, and how."""
    for other in others:
        line, here, there = first_difference(_lines(best.text), _lines(other.text))
        if here != there and there.isprintable():
            return line, f': "{here}" would be "{there}" in {other.name}'
    return 1, ""


def _lines(text: str) -> str:
    return _LINE_END.sub("\n", text)


def _failure(path: Path, message: str, hint: str, line: int = 0) -> ContentError:
    return ContentError([Problem("HP500", message, Location(path, line), hint)])
