"""Write the magazine as a hemaprint project: hemaprint.toml, issue.yaml, manuscripts, pictures and data."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.model import (
    DEPARTMENTS,
    LANGUAGE,
    SPEAKERS,
    Article,
    Block,
    Chart,
    Crosshead,
    Figure,
    Item,
    Kind,
    Listing,
    Magazine,
    Paragraph,
    Pull,
    Reference,
    Run,
    Sidebar,
    Table,
    Text,
    Turn,
)
from benchmarks.pictures import write_pictures

ISSUE = "bench"
TEMPLATES: dict[Kind, str] = {
    "feature": "feature",
    "interview": "interview",
    "news": "news",
    "essay": "editorial",
}
MANY = 20
"""An issue of more articles has no room for standfirsts on its contents page."""


def write_project(magazine: Magazine, root: Path) -> Path:
    """Write the project into ``root``; the folder of its issue."""
    folder = root / "content" / ISSUE
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    many = len(magazine.articles) > MANY
    (root / "hemaprint.toml").write_text(_config(magazine, many), "utf-8")
    (folder / "issue.yaml").write_text(json.dumps(_manifest(magazine), indent=1, ensure_ascii=False) + "\n", "utf-8")
    for article in magazine.articles:
        (folder / "articles" / f"{article.slug}.md").write_text(_manuscript(article, many), "utf-8")
    write_pictures(magazine, folder)
    return folder


def _config(magazine: Magazine, many: bool) -> str:
    departments = "".join(
        f'\n[[departments]]\nname = "{name}"\ntemplate = "{TEMPLATES[kind]}"\n'
        f"lead = {str(kind == 'feature' and not many).lower()}\n"
        for kind, name in DEPARTMENTS.items()
    )
    return (
        f'[magazine]\ntitle = "{magazine.title}"\npublisher = "{magazine.title}"\nlanguage = "{LANGUAGE}"\n'
        f'\n[page]\nsize = "A4"\n{departments}'
    )


def _manifest(magazine: Magazine) -> dict[str, object]:
    """issue.yaml; YAML reads JSON."""
    first = magazine.articles[0]
    articles = [{"article": article.slug, "pages": article.pages} for article in magazine.articles]
    return {
        "number": 1,
        "date": "2025-01",
        "cover": {
            "art": "images/cover.png",
            "alt": "Discs in two inks",
            "headline": first.headline,
            "deck": "Words that mean little, set with care",
            "article": first.slug,
        },
        "back": {"headline": "Bench", "text": "Made to be measured."},
        "order": [{"page": "cover"}, {"page": "contents"}, *articles, {"page": "back"}],
        "advertisements": [house_advertisement("lamp", {"after": "cover"}, "images/plate-4.png")],
    }


def house_advertisement(name: str, slot: dict[str, object], art: str) -> dict[str, object]:
    """A page on which the magazine praises itself, as issue.yaml has it."""
    return {
        "id": name,
        "size": "full",
        "slot": slot,
        "advertiser": "The Bench",
        "label": "From the publisher",
        "art": art,
        "alt": "Discs in two inks",
        "headline": "Read it twice.",
        "text": "A page between the pages, for those who turn them slowly.",
    }


def _manuscript(article: Article, many: bool) -> str:
    matter: dict[str, object] = {
        "headline": article.headline,
        "department": DEPARTMENTS[article.kind],
        "standfirst": article.standfirst,
        "contents": DEPARTMENTS[article.kind] if many else article.standfirst.split(". ")[0] + ".",
        "contributors": [{"name": "The bench"}],
        "opener": {"image": article.opener, "alt": "Discs in two inks", "caption": "Discs and lines."},
    }
    if article.kind == "interview":
        matter["contributors"] = [{"name": SPEAKERS[False], "role": "interviewee"}]
        matter["speakers"] = {
            "R": {"name": SPEAKERS[True], "role": "question"},
            "P": {"name": SPEAKERS[False], "short": "Printer", "role": "answer"},
        }
    if article.references:
        matter["references"] = [_reference(reference) for reference in article.references]
    front = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in matter.items())
    return f"---\n{front}---\n\n{body(article)}"


def _reference(reference: Reference) -> dict[str, object]:
    container = {"book": "publisher", "report": "publisher"}.get(reference.kind, "container_title")
    entry: dict[str, object] = {
        "id": reference.id,
        "type": reference.kind,
        "author": [{"literal": author} for author in reference.author.split(", ")],
        "title": reference.title,
        "issued": reference.issued,
    }
    return entry | ({container: reference.container} if reference.container else {})


def body(article: Article) -> str:
    """The Markdown of an article."""
    return _Markdown().body(article)


class _Markdown:
    """Writes blocks as Markdown; footnotes are defined behind the block that calls them."""

    def __init__(self) -> None:
        self.notes = 0
        self.pending: list[str] = []

    def body(self, article: Article) -> str:
        """All blocks, parted by empty lines."""
        parts: list[str] = []
        for block in article.blocks:
            parts += [self._block(block), *self.pending]
            self.pending.clear()
        return "\n\n".join(parts) + "\n"

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(text):
                return self._text(text)
            case Crosshead(title):
                return f"## {title}"
            case Listing(items, numbered):
                return "\n".join(f"{f'{n}.' if numbered else '-'} {item}" for n, item in enumerate(items, start=1))
            case Turn(question, text):
                return f"**{'R' if question else 'P'}:** {self._text(text)}"
            case Item(title, tag, texts):
                return _directive(f"item}} {title}", [("tag", tag)], "\n\n".join(map(self._text, texts)))
            case _:
                return _displayed(block)

    def _text(self, text: Text) -> str:
        return "".join(map(self._run, text))

    def _run(self, run: Run) -> str:
        match run.kind:
            case "em":
                return f"*{run.text}*"
            case "cite":
                return f"[@{run.target}]"
            case "page":
                return f"[{run.text}, page #](article:{run.target})"
            case "number":
                return f"[{run.text} #](#{run.target})"
            case "note":
                self.notes += 1
                self.pending.append(f"[^n{self.notes}]: {run.text}")
                return f"[^n{self.notes}]"
            case _:
                return run.text


def _displayed(block: Figure | Chart | Table | Pull | Sidebar) -> str:
    width = "page" if not isinstance(block, Sidebar) and block.wide else ""
    match block:
        case Figure():
            options = [("label", block.label), ("alt", block.alt), ("width", width)]
            return _directive(f"figure}} {block.image}", options, _lead_in(block.caption))
        case Chart():
            options = [("type", "bar"), ("label", block.label), ("alt", block.alt), ("width", width), ("counts", "yes")]
            return _directive(f"chart}} {block.data}", options, _lead_in(block.caption))
        case Table():
            place = "here" if block.long else ""
            align = "left, number, number" + (", left" if len(block.rows[0]) > 3 else "")
            options = [("label", block.label), ("width", width), ("place", place), ("align", align)]
            head, *rows = block.rows
            lines = [head, ("---",) * len(head), *rows]
            table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
            return _directive(f"table}} {block.title}", options, f"{table}\n\n{block.note}")
        case Pull():
            return _directive("pull}", [("width", width)], block.text)
        case Sidebar():
            return _directive(
                f"{'note' if block.note else 'sidebar'}}} {block.title}", [], "\n\n".join(block.paragraphs)
            )


def _lead_in(caption: str) -> str:
    first, _, rest = caption.partition(". ")
    return f"**{first}.** {rest}"


def _directive(head: str, options: list[tuple[str, str]], text: str) -> str:
    given = "".join(f":{name}: {value}\n" for name, value in options if value)
    return f":::{{{head}\n{given}\n{text}\n:::"
