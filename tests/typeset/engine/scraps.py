"""Documents by the number, each with a bit of everything that can stand in columns, and the facts of a layout."""

# ruff: noqa: C901, E501  (a list of cases, and a style sheet)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from weasyprint.document import Document
from weasyprint.layout.absolute import AbsolutePlaceholder

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
    """Writes one document from one number."""

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

    def inline(self, depth: int) -> str:
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

    def block(self, depth: int = 0) -> str:
        """One block."""
        kind = self.random.randrange(30)
        plain = f"<p{self.style()}>{self.run()}</p>"
        if kind < 13 or depth > 2:
            return plain
        match kind:
            case 13 | 14:
                tag = self.pick("ul", "ol")
                items = "".join(f"<li>{self.pick(self.run(), self.blocks(1, 2, 2))}</li>" for _ in range(3))
                return f"<{tag}{self.style()}>{items}</{tag}>"
            case 15 | 16:
                return f"<h3>{self.words(1, 5)}</h3>{plain}"
            case 17:
                return f"<h2 class=span>{self.words(1, 6)}</h2>"
            case 18:
                return f"<div class=span>{self.blocks(1, 2, 2)}</div>"
            case 19 | 20:
                picture = _PICTURE.format(self.pick(30, 80), self.pick(20, 61.7))
                return (
                    f'<figure{self.style()}><img src="{picture}"><figcaption>{self.words(3, 9)}</figcaption></figure>'
                )
            case 21:
                return self.table()
            case 22:
                return f"<div class={self.pick('left', 'right', 'left wide')}>{self.blocks(1, 2, 3)}</div>"
            case 23 | 24:
                box = self.pick("box", "box", "relative", "whole", "root", "flex", "grid", "two", "clear")
                return f"<div class={box}{self.style()}>{self.blocks(1, 3, depth + 1)}</div>"
            case 25:
                return f"<div class=relative><div class=absolute>{self.words(1, 4)}</div>{plain}</div>"
            case 26:
                return f"<div class=absolute>{self.words(1, 4)}</div>{plain}"
            case 27:
                return f"<div class=runner>{self.words(1, 4)}</div>{plain}"
            case 28:
                return f"<p class={self.pick('drop', 'firstline', 'clamp', 'pre', 'rtl', 'lead')}>{self.run()}</p>"
        return f'<img class=big src="{_PICTURE.format(50, self.pick(40, 33.3))}">{plain}'

    def table(self) -> str:
        """A table that may go over a column's end."""
        rows = "".join(
            f"<tr><td>{self.words(1, 3)}</td><td>{self.words(1, 8)}</td></tr>" for _ in range(self.random.randint(1, 9))
        )
        return f"<table{self.pick('', ' class=closed')}><thead><tr><th>A<th>B</thead>{rows}</table>"

    def blocks(self, least: int, most: int, depth: int = 0) -> str:
        """Some blocks."""
        return "".join(self.block(depth) for _ in range(self.random.randint(least, most)))

    def style(self) -> str:
        """A style attribute, as a rule an empty one."""
        if self.chance(0.75):
            return ""
        rule = self.pick(
            "break-before:column", "break-after:avoid", "break-inside:avoid", "break-before:page", "margin:7pt 0",
            "orphans:3;widows:3", "text-align:left", "padding:3pt;border:1pt solid", "text-align:center",
            "hyphens:none", "letter-spacing:.02em", "position:relative;left:3pt", "margin-top:-4pt",
            "font-size:8.37pt", "word-spacing:1.3pt", "box-decoration-break:clone;padding:2pt;border:1pt solid",
            "overflow-wrap:anywhere", "text-indent:2em", "height:40pt", "column-span:all", "page:other",
        )  # fmt: skip
        return f' style="{rule}"'

    def rules(self) -> str:
        """The style sheet."""
        spacing = self.pick("normal", "normal", "-.004em", ".013em", "0.1pt")
        return f"""
@page {{ size: {self.pick(110, 140, 151.3)}mm {self.pick(90, 120, 133.7)}mm; margin: {self.pick(9, 10.35, 12)}mm;
  @top-left {{ content: element(runner) }} @bottom-right {{ content: counter(page) "/" counter(pages) }} }}
body {{ font: {self.pick(9, 9.25, 10.1)}pt/12pt "HF Serif"; margin: 0; text-align: {self.pick("justify", "justify", "left")};
  hyphens: {self.pick("auto", "auto", "manual")}; letter-spacing: {spacing}; font-variation-settings: "opsz" 12;
  hyphenate-limit-zone: {self.pick("0", "0", "3pt", "8%")} }}
p {{ margin: 0; text-indent: {self.pick("1em", "0", "12pt")}; orphans: {self.pick(1, 2)}; widows: {self.pick(1, 2, 3)} }}
main {{ columns: {self.pick(2, 2, 3, 3, 4)}; column-gap: {self.pick("12pt", "9.7pt", "normal")};
  column-fill: {self.pick("balance", "balance", "auto")}; {self.pick("", "", "", "padding: 4pt; border: 1pt solid")} }}
h2, h3, figcaption, th {{ font: 600 9pt/12pt "HF Sans"; font-variation-settings: normal; margin: 6pt 0; break-after: avoid }}
.span {{ column-span: all }} figure {{ margin: 6pt 0; break-inside: avoid }} ul, ol {{ margin: 4pt 0; padding-left: 14pt }}
table {{ width: 100%; margin: 4pt 0 }} .closed {{ border-collapse: collapse }} td {{ border: .5pt solid }}
.note {{ float: footnote; font-size: 7.5pt; footnote-policy: {self.pick("auto", "auto", "line", "block")} }}
.pad {{ padding: 0 3pt; border: 1pt solid }} .clone {{ padding: 0 2pt; box-decoration-break: clone }}
.block {{ display: inline-block }} .left {{ float: left; width: 40% }} .right {{ float: right }} .wide {{ width: 100% }}
.relative {{ position: relative; top: 2pt }} .absolute {{ position: absolute; left: 5pt }} .clear {{ clear: both }}
.box {{ border: 1pt solid; padding: 4pt; margin: 5pt 0 }} .whole {{ break-inside: avoid }} .root {{ overflow: hidden }}
.flex {{ display: flex }} .grid {{ display: grid; grid-template-columns: 1fr 2fr }} .two {{ columns: 2 }}
.runner {{ position: running(runner) }} .drop::first-letter {{ font-size: 20pt }} .firstline::first-line {{ font-weight: 600 }}
.clamp {{ line-clamp: 3; hyphens: manual; text-align: left }} .pre, code {{ white-space: pre-wrap }} .rtl {{ direction: rtl }}
.lead::after {{ content: leader(". ") target-counter("#x", page) }} .big {{ width: 100%; display: block }} sup {{ vertical-align: super; line-height: 0 }}
"""


def scrap(number: int) -> tuple[str, str]:
    """A document: its body and its rules."""
    scraps = Scraps(Random(number))
    rules = scraps.rules()
    before = scraps.pick("", "", "<p>Before the columns.</p>")
    return f"{before}<main id=x>{scraps.blocks(2, 9)}</main>{scraps.pick('', '', '<p>After.</p>')}", rules


def facts(document: Document) -> Iterator[tuple[Any, ...]]:
    """Every box of a layout with everything that is known of it, to the last bit."""
    for page in document.pages:
        yield ("page", page.width, page.height, page.anchors, [link[:3] for link in page.links], page.bookmarks)
        yield from _facts(page._page_box)


def _facts(box: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(box, AbsolutePlaceholder):
        yield ("placeholder", box._layout_done)
        box = box._box
    known = {
        name: value
        for name, value in sorted(box.__dict__.items())
        if not name.startswith("_speed") and _is_plain(value) and name not in ("page_type",)
    }
    layout = getattr(box, "pango_layout", None)
    of_layout = sorted(layout.__dict__.items()) if layout else []
    yield (type(box).__name__, box.element_tag, repr(known), repr([pair for pair in of_layout if _is_plain(pair[1])]))
    for child in box.all_children():
        yield from _facts(child)


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, (int, float, str))
