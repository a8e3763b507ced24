"""Articles of invented words, and the furniture that pages put around them; all of it from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

COPY = [
    "tide", "ladder", "harbour", "plank", "gauge", "keeper", "winter", "rope", "tally", "bollard", "signal", "cable",
    "copper", "ferry", "ledger", "salt", "lantern", "mooring", "chart", "reef", "anchor", "barrel", "pilot",
    "sounding", "breakwater", "crane", "cargo", "dredger", "eel", "fathom", "gull", "herring", "island", "jetty",
    "kelp", "lighthouse", "mast", "net", "oar", "pier", "quay", "rudder", "sail", "trawler", "undertow", "vessel",
    "wharf", "yard", "buoy", "cove", "delta", "estuary", "fog",
]  # fmt: skip
VERBS = [
    "measures", "repairs", "counts", "follows", "carries", "lifts", "records", "holds", "outlives", "reads",
    "replaces", "surveys", "warns", "keeps",
]  # fmt: skip
SMALL = ["old", "wet", "narrow", "patient", "northern", "broken", "second", "quiet", "iron", "painted", "early"]
FURNITURE = [
    "discount", "gadget", "celebrity", "voucher", "horoscope", "lottery", "football", "mortgage", "recipe",
    "smartphone", "holiday", "wardrobe", "sofa", "crossword", "podcast", "streaming", "dating", "insurance",
    "perfume", "sneaker", "trailer", "playlist", "makeover", "bargain", "quiz", "gossip", "raffle", "upgrade",
]  # fmt: skip
OFFERS = ["wins", "reveals", "ranks", "tries", "unboxes", "beats", "launches", "tops"]
NAMES = ("Inger Voss", "Runa Dahl", "Tomas Brekke", "Ada Lindqvist", "Piet Haan", "Maud Keller")
TRAPS = (
    "related-work", "social-life", "comments-of-the-jury", "informed-consent", "share-of-costs", "newsletter-trial",
    "ads-in-harbours", "print-only-editions", "cookies-at-sea", "recommended-depths", "sidebar-of-the-deck", "promo-tour",
    "breadcrumbs-on-the-quay", "toolbar-of-a-keeper", "subscribe-to-the-sea", "navigation", "footer-of-the-mast", "banner",
)  # fmt: skip
"""Ids that authors and their tools make of headings, and that sound like furniture."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of an article: ``kind`` is p, h, ul, ol, table, figure or quote; ``texts`` are its items or cells."""

    kind: str
    texts: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """An article, word for word."""

    headline: str
    standfirst: str
    byline: str
    parts: tuple[Part, ...]
    references: tuple[str, ...]

    def words(self, *, references: bool = False, standfirst: bool = True, byline: bool = True) -> str:
        """All its words; ``references`` and the others where a page has them."""
        texts = [text for part in self.parts for text in part.texts]
        texts += [self.standfirst] * standfirst + [self.byline] * byline + [*self.references] * references
        return "\n".join([self.headline, *texts])


class Maker:
    """Makes texts of one page from its seed: copy from one list of words, furniture from another."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.number = seed

    def sentence(self) -> str:
        """A sentence of copy."""
        pick = self.random.choice
        start = f"The {pick(SMALL)} {pick(COPY)} of the {pick(COPY)} {pick(VERBS)} a {pick(COPY)}"
        more = f" and {pick(VERBS)} {self.random.randint(2, 990)} {pick(COPY)}s in the {pick(SMALL)} {pick(COPY)}"
        return start + (more if self.random.random() < 0.6 else "") + pick((".", ".", ".", "?", "!"))

    def paragraph(self) -> str:
        """A paragraph of copy; some are a sentence of three words."""
        if self.random.random() < 0.12:
            return f"{self.random.choice(COPY).capitalize()} {self.random.choice(VERBS)} on."
        return " ".join(self.sentence() for _ in range(self.random.randint(2, 5)))

    def offer(self) -> str:
        """A sentence of furniture."""
        pick = self.random.choice
        return f"{pick(FURNITURE).capitalize()} {pick(OFFERS)} {pick(FURNITURE)} with {pick(FURNITURE)} and {pick(FURNITURE)}."

    def teaser(self) -> str:
        """A headline of furniture."""
        pick = self.random.choice
        return f"{pick(FURNITURE).capitalize()} {pick(OFFERS)} {pick(FURNITURE)} {pick(FURNITURE)}"

    def story(self) -> Story:
        """An article of 150 to 900 words with everything in it."""
        pick = self.random.choice
        parts: list[Part] = [Part("p", (self.paragraph(),))]
        extras = self._extras()
        for _ in range(pick((3, 5, 8, 12))):
            parts.append(Part("p", (self.paragraph(),)))
            if extras and self.random.random() < 0.6:
                parts.append(extras.pop())
        parts += [*extras, Part("p", (self.sentence() + " " + self.sentence(),))]
        references = tuple(
            f"{name.split()[1]} {name[0]}. {self.sentence()} {1990 + n}" for n, name in enumerate(NAMES[:4])
        )
        return Story(
            headline=f"How a {pick(SMALL)} {pick(COPY)} {pick(VERBS)} the {pick(COPY)}",
            standfirst=self.sentence(),
            byline=f"By {pick(NAMES)}",
            parts=tuple(parts),
            references=references,
        )

    def _extras(self) -> list[Part]:
        pick = self.random.choice
        heads = [
            Part("h", (f"{pick(SMALL)} {pick(COPY)}s".capitalize(),), trap) for trap in self.random.sample(TRAPS, 3)
        ]
        extras = [
            Part("ul", tuple(self.sentence() for _ in range(3))),
            Part("ol", tuple(f"{pick(COPY)} and {pick(COPY)}" for _ in range(4))),
            Part("table", (self.sentence(), *(f"{pick(COPY)} {n}" for n in range(6)))),
            Part("figure", (f"A {pick(COPY)} at the {pick(COPY)}.", f"Photo: {pick(NAMES)}")),
            Part("figure", (f"The {pick(SMALL)} {pick(COPY)}.", f"© {pick(NAMES)}")),
            Part("quote", (self.sentence(),)),
        ]
        chosen = self.random.sample(extras, self.random.randint(2, 6)) + heads
        self.random.shuffle(chosen)
        return chosen


def figure(caption: str, credit: str) -> str:
    """A figure as HTML has it."""
    return (
        f'<figure><img src="https://pictures.example/a.jpg" alt=""><figcaption>{caption} '
        f'<span class="credit">{credit}</span></figcaption></figure>'
    )


@dataclass(frozen=True, slots=True)
class Style:
    """How a form writes the blocks of an article."""

    p: str = "<p>{}</p>"
    h: str = '<h2 id="{name}">{}</h2>'
    quote: str = "<blockquote><p>{}</p></blockquote>"
    item: str = "<li>{}</li>"
    figure: Callable[[str, str], str] = figure
    linked: bool = True
    """Whether some paragraphs link to sources."""


def body(story: Story, style: Style = Style()) -> list[str]:
    """The blocks of an article as HTML."""
    return [_block(part, style, number) for number, part in enumerate(story.parts)]


def _block(part: Part, style: Style, number: int) -> str:
    first = part.texts[0]
    match part.kind:
        case "p":
            if style.linked and number % 4 == 1:
                head, *tail = first.split()
                link = f'<a href="https://sources.example/{number}">{" ".join(tail[:4])}</a>'
                first = " ".join([head, link, *tail[4:]])
            return style.p.format(first)
        case "h":
            return style.h.format(first, name=part.name)
        case "quote":
            return style.quote.format(first)
        case "ul" | "ol":
            return f"<{part.kind}>{''.join(style.item.format(text) for text in part.texts)}</{part.kind}>"
        case "table":
            cells = [f"<td>{text}</td>" for text in part.texts[1:]]
            rows = "".join(f"<tr>{''.join(cells[n : n + 2])}</tr>" for n in range(0, len(cells), 2))
            return f"<table><caption>{first}</caption>{rows}</table>"
        case _:
            return style.figure(*part.texts)


def sections(story: Story, section: str = '<section id="{name}">{}</section>', style: Style = Style()) -> str:
    """The blocks of an article, what follows a heading in a section that has the heading's id."""
    out, inside, name = "", "", ""
    for part, html in zip(story.parts, body(story, style), strict=True):
        if part.kind == "h":
            out += section.format(inside, name=name) if name else inside
            inside, name = "", part.name
        inside += html
    return out + (section.format(inside, name=name) if name else inside)


# furniture


def links(make: Maker, count: int = 6) -> str:
    """Items of a menu."""
    return "".join(f'<li><a href="/{word}">{word}</a></li>' for word in make.random.sample(FURNITURE, count))


def cards(make: Maker, css: str = "card", count: int = 4, summary: bool = True) -> str:
    """Teasers of other articles, with a summary each."""
    told = [f"<p>{make.offer()}</p>" if summary else "" for _ in range(count)]
    return "".join(
        f'<div class="{css}"><a href="/a{n}"><img src="/t{n}.jpg" alt=""></a><h4><a href="/a{n}">{make.teaser()}</a></h4>'
        f"{text}</div>"
        for n, text in enumerate(told)
    )


def comments(make: Maker, count: int = 4) -> str:
    """What readers say, of whole sentences."""
    said = "".join(
        f'<li class="comment" id="comment-{n}"><div class="comment-author">{make.random.choice(FURNITURE)} says:</div>'
        f"<time>May {n + 1}</time><p>{make.offer()} {make.offer()}</p><a href='#r'>Reply</a></li>"
        for n in range(count)
    )
    form = "<form><textarea></textarea><label>Mail</label><input type=email><button>Post</button></form>"
    return f"<h3>{count} comments</h3><ol class='comment-list'>{said}</ol><h3>Leave a reply</h3>{form}"


def signup(make: Maker) -> str:
    """A box for a newsletter."""
    return f"<h3>Get the weekly {make.random.choice(FURNITURE)}</h3><p>{make.offer()}</p>" + (
        "<form action='/s'><input type='email' placeholder='mail'><button>Sign up</button></form>"
    )


def shares() -> str:
    """Links to share a page by."""
    return "".join(f'<a href="https://share.example/{name}">{name}</a> ' for name in ("Tweet", "Pin", "Mail", "Print"))


def head(story: Story, more: str = "") -> str:
    """The head of a page."""
    return f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{story.headline} | Gossip Daily</title>{more}</head>'


def top(make: Maker) -> str:
    """The head of a site."""
    return f'<header class="site-header"><a href="/" class="logo">Gossip Daily</a><nav><ul>{links(make)}</ul></nav></header>'


def foot(make: Maker) -> str:
    """The foot of a site."""
    return f'<footer class="site-footer"><p>{make.offer()}</p><ul>{links(make, 8)}</ul><p>© Gossip Daily</p></footer>'


def join(pieces: list[str], between: Iterator[str]) -> str:
    """Pieces with furniture between some of them."""
    out = ""
    for number, piece in enumerate(pieces):
        out += piece
        if number % 3 == 2:
            out += next(between, "")
    return out
