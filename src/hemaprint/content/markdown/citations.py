"""Citations, numbered in the order in which references are first cited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hemaprint.content.markdown.context import Problems, ReferenceStyle
from hemaprint.content.markdown.positions import Fragment
from hemaprint.content.markdown.typography import NBSP, finish_text
from hemaprint.content.models import Reference
from hemaprint.content.spans import Citation, Cited
from hemaprint.errors import did_you_mean

_ITEM = re.compile(r"\s*@(?P<key>[A-Za-z][A-Za-z0-9_:.-]*)\s*(?:,\s*(?P<locator>[^@]*?)\s*)?")
_EXAMPLE = "write [@key], [@key, p. 12] or [@key; @other]"


@dataclass(slots=True)
class Citations:
    """The references of an article and the numbers they have been given so far."""

    slug: str
    references: Mapping[str, Reference]
    style: ReferenceStyle
    language: str
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, fragment: Fragment, at: int, content: str, problems: Problems) -> Citation | None:
        """The citation ``[content]`` at ``at``; None when nothing of it can be set."""
        cited: dict[int, str] = {}
        offset = at + 1
        for part in content.split(";"):
            self._add(cited, part, fragment, offset, problems)
            offset += len(part) + 1
        if not cited:
            return None
        return self.style.citation(self.slug, tuple(_runs(cited) if self.style.is_numbered else self._labelled(cited)))

    def _labelled(self, cited: dict[int, str]) -> Iterator[Cited]:
        keys = {number: key for key, number in self.numbers.items()}
        for number, locator in cited.items():
            yield Cited(number, number, label=self.style.label(self.references[keys[number]], locator))

    def _add(self, cited: dict[int, str], part: str, fragment: Fragment, offset: int, problems: Problems) -> None:
        match = _ITEM.fullmatch(part)
        location = fragment.locate(offset + len(part) - len(part.lstrip()))
        if match is None:
            problems.error("HP151", f'"{part.strip()}" is not a citation', location, _EXAMPLE)
            return
        key = match["key"]
        if key not in self.references:
            hint = did_you_mean(key, self.references, noun="references of this article")
            problems.error("HP150", f'unknown reference "{key}"', location, hint or "add it to references")
            return
        number = self.numbers.setdefault(key, len(self.numbers) + 1)
        if number in cited:
            problems.error("HP152", f'"{key}" is cited twice in one citation', location, "name it once")
        cited[number] = finish_text(match["locator"] or "", self.language).replace(" ", NBSP)

    def anchor(self, number: int) -> str:
        """The id of an entry of the reference list."""
        return f"{self.slug}--ref_{number}"


def _runs(cited: dict[int, str]) -> Iterator[Cited]:
    """Numbers in order, three or more that follow each other as one run (AMA Manual of Style, 11th edition, 3.6)."""
    numbers = sorted(cited)
    while numbers:
        end = 1
        while end < len(numbers) and numbers[end] == numbers[0] + end and not any(cited[n] for n in numbers[: end + 1]):
            end += 1
        end = end if end > 2 else 1
        yield Cited(numbers[0], numbers[end - 1], cited[numbers[0]])
        numbers = numbers[end:]
