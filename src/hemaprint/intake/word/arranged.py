"""Arrange mammoth's HTML: lines of paragraphs, numbers of lists, captions with what they stand under."""

from __future__ import annotations

from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag

from hemaprint.intake.markup.soup import BLOCKS, LINE, attribute, numbered_line, tags_in
from hemaprint.intake.word.ready import MARK
from hemaprint.intake.word.styles import OURS


def arrange(soup: BeautifulSoup, numbers: Mapping[int, int]) -> str:
    """Arrange a document in place, and take out its subtitle; ``numbers`` are those of list items by line."""
    _write_lines(soup)
    for listing in soup.find_all("ol"):
        listing["start"] = str(numbers.get(numbered_line(listing), 1))
    for caption in soup.find_all("p", class_=f"{OURS}-caption"):
        _join_caption(soup, caption)
    return _take_subtitle(soup)


def _write_lines(soup: BeautifulSoup) -> None:
    prefix = f"{OURS}-{MARK}"
    for mark in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "id").startswith(prefix)]:
        block = next((parent for parent in mark.parents if parent.name in BLOCKS), None)
        if block is not None and not block.has_attr(LINE):
            block[LINE] = attribute(mark, "id").removeprefix(prefix)
        mark.extract()


def _join_caption(soup: BeautifulSoup, caption: Tag) -> None:
    """Make a figure of a caption and the picture before it or the table after it, or else the other way round."""
    before, after = _neighbour(caption, -1), _neighbour(caption, 1)
    for candidate, wanted in ((before, "img"), (after, "table"), (before, "table"), (after, "img")):
        if candidate is None or not _shows(candidate, wanted):
            continue
        figure = soup.new_tag("figure")
        candidate.insert_before(figure)
        figure.append(candidate.extract())
        caption.extract()
        caption.name = "figcaption"
        figure.append(caption)
        return


def _neighbour(tag: Tag, step: int) -> Tag | None:
    """The element before or after, empty paragraphs passed over."""
    siblings = tag.find_previous_siblings() if step < 0 else tag.find_next_siblings()
    return next(
        (found for found in siblings if found.name != "p" or found.get_text().strip() or found.find("img")), None
    )


def _shows(tag: Tag, wanted: str) -> bool:
    if wanted == "table":
        return tag.name == "table"
    return tag.name == "p" and tag.find("img") is not None and not tag.get_text().strip()


def _take_subtitle(soup: BeautifulSoup) -> str:
    """The subtitle, where it stands before all other copy."""
    texts = []
    for tag in soup.find_all(True, recursive=False):
        if tag.name == "p" and f"{OURS}-subtitle" in attribute(tag, "class") and tag.find(["img", "a"]) is None:
            texts.append(" ".join(tag.get_text().split()))
            tag.extract()
        elif tag.get_text().strip() and tag.name != "h1":
            break
    return " ".join(text for text in texts if text)
