"""Citations, numbered in the order in which references are first cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from hemaprint.content.markdown.context import Problems
from hemaprint.content.markdown.nodes import Opaque
from hemaprint.content.markdown.positions import Fragment
from hemaprint.content.markdown.typography import NBSP, finish_text
from hemaprint.content.models import CitationStyle, Reference
from hemaprint.errors import did_you_mean

_ITEM = re.compile(r"\s*@(?P<key>[A-Za-z][A-Za-z0-9_:.-]*)\s*(?:,\s*(?P<locator>[^@]*?)\s*)?")
_EXAMPLE = "write [@key], [@key, p. 12] or [@key; @other]"


@dataclass(slots=True)
class Citations:
    """The references of an article and the numbers they have been given so far."""

    slug: str
    references: Mapping[str, Reference]
    style: CitationStyle
    language: str
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, fragment: Fragment, at: int, content: str, problems: Problems) -> Opaque | None:
        """The citation ``[content]`` that stands at ``at`` as HTML; None when nothing of it can be set."""
        cited: dict[int, str] = {}
        offset = at + 1
        for part in content.split(";"):
            self._add(cited, part, fragment, offset, problems)
            offset += len(part) + 1
        if not cited:
            return None
        groups = [self._group(run, cited) for run in _runs(cited)]
        if self.style == "ama":
            return Opaque(f'<sup class="cite">{",".join(groups)}</sup>', binds="raised")
        return Opaque(f'<span class="cite">({",".join(groups)})</span>', text=")", binds="spaced")

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
        cited[number] = finish_text(match["locator"] or "", self.language)

    def _group(self, run: list[int], cited: dict[int, str]) -> str:
        links = [f'<a href="#{self.anchor(number)}">{number}</a>' for number in (run[0], run[-1])]
        if len(run) == 1:
            locator = escape(cited[run[0]].replace(" ", NBSP), quote=False)
            return links[0] + (f"({locator})" if locator else "")
        return "–".join(links)

    def anchor(self, number: int) -> str:
        """The id of an entry of the reference list."""
        return f"{self.slug}--ref_{number}"


def _runs(cited: dict[int, str]) -> list[list[int]]:
    """Numbers in order, three or more that follow each other as one run (AMA Manual of Style, 11th edition, 3.6)."""
    runs: list[list[int]] = []
    for number in sorted(cited):
        joins = runs and runs[-1][-1] == number - 1 and not cited[number] and not cited[number - 1]
        if joins:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [part for run in runs for part in ([run] if len(run) > 2 else [[number] for number in run])]
