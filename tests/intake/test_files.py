import io
import struct
import zipfile
from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.intake.files import PART_BYTES_AT_MOST, Archive, Shelf, take_picture
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word import read_docx
from intake.ooxml import part, write_docx

PATH = Path("a.docx")


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def code_of_reading(data: bytes, name: str = "part") -> str:
    with pytest.raises(ContentError) as caught:
        Archive(PATH, data).xml(name)
    return caught.value.problems[0].code


def test_a_bomb_is_refused_however_it_lies_about_its_size() -> None:
    data = bytearray(packed(part=b"\0" * (PART_BYTES_AT_MOST + 1)))
    assert code_of_reading(bytes(data)) == "HP514"
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 100)  # the uncompressed size that the directory tells
    assert code_of_reading(bytes(data)) in ("HP513", "HP514")


def test_too_many_parts() -> None:
    assert code_of_reading(packed(**{f"n{n}": b"" for n in range(5001)})) == "HP514"


def test_an_archive_in_an_archive_is_not_unpacked() -> None:
    inner = packed(part=b"\0" * PART_BYTES_AT_MOST)
    assert Archive(PATH, packed(part=inner)).read("part") == inner


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "word\\..\\x"])
def test_names_that_leave_the_archive(name: str) -> None:
    assert code_of_reading(packed(**{name: b"x"})) == "HP515"


def test_doubled_names_and_locked_parts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("a", b"2")
    assert code_of_reading(out.getvalue()) == "HP515"
    locked = bytearray(packed(part=b"x"))
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    assert code_of_reading(bytes(locked)) == "HP515"


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><a>&z;</a>', "HP516"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "HP516"),
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'.encode("utf-16"), "HP516"),
        (b"<a>", "HP516"),
        (b"<a>" * 200 + b"</a>" * 200, "HP517"),
        (b"<a>" * 9000 + b"</a>" * 9000, "HP517"),
        (b"<a>" + b"<b/>" * 300_001 + b"</a>", "HP517"),
    ],
)
def test_hostile_xml(xml: bytes, code: str) -> None:
    assert code_of_reading(packed(part=xml)) == code


def test_a_document_that_is_cut_off_or_empty(tmp_path: Path) -> None:
    data = write_docx(tmp_path / "a.docx", "<w:p/>").read_bytes()
    assert code_of_reading(data[: len(data) // 2]) == "HP513"
    for content in (packed(readme=b"x"), packed(**{"word/document.xml": part("other", "").encode()})):
        (tmp_path / "b.docx").write_bytes(content)
        with pytest.raises(ContentError) as caught:
            read_docx(tmp_path / "b.docx", Wishes())
        assert caught.value.problems[0].code == "HP513"


def test_names_and_endings_of_pictures_are_ours() -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    assert take_picture(svg, "../../Étude 1.exe").name == "etude-1.svg"
    emf = b"\x01\0\0\0" + bytes(36) + b" EMF"
    assert take_picture(emf, "a.png").name == "a.emf"
    assert take_picture(emf, "a.png").doubt
    assert take_picture(b"%!PS-Adobe EPSF", "a.png").name == "a.bin"
    shelf = Shelf()
    names = [shelf.take(data, "a.png").name for data in (svg, svg + b" ", svg)]
    assert names == ["a.svg", "a-2.svg", "a.svg"]
