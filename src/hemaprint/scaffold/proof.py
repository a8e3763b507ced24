# SPDX-License-Identifier: MIT
"""Prove a theme, ``hemaprint theme check``: set the specimen at every trim in three languages, and examine its pages.

What is found is told once, with the trims and languages where it is so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
import pypdfium2 as pdfium

from hemaprint.bind.editions import Edition
from hemaprint.build.backend import Backend, BackendOptions, open_backend
from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.pages import Kind, draw_contact_sheet, is_turned
from hemaprint.pdf.raster import page_labels, render_page, spreads_of
from hemaprint.preflight.examine import Question, questions
from hemaprint.preflight.issue import origin_in
from hemaprint.preflight.page import PageView, views_of
from hemaprint.preflight.report import Finding, Purpose, Subject
from hemaprint.preflight.text import weighed
from hemaprint.project.config import Config, Department, Magazine
from hemaprint.project.project import Project
from hemaprint.project.themes import BUNDLED, ThemePackage
from hemaprint.scaffold.colors import Pair, ink_problems, pair_of, pair_problems
from hemaprint.scaffold.specimen import ISSUE, LANGUAGES, TRIMS, Trim, sentences, specimen_of, template_of
from hemaprint.system.environment import install
from hemaprint.system.faces import face_of, installed_families
from hemaprint.system.files import write_files
from hemaprint.theme.theme import Theme, theme_of

_OF_COPY = frozenset({f"HP{number}" for number in (207, 208, 212, 220, 221, 222, 223, 225, 226, 227, 228, 229, 237)})
"""What is said of how much copy there is and where its lines end: no theme can fit the copy of the specimen."""
_OF_COLORS = frozenset({"contrast"})
"""Questions that are asked here in another way: for each pair of colours, not for each page."""

Report = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found, the pictures of all pages, and their number."""

    problems: tuple[Problem, ...]
    sheets: tuple[Path, ...]
    pages: int


@dataclass(frozen=True, slots=True)
class _Run:
    """One specimen: its trim and language, its problems, its pages as PNG, and the colours of its text."""

    trim: Trim
    language: str
    problems: tuple[Problem, ...] = ()
    pages: int = 0
    sheet: bytes = b""
    pairs: tuple[Pair, ...] = field(default=(), repr=False)

    @property
    def where(self) -> str:
        """The trim and the language in words."""
        return f"{self.trim.name} in {LANGUAGES[self.language]}"


def look_of(theme: ThemePackage | None, empty: Path) -> Project:
    """A project in ``empty`` with a theme (None: the bundled look) and nothing of its own."""
    departments = (Department(name=ISSUE, template="editorial"),)
    config = Config(magazine=Magazine(title=ISSUE, publisher=ISSUE), departments=departments)
    return Project(empty, config, theme)


def prove(
    look: Project,
    output: Path,
    *,
    trims: Sequence[Trim] = (),
    languages: Sequence[str] = (),
    jobs: int | None = None,
    report: Report = str,
) -> Proof:
    """Set the specimen in the look of a project, and write its contact sheets into the folder ``output``.

    ``trims`` default to :func:`trims_of` the look, ``languages`` to all three. ``report`` is told of each specimen when
    it is set. Raises MissingEnvironmentError without a face of the theme.
    """
    theme = theme_of(look)
    unset = {one: _unset(one) for one in languages or LANGUAGES}
    options = BackendOptions(jobs=jobs, no_cache=True)
    runs = []
    with TemporaryDirectory(prefix="hemaprint-") as stage, open_backend(look, options) as backend:
        for trim in trims or trims_of(look):
            for language in (one for one, problem in unset.items() if problem is None):
                run = _run(look, Path(stage, f"{trim.name}-{language}"), trim, language, backend)
                report(f"{run.where}: {run.pages} pages" if run.pages else f"{run.where}: an error stops it")
                runs.append(run)
    sheets = _written(look, runs, output)
    colors = pair_problems(theme, (pair for run in runs for pair in run.pairs))
    told = [*ink_problems(theme), *colors, *_united(runs), *filter(None, unset.values())]
    return Proof(tuple(sorted(told, key=lambda one: one.sort_key)), sheets, sum(run.pages for run in runs))


def trims_of(look: Project) -> tuple[Trim, ...]:
    """The trim sizes of a proof, and that of the project itself where it is another."""
    size = look.config.page.size
    own = () if size is None or size in {trim.size for trim in TRIMS} else (Trim(size.replace(" ", "-"), size),)
    return (*TRIMS, *own)


def _written(look: Project, runs: Iterable[_Run], output: Path) -> tuple[Path, ...]:
    """The contact sheets, written; one of an earlier proof is removed where there is none now."""
    name = look.theme.name if look.theme is not None else BUNDLED
    named = {output / f"{name}-{run.trim.name}-{run.language}.png": run.sheet for run in runs}
    sheets = {path: sheet for path, sheet in named.items() if sheet}
    write_files(sheets, output)
    for path in named.keys() - sheets.keys():
        path.unlink(missing_ok=True)
    return tuple(sheets)


def _unset(language: str) -> Problem | None:
    """A note where a language is not proved, because no face of its script is installed."""
    face = next((face for letter in sentences(language) if (face := face_of(letter))), None)
    if face is None or face.found(installed_families()):
        return None
    message = f"{LANGUAGES[language]} is not proved: there is no face for it on this machine"
    return Problem("HP913", message, Location(Path(ISSUE)), install(face.debian, face.brew), Severity.NOTE)


# ---------------------------------------------------------------- one specimen


def _run(look: Project, root: Path, trim: Trim, language: str, backend: Backend) -> _Run:
    """The specimen set and examined; without pages where an error stops it."""
    root.mkdir()
    project = specimen_of(look, root, trim, language)
    home = _Home(look, project)
    try:
        result = build(project, BuildOptions(issue=ISSUE), backend=backend)
    except ContentError as error:
        return _Run(trim, language, home.told(error.problems))
    problems = home.told(result.problems)
    pairs, findings = _examined(project, result.pdf)
    problems += tuple(home.finding(one) for one in findings if one.severity is not Severity.NOTE)
    heading = f"{look.theme.file.title if look.theme else BUNDLED}: {trim.name}, {LANGUAGES[language]}"
    return _Run(trim, language, problems, result.pages, _sheet(result.pdf, heading), pairs)


def _examined(project: Project, path: Path) -> tuple[tuple[Pair, ...], tuple[Finding, ...]]:
    """The colours of the text of a file, and what the questions about pages find."""
    data = path.read_bytes()
    asked = [one for one in questions() if getattr(one.check, "of_pages", False) and one.name not in _OF_COLORS]
    pairs: dict[Pair, None] = {}
    findings: list[Finding] = []
    with pikepdf.open(BytesIO(data)) as pdf:
        origin = origin_in(project, path)(data)
        subject = Subject(path, data, pdf, Purpose.SCREEN, origin, Edition.DIGITAL)
        for view in views_of(subject):
            findings += _asked(view, asked)
            for one in weighed(view):
                if one.is_faint and (pair := pair_of(one)) is not None:
                    pairs[pair] = None
                elif one.is_faint:
                    message = f"words on a picture have a contrast of {one.ratio:.1f} : 1: “{one.mark.text.strip()}”"
                    hint = "give them a ground, or the colour that the picture asks for"
                    findings.append(view.finding("HP921", Severity.WARNING, message, hint, one.mark.box))
    return tuple(pairs), tuple(findings)


def _asked(view: PageView, asked: Iterable[Question]) -> Iterator[Finding]:
    for question in asked:
        yield from question.ask(view.subject, view)


def _sheet(path: Path, heading: str) -> bytes:
    """The contact sheet of a file as PNG."""
    with pdfium.PdfDocument(path) as document:
        labels, dpi = page_labels(document), Kind.CONTACT_SHEET.usual_dpi
        shown = {at: render_page(document, at, dpi, trimmed=True) for at in range(len(labels))}
        spreads = spreads_of(len(labels), turned=is_turned(document))
        target = BytesIO()
        draw_contact_sheet(f"{heading}: {len(labels)} pages", spreads, labels, shown, dpi).save(target, "PNG")
        return target.getvalue()


def _is_of_theme(one: Problem) -> bool:
    """Whether a theme can do something about a problem: not where a side block is on a later page than its words."""
    is_later = one.code == "HP205" and one.severity is Severity.WARNING
    return one.severity is not Severity.NOTE and one.code not in _OF_COPY and not is_later


# ---------------------------------------------------------------- where it is


class _Home:
    """Says where in a theme a problem of the specimen is: a file of it, or the layout of the page."""

    def __init__(self, look: Project, specimen: Project) -> None:
        self._look, self._specimen = look, specimen
        self._theme: Theme = theme_of(look)

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems that a theme can do something about, at their places."""
        return tuple(replace(one, location=self.place(one.location)) for one in problems if _is_of_theme(one))

    def finding(self, one: Finding) -> Problem:
        """A finding of preflight as a problem."""
        page = one.location or Location(self._specimen.content / ISSUE / "issue.yaml")
        return Problem(one.code, one.message, self.place(page), one.hint, one.severity)

    def place(self, location: Location) -> Location:
        """A place of the specimen as one of the look."""
        path, root = location.path, self._specimen.root
        if not path.is_relative_to(root):
            return location
        if not path.is_relative_to(self._specimen.content):
            return replace(location, path=self._look.root / path.relative_to(root))
        return Location(self._layout(template_of(path)))

    def _layout(self, template: str) -> Path:
        """The nearest layout of a page template, or what the theme says of itself."""
        name = Path("pages", f"{template}.html")
        found = (path for folder in self._theme.layout_dirs if (path := folder / name).is_file())
        theme = self._look.theme
        return next(found, theme.path if theme is not None else self._theme.style_dirs[-1] / "issue.css")


def _united(runs: Iterable[_Run]) -> Iterator[Problem]:
    """Each problem once, with the trims and languages where it is so."""
    told: dict[tuple[str, Location], list[tuple[Problem, _Run]]] = {}
    for run in runs:
        for problem in run.problems:
            told.setdefault((problem.code, problem.location), []).append((problem, run))
    for several in told.values():
        first = several[0][0]
        trims: dict[str, dict[str, None]] = {}
        for _, run in several:
            trims.setdefault(run.trim.name, {})[LANGUAGES[run.language]] = None
        where = "; ".join(f"{trim} in {' and '.join(languages)}" for trim, languages in trims.items())
        yield replace(first, message=f"{first.message} ({where})")
