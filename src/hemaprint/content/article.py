"""One manuscript read, validated and checked on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.content.copy import check_copy
from hemaprint.content.frontchecks import Setting, check_front_matter, uncited_references
from hemaprint.content.frontmatter import Manuscript, split_manuscript
from hemaprint.content.images import inspect_file
from hemaprint.content.markdown import (
    Body,
    BodyContext,
    OwnStyle,
    ReferenceStyle,
    parse_body,
    read_headline,
    running_title,
)
from hemaprint.content.models import Article, Department, FrontMatter, PageReference
from hemaprint.errors import Location, Problem, Severity
from hemaprint.project.csl import OWN_STYLES, SUFFIX, StyleError
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.text import Located, read_text
from hemaprint.project.validate import STAND_IN, validate
from hemaprint.project.yaml import read_yaml

FOLLOWS = {
    "speakers": frozenset({"HP160", "HP161", "HP162", "HP163", "HP165"}),
    "references": frozenset({"HP150"}),
}
"""By keys of front matter that hold faults: the faults of a body that may only follow from them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of an article. With errors among ``problems``, ``article`` may hold stand-ins."""

    slug: str
    problems: tuple[Problem, ...]
    article: Article | None = None
    links: tuple[PageReference, ...] = ()
    """All links into the issue."""

    @property
    def page_references(self) -> tuple[PageReference, ...]:
        """Those that print a page number."""
        return self.article.page_references if self.article else ()


def has_errors(problems: tuple[Problem, ...]) -> bool:
    """Whether any of the problems stops a build."""
    return any(problem.severity is Severity.ERROR for problem in problems)


def read_article(project: Project, path: Path, setting: Setting) -> Draft:
    """The article in ``path``, whose name is its slug, with every fault of its file, front matter and body."""
    draft = Draft(path.stem, ())
    text, problems = read_text(path, lenient=True)
    if text is None:
        return replace(draft, problems=problems)
    manuscript, more = split_manuscript(text, path)
    problems += more
    front, more = _read_front(manuscript, path, setting)
    draft = replace(draft, problems=problems + more)
    return _with_body(draft, front, project, setting) if manuscript.body.strip() else draft


@dataclass(frozen=True, slots=True)
class _Front:
    """The front matter of a manuscript; ``meta`` holds stand-ins for what is ``broken``."""

    manuscript: Manuscript
    path: Path
    meta: FrontMatter
    broken: frozenset[str]
    located: Located | None = None


def _read_front(manuscript: Manuscript, path: Path, setting: Setting) -> tuple[_Front, tuple[Problem, ...]]:
    """The front matter, and what is wrong with it: of one that cannot be read, everything is broken."""
    nothing = FrontMatter(headline=STAND_IN, department=STAND_IN)
    front = _Front(manuscript, path, nothing, frozenset(FrontMatter.model_fields))
    if manuscript.front is None:
        return front, ()
    located, problems = read_yaml(manuscript.front, path, manuscript.front_line)
    if located is None:
        return front, problems
    validated = validate(FrontMatter, located)
    problems += validated.problems
    meta = validated.value
    if meta is None:
        return front, problems
    problems += (*check_front_matter(meta, located, setting), *check_copy(meta, located))
    return _Front(manuscript, path, meta, validated.broken, located), problems


def _with_body(draft: Draft, front: _Front, project: Project, setting: Setting) -> Draft:
    """The draft with its body; an article only where department and template are known."""
    meta, config = front.meta, project.config
    department = _department(meta.department, setting)
    template = meta.template or (department.template if department else "")
    if template not in setting.templates or front.broken & {"template", "department"}:
        template = ""
    language = meta.language or config.magazine.language
    style, problems = _reference_style(front, project, setting, language)
    draft = replace(draft, problems=draft.problems + problems)
    context = BodyContext(
        slug=draft.slug,
        meta=meta,
        template=template,
        language=language,
        style=style,
        issue_dir=setting.issue_dir,
        project_root=project.root,
        keep_acronyms=frozenset(config.acronyms.keep),
    )
    source = front.manuscript
    try:
        body = parse_body(source.body, first_line=source.body_line, path=front.path, context=context)
    except StyleError as error:
        return replace(draft, problems=(*draft.problems, _unusable(error, _style_place(front, project))))
    follow = frozenset[str]().union(*(codes for key, codes in FOLLOWS.items() if key in front.broken))
    problems = draft.problems + tuple(problem for problem in body.problems if problem.code not in follow)
    if front.located and "references" not in front.broken and not has_errors(body.problems):
        problems += tuple(uncited_references(meta, body.used_references, front.located))
        if not style.is_numbered:
            problems += tuple(_cited_alike(meta, style, body.used_references, front.located))
    draft = replace(draft, problems=problems, links=(*body.links, *body.page_references))
    if front.located is None or department is None or not template:
        return draft
    return replace(draft, article=_article(context, front.located, department, body))


def _reference_style(
    front: _Front, project: Project, setting: Setting, language: str
) -> tuple[ReferenceStyle, tuple[Problem, ...]]:
    """The style of the article, or AMA with the reason why its own cannot be used."""
    name = front.meta.citation_style or project.config.defaults.citation_style
    fallback = OwnStyle("ama", language)
    if name in OWN_STYLES:
        return OwnStyle(name, language), ()
    from hemaprint.content import csl  # noqa: PLC0415 - most issues have no such style

    place = _style_place(front, project)
    try:
        if not name.endswith(SUFFIX):
            return csl.named_style(name, language), ()
        base = setting.issue_dir if front.meta.citation_style else project.root
        path, problems = inspect_file(name, base=base, root=project.root, location=place)
        if path is None:
            return fallback, problems
        return csl.read_style(name, path.read_bytes(), language), problems
    except StyleError as error:
        return fallback, (_unusable(error, place),)


def _cited_alike(meta: FrontMatter, style: ReferenceStyle, used: frozenset[str], located: Located) -> Iterator[Problem]:
    """A warning for every reference that has the label of an earlier one: citeproc-py 0.11 writes no 2021a, 2021b."""
    labels: dict[str, str] = {}
    for index, reference in enumerate(meta.references):
        label = style.label(reference, "") if reference.id in used else ""
        if label and labels.setdefault(label, reference.id) != reference.id:
            message = f'"{reference.id}" and "{labels[label]}" are both cited as "{label}"'
            hint = "choose a style that cites numbers, or tell them apart in the text"
            yield Problem("HP155", message, located.at("references", index), hint, Severity.WARNING)


def _style_place(front: _Front, project: Project) -> Location:
    if front.located and front.meta.citation_style:
        return front.located.at("citation_style")
    return Location(project.root / CONFIG_NAME)


def _unusable(error: StyleError, place: Location) -> Problem:
    return Problem("HP154", error.message, place, error.hint)


def _article(context: BodyContext, front: Located, department: Department, body: Body) -> Article:
    headline = read_headline(context.meta.headline, context.language)
    return Article(
        slug=context.slug,
        path=front.path,
        front=front,
        meta=context.meta,
        headline=headline,
        running_title=running_title(context.meta.running, headline, context.language),
        department=department,
        template=context.template,
        language=context.language,
        body=body.blocks,
        references=body.references,
        page_references=body.page_references,
        anchors=body.anchors,
        word_count=body.word_count,
    )


def _department(name: str, setting: Setting) -> Department | None:
    return next((department for department in setting.departments if department.name == name), None)
