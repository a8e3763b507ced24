# SPDX-License-Identifier: MIT
"""Decode the text of an author's file in whatever encoding it comes, and report what was guessed."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice, zip_longest
from pathlib import Path

from hemaprint.intake.files import fault, tables
from hemaprint.intake.language import SMALL_WORDS, is_word
from hemaprint.intake.passages import Doubt

Decoded = tuple[str, tuple[Doubt, ...]]
"""A text with ``\\n`` as its line ends, and what was guessed."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip
"""Byte order marks; that of UTF-16 also begins that of UTF-32, which comes first."""
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_JIS = re.compile(rb"\x1b\$[@B]")
"""The switch to two bytes a character in ISO-2022-JP (RFC 1468), which is otherwise ASCII."""
_NULS = 20
"""One NUL in so many characters makes a text another encoding, or binary; a stray one is dropped later."""
_STRAYS_AT_MOST = 20
_WORST = -0.8
"""The score below which a reading is not text."""
_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+")
"""The bytes of one UTF-8 character read as Windows-1252."""
_BYTE = {bytes([code]).decode("cp1252", "replace"): code for code in range(0x80, 0xA0)}


def decode(data: bytes, path: Path, encoding: str = "", declared: str = "") -> Decoded:
    """The text of ``data`` without a byte order mark.

    ``encoding`` is a name that Python knows, "" to find it out; ``declared`` is what the file says of itself, and is
    believed where it fits. Raises ContentError (HP500) where no encoding fits.
    """
    if encoding:
        return _lines(_as_named(data, path, encoding)), ()
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _lines(_strictly(data[len(mark) :], path, name)), ()
    for name in ("iso2022_jp_ext" if _JIS.search(data) else "", declared):
        if name and (text := fitting(data, name)) is not None:
            return _lines(text), ()
    if name := utf16_of(data):
        message = f"the file has no byte order mark and was read as {name}"
        return _lines(_strictly(data, path, name)), (guess(message),)
    if (text := fitting(data, "utf-8")) is not None:
        return _once(_lines(text))
    return _mixed(data) or _guessed(data, path)


def is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII are valid UTF-8."""
    return not data.isascii() and fitting(data, "utf-8") is not None


def _lines(text: str) -> str:
    return _LINE_END.sub("\n", text)


def fitting(data: bytes, name: str) -> str | None:
    """The text in an encoding, if there is one of that name, and every byte has a meaning in it."""
    try:
        text = data.decode(name)
    except (LookupError, ValueError):  # UnicodeError is a ValueError
        return None
    return None if _is_binary(text) else text


def _is_binary(text: str) -> bool:
    return text.count("\0") * _NULS > len(text)


def _as_named(data: bytes, path: Path, encoding: str) -> str:
    try:
        codec = codecs.lookup(encoding)
        if not getattr(codec, "_is_text_encoding", True):
            raise LookupError(encoding)
        return codec.decode(data, "strict")[0].removeprefix("\ufeff")
    except LookupError as error:
        hint = "use for example utf-8, windows-1252, gb18030, big5 or utf-16"
        raise fault(path, "HP500", f'there is no encoding "{encoding}"', hint) from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02X} in line {line} is not {encoding}"
        raise fault(path, "HP500", message, "omit --encoding to have the encoding detected", line) from error


def _strictly(data: bytes, path: Path, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        message = f"the file claims to be {name}, but it breaks off or is damaged at byte {error.start}"
        raise fault(path, "HP500", message, "ask for it again, or save it as UTF-8") from error


def guess(message: str, line: int = 1, otherwise: str = "") -> Doubt:
    """The doubt about an encoding that was guessed."""
    return Doubt(
        "HP501", line, message, otherwise or "if letters are wrong: --encoding NAME, or save the file as UTF-8"
    )


def _once(text: str) -> Decoded:
    """The text; where every character beyond ASCII was encoded twice, undone and reported."""
    beyond = sum(character > "\x7f" for character in text)
    twice = 0

    def undone(match: re.Match[str]) -> str:
        nonlocal twice
        codes = bytes(_BYTE.get(character, ord(character) & 0xFF) for character in match[0])
        try:
            decoded = codes.decode("utf-8")
        except UnicodeDecodeError:
            return match[0]
        twice += len(match[0])
        return decoded

    before = _TWICE.sub(undone, text) if beyond else text
    if not twice or twice * 10 < beyond * 9:
        return text, ()
    line, bad, good = _first_difference(text, before)
    message = f'the file was encoded as UTF-8 twice, which was undone: "{bad}" was read as "{good}"'
    return before, (Doubt("HP505", line, message, "to keep it as it is: --encoding utf-8"),)


def broken_utf8(data: bytes) -> Iterator[tuple[str, bytes]]:
    """UTF-8 with stray bytes: each stretch of valid text, and the bytes after it that are not UTF-8."""
    at = 0
    while True:
        try:
            yield data[at:].decode("utf-8"), b""
            return
        except UnicodeDecodeError as error:
            start, end = at + error.start, at + error.end
            yield data[at:start].decode("utf-8"), data[start:end]
            at = end


def _mixed(data: bytes) -> Decoded | None:
    """A text that is mostly UTF-8, and the stray bytes in it as Windows-1252; None for any other text."""
    strays: list[int] = []
    text = ""
    for valid, stray in islice(broken_utf8(data), _STRAYS_AT_MOST):
        text += valid
        strays += [len(text)] if stray else []
        text += stray.decode("cp1252", "replace")
    beyond = sum(character > "\x7f" for character in text)
    if len(strays) >= _STRAYS_AT_MOST or beyond - len(strays) < 2 * len(strays) or _is_binary(text):
        return None
    doubts = []
    for place in strays:
        word = re.split(r"\s", text[:place])[-1][-20:] + re.split(r"\s", text[place:])[0][:20]
        message = f'the file is UTF-8 except for a byte that was read as windows-1252: "{word}"'
        hint = "correct the word in the article, or save the file as UTF-8"
        doubts.append(guess(message, text.count("\n", 0, place) + 1, hint))
    return _lines(text), tuple(doubts)


# ---------------------------------------------------------------- guessing: the words of the language decide

SAMPLE = 256 * 1024
"""Bytes that are enough to distinguish encodings."""
_WORDS_AT_MOST = 400
_LONGEST = 24
_DAMAGED_ONE_IN = 500
_UTF16_FROM = 0.3
_SURE, _FEWER = 12, 2
"""Small words that identify a language; below that, so many fewer leave another one possible."""
_WIDE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic")
_ALPHABETS = dict.fromkeys(_CYRILLIC, "cyrillic") | {"cp1253": "greek"}
_ASCII_WORD = re.compile(rb"(?<![\x80-\xff\w])[A-Za-z]+(?![\x80-\xff\w])")
_LATIN_WORD = re.compile(r"[^\W\d_]+")


@cache
def _characters(name: str) -> frozenset[str]:
    return frozenset(tables("encodings")["characters"][name])


def _guessed(data: bytes, path: Path) -> Decoded:
    readings = [one for one in _readings_of(data) if not _is_binary(one[2])]
    if not readings or readings[0][0] < _WORST:
        if b"\0" in data:
            raise fault(path, "HP500", "this is not text: it contains NUL bytes", "send a .txt, .docx or .html file")
        hint = "save it as UTF-8, or name its encoding: --encoding gb18030"
        raise fault(path, "HP500", "the encoding of the text cannot be determined", hint)
    _, name, text, damaged = readings[0]
    message = f"the file is not UTF-8 and was read as {name}"
    message += f", in which {damaged} places fit no character" if damaged else ""
    for _, other, rival, _ in readings[1:]:
        line, here, there = _first_difference(_lines(text), _lines(rival))
        if here != there and there.isprintable():
            return _lines(text), (guess(f'{message}: "{here}" would be "{there}" in {other}', line),)
    return _lines(text), (guess(message),)


def _readings_of(data: bytes) -> list[tuple[float, str, str, int]]:
    """The texts that ``data``, which is not UTF-8, can be, the likeliest first; only its beginning is examined.

    Each comes with its score (about 1 for each word that fits), its encoding, and how many characters are unreadable.
    """
    languages = _languages(data[:SAMPLE])
    found = []
    for encoding, name in tables("encodings")["names"].items():
        text = data.decode(encoding, "replace")
        damaged = text.count("\ufffd")
        if not damaged or (encoding in _WIDE and damaged * _DAMAGED_ONE_IN <= len(text) + _DAMAGED_ONE_IN):
            found.append((_score(text[:SAMPLE], encoding, languages), name, text, damaged))
    return sorted(found, key=lambda reading: -reading[0])


def utf16_of(data: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` for a text in it without a mark; "" for anything else.

    Line ends and spaces have a NUL byte in UTF-16, which no other encoding of a text has.
    """
    if len(data) % 2 or b"\0" not in data[:SAMPLE]:
        return ""
    scores = {name: _score_utf16(data[:SAMPLE], name) for name in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > _UTF16_FROM else ""


def _score_utf16(sample: bytes, name: str) -> float:
    """The share of characters that are common anywhere; 0 where more than one in twenty cannot be in a text."""
    text = sample.decode(name, "replace")
    if sum(one.isprintable() or one in "\t\r\n\f" for one in text) < 0.95 * len(text):
        return 0.0
    common = _characters("wide") | _characters("hangul")
    return sum(one < "\u0500" or one in common or "\u3041" <= one <= "\u30f6" for one in text) / len(text)


def _first_difference(one: str, other: str) -> tuple[int, str, str]:
    """The line and the two readings of the first word that differs; long ones are cut: East Asian has no spaces."""
    for number, (first, second) in enumerate(zip_longest(one.split("\n"), other.split("\n"), fillvalue=""), 1):
        if first != second:
            pairs = zip_longest(first.split(), second.split(), fillvalue="")
            here, there = next(((a, b) for a, b in pairs if a != b), ("", ""))
            at = next((at for at, (a, b) in enumerate(zip(here, there, strict=False)) if a != b), 0)
            start = max(at - _LONGEST // 2, 0) if max(len(here), len(there)) > _LONGEST else 0
            return number, here[start : start + _LONGEST], there[start : start + _LONGEST]
    return 1, "", ""


def _languages(sample: bytes) -> list[str]:
    """The languages with Latin letters whose small words are most frequent: several in a short text, or English."""
    count = Counter(match[0].decode("ascii").lower() for match in _ASCII_WORD.finditer(sample))
    small_words = SMALL_WORDS | tables("encodings")["small_words"]
    scores = {tag: sum(count[word] for word in small.split()) for tag, small in small_words.items()}
    most = max(scores.values())
    fewest = max(most - _FEWER, 1) if 0 < most < _SURE else most
    return [tag for tag in scores if scores[tag] >= fewest] if most else ["en"]


def _score(text: str, encoding: str, languages: list[str]) -> float:
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    if encoding in _WIDE:
        return 1.4 * sum(map(_score_wide, beyond)) / len(beyond)
    if encoding in _ALPHABETS:
        return _score_alphabet(beyond, _characters(_ALPHABETS[encoding])) + _cased(text)
    words = list(islice(dict.fromkeys(word for word in text.split() if not word.isascii()), _WORDS_AT_MOST))
    return max(sum(_score_word(word, language) for word in words) for language in languages) / max(len(words), 1)


def _score_wide(one: str) -> float:
    """A character of East Asian text: common ones, kana and syllables; half-width kana and rare ones count against."""
    is_kana = "\u3041" <= one <= "\u3093" or "\u30a1" <= one <= "\u30f6"
    if is_kana or one in _characters("wide") or one in _characters("hangul"):
        return 1
    if "\uff61" <= one <= "\uff9f" or "\ue000" <= one <= "\uf8ff" or one < "\u0400":
        return -1
    return 0.25 if "\u4e00" <= one <= "\u9fa5" else 0


def _score_alphabet(beyond: list[str], common: frozenset[str]) -> float:
    """Text in another alphabet: the share of its letters, capitals less than small ones."""
    signs = _characters("signs")
    good = sum(1.0 if one in common else 0.3 if one.lower() in common or one in signs else -1.0 for one in beyond)
    return good / len(beyond)


def _cased(text: str) -> float:
    """Below zero where capitals follow small letters, or Latin letters occur in words of another alphabet."""
    words = [word for word in _LATIN_WORD.findall(text) if not word.isascii()]
    wrong = sum(any(letter.isupper() for letter in word[1:]) and not word.isupper() for word in words)
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    return -float(wrong + 2 * mixed) / max(len(words), 1)


def _score_word(word: str, language: str) -> float:
    """1 for a word of the language, less the stranger its characters are; signs belong at its edges."""
    total = 0.0
    for part in _LATIN_WORD.findall(word):
        if not part.isascii():
            small = part.replace("İ", "i").lower()
            total += 1.0 if is_word(small, language) else 0.0
            total += min((_score_letter(letter, language) for letter in small if letter > "\x7f"), default=1.0)
            # a capital amid small letters comes from another encoding
            total -= 1.0 if part[1:].lower() != part[1:] and not part.isupper() else 0.0
    strange = [(at, sign) for at, sign in enumerate(word) if sign > "\x7f" and not sign.isalpha()]
    return total + sum(_score_sign(word, at, sign) for at, sign in strange)


def _score_letter(letter: str, language: str) -> float:
    letters = tables("encodings")["letters"]
    if letter in letters[language]:
        return 1.0
    return 0.0 if any(letter in others for others in letters.values()) else -1.0


def _score_sign(word: str, at: int, sign: str) -> float:
    before, after = word[at - 1 : at], word[at + 1 : at + 2]
    if sign not in _characters("signs"):
        return -1.0
    if sign in "’–—-…·" or (sign in _characters("fractions") and (not before or before.isdigit())):
        return 0.5
    opens = before.isalpha() and sign in _characters("opening") - {"»", "–", "—", "“", "‘"}
    return -1.0 if opens or (before.isalpha() and after.isalpha()) else 0.3


# ---------------------------------------------------------------- fonts of RTF: which codec reads their bytes

_FONT = re.compile(rb"\\f(?P<font>\d{1,6})(?P<rest>(?:\\[^f;{}]|\\f[a-z]|[^\\;{}]|\{[^{}]*\})*);?")
_FONTS_IN_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Fonts:
    """The codecs of a document's fonts, the names of symbol fonts, and the codec and the font by default."""

    codecs: Mapping[int, str]
    symbols: Mapping[int, str]
    usual: str
    default: int


def fonts_of(data: bytes) -> Fonts:
    """Read the table of fonts; a font of Windows' Latin in a document of another code page may mean that one."""
    head = data[:_FONTS_IN_BYTES]
    page = re.search(rb"\\ansicpg(\d{1,5})", head)
    mac = re.search(rb"\\mac(?![a-z])", head[:64])
    usual = _code_page(page[1]) if page else "mac_roman" if mac else "cp1252"
    default = re.search(rb"\\deff(\d{1,6})", head)
    names: dict[int, str] = {}
    symbols: dict[int, str] = {}
    for match in _FONT.finditer(_font_table(head)):
        font, rest = int(match["font"]), match["rest"]
        charset, own = re.search(rb"\\fcharset(\d{1,3})", rest), re.search(rb"\\cpg(\d{1,5})", rest)
        kind = int(charset[1]) if charset else 1
        if kind == 2:  # symbols
            symbols[font] = rest.rpartition(b" ")[2].decode("latin-1") if rest else "Symbol"
        elif own and int(own[1]):
            names[font] = _code_page(own[1])
        else:
            names[font] = tables("encodings")["fonts"].get(str(kind), usual)
    if usual not in names.values():
        names = {font: usual if name == "cp1252" else name for font, name in names.items()}
    return Fonts(names, symbols, usual, int(default[1]) if default else 0)


def _font_table(data: bytes) -> bytes:
    """The bytes of the group of the table of fonts."""
    begin = data.find(b"\\fonttbl")
    depth = 0
    for match in re.finditer(rb"[{}]", data[begin:]) if begin >= 0 else ():
        depth += 1 if match[0] == b"{" else -1
        if depth < 0:
            return data[begin : begin + match.start()]
    return data[begin:] if begin >= 0 else b""


def _code_page(number: bytes) -> str:
    name: str = tables("encodings")["code_pages"].get(str(int(number)), f"cp{int(number)}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
