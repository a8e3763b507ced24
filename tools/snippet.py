# SPDX-License-Identifier: MIT
"""Set the README's interview and save the top of its page: tools/snippet.py OUT.png."""

from __future__ import annotations

import re
import sys
import tempfile
from datetime import date
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from hemaprint.build.issue import build
from hemaprint.build.results import BuildOptions
from hemaprint.project.project import load_project
from hemaprint.scaffold.create import Wishes, create

README = Path(__file__).resolve().parent.parent / "README.md"
SLUG, ISSUE = "begin-anywhere", "2025-01"
WIDTH, SHOWN, COLORS, EDGE = 900, 0.62, 96, "#DAD7D3"
"""Width in px, how much of the page's height is shown, how many colours the picture has, and that of its edge."""


def snippet() -> str:
    """The article that the README shows."""
    found = re.search(r"^```markdown\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def page_of(article: str, folder: Path) -> Image.Image:
    """The first page of an article set in a new magazine, as a viewer shows it."""
    create(folder, Wishes(title="Field Notes"), today=date(2025, 2, 1))
    (folder / "content" / ISSUE / "articles" / f"{SLUG}.md").write_text(article, "utf-8")
    result = build(load_project(folder), BuildOptions(issue=ISSUE, article=SLUG))
    assert result.pdf is not None
    page = pypdfium2.PdfDocument(result.pdf)[0]
    return page.render(scale=2 * WIDTH / page.get_width()).to_pil()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        page = page_of(snippet(), Path(temporary) / "field-notes")
    height = round(page.height * SHOWN)
    shown = page.crop((0, 0, page.width, height)).resize((WIDTH, height // 2), Image.Resampling.LANCZOS)
    shown = ImageOps.expand(shown, 2, EDGE)
    shown.quantize(COLORS, dither=Image.Dither.NONE).save(sys.argv[1], optimize=True)
