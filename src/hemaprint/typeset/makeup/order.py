"""The order in which the items of a band come: as written, but for figures that the copy mentions further down, and
quotations that would stand beside the words that they repeat.

A figure answers a sentence, and stands behind it. Figures keep their order among each other.
"""

from __future__ import annotations

from collections.abc import Mapping

from hemaprint.typeset.makeup.copy import At, Band, Block, Copy, Text


def orders_of(copy: Copy, moved: Mapping[At, int]) -> tuple[tuple[int, ...], ...]:
    """For every band the indices of its items as they are to come; ``moved``: items that stand behind another."""
    return tuple(_order(band, number, moved) for number, band in enumerate(copy.bands))


def _order(band: Band, number: int, moved: Mapping[At, int]) -> tuple[int, ...]:
    places: list[tuple[int, bool, int]] = []
    last = 0
    for index, item in enumerate(band.items):
        place = moved.get(At(number, index), index)
        if isinstance(item, Block) and item.may_wait and not item.quotation:
            place = last = max(last, index, _behind(band, number, item.mention))
        places.append((place, place != index, index))
    return tuple(index for _, _, index in sorted(places))


def _behind(band: Band, number: int, mention: At | None) -> int:
    """The item of a band behind which a figure stands that is mentioned at a place of the copy; -1 for any."""
    if mention is None or mention.band < number:
        return -1
    end = len(band.items) - 1
    at = min(mention.item, end) if mention.band == number else end
    while at < end and isinstance(item := band.items[at], Text) and item.with_next:
        at += 1
    return at
