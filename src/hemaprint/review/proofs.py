# SPDX-License-Identifier: MIT
"""Find the proof of an issue that was made last."""

from __future__ import annotations

import re
from pathlib import Path


def newest_proof(dist: Path, issue: str) -> Path | None:
    """The PDF of the proof with the highest number, below the folder ``dist``; None where there is none."""
    named = re.compile(rf"{re.escape(issue)}-proof-([0-9]{{1,6}})(?:-.*+)?")
    try:
        files = sorted((dist / issue / "proofs").iterdir())
    except OSError:
        return None
    ours = (path for path in files if path.suffix == ".pdf" and path.is_file())
    numbered = [(int(match[1]), path) for path in ours if (match := named.fullmatch(path.stem))]
    return max(numbered)[1] if numbered else None
