"""Arrange mammoth's HTML: lines of paragraphs, numbers of lists, captions with what they stand under."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from hemaprint.intake.markup.soup import BLOCKS, LABELLED, LINE, attribute, tags_in
from hemaprint.intake.word.ready import MARK
from hemaprint.intake.word.styles import OURS

NUMBER = "data-hp-number"


def arrange(soup: BeautifulSoup) -> None:
    """Arrange a document in place."""
    _write_lines(soup)
    for listing in soup.find_all("ol"):
        _number_list(soup, listing)
    for caption in soup.find_all("p", class_=f"{OURS}-caption"):
        _join_caption(soup, caption)


def _write_lines(soup: BeautifulSoup) -> None:
    prefix = f"{OURS}-{MARK}"
    for mark in [tag for tag in tags_in(soup) if tag.name == "a" and attribute(tag, "id").startswith(prefix)]:
        block = next((parent for parent in mark.parents if parent.name in BLOCKS), None)
        line, number, labelled = (*attribute(mark, "id").removeprefix(prefix).split("-"), "", "")[:3]
        if block is not None and not block.has_attr(LINE):
            block[LINE] = line
            block.attrs |= {NUMBER: number} if number else {}
            block.attrs |= {LABELLED: labelled} if labelled else {}
        mark.extract()


def _number_list(soup: BeautifulSoup, listing: Tag) -> None:
    """Give a list its first number, and part it where the numbers do not follow each other, or labels begin or end."""
    current, expected = listing, 0
    for item in listing.find_all("li", recursive=False):
        if item.has_attr(NUMBER):
            number, labelled = int(attribute(item, NUMBER)), item.has_attr(LABELLED)
            if expected and (number != expected or labelled != current.has_attr(LABELLED)):
                rest = soup.new_tag("ol")
                current.insert_after(rest)
                current, expected = rest, 0
            if not expected:
                current.attrs |= {"start": str(number)} | ({LABELLED: "x"} if labelled else {})
            expected = number + 1
        if current is not listing:
            current.append(item.extract())


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
    siblings = tag.previous_siblings if step < 0 else tag.next_siblings
    tags = (found for found in siblings if isinstance(found, Tag))
    return next((found for found in tags if found.name != "p" or found.get_text().strip() or found.find("img")), None)


def _shows(tag: Tag, wanted: str) -> bool:
    if wanted == "table":
        return tag.name == "table"
    return tag.name == "p" and tag.find("img") is not None and not tag.get_text().strip()
