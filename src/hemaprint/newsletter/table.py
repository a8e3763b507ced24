"""Read a table as spreadsheets save it (CSV): row by row, and refused whole where it is not well-formed.

A quote that is left open swallows the rows behind it, and a comma too many moves every cell behind it: in a list of
readers, either sends one reader's issue to another. So nothing is mended here. A file has two passes, one over its
bytes and one over its rows, and never more than a row of it is in memory.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from charset_normalizer import from_bytes

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.project.mail import plain_line

SHOWN = 20
"""Faults of one file that are reported together."""
OPENING = 100
"""Lines that are looked at to tell how a table is written and what its columns are."""
LONGEST_LINE = 1_000_000
"""Characters; a longer line is not one of a table, and would have to be in memory whole."""
DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
"""Bytes of lines beyond ASCII that are enough to guess an encoding."""
_SEP = re.compile(r'"?sep=(?P<delimiter>[^\w\s"]|\t)"?(?P=delimiter)*\s*', re.IGNORECASE)
"""The first line by which Excel is told the delimiter; a program that took it for a row has filled it up with more."""
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls begin."""
SAVE_AGAIN = "save it again as CSV UTF-8"
BREAK = re.compile(r"[\r\n]")
_LATIN = frozenset({"cp1250", "cp1252"})
_WIDE = ("gb18030", "shift_jis")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[£¥¯³¹¼¾¿\ufffd]|[£¥¯³¹¼¾¿\ufffd](?=[^\W\d_])")
"""What Polish, Czech and Hungarian letters of Windows-1250 are in Windows-1252, where no word has these signs; U+FFFD
is what Windows-1252 does not have: ť, Ť, Ź."""


class Row(NamedTuple):
    """The cells of a row, and the line of the file in which it begins (from 1)."""

    line: int
    cells: Sequence[str]


@dataclass(slots=True)
class Faults:
    """What is wrong in one file; the file is refused at the latest when there are :data:`SHOWN` faults."""

    path: Path
    code: str = "HP603"
    found: list[Problem] = field(default_factory=list)

    def add(self, line: int, message: str, hint: str = "") -> None:
        """One more; raises ContentError where it is the last that is told."""
        self.found.append(Problem(self.code, message, Location(self.path, line, 1 if line else 0), hint))
        if len(self.found) == SHOWN:
            raise ContentError(self.found, f"these are the first {SHOWN} errors of {self.path.name}")

    def settle(self) -> None:
        """Raises ContentError where there is one."""
        if self.found:
            raise ContentError(self.found)


class Lines:
    """An open text file, line by line as it was written.

    ``opening`` are its first lines, ``problems`` a warning where its encoding was guessed. Iterating, which can be done
    once, raises ContentError (HP603) for what is not text.
    """

    def __init__(self, path: Path, text: TextIO, problems: tuple[Problem, ...]) -> None:
        self.path = path
        self.problems = problems
        self._rest = self._checked(text)
        self.opening = tuple(islice(self._rest, OPENING))

    def __iter__(self) -> Iterator[str]:
        return chain(self.opening, self._rest)

    def _checked(self, text: TextIO) -> Iterator[str]:
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), 1):
            if "\0" in line:
                message = f"{self.path.name} has a NUL character: it is not text, or UTF-16 without its mark"
                raise refused(self.path, number, message, SAVE_AGAIN)
            if len(line) == LONGEST_LINE:
                raise refused(self.path, number, f"this line is longer than {LONGEST_LINE:,} characters", SAVE_AGAIN)
            yield line


@contextmanager
def open_lines(path: Path) -> Iterator[Lines]:
    """The lines of a text file in UTF-8, UTF-16 with its mark or, guessed and told (HP645), an older encoding.

    Raises ContentError (HP603) where the file cannot be read, or a byte of it has no meaning.
    """
    try:
        with path.open("rb") as file, _seekable(file) as data:
            encoding, problems = _encoding_of(data, path)
            data.seek(0)
            with io.TextIOWrapper(data, encoding, "strict", newline="") as text:
                yield Lines(path, text, problems)
    except OSError as error:
        hint = "name a CSV file that you can read; nothing is sent while one of the lists cannot be read"
        raise refused(path, 0, f"{path.name} cannot be read: {error.strerror}", hint) from error
    except UnicodeDecodeError as error:
        message = f"{path.name} is damaged, or breaks off in the middle of a character: {error.reason}"
        raise refused(path, 0, message, SAVE_AGAIN) from error


@contextmanager
def _seekable(file: BinaryIO) -> Iterator[BinaryIO]:
    """The file, or a copy of what comes through a pipe: ``--list <(gpg -d readers.csv.gpg)``."""
    if file.seekable():
        yield file
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.seek(0)
        yield copy


# ---------------------------------------------------------------- bytes


def _encoding_of(data: BinaryIO, path: Path) -> tuple[str, tuple[Problem, ...]]:
    start = data.read(4)
    if start in _WORKBOOKS:
        raise refused(path, 0, f"{path.name} is a workbook, not a CSV file", "open it, and save it as CSV UTF-8")
    if start[:2] in (BOM_UTF16_LE, BOM_UTF16_BE):
        return "utf-16", ()
    strange = _not_in(data, "utf-8")
    if not strange.lines:
        return "utf-8-sig", ()
    # Hardly a line in another encoding happens to be UTF-8. Where some are, the file is of two, or damaged.
    if strange.others * 10 >= strange.count:
        raise ContentError(_undecodable(path, strange.lines, "UTF-8"))
    guessed = _guess(strange.sample)
    damaged = _not_in(data, guessed).lines if guessed else strange.lines
    if damaged:
        raise ContentError(_undecodable(path, damaged, guessed or "UTF-8"))
    first = strange.lines[0]
    shown = plain_line(strange.sample.splitlines()[0].decode(guessed))
    message = f"{path.name} is not UTF-8 and was read as {guessed}; this line is: {shown}"
    hint = f"if letters are wrong, {SAVE_AGAIN}"
    return guessed, (Problem("HP645", message, Location(path, first, 1), hint, Severity.WARNING),)


@dataclass(slots=True)
class _Strange:
    """How many lines beyond ASCII an encoding cannot read, the first of them also by number and as bytes.

    ``others`` are those that it can read.
    """

    count: int = 0
    lines: list[int] = field(default_factory=list)
    sample: bytes = b""
    others: int = 0


def _not_in(data: BinaryIO, encoding: str) -> _Strange:
    data.seek(0)
    found, sample, size = _Strange(), [], 0
    for number, line in enumerate(data, 1):
        if line.isascii():
            continue
        try:
            line.decode(encoding)
            found.others += 1
        except UnicodeDecodeError:
            found.count += 1
            if found.count <= SHOWN:
                found.lines.append(number)
            if size < _SAMPLE:
                sample.append(line[:_SAMPLE])
                size += len(line)
    found.sample = b"".join(sample)
    return found


def _undecodable(path: Path, lines: Sequence[int], encoding: str) -> Iterator[Problem]:
    for line in lines:
        yield Problem("HP603", f"this line has bytes that are not {encoding}", Location(path, line, 1), SAVE_AGAIN)


def _guess(sample: bytes) -> str:
    """The likeliest encoding of lines that are not UTF-8; "" where none fits.

    charset-normalizer is made for prose. Of the few letters in a list of names it tells the scripts apart, but not the
    two Latin code pages of Windows, and it takes ``Böhm`` for Chinese.
    """
    best = from_bytes(sample, cp_isolation=[*_LATIN, "cp1251", *_WIDE], enable_fallback=False).best()
    name = best.encoding if best else "cp1252"
    if name in _LATIN or (name in _WIDE and _swallows(sample, name)):
        name = "cp1250" if _SIGN_IN_WORD.search(sample.decode("cp1252", "replace")) else "cp1252"
    try:
        sample.decode(name)
    except UnicodeDecodeError:
        return ""
    return name


def _swallows(sample: bytes, encoding: str) -> bool:
    """Whether most wide characters have taken an ASCII letter with them: then they are accented letters, misread."""
    wide = [one.encode(encoding) for one in sample.decode(encoding, "ignore") if not one.isascii()]
    return 2 * sum(one[-1:].isalpha() for one in wide if len(one) == 2) > len(wide)


# ---------------------------------------------------------------- rows


@dataclass(frozen=True, slots=True)
class Head:
    """How a table begins: its delimiter, the lines before it that are not of it, and the names of its columns."""

    delimiter: str
    skipped: int
    names: Sequence[str]


def head_of(lines: Lines, rank: Callable[[Sequence[str]], int]) -> Head:
    """The head of the table in ``lines``, under the delimiter whose names have the highest ``rank``."""
    told = _SEP.fullmatch(lines.opening[0]) if lines.opening else None
    skipped = 1 if told else 0
    found = {one: sample_of(lines, Head(one, skipped, ()))[:1] for one in (told["delimiter"] if told else DELIMITERS)}
    firsts = {one: rows[0] if rows else () for one, rows in found.items()}
    heads = {one: Head(one, skipped, _without_empty_end(cells)) for one, cells in firsts.items()}
    # Of "email;" both the comma and the semicolon make one column: the semicolon makes two cells of it.
    return max(heads.values(), key=lambda head: (rank(head.names), len(head.names), len(firsts[head.delimiter])))


def sample_of(lines: Lines, head: Head) -> list[Sequence[str]]:
    """The first rows as far as they can be read, the head among them: to be looked at, not to be used."""
    reader = csv.reader(lines.opening[head.skipped :], delimiter=head.delimiter, skipinitialspace=True)
    found: list[Sequence[str]] = []
    with suppress(csv.Error):
        found.extend(cells for cells in reader if _says_something(cells))
    return found


def rows_of(lines: Lines, head: Head, faults: Faults) -> Iterator[Row]:
    """The rows below the head. One that is not well-formed becomes one of ``faults``, and the next one follows.

    Empty rows are passed over; empty cells at the end of a row may be missing, or too many.
    """
    width = len(head.names)
    rows = _rows(islice(lines, head.skipped, None), head, faults)
    next(rows, None)
    for row in rows:
        if len(row.cells) > width and _says_something(row.cells[width:]):
            count = len(_without_empty_end(row.cells))
            hint = f"put a cell that holds {_named(head.delimiter)} into quotes"
            faults.add(row.line, f"this row has {count} cells, and the header row has {width}", hint)
        else:
            yield row


def _rows(lines: Iterator[str], head: Head, faults: Faults) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=head.delimiter, skipinitialspace=True, strict=True)
    while True:
        line = head.skipped + reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            faults.add(line, *_open_quote(line, head.skipped + reader.line_num, head.delimiter, str(error)))
            continue
        if head.skipped + reader.line_num > line and any("@" in cell and BREAK.search(cell) for cell in cells):
            message = "a cell of several lines holds an @: its quote has probably swallowed the rows after it"
            faults.add(line, message, "close the quote, or write the cell on one line")
        elif _says_something(cells):
            yield Row(line, cells)


def _open_quote(line: int, last: int, delimiter: str, error: str) -> tuple[str, str]:
    """What is wrong with a row that Python's strict reader refuses: a quote, or a cell that is too long on one line."""
    hint = 'close the quote; write "" for a quote within quotes'
    if last > line:
        return f"a quote that opens in this row is not closed properly by line {last}", hint
    if "limit" in error:
        return f"a cell of this row is longer than {csv.field_size_limit():,} characters", "shorten or delete the cell"
    return f"a quote in this row is not closed, or is followed by something other than {_named(delimiter)}", hint


def _named(delimiter: str) -> str:
    return "a tab" if delimiter == "\t" else f'"{delimiter}"'


def _says_something(cells: Sequence[str]) -> bool:
    return bool("".join(cells).strip())


def _without_empty_end(cells: Sequence[str]) -> Sequence[str]:
    count = len(cells)
    while count and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def refused(path: Path, line: int, message: str, hint: str) -> ContentError:
    """The error of a file of which nothing can be used."""
    return ContentError([Problem("HP603", message, Location(path, line, 1 if line else 0), hint)])


_REMARK = re.compile(r"[(\[（][^(\[（)\]）]*[)\]）]")
_EAST = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff・々 ]+")
"""Names in Chinese characters, kana or hangul: the family name comes first."""


def fold(heading: str) -> str:
    """A heading by its letters and digits alone, without a remark in brackets."""
    apart = unicodedata.normalize("NFKD", _REMARK.sub("", heading).casefold())
    return "".join(one for one in apart if unicodedata.category(one)[0] in "LN")


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split(","))


EMAIL = _folded(
    "email, mail, email address, mail address, email addr, email id, email 1, email 1 value, email 1 address,"
    "primary email, primary email address, your email, subscriber email, contact email,"
    "E-Mail-Adresse, Mailadresse, E-Mail-Adr., Mail-Adr.,"
    "courriel, adresse e-mail, adresse mail, adresse électronique, adresse courriel, adresse de courriel, mél,"
    "correo, correo electrónico, dirección de correo, dirección de correo electrónico, dirección de email,"
    "correio eletrônico, endereço de email, endereço de correio eletrônico, endereço eletrônico,"
    "indirizzo email, posta elettronica, indirizzo di posta elettronica, e-mailadres, mailadres, adres e-mail,"
    "e-post, e-postadress, e-postadresse, e-posta, e-posta adresi,"
    "почта, эл. почта, электронная почта, адрес электронной почты, адрес эл. почты, e-mail адрес, имейл, емейл,"
    "邮箱, 电子邮箱, 邮箱地址, 电子邮箱地址, 邮件, 电子邮件, 邮件地址, 电子邮件地址, 电邮, 电邮地址,"
    "郵箱, 電子郵箱, 電子郵件, 電子郵件地址, 電子信箱, 電郵, 電郵地址,"
    "メール, メールアドレス, 電子メール, 電子メールアドレス, eメール, eメールアドレス, 이메일, 이메일 주소,"
    "ईमेल, ई-मेल, ईमेल पता, ईमेल आईडी, ইমেইল, ইমেল, ই-মেইল, ইমেইল ঠিকানা, ای میل, ای میل پتہ, ای میل ایڈریس,"
    "surel, alamat email, alamat surel,"
    "البريد الإلكتروني, بريد إلكتروني, عنوان البريد الإلكتروني, البريد, الإيميل, إيميل"
)
"""English, German, French, Spanish, Portuguese and their neighbours, Russian, Chinese, Japanese, Hindi, Bengali, Urdu,
Indonesian, Arabic. Of a heading that only has the word in it (``user_email``), the cells must be addresses."""
ADDRESS = _folded(
    "address, Adresse, dirección, direccion, endereço, indirizzo, adres, адрес, 地址, アドレス, 住所, पता, عنوان,"
    "العنوان, 주소, adresi, alamat, ঠিকানা, پتہ"
)
"""Either kind of address: it is that of mail where its cells have an @, and no column is called by a better name."""
FULL = _folded(
    "full name, fullname, display name, complete name, Vor- und Nachname, vollständiger Name, nom complet,"
    "nom et prénom, prénom et nom, nombre completo, nombre y apellidos, nome completo, nome e cognome, volledige naam, "
    "imię i nazwisko, ad soyad, ФИО, полное имя, имя и фамилия, 姓名, 全名, 氏名, お名前, पूरा नाम, الاسم الكامل, 성명,"
    "nama lengkap, পুরো নাম, সম্পূর্ণ নাম, پورا نام"
)
NAME = _folded(
    "name, nom, nombre, nome, naam, имя, 名字, 名前, नाम, الاسم, اسم, 이름, namn, navn, imię, isim, ad,nama, নাম, نام"
)
"""The whole name, unless one part of it has a column of its own: then these are the other part."""
FIRST = _folded(
    "first name, first, given name, forename, fname, Vorname, Rufname, prénom, nombre de pila, nombres, primeiro nome,"
    "prenome, nome próprio, voornaam, förnamn, fornavn, 名, पहला नाम, प्रथम नाम, الاسم الأول,"
    "nama depan, প্রথম নাম, پہلا نام"
)
LAST = _folded(
    "last name, last, surname, family name, lname, Nachname, Familienname, Zuname, nom de famille, apellido, apellidos,"
    "sobrenome, apelido, último nome, cognome, achternaam, efternamn, efternavn, etternavn, nazwisko, soyad, soyadı,"
    "фамилия, 姓, 姓氏, 苗字, उपनाम, कुलनाम, अंतिम नाम, اسم العائلة, اللقب, الكنية, 성,"
    "nama belakang, শেষ নাম, পদবি, آخری نام"
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the address is in a row, and the name: whole, or as a given and a family name.

    ``others`` has what layouts call each further column, those of the parts of a name among them.
    """

    email: int
    name: tuple[int, ...]
    others: Mapping[int, str]


def joined(parts: Sequence[str]) -> str:
    """A name of its given and its family name, or of what there is of them."""
    if len(parts) == 2 and all(map(_EAST.fullmatch, parts)):
        return f"{parts[1]}{parts[0]}"
    return " ".join(filter(None, parts))


def rank(names: Sequence[str]) -> int:
    """How sure it is that these are the names of a list's columns: 2, 1, or 0 where none can be an address."""
    folded = {fold(name) for name in names}
    return 2 if folded & EMAIL else int(bool(folded & ADDRESS) or any("mail" in name for name in folded))


def find_columns(names: Sequence[str], sample: Sequence[Sequence[str]], line: int, faults: Faults) -> Columns | None:
    """The columns of those ``names``, as the rows of ``sample`` are; None, and a fault, where they are ambiguous."""
    email = _email(names, sample, line, faults)
    if email is None:
        return None
    return Columns(email, _name(names, sample, line, faults), _others(names, email, line, faults))


def _email(names: Sequence[str], sample: Sequence[Sequence[str]], line: int, faults: Faults) -> int | None:
    called = _called(names, EMAIL)
    if len(called) > 1:  # "Mail: yes" beside "E-mail: ana@example.org"
        called = [at for at in called if _share(sample, at, "@")] or called
    mostly = [at for at in range(len(names)) if _share(sample, at, "@") > 0.5]
    found = called or [at for at in _called(names, ADDRESS) if at in mostly]
    found = found or [at for at in mostly if "mail" in fold(names[at])]
    if len(found) == 1:
        return found[0]
    if found:
        faults.add(line, f"several columns can be the address: {_listed(names, found)}", "rename all but one")
    else:
        message = f"no column is the mail address; the columns are: {_listed(names, range(len(names)))}"
        faults.add(line, message, "write the names of the columns into the first row: email,name")
    return None


def _name(names: Sequence[str], sample: Sequence[Sequence[str]], line: int, faults: Faults) -> tuple[int, ...]:
    """The column of the whole name, or those of the given and the family name; empty in a list without names."""
    kinds = [_called(names, kind) for kind in (FULL, NAME, FIRST, LAST)]
    for found in kinds:
        if len(found) > 1:
            faults.add(line, f"several columns can be the name: {_listed(names, found)}", "rename all but one")
            return ()
    full, name, first, last = kinds
    if full:
        return tuple(full)
    part = first or last
    if name and (not part or (first and last) or _holds(sample, name[0], part[0])):
        return tuple(name)
    return (*(first or name), *(last or name)) if name else (*first, *last)


def _others(names: Sequence[str], email: int, line: int, faults: Faults) -> Mapping[int, str]:
    keys = {at: attribute(name) for at, name in enumerate(names) if at != email}
    keys = {at: key for at, key in keys.items() if key and key not in ("email", "name")}
    seen: dict[str, int] = {}
    for at, key in keys.items():
        if key in seen:
            message = f"two columns are called {key}: {_listed(names, (seen[key], at))}"
            faults.add(line, message, "rename or delete one: a layout could not tell them apart")
        seen.setdefault(key, at)
    return keys


def _called(names: Sequence[str], words: frozenset[str]) -> list[int]:
    return [at for at, name in enumerate(names) if fold(name) in words]


def _share(sample: Sequence[Sequence[str]], at: int, sign: str) -> float:
    """How much of the cells in a column have a sign."""
    cells = [cells[at] for cells in sample if at < len(cells) and cells[at].strip()]
    return sum(sign in cell for cell in cells) / len(cells) if cells else 0.0


def _holds(sample: Sequence[Sequence[str]], whole: int, part: int) -> bool:
    """Whether the cells of one column mostly have those of another in them: ``Ana Reyes`` and ``Ana``."""
    pairs = [(cells[whole], cells[part].strip()) for cells in sample if max(whole, part) < len(cells)]
    pairs = [pair for pair in pairs if pair[0].strip() and pair[1]]
    return 2 * sum(one in all_ for all_, one in pairs) > len(pairs)


@cache
def attribute(heading: str) -> str:
    """What layouts call a column: ``Ward no.`` is ``ward_no``."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return "_".join("".join(one if unicodedata.category(one)[0] in "LMN" else " " for one in text).split())


def _listed(names: Sequence[str], which: Sequence[int]) -> str:
    return ", ".join(plain_line(names[at]) or "(no name)" for at in which) or "none"
