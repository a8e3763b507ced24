"""Bind generated articles in issues: a project with its pictures, its data and its manuscripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw

from benchmarks.prose import Prose
from measured.articles import PICTURES, TEMPLATES, Author, Manuscript, Voice
from measured.chinese import Chinese

ISSUE = "2025-01"
TOGETHER = 25
"""Articles in an issue."""
_WIDTH = 600
_BARS = "Sheet,note,Read,Left\nFirst,n = 4,3,1\nSecond,n = 12,7,5\nThird,n = 9,2,7\n"
_CONFIG = """\
[magazine]
title = "The Proof"
publisher = "The Proof"
language = "en-GB"

[page]
size = "A4"
"""


class English(Prose):
    """The writer of the benchmarks, who writes English."""

    language = "en-GB"
    figure, table = "Fig.", "Table"
    space = " "
    asides = (
        "CD5, CD19 and TP53 were counted in 10^6^ cells at 37 °C (3-5 mg/kg; *p* = 0.03).",
        "The sequence is ATGGCCATTGTAATGGG.",
        "See https://www.example.org/archive/2025/proofs-and-pages_final.html?page=12&sheet=3.",
        "FDA, EMA and WHO have been told; [潘静]{lang=zh} and Frank Grießhammer have not.",
        "The file is `proofs/galley-3.txt`.",
    )


def random_articles(first: int, count: int) -> tuple[Manuscript, ...]:
    """So many articles of a series without end, of each template in turn, from the ``first``, counted from 0."""
    numbers = range(first, first + count)
    slugs = [f"article-{number:03d}" for number in numbers]
    return tuple(
        _author(English(f"article {number}"), number, slug, slugs, extremes=True).manuscript()
        for number, slug in zip(numbers, slugs, strict=True)
    )


def chinese_articles(count: int) -> tuple[Manuscript, ...]:
    """So many articles in Chinese, of each template in turn, with nothing that columns have no room for."""
    slugs = [f"wenzhang-{number:02d}" for number in range(count)]
    return tuple(
        _author(Chinese(slug), number, slug, slugs, extremes=False).manuscript() for number, slug in enumerate(slugs)
    )


def _author(voice: Voice, number: int, slug: str, slugs: Sequence[str], *, extremes: bool) -> Author:
    others = [other for other in slugs if other != slug]
    return Author(slug, TEMPLATES[number % len(TEMPLATES)], voice, others, extremes=extremes)


def write_issue(root: Path, articles: Sequence[Manuscript]) -> Path:
    """Write a project with one issue into ``root``; the folder of the issue."""
    departments = "".join(f'\n[[departments]]\nname = "{one.capitalize()}"\ntemplate = "{one}"\n' for one in TEMPLATES)
    folder = root / "content" / ISSUE
    for name in ("articles", "images", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (root / "hemaprint.toml").write_text(_CONFIG + departments, "utf-8")
    order = [{"page": "cover"}, *({"article": article.slug} for article in articles)]
    cover = {"art": "images/plate.png", "alt": "Two tints", "headline": "The proof"}
    manifest = {"number": 1, "date": "2025-02", "cover": cover, "order": order}
    (folder / "issue.yaml").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    for article in articles:
        (folder / "articles" / f"{article.slug}.md").write_text(article.text, "utf-8")
    for name, ratio in (PICTURES | {"plate": 1.4}).items():
        _picture(folder / "images" / name, ratio)
    for name in ("bars", "lines"):
        (folder / "data" / f"{name}.csv").write_text(_BARS, "utf-8")
    return folder


def _picture(path: Path, ratio: float) -> None:
    """A tinted ground and a disc, as points and as a drawing."""
    height = round(_WIDTH * ratio)
    radius = min(_WIDTH, height) // 3
    x, y = _WIDTH // 2, height // 2
    image = Image.new("RGB", (_WIDTH, height), "#D9E6EC")
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill="#C4786C")
    image.save(path.with_suffix(".png"))
    path.with_suffix(".svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}">'
        f'<path d="M0 0h{_WIDTH}v{height}h-{_WIDTH}z" fill="#D9E6EC"/>'
        f'<circle cx="{x}" cy="{y}" r="{radius}" fill="#C4786C"/></svg>\n',
        "utf-8",
    )
