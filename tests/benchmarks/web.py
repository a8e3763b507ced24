"""Write the magazine as one HTML file with a style sheet for paged media: what browsers and plain WeasyPrint set."""

from __future__ import annotations

import shutil
from html import escape
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
    Listing,
    Magazine,
    Paragraph,
    Pull,
    Run,
    Sidebar,
    Table,
    Text,
    Turn,
)
from benchmarks.pictures import write_pictures
from benchmarks.typefaces import FACES
from benchmarks.webstyle import CSS


def write_web(magazine: Magazine, folder: Path) -> Path:
    """Write ``magazine.html``, ``magazine.css``, pictures and fonts into ``folder``; the path of the HTML."""
    write_pictures(magazine, folder)
    (folder / "fonts").mkdir(exist_ok=True)
    for face in FACES:
        shutil.copy(face.path(), folder / "fonts" / face.file)
    (folder / "magazine.css").write_text(CSS, "utf-8")
    path = folder / "magazine.html"
    path.write_text(html(magazine), "utf-8")
    return path


def html(magazine: Magazine) -> str:
    """The whole magazine: cover, advertisement, contents, articles, back."""
    articles = "\n".join(_Article(article).html() for article in magazine.articles)
    return (
        f'<!DOCTYPE html>\n<html lang="{LANGUAGE}">\n<head>\n<meta charset="utf-8">\n<title>{magazine.title}</title>\n'
        f'<link rel="stylesheet" href="magazine.css">\n</head>\n<body>\n{_front(magazine)}\n{articles}\n'
        '<section class="plate back"><h1>Bench</h1><p>Made to be measured.</p></section>\n</body>\n</html>\n'
    )


def _front(magazine: Magazine) -> str:
    first = magazine.articles[0].headline
    entries = "".join(
        f'<li><a href="#{article.slug}">{escape(article.headline)}</a> <span>{DEPARTMENTS[article.kind]}</span></li>\n'
        for article in magazine.articles
    )
    return (
        '<section class="plate cover"><img src="images/cover.png" alt="Discs in two inks">'
        f"<h1>{magazine.title}</h1><p>{escape(first)}</p></section>\n"
        '<section class="plate"><img src="images/plate-4.png" alt="Discs in two inks">'
        "<h1>Read it twice.</h1></section>\n"
        f'<section class="contents"><h1>In this issue</h1>\n<ol>\n{entries}</ol></section>'
    )


class _Article:
    """Writes an article: runs of text in columns, and what goes across all columns between them."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.numbers = {reference.id: number for number, reference in enumerate(article.references, start=1)}
        self.tables = 0
        self.parts: list[str] = []
        self.open = False

    def html(self) -> str:
        """The article's section."""
        article = self.article
        for block in article.blocks:
            if _goes_across(block):
                self._close()
                self.parts.append(self._block(block))
            else:
                self._column(self._block(block))
        self._close()
        self._references()
        text = "\n".join(self.parts)
        anchor = "" if article.plate else f' id="{article.slug}"'
        return (
            f'{_plate(article)}<article class="{article.kind}"{anchor} data-title="{escape(article.headline)}">\n'
            f"{_head(article)}\n{text}\n</article>"
        )

    def _column(self, html: str) -> None:
        if not self.open:
            self.parts.append(f'<div class="columns columns-{self.article.columns}">')
            self.open = True
        self.parts.append(html)

    def _close(self) -> None:
        if self.open:
            self.parts.append("</div>")
            self.open = False

    def _references(self) -> None:
        if not self.article.references:
            return
        entries = "".join(
            f'<li id="{self.article.slug}--{one.id}">{escape(one.author)}. {escape(one.title)}. '
            f"{escape(f'{one.container}. ' if one.container else '')}{one.issued}.</li>\n"
            for one in self.article.references
        )
        self.parts.append(f'<div class="references"><h2>References</h2>\n<ol>\n{entries}</ol></div>')

    # ------------------------------------------------------------ blocks

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(text):
                return f"<p>{self._text(text)}</p>"
            case Crosshead(title):
                return f"<h2>{escape(title)}</h2>"
            case Listing(items, numbered):
                tag = "ol" if numbered else "ul"
                return f"<{tag}>{''.join(f'<li>{escape(item)}</li>' for item in items)}</{tag}>"
            case Turn(question, text):
                return self._turn(question, text)
            case Item(title, tag, texts):
                copy = "".join(f"<p>{self._text(text)}</p>" for text in texts)
                return f'<div class="item"><p class="tag">{escape(tag)}</p><h3>{escape(title)}</h3>{copy}</div>'
            case Figure() | Chart():
                return self._figure(block)
            case Table():
                return self._table(block)
            case Pull(text, wide):
                return f'<aside class="pull{" wide" if wide else ""}"><p>{escape(text)}</p></aside>'
            case Sidebar(title, texts, note):
                copy = "".join(f"<p>{escape(text)}</p>" for text in texts)
                return f'<aside class="box{" editors" if note else ""}"><h3>{escape(title)}</h3>{copy}</aside>'

    def _turn(self, question: bool, text: Text) -> str:
        if question:
            return f'<p class="speaker">{SPEAKERS[True]}</p><p class="question">{self._text(text)}</p>'
        return f'<p class="answer"><b>Printer</b> {self._text(text)}</p>'

    def _figure(self, block: Figure | Chart) -> str:
        number = self.article.figures[block.label]
        first, _, rest = block.caption.partition(". ")
        return (
            f'<figure id="{self.article.slug}--{block.label}"><img src="{block.image}" alt="{escape(block.alt)}">'
            f"<figcaption>Figure {number}. <b>{escape(first)}.</b> {escape(rest)}</figcaption></figure>"
        )

    def _table(self, block: Table) -> str:
        self.tables += 1
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.rows[0])
        rows = "".join(
            f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>\n'
            for row in block.rows[1:]
        )
        return (
            f'<div class="table{" long" if block.long else ""}" id="{self.article.slug}--{block.label}">'
            f'<p class="table-title">Table {self.tables}. {escape(block.title)}</p>\n'
            f"<table><thead><tr>{head}</tr></thead>\n"
            f'<tbody>\n{rows}</tbody></table>\n<p class="table-note">{escape(block.note)}</p></div>'
        )

    # ------------------------------------------------------------ text

    def _text(self, text: Text) -> str:
        return "".join(map(self._run, text))

    def _run(self, run: Run) -> str:
        words, slug = escape(run.text), self.article.slug
        match run.kind:
            case "em":
                return f"<em>{words}</em>"
            case "number":
                return f'<a href="#{slug}--{run.target}">{words}\u00a0{self.article.figures[run.target]}</a>'
            case "cite":
                return f'<sup><a href="#{slug}--{run.target}">{self.numbers[run.target]}</a></sup>'
            case "page":
                return f'<a class="page" href="#{run.target}">{words}, page\u00a0</a>'
            case "note":
                return f'<span class="note">{words}</span>'
            case _:
                return words


def _goes_across(block: Block) -> bool:
    return isinstance(block, Figure | Chart | Table | Pull) and block.wide


def _plate(article: Article) -> str:
    """The picture of a whole page that opens an article, not in it: Paged.js mixes the margins of nested pages."""
    if not article.plate:
        return ""
    words = article.headline if article.kind == "feature" else SPEAKERS[False]
    return (
        f'<section class="plate opener" id="{article.slug}"><img src="{article.opener}" alt="Discs in two inks">'
        f"<h1>{escape(words)}</h1></section>\n"
    )


def _head(article: Article) -> str:
    """What stands above the text."""
    title = "" if article.kind == "feature" else f"<h1>{escape(article.headline)}</h1>"
    picture = "" if article.plate else f'<img src="{article.opener}" alt="Discs in two inks">'
    return (
        f'<header class="head"><span class="department">{DEPARTMENTS[article.kind]}</span>{title}{picture}'
        f'<p class="standfirst">{escape(article.standfirst)}</p></header>'
    )
