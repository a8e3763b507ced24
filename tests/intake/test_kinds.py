import os
import zipfile
from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.intake.kinds import Kind, kind_of
from intake.ooxml import write_docx

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


def code_of(path: Path) -> str:
    with pytest.raises(ContentError) as caught:
        kind_of(path)
    return caught.value.problems[0].code


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"Plain text", Kind.TEXT),
        ("a.md", b"# Head", Kind.MARKDOWN),
        ("a.txt", b"<!DOCTYPE html><p>x", Kind.HTML),
        ("a.htm", b"just words", Kind.HTML),
        ("a.doc", b"{\\rtf1 x}", Kind.RTF),
        ("a.txt", "Text in UTF-16".encode("utf-16"), Kind.TEXT),
        ("a.txt", "Text in UTF-16\nwithout its mark".encode("utf-16-le"), Kind.TEXT),
        ("a.txt", b"<!-- a -->\n" * 2000, Kind.TEXT),
        ("a.txt", b"<?xml version='1.0'?>\n<!-- a -->\n<!-- b --> <html lang='en'>", Kind.HTML),
        ("a.txt", b"<!-- never closed " * 2000, Kind.TEXT),
        ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nx", Kind.SUBTITLES),
        ("a.txt", b"1\r\n00:00:01,000 --> 00:00:02,000\r\nx", Kind.SUBTITLES),
        ("a.xml", b'<?xml version="1.0"?><!DOCTYPE article PUBLIC "-//NLM//DTD JATS"><article><front/>', Kind.JATS),
        ("a.txt", b"From: a\nSubject: b\n\nText", Kind.TEXT),
        ("a.txt", b"[Music] and {braces} are text", Kind.TEXT),
    ],
)
def test_content_comes_before_the_name(name: str, data: bytes, kind: Kind, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert kind_of(tmp_path / name) is kind


def test_containers(tmp_path: Path) -> None:
    assert kind_of(write_docx(tmp_path / "a.txt", "<w:p/>")) is Kind.DOCX
    with zipfile.ZipFile(tmp_path / "b.docx", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", "<x/>")
    assert kind_of(tmp_path / "b.docx") is Kind.ODT


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"%PDF-1.7 ...", "HP512"),
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "HP512"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "HP515"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "HP512"),
        ("a.txt", bytes(range(32)) * 20, "HP512"),
        ("a.docx", b"not a zip", "HP513"),
        ("a.docx", b"PK\x03\x04 cut off", "HP513"),
        ("a.txt", b" \n", "HP510"),
        ("a.csv", b"a,b\n1,2", "HP512"),
        ("a.txt", b'{"a": [1, 2]}', "HP512"),
        ("a.xml", b"<?xml version='1.0'?><book/>", "HP512"),
        ("a.txt", b"<!DOCTYPE book [<!ENTITY a 'b'>]><book>", "HP512"),
        ("a.txt", b"\\documentclass{article}", "HP512"),
        ("a.yaml", b"a: b", "HP512"),
        ("a.txt", b"BEGIN:VCALENDAR\r\nx", "HP512"),
        ("a.eml", b"From: a@example.org\n\nx", "HP512"),
        ("a.txt", b"Received: by x\nMIME-Version: 1.0\nSubject: b\n\nText", "HP512"),
        ("a.bib", b"@article{a, title={b}}", "HP512"),
        ("a.ass", b"[Script Info]\n", "HP512"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    assert code_of(tmp_path / name) == code


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    for path in (tmp_path, tmp_path / "pipe.txt", tmp_path / "missing.txt", Path("/dev/zero")):
        assert code_of(path) == "HP510"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert code_of(tmp_path / "a.txt") == "HP511"
