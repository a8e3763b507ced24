"""What is wrong with front matter that is well typed: departments, speakers, dates, pictures, references."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hemaprint.content.images import inspect_image
from hemaprint.content.models import Department, FrontMatter, Reference
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.project import unknown_template
from hemaprint.project.text import Located
from hemaprint.project.validate import STAND_IN

_SPEAKER_KEY = re.compile(r"[^\W_](?:[\w .'’-]{0,38}[\w.])?")


@dataclass(frozen=True, slots=True)
class Setting:
    """The issue around an article, as far as its front matter must fit it."""

    departments: tuple[Department, ...]
    issue_dir: Path
    project_root: Path
    templates: tuple[str, ...]
    """The page templates that an article can use."""
    issue_day: date | None
    """The last day that the issue's date can mean; None where the date is wrong."""


def check_front_matter(meta: FrontMatter, located: Located, setting: Setting) -> Iterator[Problem]:
    """Every fault that pydantic cannot see. Stand-ins for values that it has refused are left alone."""
    yield from _department(meta, located, setting)
    yield from _template(meta, located, setting)
    yield from _dates(meta, located, setting)
    yield from _speakers(meta, located)
    yield from _opener(meta, located, setting)
    yield from _references(meta.references, located)


def uncited_references(meta: FrontMatter, used: frozenset[str], located: Located) -> Iterator[Problem]:
    """A warning for every reference that the body does not cite."""
    for index, reference in enumerate(meta.references):
        if reference.id not in used and reference.id != STAND_IN:
            message = f'the reference "{reference.id}" is never cited, and will not be printed'
            hint = f"cite it as [@{reference.id}], or remove it"
            yield Problem("HP062", message, located.at("references", index, "id"), hint, Severity.WARNING)


def _department(meta: FrontMatter, located: Located, setting: Setting) -> Iterator[Problem]:
    names = [department.name for department in setting.departments]
    if meta.department not in (*names, STAND_IN):
        near = did_you_mean(meta.department, names, noun="departments")
        hint = "; ".join(part for part in (near, "hemaprint.toml names the departments") if part)
        yield Problem("HP012", f'unknown department "{meta.department}"', located.at("department"), hint)


def _template(meta: FrontMatter, located: Located, setting: Setting) -> Iterator[Problem]:
    problem = meta.template and unknown_template(meta.template, located.at("template"), setting.templates)
    if problem:
        yield problem


def _dates(meta: FrontMatter, located: Located, setting: Setting) -> Iterator[Problem]:
    if meta.received and meta.published and meta.received > meta.published:
        message = f"received on {meta.received}, after it was published on {meta.published}"
        yield Problem("HP035", message, located.at("received"), "exchange the two dates?")
    if meta.embargo and setting.issue_day and meta.embargo > setting.issue_day:
        message = f"the embargo ends on {meta.embargo}, after the date of the issue"
        hint = "move the article to a later issue, or send this one later"
        yield Problem("HP034", message, located.at("embargo"), hint, Severity.WARNING)


def _speakers(meta: FrontMatter, located: Located) -> Iterator[Problem]:
    for key in meta.speakers:
        if not _SPEAKER_KEY.fullmatch(key):
            hint = "letters, digits, spaces and periods, as they stand in **HF:** in the copy"
            yield Problem(
                "HP036", f'"{key}" cannot be found in the copy as a speaker', located.key("speakers", key), hint
            )
    roles = {speaker.role for speaker in meta.speakers.values()}
    if len(roles) == 1:
        absent = ({"question", "answer"} - roles).pop()
        message = f'no speaker has the role "{absent}"'
        yield Problem(
            "HP036", message, located.key("speakers"), "a conversation has someone who asks and someone who answers"
        )


def _opener(meta: FrontMatter, located: Located, setting: Setting) -> Iterator[Problem]:
    if meta.opener is None:
        return
    for key, text in (("image", meta.opener.image), ("second", meta.opener.second)):
        yield from check_art(text, located.at("opener", key), setting.issue_dir, setting.project_root)
    if not meta.opener.alt:
        hint = "add alt: what a reader who does not see it should know"
        yield Problem("HP044", "the opener has no alternative text", located.key("opener"), hint, Severity.WARNING)


def check_art(text: str, location: Location, issue_dir: Path, project_root: Path) -> tuple[Problem, ...]:
    """What is wrong with a picture that a manifest or front matter names; nothing where none is named."""
    if text in ("", STAND_IN):
        return ()
    return inspect_image(text, base=issue_dir, root=project_root, location=location)[1]


def _references(references: tuple[Reference, ...], located: Located) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, reference in enumerate(references):
        place = located.at("references", index, "id")
        if reference.id in seen and reference.id != STAND_IN:
            first = located.at("references", seen[reference.id], "id").line
            yield Problem("HP060", f'the id "{reference.id}" is used twice', place, f"the first stands in line {first}")
        seen.setdefault(reference.id, index)
        if not reference.raw and not reference.title and not located.has_key("references", index, "title"):
            message = f'the reference "{reference.id}" has neither a raw text nor a title'
            yield Problem("HP061", message, place, "add a line title: ... or raw: ...")
        for number, name in enumerate(reference.author):
            if not name.family and not name.literal:
                message = f'author {number + 1} of "{reference.id}" has no family name'
                yield Problem(
                    "HP061", message, located.at("references", index, "author", number), "family: or literal:"
                )
