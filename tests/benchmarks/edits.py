"""Edit a project as an editor would between two builds: change a few words, or make an article a page longer."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.model import Article
from benchmarks.project import ISSUE, body, house_advertisement
from benchmarks.prose import Prose
from benchmarks.words import NOUNS
from benchmarks.writer import LINES, ArticleWriter

_COPY = re.compile(r"[A-Z][^\n]{200,}")
"""A long line that begins with a capital is a paragraph of running text."""


def edit_one(root: Path, turn: int = 1) -> str:
    """Change the nouns of one paragraph of the middle article for others as long; the article's slug.

    Another ``turn`` makes another text, so that no cache can have seen it.
    """
    slugs = [entry["article"] for entry in _manifest(root)["order"] if "article" in entry]
    slug = str(slugs[len(slugs) // 2])
    path = _article(root, slug)
    front, fence, text = path.read_text("utf-8").rpartition("\n---\n")
    paragraphs = [match for match in _COPY.finditer(text) if "[" not in match[0]]
    chosen = paragraphs[len(paragraphs) // 2]
    changed = _other_nouns(chosen[0], Random(turn))
    path.write_text(front + fence + text[: chosen.start()] + changed + text[chosen.end() :], "utf-8")
    return slug


def grow_one(root: Path, turn: int = 1) -> str:
    """Make the first news a page longer, and plan for it; the article's slug.

    The editor raises the budget by a page. What follows at once moves over to the other side; before the next article
    that opens on a spread the editor puts a house advertisement, and all that stands behind moves by two pages.
    """
    manifest = _manifest(root)
    entry = next(one for one in manifest["order"] if str(one.get("article", "")).startswith("news"))
    entry["pages"] += 1
    manifest["advertisements"].append(
        house_advertisement(f"house-{len(manifest['advertisements'])}", {"filler": True}, "images/plate-3.png")
    )
    slug = str(entry["article"])
    path = _article(root, slug)
    blocks = ArticleWriter(slug, "news", Prose(f"grown {turn}"), ()).more(3 * LINES)
    more = body(Article(slug, "news", "", "", 1, "", tuple(blocks)))
    path.write_text(f"{path.read_text('utf-8')}\n{more}", "utf-8")
    _folder(root).joinpath("issue.yaml").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return slug


def _other_nouns(text: str, random: Random) -> str:
    """``text`` with every noun changed for another of as many letters that begins alike: with a vowel, or not."""
    alike: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for noun in NOUNS:
        alike[len(noun), noun[0] in "aeiou"].append(noun)

    def other(match: re.Match[str]) -> str:
        noun = match[0]
        choice = [one for one in alike[len(noun), noun[0] in "aeiou"] if one != noun]
        return random.choice(choice) if choice else noun

    return re.sub(rf"\b({'|'.join(NOUNS)})\b", other, text)


def _folder(root: Path) -> Path:
    return root / "content" / ISSUE


def _article(root: Path, slug: str) -> Path:
    return _folder(root) / "articles" / f"{slug}.md"


def _manifest(root: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_folder(root).joinpath("issue.yaml").read_text("utf-8"))
    return data
