"""One manuscript read, validated and checked on its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.content.copy import check_copy
from hemaprint.content.frontchecks import Setting, check_front_matter, uncited_references
from hemaprint.content.frontmatter import Manuscript, split_manuscript
from hemaprint.content.markdown import Body, BodyContext, parse_body, read_headline, running_title
from hemaprint.content.models import Article, Department, FrontMatter, PageReference
from hemaprint.errors import Problem, Severity
from hemaprint.project import Project
from hemaprint.source.located import Located
from hemaprint.source.text import read_text
from hemaprint.source.validate import Validated, validate
from hemaprint.source.yaml import read_yaml

BODY_DEPENDS_ON = frozenset({"speakers", "references", "template", "department"})
"""With a fault in one of these keys the body is not read: it would be full of faults that only follow."""


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
    text, problems = read_text(path)
    if text is None:
        return replace(draft, problems=problems)
    manuscript, more = split_manuscript(text, path)
    problems += more
    if manuscript is None:
        return replace(draft, problems=problems)
    located, more = read_yaml(manuscript.front, path, manuscript.front_line)
    problems += more
    if located is None:
        return replace(draft, problems=problems)
    front = validate(FrontMatter, located)
    problems += front.problems
    if front.value is None:
        return replace(draft, problems=problems)
    problems += (*check_front_matter(front.value, located, setting), *check_copy(front.value, located))
    draft = replace(draft, problems=problems)
    return _with_body(draft, _Front(front, located, manuscript), project, setting) if manuscript.body.strip() else draft


@dataclass(frozen=True, slots=True)
class _Front:
    """The front matter of a manuscript, in its three states."""

    validated: Validated[FrontMatter]
    located: Located
    manuscript: Manuscript


def _with_body(draft: Draft, front: _Front, project: Project, setting: Setting) -> Draft:
    """The draft with its body, unless the front matter is too broken to read one."""
    meta = front.validated.value
    department = _department(meta.department, setting) if meta else None
    if meta is None or department is None or front.validated.broken & BODY_DEPENDS_ON:
        return draft
    template = meta.template or department.template
    if template not in setting.templates:
        return draft
    path, config = front.located.path, project.config
    context = BodyContext(
        slug=draft.slug,
        meta=meta,
        template=template,
        language=meta.language or config.magazine.language,
        citation_style=meta.citation_style or config.defaults.citation_style,
        issue_dir=setting.issue_dir,
        project_root=project.root,
        keep_acronyms=frozenset(config.acronyms.keep),
    )
    body = parse_body(front.manuscript.body, first_line=front.manuscript.body_line, path=path, context=context)
    problems = draft.problems + body.problems
    if not has_errors(body.problems):
        problems += tuple(uncited_references(meta, body.used_references, front.located))
    links = (*body.links, *body.page_references)
    return replace(draft, problems=problems, article=_article(context, front.located, department, body), links=links)


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
