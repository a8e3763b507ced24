# SPDX-License-Identifier: MIT
"""Print what changed in a version, for the notes of its release: tools/release.py v1.2.3.

Fails where the tag, ``pyproject.toml`` and ``CHANGELOG.md`` do not agree.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def changes_of(version: str, changelog: str) -> str:
    """The section of ``changelog`` for ``version``, without its heading; "" where there is none."""
    section = re.search(
        rf"^## \[?{re.escape(version)}(?![.\w])\]?[^\n]*\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL
    )
    return section[1].strip() if section else ""


def main(tag: str) -> str:
    """The notes; raises SystemExit with what to do when the versions differ."""
    version = tag.removeprefix("v")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    if declared != version:
        raise SystemExit(f"the tag is {tag}, but pyproject.toml says {declared}: set its version, then tag again")
    notes = changes_of(version, (ROOT / "CHANGELOG.md").read_text("utf-8"))
    if not notes:
        raise SystemExit(f'CHANGELOG.md has no section "## {version}": write it, then tag again')
    return notes


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: tools/release.py TAG")
    print(main(sys.argv[1]))
