"""Who must not get anything: every row is understood, or nothing is sent."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.errors import ContentError, MalformedError
from hemaprint.newsletter.addresses import keys_in
from hemaprint.newsletter.recipients import read_recipients, suppressing

UNDERSTOOD = [
    "ana@x.org",
    " Ana@X.ORG ",
    "Ana Reyes <ana@x.org>",
    '"Reyes, Ana" <ana@x.org>',
    "<ana@x.org>",
    "'ana@x.org'",
    "mailto:ana@x.org",
    "<MAILTO:ana@x.org?subject=stop>",
    "ana@x.org (left)",
    "ana@x.org, left 2024",
    "ana@x.org.",
    "E-mail: ana@x.org",
    "left: ana@x.org - a doctor",
    "\u200bana@x.org\ufeff",
    "ana\uff20x.org",
    "b@y.org; ana@x.org",
    "-ana@x.org",
    "_ana@x.org_",
    "\u00a0ana@x.org\u00a0",
]
NOT_UNDERSTOOD = [
    "Ana Reyes",
    "ana at x.org",
    "x.org",
    "ana@",
    "@",
    "Ana @x.org",
    "ana@x",
    "ana@@x.org",
    "ana@x.org-left",
    "ana@x.org退订",
    "退订ana@x.org",
    "ana@x.org。退订",
    "→ana@x.org",
    '"ana reyes"@x.org',
    "all of *@x.org",
    "# ana@x.org",
    "ana@x.org b@",
]


@pytest.mark.parametrize("row", UNDERSTOOD)
def test_a_row_is_understood(row: str) -> None:
    assert "ana@x.org" in keys_in(row)


@pytest.mark.parametrize("row", NOT_UNDERSTOOD)
def test_a_row_is_not_understood(row: str) -> None:
    with pytest.raises(MalformedError):
        keys_in(row)


@pytest.mark.parametrize(
    ("row", "keys"),
    [
        ("ana+news@x.org", {"ana+news@x.org"}),
        ("x@Bücher.example", {"x@xn--bcher-kva.example"}),
        ("x@XN--BCHER-KVA.example", {"x@xn--bcher-kva.example"}),
        ("o'brien@x.org", {"o'brien@x.org"}),
        ("@Example.org", {"@example.org"}),
        ("*@bücher.example", {"@xn--bcher-kva.example"}),
        ("a@x.org;b@x.org, c@x.org", {"a@x.org", "b@x.org", "c@x.org"}),
    ],
)
def test_keys_are_canonical(row: str, keys: set[str]) -> None:
    assert keys_in(row) == keys


@settings(max_examples=examples(100), deadline=None)
@given(
    st.from_regex(r"[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,8}(\.[a-z0-9]{1,4})?", fullmatch=True),
    st.sampled_from(["{}", " {} ", "<{}>", "N <{}>", "{} (left)", '"{}"', "mailto:{}", "{};b@y.org"]),
)
@pytest.mark.fuzz
def test_whatever_can_be_sent_to_can_be_suppressed(local: str, around: str) -> None:
    """An address that is a reader's is found in a row that has it, or the row is an error."""
    address = f"{local}@x.org".casefold()
    try:
        assert keys_in(around.format(address)) & {address, "@x.org"}
    except MalformedError:
        assert around != "{}" or local.startswith("#")


# ---------------------------------------------------------------- files


READERS = "email\na@x.org\nb@x.org\nc@y.org\nd@sub.y.org\n"
Left = Callable[..., list[str]]


@pytest.fixture
def left(tmp_path: Path) -> Left:
    """The addresses that are left of READERS with a suppression list of that text or those bytes."""

    def read(content: str | bytes, name: str = "suppressed.csv") -> list[str]:
        (tmp_path / "list.csv").write_text(READERS, "utf-8")
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return [one.address for one in read_recipients(tmp_path / "list.csv").recipients]

    return read


@pytest.mark.parametrize(
    "text",
    [
        "email\nA@x.org\n\nb@x.org\n",
        "a@x.org\nb@x.org\n",
        "a@x.org,Ana,left\nb@x.org,Bob\n",
        "# who has left\na@x.org # 2024\nb@x.org\n",
        "\n\nE-Mail\na@x.org\nb@x.org (left, 2024)\n",
        "Name;E-Mail-Adresse;Grund\nAna;a@x.org;now at c@y.org\n;Bob <b@x.org>;\n",
        'name,email\n"Reyes, Ana","a@x.org, b@x.org"\n',
        '"a@x.org"\n"b@x.org"\n',
        "sep=;\nemail;name\na@x.org;Ana\nb@x.org;Bob\n",
        "sep=,\na@x.org\nb@x.org\n",
    ],
)
def test_tables_and_bare_lists(left: Left, text: str) -> None:
    assert left(text) == ["c@y.org", "d@sub.y.org"]
    assert left(b"\xff\xfe" + text.encode("utf-16-le")) == ["c@y.org", "d@sub.y.org"]


def test_a_domain_is_suppressed_without_its_subdomains(left: Left) -> None:
    assert left("@Y.org\n") == ["a@x.org", "b@x.org", "d@sub.y.org"]


def test_a_file_of_nobody_is_a_file(left: Left) -> None:
    assert len(left("email\n")) == 4


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("email\na@x.org\nAna\nb@x.org\nBob\n", [("HP646", 3), ("HP646", 5)]),
        ("email,name\n,Ana\na@x.org,Ana\n", [("HP646", 2)]),
        ("email,name\na@x.org,Ana\nb@x.org,Reyes, Bob\n", [("HP603", 3)]),
        ('email,name\n"a@x.org,Ana\nb@x.org,Bob\n', [("HP603", 2)]),
        ("Abgemeldet\na@x.org\n", [("HP646", 1)]),
        ("email,E-Mail\na@x.org,b@x.org\n", [("HP603", 1)]),
        (b"email,name\na@x.org,Ana\0\n", [("HP603", 2)]),
    ],
)
def test_what_is_not_understood_stops_the_sending(left: Left, text: str | bytes, places: list[tuple[str, int]]) -> None:
    with pytest.raises(ContentError) as caught:
        left(text)
    assert [(one.code, one.location.line) for one in caught.value.problems] == places


def test_the_errors_of_all_files_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email,name\na@x.org,b@x.org\n", "utf-8")
    (tmp_path / "suppressed.csv").write_text("Ana\n", "utf-8")
    (tmp_path / "more.txt").write_text("Bob\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        read_recipients(tmp_path / "list.csv", tmp_path / "more.txt")
    assert [one.code for one in caught.value.problems] == ["HP603", "HP646", "HP646"]


def test_all_files_are_honoured_and_counted(tmp_path: Path) -> None:
    """The project's, the one beside the list and the one that was named."""
    project, lists = tmp_path / "project", tmp_path / "lists"
    for folder in (project, lists):
        folder.mkdir()
    (lists / "list.csv").write_text(READERS, "utf-8")
    (project / "suppressed.csv").write_text("email\nA@x.org\n", "utf-8")
    (lists / "Suppressed.TXT").write_text("b@x.org\na@x.org\nz@x.org\n", "utf-8")
    (tmp_path / "more.csv").write_text("@y.org\n", "utf-8")
    found = read_recipients(lists / "list.csv", tmp_path / "more.csv", project)
    assert [one.address for one in found.recipients] == ["d@sub.y.org"]
    assert [(one.path.name, one.addresses, one.left_out) for one in found.suppressions] == [
        ("more.csv", 1, 1),
        ("suppressed.csv", 1, 1),
        ("Suppressed.TXT", 3, 2),
    ]


def test_a_file_that_is_named_and_found_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(READERS, "utf-8")
    (tmp_path / "suppressed.csv").write_text("a@x.org\n", "utf-8")
    found = read_recipients(tmp_path / "list.csv", tmp_path / "suppressed.csv", tmp_path)
    assert len(found.suppressions) == 1


def test_the_suppression_list_is_a_list_of_nobody(tmp_path: Path) -> None:
    (tmp_path / "suppressed.csv").write_text("email\na@x.org\n", "utf-8")
    assert len(read_recipients(tmp_path / "suppressed.csv").recipients) == 0


@pytest.mark.parametrize("name", ["suppressed.tsv", "Suppressed.csv.txt", "suppressed"])
def test_another_suffix_is_honoured_where_no_suppressed_csv_is(tmp_path: Path, name: str) -> None:
    (tmp_path / "list.csv").write_text("email\nana@x.org\nbob@x.org\n")
    (tmp_path / name).write_text("ana@x.org\n")
    assert [one.address for one in read_recipients(tmp_path / "list.csv").recipients] == ["bob@x.org"]
    (tmp_path / "suppressed.csv").write_text("bob@x.org\n")
    assert [one.address for one in read_recipients(tmp_path / "list.csv").recipients] == ["ana@x.org"]


def test_a_suppressed_workbook_stops_the_sending(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("email\nana@x.org\n")
    (tmp_path / "suppressed.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(ContentError) as caught:
        read_recipients(tmp_path / "list.csv")
    assert [one.code for one in caught.value.problems] == ["HP603"]


def test_a_list_that_is_a_link_has_the_suppressed_of_both_folders(tmp_path: Path) -> None:
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "suppressed.csv").write_text(f"{name}@x.org\n")
    (tmp_path / "there" / "list.csv").write_text("email\nhere@x.org\nthere@x.org\nana@x.org\n")
    (tmp_path / "here" / "list.csv").symlink_to(tmp_path / "there" / "list.csv")
    found = read_recipients(tmp_path / "here" / "list.csv")
    assert [one.address for one in found.recipients] == ["ana@x.org"]


@pytest.mark.parametrize("kind", ["folder", "link", "closed"])
def test_a_suppression_file_that_cannot_be_read_stops_the_sending(tmp_path: Path, kind: str) -> None:
    (tmp_path / "list.csv").write_text(READERS, "utf-8")
    path = tmp_path / "suppressed.csv"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("gone")
    else:
        path.write_text("a@x.org\n", "utf-8")
        path.chmod(0)
        if os.access(path, os.R_OK):
            pytest.skip("root reads everything")
    with pytest.raises(ContentError) as caught:
        read_recipients(tmp_path / "list.csv")
    assert [(one.code, one.location.path) for one in caught.value.problems] == [("HP603", path)]


def test_an_address_that_is_tried_is_looked_up(tmp_path: Path) -> None:
    path = tmp_path / "suppressed.csv"
    path.write_text("email\na@x.org\n@y.org\n", "utf-8")
    assert [suppressing(one, [path]) for one in ("A@x.org", "b@y.org", "b@x.org")] == [path, path, None]
