"""Copy cut into runs, as every form of export writes it: characters in one face, the words of one link, one citation.

An export stands alone: a link into another article loses its address, and a page number that only the plan of an issue
knows is left out with the space before it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Literal, assert_never

from hemaprint.content.spans import (
    Citation,
    Code,
    Copy,
    CrossReference,
    Foreign,
    LineBreak,
    Link,
    Note,
    PageNumber,
    Style,
    Styled,
    Task,
    Text,
)

Face = Literal["strong", "emphasis", "sub", "sup", "code", "struck", "capitals", "cite"]
"""``capitals``: small capitals; ``cite``: numbers of the reference list, with their brackets and commas."""

_FACES: dict[Style, Face] = {
    "strong": "strong",
    "emphasis": "emphasis",
    "gene": "emphasis",
    "italic": "emphasis",
    "inferior": "sub",
    "superior": "sup",
    "struck": "struck",
    "small capitals": "capitals",
}
"""The styles that matter without a layout."""
_SPACE_AT_END = re.compile(r"\s\Z")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one face; a line break among them is a newline.

    ``href`` is an address outside the issue, ``target`` a place of the same article (without the prefix of its slug),
    ``language`` a BCP 47 tag; "" for none. ``note`` is called here; such a run has no characters.
    """

    text: str
    faces: frozenset[Face] = frozenset()
    href: str = ""
    target: str = ""
    language: str = ""
    note: Note | None = None


def runs_of(copy: Copy) -> tuple[Run, ...]:
    """The runs of copy, neighbours of one kind joined."""
    joined: list[Run] = []
    for run in _runs(copy, Run("")):
        last = joined[-1] if joined else None
        if last is not None and run.note is last.note is None and replace(last, text=run.text) == run:
            joined[-1] = replace(last, text=last.text + run.text)
        elif run.text or run.note:
            joined.append(run)
    return tuple(joined)


def characters_of(copy: Copy) -> str:
    """The characters of copy without faces and notes."""
    return "".join(run.text for run in runs_of(copy))


def _runs(copy: Copy, around: Run) -> Iterator[Run]:
    for span, after in pairwise((*copy, None)):
        match span:
            case Text() | Code() | Task():
                run = _in(around, "code") if isinstance(span, Code) else around
                text = span.text.replace(
                    "\f", " "
                )  # the one control character that Markdown lets through: XML does not
                yield replace(run, text=_SPACE_AT_END.sub("", text) if isinstance(after, PageNumber) else text)
            case Styled():
                face = _FACES.get(span.style)
                yield from _runs(span.copy, _in(around, face) if face else around)
            case Foreign():
                yield from _runs(span.copy, replace(around, language=span.language))
            case Link():
                yield from _runs(span.copy, replace(around, href=span.href))
            case CrossReference():
                target = span.anchor if span.within else around.target
                yield from _runs(span.copy, replace(around, target=target))
            case Citation():
                run = _in(_in(around, "cite"), "sup") if span.raised else _in(around, "cite")
                for text, number in span.parts:
                    yield replace(run, text=text, target=f"ref_{number}" if number else around.target)
            case Note():
                yield replace(around, text="", note=span)
            case LineBreak():
                yield replace(around, text="\n")
            case PageNumber() | None:
                pass
            case _:
                assert_never(span)


def _in(run: Run, face: Face) -> Run:
    return replace(run, faces=run.faces | {face})


# ---------------------------------------------------------------- citations and links


@dataclass(frozen=True, slots=True)
class Linked:
    """Runs with one address, "" for none: outside the issue, or ``#`` and a place of the article."""

    href: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Runs that are one citation (``cites``, printed raised or in parentheses), or none of one."""

    cites: bool
    raised: bool
    links: tuple[Linked, ...]

    @property
    def faces(self) -> frozenset[Face]:
        """The faces that the group as a whole has."""
        return frozenset({"cite", "sup"}) if self.cites else frozenset()


def groups_of(copy: Copy, anchors: Container[str]) -> Iterator[Group]:
    """The groups of a paragraph; links to a place that is not among ``anchors`` are plain text."""
    for cites, group in groupby(runs_of(copy), lambda run: "cite" in run.faces):
        runs = tuple(group)
        links = groupby(runs, lambda run: run.href or (f"#{run.target}" if run.target in anchors else ""))
        raised = cites and "sup" in runs[0].faces
        yield Group(cites, raised, tuple(Linked(href, tuple(linked)) for href, linked in links))
