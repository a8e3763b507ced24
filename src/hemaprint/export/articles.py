# SPDX-License-Identifier: MIT
"""Export the articles of an issue in the forms that are installed, ours and those of other packages.

A form is a plug-in: an entry point of the group ``hemaprint.exports`` that names a :class:`Form`. Forms are loaded only
when they are used, so that the command line starts fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hemaprint.build.reading import accepted, known_article, read_issue
from hemaprint.charts.colors import unknown_colors
from hemaprint.content.models import Article, Issue
from hemaprint.errors import Problem, UsageError, did_you_mean
from hemaprint.export.pieces import Script
from hemaprint.export.script import script_of
from hemaprint.project.project import Project
from hemaprint.system.files import write_files
from hemaprint.system.plugins import plugins
from hemaprint.theme.theme import Theme, theme_of

GROUP = "hemaprint.exports"
EXPORT = "export"
"""The folder of an issue's exports, in dist/ISSUE."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article to be exported, and what is around it.

    ``script`` is what a reader of its pages reads, in order: front matter, and the body as pieces, whose kinds
    :data:`hemaprint.export.pieces.Piece` names. ``article`` has all of it as it was read: front matter with its places,
    and the blocks of :mod:`hemaprint.content.blocks`. Copy is a tuple of :mod:`hemaprint.content.spans` in both;
    :func:`hemaprint.export.pieces.runs_of` flattens it.
    """

    project: Project
    issue: Issue
    theme: Theme
    article: Article
    script: Script

    @property
    def path(self) -> str:
        """The path of the manuscript from the root of the project."""
        return self.article.path.relative_to(self.project.root).as_posix()

    @property
    def published(self) -> date:
        """The day of the article, or else the first day that the date of the issue can mean."""
        year, month, *day = (int(part) for part in self.issue.manifest.date.split("-"))
        return self.article.meta.published or date(year, month, *day or (1,))


@dataclass(frozen=True, slots=True)
class Form:
    """A form of export: the object that an entry point of the group ``hemaprint.exports`` names.

    ``write`` returns the file of an article, whose name ends in ``.ending``; it must depend on nothing but the
    manuscript. ``files`` returns what the file needs beside it, by path from its folder; ``remarks`` what an editor
    should know of it. ``--format NAME`` is the name of the entry point::

        [project.entry-points."hemaprint.exports"]
        latex = "my_package.latex:FORM"
    """

    ending: str
    write: Callable[[Manuscript], bytes]
    files: Callable[[Manuscript], Mapping[str, bytes]] = lambda _: {}
    remarks: Callable[[Manuscript], Iterable[Problem]] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, the files of the articles last; and what an editor should know of it."""

    issue: str
    paths: tuple[Path, ...]
    problems: tuple[Problem, ...]


def form_of(name: str) -> Form:
    """The form of this name; raises UsageError, with those that are installed, where there is none."""
    known = plugins(GROUP)
    if name not in known:
        near = did_you_mean(name, known)
        hint = "; ".join(part for part in (near, f"installed: {', '.join(sorted(known))}") if part)
        raise UsageError(f'there is no export format "{name}"', hint=hint)
    form: Form = known[name].load()
    return form


def export_articles(
    project: Project, name: str, formats: Sequence[str], *, article: str | None = None, output: Path | None = None
) -> Exported:
    """Write every article of an issue, or one, in each of ``formats``.

    Writes to ``output`` (default ``dist/<issue>/export``). Raises ContentError with every problem of an issue that
    cannot be read, and UsageError for an article or a format that does not exist.
    """
    forms = [form_of(one) for one in dict.fromkeys(formats)]
    issue, problems = read_issue(project, name)
    slugs = tuple(issue.articles) if article is None else (known_article(issue, article),)
    articles, theme = [issue.articles[slug] for slug in slugs], theme_of(project, issue)
    accepted(unknown_colors(articles, theme))
    manuscripts = [Manuscript(project, issue, theme, one, script_of(one)) for one in articles]
    folder = output or project.dist / name / EXPORT
    files, beside = dict[Path, bytes](), dict[Path, bytes]()
    for manuscript in manuscripts:
        for form in forms:
            beside |= {folder / path: data for path, data in form.files(manuscript).items()}
            files[folder / f"{manuscript.article.slug}.{form.ending}"] = form.write(manuscript)
    write_files(beside | files, project.root, folder)
    remarks = [remark for form in forms for manuscript in manuscripts for remark in form.remarks(manuscript)]
    return Exported(name, (*beside, *files), tuple(dict.fromkeys((*problems, *remarks))))
