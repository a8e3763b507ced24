"""Write the manuscript of an article at random, with everything that manuscripts have: the same seed, the same text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

TEMPLATES = ("feature", "interview", "news", "editorial", "explainer")
MOST = 12
"""The most figures, tables and notes of an article, of each."""
SENTENCES = (6, 14, 28, 48, 80, 140)
"""How long articles are."""
PICTURES = {"low": 0.25, "wide": 0.5, "small": 0.75, "square": 1.0, "tall": 1.6, "pole": 3.2}
"""Height to width of the pictures, by name."""
_SHAPES = ("low", "wide", "wide", "small", "small", "small", "square", "tall", "pole")


BARE = 3
"""The most columns of a table in Markdown alone, which is as wide as the text: with more it is refused, rightly."""
PARAGRAPHS = {"tally": 1, "note": 3}
"""The most paragraphs of boxes: a note that is too high for a side column is refused, rightly."""
ENDS = ".。！…"
"""Marks that sentences end with; they stand behind what is emphasised."""
STUB = "This article could not be set."
SEQUENCE = "ATGGCCATTGTAATGGGCCGCTGAAAGGGTGCCCGATAG"
"""What has no place to break at, and is wider than a column."""


class Voice(Protocol):
    """Who writes the words, in a ``language``; ``space`` stands between two sentences, ``asides`` are hard to break."""

    random: Random

    @property
    def language(self) -> str: ...

    @property
    def figure(self) -> str: ...

    @property
    def table(self) -> str: ...

    @property
    def space(self) -> str: ...

    @property
    def asides(self) -> tuple[str, ...]: ...

    def sentence(self) -> str: ...

    def question(self) -> str: ...

    def paragraph(self, sentences: int) -> str: ...

    def title(self) -> str: ...

    def heading(self) -> str: ...

    def phrase(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Manuscript:
    """An article as its author sends it: the front matter and the Markdown."""

    slug: str
    template: str
    front: dict[str, object]
    body: str

    @property
    def text(self) -> str:
        """The file; YAML reads JSON."""
        front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in self.front.items())
        return f"---\n{front}---\n\n{self.body}"

    @property
    def stub(self) -> Manuscript:
        """A letter of a few words under its name, for an issue that is to be bound without it."""
        front = {"headline": self.front["headline"], "department": "Editorial", "language": self.front["language"]}
        return Manuscript(self.slug, "editorial", front, f"{STUB}\n")


@dataclass(frozen=True, slots=True)
class _Displayed:
    """A block to be set among the copy, and the words that send the reader to it."""

    text: str
    mention: str = ""


class Author:
    """Writes one article; ``others`` are the slugs of articles that it may speak of.

    ``extremes``: it may have what columns have no room for: long sequences, notes and tables, pictures like poles.
    """

    def __init__(
        self, slug: str, template: str, voice: Voice, others: Sequence[str] = (), *, extremes: bool = True
    ) -> None:
        self.slug = slug
        self.template = template
        self.voice = voice
        self.random = voice.random
        self.others = others
        self.extremes = extremes
        self.sentences = self.random.choice(SENTENCES)
        self.works = self._count()
        self._cited: set[int] = set()
        self._notes = 0
        self._notes_wanted = self._count()
        self._said: list[str] = []
        self._crossheads = 0

    def manuscript(self) -> Manuscript:
        """The article."""
        copy = self._copy()
        blocks = [*self._figures(), *self._tables(), *self._boxes()]
        self.random.shuffle(blocks)
        body = "\n\n".join(self._mingled(copy, blocks)) + "\n"
        return Manuscript(self.slug, self.template, self._front(), body)

    # ------------------------------------------------------------ copy

    def _count(self) -> int:
        """How many of a kind there are: few mostly, more where the article is longer, and at times all."""
        return min(MOST, 1 + self.sentences // 6, int((MOST + 1) * self.random.random() ** 2))

    def _copy(self) -> list[str]:
        """Paragraphs, crossheads and lists, each a piece of text of its own that others may stand behind."""
        pieces = [self._turn(3) if self.template == "interview" else self._paragraph(3)]
        while len(self._said) < self.sentences:
            pieces.append(self._piece(len(pieces)))
        if self.template == "explainer":
            pieces.append(self._questions())
        return pieces

    def _piece(self, number: int) -> str:
        luck = self.random.random()
        length = self.random.choice((1, 2, 3, 4, 5, 8))
        if self.template == "interview" and luck < 0.5:
            return self._turn(length)
        if self.template == "news" and number > 1:
            texts = "\n\n".join(self._paragraph(min(length, 4)) for _ in range(self.random.randint(1, 3)))
            tag = f":tag: {self._word()}\n" if luck < 0.6 else ""
            return f":::{{item}} {self.voice.heading()}\n{tag}\n{texts}\n:::"
        if luck < 0.62:
            return self._paragraph(length)
        if luck < 0.8:
            self._crossheads += 1
            level = "###" if luck > 0.75 and self._crossheads > 1 else "##"
            return f"{level} {self.voice.heading()}\n\n{self._paragraph(length)}"
        return self.random.choice((self._list, self._list, self._quotation, self._terms, self._code))()

    def _turn(self, sentences: int) -> str:
        asked = self.voice.space.join(self.voice.question() for _ in range(self.random.choice((1, 1, 1, 2))))
        return f"**R:** {asked}\n\n**P:** {self._paragraph(sentences)}"

    def _paragraph(self, sentences: int) -> str:
        """Running text with emphasis, notes, works cited and links; the notes stand behind it."""
        runs, notes = [], []
        for _ in range(sentences):
            sentence = self.voice.sentence()
            self._said.append(sentence)
            luck = self.random.random()
            if luck < 0.12:
                said, mark = sentence.rstrip(ENDS), "*" if luck < 0.08 else "**"
                sentence = f"{mark}{said}{mark}{sentence[len(said) :]}"
            elif luck < 0.2 and self._notes < self._notes_wanted:
                self._notes += 1
                sentence += f"[^n{self._notes}]"
                length = self.random.choice((1, 1, 1, 1, 2, 2, 4, 18 if self.extremes else 4))
                notes.append(f"[^n{self._notes}]: {self.voice.paragraph(length)}")
            elif luck < 0.28 and self.works:
                work = self.random.randrange(self.works)
                self._cited.add(work)
                sentence += f"[@w{work}]"
            elif luck < 0.34:
                sentence += self.voice.space + self._aside()
            runs.append(sentence)
        return "\n\n".join((self.voice.space.join(runs), *notes))

    def _aside(self) -> str:
        """What is hard to break, or leads into another article."""
        if self.others and self.random.random() < 0.3:
            return f"[{self.voice.phrase()}, page #](article:{self.random.choice(self.others)})"
        if self.extremes and self.random.random() < 0.1:
            return f"`{SEQUENCE}`" if self.random.random() < 0.3 else SEQUENCE
        return self.random.choice(self.voice.asides)

    def _list(self) -> str:
        numbered = self.random.random() < 0.4
        items = []
        for number in range(1, self.random.randint(2, 9)):
            text = self.random.choice((self.voice.phrase, self.voice.phrase, self._sentence))()
            items.append(f"{f'{number}.' if numbered else '-'} {text}")
            if self.random.random() < 0.15:
                items.append(f"   - {self.voice.phrase()}\n   - {self.voice.phrase()}")
        return "\n".join(items)

    def _sentence(self) -> str:
        self._said.append(self.voice.sentence())
        return self._said[-1]

    def _quotation(self) -> str:
        return f"> {self.voice.space.join(self._sentence() for _ in range(self.random.randint(1, 3)))}"

    def _word(self) -> str:
        return self.voice.heading().split()[-1].capitalize()

    def _terms(self) -> str:
        return "\n\n".join(f"{self.voice.heading()}\n: {self._sentence()}" for _ in range(self.random.randint(1, 4)))

    def _code(self) -> str:
        lines = "\n".join(f"proof {number} = read(sheet[{number}])" for number in range(self.random.randint(1, 8)))
        return f"```python\n{lines}\n```"

    def _questions(self) -> str:
        asked = (f"### {self.voice.question()}\n\n{self._answer()}" for _ in range(self.random.randint(2, 14)))
        return ":::{questions}\n" + "\n\n".join(asked) + "\n:::"

    def _answer(self) -> str:
        return self.voice.space.join(self._sentence() for _ in range(self.random.randint(1, 5)))

    # ------------------------------------------------------------ displayed

    def _options(self, label: str, shape: str, *more: str) -> str:
        wide = 0.3 if shape in TALL else 3
        width = self.random.choices(("", "page", "side"), (6, wide, 1 if self.template in SIDED else 0))[0]
        place = self.random.choices(("", "here", "top", "bottom"), (7, 1, 1, 1))[0]
        place = "" if width == "side" else place
        given = {"label": label, "width": width, "place": place}
        return "".join((*(f":{name}: {value}\n" for name, value in given.items() if value), *more))

    def _figures(self) -> Iterator[_Displayed]:
        for number in range(self._count()):
            luck, label = self.random.random(), f"fig-{number}"
            numbered = luck < 0.8
            shape = self.random.choice(_SHAPES if self.extremes else _SHAPES[:-2])
            options = self._options(label if numbered else "", shape, f":alt: {self.voice.phrase()}\n")
            caption = self.voice.paragraph(self.random.choice((1, 1, 2, 4))) if self.random.random() < 0.9 else ""
            caption = f"**{self.voice.heading()}.** {caption}" if caption else ""
            if luck < 0.15:
                head = f"chart}} data/{self.random.choice(('bars', 'lines'))}.csv\n:type: bar"
            else:
                credit = ":credit: Drawn by nobody\n" if luck < 0.4 else ""
                ending = self.random.choice(("svg", "png"))
                head, options = f"figure}} images/{shape}.{ending}", options + credit
            yield _Displayed(
                f":::{{{head}\n{options}\n{caption}\n:::", f"{self.voice.figure} #](#{label})" if numbered else ""
            )

    def _tables(self) -> Iterator[_Displayed]:
        for number in range(self._count()):
            label, numbered = f"tab-{number}", self.random.random() < 0.8
            columns = self.random.randint(2, 6)
            rows = self.random.choice((2, 4, 6, 9, 14, *((24, 40) if self.extremes else ())))
            wide = ":width: page\n" if columns > 3 else ""
            place = ":place: here\n" if rows > 14 and self.random.random() < 0.5 else ""
            if not numbered and self.random.random() < 0.5:
                yield _Displayed(self._rows(min(columns, BARE), rows))
                continue
            named = f":label: {label}\n" if numbered else ""
            notes = "\n\n".join(self.voice.sentence() for _ in range(self.random.choice((0, 1, 1, 2))))
            head = f"table}} {self.voice.heading()}\n{named}{wide}{place}"
            text = f":::{{{head}\n{self._rows(columns, rows)}\n\n{notes}\n:::"
            yield _Displayed(text, f"{self.voice.table} #](#{label})" if numbered else "")

    def _rows(self, columns: int, rows: int) -> str:
        head = " | ".join(self._word() for _ in range(columns))
        lines = [f"| {head} |", f"|---{'|---:' * (columns - 1)}|"]
        for number in range(rows):
            if rows > 6 and number % 7 == 3:
                lines.append(f"| **{self.voice.heading()}** |{'|' * (columns - 1)}")
            numbers = (f"{self.random.randrange(2000)}" for _ in range(columns - 1))
            lines.append(f"| {self.voice.phrase()} | {' | '.join(numbers)} |")
        return "\n".join(lines)

    def _boxes(self) -> Iterator[_Displayed]:
        for _ in range(min(3, self._count())):
            yield _Displayed(self._box())
        for _ in range(min(3, self._count(), self.sentences // 15)):
            words = self.random.choice([one for one in self._said if len(one) < 130] or self._said)
            width = ":width: page\n" if self.random.random() < 0.3 else ""
            by = f":attribution: {self.voice.title()}\n" if self.random.random() < 0.3 else ""
            yield _Displayed(f":::{{pull}}\n{width}{by}\n{words}\n:::")

    def _box(self) -> str:
        kind = self.random.choice(("sidebar", "sidebar", "note", "about", "tally", "glossary", "diary"))
        width = ":width: page\n" if kind == "sidebar" and self.random.random() < 0.3 else ""
        if kind in ("glossary", "diary"):
            inside = "\n".join(f"{self.voice.heading()}\n: {self.voice.sentence()}" for _ in range(4))
        else:
            texts = [self.voice.paragraph(self.random.randint(1, 4)) for _ in range(self.random.randint(1, 5))]
            texts += [f"- {self.voice.phrase()}\n- {self.voice.phrase()}"] if self.random.random() < 0.4 else []
            inside = "\n\n".join(texts[: PARAGRAPHS.get(kind)])
        title = "16/16" if kind == "tally" else self.voice.heading()
        return f":::{{{kind}}} {title}\n{width}\n{inside}\n:::"

    def _mingled(self, copy: list[str], blocks: list[_Displayed]) -> Iterator[str]:
        """The copy with the blocks among it; a block is mentioned shortly before it, at times long before, or after."""
        before: dict[int, list[str]] = {}
        mentions: dict[int, list[str]] = {}
        for block in blocks:
            place = self.random.randrange(len(copy))
            before.setdefault(place + 1, []).append(block.text)
            if block.mention:
                away = self.random.choices((0, -2, 1), (7, 2, 1))[0]
                mentions.setdefault(max(0, min(len(copy) - 1, place + away)), []).append(block.mention)
        for number, piece in enumerate(copy):
            named = ", ".join(f"[{mention}" for mention in mentions.get(number, ()))
            yield self._naming(named, piece) if named else piece
            yield from before.get(number + 1, ())

    def _naming(self, named: str, piece: str) -> str:
        """A piece of copy that sends the reader to figures: in its first paragraph of text, or in one before it."""
        if piece[0].isalpha():
            first, blank, rest = piece.partition("\n\n")
            return f"{first}{self.voice.space}{self.voice.phrase().capitalize()} ({named}).{blank}{rest}"
        if self.template == "news":
            head, blank, rest = piece.partition("\n\n")
            return f"{head}{blank}{self.voice.phrase().capitalize()} ({named}).\n\n{rest}"
        return f"{self.voice.phrase().capitalize()} ({named}).\n\n{piece}"

    # ------------------------------------------------------------ front matter

    def _front(self) -> dict[str, object]:
        luck = self.random.random
        matter: dict[str, object] = {
            "headline": self.voice.title() if luck() < 0.6 else f"{self.voice.heading()}: {self.voice.title()}",
            "department": self.template.capitalize(),
            "language": self.voice.language,
            "contributors": [{"name": "A. Reader", "affiliation": "The reading room"}],
        }
        if self.template == "interview":
            matter["contributors"] = [{"name": "B. Printer", "role": "interviewee"}]
            matter["speakers"] = {
                "R": {"name": "The reader", "role": "question"},
                "P": {"name": "The printer", "short": "Printer", "role": "answer"},
            }
        if self.template == "feature" or luck() < 0.7:
            matter["standfirst"] = self.voice.paragraph(self.random.randint(1, 3))
        if luck() < 0.6:
            picture = "plate" if self.template in ("feature", "interview") else "small"
            matter["opener"] = {"image": f"images/{picture}.png", "alt": "Two tints", "caption": self.voice.sentence()}
        if self._cited:
            matter["references"] = [
                {"id": f"w{number}", "raw": f"{self.voice.title()}. {self.voice.sentence()} 2021."}
                for number in sorted(self._cited)
            ]
        if luck() < 0.3:
            matter["funding"] = self.voice.sentence()
        return matter


TALL = frozenset({"tall", "pole"})
"""Pictures that are seldom meant to stand across the page."""
SIDED = frozenset({"interview", "editorial"})
"""Templates with a column beside the text."""
