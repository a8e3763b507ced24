"""An issue with one of everything, and the sample issue of the repository, for all forms of export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from everything import fill
from hemaprint.content.load import load_issue
from sample_issue import NAME, sample_project
from samples import Sample

from .forms import Magazine


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    sample = fill(Sample(tmp_path_factory.mktemp("everything")))
    return Magazine(sample.project, sample.issue())


@pytest.fixture(scope="session")
def sample_magazine(tmp_path_factory: pytest.TempPathFactory) -> Magazine:
    project = sample_project(tmp_path_factory.mktemp("sample"))
    for path in project.root.glob(f"content/{NAME}/images/*.png"):  # only the words are asked for
        Image.new("RGB", (8, 8)).save(path)
    issue = load_issue(project, NAME).issue
    assert issue is not None
    return Magazine(project, issue)


@pytest.fixture
def magazine_of(tmp_path: Path) -> Callable[..., Magazine]:
    """A magazine of one article "it", from its body."""

    def write(body: str, *, department: str = "Letter", **front: Any) -> Magazine:
        sample = Sample(tmp_path)
        sample.article("it", department, body, **front)
        return Magazine(sample.project, sample.issue())

    return write
