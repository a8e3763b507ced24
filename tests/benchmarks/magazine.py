"""Write a magazine to measure with: a hemaprint project, the same text as paged HTML, and as Typst.

    python -m benchmarks.magazine DIR --pages 64

writes ``DIR/project``, ``DIR/web`` and ``DIR/typst``. The same number of pages gives the same files.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.compose import SIZES, make_magazine
from benchmarks.edits import edit_one, grow_one
from benchmarks.project import write_project
from benchmarks.typst import write_typst
from benchmarks.web import write_web

__all__ = ["SIZES", "edit_one", "grow_one", "make_magazine", "write_all", "write_project", "write_typst", "write_web"]


def write_all(folder: Path, pages: int) -> None:
    """Write the magazine of ``pages`` pages in every form."""
    magazine = make_magazine(pages)
    write_project(magazine, folder / "project")
    write_web(magazine, folder / "web")
    write_typst(magazine, folder / "typst")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where to write")
    parser.add_argument("--pages", type=int, default=64, choices=SIZES, help="how many pages, about")
    arguments = parser.parse_args()
    write_all(arguments.folder, arguments.pages)


if __name__ == "__main__":
    main()
