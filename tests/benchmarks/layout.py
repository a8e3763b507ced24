"""Say what WeasyPrint's layout costs with and without ``hemaprint.typeset.engine.speed``.

Run it from the top of the repository: ``PYTHONPATH=src:tests .venv/bin/python tests/benchmarks/layout.py``. It lays
out articles of two and three columns with figures, tables, footnotes and lists, plain and fast in turns, and prints
the median CPU time of each and their ratio. CPU time and turns, because a machine is seldom idle.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from weasyprint import document as weasyprint_document

from hemaprint.typeset.engine import registry
from samples import sentence
from typeset.laying import engine, lay_out

RULES = """
@page { size: 210mm 276mm; margin: 18mm 16mm 20mm; @bottom-center { content: counter(page) } }
body { font: 9.25pt/12pt "HF Serif"; text-align: justify; hyphens: auto; margin: 0 }
p { margin: 0; text-indent: 1em; orphans: 2; widows: 2 }
h2 { font: 600 12pt/12pt "HF Sans"; margin: 12pt 0; break-after: avoid; column-span: all; text-align: left }
h3 { font: 600 9.25pt/12pt "HF Sans"; margin: 12pt 0 0; break-after: avoid; text-align: left }
ul, ol { margin: 12pt 0; padding-left: 14pt }
figure { margin: 12pt 0; break-inside: avoid; background: #eee }
figure .art { height: 96pt }
figcaption { font: 8pt/12pt "HF Sans"; text-align: left }
table { width: 100%; margin: 12pt 0; border-collapse: collapse; font: 8pt/12pt "HF Sans"; text-align: left }
.note { float: footnote; font: 7.5pt/12pt "HF Sans"; text-align: left }
.two { columns: 2; column-gap: 14pt } .three { columns: 3; column-gap: 12pt }
"""


@dataclass(frozen=True, slots=True)
class Case:
    """An article: its name, and its body as HTML."""

    name: str
    body: str


def paragraph(number: int, *, note: bool = False) -> str:
    """Four sentences, one of them set off; with ``note`` a footnote in the middle."""
    first, second, third, fourth = (sentence(number * 4 + step, 18) for step in range(4))
    foot = f'<span class="note">{sentence(number + 5000, 12)}</span>' if note else ""
    return f"<p>{first} <em>{second}</em>{foot} {third} <a href='#x'>{fourth}</a></p>"


def block(number: int) -> str:
    """The block that follows a paragraph: now and then a list, a figure, a table or a heading."""
    match number % 24:
        case 5:
            items = "".join(f"<li>{sentence(number * 9 + step, 11)}</li>" for step in range(4))
            return f"<ul>{items}</ul>"
        case 9:
            return f'<figure><div class="art"></div><figcaption>{sentence(number, 12)}</figcaption></figure>'
        case 13:
            cells = "".join(
                f"<tr><td>{step}</td><td>{sentence(number + step, 5)}</td><td>{step * 7} %</td></tr>"
                for step in range(7)
            )
            return f"<table><thead><tr><th>No</th><th>What</th><th>Part</th></tr></thead>{cells}</table>"
        case 19:
            return f"<h3>{sentence(number, 5)}</h3>"
    return ""


def article(kind: str, paragraphs: int, *, notes: int = 0, parts: int = 1) -> str:
    """A body in columns of ``kind``: ``parts`` headings across them, a footnote in every ``notes``-th paragraph."""
    each = paragraphs // parts
    body = []
    for part in range(parts):
        numbers = range(part * each, (part + 1) * each)
        body.append(f"<h2>{sentence(part, 4)}</h2>")
        body += [paragraph(n, note=bool(notes) and n % notes == 0) + block(n) for n in numbers]
    return f'<div class="{kind}">{"".join(body)}</div>'


CASES = (
    Case("two columns", article("two", 120)),
    Case("three columns", article("three", 150)),
    Case("two columns, footnotes", article("two", 120, notes=6)),
    Case("three columns, in parts", article("three", 150, parts=10)),
)


def measure(case: Case, runs: int) -> tuple[int, float, float]:
    """Pages, and the median CPU seconds of a plain and a fast layout; every run has a cold engine of its own."""
    times: dict[bool, list[float]] = {False: [], True: []}
    with tempfile.TemporaryDirectory() as folder, stopwatch() as taken:
        for _ in range(runs):
            for fast, kept in times.items():
                cold = engine(Path(folder), fast=fast)
                taken.clear()
                document = lay_out(case.body, cold, RULES)
                kept += taken
    return len(document.pages), median(times[False]), median(times[True])


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """The CPU seconds of every ``layout_document``: styles and boxes are made before it."""
    taken: list[float] = []
    original = weasyprint_document.layout_document

    def timed(*args: Any) -> list[Any]:
        began = time.process_time()
        pages = list(original(*args))
        taken.append(time.process_time() - began)
        return pages

    weasyprint_document.layout_document = timed
    try:
        yield taken
    finally:
        weasyprint_document.layout_document = original


def main() -> None:
    """Print one line for each article, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="layouts of each article and kind")
    runs = parser.parse_args().runs
    print(f"{'':32}pages  plain s   fast s  ratio    ({registry.state().fault or 'shortcuts in place'})")
    total = (0, 0.0, 0.0)
    for case in CASES:
        pages, plain, fast = measure(case, runs)
        total = (total[0] + pages, total[1] + plain, total[2] + fast)
        print(f"{case.name:32}{pages:5}{plain:9.2f}{fast:9.2f}{fast / plain:7.2f}")
    pages, plain, fast = total
    print(f"{'all':32}{pages:5}{plain:9.2f}{fast:9.2f}{fast / plain:7.2f}")


if __name__ == "__main__":
    main()
