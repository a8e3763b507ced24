"""A file of an author becomes an article: read, clean, understand, write, and count the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hemaprint.errors import ContentError, Location, Problem, Severity, UsageError, did_you_mean
from hemaprint.intake.account import Account, balance, read_back
from hemaprint.intake.bibliography import Work, bibliography_beside
from hemaprint.intake.cleaning import Cleaner
from hemaprint.intake.files import read_bytes
from hemaprint.intake.kinds import Kind
from hemaprint.intake.language import language_of
from hemaprint.intake.passages import Doubt, Heading, Inline, LeftOut, Passage, Picture, Prose, Raw, text_of
from hemaprint.intake.readers import read_source
from hemaprint.intake.recognition.recognised import Boxed, Understood
from hemaprint.intake.recognition.speakers import House
from hemaprint.intake.recognition.understand import Setting, understand
from hemaprint.intake.recount import Recount, UncountableError, recount, units_of
from hemaprint.intake.spans import inlines, with_inline
from hemaprint.intake.wishes import Changes, Wishes
from hemaprint.intake.words import words
from hemaprint.intake.writing.manuscript import Heads, write_manuscript
from hemaprint.project.config import Department
from hemaprint.project.project import Project
from hemaprint.scaffold.additions import department_for

_PROSE_TEMPLATES = ("feature", "explainer", "editorial")


@dataclass(frozen=True, slots=True)
class Intake:
    """An article made from a source file, and everything that there is to say about it.

    ``pictures`` are the bytes of its pictures by their path in the issue's folder.
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


def take_in(project: Project, path: Path, slug: str, wishes: Wishes) -> Intake:
    """The article that the file at ``path`` becomes; raises ContentError where the file cannot be read."""
    magazine = project.config.magazine
    raw = read_source(path, wishes, magazine.language)
    language = wishes.language or _language(raw, magazine.language)
    cleaner = Cleaner(language)
    raw = _cleaned(raw, cleaner)
    setting = Setting(House(magazine.title, wishes.speakers), language, wishes.template)
    works = bibliography_beside(path, raw.metadata.bibliography, raw.metadata.references)
    understood = understand(raw, setting, works)
    if not _has_copy(understood):
        raise ContentError([Problem("HP503", f"there is no text in {path.name}", Location(path), "look into the file")])
    template, department = _place(project, wishes, understood)
    heads = Heads(
        department=department.name,
        template=template if template != department.template else "",
        language=language if _differs(language, magazine.language) else "",
        news=template == "news",
    )
    pictures = _pictures(understood.parts, slug)
    text, doubts = write_manuscript(understood, heads, _paths(pictures), is_markdown=raw.kind == Kind.MARKDOWN)
    by_path = dict(pictures.values())
    taken = [key for key, value in understood.front.items() if value.taken]
    borrowed = {one.id for one in understood.references if isinstance(one.entry, Work)}
    back = read_back(text, template, language, by_path, taken, borrowed)
    accounted = [*back.texts, *(one.text for one in understood.left_out)]
    understood.doubts += [*doubts, *_doubts_of(back.problems), *_lookalikes(cleaner)]
    second = _second_count(raw, accounted, wishes, understood)
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
        doubts=tuple(sorted(understood.doubts, key=lambda doubt: (doubt.line, doubt.code))),
        left_out=tuple(sorted(understood.left_out, key=lambda one: one.line)),
        cleaned=dict(sorted(cleaner.done.items())),
        account=balance(raw.words_of, understood.left_out, understood.respelled, back.texts),
        second=second,
    )


def _has_copy(understood: Understood) -> bool:
    """Whether anything is left to set, once the headline and the other fields of the front matter are taken."""
    if any(words(text_of(inline)) for inline, _ in inlines(_opened(understood.parts))):
        return True
    return bool(_all_pictures(understood.parts))


def _opened(parts: list[Passage]) -> list[Passage]:
    return [inner for part in parts for inner in (part.passages if isinstance(part, Boxed) else (part,))]


def _language(raw: Raw, default: str) -> str:
    return raw.metadata.language or language_of(raw.words_of, default)


def _differs(language: str, default: str) -> bool:
    return language.casefold() != default.casefold() and language.partition("-")[0] != default.casefold()


def _cleaned(raw: Raw, cleaner: Cleaner) -> Raw:
    """The same passages with every text of them cleaned."""

    def clean(inline: Inline, _: int) -> Inline:
        return tuple(replace(span, text=cleaner.clean(span.text)) for span in inline)

    notes = {key: replace(note, inline=clean(note.inline, note.line)) for key, note in raw.notes.items()}
    passages = (with_inline(one, clean) for one in raw.passages)
    return replace(raw, passages=tuple(one for one in passages if not _is_blank(one)), notes=notes)


def _is_blank(passage: Passage) -> bool:
    """Whether a paragraph held nothing but characters that were removed."""
    inline = passage.inline if isinstance(passage, Prose | Heading) else None
    return inline is not None and not text_of(inline).strip() and not any(span.note for span in inline)


def _place(project: Project, wishes: Wishes, understood: Understood) -> tuple[str, Department]:
    """The page template and the department, as wished or as the copy suggests; raises UsageError for unknown ones."""
    templates = project.article_templates
    if wishes.template and wishes.template not in templates:
        hint = did_you_mean(wishes.template, templates, noun="templates")
        raise UsageError(f'there is no page template "{wishes.template}"', hint)
    departments = {department.name: department for department in project.config.departments}
    if wishes.department and wishes.department not in departments:
        hint = did_you_mean(wishes.department, departments, noun="departments")
        raise UsageError(f'there is no department "{wishes.department}"', hint)
    suited = ("interview",) if understood.voices else _PROSE_TEMPLATES
    wanted = (wishes.template,) if wishes.template else suited
    department = departments.get(wishes.department) or department_for(project, wanted)
    if wishes.template or understood.voices:
        return wanted[0], department
    return department.template if department.template != "interview" else _PROSE_TEMPLATES[-1], department


def _pictures(parts: list[Passage], slug: str) -> dict[str, tuple[str, bytes]]:
    """The pictures of the article by their name: where they go, and their bytes."""
    found: dict[str, tuple[str, bytes]] = {}
    for picture in _all_pictures(parts):
        if picture.data is not None:
            found[picture.name] = (f"images/{slug}-{picture.name}", picture.data)
    return found


def _paths(pictures: Mapping[str, tuple[str, bytes]]) -> dict[str, str]:
    return {name: place for name, (place, _) in pictures.items()}


def _all_pictures(parts: list[Passage]) -> list[Picture]:
    """Pictures, however deep; a walk without recursion."""
    found: list[Picture] = []
    stack: list[object] = list(reversed(parts))
    while stack:
        part = stack.pop()
        if isinstance(part, Picture):
            found.append(part)
        elif isinstance(part, tuple):
            stack += reversed(part)
        else:
            stack += [getattr(part, name) for name in ("passages", "items") if hasattr(part, name)]
    return found


def _doubts_of(problems: tuple[Problem, ...]) -> list[Doubt]:
    """What ``check`` will say of the article; a picture that nobody described is for the editor to describe."""
    return [
        Doubt("HP544", 0, f"check will say in line {one.location.line} of the article: {one.message}", one.hint)
        for one in problems
        if one.severity is Severity.ERROR
    ]


def _second_count(raw: Raw, accounted: list[str], wishes: Wishes, understood: Understood) -> Recount:
    """Count the raw file again; what it does not find, and that it cannot be counted, are doubts."""
    try:
        units = units_of(read_bytes(raw.path), raw.kind, raw.decoded, is_rejected=wishes.changes is Changes.REJECT)
    except UncountableError as error:
        message = f"a part of the file is damaged, so that its words cannot be counted again: {error}"
        understood.doubt("HP574", 0, message, "open it in the program that made it, and save it again")
        return Recount(0, ())
    second = recount(units, accounted, understood.respelled)
    understood.doubts += _missed(second)
    return second


def _missed(second: Recount) -> Iterator[Doubt]:
    """What the second count does not find."""
    for one in second.unaccounted:
        count = "1 word is" if one.count == 1 else f"{one.count} words are"
        message = f"{count} neither in the article nor among what was left out: “{one.first}”"
        yield Doubt("HP574", one.place, message, "compare the article with its source there, and add what is copy")


def _lookalikes(cleaner: Cleaner) -> list[Doubt]:
    return [
        Doubt(
            "HP504", 0, f"a word mixes letters that look alike: {word}", "type it anew if it is meant in Latin letters"
        )
        for word in dict.fromkeys(cleaner.lookalikes)
    ]
