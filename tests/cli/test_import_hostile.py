"""Hostile files end with exit code 1 and a message, and leave the magazine as it was."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.ooxml import part, write_docx

from .conftest import Call

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def document(xml: str) -> bytes:
    return packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)


ENTITIES = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
HOSTILE: dict[str, bytes | Callable[[Path], object]] = {
    "pdf.docx": b"%PDF-1.7\n1 0 obj\n",
    "old.doc": OLE + "WordDocument".encode("utf-16-le"),
    "locked.docx": OLE + "EncryptedPackage".encode("utf-16-le"),
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "program.txt": b"\x7fELF" + bytes(200),
    "empty.txt": b"",
    "spaces.txt": b" \n\t\n",
    "cut.docx": document("<w:document/>")[:60],
    "bomb.docx": packed({"word/document.xml": bytes(300_000_000)}),
    "entities.docx": document(ENTITIES + "]><w>&j;</w>"),
    "outside.docx": document('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'),
    "traversal.docx": packed({"word/document.xml": part("document", "").encode(), "../../../evil": b"x"}),
    "nothing.docx": packed({"readme": b"x"}),
    "deep.docx": document("<w>" * 9000 + "</w>" * 9000),
    "deep.html": b"<div>" * 100_000 + b"text",
    "selector.html": b"<script>only this</script>",
    "bytes.txt": bytes(range(256)) * 50,
    "huge.txt": huge,
    "folder.txt": Path.mkdir,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_exit_code_one_a_message_and_nothing_written(name: str, magazine: Path, hemaprint: Call) -> None:
    path, content = magazine.parent / name, HOSTILE[name]
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        content(path)
    before = sorted(magazine.parent.rglob("*"))
    outcome = hemaprint("import", str(path))
    assert outcome.code == 1
    assert "error[HP5" in outcome.err
    assert "hint: " in outcome.err or "there is no" in outcome.err
    assert sorted(magazine.parent.rglob("*")) == before


def test_pictures_stay_in_the_images_of_the_issue(magazine: Path, hemaprint: Call) -> None:
    page = magazine.parent / "page.html"
    page.write_text(
        "<article><h1>Two pictures</h1><p>One is far away, and one is not ours.</p>"
        "<img alt='a' src='data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E' title='../../../x'>"
        "<img alt='b' src='../../../../etc/hostname'></article>",
        "utf-8",
    )
    before = {path for path in magazine.parent.rglob("*") if path.is_file()}
    assert hemaprint("import", str(page)).code == 0
    added = {path for path in magazine.parent.rglob("*") if path.is_file()} - before
    folder = magazine / "content" / "2025-01"
    assert {path.parent for path in added} <= {folder / "articles", folder / "images"}


def test_macros_are_never_run_and_said(magazine: Path, hemaprint: Call) -> None:
    words = "<w:p><w:r><w:t>Only this is copy.</w:t></w:r></w:p>"
    path = write_docx(magazine.parent / "macros.docx", words, parts={"vbaProject.bin": OLE})
    outcome = hemaprint("import", str(path))
    assert outcome.code == 0
    assert "HP524" in outcome.err
