"""A place on a page leads back to the line that it was set from."""

from __future__ import annotations

from pathlib import Path

from hemaprint.bind.sourcemap import MappedPage, SourceMap, read_map, write_map
from hemaprint.errors import Location

TRIM = (10.0, 10.0, 110.0, 210.0)
PAGE = MappedPage("content/a.md", TRIM, ((3, (0, 0, 100, 100)), (7, (20, 20, 40, 40)), (9, (0, 110, 100, 190))))
ROOT = Path("/magazine")


def place(left: float, top: float) -> tuple[float, float, float, float]:
    """A small place, measured from the top left of the trim, in user space."""
    return (TRIM[0] + left - 1, TRIM[3] - top - 1, TRIM[0] + left + 1, TRIM[3] - top + 1)


def line(left: float, top: float) -> int:
    found = SourceMap(ROOT, (PAGE,)).locate(0, place(left, top))
    assert found is not None
    return found.line


def test_the_innermost_block_that_holds_the_place() -> None:
    assert (line(80, 80), line(30, 30), line(50, 150)) == (3, 7, 9)


def test_between_blocks_the_nearest_one() -> None:
    assert (line(50, 103), line(50, 108), line(50, 199)) == (3, 9, 9)


def test_a_page_as_a_whole_and_one_without_blocks() -> None:
    known = SourceMap(ROOT, (PAGE, MappedPage("content/issue.yaml", TRIM, ())))
    assert known.locate(0, None) == Location(ROOT / "content/a.md")
    assert known.locate(1, place(1, 1)) == Location(ROOT / "content/issue.yaml")
    assert known.locate(2, None) is None


def test_a_map_holds_for_its_own_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(write_map(b"%PDF", [PAGE]))
    assert read_map(path, b"%PDF", ROOT) == SourceMap(ROOT, (PAGE,))
    assert read_map(path, b"%PDF-2", ROOT) is None
    path.write_text('{"sha256": 1}')
    assert read_map(path, b"%PDF", ROOT) is None
