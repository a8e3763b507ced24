# SPDX-License-Identifier: MIT
"""Make the photographs of the issue: ``python pictures.py FOLDER [names...]``.

All are computed: there was no camera, no barn and no dog. The same program makes the same pictures.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import indoors
import outdoors

PICTURES = {
    scene.__name__: scene
    for scene in (
        *(
            indoors.barn,
            outdoors.cover,
            indoors.back,
            outdoors.portrait,
            outdoors.contents,
            outdoors.wire,
            outdoors.awns,
        ),
        *(indoors.bottles, outdoors.snow, outdoors.news, indoors.letter, indoors.book, indoors.xray),
        indoors.ultrasound,
    )
}
"""By name, those that take longest first."""
PROCESSES = 2


def make(name: str, folder: Path) -> None:
    """Make one picture."""
    PICTURES[name](folder)


def main(folder: Path, names: list[str]) -> None:
    """Make the pictures of these names, or all."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = names or list(PICTURES)
    with ProcessPoolExecutor(PROCESSES) as pool:
        list(pool.map(make, wanted, [folder] * len(wanted)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
