"""Articles in numbers: written by hand in a line, or generated from a seed."""

from __future__ import annotations

from random import Random

from hemaprint.typeset.paging.copy import At, Band, Block, Copy, Float, Item, Note, Setting, Sheets, SideBlock, Text


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
    """An article of 1 to 4 columns with headings, blocks, wide blocks, floats, notes, side blocks and a tail."""
    random = Random(seed)
    columns = 3 if plain else random.choice((1, 2, 3, 3, 3, 4))
    count = paragraphs or random.randrange(3, 90)
    notes: list[Note] = []
    bands: list[Band] = []
    items: list[Item] = []
    floats: list[Float] = []
    sides: list[SideBlock] = []

    def note() -> int:
        long = random.random() < 0.06
        notes.append(Note((0.85,) * (random.randrange(20, 45) if long else random.randrange(1, 4))))
        return len(notes) - 1

    for number in range(count):
        if items and random.random() < 0.1:
            items.append(Text((Setting(random.choice((1, 1, 2))),), before=1.0, with_next=True, stretch=1))
        kind = random.random()
        if kind < 0.03 and not plain:
            items.append(_block(random, may_wait=True))
        elif kind < 0.05 and not plain:
            items.append(_block(random, may_wait=False))
        elif kind < 0.065 and not plain:
            rows = (1.2,) * random.randrange(4, 80)
            items.append(
                Block(sum(rows) + 2, 1.0, 1.0, (rows[0] + 2, *rows[1:]), repeat=2.5, may_wait=random.random() < 0.5)
            )
        elif kind < 0.08 and not plain and items and columns > 1 and not _ends_in_heading(items):
            bands.append(Band(tuple(items), columns))
            bands.append(Band((Block(random.uniform(6, 30), 1.0, 1.0, may_wait=random.random() < 0.7),), 1))
            items = [_paragraph(random, None)]
        else:
            items.append(_paragraph(random, note() if random.random() < 0.04 and not plain else None))
        here = At(len(bands), len(items) - 1, 0)
        if random.random() < 0.05 and number:
            floats.append(Float(random.uniform(10, 32), 1.2, here))
        if random.random() < 0.03:
            sides.append(SideBlock(random.uniform(5, 15), 2.0, here))
    if _ends_in_heading(items):
        items.append(_paragraph(random, None))
    bands.append(Band(tuple(items), columns))
    if random.random() < 0.4:
        bands.append(Band(tuple(_paragraph(random, None) for _ in range(random.randrange(1, 8))), columns, tail=True))
    if not plain and random.random() < 0.15:
        floats.append(Float(28.0, 1.2, sheet="last"))
    if not plain and random.random() < 0.15:
        floats.append(Float(28.0, 1.2, sheet=random.randrange(1, 4), position="bottom"))
    sheets = Sheets(
        60, head=random.choice((6, 12, 18, 24.4)), first=random.choice(("left", "right")), side_depth=60, side_top=8
    )
    return Copy(tuple(bands), tuple(floats), tuple(sides), tuple(notes), notes_top=0.8), sheets


def _ends_in_heading(items: list[Item]) -> bool:
    return isinstance(items[-1], Text) and items[-1].with_next


def _paragraph(random: Random, note: int | None) -> Text:
    lines = max(1, round(random.lognormvariate(1.9, 0.6)))
    hyphens = frozenset(line for line in range(lines - 1) if random.random() < 0.08)
    notes = () if note is None else ((random.randrange(lines), note),)
    settings = [Setting(lines, hyphens=hyphens, notes=notes)]
    if lines > 2 and random.random() < 0.84:
        settings.append(Setting(lines + 1, random.uniform(0.2, 4), notes=notes))
    if lines > 5 and random.random() < 0.05:
        late = tuple((min(line, lines - 2), number) for line, number in notes)
        settings.append(Setting(lines - 1, random.uniform(1, 5), notes=late))
    return Text(tuple(settings))


def _block(random: Random, *, may_wait: bool) -> Block:
    return Block(random.uniform(5, 40 if may_wait else 20), 1.0, 1.0, may_wait=may_wait, stretch=random.choice((0, 1)))
