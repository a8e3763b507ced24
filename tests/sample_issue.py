"""The sample issue of the repository, copied so that the checkout is not touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from hemaprint.bind.editions import Edition
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions, BuildResult
from hemaprint.content.load import load_issue
from hemaprint.galley.galley import Galley
from hemaprint.project.project import Project, load_project
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.crew import compositor
from hemaprint.typeset.crew.compositor import LaidOut
from hemaprint.typeset.pages import Pages
from hemaprint.typeset.strays import off_grid
from waiting import LONG

NAME = "2025-01"
SMALL = 3.0
"""A limit in million bytes that the sample only keeps with its pictures resampled."""
REPOSITORY = Path(__file__).resolve().parents[1]


def sample_project(folder: Path) -> Project:
    """A copy of the sample in ``folder``; its pictures are computed where the checkout has none."""
    shutil.copytree(REPOSITORY / "content", folder / "content", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "hemaprint.toml", folder)
    art = folder / "content" / NAME / "art" / "make.py"
    if not (folder / "content" / NAME / "images" / "cover.png").exists():
        pytest.importorskip("numpy", reason="the sample's pictures need the extra hemaprint[art]")
        subprocess.run([sys.executable, str(art)], check=True, capture_output=True, timeout=LONG)
    return load_project(folder)


@dataclass(frozen=True)
class SampleBuild:
    """The sample's editions, the galleys that they came from with their styles, and the lines off the grid of each."""

    project: Project
    result: BuildResult
    galleys: tuple[Galley, ...]
    css: str
    stray: Mapping[str, Sequence[object]]

    def path(self, edition: Edition) -> Path:
        """The file of an edition."""
        return next(one.path for one in self.result.editions if one.name == edition)


def build_sample(folder: Path, *editions: Edition) -> SampleBuild:
    """Build editions of a copy of the sample in ``folder``."""
    project = sample_project(folder)
    galleys: list[Galley] = []
    stray: dict[str, Sequence[object]] = {}
    with pytest.MonkeyPatch.context() as patch:
        finish = compositor.finish

        def remembering(laid: LaidOut, geometry: Geometry) -> Pages:
            galleys.append(laid.galley)
            stray[laid.galley.name] = off_grid(laid.document, geometry)
            return finish(laid, geometry)

        patch.setattr(compositor, "finish", remembering)
        result = build(project, BuildOptions(issue=NAME, editions=editions, max_mb=SMALL))
    issue = load_issue(project, NAME).issue
    assert issue is not None
    css = theme_of(project, issue).css
    return SampleBuild(project, result, tuple(galleys), css, stray)
