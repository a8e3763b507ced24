"""A magazine to import into, and imports as a test asks for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.article import Around, read_article
from hemaprint.content.models import Article
from hemaprint.errors import Severity
from hemaprint.intake import Options
from hemaprint.intake.intake import Intake, take_in
from hemaprint.project.config import Config
from hemaprint.project.project import Project

HOUSE = "Field Notes"
TRANSCRIPTS = Path(__file__).parent / "transcripts"
DEPARTMENTS = {"Talk": "interview", "Report": "feature", "News": "news", "Letter": "editorial"}


def magazine(root: Path, language: str = "en-US") -> Project:
    """A project that is only its configuration."""
    config = {
        "magazine": {"title": HOUSE, "publisher": HOUSE, "language": language},
        "departments": [{"name": name, "template": template} for name, template in DEPARTMENTS.items()],
    }
    return Project(root, Config.model_validate(config))


def imported(name: str, options: Options | None = None) -> Intake:
    """One of the transcripts as an article."""
    return take_in(magazine(TRANSCRIPTS), TRANSCRIPTS / name, "talk", options or Options())


def imported_text(folder: Path, text: str, options: Options | None = None, name: str = "talk.txt") -> Intake:
    """A text as an article."""
    path = folder / name
    path.write_text(text, "utf-8", newline="")
    return take_in(magazine(folder), path, "talk", options or Options())


@dataclass(frozen=True, slots=True)
class Outline:
    """What an article holds, as far as its Markdown shows at a glance."""

    turns: tuple[str, ...]
    boxes: tuple[str, ...]
    heads: tuple[str, ...]


def outline(intake: Intake) -> Outline:
    """The keys of those who speak, the titles of boxes and the crossheads, in order."""
    text = intake.text
    return Outline(
        turns=tuple(re.findall(r"^\*\*([^*]+):\*\*", text, re.MULTILINE)),
        boxes=tuple(
            f"{kind} {title}".strip() for kind, title in re.findall(r"^:{3,}\{(\w+)\} ?(.*)$", text, re.MULTILINE)
        ),
        heads=tuple(re.findall(r"^#{2,3} (.*)$", text, re.MULTILINE)),
    )


def doubts(intake: Intake) -> set[str]:
    """The codes of everything that was doubtful."""
    return {doubt.code for doubt in intake.doubts}


def as_article(folder: Path, intake: Intake) -> Article:
    """The article that an import makes, read as ``check`` reads it; it has no errors."""
    project = magazine(folder)
    path = folder / "talk.md"
    path.write_text(intake.text, "utf-8")
    setting = Around(project.config.departments, folder, folder, project.article_templates, None)
    draft = read_article(project, path, setting)
    assert [problem for problem in draft.problems if problem.severity is Severity.ERROR] == []
    assert draft.article is not None
    return draft.article
