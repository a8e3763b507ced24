"""The sample issue of the repository, copied so that the checkout is not touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hemaprint.project import Project, load_project

NAME = "2025-01"
REPOSITORY = Path(__file__).resolve().parents[1]


def sample_project(folder: Path) -> Project:
    """A copy of the sample in ``folder``; its pictures are computed where the checkout has none."""
    shutil.copytree(REPOSITORY / "content", folder / "content", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "hemaprint.toml", folder)
    art = folder / "content" / NAME / "art" / "make.py"
    if not (folder / "content" / NAME / "images" / "cover.png").exists():
        pytest.importorskip("numpy", reason="the sample's pictures need the extra hemaprint[art]")
        subprocess.run([sys.executable, str(art)], check=True, capture_output=True)
    return load_project(folder)
