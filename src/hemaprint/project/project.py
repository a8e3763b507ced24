"""Find and read ``hemaprint.toml``, and where content, layouts, styles, dist and the cache are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, Severity, UsageError, did_you_mean
from hemaprint.project.config import Config
from hemaprint.project.text import Located, read_text, slug_of
from hemaprint.project.toml import read_toml
from hemaprint.project.validate import STAND_IN, validate
from hemaprint.project.values import PageSize, parse_length, parse_page_size
from hemaprint.system.store import MEGABYTE, Store

CONFIG_NAME = "hemaprint.toml"
CONFIG_BYTES = 256 * 1024
MANIFEST_NAME = "issue.yaml"
MADE_PAGES = frozenset({"cover", "contents", "masthead", "colophon", "back", "advertisement", "blank", "offprint"})
"""Page templates of the pages that the magazine makes itself; no article can use them."""


@dataclass(frozen=True, slots=True)
class Project:
    """A magazine's folder and what its ``hemaprint.toml`` says. ``root`` is absolute, symbolic links resolved."""

    root: Path
    config: Config

    @property
    def content(self) -> Path:
        """The issues, one folder each."""
        return self.root / "content"

    @property
    def layouts(self) -> Path:
        """The project's own layouts, which come before the bundled ones."""
        return self.root / "layouts"

    @property
    def styles(self) -> Path:
        """The project's own styles, which come before the bundled ones."""
        return self.root / "styles"

    @property
    def dist(self) -> Path:
        """Where finished editions go."""
        return self.root / "dist"

    @property
    def cache(self) -> Path:
        """What can be made again: typeset articles, schemas."""
        return self.root / ".hemaprint"

    def store(self) -> Store:
        """Where typeset pages are kept by their content."""
        return Store(self.cache / "cache", self.config.cache.max_mb * MEGABYTE)

    @property
    def article_templates(self) -> tuple[str, ...]:
        """The page templates that an article can use, the project's own and the bundled ones, sorted."""
        folders = (self.layouts / "pages", bundled("layouts") / "pages")
        return tuple(sorted({path.stem for folder in folders for path in folder.glob("*.html")} - MADE_PAGES))

    def stem(self, issue: str) -> str:
        """What the names of an issue's files begin with."""
        return f"{slug_of(self.config.magazine.title) or 'issue'}-{issue}"

    @property
    def bleed(self) -> float:
        """How far pictures reach over the trim, in pt."""
        return parse_length(self.config.print.bleed) or 0.0

    @property
    def page_size(self) -> PageSize:
        """The trim size in pt."""
        return parse_page_size(self.config.page.size)


def bundled(folder: str) -> Path:
    """Where hemaprint's own ``layouts`` or ``styles`` are: in the package, or in the checkout if editable."""
    inside = Path(__file__).resolve().parents[1] / folder
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / folder


def find_root(start: Path) -> Path:
    """The folder of ``hemaprint.toml``: ``start`` or the nearest above it; raises UsageError where there is none."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    raise UsageError(f"there is no {CONFIG_NAME} in {start} or above it", "hemaprint init DIR makes a small magazine")


def load_project(root: Path) -> Project:
    """The project at ``root``; raises ContentError with every problem of its ``hemaprint.toml``."""
    root = root.resolve()
    path = root / CONFIG_NAME
    text, problems = read_text(path, CONFIG_BYTES)
    located, more = read_toml(text, path) if text is not None else (None, ())
    problems += more
    if located is None:
        raise ContentError(problems)
    validated = validate(Config, located)
    problems += validated.problems
    project = Project(root, validated.value) if validated.value is not None else None
    if project is not None:
        problems += (*_duplicate_departments(project.config, located), *_unknown_templates(project, located))
        problems += _foreign_profile(project, located)
    if project is None or any(problem.severity is Severity.ERROR for problem in problems):
        raise ContentError(problems)
    return project


def unknown_template(name: str, place: Location, templates: tuple[str, ...]) -> Problem | None:
    """What is wrong with the page template ``name``, written at ``place``; None where it is one of ``templates``."""
    if name in templates or name == STAND_IN:
        return None
    message = f'there is no page template "{name}" for articles'
    return Problem("HP015", message, place, did_you_mean(name, templates, noun="templates"))


def issue_names(project: Project) -> tuple[str, ...]:
    """The folders of ``content/`` that hold an ``issue.yaml``, sorted; raises OSError where they cannot be read."""
    if not project.content.is_dir():
        return ()
    # a glob would take a folder that cannot be read for an empty one
    return tuple(sorted(path.name for path in project.content.iterdir() if (path / MANIFEST_NAME).is_file()))


def issue_folder(project: Project, name: str) -> Path:
    """The folder of an issue by its name; raises UsageError where ``content/`` has none of that name."""
    names = issue_names(project)
    if name in names:
        return project.content / name
    folder = project.content / name
    if name and "/" not in name and name not in (".", "..") and "\0" not in name and folder.is_dir():
        raise UsageError(f"the folder content/{name} has no {MANIFEST_NAME}", f"hemaprint new issue {name} writes one")
    hint = did_you_mean(name, names, noun="issues") or "hemaprint new issue makes one"
    raise UsageError(f'there is no issue "{name}"', hint)


def _unknown_templates(project: Project, located: Located) -> tuple[Problem, ...]:
    templates = project.article_templates
    found = (
        unknown_template(department.template, located.at("departments", index, "template"), templates)
        for index, department in enumerate(project.config.departments)
    )
    return tuple(problem for problem in found if problem is not None)


def _foreign_profile(project: Project, located: Located) -> tuple[Problem, ...]:
    name = project.config.print.profile
    try:
        if not name or (project.root / name).resolve().is_relative_to(project.root):
            return ()
    except (OSError, RuntimeError, ValueError):  # a loop of links, a name that no file can have
        pass
    hint = "copy the profile into the project, or give it with --profile FILE"
    return (Problem("HP040", f'"{name}" leaves the project', located.at("print", "profile"), hint),)


def _duplicate_departments(config: Config, located: Located) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    seen: dict[str, Location] = {}
    for index, department in enumerate(config.departments):
        place = located.at("departments", index, "name")
        if department.name in seen:
            message = f'the department "{department.name}" stands twice'
            problems.append(Problem("HP026", message, place, f"the first stands in line {seen[department.name].line}"))
        seen.setdefault(department.name, place)
    return tuple(problems)
