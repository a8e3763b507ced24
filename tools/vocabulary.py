# SPDX-License-Identifier: MIT
"""Check the English of the program and its documentation: spelling by codespell, and turns that are not ours.

tools/vocabulary.py prints file:line:column of each, with what to write instead, and fails where there is one. The turns
are in tools/vocabulary.toml.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READ = (
    *("src/**/*.py", "src/**/codes.toml", "src/**/static/*.*", "layouts/**/*.*", "styles/**/*.css", "tools/*"),
    *("docs/**/*.md", "*.md", "*.toml", "*.yml", ".github/**/*.*"),
)
"""What people read of us, from the program's messages to its comments."""


def turns() -> list[tuple[re.Pattern[str], str]]:
    """Each forbidden turn, and what to write instead."""
    listed = tomllib.loads((ROOT / "tools" / "vocabulary.toml").read_text("utf-8"))["turns"]
    return [(re.compile(pattern, re.IGNORECASE), better) for pattern, better in listed.items()]


def found_in(text: str, forbidden: Iterable[tuple[re.Pattern[str], str]]) -> Iterator[tuple[int, int, str, str]]:
    """Line, column, the words and the better ones of each turn; a turn may go over the end of a line."""
    joined = re.sub(r"\n[ \t]*(?:# )?", lambda match: " " + "\0" * (len(match[0]) - 1), text)
    plain = joined.replace("\0", "")
    places = [index for index, character in enumerate(joined) if character != "\0"]
    for pattern, better in forbidden:
        for match in pattern.finditer(plain):
            at = places[match.start()]
            line = text.count("\n", 0, at) + 1
            yield line, at - text.rfind("\n", 0, at), match[0], better


def main() -> int:
    """Check everything; 1 where something was found."""
    forbidden = turns()
    files = sorted({path for pattern in READ for path in ROOT.glob(pattern) if path.is_file()})
    count = 0
    for path in files:
        if path.name.startswith("vocabulary."):
            continue
        for line, column, words, better in sorted(found_in(path.read_text("utf-8"), forbidden)):
            print(f'{path.relative_to(ROOT)}:{line}:{column}: "{words}": {better}')
            count += 1
    spelt = subprocess.run(["codespell", *map(str, files)], cwd=ROOT, check=False, timeout=120)
    return 1 if count else spelt.returncode


if __name__ == "__main__":
    sys.exit(main())
