"""Lists of recipients: who gets the issue, why others do not, and which lists are refused whole."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.errors import ContentError
from hemaprint.newsletter.recipients import RecipientList, read_recipients
from hemaprint.newsletter.table import LONGEST_LINE, SHOWN

from .hostile import REFUSED

ROWS = (
    "\ufeffEmail;Name;Ward no.\nAna@Example.org;Ana Reyes;3\nana@example.org;;\nnobody\nx@bücher.example;Ö;\n"
    "noreply@example.org;;\ninfo@example.org;;\nä@example.org;;\ngone@example.org;;\n"
)
Read = Callable[..., RecipientList]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a list of that text or those bytes, beside a suppression list if one is given."""

    def read_list(content: str | bytes, suppressed: str = "") -> RecipientList:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "list.csv").write_bytes(data)
        if suppressed:
            (tmp_path / "suppressed.csv").write_text(suppressed, "utf-8")
        return read_recipients(tmp_path / "list.csv")

    return read_list


def faults(read: Read, content: str | bytes) -> list[tuple[str, int]]:
    """Code and line of everything for which a list is refused."""
    with pytest.raises(ContentError) as caught:
        read(content)
    return [(one.code, one.location.line) for one in caught.value.problems]


def names(found: RecipientList) -> list[str]:
    return [one.name for one in found.recipients]


def test_a_list_is_read(read: Read) -> None:
    found = read(ROWS, "email\nGONE@example.org\n")
    addresses = ["Ana@example.org", "x@xn--bcher-kva.example", "info@example.org"]
    assert [one.address for one in found.recipients] == addresses
    assert len(found.recipients) == len(addresses)
    first = next(iter(found.recipients))
    assert (first.name, first.attributes, first.row) == ("Ana Reyes", {"ward_no": "3"}, 2)
    assert [(one.row, one.code) for one in found.rejected] == [
        (3, "HP604"),
        (4, "HP600"),
        (6, "HP605"),
        (8, "HP601"),
        (9, "HP606"),
    ]
    assert [one.address for one in found.shared] == ["info@example.org"]


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_is_more_than_text_gets_nothing(tmp_path: Path, name: str) -> None:
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows((("email", "name"), ("a@example.org", name), ("b@example.org", "Bob")))
    try:
        found = read_recipients(tmp_path / "list.csv")
    except ContentError:
        return
    assert [one.address for one in found.recipients] == ["b@example.org"]
    assert [one.code for one in found.rejected] == ["HP640"]


def test_a_doubled_reader_is_found_however_far_apart(read: Read) -> None:
    middle = "".join(f"reader-{number}@example.org\n" for number in range(2000))
    found = read(f"email\nAna@example.org\n{middle}ana@EXAMPLE.org\nANA@example.org\n")
    assert len(found.recipients) == 2001
    assert [(one.row, one.code) for one in found.rejected] == [(2003, "HP604"), (2004, "HP604")]
    assert all("row 2 " in one.why for one in found.rejected)


# ---------------------------------------------------------------- rows that are not well-formed


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('email,name\na@x.org,"Ana\nb@x.org,Bob\nc@x.org,Cy\n', [2]),  # open to the end
        ('email,name\na@x.org,Ana\nb@x.org,"Bob\nc@x.org,"Cy"\n', [3]),  # closed by the quote of another row
        ('email,name,note\na@x.org,Ana,"1\nb@x.org,Bob,2\nc@x.org,Cy,"\n', [2]),  # two rows within a cell
        ('email,name\na@x.org,"Ana" Reyes\nb@x.org,"Bob"x\nc@x.org,Cy\n', [2, 3]),
        ('email,name\na@x.org,"Ana \\"Nan\\" Reyes"\n', [2]),
        ("email,name\na@x.org,Reyes, Ana\nb@x.org,Bob\nc@x.org,Cy,3\n", [2, 4]),
        ("email,name,\na@x.org,Ana,3\n", [2]),
        ('email,name\na@x.org,"Ana\nReyes"\n', [2]),
        ('email,name\na@x.org,"Ana\r\nBcc: b@x.org"\n', [2]),
        ('email,name\r"a@x.org\rb@x.org",Ana\r', [2]),
        ("email,name\na@x.org,b@x.org\n", [2]),
        ("email,first name,last name\na@x.org,Ana,@reyes\n", [2]),
        ("email,name\na@x.org,Ana\0\n", [2]),
        ('email,street\na@x.org,"1\n2"\nb@x.org,3,4\n', [4]),  # lines are counted, not rows
        ('sep=;\nemail;name\na@x.org;"Ana\n', [3]),
    ],
)
def test_a_list_that_is_not_well_formed_is_refused_with_its_rows(read: Read, text: str, lines: list[int]) -> None:
    assert faults(read, text) == [("HP603", line) for line in lines]


def test_a_bad_list_is_refused_within_bounds(read: Read) -> None:
    assert len(faults(read, "email,name\n" + "a@x.org,b@x.org\n" * 1000)) == SHOWN
    assert faults(read, f'email,name\na@x.org,"{"x" * 200_000}\n') == [("HP603", 2)]
    assert faults(read, "email\n" + "x" * LONGEST_LINE) == [("HP603", 2)]


def test_empty_cells_at_the_end_may_be_missing_or_too_many(read: Read) -> None:
    found = read("email,name,ward,,\na@x.org,Ana,,,,,,\nb@x.org\n\n,,\nc@x.org,Cy,3\n")
    assert [(one.address, one.row) for one in found.recipients] == [("a@x.org", 2), ("b@x.org", 3), ("c@x.org", 6)]


@pytest.mark.parametrize("text", ["email;\na@x.org;\n", "sep=;;;\nemail;name;\na@x.org;;\n", "E-Mail|\r\na@x.org|\r\n"])
def test_a_delimiter_at_the_end_is_one(read: Read, text: str) -> None:
    assert [one.address for one in read(text).recipients] == ["a@x.org"]


def test_a_cell_that_is_too_long_is_no_open_quote(read: Read) -> None:
    with pytest.raises(ContentError) as caught:
        read(f"email,name,note\na@x.org,Ana,{'x' * 200_000}\n")
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.line, "quote" in problem.hint) == ("HP603", 2, False)


def test_an_address_of_several_lines_is_one_line(read: Read) -> None:
    (reader,) = read('email,name,street\na@x.org,"Reyes, Ana","1 High Street\r\nOxford"\n').recipients
    assert (reader.name, reader.attributes) == ("Reyes, Ana", {"street": "1 High Street Oxford"})


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(read: Read, end: str) -> None:
    assert names(read(end.join(("email,name", "a@x.org,Ana", "b@x.org,Bob")))) == ["Ana", "Bob"]


@pytest.mark.parametrize(
    "cell", ["Ana <a@x.org>", "a@x.org; b@x.org", "a@x.org b@x.org", "mailto:a@x.org", "", "#a@x.org"]
)
def test_the_cell_of_an_address_holds_it_alone(read: Read, cell: str) -> None:
    found = read(f'email,name\n"{cell}",Ana\nc@x.org,Cy\n')
    assert ([one.address for one in found.recipients], [one.code for one in found.rejected]) == (["c@x.org"], ["HP600"])


CELL = st.text(st.sampled_from('ab@,;"\n\r\té '), max_size=6)


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=6))
@pytest.mark.fuzz
def test_a_row_is_read_as_it_was_written_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("generated") / "list.csv"
    written = io.StringIO()
    readers = [(f"r{number}@x.org", *cells) for number, cells in enumerate(rows)]
    csv.writer(written).writerows([("email", "name", "ward"), *readers])
    path.write_text(written.getvalue(), "utf-8", newline="")
    try:
        found = list(read_recipients(path).recipients)
    except ContentError:
        assert any("@" in name or {"\n", "\r"} & set(name.strip(" ") + ward) for _, name, ward in readers)
        return
    meant = [(address, " ".join(name.split()), " ".join(ward.split())) for address, name, ward in readers]
    assert [(one.address, one.name, one.attributes.get("ward", "")) for one in found] == meant


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-sig"])
def test_marked_encodings_need_no_guess(read: Read, encoding: str) -> None:
    text = "email\tname\na@x.org\tÑandú 李\n"
    data = b"\xff\xfe" + text.encode("utf-16-le") if encoding == "utf-16-le-sig" else text.encode(encoding)
    found = read(data)
    assert (names(found), found.problems) == (["Ñandú 李"], ())


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Böhm", "cp1252"),
        ("José Núñez", "cp1252"),
        ("François Lefèvre", "cp1252"),
        ("Łukasz Żółw", "cp1250"),
        ("Žofie Šťastná", "cp1250"),
        ("Иван Петров", "cp1251"),
        ("李明", "gb18030"),
        ("田中太郎", "shift_jis"),
    ],
)
def test_an_encoding_that_was_guessed_is_told_with_a_line_of_it(read: Read, name: str, encoding: str) -> None:
    found = read(f"email;name\na@x.org;Ana\nb@x.org;{name}\n".encode(encoding))
    assert names(found) == ["Ana", name]
    (problem,) = found.problems
    assert (problem.code, problem.location.line, problem.severity) == ("HP645", 3, "warning")
    assert name in problem.message


def test_bytes_without_a_meaning_are_refused_with_their_lines(read: Read) -> None:
    rows = [f"r{number}@x.org,Müller".encode() for number in range(9)]
    assert faults(read, b"\n".join((b"email,name", *rows, b"x@x.org,M\xfcller", *rows))) == [("HP603", 11)]
    assert faults(read, b"email,name\na@x.org,M\xc3\xbcller\nb@x.org,M\xfcller\n") == [("HP603", 3)]
    assert faults(read, "email,name\na@x.org,Ana\n".encode("utf-16")[:-1]) == [("HP603", 0)]
    assert faults(read, "email,name\na@x.org,Ana\n".encode("utf-16-le")) == [("HP603", 1)]


def test_a_workbook_is_not_csv(read: Read) -> None:
    assert faults(read, b"PK\x03\x04" + bytes(range(256))) == [("HP603", 0)]


def test_a_list_comes_through_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["/bin/sh", "-c", 'printf "email\\na@x.org\\n" > "$0"', str(pipe)]) as shell:
        assert len(read_recipients(pipe).recipients) == 1
        assert shell.wait(timeout=20) == 0


# ---------------------------------------------------------------- memory


def test_a_long_list_is_never_in_memory(tmp_path: Path) -> None:
    rows = (f"reader-{number}@example.org,Reader {number},{'x' * 400}\n" for number in range(3_000))
    (tmp_path / "list.csv").write_text("email,name,note\n" + "".join(rows), "utf-8")
    tracemalloc.start()
    try:
        found = read_recipients(tmp_path / "list.csv")
        assert sum(1 for _ in found.recipients) == 3_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 500_000  # the file has 1.3 MB
