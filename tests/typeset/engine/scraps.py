"""Running text by the number, with a bit of everything that can stand in a paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

_COPY = (
    "cells carry what they are given and come back by the same road while somebody counts the slow ones twice "
    "hematopoietic transplantation immunoglobulin relapse-free can't “quoted” (as given) 3.5% 12–14 remission, "
    "extraordinarily self-evident co\xadop\xader\xada\xadtion antigen/receptor naïve Zürich"
)
_WORDS = tuple(_COPY.split())
_CHINESE = "潘静教授说明细胞治疗的结果并不相同，病人需要更多时间。随访五年以后"
_PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='{}' height='{}'%3E"
    "%3Cpath d='M0 0h9v9z'/%3E%3C/svg%3E"
)


@dataclass(slots=True)
class Scraps:
    """Writes paragraphs from one number."""

    random: Random

    def chance(self, part: float) -> bool:
        """True in ``part`` of all cases."""
        return self.random.random() < part

    def pick(self, *values: Any) -> Any:
        """One of the values."""
        return self.random.choice(values)

    def words(self, least: int, most: int) -> str:
        """Running text, some of it Chinese."""
        count = self.random.randint(least, most)
        text = " ".join(self.random.choice(_WORDS) for _ in range(count))
        if self.chance(0.06):
            start = self.random.randrange(20)
            text += f" {_CHINESE[start : start + self.random.randint(2, 30)]} "
        return text

    def run(self, depth: int = 0) -> str:
        """Inline copy: text, and boxes of all kinds in it."""
        parts = [self.words(1, 25)]
        for _ in range(self.pick(0, 0, 1, 1, 2, 3)):
            parts.append(self.pick(" ", " ", ""))
            parts.append(self.inline(depth))
            parts.append(self.pick(" ", " ", ""))
            parts.append(self.words(1, 20))
        return "".join(parts)

    def inline(self, depth: int) -> str:  # noqa: C901 - a list of cases
        """One inline box."""
        inner = self.words(1, 6) if depth > 1 or self.chance(0.6) else self.run(depth + 1)
        match self.random.randrange(17):
            case 0 | 1 | 2:
                return f"<em>{inner}</em>"
            case 3 | 4:
                return f"<b>{inner}</b>"
            case 5 | 6:
                return f"<a href='#x'>{inner}</a>"
            case 7:
                return f"<sup>{self.words(1, 1)}</sup>"
            case 8 if not depth:
                return f"<span class=note>{self.words(3, 14)}</span>"
            case 9:
                return f"<span class={self.pick('pad', 'clone', 'relative')}>{inner}</span>"
            case 10:
                return f"<span class=block>{self.words(1, 4)}</span>"
            case 11:
                return f'<img src="{_PICTURE.format(self.pick(7, 12.3), self.pick(9, 15))}">'
            case 12 if not depth:
                return f"<span class={self.pick('left', 'right')}>{self.words(1, 3)}</span>"
            case 13 if self.chance(0.4):
                return f"<span class=absolute>{self.words(1, 3)}</span>"
            case 14:
                return str(self.pick("<br>", "<br>", "<br><br>", "\u00a0", "\u2009"))
            case 15:
                return f"<code>{self.words(1, 3)}  {self.words(1, 2)}</code>"
        return inner
