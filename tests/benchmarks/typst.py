"""Write the magazine as Typst source: the same text, pictures and measures, as far as Typst has the means."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from benchmarks.model import (
    DEPARTMENTS,
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

_SPECIAL = re.compile(r"([\\#$*_@<>`~\[\]])")
_PREAMBLE = """\
#let eosin = rgb("#971720")
#let azure = rgb("#1F4F73")
#let running = state("running", ("", ""))
#let margins = (top: 23mm, bottom: 20mm, inside: 18mm, outside: 15mm)
#let scholar = (top: 23mm, bottom: 20mm, inside: 18mm, outside: 60.5mm)
#set text(font: "Source Serif 4", size: 9pt, lang: "en", region: "gb", hyphenate: true,
  top-edge: 0.75em, bottom-edge: -0.25em)
#set par(leading: 3pt, spacing: 3pt, first-line-indent: 12pt)
#let sans(size, weight: 400, fill: black, body) = text(font: "Source Sans 3", size: size, weight: weight, fill: fill,
  hyphenate: false, body)
#let head = context {
  let (department, title) = running.get()
  let words = (sans(7.5pt, weight: 700, fill: eosin, department), text(8.5pt, style: "italic", title))
  if calc.even(here().page()) { words.first(); h(1fr); words.last() } else { words.last(); h(1fr); words.first() }
}
#let foot = context {
  let folio = text(11pt, weight: 600, counter(page).display())
  if calc.even(here().page()) { folio } else { h(1fr); folio }
}
#set page(paper: "a4", margin: margins, header: head, footer: foot, header-ascent: 18pt, footer-descent: 18pt)
#set columns(gutter: 5mm)
#set table(stroke: (x, y) => (bottom: 0.35pt + gray), inset: (x: 0pt, y: 2.8pt), align: left)
#show heading.where(level: 2): it => block(above: 15pt, below: 3pt, sticky: true,
  sans(9.25pt, weight: 700, fill: eosin, it.body))
#show heading.where(level: 3): it => block(above: 3pt, below: 3pt, sticky: true, text(11.75pt, weight: 600, it.body))
#let wide(body) = place(top + left, float: true, scope: "parent", clearance: 12pt, body)
#let plate(picture, words) = page(margin: 0mm, header: none, footer: none, columns: 1, {
  place(image(picture, width: 210mm, height: 297mm, fit: "cover"))
  place(dx: 15mm, dy: 21mm, text(72pt, fill: white, words))
})
#let picture(path, caption) = block(breakable: false, above: 9pt, below: 12pt, {
  image(path, width: 100%)
  v(5pt, weak: true)
  sans(7.25pt, caption)
})
#let framed = (above: 9pt, below: 12pt, stroke: (top: 2pt + azure), inset: (top: 4pt))
#let data(title, note, widths, ..cells) = block(..framed, {
  sans(8.5pt, weight: 600, title)
  sans(8.25pt, table(columns: widths, ..cells))
  sans(7.25pt, note)
})
#let pull(size, words) = block(breakable: false, width: 100%, stroke: (top: 2pt + eosin), inset: (y: 8pt),
  text(size, weight: 300, fill: eosin, hyphenate: false, words))
#let box-of(title, body) = block(breakable: false, fill: rgb("#D9E6EC"), width: 100%, inset: 9pt, {
  text(13pt, weight: 600, title)
  parbreak()
  sans(7.75pt, body)
})
#let page-of(target) = context str(counter(page).at(target).first())
"""


def write_typst(magazine: Magazine, folder: Path) -> Path:
    """Write ``magazine.typ``, pictures and fonts into ``folder``; the path of the source."""
    write_pictures(magazine, folder)
    (folder / "fonts").mkdir(exist_ok=True)
    for face in FACES:
        shutil.copy(face.path(), folder / "fonts" / face.file)
    path = folder / "magazine.typ"
    path.write_text(source(magazine), "utf-8")
    return path


def source(magazine: Magazine) -> str:
    """The whole magazine: cover, advertisement, contents, articles, back."""
    entries = "\n".join(
        f"#block(below: 8pt, link(<{article.slug}>)[{_text(15, f'#page-of(<{article.slug}>)')} "
        f"{_plain(article.headline)} #sans(7.5pt)[{DEPARTMENTS[article.kind]}]])"
        for article in magazine.articles
    )
    articles = "\n\n".join(map(_article, magazine.articles))
    return (
        f'{_PREAMBLE}\n#plate("images/cover.png")[{magazine.title}]\n#plate("images/plate-4.png")[Read it twice.]\n'
        f"{_text(48, 'In this issue')}\n\n#columns(2)[\n{entries}\n]\n\n{articles}\n\n"
        f'#plate("images/plate-3.png")[Bench]\n'
    )


def _article(article: Article) -> str:
    department, title = DEPARTMENTS[article.kind], _plain(article.headline)
    standfirst = f"#block(below: 12pt, width: 118mm)[{_text(16, _plain(article.standfirst))}]"
    scholar = article.kind in ("interview", "essay")
    sheet = f"#set page(columns: {article.columns}, margin: {'scholar' if scholar else 'margins'})"
    mark = f'#running.update(("{department}", "{article.headline}"))#[] <{article.slug}>'
    if article.plate:
        words = title if article.kind == "feature" else SPEAKERS[False]
        plate = f'#plate("{article.opener}")[{words}#[] <{article.slug}>]'
        opening = f'#pagebreak(to: "even", weak: true)\n{plate}\n{sheet}'
        mark = f'#running.update(("{department}", "{article.headline}"))'
    else:
        opening = sheet
    picture = f'#image("{article.opener}", width: 100%, height: 252pt)' if article.kind == "news" else ""
    head = f"#wide[{_text(48, title) if article.kind != 'feature' else ''}\n{picture}\n{standfirst}]"
    copy = "\n\n".join(_Copy(article).block(block) for block in article.blocks)
    works = "\n".join(
        f"+ {_plain(f'{one.author}. {one.title}. {one.container} {one.issued}.')}" for one in article.references
    )
    references = f"\n\n== References\n#sans(7pt)[\n{works}\n]" if works else ""
    return f"{opening}\n{mark}\n{head}\n\n{copy}{references}"


class _Copy:
    """Writes the blocks of an article."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.numbers = {reference.id: number for number, reference in enumerate(article.references, start=1)}

    def block(self, block: Block) -> str:
        """A block as Typst."""
        match block:
            case Paragraph(text):
                return self._runs(text)
            case Turn(question, text):
                if question:
                    return f"#block(above: 15pt, below: 3pt, sticky: true, sans(9pt, weight: 600)[{self._runs(text)}])"
                return f"*Printer* {self._runs(text)}"
            case Item(title, tag, texts):
                copy = "\n\n".join(map(self._runs, texts))
                return f"#sans(6.75pt, weight: 700, fill: azure)[{_plain(tag)}]\n\n=== {_plain(title)}\n{copy}"
            case Crosshead(title):
                return f"== {_plain(title)}"
            case Listing(items, numbered):
                return "\n".join(f"{'+' if numbered else '-'} {_plain(item)}" for item in items)
            case Figure() | Chart():
                number = self.article.figures[block.label]
                caption = f"Figure {number}. {_plain(block.caption)}#[] <{self.article.slug}-{block.label}>"
                typst = f'#picture("{block.image}")[{caption}]'
                return f"#wide[{typst}]" if block.wide else typst
            case _:
                return _displayed(block)

    def _runs(self, text: Text) -> str:
        return "".join(map(self._run, text))

    def _run(self, run: Run) -> str:
        words = _plain(run.text)
        match run.kind:
            case "em":
                return f"#emph[{words}]"
            case "cite":
                return f"#super[{self.numbers[run.target]}]"
            case "page":
                return f"#link(<{run.target}>)[{words}, page~#page-of(<{run.target}>)]"
            case "number":
                return f"#link(<{self.article.slug}-{run.target}>)[{words}~{self.article.figures[run.target]}]"
            case "note":
                return f"#footnote[{words}]"
            case _:
                return words


def _displayed(block: Table | Pull | Sidebar) -> str:
    match block:
        case Table(title, _, rows, note):
            widths = "(2fr, 1fr, 1fr)" if len(rows[0]) == 3 else "(2fr, 1fr, 1fr, 4fr)"
            head = ", ".join(f"[{_plain(cell)}]" for cell in rows[0])
            cells = ",\n  ".join(", ".join(f"[{_plain(cell)}]" for cell in row) for row in rows[1:])
            typst = f"#data([{_plain(title)}], [{_plain(note)}], {widths}, table.header({head}),\n  {cells})"
        case Pull(text, wide):
            typst = f"#pull({22 if wide else 16}pt)[{_plain(text)}]"
        case Sidebar(title, texts):
            return f"#box-of([{_plain(title)}])[{'#parbreak()'.join(map(_plain, texts))}]"
    return f"#wide[{typst}]" if block.wide else typst


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _text(size: int, content: str) -> str:
    return f"#text({size}pt)[{content}]"
