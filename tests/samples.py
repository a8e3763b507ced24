"""Small magazines for the rooms that set type: an issue written from Python, loaded by hemaprint itself."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hemaprint.bind.editions import Edition
from hemaprint.build.backend import Backend, Progress
from hemaprint.build.issue import build, build_offprints
from hemaprint.build.results import BuildOptions, BuildResult
from hemaprint.content.load import load_issue
from hemaprint.content.models import Issue
from hemaprint.galley.compose import Composer
from hemaprint.galley.setting import Setting
from hemaprint.project.project import Project, load_project
from hemaprint.system.store import MemoryStore
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.crew.compositor import LaidOut
from hemaprint.typeset.crew.jobs import Spec
from hemaprint.typeset.crew.schedule import Schedule
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.cut.sheets import cut
from hemaprint.typeset.fitting import set_article
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.pages import Resources
from hemaprint.typeset.plan import LastSet
from hemaprint.typeset.tags import Tags
from warm import SharedEngine

NAME = "2025-01"
DEPARTMENTS = {
    "Letter": "editorial",
    "Talk": "interview",
    "Report": "feature",
    "News": "news",
    "Questions": "explainer",
}
DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 {height}" width="200" height="{height}">\
<path d="M0 0h200v{height}h-200z" fill="#D9E6EC"/></svg>
"""
_PAGES: dict[str, dict[str, object]] = {
    "masthead": {"entries": [{"role": "Editor", "names": ["A. Reader"]}]},
    "colophon": {"text": "Set by machine. Looked at by people.\n"},
    "back": {"headline": "Plain", "text": "One colour, twice."},
}
_COPY = """\
cells carry what they are given and come back by the same road while somebody counts the slow ones twice \
before breakfast so that every number in the report stands beside its own denominator and none is left over"""
_WORDS = tuple(_COPY.split())


def sentence(number: int, words: int = 14) -> str:
    """A sentence of its own: no two numbers give the same one."""
    run = [_WORDS[(number * 5 + step * 3) % len(_WORDS)] for step in range(words)]
    return f"Sentence {number} says that {' '.join(run)}."


def paragraphs(count: int, *, sentences: int = 3, start: int = 0) -> str:
    """Running text in which every sentence is different."""
    numbers = iter(range(start, start + count * sentences))
    return "\n\n".join(" ".join(sentence(next(numbers)) for _ in range(sentences)) for _ in range(count)) + "\n"


@dataclass
class Sample:
    """A project in ``root`` with one issue; what is written into ``manifest`` is its issue.yaml (YAML reads JSON)."""

    root: Path
    size: str = "A4"
    manifest: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()
        departments = "".join(
            f'[[departments]]\nname = "{name}"\ntemplate = "{template}"\nlead = {str(name == "Report").lower()}\n'
            for name, template in DEPARTMENTS.items()
        )
        self.write(
            "hemaprint.toml",
            f'[magazine]\ntitle = "Plain Cells"\npublisher = "The founders"\n[page]\nsize = "{self.size}"\n'
            + departments,
        )
        for name, height in (("cover", 290), ("low", 60), ("tall", 240)):
            self.write(f"content/{NAME}/images/{name}.svg", DRAWING.format(height=height))
        self.manifest = {
            "number": 1,
            "date": "2025-02",
            "cover": {"art": "images/cover.svg", "alt": "A plain colour", "headline": "Plain cells"},
            "order": [{"page": "cover"}],
        } | self.manifest

    def copied(self, root: Path) -> Sample:
        """The same project in another folder, with its cache and what was built of it."""
        shutil.copytree(self.root, root)
        return replace(self, root=root, manifest=deepcopy(self.manifest))

    def write(self, name: str, text: str) -> Path:
        """Write a file of the project."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def article(self, slug: str, department: str, body: str, *, budget: int | None = None, **front: object) -> Path:
        """Write an article and put it at the end of the order."""
        matter = {"headline": slug.replace("-", " ").capitalize(), "department": department} | front
        self.enter({"article": slug} | ({"pages": budget} if budget else {}))
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in matter.items())
        return self.write(f"content/{NAME}/articles/{slug}.md", f"---\n{lines}---\n\n{body}")

    def enter(self, *entries: Mapping[str, object]) -> None:
        """Put entries at the end of the order."""
        order = self.manifest["order"]
        assert isinstance(order, list)
        order += entries

    def page(self, name: str, **contents: object) -> None:
        """Put a page that the magazine makes itself at the end of the order."""
        if name != "contents":
            self.manifest[name] = _PAGES[name] | contents
        self.enter({"page": name})

    @property
    def project(self) -> Project:
        """The project, read anew; writes the manifest first."""
        self.write(f"content/{NAME}/issue.yaml", json.dumps(self.manifest, indent=1))
        return load_project(self.root)

    def issue(self) -> Issue:
        """The issue; fails with its problems where it does not load."""
        loaded = load_issue(self.project, NAME)
        assert loaded.issue is not None, loaded.problems
        return loaded.issue

    def setter(self, counts: dict[str, int] | None = None, tags: Tags = Tags.UA1) -> IssueSetter:
        """What sets the issue, with page counts of an earlier build."""
        project, issue = self.project, self.issue()
        theme = theme_of(project, issue)
        schedule = Schedule(project.root, Spec.of(theme, tags), MemoryStore(), Alone())
        last = {slug: LastSet(count) for slug, count in (counts or {}).items()}
        return IssueSetter(issue, Setting(project.config, issue, theme), schedule, Progress(), last)

    def lay_out(self, slug: str) -> LaidOut:
        """One article laid out by itself, on a left-hand page."""
        setter = self.setter()
        article = setter.issue.articles[slug]
        galley = setter.schedule.alone(set_article(Composer(article, setter.setting), "left")).galley
        engine = SharedEngine(setter.schedule.spec.css, Resources(self.root))
        document, problems = engine.lay_out(galley.html, article.path)
        flaws = cut(document, galley, setter.schedule.spec.geometry, engine, article.path)
        return LaidOut(galley, article.path, document, (*problems, *flaws))

    def build(
        self,
        *editions: Edition,
        backend: Backend | None = None,
        **options: Any,
    ) -> BuildResult:
        """Build editions of the issue, the digital one unless others are named."""
        order = BuildOptions(issue=NAME, editions=editions or (Edition.DIGITAL,), **options)
        return build(self.project, order, backend=backend)

    def offprints(self, *, article: str | None = None, cover: bool = False) -> BuildResult:
        """Build offprints."""
        return build_offprints(self.project, NAME, article=article, cover=cover)


def codes(problems: Sequence[object]) -> list[str]:
    """The codes of problems, sorted."""
    return sorted(str(getattr(problem, "code", "")) for problem in problems)
