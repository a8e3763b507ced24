"""The parts that need no server: editor commands, places, watched files, fingerprints."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from geometries import A4
from hemaprint.errors import UsageError
from hemaprint.preview.documents import Editor
from hemaprint.preview.showing import fingerprints
from hemaprint.preview.views import block_at, columns_of, excerpt, problems_of
from hemaprint.preview.watching import counts, folders_of
from hemaprint.system.environment import is_this_machine


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("code -g {file}:{line}", ["code", "-g", "/a b/$(x).md:12"]),
        ("vim +{line}", ["vim", "+12", "/a b/$(x).md"]),
        ("'my editor' --at={line},{column} -- {file}", ["my editor", "--at=12,3", "--", "/a b/$(x).md"]),
        ("idea --line {line} {file}; rm -rf /", ["idea", "--line", "12", "/a b/$(x).md;", "rm", "-rf", "/"]),
    ],
)
def test_every_argument_of_the_editor_is_filled_by_itself(template: str, filled: list[str]) -> None:
    assert Editor.of(template).filled(Path("/a b/$(x).md"), 12, 3) == filled


def test_a_file_with_braces_in_its_name_stays_as_it_is() -> None:
    assert Editor.of("ed {file} {line}").filled(Path("/{line}{column}.md"), 7, 1) == ["ed", "/{line}{column}.md", "7"]


@pytest.mark.parametrize("template", ["", "   ", "code 'open"])
def test_a_command_that_is_none_is_refused(template: str) -> None:
    with pytest.raises(UsageError):
        Editor.of(template)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.2", False),
        ("example.org", False),
    ],
)
def test_which_addresses_only_this_machine_can_reach(host: str, loopback: bool) -> None:
    assert is_this_machine(host) is loopback


@pytest.mark.parametrize("name", [".letter.md.swp", "letter.md~", "4913", ".DS_Store", "letter.md.tmp"])
def test_what_editors_write_beside_a_file_does_not_count(name: str) -> None:
    assert not counts(Path("/content") / name)
    assert counts(Path("/content/letter.md"))


def test_only_folders_that_are_there_are_watched(tmp_path: Path) -> None:
    (tmp_path / "content" / "2025-01").mkdir(parents=True)
    watched = folders_of(tmp_path, "2025-01")
    assert tmp_path / "content" / "2025-01" in watched
    assert tmp_path / "layouts" not in watched
    assert all(folder.is_dir() for folder in watched)


def test_the_smallest_block_at_a_place_is_meant_and_the_nearest_beside() -> None:
    blocks = [(3, (0.0, 0.0, 100.0, 100.0)), (9, (10.0, 10.0, 20.0, 20.0)), (12, (200.0, 0.0, 210.0, 10.0))]
    assert block_at(blocks, 15, 15) == blocks[1]
    assert block_at(blocks, 50, 50) == blocks[0]
    assert block_at(blocks, 300, 5) == blocks[2]
    assert block_at([], 1, 1) is None


def test_columns_are_mirrored() -> None:
    scholar, feature = A4.frame("scholar"), A4.frame("feature")
    left = list(columns_of("interview", A4, scholar, left=True))
    right = list(columns_of("interview", A4, scholar, left=False))
    assert left[0][0] == pytest.approx(A4.margins.outside)
    assert right[1][0] == pytest.approx(A4.margins.inside)
    assert {round(box[2] - box[0], 3) for box in left} == {round(box[2] - box[0], 3) for box in right}
    assert len(list(columns_of("feature", A4, feature, left=True))) == 3
    assert len(list(columns_of("contents", A4, None, left=True))) == 1
    assert list(columns_of("plate", A4, feature, left=True)) == []


def pdf_of(content: bytes, picture: bytes = b"abc", font: bytes = b"font") -> bytes:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    image = made.make_stream(picture, Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    page.Resources = Dictionary(XObject=Dictionary(I=image), Font=Dictionary(F=made.make_stream(font)))
    page.Contents = Array([made.make_stream(content)])
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def test_a_fingerprint_is_of_what_is_painted() -> None:
    drawn = b"/I Do BT /F 9 Tf <0001> Tj ET"
    same = fingerprints(pdf_of(drawn))
    assert fingerprints(pdf_of(drawn, font=b"other subset")) == same
    assert fingerprints(pdf_of(drawn, picture=b"abd")) != same
    assert fingerprints(pdf_of(drawn.replace(b"0001", b"0002"))) != same
    assert fingerprints(pdf_of(b"BT ET", picture=b"abd")) == fingerprints(pdf_of(b"BT ET"))


def test_an_excerpt_has_the_lines_around(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_bytes("\n".join(f"line {number}" for number in range(1, 9)).encode() + b"\xff")
    assert list(excerpt(path, 4)) == [(number, f"line {number}") for number in range(2, 7)]
    assert next(iter(excerpt(path, 1))) == (1, "line 1")
    assert list(excerpt(path, 99)) == list(excerpt(path, 0)) == list(excerpt(tmp_path / "none", 1)) == []


def test_every_error_becomes_a_problem_with_advice(tmp_path: Path) -> None:
    for error in (KeyError("x"), OSError(5, "Input/output error", "/x"), KeyboardInterrupt(), UsageError("a", "b")):
        (problem,) = problems_of(error, tmp_path)
        assert problem.hint
        assert problem.message
