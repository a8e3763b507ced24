"""What was understood -> the file of an article: front matter with remarks for the editor, and Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hemaprint.content.markdown import Sign
from hemaprint.intake.bibliography import Work
from hemaprint.intake.passages import Doubt, text_of
from hemaprint.intake.recognition.recognised import Person, Understood, Voice
from hemaprint.intake.spans import plain
from hemaprint.intake.writing.inline import InlineWriter
from hemaprint.intake.writing.markdown import MarkdownWriter
from hemaprint.scaffold.files import quoted

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Heads:
    """The choices of the front matter that do not come from the copy."""

    department: str
    template: str = ""
    """Empty where it is the department's."""
    language: str = ""
    """Empty where it is the magazine's."""
    news: bool = False


def write_manuscript(
    understood: Understood, heads: Heads, pictures: Mapping[str, str], *, is_markdown: bool
) -> tuple[str, tuple[Doubt, ...]]:
    """The text of ``articles/<slug>.md``, and doubts about what had to be moved. ``pictures`` are paths by name.

    In a source that ``is_markdown`` signs of other dialects were meant: that they are kept as signs is a doubt.
    """
    copy = InlineWriter(understood.notes)
    writer = MarkdownWriter(
        copy,
        speakers=tuple(voice.key for voice in understood.voices),
        pictures=pictures,
        news=heads.news,
    )
    front = "\n".join(_front(understood, heads, copy))
    body = writer.body(understood.parts)
    lost = [note for key, note in understood.notes.items() if key not in copy.placed]
    if lost:
        body += "".join(f"\n{copy.line(note.inline, note.line)}\n" for note in lost if text_of(note.inline).strip())
        copy.moved += [(note.line, "this note is called nowhere, and stands at the end") for note in lost]
    doubts = tuple(Doubt("HP543", line, message, "look at its place in the article") for line, message in copy.moved)
    if is_markdown:
        told: dict[int, str] = {}
        for doubt in understood.doubts:
            told[doubt.line] = f"{told.get(doubt.line, '')}\n{doubt.message}"
        doubts += tuple(_unmeant(line, sign) for line, sign in copy.foreign if sign.text not in told.get(line, ""))
    return f"---\n{front}\n---\n\n{body}", doubts


def _unmeant(line: int, sign: Sign) -> Doubt:
    name, remedy = (sign.construct.name, sign.construct.remedy) if sign.construct else ("markup", "")
    shown = " ".join(sign.text.split())[:_SHOWN]
    return Doubt("HP186", line, f"{name} is printed as it is typed: {shown}", remedy)


def _front(understood: Understood, heads: Heads, copy: InlineWriter) -> list[str]:
    headline = understood.front["headline"]
    lines = [_remarked("headline", understood, copy.line(headline.inline or plain(headline.text), 0))]
    lines.append(f"department: {quoted(heads.department)}")
    lines += (
        [_remarked("kicker", understood, _typed(copy, understood.front["kicker"].text))]
        if "kicker" in understood.front
        else []
    )
    lines += [f"template: {heads.template}"] if heads.template else []
    if standfirst := understood.front.get("standfirst"):
        lines.append(_remarked("standfirst", understood, _typed(copy, standfirst.text)))
    lines += _people(understood.people, copy) + _voices(understood.voices)
    lines += [f"language: {heads.language}"] if heads.language else []
    for key in ("doi", "pmid"):
        lines += [f"{key}: {quoted(understood.front[key].text)}"] if key in understood.front else []
    lines += [f"nct: [{', '.join(understood.trials)}]"] if understood.trials else []
    if understood.keywords:
        remark = "  # proposed: terms of the text" if understood.keywords_proposed else ""
        lines.append(f"keywords: [{', '.join(quoted(word) for word in understood.keywords)}]{remark}")
    return lines + _references(understood, copy)


def _remarked(key: str, understood: Understood, text: str) -> str:
    value = understood.front[key]
    return f"{key}: {quoted(text)}" + ("" if value.taken else f"  # {value.origin}")


def _typed(copy: InlineWriter, text: str) -> str:
    """Plain text for a field that is read as Markdown."""
    return copy.line(plain(text), 0)


def _people(people: list[Person], copy: InlineWriter) -> list[str]:
    lines = ["contributors:"] if people else []
    for person in people:
        fields = [f"name: {quoted(person.name)}" + (f"  # proposed: {person.origin}" if person.origin else "")]
        fields += [f"role: {person.role}"] if person.role != "author" else []
        fields += [f"credentials: {quoted(_typed(copy, person.credentials))}"] if person.credentials else []
        fields += [f"affiliation: {quoted(_typed(copy, person.affiliation))}"] if person.affiliation else []
        fields += [f"orcid: {quoted(person.orcid)}"] if person.orcid else []
        lines += [f"  - {fields[0]}", *(f"    {field}" for field in fields[1:])]
    return lines


def _voices(voices: list[Voice]) -> list[str]:
    lines = ["speakers:"] if voices else []
    return lines + [f"  {quoted(voice.key)}: {{name: {quoted(voice.name)}, role: {voice.role}}}" for voice in voices]


def _references(understood: Understood, copy: InlineWriter) -> list[str]:
    lines = ["references:"] if understood.references else []
    for cited in understood.references:
        fields = _work(cited.entry, copy) if isinstance(cited.entry, Work) else [("raw", copy.line(cited.entry, 0))]
        lines += [f"  - id: {cited.id}", *(f"    {name}: {quoted(text)}" for name, text in fields if text)]
        if isinstance(cited.entry, Work):
            lines += [f"    {line}" for line in _authors(cited.entry)]
    return lines


def _work(work: Work, copy: InlineWriter) -> list[tuple[str, str]]:
    return [
        ("type", work.type),
        ("title", copy.line(work.title, 0)),
        ("container_title", copy.line(work.container, 0)),
        ("publisher", copy.line(work.publisher, 0)),
        *((name.lower(), text) for name, text in work.plain.items()),
    ]


def _authors(work: Work) -> list[str]:
    lines = ["author:"] if work.authors else []
    for name in work.authors:
        parts = [
            f"{part}: {quoted(getattr(name, part))}" for part in ("family", "given", "literal") if getattr(name, part)
        ]
        lines.append(f"  - {{{', '.join(parts)}}}")
    return lines + (["et_al: true"] if work.et_al else [])
