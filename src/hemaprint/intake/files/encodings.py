"""Which of the encodings that have no mark of their own a text is in: the words of its language decide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from hemaprint.intake.language import SMALL_WORDS, is_word

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
