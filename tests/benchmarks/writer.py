"""Write one article: displayed blocks at even distances, and text between them until its pages are full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from math import ceil

from benchmarks.model import (
    Block,
    Chart,
    Crosshead,
    Figure,
    Item,
    Kind,
    Listing,
    Paragraph,
    Pull,
    Run,
    Sidebar,
    Table,
    Text,
    Turn,
)
from benchmarks.prose import VOWELS, Prose
from benchmarks.references import REFERENCES

LINES = 60
"""Lines of a column on A4, 12 pt each."""
LETTERS: dict[Kind, int] = {"feature": 35, "news": 32, "interview": 34, "essay": 34}
"""Letters of a line of text, found by setting it."""
HEADS: dict[Kind, int] = {"feature": 39, "news": 50, "interview": 46, "essay": 20}
"""Lines that the head of an article takes, all columns together."""
TAIL = {3: 27, 2: 36}
LAST: dict[Kind, float] = {"feature": 0.5, "news": 0.62, "interview": 0.48, "essay": 0.58}
"""How full the last page is to be: the lines are estimates, and an edit must not change the number of pages."""
WIDTHS = {3: 158.0, 2: 179.0}
"""A column, in pt."""
ACROSS = {3: 502.0, 2: 373.0}
PAGE_KINDS: dict[Kind, tuple[str, ...]] = {
    "feature": ("wide figure", "figure", "pull", "list", "chart", "sidebar", "wide table", "long table"),
    "interview": ("figure", "pull", "wide figure", "sidebar", "chart", "pull", "table"),
    "essay": ("list", "figure", "pull", "wide table", "chart", "wide figure"),
    "news": ("figure", "wide figure", "table", "figure"),
}
"""What is displayed, in this order and over again."""


class ArticleWriter:
    """Writes the blocks of an article; ``cited`` are the references it came to cite."""

    def __init__(self, slug: str, kind: Kind, prose: Prose, others: Sequence[tuple[str, str]]) -> None:
        self.slug = slug
        self.kind = kind
        self.prose = prose
        self.others = others
        self.columns = 3 if kind in ("feature", "news") else 2
        self.cited: set[str] = set()
        self.plain = False
        self._labels: list[str] = []
        self._made: Counter[str] = Counter()
        self._words: Counter[str] = Counter()

    def write(self, pages: int) -> list[Block]:
        """Blocks that fill ``pages`` pages, a plate included, down to ``LAST`` of the last one."""
        plates = 1 if self.kind in ("feature", "interview") else 0
        sheet = self.columns * LINES
        room = (pages - plates - 1 + LAST[self.kind]) * sheet - HEADS[self.kind] - TAIL[self.columns]
        blocks: list[Block] = list(self._opening())
        used = sum(map(self._lines, blocks))
        each = sheet / (1.5 if self.kind == "news" else 2.2)
        displayed = 1
        while used < room:
            if used > each * displayed and room - used > sheet * 0.4:
                kinds = PAGE_KINDS[self.kind]
                block = self._display(kinds[(displayed - 1) % len(kinds)])
                self._labels += [block.label] if isinstance(block, Figure | Chart) else []
                fresh: list[Block] = [block]
                displayed += 1
            else:
                fresh = self._copy()
            blocks += fresh
            used += sum(map(self._lines, fresh))
        return blocks

    def more(self, lines: float) -> list[Block]:
        """Plain copy of so many lines, to put behind what is written."""
        self.plain = True
        blocks: list[Block] = []
        while sum(map(self._lines, blocks)) < lines:
            blocks += self._copy()
        return blocks

    # ------------------------------------------------------------ text

    def _opening(self) -> Iterator[Block]:
        if self.kind == "interview":
            yield Sidebar("Editors’ note", (self.prose.paragraph(2), "Nobody said what is printed here."), note=True)
        yield from self._copy() if self.kind == "interview" else [Paragraph(self._text(3, plain=True))]
        if self.kind == "news":
            yield Paragraph(self._text(3))

    def _copy(self) -> list[Block]:
        """The next piece of text, as the kind of article has it."""
        self._made["copy"] += 1
        number = self._made["copy"]
        if self.kind == "news":
            tag = self.prose.heading().removeprefix("The ").split(" and ")[0].capitalize()
            texts = tuple(self._text(3) for _ in range(1 + number % 2))
            return [Item(self.prose.heading(), tag, texts)]
        if self.kind == "interview":
            answers = [Turn(question=False, text=self._text(4))]
            more: list[Block] = [Paragraph(self._text(4))] if number % 2 else []
            head: list[Block] = [Crosshead(self.prose.heading())] if number % 5 == 0 else []
            return [*head, Turn(question=True, text=(Run("text", self.prose.question()),)), *answers, *more]
        head = [Crosshead(self.prose.heading())] if number % 4 == 0 else []
        return [*head, Paragraph(self._text(4 + number % 3))]

    def _text(self, sentences: int, *, plain: bool = False) -> Text:
        """A paragraph: sentences, some of them with emphasis, a citation, a note or the page of another article."""
        self._made["text"] += 1
        number = self._made["text"]
        runs: list[Run] = []
        plain = plain or self.plain
        for place in range(sentences):
            sentence = self.prose.sentence()
            self._words.update(word.strip(".,;").lower() for word in sentence.split())
            if place == 1 and number % 3 == 1 and not plain:
                runs += _emphasized(sentence)
            else:
                runs.append(Run("text", sentence))
            if place == sentences - 2 and not plain:
                runs += self._apparatus(number)
            runs.append(Run("text", " "))
        return tuple(runs[:-1])

    def _apparatus(self, number: int) -> list[Run]:
        """What hangs on a sentence: every paragraph has something else."""
        if number % 4 == 0:
            work = self.prose.random.choice(REFERENCES).id
            self.cited.add(work)
            return [Run("cite", "", work)]
        if number % 7 == 2:
            return [Run("note", self.prose.sentence())]
        if number % 8 == 1 and self.others:
            slug, headline = self.prose.random.choice(self.others)
            return [Run("text", " More of this stands in "), Run("page", headline, slug), Run("text", ".")]
        if number % 3 == 0 and self._labels:
            figure = Run("number", "Fig.", self._labels[-1])
            return [Run("text", " It is drawn in "), figure, Run("text", ".")]
        return []

    # ------------------------------------------------------------ displayed blocks

    def _display(self, kind: str) -> Block:
        make: dict[str, Callable[[], Block]] = {
            "figure": lambda: self._figure(wide=False),
            "wide figure": lambda: self._figure(wide=True),
            "chart": self._chart,
            "table": lambda: self._table(5, wide=False),
            "wide table": lambda: self._table(8, wide=True),
            "long table": lambda: self._table(26, wide=False),
            "pull": lambda: Pull(self.prose.sentence(), wide=self.columns == 3),
            "sidebar": lambda: Sidebar(
                self.prose.heading(), (self.prose.paragraph(2), self.prose.sentence()), note=False
            ),
            "list": lambda: Listing(tuple(self.prose.phrase() for _ in range(5)), self._next("list") % 2 == 0),
        }
        return make[kind]()

    def _next(self, what: str) -> int:
        self._made[what] += 1
        return self._made[what]

    def _figure(self, *, wide: bool) -> Figure:
        number = self._next("figure")
        pick = self.prose.random.randrange(1, 5)
        image = f"images/{'wide' if wide else 'small'}-{pick}.{'svg' if number % 3 == 0 else 'png'}"
        caption = f"{self.prose.phrase().capitalize()}. {self.prose.sentence()}"
        return Figure(image, f"fig-{number}", "Discs and lines in two inks", caption, wide, 0.4 if wide else 0.75)

    def _chart(self) -> Chart:
        """How many letters the words of the article so far have: the only facts to be had."""
        number = self._next("chart")
        name = f"{self.slug}-{number}"
        spans = (("1 to 3", 1, 3), ("4 to 6", 4, 6), ("7 to 9", 7, 9), ("10 or more", 10, 99))
        counts = [sum(n for word, n in self._words.items() if low <= len(word) <= high) for _, low, high in spans]
        rows = (("Letters", "Words"), *((span[0], str(count)) for span, count in zip(spans, counts, strict=True)))
        alt = "Bars: " + ", ".join(f"{count} words of {label} letters" for label, count in rows[1:])
        caption = f"Long and short words of this article. {self.prose.sentence()}"
        images = f"data/{name}.csv", f"images/chart-{name}.svg"
        return Chart(*images, f"chart-{number}", alt, caption, rows, wide=self.columns == 3, ratio=0.26)

    def _table(self, count: int, *, wide: bool) -> Table:
        """Words of the article, with their letters and vowels."""
        number = self._next("table")
        words = [word for word, _ in sorted(self._words.items(), key=lambda one: (-one[1], one[0])) if len(word) > 5]
        body = tuple(
            (word.capitalize(), str(len(word)), str(sum(letter in VOWELS for letter in word)))
            + ((self.prose.phrase(),) if wide else ())
            for word in words[number : number + count]
        )
        head = ("Word", "Letters", "Vowels") + (("Where it may stand",) if wide else ())
        title = "Words that come often" if count < 20 else "A longer list of words"
        return Table(title, f"tab-{number}", (head, *body), "Counted in this article.", wide, long=count > 20)

    # ------------------------------------------------------------ length

    def _lines(self, block: Block) -> float:
        """Lines of one column that a block takes, about."""
        letters, width = LETTERS[self.kind], WIDTHS[self.columns]
        match block:
            case Paragraph(text) | Turn(_, text):
                notes = sum(ceil(len(run.text) / 130) * 0.75 * self.columns for run in text if run.kind == "note")
                return (
                    notes
                    + ceil(sum(len(run.text) for run in text if run.kind != "note") / letters)
                    + (1 if isinstance(block, Turn) and block.question else 0)
                )
            case Crosshead(title):
                return 1 + ceil(len(title) / 32)
            case Listing(items):
                return 1 + sum(ceil(len(item) / (letters - 4)) for item in items)
            case Item(title, _, texts):
                return 2 + ceil(len(title) / 28) + sum(self._lines(Paragraph(text)) for text in texts)
            case Figure() | Chart():
                across = ACROSS[self.columns] if block.wide else width
                caption = ceil(len(block.caption) / (80 if block.wide else letters * 1.1)) * 9
                return ceil((across * block.ratio + caption + 12) / 12 + 1) * (self.columns if block.wide else 1)
            case Table(_, _, rows, _, wide):
                return ceil(len(rows) * 1.5 + 4) * (self.columns if wide else 1)
            case Pull(text, wide):
                if self.columns == 2:
                    return 0
                return (2 * ceil(len(text) / 48) + 2) * self.columns if wide else 1.5 * ceil(len(text) / 20) + 2
            case Sidebar(_, texts, note):
                if note:
                    return 0
                return 4 + sum(ceil(len(text) / (letters * 1.1)) * 0.88 + 0.3 for text in texts)


def _emphasized(sentence: str) -> list[Run]:
    """The sentence, with its third word leaning."""
    words = sentence.split(" ")
    return [
        Run("text", " ".join(words[:2]) + " "),
        Run("em", words[2].rstrip(",;.")),
        Run("text", sentence[len(" ".join(words[:2])) + 1 + len(words[2].rstrip(",;.")) :]),
    ]
