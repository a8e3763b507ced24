"""The character sets of an RTF document: which codec reads the bytes of which font."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

CHARSETS = {
    0: "cp1252", 77: "mac_roman", 78: "cp932", 79: "cp949", 80: "gbk", 81: "big5", 84: "mac_arabic", 85: "mac_greek",
    86: "mac_turkish", 88: "mac_latin2", 89: "mac_cyrillic", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030",
    136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
"""Python's codecs by the character sets of fonts (fcharset)."""

CODE_PAGES = {
    936: "gb18030", 1361: "johab", 10000: "mac_roman", 10001: "cp932", 10004: "mac_arabic", 10006: "mac_greek",
    10007: "mac_cyrillic", 10029: "mac_latin2", 10081: "mac_turkish", 65001: "utf-8",
}  # fmt: skip
SYMBOL = 2
"""The character set of fonts of symbols."""

WIDE = frozenset({"cp932", "cp949", "gb18030", "gbk", "big5", "cp950", "johab", "utf-8"})
"""Codecs whose characters may have more than one byte."""

_FONT = re.compile(rb"\\f(?P<font>\d{1,6})(?P<rest>(?:\\[^f;{}]|\\f[a-z]|[^\\;{}]|\{[^{}]*\})*);?")
_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Fonts:
    """The codecs of a document's fonts, the names of those of symbols, and the defaults."""

    codecs: dict[int, str]
    symbols: dict[int, str]
    usual: str
    default: int

    def codec(self, font: int) -> str:
        """The codec of a font."""
        return self.codecs.get(font, self.usual)


def fonts_of(data: bytes) -> Fonts:
    """Read the table of fonts; a font of Windows' Latin in a document of another code page may mean that one."""
    head = data[:_HEAD]
    page = re.search(rb"\\ansicpg(\d{1,5})", head)
    mac = re.search(rb"\\mac(?![a-z])", head[:64])
    usual = _code_page(int(page[1])) if page else "mac_roman" if mac else "cp1252"
    default = re.search(rb"\\deff(\d{1,6})", head)
    begin = head.find(b"\\fonttbl")
    names: dict[int, str] = {}
    symbols: dict[int, str] = {}
    for match in _FONT.finditer(_group(head, begin)) if begin >= 0 else ():
        font, rest = int(match["font"]), match["rest"]
        charset, own = re.search(rb"\\fcharset(\d{1,3})", rest), re.search(rb"\\cpg(\d{1,5})", rest)
        kind = int(charset[1]) if charset else 1
        if kind == SYMBOL:
            symbols[font] = rest.rpartition(b" ")[2].decode("latin-1") if rest else "Symbol"
        elif own and int(own[1]):
            names[font] = _code_page(int(own[1]))
        else:
            names[font] = CHARSETS.get(kind, usual)
    if usual not in names.values():
        names = {font: usual if name == "cp1252" else name for font, name in names.items()}
    return Fonts(names, symbols, usual, int(default[1]) if default else 0)


def _group(data: bytes, begin: int) -> bytes:
    """The bytes from ``begin`` to the end of its group."""
    depth = 0
    for match in re.finditer(rb"[{}]", data[begin:]):
        depth += 1 if match[0] == b"{" else -1
        if depth < 0:
            return data[begin : begin + match.start()]
    return data[begin:]


def _code_page(number: int) -> str:
    name = CODE_PAGES.get(number, f"cp{number}")
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name


def is_utf8(data: bytes) -> bool:
    """Whether a document holds UTF-8, which is against the rules and done."""
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False
