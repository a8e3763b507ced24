# SPDX-License-Identifier: MIT
"""Finish plain characters: quotation marks, dashes, ellipses, ranges, and spaces that must not break."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial

from hemaprint.content.markdown.dates import date_ranges, month_names
from hemaprint.project.languages import Language, language_named

NARROW = "\u202f"
APOSTROPHE = "’"


_QUOTE = re.compile("[\"']")
_DECADE = re.compile(r"'\d\d(?:s\b|(?!\d))")
_OPENERS = "([{—–-/“‘„‚«‹「『<=¿¡" + "\u00a0" + NARROW
_HEBREW = re.compile("[\u05d0-\u05ea]")
_GERESH = {"'": "\u05f3", '"': "\u05f4"}
"""What is typed as a quotation mark within a Hebrew word: geresh, and the gershayim of an abbreviation."""
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def set_quotes(text: str, language: str) -> dict[int, str]:
    """The marks that replace the straight ones of ``text``, by their index."""
    if '"' not in text and "'" not in text:
        return {}
    known = language_named(language)
    setter = _QuoteSetter(text, known, _elisions(known))
    for match in _QUOTE.finditer(text):
        setter.place(match.start())
    return setter.placed


@cache
def _elisions(language: Language) -> re.Pattern[str] | None:
    words = "|".join(language.elisions.split())
    return re.compile(rf"'(?:{words})\b", re.IGNORECASE) if words else None


@dataclass(slots=True)
class _QuoteSetter:
    """Walks through a text and remembers which quotations are open."""

    text: str
    marks: Language
    elisions: re.Pattern[str] | None
    open_marks: list[str] = field(default_factory=list)
    placed: dict[int, str] = field(default_factory=dict)

    def place(self, index: int) -> None:
        mark = self.text[index]
        before = self.text[index - 1] if index else ""
        after = self.text[index + 1] if index + 1 < len(self.text) else ""
        if _HEBREW.match(before) and _HEBREW.match(after):
            self.placed[index] = _GERESH[mark]
        elif mark == "'" and self._is_apostrophe(index, before, after):
            self.placed[index] = APOSTROPHE
        elif self._opens(mark, before, after):
            self._open(index, mark)
        else:
            self._close(index, mark, before)

    def _is_apostrophe(self, index: int, before: str, after: str) -> bool:
        if before.isalnum() and after.isalnum() and not _CJK.match(after):
            return True
        starts_word = not before.isalnum()
        if starts_word and _DECADE.match(self.text, index):
            return True
        if self.text[index - 2 : index + 1].lower() == "'n'":
            return True
        is_elided = starts_word and self.elisions is not None and self.elisions.match(self.text, index)
        return bool(is_elided) and "'" not in self.open_marks

    def _opens(self, mark: str, before: str, after: str) -> bool:
        is_open = mark in self.open_marks
        if _CJK.match(before) or _CJK.match(after):
            return not is_open
        starts = not before or before.isspace() or before in _OPENERS or before in "\"'"
        ends = not after or after.isspace()
        if starts and ends:
            return not is_open
        if before in "\"'—–-/" and before and is_open and not after.isalnum():
            return False
        return starts

    def _pair(self, mark: str) -> tuple[str, str]:
        """The marks for a typed one; double ones within double ones are those of a quotation in a quotation."""
        return self.marks.double if mark == '"' and self.open_marks.count(mark) % 2 == 0 else self.marks.single

    def _open(self, index: int, mark: str) -> None:
        self.placed[index] = self._pair(mark)[0]
        self.open_marks.append(mark)

    def _close(self, index: int, mark: str, before: str) -> None:
        if mark in self.open_marks:
            while self.open_marks.pop() != mark:
                pass
            self.placed[index] = self._pair(mark)[1]
        elif before.isdigit():
            self.placed[index] = "″" if mark == '"' else "′"
        elif mark == "'":
            self.placed[index] = APOSTROPHE
        else:
            self.placed[index] = self.marks.double[1]


# ---------------------------------------------------------------- dashes and spaces

NBSP = "\u00a0"

MINUS = "\u2212"

UNITS = (
    "kg|mg|g|µg|μg|mcg|ng|pg|fL|pL|nL|µL|μL|mL|dL|L|km|m|cm|mm|µm|μm|nm|h|min|s|ms|d|"
    "mol|mmol|µmol|μmol|nmol|pmol|mM|µM|μM|nM|U|IU|kU|mU|MBq|GBq|Bq|Gy|cGy|mGy|Sv|mSv|Hz|kHz|MHz|GHz|"
    "kDa|Da|kb|Mb|bp|kJ|J|kcal|kPa|Pa|mmHg|V|mV|kV|A|mA|W|kW|pt|px|dpi|ppi|kB|MB|GB|TB|°C|°F|K|%|‰|ppm|€|£|¥"
)
"""SI and clinical symbols that follow a number (ISO 80000-1, 7.1.4: a space between value and unit)."""

_ABBREVIATED_LABELS = "Figs?|Tab|Eqs?|Nos?|Vol|vol|Refs?|Sect|[Cc]hap|pp?|art|fig|nos?|vs|ca|approx|Abb|Nr|Bd|Kap|S"
_OF_ADDRESS = r"[^\s\"<>()\u3000-\uffef]"
"""A character of an address; Chinese may follow one without a space."""
_IN_BRACKETS = rf"\({_OF_ADDRESS}*\)"
"""A bracket that closes belongs to an address if it is opened there."""
_ADDRESS_END = rf"(?:(?![.,;:!?'\[\]…”’»]){_OF_ADDRESS}|{_IN_BRACKETS})"
DOI = rf"10\.\d{{4,9}}/(?:{_OF_ADDRESS}|{_IN_BRACKETS}|<{_OF_ADDRESS}{{1,40}}>)*{_ADDRESS_END}"
"""Older ones have signs in angle brackets: 10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2."""
ADDRESS = re.compile(
    r"(?:https?://|\bwww\.|\b(?:orcid\.org|doi\.org|dx\.doi\.org|pubmed\.ncbi\.nlm\.nih\.gov)/)"
    rf"(?:{_OF_ADDRESS}|{_IN_BRACKETS})*{_ADDRESS_END}|\b(?:doi:\s?)?{DOI}"
    r"|\bPMID:?[ \u00a0]\d{1,9}\b|\bORCID(?: iD)?:?[ \u00a0]\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b"
    r"|(?<![^\W\u3000-\uffef])(?<![.+-])(?:mailto:)?(?:(?![\u3000-\uffef])[\w.+-])+@(?:(?![\u3000-\uffef])[\w-])+(?:\.[A-Za-z0-9-]+)+"
)
"""Addresses of the web and of mail, DOIs, and numbers of PubMed and ORCID.

They are set as typed, and broken after their signs without a hyphen."""
PROTECTED = re.compile(
    r"\bdoi:\s?(?=10\.)|\bNCT\d+"
    r"|\b(?:ISSN|ISBN|ORCID(?: iD)?|[Tt]el\.?|[Pp]hone|[Ff]ax):?[ \u00a0][\d\-+() Xx]*\d[Xx]?"
    r"|\b(?:COVID|SARS|CA|IL|PD|HLA)[ -]\d+(?:-\d+)+|" + ADDRESS.pattern
)
"""Addresses, identifiers and telephone numbers: set as typed."""

Step = Callable[[str], str]


def finish_text(text: str, language: str) -> str:
    """The finish of a plain string (a headline, a kicker): quotation marks, dashes, no-break spaces; lines are kept."""
    placed = set_quotes(text, language)
    if placed:
        text = "".join(placed.get(index, character) for index, character in enumerate(text))
    return finish(text, language)


def finish(text: str, language: str) -> str:
    """Everything but quotation marks, which need the whole paragraph; addresses and identifiers stay as typed."""
    pieces: list[str] = []
    start = 0
    for match in PROTECTED.finditer(text):
        pieces += [_finish_piece(text[start : match.start()], language), match[0]]
        start = match.end()
    return "".join([*pieces, _finish_piece(text[start:], language)])


def _finish_piece(text: str, language: str) -> str:
    if len(text) < 2:
        return text
    for step in _steps(language):
        text = step(text)
    return text


@cache
def _steps(tag: str) -> tuple[Step, ...]:
    language = language_named(tag)
    steps: list[Step] = [partial(date_ranges, tag=tag), partial(_dashes, dash=language.dash), _ranges, _spaces]
    steps.append(_binder(rf"\b(?:{_ABBREVIATED_LABELS})\.( )(?=\d)"))
    if labels := _either_case(f"{language.labels} {language.lettered}"):
        steps.append(_binder(rf"(?<!\w)(?:{labels})( )(?=\d|[IVX]+\b)"))
    if lettered := _either_case(language.lettered):
        steps.append(_binder(rf"(?<!\w)(?:{lettered})( )(?=[A-E]\b)"))
    if titles := _listed(language.titles):
        steps.append(_binder(rf"(?<!\w)(?:{titles})( )(?=[^\W\d_a-z])"))
    if units := _listed(language.units):
        steps.append(_binder(rf"(?<=\d)( )(?=(?:{units})(?!\w))"))
    if months := "|".join(map(re.escape, month_names(tag))):
        day, month = r"(?<![\d–-])\b\d{1,2}\.?( )", rf"(?<!\w)(?:{months})( )"
        steps.append(_binder(rf"{day}(?=(?:de )?(?:{months})(?!\w))|{month}(?=\d{{1,2}}\b(?!:))"))
    if letters := language.initials:
        first = rf"(?<!\w)([{letters}{letters.upper()}])\. ?(?=\w{{1,2}}\.(?!\w))"
        steps.append(lambda text: re.sub(first, rf"\1.{NARROW}", text))
    if phrases := _listed(language.phrases.replace(" ", "~").replace("|", " ")).replace("~", " "):
        whole = re.compile(rf"(?<!\w)(?:{phrases})(?!\w)")
        steps.append(lambda text: whole.sub(lambda match: match[0].replace(" ", NBSP), text))
    if language.spaced_signs:
        steps.append(_french)
    return tuple(steps)


def _listed(words: str) -> str:
    """The words of a list as alternatives of a pattern, in which a dot is a dot."""
    return "|".join(word.replace(".", r"\.") for word in words.split())


def _either_case(words: str) -> str:
    return _listed(" ".join(f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in words.split()))


# ---------------------------------------------------------------- dashes and dots

_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_EM = re.compile(r"(?<!-)---(?!-)")
_EN = re.compile(r"(?<!-)--(?!-)")
_SPACED_EM = re.compile(r"(?<=\S) — (?=\S)")
_SPACED = re.compile(r"(?<=[^\s\d]) [-–] (?=\S)|(?<=\S) [-–] (?=[^\s\d])")


def _dashes(text: str, dash: str) -> str:
    if "..." in text:
        text = _DOTS.sub("…", text)
    if "-" not in text and "–" not in text and "—" not in text:
        return text
    text = _EN.sub("–", _EM.sub("—", text))
    return _SPACED_EM.sub(NBSP + "— ", _SPACED.sub(f"{NBSP}{dash} ", text))


_RANGE = re.compile(r"(?<![\w.,/:+–-])(\d+(?:[.,]\d+)*)(%?)-(\d+(?:[.,]\d+)*)(?![\w/–-]|[.,]\d)(?<![.,])")
_YEAR_MONTH = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])")
_TELEPHONE = re.compile(r"\d{3}-\d{4}|0\d{2,3}-\d{7,8}")


def _ranges(text: str) -> str:
    """3-5 -> 3–5 between numbers; ISO dates (ISO 8601), telephone numbers and names such as 19-9 keep the hyphen."""
    return _RANGE.sub(_range, text) if "-" in text else text


def _range(match: re.Match[str]) -> str:
    if _YEAR_MONTH.fullmatch(match[0]) or _TELEPHONE.fullmatch(match[0]) or not _ascends(match[1], match[3]):
        return match[0]
    return f"{match[1]}{match[2]}–{match[3]}"


def _ascends(first: str, last: str) -> bool:
    """3-5 and, with digits left out as in page numbers, 983-92."""
    if first.isdigit() and last.isdigit() and 2 <= len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return _number(first) <= _number(last)


def _number(text: str) -> float:
    """The value as near as an order of size needs it: commas part thousands."""
    whole, _, decimals = text.replace(",", "").partition(".")
    return float(f"{whole[:15]}.{decimals.replace('.', '')[:15]}") if len(whole) <= 15 else float(len(whole)) * 1e300


# ---------------------------------------------------------------- spaces that do not break

_TIMES = re.compile(r"(?<=\d)(?:[ \u00a0\u202f]?×[ \u00a0\u202f]?| x )(?=\d)")
_UNIT = re.compile(rf"(?<=\d) (?=(?:{UNITS})(?![\w]))")
_RELATION = re.compile(r"(?<=\w) ([=<>≤≥±≈]) (?=[\d.−-])")
_BOUND = re.compile(r"(?<![\w])([=<>≤≥±≈]) (?=\d)")


def _spaces(text: str) -> str:
    if not any(character.isdigit() for character in text):
        return text
    text = _TIMES.sub(f"{NARROW}×{NARROW}", text)
    text = _UNIT.sub(NBSP, text)
    text = _RELATION.sub(rf"{NBSP}\1{NBSP}", text)
    return _BOUND.sub(rf"\1{NBSP}", text)


def _binder(pattern: str) -> Step:
    """A step that makes the spaces matched by the groups of ``pattern`` no-break spaces."""
    compiled = re.compile(pattern)
    return lambda text: compiled.sub(lambda match: match[0][:-1] + NBSP, text) if " " in text else text


_FRENCH_HIGH = re.compile(r"[ \u00a0]([;!?»])")
_FRENCH_COLON = re.compile(r" :(?=\s|$)")
_FRENCH_GUILLEMET = re.compile(r"«[ \u00a0]")


def _french(text: str) -> str:
    """Spaces that were typed before high punctuation do not break (Imprimerie nationale, "Ponctuation")."""
    text = _FRENCH_HIGH.sub(rf"{NARROW}\1", text)
    text = _FRENCH_COLON.sub(f"{NBSP}:", text)
    return _FRENCH_GUILLEMET.sub(f"«{NARROW}", text)


def script(text: str) -> str:
    """Raised and lowered text: a hyphen before a number or alone is a minus sign."""
    return re.sub(r"^-(?=\d|$)", MINUS, text)
