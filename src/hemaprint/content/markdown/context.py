"""What the reader of a body is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from hemaprint.content.blocks import Blocks
from hemaprint.content.models import CitedReference, FrontMatter, PageReference, Reference
from hemaprint.content.spans import Citation, Cited, Copy
from hemaprint.errors import Location, Problem, Severity


class ReferenceStyle(Protocol):
    """How references are cited, and listed."""

    @property
    def is_numbered(self) -> bool:
        """Whether citations and the list have numbers; other styles have labels such as "Pan 2024"."""

    def citation(self, slug: str, cited: tuple[Cited, ...]) -> Citation:
        """A citation in the article ``slug``, with the signs of the style."""

    def label(self, reference: Reference, locator: str, /) -> str:
        """What a style that is not numbered prints in a citation, without the signs around it."""

    def entry(self, reference: Reference) -> Copy:
        """An entry of the list without its number."""

    def ordered(self, references: Sequence[Reference]) -> Sequence[Reference]:
        """The list, from the order of citation."""


@dataclass(frozen=True, slots=True)
class BodyContext:
    """The article around a body. Paths in the body start in ``issue_dir`` and never leave ``project_root``.

    A ``template`` that is not known is "".
    """

    slug: str
    meta: FrontMatter
    template: str
    language: str
    style: ReferenceStyle
    issue_dir: Path
    project_root: Path
    keep_acronyms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Body:
    """A body as blocks, what it cites, and everything that is wrong with it.

    ``anchors`` are the targets of cross-references, without the prefix of the slug. ``links`` are all links into other
    articles, also those that print no page number; ``page_references`` those that do.
    """

    blocks: Blocks
    references: tuple[CitedReference, ...]
    page_references: tuple[PageReference, ...]
    anchors: frozenset[str]
    problems: tuple[Problem, ...]
    word_count: int
    used_references: frozenset[str]
    links: tuple[PageReference, ...] = ()


@dataclass(slots=True)
class Problems:
    """The problems found so far."""

    found: list[Problem] = field(default_factory=list)

    def error(self, code: str, message: str, location: Location, hint: str = "") -> None:
        """Note something that must be mended."""
        self.found.append(Problem(code, message, location, hint))

    def warning(self, code: str, message: str, location: Location, hint: str = "") -> None:
        """Note something that an editor should look at."""
        self.found.append(Problem(code, message, location, hint, Severity.WARNING))

    def stand_at(self, location: Location) -> bool:
        """Whether something wrong at this place is known already."""
        return any(problem.location == location for problem in self.found)

    def sorted(self) -> tuple[Problem, ...]:
        """Each problem once, in the order of the file."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda problem: problem.sort_key))
