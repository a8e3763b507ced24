"""Lists of recipients: who gets the issue, and why others do not."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.newsletter.recipients import read_recipients

from .hostile import REFUSED

ROWS = (
    "\ufeffEmail;Name;Ward no.\nAna@Example.org;Ana Reyes;3\nana@example.org;;\nnobody\nx@bücher.example;Ö;\n"
    "noreply@example.org;;\ninfo@example.org;;\nä@example.org;;\ngone@example.org;;\n"
)


def test_a_list_is_read(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(ROWS, "utf-8")
    (tmp_path / "suppressed.csv").write_text("email\nGONE@example.org\n", "utf-8")
    found = read_recipients(tmp_path / "list.csv")
    assert [one.address for one in found.recipients] == [
        "Ana@example.org",
        "x@xn--bcher-kva.example",
        "info@example.org",
    ]
    assert found.recipients[0].attributes == {"ward_no": "3"}
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
    assert found.rejected[0].code == "HP640"


def test_a_list_without_addresses_is_no_list(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("name\nAna\n", "utf-8")
    with pytest.raises(ContentError) as caught:
        read_recipients(tmp_path / "list.csv")
    assert caught.value.problems[0].code == "HP603"
