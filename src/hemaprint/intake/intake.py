# SPDX-License-Identifier: MIT
"""Import an author's file: read, clean, understand and write it, and count its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, Severity, UsageError, did_you_mean
from hemaprint.intake import Options, TrackedChanges
from hemaprint.intake.account import Account, balance, read_back
from hemaprint.intake.bibliography import Work, bibliography_beside
from hemaprint.intake.files import read_bytes
from hemaprint.intake.jats import read_jats
from hemaprint.intake.kinds import Kind, kind_of
from hemaprint.intake.language import Cleaner, count_of, language_of, words
from hemaprint.intake.manuscript import write_manuscript
from hemaprint.intake.pandoc import read_pandoc
from hemaprint.intake.passages import (
    Doubt,
    Heading,
    Inline,
    LeftOut,
    Passage,
    Picture,
    Prose,
    Raw,
    has_notes,
    inlines,
    text_in,
    text_of,
    walk,
    with_inline,
)
from hemaprint.intake.plain import read_text_file
from hemaprint.intake.plain.subtitles import read_subtitles
from hemaprint.intake.recognition import Understood
from hemaprint.intake.recognition.speakers import House
from hemaprint.intake.recognition.understand import understand
from hemaprint.intake.recount import Recount, UncountableError, recount, units_of
from hemaprint.intake.web import read_html
from hemaprint.intake.word import read_docx
from hemaprint.project.config import Department
from hemaprint.project.languages import subtag_of
from hemaprint.project.project import Project
from hemaprint.scaffold.articles import department_for, department_named

_PROSE_TEMPLATES = ("feature", "explainer", "editorial")


@dataclass(frozen=True, slots=True)
class Intake:
    """An article made from a source file, and everything to report about it.

    ``pictures`` are the bytes of its pictures, by their path in the issue's folder.
    """

    slug: str
    source: Path
    kind: str
    unit: str
    text: str
    pictures: Mapping[str, bytes]
    language: str
    template: str
    department: str
    found: tuple[tuple[int, str], ...]
    doubts: tuple[Doubt, ...]
    left_out: tuple[LeftOut, ...]
    cleaned: Mapping[str, int]
    account: Account
    second: Recount


def read_source(path: Path, options: Options, default_language: str) -> Raw:
    """The passages of a manuscript, read as the kind of file that its content shows.

    Raises ContentError for an unreadable file, and MissingEnvironmentError where pandoc is needed and missing.
    """
    match kind_of(path):
        case Kind.TEXT:
            return read_text_file(path, read_bytes(path), options, default_language)
        case Kind.SUBTITLES:
            return read_subtitles(path, read_bytes(path), options, default_language)
        case Kind.JATS:
            return read_jats(path)
        case Kind.HTML:
            return read_html(path, options)
        case Kind.DOCX if not options.pandoc:
            return read_docx(path, options)
        case _:
            return read_pandoc(path, options)


def take_in(project: Project, path: Path, slug: str, options: Options) -> Intake:
    """The article made from the file at ``path``; raises ContentError where the file cannot be read."""
    magazine = project.config.magazine
    raw = read_source(path, options, magazine.language)
    language = options.language or raw.metadata.language or language_of(raw.words_of, magazine.language)
    cleaner = Cleaner(language)
    raw = _cleaned(raw, cleaner)
    works = bibliography_beside(path, raw.metadata.bibliography, raw.metadata.references)
    understood = understand(raw, House(magazine.title, options.speakers), language, options.template, works)
    pictures = {
        one.name: one.data for one in walk(understood.parts) if isinstance(one, Picture) and one.data is not None
    }
    if not _has_copy(understood.parts):
        raise ContentError([Problem("HP503", f"{path.name} contains no text", Location(path), "check the file")])
    template, department = _template_and_department(project, options, understood)
    paths = {name: f"images/{slug}-{name}" for name in pictures}
    is_default = magazine.language.casefold() in (language.casefold(), subtag_of(language))
    text, doubts = write_manuscript(
        understood,
        paths,
        department=department.name,
        template=template if template != department.template else "",
        language="" if is_default else language,
        is_news=template == "news",
        is_markdown=raw.kind == Kind.MARKDOWN,
    )
    by_path = {paths[name]: data for name, data in pictures.items()}
    taken = [key for key, value in understood.front.items() if value.taken]
    borrowed = {one.id for one in understood.references if isinstance(one.entry, Work)}
    back = read_back(text, template, language, by_path, taken, borrowed)
    second = _second_count(raw, [*back.texts, *(one.text for one in understood.left_out)], options, understood)
    doubts = (*understood.doubts, *doubts, *_doubts_of(back.problems), *_doubts_of_letters(cleaner))
    return Intake(
        slug=slug,
        source=path,
        kind=raw.kind,
        unit=raw.unit,
        text=text,
        pictures=by_path,
        language=language,
        template=template,
        department=department.name,
        found=tuple(understood.found),
        doubts=tuple(sorted(doubts, key=lambda doubt: (doubt.line, doubt.code))),
        left_out=tuple(sorted(understood.left_out, key=lambda one: one.line)),
        cleaned=dict(sorted(cleaner.done.items())),
        account=balance(raw.words_of, understood.left_out, understood.respelled, back.texts),
        second=second,
    )


def _has_copy(parts: list[Passage]) -> bool:
    """Whether any copy remains after the headline and the other fields of the front matter are taken."""
    copy = any(words(text_of(inline)) for inline, _ in inlines(parts))
    return copy or any(isinstance(part, Picture) for part in walk(parts))


def _cleaned(raw: Raw, cleaner: Cleaner) -> Raw:
    """The manuscript with all its text cleaned, and without paragraphs that contained only removed characters."""

    def clean(inline: Inline, _: int) -> Inline:
        return tuple(run if "formula" in run.marks else replace(run, text=cleaner.clean(run.text)) for run in inline)

    notes = {key: replace(note, inline=clean(note.inline, note.line)) for key, note in raw.notes.items()}
    passages = (with_inline(one, clean) for one in raw.passages)
    return replace(raw, passages=tuple(one for one in passages if not _is_blank(one)), notes=notes)


def _is_blank(passage: Passage) -> bool:
    return isinstance(passage, Prose | Heading) and not text_in(passage) and not has_notes(passage.inline)


def _template_and_department(project: Project, options: Options, understood: Understood) -> tuple[str, Department]:
    """The page template and the department, from the options or the copy; raises UsageError for unknown ones."""
    templates = project.article_templates
    if options.template and options.template not in templates:
        hint = did_you_mean(options.template, templates, noun="templates")
        raise UsageError(f'there is no page template "{options.template}"', hint)
    suited = ("interview",) if understood.speakers else _PROSE_TEMPLATES
    wanted = (options.template,) if options.template else suited
    named = options.department
    department = department_named(project, named) if named else department_for(project, wanted)
    if options.template or understood.speakers:
        return wanted[0], department
    return department.template if department.template != "interview" else _PROSE_TEMPLATES[-1], department


def _second_count(raw: Raw, accounted: list[str], options: Options, understood: Understood) -> Recount:
    """Count the raw file again; words that are missing, or a file that cannot be counted, are doubts."""
    is_rejected = options.changes is TrackedChanges.REJECT
    try:
        units = units_of(read_bytes(raw.path), raw.kind, raw.decoded, is_rejected=is_rejected)
    except UncountableError as error:
        message = f"the words cannot be counted again, because a part of the file is damaged: {error}"
        understood.doubt("HP574", 0, message, "open it in the program that made it, and save it again")
        return Recount(0, ())
    second = recount(units, accounted, understood.respelled)
    for one in second.unaccounted:
        message = f"{count_of(one.count, 'word')} in neither the article nor the text left out: “{one.first}”"
        understood.doubt("HP574", one.place, message, "compare the article with its source there, and add missing copy")
    return second


def _doubts_of(problems: tuple[Problem, ...]) -> Iterator[Doubt]:
    """The errors that ``check`` will find in the article."""
    for one in problems:
        if one.severity is Severity.ERROR:
            message = f"check will report in line {one.location.line} of the article: {one.message}"
            yield Doubt("HP544", 0, message, one.hint)


def _doubts_of_letters(cleaner: Cleaner) -> Iterator[Doubt]:
    for word in dict.fromkeys(cleaner.lookalikes):
        message = f"a word mixes letters of two scripts that look alike: {word}"
        yield Doubt("HP504", 0, message, "type it again if it is meant in Latin letters")
