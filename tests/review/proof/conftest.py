"""A magazine of which proofs were made for two readers, set once."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from hemaprint.build.backend import Backend, BackendOptions, Progress
from hemaprint.build.current import current_pages
from hemaprint.build.reading import read_issue
from hemaprint.project.project import Project, load_project
from hemaprint.review.proof.collecting import collect
from hemaprint.review.proof.making import Made, make_proofs
from hemaprint.review.proof.standing import Stood, stand
from samples import NAME, Sample, paragraphs

from .readers import Pen

LETTER = f"content/{NAME}/articles/letter.md"
BODY = """\
The first reader found the river wide, and the *second* one narrow. A bridge stands
where the river bends.

Old cells come back by the same road. Old cells are counted twice, and
[nobody](https://example.org/) asks why. They say "never" -- and mean it.

Somebody who internationally commercialises incomprehensibilities writes extraordinarily long
words, so that a thin column of text must divide them somewhere.
"""
DAY = date(2025, 2, 14)
READERS = ("Ana Reyes", "Tom Berg")


@dataclass
class Desk:
    """An editor's desk: the magazine, and the proofs of it."""

    root: Path

    @property
    def project(self) -> Project:
        return load_project(self.root)

    @property
    def folder(self) -> Path:
        return self.root / "dist" / NAME / "proofs"

    @property
    def letter(self) -> Path:
        return self.root / LETTER

    def make(self, *names: str, day: date = DAY) -> tuple[Made, ...]:
        """Proofs for readers."""
        project = self.project
        issue, _ = read_issue(project, NAME)
        pages = current_pages(project, NAME, BackendOptions(), lambda: nullcontext(Progress()))
        made, problems = make_proofs(project, issue, pages, names, day)
        assert problems == ()
        return made

    def pen(self, reader: int = 0, author: str = "") -> Pen:
        """A reader with the proof before them."""
        return Pen(self.folder / f"{NAME}-proof-1-{('ana-reyes', 'tom-berg')[reader]}.pdf", author)

    def back(self, *pens: Pen) -> Stood:
        """What is known after proofs came back that these have written on."""
        paths = [pen.save(self.root / "returned" / f"{number}.pdf") for number, pen in enumerate(pens)]
        return self.collect(*paths)

    def collect(self, *paths: Path) -> Stood:
        """What is known after files came back."""
        (collected,), _ = collect(self.project, paths)
        return stand(self.project, collected)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    sample = Sample(tmp_path_factory.mktemp("proofs") / "magazine")
    sample.article("letter", "Letter", BODY)
    sample.article("second", "Letter", paragraphs(3, start=40))
    sample.build(backend=Backend(sample.project.store()))
    Desk(sample.root).make(*READERS)
    return sample


@pytest.fixture
def desk(finished: Sample, tmp_path: Path) -> Desk:
    """A copy of it, with its proofs."""
    return Desk(finished.copied(tmp_path / "magazine").root)
