"""What is wrong with an ``issue.yaml`` that is well typed: its names, its pictures, its advertisements."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hemaprint.content.frontchecks import check_art
from hemaprint.content.models import Advertisement, IssueManifest
from hemaprint.content.order import PAGE_NAMES, check_order, ordered_slugs, unknown_article
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.text import Located, Step
from hemaprint.project.validate import STAND_IN

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
    places: list[tuple[tuple[Step, ...], str, str]] = [(("cover",), manifest.cover.art, manifest.cover.alt)]
    for name in ("contents", "colophon", "back"):
        if page := getattr(manifest, name):
            places.append(((name,), page.art, page.alt))
    for index, advertisement in enumerate(manifest.advertisements):
        places.append((("advertisements", index), advertisement.art, advertisement.alt))
    for steps, art, alt in places:
        yield from check_art(art, located.at(*steps, "art"), issue_dir, project_root)
        if art and not alt:
            hint = "add alt: what a reader who does not see it should know"
            message = f'the picture of "{steps[0]}" has no alternative text'
            yield Problem("HP044", message, located.key(*steps, "art"), hint, Severity.WARNING)


def _cover(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    slugs = ordered_slugs(manifest)
    named: list[tuple[str | None, Location]] = [(manifest.cover.article, located.at("cover", "article"))]
    for index, line in enumerate(manifest.cover.lines):
        named.append((line.article, located.at("cover", "lines", index, "article")))
    for slug, place in named:
        if slug and slug not in (*slugs, STAND_IN):
            yield unknown_article(slug, slugs, place)


# ---------------------------------------------------------------- advertisements


def _advertisements(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    ids: dict[str, Location] = {}
    slots: dict[tuple[str, str, int], str] = {}
    for index, advertisement in enumerate(manifest.advertisements):
        place = located.at("advertisements", index, "id")
        if advertisement.id in ids:
            hint = f"the first stands in line {ids[advertisement.id].line}"
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
            message = f'"{slots[wanted]}" and "{advertisement.id}" want the same slot'
            yield Problem("HP032", message, located.at("advertisements", index, "slot"), "move one of them")
        slots.setdefault(wanted, advertisement.id)


def _slot(manifest: IssueManifest, located: Located, index: int, advertisement: Advertisement) -> Iterator[Problem]:
    slot, slugs = advertisement.slot, ordered_slugs(manifest)
    place = located.at("advertisements", index, "slot")
    if [bool(slot.after), bool(slot.article), slot.filler].count(True) != 1:
        yield Problem("HP031", f'the slot of "{advertisement.id}" does not say where it is', place, SLOT_HINT)
        return
    if (advertisement.size == "half") != bool(slot.article):
        message = f'a {advertisement.size} page does not fit the slot of "{advertisement.id}"'
        yield Problem("HP031", message, place, SLOT_HINT)
    if slot.article and slot.article not in slugs:
        yield unknown_article(slot.article, slugs, located.at("advertisements", index, "slot", "article"))
    if slot.sheet and not slot.article:
        here = located.key("advertisements", index, "slot", "sheet")
        yield Problem("HP031", "only a half page in an article has a sheet", here, "remove sheet:")
    if slot.after:
        yield from _after(manifest, slot.after, located.at("advertisements", index, "slot", "after"))


def _after(manifest: IssueManifest, name: str, place: Location) -> Iterator[Problem]:
    pages = [entry.page for entry in manifest.order if entry.page]
    known = (*pages, *ordered_slugs(manifest))
    if name == "back":
        yield Problem("HP031", "nothing stands after the back cover", place, 'name another entry, or use "filler: yes"')
    elif name not in known:
        hint = did_you_mean(name, known, noun="in the order")
        kind = "page" if name in PAGE_NAMES else "entry"
        yield Problem("HP031", f'the order has no {kind} "{name}"', place, hint)
