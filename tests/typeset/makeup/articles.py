"""Articles in numbers: written by hand in a line, or generated from a seed."""

from __future__ import annotations

from random import Random

from hemaprint.typeset.makeup.interface import (
    At,
    Band,
    Block,
    Copy,
    Float,
    Item,
    Note,
    Setting,
    Sheets,
    SideBlock,
    Text,
)


def para(lines: int, more: float | None = None, less: float | None = None, hyphens: tuple[int, ...] = ()) -> Text:
    """A paragraph, and what a line more or less would cost."""
    others = [Setting(lines + step, cost) for step, cost in ((1, more), (-1, less)) if cost is not None]
    return Text((Setting(lines, hyphens=frozenset(hyphens)), *others))


def stiff(*lines: int) -> tuple[Text, ...]:
    """Paragraphs that have one setting only."""
    return tuple(para(count) for count in lines)


def supple(*lines: int) -> tuple[Text, ...]:
    """Paragraphs that can be a line longer at the price of 1."""
    return tuple(para(count, more=1.0) for count in lines)


HEADING = Text((Setting(1),), before=1.0, with_next=True)
CROSSHEAD = Text((Setting(1),), before=1.0, with_next=True, stretch=1)


def copy_of(*items: Item, columns: int = 3, **more: object) -> Copy:
    """An article of one band."""
    return Copy((Band(items, columns),), **more)  # type: ignore[arg-type]


def generated(seed: int, paragraphs: int | None = None, plain: bool = False) -> tuple[Copy, Sheets]:
    """An article of 1 to 4 columns with headings, blocks, wide blocks, floats, notes, side blocks and a tail.

    A plain one has three columns of paragraphs and crossheads, and floats.
    """
    return _Generator(Random(seed), plain).article(paragraphs)


class _Generator:
    def __init__(self, random: Random, plain: bool) -> None:
        self.random, self.plain = random, plain
        self.columns = 3 if plain else random.choice((1, 2, 3, 3, 3, 4))
        self.bands: list[Band] = []
        self.items: list[Item] = []
        self.floats: list[Float] = []
        self.sides: list[SideBlock] = []
        self.notes: list[Note] = []

    def article(self, paragraphs: int | None) -> tuple[Copy, Sheets]:
        random = self.random
        for _ in range(paragraphs or random.randrange(3, 90)):
            self._item()
            self._beside(At(len(self.bands), len(self.items) - 1, 0))
        if self._ends_in_heading():
            self.items.append(self._paragraph())
        self.bands.append(Band(tuple(self.items), self.columns))
        if random.random() < 0.4:
            tail = tuple(self._paragraph() for _ in range(random.randrange(1, 8)))
            self.bands.append(Band(tail, self.columns, tail=True))
        if not self.plain and random.random() < 0.15:
            self.floats.append(Float(28.0, 1.2, sheet="last"))
        if not self.plain and random.random() < 0.15:
            self.floats.append(Float(28.0, 1.2, sheet=random.randrange(1, 4), position="bottom"))
        head, first = random.choice((6, 12, 18, 24.4)), random.choice(("left", "right"))
        sheets = Sheets(60, head=head, first="left" if first == "left" else "right", side_depth=60, side_top=8)
        copy = Copy(tuple(self.bands), tuple(self.floats), tuple(self.sides), tuple(self.notes), notes_top=0.8)
        return copy, sheets

    def _item(self) -> None:
        """The next item of the copy, with a crosshead before every tenth."""
        random = self.random
        if self.items and random.random() < 0.1:
            self.items.append(Text((Setting(random.choice((1, 1, 2))),), before=1.0, with_next=True, stretch=1))
        kind = 1.0 if self.plain else random.random()
        if kind < 0.05:
            self.items.append(self._block(may_wait=kind < 0.04))
        elif kind < 0.065:
            rows = (1.2,) * random.randrange(4, 80)
            waits = random.random() < 0.5
            table = Block(sum(rows) + 2, 1.0, 1.0, (rows[0] + 2, *rows[1:]), repeat=2.5, may_wait=waits)
            self.items.append(table)
        elif kind < 0.08 and self.items and self.columns > 1 and not self._ends_in_heading():
            self.bands.append(Band(tuple(self.items), self.columns))
            self.bands.append(Band((Block(random.uniform(6, 30), 1.0, 1.0),), 1))
            self.items = [self._paragraph()]
        else:
            self.items.append(self._paragraph(noted=not self.plain and random.random() < 0.04))

    def _beside(self, here: At) -> None:
        """What the item calls, outside the columns."""
        if self.random.random() < 0.05:
            self.floats.append(Float(self.random.uniform(10, 32), 1.2, here))
        if self.random.random() < 0.03:
            self.sides.append(SideBlock(self.random.uniform(5, 15), 2.0, here))

    def _ends_in_heading(self) -> bool:
        last = self.items[-1]
        return isinstance(last, Text) and last.with_next

    def _paragraph(self, noted: bool = False) -> Text:
        random = self.random
        lines = max(1, round(random.lognormvariate(1.9, 0.6)))
        hyphens = frozenset(line for line in range(lines - 1) if random.random() < 0.08)
        notes: tuple[tuple[int, int], ...] = ()
        if noted:
            long = random.random() < 0.06
            notes = ((random.randrange(lines), len(self.notes)),)
            self.notes.append(Note((0.85,) * (random.randrange(20, 45) if long else random.randrange(1, 4))))
        settings = [Setting(lines, hyphens=hyphens, notes=notes)]
        if lines > 2 and random.random() < 0.84:
            settings.append(Setting(lines + 1, random.uniform(0.2, 4), notes=notes))
        if lines > 5 and random.random() < 0.05:
            earlier = tuple((min(line, lines - 2), number) for line, number in notes)
            settings.append(Setting(lines - 1, random.uniform(1, 5), notes=earlier))
        return Text(tuple(settings))

    def _block(self, *, may_wait: bool) -> Block:
        height = self.random.uniform(5, 40 if may_wait else 15)
        return Block(height, 1.0, 1.0, may_wait=may_wait, stretch=self.random.choice((0, 1)))
