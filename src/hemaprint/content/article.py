# SPDX-License-Identifier: MIT
"""Read one manuscript: cut its front matter from its body, validate it, and check it on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from hemaprint.content.images import check_art, inspect_file
from hemaprint.content.markdown import (
    Body,
    BodyContext,
    OwnStyle,
    ReferenceStyle,
    check_inline,
    known_acronyms,
    parse_body,
    read_headline,
    render_blocks,
    running_title,
)
from hemaprint.content.models import Article, FrontMatter, IssueManifest, PageReference, Reference
from hemaprint.content.readings import EditorText, Reading, editor_texts
from hemaprint.content.requirements import check_afterword, check_requirements
from hemaprint.errors import ContentError, Location, Problem, Severity, did_you_mean
from hemaprint.project.config import NO_ACRONYMS, Department
from hemaprint.project.languages import language_problems
from hemaprint.project.project import CONFIG_NAME, Project, unknown_template
from hemaprint.project.text import Located, read_text
from hemaprint.project.validate import STAND_IN, validate
from hemaprint.project.values import SUFFIX, StyleError, is_own
from hemaprint.project.yaml import read_yaml

FENCE = "---"
_ENDS = ("---", "...")
FOREIGN = {"+++": ("this TOML", "+++"), "{": ("this JSON", "}"), ";;;": ("this JSON", ";;;")}
"""How front matter of Hugo and others begins that is not YAML: what it is, and the line that it ends with."""
_KEY_LINE = re.compile(r"[A-Za-z_]+:(\s|$)|\s+\S|-\s|#|$")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """The two parts of a file with the lines they start at, counted from 1."""

    front: str | None
    front_line: int
    body: str
    body_line: int


def split_manuscript(text: str, path: Path) -> tuple[Manuscript, tuple[Problem, ...]]:
    """Front matter and body of ``text``; a front matter that is missing or does not end is None."""
    lines = text.split("\n")
    opening = lines[0].rstrip()
    if opening != FENCE:
        hint = 'begin with a line "---", then headline, department..., and "---" again'
        foreign = FOREIGN.get(opening)
        if foreign:
            hint = f"write {foreign[0]} as YAML: headline: ... between lines of ---"
        body = _line_of(lines, (foreign[1],)) + 1 if foreign else 0
        problem = Problem("HP020", "the article has no front matter", Location(path, 1, 1), hint)
        return Manuscript(None, 1, "\n".join(lines[body:]), body + 1), (problem,)
    end = _line_of(lines, _ENDS)
    if not end:
        body = _first_line_of_copy(lines)
        hint = 'put a line "---" before the copy'
        problem = Problem("HP021", "the front matter does not end", Location(path, body, 1), hint)
        return Manuscript(None, 2, "\n".join(lines[body - 1 :]), body), (problem,)
    copy = "\n".join(lines[end + 1 :])
    manuscript = Manuscript("\n".join(lines[1:end]), 2, copy, end + 2)
    if not copy.strip():
        message = "there is no text below the front matter"
        return manuscript, (Problem("HP022", message, Location(path, end + 1, 1), "write the article below this line"),)
    return manuscript, ()


def _line_of(lines: list[str], marks: tuple[str, ...]) -> int:
    """The first line below the first (from 0) that is one of ``marks``; 0 where none is."""
    return next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in marks), 0)


def _first_line_of_copy(lines: list[str]) -> int:
    """The first line that does not look like a key, an item or a continuation; a comment right before it is a head."""
    first = next((number for number, line in enumerate(lines[1:], 2) if not _KEY_LINE.match(line)), len(lines))
    back = first
    while back > 2 and (not lines[back - 2].strip() or lines[back - 2].startswith("#")):
        back -= 1
        first = back if lines[back - 1].strip() else first
    return first


# ---------------------------------------------------------------- front matter

_SPEAKER_KEY = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[\w.])?")


@dataclass(frozen=True, slots=True)
class Around:
    """What an article's front matter must fit in its issue."""

    departments: tuple[Department, ...]
    issue_dir: Path
    project_root: Path
    templates: tuple[str, ...]
    """The page templates that an article can use."""
    issue_day: date | None
    """The last day that the issue's date can mean; None where the date is wrong."""


def check_front_matter(meta: FrontMatter, located: Located, setting: Around) -> Iterator[Problem]:
    """Every fault that pydantic cannot see. Stand-ins for values that it has refused are left alone."""
    yield from _check_department(meta, located, setting)
    yield from _template(meta, located, setting)
    yield from _dates(meta, located, setting)
    yield from _speakers(meta, located)
    yield from _opener(meta, located, setting)
    yield from check_afterword(meta, located, setting.issue_dir, setting.project_root, setting.issue_day)
    yield from _references(meta.references, located)


def uncited_references(meta: FrontMatter, used: frozenset[str], located: Located) -> Iterator[Problem]:
    """A warning for every reference that the body does not cite."""
    for index, reference in enumerate(meta.references):
        if reference.id not in used and reference.id != STAND_IN:
            message = f'the reference "{reference.id}" is never cited and will not be printed'
            hint = f"cite it as [@{reference.id}], or remove it"
            yield Problem("HP062", message, located.at("references", index, "id"), hint, Severity.WARNING)


def _check_department(meta: FrontMatter, located: Located, setting: Around) -> Iterator[Problem]:
    names = [department.name for department in setting.departments]
    if meta.department not in (*names, STAND_IN):
        near = did_you_mean(meta.department, names, noun="departments")
        hint = "; ".join(part for part in (near, "departments are listed in hemaprint.toml") if part)
        yield Problem("HP012", f'unknown department "{meta.department}"', located.at("department"), hint)


def _template(meta: FrontMatter, located: Located, setting: Around) -> Iterator[Problem]:
    problem = meta.template and unknown_template(meta.template, located.at("template"), setting.templates)
    if problem:
        yield problem


def _dates(meta: FrontMatter, located: Located, setting: Around) -> Iterator[Problem]:
    if meta.received and meta.published and meta.received > meta.published:
        message = f"received on {meta.received}, after it was published on {meta.published}"
        yield Problem("HP035", message, located.at("received"), "are the two dates swapped?")
    if meta.embargo and setting.issue_day and meta.embargo > setting.issue_day:
        message = f"the embargo ends on {meta.embargo}, after the date of the issue"
        hint = "move the article to a later issue, or publish this one later"
        yield Problem("HP034", message, located.at("embargo"), hint, Severity.WARNING)


def _speakers(meta: FrontMatter, located: Located) -> Iterator[Problem]:
    for key in meta.speakers:
        if not _SPEAKER_KEY.fullmatch(key):
            hint = "use letters, digits, spaces and periods, as in **HF:** in the copy"
            yield Problem("HP036", f'"{key}" cannot mark a speaker in the copy', located.key("speakers", key), hint)
    roles = {speaker.role for speaker in meta.speakers.values()}
    if len(roles) == 1:
        absent = ({"question", "answer"} - roles).pop()
        message = f'no speaker has the role "{absent}"'
        yield Problem(
            "HP036", message, located.key("speakers"), "a conversation needs a speaker who asks and one who answers"
        )


def _opener(meta: FrontMatter, located: Located, setting: Around) -> Iterator[Problem]:
    if meta.opener is None:
        return
    for key, text in (("image", meta.opener.image), ("second", meta.opener.second)):
        yield from check_art(text, located.at("opener", key), setting.issue_dir, setting.project_root)
    if not meta.opener.alt:
        hint = "add alt: what the picture says to a reader who cannot see it"
        yield Problem("HP044", "the opener has no alternative text", located.key("opener"), hint, Severity.WARNING)


def _references(references: tuple[Reference, ...], located: Located) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, reference in enumerate(references):
        place = located.at("references", index, "id")
        if reference.id in seen and reference.id != STAND_IN:
            first = located.at("references", seen[reference.id], "id").line
            yield Problem("HP060", f'the id "{reference.id}" is used twice', place, f"first used in line {first}")
        seen.setdefault(reference.id, index)
        if not reference.raw and not reference.title and not located.has_key("references", index, "title"):
            message = f'the reference "{reference.id}" has neither a raw text nor a title'
            yield Problem("HP061", message, place, "add a line title: ... or raw: ...")
        for number, name in enumerate(reference.author):
            if not name.family and not name.literal:
                message = f'author {number + 1} of "{reference.id}" has no family name'
                yield Problem(
                    "HP061", message, located.at("references", index, "author", number), "add family: or literal:"
                )


def check_copy(model: FrontMatter | IssueManifest, located: Located) -> Iterator[Problem]:
    """What is wrong with the Markdown of an article's front matter, or of an ``issue.yaml``."""
    for piece in editor_texts(model):
        if piece.reading in (Reading.HEADLINE, Reading.INLINE, Reading.ELSEWHERE):
            links = piece.reading is not Reading.HEADLINE
            yield from check_inline(piece.text, location=located.at(*piece.steps), links=links)
        elif piece.reading is Reading.PARAGRAPHS:
            yield from _check_paragraphs(piece, located)


def _check_paragraphs(piece: EditorText, located: Located) -> Iterator[Problem]:
    line = located.at(*piece.steps).line
    try:
        render_blocks(piece.text, language="en", listed=NO_ACRONYMS, path=located.path, first_line=line)
    except ContentError as error:
        yield from error.problems


# ---------------------------------------------------------------- the article

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


def read_article(project: Project, path: Path, setting: Around, changed: str | None = None) -> Draft:
    """The article in ``path``, whose name is its slug, or would be with a ``changed`` text, with every fault of it."""
    draft = Draft(path.stem, ())
    text, problems = (changed, ()) if changed is not None else read_text(path, lenient=True)
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


def _read_front(manuscript: Manuscript, path: Path, setting: Around) -> tuple[_Front, tuple[Problem, ...]]:
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


def _with_body(draft: Draft, front: _Front, project: Project, setting: Around) -> Draft:
    """The draft with its body; an article only where department and template are known."""
    meta, config = front.meta, project.config
    department = _department(meta.department, setting)
    template = meta.template or (department.template if department else "")
    if template not in setting.templates or front.broken & {"template", "department"}:
        template = ""
    language = meta.language or config.magazine.language
    style, problems = _reference_style(front, project, setting, language)
    if meta.language and front.located and "language" not in front.broken:
        problems += tuple(language_problems(language, front.located.at("language"), config.hyphenation))
    if front.located:
        root, issue_dir = project.root, setting.issue_dir
        problems += tuple(check_requirements(meta, template, front.located, issue_dir, root))
    draft = replace(draft, problems=draft.problems + problems)
    context = BodyContext(
        slug=draft.slug,
        meta=meta,
        template=template,
        language=language,
        style=style,
        issue_dir=setting.issue_dir,
        project_root=project.root,
        listed=known_acronyms(config.acronyms, front.manuscript.body, meta.acronyms),
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
    front: _Front, project: Project, setting: Around, language: str
) -> tuple[ReferenceStyle, tuple[Problem, ...]]:
    """The style of the article, or AMA with the reason why its own cannot be used."""
    name = front.meta.citation_style or project.config.defaults.citation_style
    fallback = OwnStyle("ama", language)
    if is_own(name):
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
        acronyms=context.listed,
    )


def _department(name: str, setting: Around) -> Department | None:
    return next((department for department in setting.departments if department.name == name), None)
