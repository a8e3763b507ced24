# SPDX-License-Identifier: MIT
"""Check an ``issue.yaml`` that is well typed: its order, its names, its pictures, its advertisements."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import get_args

from hemaprint.content.images import check_art
from hemaprint.content.models import Advertisement, IssueManifest, OrderEntry, PageName
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.text import Located, Step
from hemaprint.project.validate import STAND_IN

PAGE_NAMES: tuple[str, ...] = get_args(PageName)


def ordered_slugs(manifest: IssueManifest) -> tuple[str, ...]:
    """The articles of the order, each once."""
    return tuple(dict.fromkeys(entry.article for entry in manifest.order if entry.article))


def check_order(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """Every fault of the order."""
    yield from _entries(manifest.order, located)
    yield from _parts(manifest, located)
    yield from _own_pages(manifest, located)


def unknown_article(slug: str, slugs: tuple[str, ...], location: Location) -> Problem:
    """That an article is named which the order does not have."""
    hint = did_you_mean(slug, slugs, noun="articles of the order")
    return Problem("HP030", f'the order has no article "{slug}"', location, hint)


def _entries(order: tuple[OrderEntry, ...], located: Located) -> Iterator[Problem]:
    """Each entry names one thing, and each page and article comes once."""
    first: dict[str, int] = {}
    for index, entry in enumerate(order):
        named = [key for key in ("page", "article", "continued") if getattr(entry, key)]
        if len(named) != 1:
            message = f"an entry of the order names {' and '.join(named) or 'nothing'}"
            yield Problem("HP027", message, located.at("order", index), "name one of page:, article: or continued:")
        if entry.article in PAGE_NAMES:
            message = f'an article cannot be named "{entry.article}", like a page of the magazine'
            yield Problem("HP026", message, located.at("order", index, "article"), "rename its file")
        for key in ("page", "article"):
            name = getattr(entry, key)
            if name and name in first:
                hint = f"it comes first in line {located.at('order', first[name]).line}"
                yield Problem("HP026", f'"{name}" is in the order twice', located.at("order", index, key), hint)
            elif name:
                first[name] = index


def _parts(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """Every split article is continued exactly once, further back."""
    starts: dict[str, int] = {}
    rests: dict[str, int] = {}
    for index, entry in enumerate(manifest.order):
        if entry.article:
            starts.setdefault(entry.article, index)
        if entry.continued in rests:
            place = located.at("order", index, "continued")
            hint = "an article can be split into two parts"
            yield Problem("HP028", f'the rest of "{entry.continued}" is in the order twice', place, hint)
        elif entry.continued:
            rests[entry.continued] = index
    for index, entry in enumerate(manifest.order):
        if entry.split and (not entry.article or entry.article not in rests):
            hint = f"add an entry - continued: {entry.article}" if entry.article else "remove split:"
            message = (
                "the rest of this article is not in the order" if entry.article else "only an article can be split"
            )
            yield Problem("HP028", message, located.key("order", index, "split"), hint)
    for slug, rest in rests.items():
        yield from _rest(manifest, located, slug, starts.get(slug), rest)


def _rest(manifest: IssueManifest, located: Located, slug: str, start: int | None, rest: int) -> Iterator[Problem]:
    """What is wrong with the entry of the order that continues an article."""
    place = located.at("order", rest, "continued")
    if start is None:
        yield unknown_article(slug, ordered_slugs(manifest), place)
    elif start > rest:
        yield Problem("HP028", f'the rest of "{slug}" comes before its start', place, "move this entry further down")
    elif not manifest.order[start].split:
        hint = f"add split: to the entry in line {located.at('order', start).line}, the number of pages to print there"
        yield Problem("HP028", f'the article "{slug}" is not split', place, hint)


def _own_pages(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """The cover comes first, the back last, and every page in the order has its copy."""
    pages = {entry.page: index for index, entry in reversed(list(enumerate(manifest.order))) if entry.page}
    if pages.get("cover", 0) != 0:
        yield Problem("HP029", "the cover is not the first page", located.at("order", pages["cover"]), "move it up")
    last = len(manifest.order) - 1
    if pages.get("back", last) != last:
        yield Problem(
            "HP029", "the back cover is not the last page", located.at("order", pages["back"]), "move it down"
        )
    for name in ("masthead", "colophon", "back"):
        given = getattr(manifest, name) is not None or located.has_key(name)
        if name in pages and not given:
            place = located.at("order", pages[name])
            yield Problem("HP029", f"the {name} has nothing to print", place, f"add {name}: to this file")
        elif given and name not in pages:
            hint = f"add an entry - page: {name}"
            message = f"the {name} is not in the order"
            yield Problem("HP029", message, located.key(name), hint, Severity.WARNING)


FRONT = "front"
"""The page template of an article on page 1 that stands in place of a cover; it may have items, like news."""


def check_page_one(manifest: IssueManifest, located: Located, templates: Mapping[str, str]) -> Iterator[Problem]:
    """A cover that is not in the order, unless page 1 is an article whose template is a front page (HP029)."""
    first = templates.get(manifest.order[0].article or "")
    if first != FRONT and all(entry.page != "cover" for entry in manifest.order):
        message, hint = "the cover is not in the order", "add an entry - page: cover"
        yield Problem("HP029", message, located.key("cover"), hint, Severity.WARNING)


SLOT_HINT = "a slot has one of after: (full page), article: (half page) or filler: yes (full page)"


def last_day(text: str) -> date:
    """The last day that the date of an issue (2025-02 or 2025-02-14) can mean."""
    year, month, *day = (int(part) for part in text.split("-"))
    return date(year, month, day[0] if day else calendar.monthrange(year, month)[1])


def check_manifest(
    manifest: IssueManifest, located: Located, broken: frozenset[str], issue_dir: Path, project_root: Path
) -> Iterator[Problem]:
    """Every fault that pydantic cannot see; ``broken`` names the top-level keys in which it has seen one."""
    yield from _art(manifest, located, issue_dir, project_root)
    if "order" in broken:
        return  # what follows compares names with the order
    yield from check_order(manifest, located)
    yield from _cover(manifest, located)
    if "advertisements" not in broken:
        yield from _advertisements(manifest, located)


def _art(manifest: IssueManifest, located: Located, issue_dir: Path, project_root: Path) -> Iterator[Problem]:
    places: list[tuple[tuple[Step, ...], str, str, Severity]] = [
        ((name,), page.art, page.alt, Severity.WARNING)
        for name in ("cover", "contents", "colophon", "back")
        if (page := getattr(manifest, name))
    ]
    for index, ad in enumerate(manifest.advertisements):
        severity = Severity.WARNING if ad.headline or ad.text else Severity.ERROR  # finished art says it all
        places.append((("advertisements", index), ad.art, ad.alt, severity))
    for steps, art, alt, severity in places:
        yield from check_art(art, located.at(*steps, "art"), issue_dir, project_root)
        if art and not alt:
            hint = "add alt: what the picture says to a reader who cannot see it"
            message = f'the picture of "{steps[0]}" has no alternative text'
            yield Problem("HP044", message, located.key(*steps, "art"), hint, severity)


def _cover(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    slugs = ordered_slugs(manifest)
    named: list[tuple[str | None, Location]] = [(manifest.cover.article, located.at("cover", "article"))]
    for index, line in enumerate(manifest.cover.lines):
        named.append((line.article, located.at("cover", "lines", index, "article")))
    for slug, place in named:
        if slug and slug not in (*slugs, STAND_IN):
            yield unknown_article(slug, slugs, place)


def check_barcodes(manifest: IssueManifest, located: Located, issn: str) -> Iterator[Problem]:
    """Every barcode that cannot be made: of a magazine without an ISSN, or of a number that its add-on cannot hold."""
    for name, page in (("cover", manifest.cover), ("back", manifest.back)):
        if page is None or page.barcode is None:
            continue
        place, digits = located.key(name, "barcode"), page.barcode.addon
        if not issn:
            hint = 'write issn = "1234-5679" under [magazine] in hemaprint.toml, or remove barcode:'
            yield Problem("HP198", "the barcode is made from the ISSN, and the magazine has none", place, hint)
        if digits and len(str(manifest.number)) > digits:
            message = f"number {manifest.number} does not fit into an add-on of {digits} digits"
            hint = "write barcode: {addon: 0}" if digits == 5 else "write barcode: {addon: 5}"
            yield Problem("HP198", message, place, hint)


# ---------------------------------------------------------------- advertisements


def _advertisements(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    ids: dict[str, Location] = {}
    slots: dict[tuple[str, str, int], str] = {}
    for index, advertisement in enumerate(manifest.advertisements):
        place = located.at("advertisements", index, "id")
        if advertisement.id in ids:
            hint = f"the first is in line {ids[advertisement.id].line}"
            yield Problem("HP026", f'two advertisements are named "{advertisement.id}"', place, hint)
        ids.setdefault(advertisement.id, place)
        if not (advertisement.art or advertisement.headline or advertisement.text):
            message = f'the advertisement "{advertisement.id}" is empty'
            yield Problem("HP033", message, place, "add art:, or headline: and text:")
        yield from _slot(manifest, located, index, advertisement)
        slot = advertisement.slot
        wanted = (slot.after, slot.article or "", slot.sheet)
        if not (slot.after or slot.article):
            continue  # any number of advertisements may wait as fillers
        if wanted in slots:
            message = f'"{slots[wanted]}" and "{advertisement.id}" have the same slot'
            yield Problem("HP032", message, located.at("advertisements", index, "slot"), "move one of them")
        slots.setdefault(wanted, advertisement.id)


def _slot(manifest: IssueManifest, located: Located, index: int, advertisement: Advertisement) -> Iterator[Problem]:
    slot, slugs = advertisement.slot, ordered_slugs(manifest)
    place = located.at("advertisements", index, "slot")
    if [bool(slot.after), bool(slot.article), slot.filler].count(True) != 1:
        yield Problem("HP031", f'the slot of "{advertisement.id}" names no place', place, SLOT_HINT)
        return
    if (advertisement.size == "half") != bool(slot.article):
        message = f'a {advertisement.size} page does not fit the slot of "{advertisement.id}"'
        yield Problem("HP031", message, place, SLOT_HINT)
    if slot.article and slot.article not in slugs:
        yield unknown_article(slot.article, slugs, located.at("advertisements", index, "slot", "article"))
    if slot.sheet and not slot.article:
        here = located.key("advertisements", index, "slot", "sheet")
        yield Problem("HP031", "only a half page in an article has sheet:", here, "remove sheet:")
    if slot.after:
        yield from _after(manifest, slot.after, located.at("advertisements", index, "slot", "after"))


def _after(manifest: IssueManifest, name: str, place: Location) -> Iterator[Problem]:
    pages = [entry.page for entry in manifest.order if entry.page]
    known = (*pages, *ordered_slugs(manifest))
    if name == "back":
        yield Problem("HP031", "nothing comes after the back cover", place, 'name another entry, or use "filler: yes"')
    elif name not in known:
        hint = did_you_mean(name, known, noun="in the order")
        kind = "page" if name in PAGE_NAMES else "entry"
        yield Problem("HP031", f'the order has no {kind} "{name}"', place, hint)
