"""The smallest magazine that loads, for tests to break."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from hemaprint.content.load import Loaded, load_issue
from hemaprint.project.project import Project, load_project

CONFIG = """\
[magazine]
title = "Hematology Frontier"
publisher = "The founders"

[[departments]]
name = "News"
template = "news"

[[departments]]
name = "In conversation"
template = "interview"

[[departments]]
name = "Feature"
template = "feature"
"""

MANIFEST = """\
number: 1
date: 2025-02
cover:
  art: art/cover.png
  alt: A blood film
  headline: Borrowed cells
order:
  - page: cover
  - article: borrowed-cells
  - article: circulation
"""

ARTICLE = """\
---
headline: Borrowed cells
department: Feature
---

Cells from a donor.
"""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><path d="M0 0"/></svg>'


@dataclass
class Magazine:
    """A project in ``root`` with the issue 2025-01."""

    root: Path
    issue: Path = field(init=False)

    def __post_init__(self) -> None:
        self.issue = self.root / "content" / "2025-01"
        self.write("../../hemaprint.toml", CONFIG)
        self.write("issue.yaml", MANIFEST)
        self.write("articles/borrowed-cells.md", ARTICLE)
        self.write("articles/circulation.md", ARTICLE.replace("Borrowed cells", "Circulation"))
        self.picture("art/cover.png")

    def write(self, name: str, text: str | bytes) -> Path:
        """Writes a file of the issue."""
        path = Path(os.path.normpath(self.issue / name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def picture(self, name: str) -> Path:
        """Makes a PNG or JPEG of 30 x 20 px."""
        path = self.write(name, b"")
        Image.new("RGB", (30, 20)).save(path)
        return path

    def manifest(self, more: str = "", **replaced: str) -> Loaded:
        """Loads with lines added at the end of issue.yaml, and whole keys (``order=...``) replaced."""
        text = MANIFEST
        for key, value in replaced.items():
            start = text.index(f"{key}:")
            text = (
                text[:start] + f"{key}: {value}\n"
                if key == "order"
                else text.replace(f"{key}: ", f"{key}: {value} #", 1)
            )
        self.write("issue.yaml", text + more)
        return self.load()

    def article(self, front: str = "", body: str = "Cells from a donor.\n", slug: str = "borrowed-cells") -> Loaded:
        """Loads with lines of front matter added to one article."""
        self.write(f"articles/{slug}.md", f"---\nheadline: Borrowed cells\ndepartment: Feature\n{front}---\n\n{body}")
        return self.load()

    @property
    def project(self) -> Project:
        """The project, read anew."""
        return load_project(self.root)

    def load(self) -> Loaded:
        """Loads the issue."""
        return load_issue(self.project, "2025-01")


def found(loaded: Loaded) -> list[tuple[str, str, int]]:
    """Code, file name and line of every problem."""
    return [(problem.code, problem.location.path.name, problem.location.line) for problem in loaded.problems]


def codes(loaded: Loaded) -> list[str]:
    """The codes of all problems."""
    return [problem.code for problem in loaded.problems]
