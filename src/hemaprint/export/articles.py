"""The forms of an export, apart from what writes them: the command line starts faster so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hemaprint.build.stages import known_article, read_issue
from hemaprint.content.models import Article, Issue
from hemaprint.errors import Location, Problem, Severity
from hemaprint.export.docx import article_docx
from hemaprint.export.html import article_html
from hemaprint.export.jats import article_jats, picture_name
from hemaprint.export.pieces import Script
from hemaprint.export.script import script_of
from hemaprint.export.text import article_text
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.system.files import write_files
from hemaprint.theme.theme import theme_of


class Form(StrEnum):
    """What ``--format`` takes."""

    TEXT = "text"
    HTML = "html"
    DOCX = "docx"
    JATS = "jats"

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return {Form.TEXT: "txt", Form.JATS: "xml"}.get(self, self.value)


EXPORT = "export"
"""The folder of an issue's exports, in dist/ISSUE."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, the files of the articles last; and what an editor should know of it."""

    issue: str
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def export_articles(
    project: Project, name: str, forms: Sequence[Form], *, article: str | None = None, output: Path | None = None
) -> Exported:
    """Write every article of an issue, or one, in each of ``forms``.

    Writes to ``output`` (default ``dist/<issue>/export``). Raises ContentError with every problem of an issue that
    cannot be read, and UsageError where it has no such article.
    """
    issue, problems = read_issue(project, name)
    slugs = tuple(issue.articles) if article is None else (known_article(issue, article),)
    folder = output or project.dist / name / EXPORT
    scripts = {slug: script_of(issue.articles[slug]) for slug in slugs}
    pictures: dict[Path, bytes] = {}
    if Form.JATS in forms:
        for script in scripts.values():
            pictures |= {
                folder / picture_name(one.source, issue.path): one.source.read_bytes() for one in script.pictures
            }
    exporter = _Exporter(project, issue)
    files = {
        folder / f"{slug}.{form.ending}": exporter.file(form, issue.articles[slug], script)
        for slug, script in scripts.items()
        for form in dict.fromkeys(forms)
    }
    write_files(pictures | files, project.root, folder)
    problems += _remarks(project, issue, scripts, forms)
    return Exported(name, (*pictures, *files), tuple(problems))


class _Exporter:
    """Makes the files of one issue's articles."""

    def __init__(self, project: Project, issue: Issue) -> None:
        self.project = project
        self.issue = issue
        self.theme = theme_of(project)

    def file(self, form: Form, article: Article, script: Script) -> bytes:
        match form:
            case Form.TEXT:
                return article_text(article).encode()
            case Form.HTML:
                manuscript = article.path.relative_to(self.project.root).as_posix()
                return article_html(article, script, self.theme, manuscript)
            case Form.DOCX:
                return article_docx(article, script, self._published(article))
            case Form.JATS:
                return article_jats(article, script, self.project.config.magazine, self.issue)

    def _published(self, article: Article) -> datetime:
        """The day of the article, or else the first day that the date of the issue can mean."""
        published = article.meta.published
        if published:
            return datetime(published.year, published.month, published.day)
        year, month, *day = (int(part) for part in self.issue.manifest.date.split("-"))
        return datetime(year, month, *day or (1,))


def _remarks(project: Project, issue: Issue, scripts: dict[str, Script], forms: Sequence[Form]) -> Iterator[Problem]:
    if Form.JATS in forms and not project.config.magazine.issn:
        place = Location(project.root / CONFIG_NAME)
        hint = "archives want one: write issn under [magazine] when the magazine has it"
        yield Problem("HP550", "the magazine has no ISSN: it is empty in JATS", place, hint, Severity.WARNING)
    if Form.DOCX in forms:
        for slug, script in scripts.items():
            for picture in script.pictures:
                if picture.source.suffix.lower() == ".svg":
                    place = Location(issue.articles[slug].path, picture.line, 1)
                    message = f"the drawing {picture.source.name} is not in the Word document: its name and text are"
                    yield Problem("HP551", message, place, "send the HTML as well", Severity.NOTE)
