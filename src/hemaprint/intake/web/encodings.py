"""The characters of a page: what it declares, what that means, and whether its bytes agree."""

from __future__ import annotations

import re
from pathlib import Path

from hemaprint.intake.files.decode import decode
from hemaprint.intake.passages import Doubt

MEANT = {
    **dict.fromkeys(
        ("iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1", "us-ascii", "ascii", "windows-1252",
         "x-cp1252", "cp1252", "x-user-defined"), "cp1252"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "csgb2312", "euc-cn", "chinese", "gbk", "x-gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ks_c_5601-1989", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5", "windows-1254"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode", "ucs-2"), "utf-8"),
    "iso-8859-8-i": "iso-8859-8", "macintosh": "mac_roman", "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic", "x-euc-jp": "euc_jp",
}  # fmt: skip
"""What pages say -> the codec that they mean (WHATWG Encoding Standard, 4.2). A declaration that can be read as ASCII
is not in UTF-16 (HTML Standard, 13.2.3.2)."""

BY_LANGUAGE = {
    **dict.fromkeys(("en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "nn", "fi", "is"), "cp1252"),
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro"), "cp1250"),
    **dict.fromkeys(("ru", "uk", "bg", "sr", "be", "mk"), "cp1251"),
    **dict.fromkeys(("et", "lv", "lt"), "cp1257"),
    "el": "cp1253", "tr": "cp1254", "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "vi": "cp1258", "th": "cp874",
    "zh": "gb18030", "ja": "cp932", "ko": "cp949",
}  # fmt: skip
"""What pages without a usable declaration are in, by their language (HTML Standard, 13.2.3.2, step 9)."""

DECLARED_IN_BYTES = 4096
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"
"""Bytes that windows-1252 has no letter for; browsers read them as control characters."""

_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\b[^<>]*?charset\s*=\s*+[\"']?\s*+([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_LANGUAGE = re.compile(rb"<html\b[^<>]*?\blang\s*=\s*+[\"']?\s*+([a-z]{2,3})", re.IGNORECASE)
_WIDE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+|[\x80-\xff]")
_DAMAGED_AT_MOST = 0.1
"""A share of characters that may be wrong in a page that is UTF-8 all the same."""


def decode_page(data: bytes, path: Path, wished: str = "", envelope: str = "") -> tuple[str, tuple[Doubt, ...]]:
    """The text of a page, and what was guessed.

    The order is that of browsers: ``wished`` by the editor, a byte order mark, the ``envelope`` (MHTML), the page's own
    declaration. Two things count for more than a declaration: bytes that are valid UTF-8 are UTF-8, whatever the page
    says, and a page that says UTF-8 and breaks off it in a few places is mended there; one that is nowhere UTF-8 is in
    what is usual in its language. All are doubts.
    Raises ContentError (HP500) where no encoding fits.
    """
    said = envelope or declared_encoding(data)
    meant = MEANT.get(said.lower(), said)
    if wished or data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return decode(data, path, wished)
    if not data.isascii() and _is_utf8(data):
        text, doubts = decode(data, path, "", "utf-8")
        return text, (*doubts, *_contradicted(said, meant))
    if meant in ("utf-8", "") and (mended := _mended(data)):
        return decode(mended[0].encode(), path)[0], (mended[1],)
    if meant in ("utf-8", "") and not data.isascii() and (usual := _usual(data)):
        message = f"the page is not UTF-8, and was read as {usual}, the usual encoding of its language"
        doubt = Doubt("HP501", 1, message, "if letters are wrong: --encoding NAME, or save the page as UTF-8")
        return decode(_defined(data, usual), path, "", usual)[0], (doubt,)
    return decode(_defined(data, meant), path, "", meant)


def _usual(data: bytes) -> str:
    """The encoding that is usual in the language of a page, if every byte has a meaning in it; else ""."""
    found = _LANGUAGE.search(data[:DECLARED_IN_BYTES])
    name = BY_LANGUAGE.get(found[1].decode().lower(), "") if found else ""
    try:
        return name if name and _defined(data, name).decode(name) else ""
    except UnicodeDecodeError:
        return ""


def _defined(data: bytes, name: str) -> bytes:
    return data.translate(None, _UNDEFINED) if name == "cp1252" else data


def declared_encoding(data: bytes) -> str:
    """The encoding that a page names in its XML declaration or its head, as written; "" for none."""
    head = _COMMENT.sub(b"", data[:DECLARED_IN_BYTES])
    found = _XML.match(head) or _META.search(head)
    return found[1].decode("ascii", "replace") if found else ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _contradicted(said: str, meant: str) -> tuple[Doubt, ...]:
    if meant in ("utf-8", ""):
        return ()
    message = f"the page says that it is {said}, but its bytes are UTF-8, and were read so"
    return (Doubt("HP501", 1, message, f"if letters are wrong: --encoding {said}"),)


def _mended(data: bytes) -> tuple[str, Doubt] | None:
    """A page of UTF-8 in which a few characters are of windows-1252; None where it is anything else."""
    characters = _WIDE.findall(data)
    wrong = sum(len(one) == 1 for one in characters)
    if not wrong or wrong > _DAMAGED_AT_MOST * len(characters):
        return None
    parts: list[str] = []
    rest, place = data, 0
    while rest:
        try:
            parts.append(rest.decode("utf-8"))
            break
        except UnicodeDecodeError as error:
            place = place or data[: len(data) - len(rest) + error.start].count(b"\n") + 1
            broken = rest[error.start : error.end].translate(None, _UNDEFINED)
            parts += [rest[: error.start].decode("utf-8"), broken.decode("cp1252")]
            rest = rest[error.end :]
    message = f"{wrong} characters of the page are not UTF-8, and were read as windows-1252"
    return "".join(parts), Doubt("HP501", place, message, "look at the letters there, or save the page as UTF-8")
