"""Which of the encodings that have no mark of their own a text is in: the words of its language decide."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.intake.language import SMALL_WORDS, is_word
from hemaprint.intake.passages import Doubt

SAMPLE = 256 * 1024
"""Bytes that are enough to tell one encoding from another."""
_WORDS_AT_MOST = 400
_LONGEST = 24
_DAMAGED_ONE_IN = 500
_UTF16_FROM = 0.3
_SURE, _FEWER = 12, 2
"""Small words that tell a language; below that, so many fewer leave another one possible."""

NAMES = {
    "cp1252": "windows-1252", "iso8859_15": "iso-8859-15", "mac_roman": "mac-roman", "cp850": "cp850",
    "cp1250": "windows-1250", "iso8859_2": "iso-8859-2", "cp1254": "windows-1254", "cp1257": "windows-1257",
    "cp1251": "windows-1251", "koi8_r": "koi8-r", "koi8_u": "koi8-u", "cp866": "cp866", "iso8859_5": "iso-8859-5",
    "mac_cyrillic": "mac-cyrillic", "cp1253": "windows-1253", "gb18030": "gb18030", "big5hkscs": "big5",
    "cp932": "shift_jis", "euc_jp": "euc-jp", "cp949": "euc-kr",
}  # fmt: skip
"""Encodings of office programs and old transcripts, by Python's name: as people name them. The likelier come first."""
_WIDE = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_CYRILLIC = frozenset({"cp1251", "koi8_r", "koi8_u", "cp866", "iso8859_5", "mac_cyrillic"})

_LETTERS = {
    "en": "éèêëïöüñçáàœæ", "de": "äöüßéàèêçñâîô", "fr": "àâæçéèêëîïôœùûüÿñ", "es": "áéíñóúüç", "it": "àèéìíòóùú",
    "pt": "ãáâàçéêíóôõúü", "nl": "éëïóöüèêáíú", "sv": "åäöé", "da": "æøåé", "fi": "äöå", "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű", "ro": "ăâîșțşţ", "tr": "çğıöşüâîû",
    "hr": "čćđšž", "ca": "àçèéíïòóúü", "et": "äõöüšž", "lv": "āčēģīķļņšūž", "lt": "ąčęėįšųūž",
}  # fmt: skip
"""The letters beyond ASCII that the words of a language have, its commonest guests included."""
_MORE_SMALL_WORDS = {
    "sv": "och att det som en av den inte med var jag men han hon om ett", "fi": "ja on ei se oli kun niin hän mutta",
    "da": "og det at en den til er som ikke de med han af for der var", "pl": "w i na do nie z jest to o sie co jak po",
    "cs": "a v se na je to s z do o i ve pro by ale jako jeho jsem", "sk": "a v sa na je to s z do o aj ako ale vo",
    "hu": "a az egy nem is hogy van de ez volt csak meg mint", "ro": "de si in la cu pe nu care o din este mai se ce",
    "tr": "bir ve bu da de ne ile o ben sen var daha gibi", "hr": "i u je na se da su od za s o kao ali nije bio",
    "ca": "de la i el que en a els les per un una amb del", "et": "ja on ei et see ta ma oli aga kui ka mis oma",
    "lv": "un ir ar par no uz ka bet tas es kas vai nav", "lt": "ir kad yra tai bet kaip su iki apie jis jau tik po",
}  # fmt: skip
_SIGNS = frozenset("“”„‚‘’«»‹›–—…•€£§°±²³¼½¾×©®™¿¡ªº·†‡‰−")
_OPENING = frozenset("“„‚‘«‹¿¡–—•»")
_FRACTIONS = frozenset("¼½¾²³°ªº‰€%")
_COMMON_WIDE = frozenset(
    "的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事"
    "成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实問问答者医院病每次水表門"
    "這個們來為國說時會對於著過發後裡種經麼學現當沒動還進樣開從實點鐘誰讓張門醫"
    "、。，：；？！「」『』（）《》“”…—・ー々"
    "日月火木金土私何見聞話手目今毎朝夜前気電車"
)
_COMMON_HANGUL = frozenset(
    "이다는을의에가를한하고로도은기사지그나들자리어서라시대인해부정있수아여만것습니까요질문답과을때게보면오제우일없전주장었했"
)
_CYRILLIC_COMMON = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщіїє")
_GREEK_COMMON = frozenset("αοιετσνηυρπκμλςάόίέήώύγδχθφβωξζψ")
_ASCII_WORD = re.compile(rb"(?<![\x80-\xff\w])[A-Za-z]+(?![\x80-\xff\w])")
_LATIN_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in one of the encodings that its bytes allow, and how well its words fit: about 1 for each that does."""

    encoding: str
    text: str
    score: float
    damaged: int = 0
    """Characters that could not be read."""

    @property
    def name(self) -> str:
        """The encoding as people name it."""
        return NAMES[self.encoding]


def readings_of(data: bytes) -> list[Reading]:
    """The texts that ``data``, which is not UTF-8, can be, the likeliest first; only its beginning is looked at."""
    sample = data[:SAMPLE]
    languages = _languages(sample)
    found = []
    for encoding in NAMES:
        text = data.decode(encoding, "replace")
        damaged = text.count("\ufffd")
        if damaged and (encoding not in _WIDE or damaged * _DAMAGED_ONE_IN > len(text) + _DAMAGED_ONE_IN):
            continue
        found.append(Reading(encoding, text, _score(text[:SAMPLE], encoding, languages), damaged))
    return sorted(found, key=lambda reading: -reading.score)


def utf16_of(data: bytes) -> str:
    """``utf-16-le`` or ``utf-16-be`` for a text in it without a mark; "" for anything else.

    Line ends and spaces have a NUL byte in UTF-16, which no other encoding of a text has.
    """
    sample = data[:SAMPLE]
    if len(data) % 2 or b"\0" not in sample:
        return ""
    scores = {name: _score_utf16(sample, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > _UTF16_FROM else ""


def _score_utf16(sample: bytes, name: str) -> float:
    """The share of characters that are common anywhere; 0 where more than one in twenty cannot be in a text."""
    text = sample.decode(name, "replace")
    if sum(one.isprintable() or one in "\t\r\n\f" for one in text) < 0.95 * len(text):
        return 0.0
    common = sum(
        one < "\u0500" or one in _COMMON_WIDE or one in _COMMON_HANGUL or "\u3041" <= one <= "\u30f6" for one in text
    )
    return common / len(text)


def first_difference(one: str, other: str) -> tuple[int, str, str]:
    """The line and the two readings of the first word that differs; words are parted by white space."""
    for number, (first, second) in enumerate(zip_longest(one.split("\n"), other.split("\n"), fillvalue=""), 1):
        if first != second:
            pairs = zip_longest(first.split(), second.split(), fillvalue="")
            return number, *_around(*next(((a, b) for a, b in pairs if a != b), ("", "")))
    return 1, "", ""


def _around(first: str, second: str) -> tuple[str, str]:
    """Two words, cut where they are long: East Asian text has no spaces."""
    at = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    start = max(at - _LONGEST // 2, 0) if max(len(first), len(second)) > _LONGEST else 0
    return first[start : start + _LONGEST], second[start : start + _LONGEST]


def _languages(sample: bytes) -> list[str]:
    """The languages with Latin letters whose small words are the most, in a short text several; English without any."""
    count: dict[str, int] = {}
    for match in _ASCII_WORD.finditer(sample):
        word = match[0].decode("ascii").lower()
        count[word] = count.get(word, 0) + 1
    tables = SMALL_WORDS | _MORE_SMALL_WORDS
    scores = {tag: sum(count.get(word, 0) for word in small.split()) for tag, small in tables.items()}
    most = max(scores.values())
    fewest = max(most - _FEWER, 1) if 0 < most < _SURE else most
    return [tag for tag in scores if scores[tag] >= fewest] if most else ["en"]


def _score(text: str, encoding: str, languages: list[str]) -> float:
    beyond = [character for character in text if character > "\x7f"]
    if not beyond:
        return 0.0
    if encoding in _WIDE:
        return _score_wide(beyond)
    if encoding in _CYRILLIC:
        return _score_letters(beyond, _CYRILLIC_COMMON) + _cased(text)
    if encoding == "cp1253":
        return _score_letters(beyond, _GREEK_COMMON) + _cased(text)
    words = list(_words(text))
    return max(sum(_score_word(word, language) for word in words) for language in languages) / max(len(words), 1)


def _score_wide(beyond: list[str]) -> float:
    """East Asian text: common characters, kana and syllables; half-width kana and rare ones speak against it."""
    good = 0.0
    for character in beyond:
        if (
            character in _COMMON_WIDE
            or "\u3041" <= character <= "\u3093"
            or "\u30a1" <= character <= "\u30f6"
            or character in _COMMON_HANGUL
        ):
            good += 1
        elif "\uff61" <= character <= "\uff9f" or "\ue000" <= character <= "\uf8ff" or character < "\u0400":
            good -= 1
        elif "\u4e00" <= character <= "\u9fa5":
            good += 0.25
    return 1.4 * good / len(beyond)


def _score_letters(beyond: list[str], common: frozenset[str]) -> float:
    """Text in another alphabet: the share of its letters, capitals less than small ones."""
    good: float = sum(
        1.0 if one in common else 0.3 if one.lower() in common else 0.3 if one in _SIGNS else -1.0 for one in beyond
    )
    return good / len(beyond)


def _cased(text: str) -> float:
    """Less than nothing where capitals follow small letters, or Latin letters in words of another alphabet."""
    words = [word for word in _LATIN_WORD.findall(text) if not word.isascii()]
    wrong = sum(any(letter.isupper() for letter in word[1:]) and not word.isupper() for word in words)
    mixed = sum(any(letter.isascii() for letter in word) for word in words)
    return -float(wrong + 2 * mixed) / max(len(words), 1)


def _words(text: str) -> Iterator[str]:
    """The different words with characters beyond ASCII."""
    seen: set[str] = set()
    for word in text.split():
        if not word.isascii() and word not in seen:
            seen.add(word)
            yield word
            if len(seen) >= _WORDS_AT_MOST:
                return


def _score_word(word: str, language: str) -> float:
    """1 for a word of the language, less the stranger its characters are; signs belong at its edges."""
    own = _LETTERS[language]
    total = 0.0
    for part in _LATIN_WORD.findall(word):
        if not part.isascii():
            small = part.replace("İ", "i").lower()
            total += 1.0 if is_word(small, language) else 0.0
            total += min((_score_letter(letter, own) for letter in small if letter > "\x7f"), default=1.0)
            # a capital amid small letters comes of another encoding
            total -= 1.0 if part[1:].lower() != part[1:] and not part.isupper() else 0.0
    strange = [(at, sign) for at, sign in enumerate(word) if sign > "\x7f" and not sign.isalpha()]
    return total + sum(_score_sign(word, at, sign) for at, sign in strange)


def _score_letter(letter: str, own: str) -> float:
    if letter in own:
        return 1.0
    known = any(letter in letters for letters in _LETTERS.values())
    return 0.0 if known else -1.0


def _score_sign(word: str, at: int, sign: str) -> float:
    before, after = word[at - 1 : at], word[at + 1 : at + 2]
    if sign not in _SIGNS:
        return -1.0
    if sign in _FRACTIONS and (not before or before.isdigit()):
        return 0.5
    amid = before.isalpha() and after.isalpha()
    if sign in "’–—-…·":
        return 0.5
    return -1.0 if amid or (before.isalpha() and sign in _OPENING - {"»", "–", "—"} and sign not in "“‘") else 0.3


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
