"""Columns as spreadsheets of many languages name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.newsletter.recipients import read_recipients


def reader_of(tmp_path: Path, head: str, *rows: str) -> tuple[str, str]:
    """Address and name of the first reader of a list; what is wrong with the list instead of the address."""
    (tmp_path / "list.csv").write_text("\n".join((head, *rows)), "utf-8")
    try:
        reader = next(iter(read_recipients(tmp_path / "list.csv").recipients))
    except ContentError as error:
        return error.problems[0].code, error.problems[0].message
    return reader.address, reader.name


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "head",
    [
        "E-mail",
        "Email Address",
        "E-Mail-Adresse",
        "Adresse électronique",
        "Courriel",
        "Correo electrónico",
        "CORREO ELECTRONICO",
        "Endereço de e-mail",
        "Correio eletrônico",
        "Электронная почта",
        "E-mail адрес",
        "电子邮箱",
        "邮箱",
        "電子郵件",
        "メールアドレス",
        "ईमेल",
        "البريد الإلكتروني",
        "البريد الالكتروني",
        "E-Mail (privat)",
        "Alamat Email",
        "ইমেইল",
        "ای میل",
        "user_email",
        "Work e-mail",
        "Ihre E-Mail",
    ],
)
def test_the_address_in_many_languages(tmp_path: Path, head: str, delimiter: str) -> None:
    rows = [delimiter.join(cells) for cells in (("Ort", head, "Beruf"), ("Ulm, x", "a@x.org", "y; z"))]
    quoted = '"{}"'.format(rows[1].replace(delimiter, f'"{delimiter}"', 2)) if delimiter == "," else rows[1]
    quoted = quoted if delimiter != "," else '"Ulm, x",a@x.org,"y; z"'
    quoted = quoted if delimiter != ";" else 'Ulm, x;a@x.org;"y; z"'
    assert reader_of(tmp_path, rows[0], quoted) == ("a@x.org", "")


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("email,First Name,Last Name", "a@x.org,Ana,Reyes", "Ana Reyes"),
        ("E-Mail;Nachname;Vorname", "a@x.org;Reyes;Ana", "Ana Reyes"),
        ("E-Mail;Name;Vorname", "a@x.org;Reyes;Ana", "Ana Reyes"),
        ("Courriel;Nom;Prénom", "a@x.org;Reyes;Ana", "Ana Reyes"),
        ("Correo;Nombre;Apellidos", "a@x.org;Ana;Reyes Gil", "Ana Reyes Gil"),
        ("E-mail;Nome;Sobrenome", "a@x.org;Ana;Reis", "Ana Reis"),
        ("Почта;Фамилия;Имя", "a@x.org;Петров;Иван", "Иван Петров"),
        ("邮箱,姓,名", "a@x.org,李,明", "李明"),
        ("メール,姓,名", "a@x.org,田中,太郎", "田中太郎"),
        ("邮箱,姓,名", "a@x.org,Li,Ming", "Ming Li"),
        ("ईमेल,पहला नाम,उपनाम", "a@x.org,आशा,वर्मा", "आशा वर्मा"),
        ("email,name,first name", "a@x.org,Ana Reyes,Ana", "Ana Reyes"),
        ("email,name,first name,last name", "a@x.org,Dr. Ana Reyes,Ana,Reyes", "Dr. Ana Reyes"),
        ("email,full name,name", "a@x.org,Ana Reyes,Ana", "Ana Reyes"),
        ("email,first name,last name", "a@x.org,,Reyes", "Reyes"),
        ("email,first name", "a@x.org,Ana", "Ana"),
        ("Surel;Nama", "a@x.org;Ana Reyes", "Ana Reyes"),
        ("ইমেইল,নাম", "a@x.org,আনা", "আনা"),
        ("user_mail,Mails read,Mailing", "a@x.org,3,weekly", ""),
        ("邮箱,姓名", "a@x.org,李明", "李明"),
    ],
)
def test_a_name_of_its_parts(tmp_path: Path, head: str, row: str, name: str) -> None:
    assert reader_of(tmp_path, head, row) == ("a@x.org", name)


def test_the_parts_of_a_name_are_attributes(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email,Vorname,Nachname,ईमेल पता 2\na@x.org,Ana,Reyes,z\n", "utf-8")
    (reader,) = read_recipients(tmp_path / "list.csv").recipients
    assert reader.attributes == {"vorname": "Ana", "nachname": "Reyes", "ईमेल_पता_2": "z"}


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("name,address", "Ana,a@x.org"),
        ("Address,E-mail", '"1 High Street, Oxford",a@x.org'),
        ("Adresse,E-Mail-Adresse", "c/o b@x.org,a@x.org"),
        ("地址,邮箱", "北京市,a@x.org"),
        ("Mail,E-mail", "yes,a@x.org"),
    ],
)
def test_the_cells_decide_what_an_address_is(tmp_path: Path, head: str, row: str) -> None:
    assert reader_of(tmp_path, head, row)[0] == "a@x.org"


@pytest.mark.parametrize(
    ("head", "row", "named"),
    [
        ("email,E-Mail", "a@x.org,b@x.org", ("email", "E-Mail")),
        ("Mail,Courriel", "a@x.org,b@x.org", ("Mail", "Courriel")),
        ("address,Adresse", "a@x.org,b@x.org", ("address", "Adresse")),
        ("name,address", "Ana,1 High Street", ("name", "address")),
        ("a@x.org,Ana", "b@x.org,Bob", ("a@x.org", "Ana")),
        ("email,surname,last name", "a@x.org,Reyes,Gil", ("surname", "last name")),
        ("email,Ward no.,ward_no", "a@x.org,3,4", ("Ward no.", "ward_no")),
    ],
)
def test_what_the_columns_leave_open_is_an_error_that_names_them(
    tmp_path: Path, head: str, row: str, named: tuple[str, str]
) -> None:
    code, message = reader_of(tmp_path, head, row)
    assert code == "HP603"
    assert all(name in message for name in named)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "\ufeffsep=;", "SEP=;\r"])
def test_excels_first_line(tmp_path: Path, first: str) -> None:
    assert reader_of(tmp_path, first, "email;name,full", "a@x.org;Reyes, Ana") == ("a@x.org", "")
    assert reader_of(tmp_path, first, "email;name", "a@x.org;Reyes, Ana") == ("a@x.org", "Reyes, Ana")


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("E-Mail;Name, Vorname", "a@x.org;Reyes, Ana"),
        ('"Name; Vorname","E-Mail"', '"Reyes; Ana","a@x.org"'),
        ("a,b,c,d\tE-Mail", "1,2,3,4\ta@x.org"),
    ],
)
def test_the_delimiter_is_that_of_the_head(tmp_path: Path, head: str, row: str) -> None:
    assert reader_of(tmp_path, head, row)[0] == "a@x.org"
