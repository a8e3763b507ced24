"""Tell which column of a list is the address and which the name, in the languages that spreadsheets speak.

Headings are compared without case, accents, punctuation and spaces: ``E-Mail-Adresse`` is ``emailadresse``. What a
heading leaves open, the cells decide: ``Address`` may be postal, and ``Name`` beside ``Vorname`` is the family name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from hemaprint.newsletter.table import Faults
from hemaprint.project.mail import plain_line

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
