"""``hemaprint import`` and ``export``: manuscripts in, articles out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.ooxml import part, write_docx
from waiting import LONG

from .conftest import Call

# ---------------------------------------------------------------- import


TALK = """\
Field Notes: Why a magazine?

Dr. Ann Poe: Because somebody has to read it twice.

Field Notes: And then?

Dr. Ann Poe: Then it is printed.
"""


@pytest.fixture
def talk(magazine: Path) -> Path:
    path = magazine.parent / "talk.txt"
    path.write_text(TALK, "utf-8")
    return path


def folder(magazine: Path) -> Path:
    return magazine / "content" / "2025-01"


def test_an_article_is_written_ordered_and_accepted(magazine: Path, talk: Path, hemaprint: Call) -> None:
    outcome = hemaprint("import", str(talk), "--speaker", "Field Notes")
    assert outcome.code == 0
    assert outcome.out.split() == ["content/2025-01/articles/talk.md", "content/2025-01/articles/talk.intake.json"]
    assert "  - article: talk\n" in (folder(magazine) / "issue.yaml").read_text("utf-8")
    assert hemaprint("check", "--strict").code == 0


def test_the_report_accounts_for_every_word(magazine: Path, talk: Path, hemaprint: Call) -> None:
    hemaprint("import", str(talk), "--speaker", "Field Notes")
    report = json.loads((folder(magazine) / "articles" / "talk.intake.json").read_text("utf-8"))
    words = report["words"]
    assert words["agree"]
    assert words["source"] == words["left_out"] + words["article"]
    assert report["template"] == "interview"
    assert {doubt["code"] for doubt in report["doubts"]} == {"HP539"}
    assert all(doubt["otherwise"] for doubt in report["doubts"])


def test_an_article_is_overwritten_only_by_force(magazine: Path, talk: Path, hemaprint: Call) -> None:
    hemaprint("import", str(talk))
    article = folder(magazine) / "articles" / "talk.md"
    article.write_text("edited", "utf-8")
    assert hemaprint("import", str(talk)).code == 2
    assert article.read_text("utf-8") == "edited"
    assert hemaprint("import", str(talk), "--force").code == 0
    assert article.read_text("utf-8").startswith("---")
    assert (folder(magazine) / "issue.yaml").read_text("utf-8").count("- article: talk") == 1


@pytest.mark.parametrize(("option", "code"), [("--dry-run", 0), ("--strict", 1)])
def test_nothing_is_written(option: str, code: int, magazine: Path, talk: Path, hemaprint: Call) -> None:
    before = sorted(magazine.rglob("*"))
    outcome = hemaprint("import", str(talk), option)
    assert outcome.code == code
    assert outcome.out == ""
    assert "HP539" in outcome.err
    assert sorted(magazine.rglob("*")) == before


def test_of_several_files_all_are_written_or_none(magazine: Path, talk: Path, hemaprint: Call) -> None:
    empty = talk.with_name("empty.txt")
    empty.write_text("\n\n", "utf-8")
    outcome = hemaprint("import", str(talk), str(empty))
    assert outcome.code == 1
    assert "HP510" in outcome.err
    assert not (folder(magazine) / "articles" / "talk.md").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--template", "intreview"),
        ("--department", "Nowhere"),
        ("--slug", "Not a slug"),
        ("--issue", "1999-01"),
        ("--accept-changes", "--reject-changes"),
    ],
)
def test_what_does_not_exist_is_a_usage_error(
    arguments: tuple[str, ...], magazine: Path, talk: Path, hemaprint: Call
) -> None:
    assert hemaprint("import", str(talk), *arguments).code == 2


def test_a_wrong_encoding_names_the_line(magazine: Path, talk: Path, hemaprint: Call) -> None:
    talk.write_bytes("Field Notes: Why?\n\nDr. Ann Poe: Café.\n".encode("cp1252"))
    outcome = hemaprint("import", str(talk), "--encoding", "utf-8")
    assert outcome.code == 1
    assert "talk.txt:3:1: error[HP500]" in outcome.err
    assert hemaprint("import", str(talk), "--encoding", "utf-99").code == 1


def test_a_file_that_is_not_there_is_an_error(magazine: Path, hemaprint: Call) -> None:
    assert hemaprint("import", "nowhere.txt").code == 1


# ---------------------------------------------------------------- import hostile


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


# ---------------------------------------------------------------- export


def test_html_unless_told_otherwise(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export")
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        f"dist/2025-01/export/{slug}.html" for slug in ("begin-anywhere", "measure-for-measure", "small-rules")
    ]


def test_several_formats_of_one_article(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export", "2025-01", "-f", "text", "-f", "docx", "--article", "small-rules", "-o", "proofs")
    assert outcome.out.splitlines() == ["proofs/small-rules.txt", "proofs/small-rules.docx"]
    assert all((magazine / path).stat().st_size for path in outcome.out.splitlines())


def test_unknown_article(hemaprint: Call, magazine: Path) -> None:
    outcome = hemaprint("export", "--article", "small-rulers")
    assert (outcome.code, outcome.out) == (2, "")
    assert "small-rules" in outcome.err


def test_problems_are_those_of_check(hemaprint: Call, magazine: Path) -> None:
    article = magazine / "content" / "2025-01" / "articles" / "begin-anywhere.md"
    article.write_text(article.read_text("utf-8").replace("department: Letter", "department: Lettre"), "utf-8")
    outcome = hemaprint("export")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("content/2025-01/articles/begin-anywhere.md:5:13: error[HP012]")


def test_the_engine_is_not_loaded(magazine: Path) -> None:
    program = (
        "import sys; from hemaprint.cli.main import main; main(['export', '-f', 'text']);"
        "sys.exit(bool({'weasyprint', 'pikepdf'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=magazine, check=False, timeout=LONG).returncode == 0
