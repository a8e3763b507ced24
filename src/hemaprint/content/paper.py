# SPDX-License-Identifier: MIT
"""Say which addresses an article prints in full for readers on paper, who cannot follow a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hemaprint.content.models import Article
from hemaprint.content.spans import Copy, CrossReference, Foreign, Link, Note, Styled, plain
from hemaprint.content.units import Unit, block_units
from hemaprint.errors import Location
from hemaprint.project.text import printed_address


@dataclass(frozen=True, slots=True)
class PaperAddress:
    """An address that leads out of the magazine, and the words of its link; none for the address of the article."""

    href: str
    words: Copy
    location: Location
    field: str = ""

    @property
    def printed(self) -> str:
        """The address as it is printed."""
        return printed_address(self.href)


def addresses_of(article: Article, *, own: bool) -> tuple[PaperAddress, ...]:
    """The addresses of the links that an editor marked with ``{.paper}``, each once, maybe after the article's own."""
    found: dict[str, PaperAddress] = {}
    if own and article.meta.doi:
        href = f"https://doi.org/{article.meta.doi}"
        found[href] = PaperAddress(href, (), article.front.at("doi"), "doi")
    for block in article.body:
        for unit in block_units(block, article.path):
            for link in _marked(unit.copy):
                found.setdefault(link.href, PaperAddress(link.href, link.copy, unit.location))
    return tuple(found.values())


def _marked(copy: Copy) -> Iterator[Link]:
    for span in copy:
        match span:
            case Link(paper=True):
                yield span
            case Styled() | Foreign() | Link() | CrossReference() | Note():
                yield from _marked(span.copy)


def address_units(addresses: Iterable[PaperAddress]) -> Iterator[Unit]:
    """What is printed of addresses."""
    for address in addresses:
        yield Unit(address.location, f"meta.{address.field or 'addresses'}", plain(address.printed))
